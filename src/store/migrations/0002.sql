-- Where reading stopped; when words of an article changed; what was said of its page.

-- The place at the top of the view, in what no width changes: letters of the text, or of one comment, above it.
CREATE TABLE positions (
    article  INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    -- The comment at the top; none in the text.
    comment  TEXT,
    letters  INTEGER NOT NULL,
    -- The comment that was selected.
    selected TEXT,
    at       INTEGER NOT NULL
);
-- When its words last changed; what changed in markup alone is not edited.
ALTER TABLE articles ADD COLUMN edited INTEGER;
-- Whether the earlier text is of the full page, not of the feed.
ALTER TABLE revisions ADD COLUMN page INTEGER NOT NULL DEFAULT 0;
-- When the page was fetched, and why it may not be what was wanted: a JSON list.
ALTER TABLE bodies ADD COLUMN page_at INTEGER;
ALTER TABLE bodies ADD COLUMN page_notes TEXT NOT NULL DEFAULT '[]';
