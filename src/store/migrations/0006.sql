-- Comments' bodies in a table of their own: a long thread is opened without them, and need not step over their pages.

-- HTML: text when short, else a zstd frame. What has no words has no row.
CREATE TABLE comment_bodies (
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    origin  TEXT NOT NULL,
    id      TEXT NOT NULL,
    body    NOT NULL,
    PRIMARY KEY (article, origin, id)
) WITHOUT ROWID;
INSERT INTO comment_bodies (article, origin, id, body)
    SELECT article, origin, id, body FROM comments WHERE body IS NOT NULL ORDER BY article, origin, id;

-- Rows that only lost their bodies would stay where they are, on pages that are nearly empty: they are written anew.
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
    -- Bytes of the body as it lies in its table; 0 without one.
    bytes      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (article, origin, id)
) WITHOUT ROWID;
INSERT INTO comments_of (article, origin, id, position, parent, author, published, score, up, down, state, url,
                         by_author, first_seen, mark, edited, bytes)
    SELECT article, origin, id, position, parent, author, published, score, up, down, state, url,
           by_author, first_seen, mark, edited, coalesce(octet_length(body), 0)
    FROM comments ORDER BY article, origin, id;
DROP TABLE comments;
ALTER TABLE comments_of RENAME TO comments;
