-- Transcripts and chapters that the feed states, as JSON; NULL if it states none.
ALTER TABLE articles ADD COLUMN media TEXT;
