-- The queue of articles to listen to, and where the user stopped listening to each article, in seconds.
CREATE TABLE listen_queue (
    place   INTEGER PRIMARY KEY,
    article INTEGER NOT NULL UNIQUE REFERENCES articles (id) ON DELETE CASCADE
);
CREATE TABLE listened (
    article INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    at      REAL NOT NULL,
    seconds REAL,
    changed INTEGER NOT NULL
);
