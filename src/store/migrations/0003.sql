-- Threads of several sources under one article; how far the reader is with each comment; earlier words of edited ones.

CREATE TABLE threads_of (
    article  INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    -- Names the thread, the same at every fetch; empty for the outlet's own.
    origin   TEXT NOT NULL,
    source   TEXT NOT NULL,
    page     TEXT,
    stated   INTEGER,
    complete INTEGER NOT NULL,
    fetched  INTEGER NOT NULL,
    gaps     TEXT NOT NULL DEFAULT '[]',
    warnings TEXT NOT NULL DEFAULT '[]',
    -- Why it could not be read when it was last asked.
    failure  TEXT,
    PRIMARY KEY (article, origin)
) WITHOUT ROWID;
INSERT INTO threads_of (article, origin, source, stated, complete, fetched, warnings)
    SELECT article, '', source, stated, complete, fetched, warnings FROM threads;
DROP TABLE threads;
ALTER TABLE threads_of RENAME TO threads;

-- One thread's rows lie together, so that a long one is read in one go.
CREATE TABLE comments_of (
    article    INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    origin     TEXT NOT NULL,
    id         TEXT NOT NULL,
    position   INTEGER NOT NULL,
    parent     TEXT,
    author     TEXT,
    published  INTEGER,
    score      INTEGER,
    up         INTEGER,
    down       INTEGER,
    state      INTEGER NOT NULL,
    url        TEXT,
    by_author  INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    -- 0 unseen, 1 seen, 2 done, 3 kept.
    mark       INTEGER NOT NULL DEFAULT 0,
    -- When its words last changed.
    edited     INTEGER,
    -- Last, so that a long thread can be read without its words.
    body,
    PRIMARY KEY (article, origin, id)
) WITHOUT ROWID;
INSERT INTO comments_of (article, origin, id, position, parent, author, published, body, score, state, url, by_author,
                         first_seen, mark)
    SELECT c.article, '', c.id, position, parent, c.author, c.published, body, score, state, c.url, by_author,
           c.first_seen, c.first_seen <= coalesce(a.thread_visited, 0)
    FROM comments c JOIN articles a ON a.id = c.article;
DROP TABLE comments;
ALTER TABLE comments_of RENAME TO comments;

CREATE TABLE comment_revisions (
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    origin  TEXT NOT NULL,
    comment TEXT NOT NULL,
    at      INTEGER NOT NULL,
    body,
    PRIMARY KEY (article, origin, comment, at)
) WITHOUT ROWID;

-- What is folded in an article's threads, and what is unfolded whatever a rule says: two JSON lists of origins and ids,
-- packed like HTML.
CREATE TABLE folds (
    article INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    folded
);

ALTER TABLE positions ADD COLUMN comment_origin TEXT NOT NULL DEFAULT '';
ALTER TABLE positions ADD COLUMN selected_origin TEXT NOT NULL DEFAULT '';
