-- What comments are compared by, so that text which comes back in another thread is found.

-- One row for each comment that was looked at; the hash is that of its body as it was then.
CREATE TABLE sketches (
    key     INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    origin  TEXT NOT NULL DEFAULT '',
    id      TEXT NOT NULL,
    hash    INTEGER NOT NULL,
    UNIQUE (article, origin, id)
);
-- Comments that are alike share a band; the article stands in it so that one's own thread can be stepped over. A text
-- that is too short to be compared has none.
CREATE TABLE sketch_bands (
    band    INTEGER NOT NULL,
    article INTEGER NOT NULL,
    comment INTEGER NOT NULL REFERENCES sketches(key) ON DELETE CASCADE,
    PRIMARY KEY (band, article, comment)
) WITHOUT ROWID;
CREATE INDEX bands_of_comment ON sketch_bands (comment);
-- Threads with comments that were not looked at yet, and the last that was; the ticket changes when the thread does.
CREATE TABLE sketch_queue (
    article INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    ticket  INTEGER NOT NULL,
    origin  TEXT NOT NULL DEFAULT '',
    id      TEXT NOT NULL DEFAULT ''
);
INSERT INTO sketch_queue (article, ticket) SELECT DISTINCT article, 0 FROM threads;
