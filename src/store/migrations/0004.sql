-- What comments are compared by, so that text which comes back in another thread is found.

-- One row for each comment that was looked at. The hash is that of its body as it was then; bands are its twelve, four
-- bytes each, none for a text that is too short to be compared.
CREATE TABLE sketches (
    key     INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    origin  TEXT NOT NULL DEFAULT '',
    id      TEXT NOT NULL,
    hash    INTEGER NOT NULL,
    bands   BLOB,
    UNIQUE (article, origin, id)
);
-- The same the other way about: comments that are alike share a band. The article stands in it so that one's own thread
-- can be stepped over. Kept in step by the program: an index for a foreign key would be as large as the table.
CREATE TABLE sketch_bands (
    band    INTEGER NOT NULL,
    article INTEGER NOT NULL,
    comment INTEGER NOT NULL,
    PRIMARY KEY (band, article, comment)
) WITHOUT ROWID;
-- Threads with comments that were not looked at yet, and the last that was; the ticket changes when the thread does.
CREATE TABLE sketch_queue (
    article INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    ticket  INTEGER NOT NULL,
    origin  TEXT NOT NULL DEFAULT '',
    id      TEXT NOT NULL DEFAULT ''
);
INSERT INTO sketch_queue (article, ticket) SELECT DISTINCT article, 0 FROM threads;
