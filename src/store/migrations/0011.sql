-- The transcript that is the full text of an article: its cues in JSON, as text when short, else as a zstd frame.
CREATE TABLE transcripts (
    article        INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    is_timed       INTEGER NOT NULL,
    are_paragraphs INTEGER NOT NULL,
    cues
);
-- Chapters from the file that a feed names, in the same form. The feed's own chapters are in articles.media.
CREATE TABLE chapters (
    article  INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    chapters
);
-- Whether to download the recordings of new articles.
ALTER TABLE feeds ADD COLUMN audio INTEGER NOT NULL DEFAULT 0;
-- Whether the user listened to a voice or to the publisher's audio.
ALTER TABLE listened ADD COLUMN kind TEXT NOT NULL DEFAULT 'voice';
