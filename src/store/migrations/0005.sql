-- Replies on their way. They outlive their articles: what the user wrote is lost with nothing. A number is never used
-- again, since a site may be told it.
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    article    INTEGER NOT NULL,
    origin     TEXT NOT NULL DEFAULT '',
    parent     TEXT,
    state      TEXT NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    error      TEXT,
    created    INTEGER NOT NULL,
    tried      INTEGER,
    not_before INTEGER,
    remote     TEXT,
    text       TEXT NOT NULL
);
CREATE INDEX outbox_article ON outbox (article);
