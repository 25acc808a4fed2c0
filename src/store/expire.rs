//! Retention: old articles that were read go; unread and starred ones never do, nor those that a reply is on its way to.
//! And what unsubscribed feeds left.
//!
//! A tombstone stays behind for as long as the feed may still list the article, so that it doesn't come back as new.

use chrono::Duration;
use rusqlite::Connection;

use super::search::forget;
use super::sketches;
use super::values::to_ms;
use super::{Store, StoreError};
use crate::domain::{ArticleId, ReplyState, Time};

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
            match self.write(move |conn| expire_batch(conn, before, now))? {
                0 => break,
                batch => gone += batch,
            }
        }
        let old = to_ms(earlier(now, TOMBSTONE_DAYS));
        self.write(move |conn| conn.execute("DELETE FROM tombstones WHERE last_seen < ?", [old]))?;
        Ok(gone)
    }

    /// Deletes feeds that are not subscribed to any more with all their articles, starred ones too; returns how many
    /// articles went.
    pub fn purge_unsubscribed(&self) -> Result<usize, StoreError> {
        let mut gone = 0;
        loop {
            match self.write(purge_batch)? {
                0 => return Ok(gone),
                batch => gone += batch,
            }
        }
    }
}

fn earlier(now: Time, days: i64) -> Time {
    now.checked_sub_signed(Duration::days(days)).unwrap_or(Time::MIN_UTC)
}

fn expire_batch(conn: &Connection, before: i64, now: Time) -> rusqlite::Result<usize> {
    // What a reply goes to stays until it is there.
    let sql = "SELECT id FROM articles INDEXED BY articles_read WHERE read_at < ? AND starred = 0
               AND id NOT IN (SELECT article FROM outbox WHERE state <> ?) LIMIT ?";
    let ids: Vec<ArticleId> = conn
        .prepare_cached(sql)?
        .query_map((before, ReplyState::Sent.as_str(), BATCH), |row| row.get(0).map(ArticleId))?
        .collect::<rusqlite::Result<_>>()?;
    let bury = "INSERT OR REPLACE INTO tombstones SELECT feed, identity, ?2 FROM articles WHERE id = ?1";
    let mut bury = conn.prepare_cached(bury)?;
    for id in &ids {
        bury.execute((id.0, to_ms(now)))?;
    }
    delete(conn, &ids)?;
    Ok(ids.len())
}

fn purge_batch(conn: &Connection) -> rusqlite::Result<usize> {
    let sql = "SELECT id FROM articles WHERE feed IN (SELECT id FROM feeds WHERE subscribed = 0) LIMIT ?";
    let ids: Vec<ArticleId> = conn
        .prepare_cached(sql)?
        .query_map([BATCH], |row| row.get(0).map(ArticleId))?
        .collect::<rusqlite::Result<_>>()?;
    delete(conn, &ids)?;
    if ids.is_empty() {
        conn.execute("DELETE FROM feeds WHERE subscribed = 0 AND articles = 0", [])?;
    }
    Ok(ids.len())
}

fn delete(conn: &Connection, ids: &[ArticleId]) -> rusqlite::Result<()> {
    forget(conn, ids)?;
    sketches::forget(conn, ids)?;
    let mut delete = conn.prepare_cached("DELETE FROM articles WHERE id = ?")?;
    ids.iter().try_for_each(|id| delete.execute([id.0]).map(|_| ()))
}
