-- When the feed's removal was first noticed by a sync; its articles are deleted some time after that. Cleared when the
-- feed is subscribed to again. A feed removed before this schema has no time yet: the next sync sets it.
ALTER TABLE feeds ADD COLUMN unsubscribed_at INTEGER;
