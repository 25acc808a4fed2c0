-- What folding the stories of a list reads lies together: of grouped articles by time and by story, and of
-- articles by id.
DROP INDEX stories_by_time;
CREATE INDEX stories_by_time ON stories (published, article, story, outlet, is_best);
DROP INDEX stories_articles;
CREATE INDEX stories_articles ON stories (story, published, article, outlet, is_best);
CREATE INDEX articles_listed ON articles (id, feed, hidden, read_at, starred);
