//! Reads what is known of how feeds do: fetches, articles, and the room that they take. `domain::health` judges it.

use chrono::TimeDelta;
use rusqlite::Row;

use super::values::{line, rows, time, to_ms};
use super::{Store, StoreError};
use crate::domain::feed::title_from_address;
use crate::domain::health::{FeedFacts, RECENT_DAYS};
use crate::domain::{FeedId, Time};

/// Reads the facts; the parameters are the moment since which articles are recent, and a feed or null.
const FACTS: &str = "SELECT f.*,
    (SELECT count(*) FROM articles a WHERE a.feed = f.id AND a.published >= ?1) AS recent,
    (SELECT min(a.published) FROM articles a WHERE a.feed = f.id) AS oldest,
    (SELECT max(a.published) FROM articles a WHERE a.feed = f.id) AS newest,
    (SELECT sum(coalesce(length(b.summary), 0) + coalesce(length(b.content), 0) + coalesce(length(b.page), 0))
     FROM articles a JOIN bodies b ON b.article = a.id WHERE a.feed = f.id) AS bytes
    FROM feeds f WHERE f.subscribed = 1 AND f.id = coalesce(?2, f.id) ORDER BY f.position, f.id";

impl Store {
    /// Reads the facts of one feed or of all, in the user's order. Takes the time of looking up every article of them.
    pub fn feed_facts(&self, only: Option<FeedId>, now: Time) -> Result<Vec<FeedFacts>, StoreError> {
        let since = to_ms(now - TimeDelta::days(RECENT_DAYS));
        self.read(|conn| conn.prepare_cached(FACTS)?.query_map((since, only.map(|feed| feed.0)), facts)?.collect())
    }
}

fn facts(row: &Row<'_>) -> rusqlite::Result<FeedFacts> {
    let url: String = row.get("url")?;
    let title = line(row, "user_title")?.or(line(row, "title")?);
    Ok(FeedFacts {
        id: FeedId(row.get("id")?),
        title: title.unwrap_or_else(|| title_from_address(&url)),
        url,
        gone: row.get("gone")?,
        failures: row.get("failures")?,
        error: line(row, "error")?,
        last_fetch: time(row, "last_fetch")?,
        last_success: time(row, "last_success")?,
        next_due: time(row, "next_due")?,
        articles: row.get("articles")?,
        unread: row.get("unread")?,
        recent: row.get("recent")?,
        oldest: time(row, "oldest")?,
        newest: time(row, "newest")?,
        bytes: rows(row.get::<_, Option<i64>>("bytes")?.unwrap_or_default()) as u64,
    })
}
