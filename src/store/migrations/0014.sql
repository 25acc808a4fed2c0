-- Whether an article is the one that has most in common with the others of its story; lists show it for all of them.
ALTER TABLE stories ADD COLUMN is_best INTEGER NOT NULL DEFAULT 0;
