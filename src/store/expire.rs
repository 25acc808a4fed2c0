//! Retention: old articles that were read go; unread and starred ones never do.
//!
//! A tombstone stays behind for as long as the feed may still list the article, so that it doesn't come back as new.

use chrono::Duration;
use rusqlite::Connection;

use super::values::{rows, to_ms};
use super::{Store, StoreError};
use crate::domain::Time;

/// Articles deleted in one transaction.
const BATCH: i64 = 500;
/// Days without a sight of the entry after which a tombstone goes.
const TOMBSTONE_DAYS: i64 = 180;

impl Store {
    /// Deletes articles that were read more than `keep_days` days before `now` and are not starred, with their bodies
    /// and comments; returns how many.
    pub fn expire(&self, keep_days: u32, now: Time) -> Result<usize, StoreError> {
        let before = to_ms(earlier(now, i64::from(keep_days)));
        let mut gone = 0;
        loop {
            let batch = self.write(move |conn| expire_batch(conn, before, now))?;
            gone += batch;
            if batch < rows(BATCH) {
                break;
            }
        }
        let old = to_ms(earlier(now, TOMBSTONE_DAYS));
        self.write(move |conn| conn.execute("DELETE FROM tombstones WHERE last_seen < ?", [old]))?;
        Ok(gone)
    }
}

fn earlier(now: Time, days: i64) -> Time {
    now.checked_sub_signed(Duration::days(days)).unwrap_or(Time::MIN_UTC)
}

fn expire_batch(conn: &Connection, before: i64, now: Time) -> rusqlite::Result<usize> {
    let sql = "SELECT id FROM articles INDEXED BY articles_read WHERE read_at < ? AND starred = 0 LIMIT ?";
    let ids: Vec<i64> =
        conn.prepare_cached(sql)?.query_map((before, BATCH), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let bury = "INSERT OR REPLACE INTO tombstones SELECT feed, identity, ?2 FROM articles WHERE id = ?1";
    let mut bury = conn.prepare_cached(bury)?;
    let mut delete = conn.prepare_cached("DELETE FROM articles WHERE id = ?")?;
    for id in &ids {
        bury.execute((id, to_ms(now)))?;
        delete.execute([id])?;
    }
    Ok(ids.len())
}
