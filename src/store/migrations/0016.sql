-- An article without an address now has the outlet of its feed's site, and the features of all articles are made of other
-- stems. Stories that are still growing are grouped again.
INSERT OR IGNORE INTO story_queue
SELECT article FROM stories INDEXED BY stories_by_time
WHERE published > (SELECT max(published) FROM stories) - 864000000;
DELETE FROM stories WHERE article IN (SELECT article FROM story_queue);
