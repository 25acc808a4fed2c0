-- Articles that are grouped into stories: the story of each, its outlet, and the features by which it is compared.
CREATE TABLE stories (
    article   INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    story     INTEGER NOT NULL,
    outlet    TEXT NOT NULL,
    -- As in articles, where it is set once.
    published INTEGER NOT NULL,
    features  BLOB NOT NULL
);
CREATE INDEX stories_by_time ON stories (published, article, story);
CREATE INDEX stories_articles ON stories (story, published, article);
-- Articles that wait to be grouped. Of those that are stored already, the newest.
CREATE TABLE story_queue (
    article INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE
);
INSERT INTO story_queue SELECT id FROM articles INDEXED BY articles_by_time
WHERE hidden < 2 AND published > (SELECT max(published) FROM articles INDEXED BY articles_by_time WHERE hidden < 2) - 864000000
ORDER BY published DESC LIMIT 20000;
-- Whether the user keeps the feed's articles out of stories.
ALTER TABLE feeds ADD COLUMN without_stories INTEGER NOT NULL DEFAULT 0;
