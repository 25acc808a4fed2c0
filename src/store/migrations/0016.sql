-- An article without an address now has the outlet of its feed's site. Stories that are still growing are grouped again.
INSERT OR IGNORE INTO story_queue
SELECT s.article FROM stories s INDEXED BY stories_by_time
JOIN articles a ON a.id = s.article JOIN feeds f ON f.id = a.feed
WHERE s.published > (SELECT max(published) FROM stories) - 864000000 AND a.url IS NULL AND f.site IS NOT NULL;
DELETE FROM stories WHERE article IN (SELECT article FROM story_queue);
