-- Rules for articles. New articles wait in a queue until the rules were applied to them, once.
CREATE TABLE rule_queue (
    article INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE
);
-- Articles that a rule hides, with the rule's name, or that repeat another one. Those of subscribed feeds have 3 in
-- articles.hidden.
CREATE TABLE hidden_articles (
    article  INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    rule     TEXT NOT NULL,
    original INTEGER
);
-- Hashes by which new articles are compared with those of other feeds.
CREATE TABLE article_prints (
    key       INTEGER NOT NULL,
    article   INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    published INTEGER NOT NULL,
    PRIMARY KEY (key, article)
) WITHOUT ROWID;
CREATE INDEX article_prints_of ON article_prints (article);
-- What rules have changed in an article, so that it can be undone.
CREATE TABLE rule_effects (
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    rule    TEXT NOT NULL,
    key     TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (article, rule, key, value)
) WITHOUT ROWID;
-- What rules have asked for and was not done yet: pages, threads and recordings to fetch, notices, commands.
CREATE TABLE rule_jobs (
    key     TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    rule    TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (key, article, rule, value)
) WITHOUT ROWID;
CREATE INDEX rule_jobs_of ON rule_jobs (article);
-- Whether a rule makes the article stand out in lists.
ALTER TABLE articles ADD COLUMN highlight INTEGER NOT NULL DEFAULT 0;

-- An article that a rule hides is in no count.
DROP TRIGGER articles_count_marks;
CREATE TRIGGER articles_count_marks AFTER UPDATE OF read_at, starred ON articles
WHEN new.hidden <> 3 AND ((old.read_at IS NULL) <> (new.read_at IS NULL) OR old.starred <> new.starred) BEGIN
    UPDATE feeds SET unread = unread + (new.read_at IS NULL) - (old.read_at IS NULL),
                     starred = starred + new.starred - old.starred
    WHERE id = new.feed;
END;
DROP TRIGGER articles_count_gone;
CREATE TRIGGER articles_count_gone AFTER DELETE ON articles WHEN old.hidden <> 3 BEGIN
    UPDATE feeds SET articles = articles - 1,
                     unread = unread - (old.read_at IS NULL),
                     starred = starred - old.starred
    WHERE id = old.feed;
END;
CREATE TRIGGER articles_count_hidden AFTER UPDATE OF hidden ON articles WHEN old.hidden <> 3 AND new.hidden = 3 BEGIN
    UPDATE feeds SET articles = articles - 1,
                     unread = unread - (new.read_at IS NULL),
                     starred = starred - new.starred
    WHERE id = new.feed;
    UPDATE article_tags SET unread = 0 WHERE article = new.id;
    INSERT INTO smart_queue (article) SELECT new.id WHERE EXISTS (SELECT 1 FROM smart_feeds);
END;
CREATE TRIGGER articles_count_shown AFTER UPDATE OF hidden ON articles WHEN old.hidden = 3 AND new.hidden <> 3 BEGIN
    UPDATE feeds SET articles = articles + 1,
                     unread = unread + (new.read_at IS NULL),
                     starred = starred + new.starred
    WHERE id = new.feed;
    UPDATE article_tags SET unread = new.read_at IS NULL WHERE article = new.id;
    INSERT INTO smart_queue (article) SELECT new.id WHERE EXISTS (SELECT 1 FROM smart_feeds);
END;
DROP TRIGGER article_tags_marks;
CREATE TRIGGER article_tags_marks AFTER UPDATE OF read_at ON articles
WHEN new.hidden <> 3 AND (old.read_at IS NULL) <> (new.read_at IS NULL) BEGIN
    UPDATE article_tags SET unread = new.read_at IS NULL WHERE article = new.id;
END;
