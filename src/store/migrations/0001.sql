-- The first schema. Never edited again: a change is a new file.
-- Times are milliseconds since 1970 in UTC. Lists of texts are JSON.

CREATE TABLE feeds (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    url           TEXT NOT NULL UNIQUE,
    -- From the user's list; an unsubscribed feed keeps its articles until they are purged.
    subscribed    INTEGER NOT NULL DEFAULT 1,
    position      INTEGER NOT NULL DEFAULT 0,
    user_title    TEXT,
    folder        TEXT,
    tags          TEXT NOT NULL DEFAULT '[]',
    hidden        INTEGER NOT NULL DEFAULT 0,
    interval      INTEGER,
    comments      INTEGER NOT NULL DEFAULT 0,
    pages         INTEGER NOT NULL DEFAULT 0,
    -- As the feed says of itself.
    title         TEXT,
    site          TEXT,
    description   TEXT,
    language      TEXT,
    format        TEXT,
    hint          INTEGER,
    -- How fetching went.
    etag          TEXT,
    last_modified TEXT,
    last_fetch    INTEGER,
    last_success  INTEGER,
    next_due      INTEGER,
    failures      INTEGER NOT NULL DEFAULT 0,
    error         TEXT,
    gone          INTEGER NOT NULL DEFAULT 0,
    moved_to      TEXT,
    moved_count   INTEGER NOT NULL DEFAULT 0,
    -- Set once one answer had two entries with one identity.
    guids_repeat  INTEGER NOT NULL DEFAULT 0,
    -- Kept by the triggers below.
    articles      INTEGER NOT NULL DEFAULT 0,
    unread        INTEGER NOT NULL DEFAULT 0,
    starred       INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE articles (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    feed           INTEGER NOT NULL REFERENCES feeds(id) ON DELETE CASCADE,
    identity       TEXT NOT NULL,
    guid           TEXT NOT NULL,
    title          TEXT NOT NULL,
    author         TEXT,
    url            TEXT,
    published      INTEGER NOT NULL,
    updated        INTEGER,
    first_seen     INTEGER NOT NULL,
    read_at        INTEGER,
    starred        INTEGER NOT NULL DEFAULT 0,
    -- Copied from the feed: 0 listed, 1 listed only where its feed, folder or tag is asked for, 2 unsubscribed.
    hidden         INTEGER NOT NULL DEFAULT 0,
    stated         INTEGER,
    stated_by_feed INTEGER,
    loaded         INTEGER NOT NULL DEFAULT 0,
    unseen         INTEGER NOT NULL DEFAULT 0,
    thread_visited INTEGER,
    language       TEXT,
    comments_url   TEXT,
    comments_feed  TEXT,
    categories     TEXT NOT NULL DEFAULT '[]',
    enclosures     TEXT NOT NULL DEFAULT '[]',
    text_hash      INTEGER NOT NULL,
    meta_hash      INTEGER NOT NULL,
    UNIQUE (feed, identity)
);
CREATE INDEX articles_by_time ON articles (published, id, feed, hidden) WHERE hidden < 2;
CREATE INDEX articles_unread  ON articles (published, id, feed, hidden) WHERE hidden < 2 AND read_at IS NULL;
CREATE INDEX articles_of_feed ON articles (feed, published, id, read_at);
CREATE INDEX articles_starred ON articles (published, id, read_at) WHERE hidden < 2 AND starred = 1;
CREATE INDEX articles_read    ON articles (read_at) WHERE read_at IS NOT NULL;

CREATE TRIGGER articles_count_new AFTER INSERT ON articles BEGIN
    UPDATE feeds SET articles = articles + 1,
                     unread = unread + (new.read_at IS NULL),
                     starred = starred + new.starred
    WHERE id = new.feed;
END;
CREATE TRIGGER articles_count_marks AFTER UPDATE OF read_at, starred ON articles
WHEN (old.read_at IS NULL) <> (new.read_at IS NULL) OR old.starred <> new.starred BEGIN
    UPDATE feeds SET unread = unread + (new.read_at IS NULL) - (old.read_at IS NULL),
                     starred = starred + new.starred - old.starred
    WHERE id = new.feed;
END;
CREATE TRIGGER articles_count_gone AFTER DELETE ON articles BEGIN
    UPDATE feeds SET articles = articles - 1,
                     unread = unread - (old.read_at IS NULL),
                     starred = starred - old.starred
    WHERE id = old.feed;
END;

-- HTML: text when short, else a zstd frame.
CREATE TABLE bodies (
    article INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    summary,
    content,
    page
);
-- Earlier texts of articles that changed, for the diff.
CREATE TABLE revisions (
    id      INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    title   TEXT NOT NULL,
    body
);
CREATE INDEX revisions_of_article ON revisions (article, id);
-- Expired articles, so that they don't come back as new while their feed still has them.
CREATE TABLE tombstones (
    feed      INTEGER NOT NULL REFERENCES feeds(id) ON DELETE CASCADE,
    identity  TEXT NOT NULL,
    last_seen INTEGER NOT NULL,
    PRIMARY KEY (feed, identity)
) WITHOUT ROWID;

CREATE TABLE threads (
    article  INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    source   TEXT NOT NULL,
    stated   INTEGER,
    complete INTEGER NOT NULL,
    fetched  INTEGER NOT NULL,
    warnings TEXT NOT NULL DEFAULT '[]'
);
CREATE TABLE comments (
    article    INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    position   INTEGER NOT NULL,
    parent     TEXT,
    author     TEXT,
    published  INTEGER,
    body,
    score      INTEGER,
    state      INTEGER NOT NULL,
    url        TEXT,
    by_author  INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    PRIMARY KEY (article, id)
);

CREATE VIRTUAL TABLE articles_fts USING fts5 (
    title, author, body, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
);
-- Rewrite a segment when 40 % of it is deleted, not 10 %: expiring would else cost more than indexing.
INSERT INTO articles_fts (articles_fts, rank) VALUES ('deletemerge', 40);
-- Articles whose text the index doesn't have yet; the ticket changes when the text does.
CREATE TABLE index_queue (
    article INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    ticket  INTEGER NOT NULL
);

CREATE TABLE hosts (
    host     TEXT PRIMARY KEY,
    until    INTEGER NOT NULL,
    failures INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE host_notes (
    host  TEXT NOT NULL,
    key   TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (host, key)
) WITHOUT ROWID;
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
