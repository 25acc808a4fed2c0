-- Texts that searches on the web found, as evidence for fact checks. They belong to no feed, and no list shows them.
CREATE TABLE found_texts (
    id        INTEGER PRIMARY KEY,
    url       TEXT NOT NULL UNIQUE,
    host      TEXT NOT NULL,
    outlet    TEXT NOT NULL,
    title     TEXT NOT NULL,
    published INTEGER NOT NULL,
    language  TEXT,
    text      BLOB,
    found_at  INTEGER NOT NULL
);
CREATE INDEX found_texts_by_time ON found_texts (published);
CREATE INDEX found_texts_by_find ON found_texts (found_at);
-- Published fact-checks that a search on the web found.
CREATE TABLE found_reviews (
    url       TEXT NOT NULL,
    claim     TEXT NOT NULL,
    publisher TEXT NOT NULL,
    rating    TEXT NOT NULL,
    published INTEGER,
    found_at  INTEGER NOT NULL,
    PRIMARY KEY (url, claim)
) WITHOUT ROWID;
