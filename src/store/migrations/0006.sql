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
    SELECT article, origin, id, body FROM comments WHERE body IS NOT NULL;
-- Bytes of the body as it lies there; 0 without one.
ALTER TABLE comments ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
UPDATE comments SET bytes = octet_length(body) WHERE body IS NOT NULL;
ALTER TABLE comments DROP COLUMN body;
