-- Smart feeds: the searches of feeds.toml, the unread articles that each matches, and the changes since those were found.
CREATE TABLE smart_feeds (
    -- Never used again: a feed that the user removed stands here, without a name, until its articles are gone.
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT UNIQUE,
    query         TEXT NOT NULL,
    folder        TEXT,
    position      INTEGER NOT NULL,
    -- Whether the query asks about titles, folders or tags of feeds, about stories, and about ages.
    about_feeds   INTEGER NOT NULL,
    about_stories INTEGER NOT NULL,
    about_time    INTEGER NOT NULL,
    -- Kept by the triggers below.
    unread        INTEGER NOT NULL DEFAULT 0,
    -- `wanted` grows when the query must run over all articles; `counted` is the number for which it last did.
    wanted        INTEGER NOT NULL DEFAULT 1,
    counted       INTEGER NOT NULL DEFAULT 0,
    counted_at    INTEGER
);
CREATE TABLE smart_unread (
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    smart   INTEGER NOT NULL,
    PRIMARY KEY (article, smart)
) WITHOUT ROWID;
CREATE INDEX smart_unread_of ON smart_unread (smart, article);
CREATE TRIGGER smart_unread_new AFTER INSERT ON smart_unread BEGIN
    UPDATE smart_feeds SET unread = unread + 1 WHERE id = new.smart;
END;
CREATE TRIGGER smart_unread_gone AFTER DELETE ON smart_unread BEGIN
    UPDATE smart_feeds SET unread = unread - 1 WHERE id = old.smart;
END;

-- Articles that may match other queries than before, and stories whose articles may; one of the two may be missing.
CREATE TABLE smart_queue (
    id      INTEGER PRIMARY KEY,
    article INTEGER,
    story   INTEGER
);
-- One row. The number grows with each step of counting, so that two processes that count do not undo each other's steps.
CREATE TABLE smart_turn (turn INTEGER NOT NULL);
INSERT INTO smart_turn VALUES (0);

CREATE TRIGGER smart_article_new AFTER INSERT ON articles WHEN EXISTS (SELECT 1 FROM smart_feeds) BEGIN
    INSERT INTO smart_queue (article) VALUES (new.id);
END;
-- Not words and pictures: they change when the article leaves the index_queue.
CREATE TRIGGER smart_article AFTER UPDATE OF title, author, read_at, starred, edited, stated, loaded, unseen, score, enclosures
ON articles
WHEN (old.read_at IS NULL OR new.read_at IS NULL) AND EXISTS (SELECT 1 FROM smart_feeds) AND (
    (old.read_at IS NULL) <> (new.read_at IS NULL) OR old.starred <> new.starred OR old.title <> new.title
    OR old.author IS NOT new.author OR (old.edited IS NULL) <> (new.edited IS NULL) OR old.stated IS NOT new.stated
    OR old.loaded <> new.loaded OR (old.unseen > 0) <> (new.unseen > 0) OR old.score <> new.score
    OR old.enclosures <> new.enclosures
) BEGIN
    INSERT INTO smart_queue (article) VALUES (new.id);
END;
CREATE TRIGGER smart_page_new AFTER INSERT ON bodies
WHEN (new.page IS NOT NULL OR new.page_audio IS NOT NULL) AND EXISTS (SELECT 1 FROM smart_feeds) BEGIN
    INSERT INTO smart_queue (article) VALUES (new.article);
END;
CREATE TRIGGER smart_page AFTER UPDATE OF page, page_audio ON bodies
WHEN ((old.page IS NULL) <> (new.page IS NULL) OR (old.page_audio IS NULL) <> (new.page_audio IS NULL))
AND EXISTS (SELECT 1 FROM smart_feeds) BEGIN
    INSERT INTO smart_queue (article) VALUES (new.article);
END;
CREATE TRIGGER smart_indexed AFTER DELETE ON index_queue WHEN EXISTS (SELECT 1 FROM smart_feeds) BEGIN
    INSERT INTO smart_queue (article) VALUES (old.article);
END;
CREATE TRIGGER smart_tagged AFTER INSERT ON article_tags WHEN EXISTS (SELECT 1 FROM smart_feeds) BEGIN
    INSERT INTO smart_queue (article) VALUES (new.article);
END;
CREATE TRIGGER smart_untagged AFTER DELETE ON article_tags WHEN EXISTS (SELECT 1 FROM smart_feeds) BEGIN
    INSERT INTO smart_queue (article) VALUES (old.article);
END;
CREATE TRIGGER smart_listen_new AFTER INSERT ON listen_queue WHEN EXISTS (SELECT 1 FROM smart_feeds) BEGIN
    INSERT INTO smart_queue (article) VALUES (new.article);
END;
CREATE TRIGGER smart_listen_gone AFTER DELETE ON listen_queue WHEN EXISTS (SELECT 1 FROM smart_feeds) BEGIN
    INSERT INTO smart_queue (article) VALUES (old.article);
END;
CREATE TRIGGER smart_story_new AFTER INSERT ON stories
WHEN EXISTS (SELECT 1 FROM smart_feeds WHERE about_stories) BEGIN
    INSERT INTO smart_queue (story) VALUES (new.story);
END;
CREATE TRIGGER smart_story AFTER UPDATE OF story ON stories
WHEN old.story <> new.story AND EXISTS (SELECT 1 FROM smart_feeds WHERE about_stories) BEGIN
    INSERT INTO smart_queue (article, story) VALUES (new.article, old.story), (NULL, new.story);
END;
CREATE TRIGGER smart_story_gone AFTER DELETE ON stories
WHEN EXISTS (SELECT 1 FROM smart_feeds WHERE about_stories) BEGIN
    INSERT INTO smart_queue (article, story) VALUES (old.article, old.story);
END;
CREATE TRIGGER smart_feed AFTER UPDATE OF user_title, title, url, folder, tags ON feeds
WHEN old.user_title IS NOT new.user_title OR old.title IS NOT new.title OR old.url <> new.url
    OR old.folder IS NOT new.folder OR old.tags <> new.tags BEGIN
    UPDATE smart_feeds SET wanted = wanted + 1 WHERE about_feeds;
END;
CREATE TRIGGER smart_subscribed AFTER UPDATE OF subscribed ON feeds WHEN old.subscribed <> new.subscribed BEGIN
    UPDATE smart_feeds SET wanted = wanted + 1;
END;
