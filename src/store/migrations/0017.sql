-- Words and images of an article's text, counted when it is indexed, and the score that rules gave it.
ALTER TABLE articles ADD COLUMN words    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE articles ADD COLUMN pictures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE articles ADD COLUMN score    INTEGER NOT NULL DEFAULT 0;
-- Articles that are stored already are counted when they are indexed again.
INSERT INTO index_queue SELECT id, random() FROM articles WHERE true ON CONFLICT DO NOTHING;

-- Tags that the user gave to articles. The article's feed and whether it is unread stand here too, for the counts.
CREATE TABLE article_tags (
    tag     TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    feed    INTEGER NOT NULL,
    unread  INTEGER NOT NULL,
    PRIMARY KEY (tag, article)
) WITHOUT ROWID;
CREATE INDEX article_tags_of ON article_tags (article, tag);
-- By feed, because a list of a tag has the articles of the feeds with that tag as well. Kept by the triggers below.
CREATE TABLE tag_counts (
    tag      TEXT NOT NULL,
    feed     INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    unread   INTEGER NOT NULL,
    PRIMARY KEY (tag, feed)
) WITHOUT ROWID;
CREATE TRIGGER article_tags_count_new AFTER INSERT ON article_tags BEGIN
    INSERT INTO tag_counts VALUES (new.tag, new.feed, 1, new.unread)
    ON CONFLICT DO UPDATE SET articles = articles + 1, unread = unread + new.unread;
END;
CREATE TRIGGER article_tags_count_marks AFTER UPDATE OF unread ON article_tags BEGIN
    UPDATE tag_counts SET unread = unread + new.unread - old.unread WHERE tag = new.tag AND feed = new.feed;
END;
CREATE TRIGGER article_tags_count_gone AFTER DELETE ON article_tags BEGIN
    UPDATE tag_counts SET articles = articles - 1, unread = unread - old.unread WHERE tag = old.tag AND feed = old.feed;
    DELETE FROM tag_counts WHERE tag = old.tag AND feed = old.feed AND articles <= 0;
END;
CREATE TRIGGER article_tags_marks AFTER UPDATE OF read_at ON articles
WHEN (old.read_at IS NULL) <> (new.read_at IS NULL) BEGIN
    UPDATE article_tags SET unread = new.read_at IS NULL WHERE article = new.id;
END;
