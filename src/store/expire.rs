//! Deletes old articles: those read long ago, and those of feeds that the user removed. Deletes what searches found.
//!
//! Articles with a star or with a tag of the user's, and those with a reply that has not reached its site, stay, whatever
//! their feed. So do unread
//! articles of subscribed feeds. A tombstone stays for as long as the feed may still list an expired
//! article, so that the article does not come back as new.

use chrono::Duration;
use rusqlite::Connection;

use super::found;
use super::search::forget;
use super::sketches;
use super::values::to_ms;
use super::{Store, StoreError};
use crate::domain::{ArticleId, ReplyState, Time};

/// Articles deleted in one transaction.
const BATCH: i64 = 500;
/// Days after which a tombstone is deleted if no answer of the feed has listed its entry.
const TOMBSTONE_DAYS: i64 = 180;

impl Store {
    /// Deletes articles without star and tag that were read more than `keep_days` days before `now`, with their bodies and
    /// comments. Returns how many it deleted.
    pub fn expire(&self, keep_days: u32, now: Time) -> Result<usize, StoreError> {
        let before = to_ms(days_before(now, i64::from(keep_days)));
        let mut deleted = 0;
        loop {
            match self.write(move |conn| expire_batch(conn, before, now))? {
                0 => break,
                batch => deleted += batch,
            }
        }
        let old = to_ms(days_before(now, TOMBSTONE_DAYS));
        self.write(move |conn| conn.execute("DELETE FROM tombstones WHERE last_seen < ?", [old]))?;
        Ok(deleted)
    }

    /// Deletes the texts and reviews that searches found last more than `keep_days` days before `now`. Returns how many.
    pub fn expire_found(&self, keep_days: u32, now: Time) -> Result<usize, StoreError> {
        let before = days_before(now, i64::from(keep_days));
        // Most syncs find nothing to do, and then write nothing.
        if !self.read(|conn| found::has_before(conn, before))? {
            return Ok(0);
        }
        self.write(move |conn| found::forget_before(conn, before))
    }

    /// Deletes feeds removed at least `keep_days` days before `now`, with their articles, but for those with a star, with
    /// a tag, or with a reply that has not been sent. Returns how many articles it deleted.
    ///
    /// The days count from the first call after the removal, since [`Store::reconcile`] knows no time. Until they are
    /// over, subscribing again brings the articles back.
    pub fn purge_unsubscribed(&self, keep_days: u32, now: Time) -> Result<usize, StoreError> {
        let before = to_ms(days_before(now, i64::from(keep_days)));
        // Most syncs find nothing to do, and then write nothing.
        if !self.read(has_unsubscribed)? {
            return Ok(0);
        }
        self.write(move |conn| {
            let sql = "UPDATE feeds SET unsubscribed_at = ? WHERE subscribed = 0 AND unsubscribed_at IS NULL";
            conn.execute(sql, [to_ms(now)])
        })?;
        let mut deleted = 0;
        loop {
            match self.write(move |conn| purge_batch(conn, before))? {
                0 => return Ok(deleted),
                batch => deleted += batch,
            }
        }
    }
}

fn days_before(now: Time, days: i64) -> Time {
    now.checked_sub_signed(Duration::days(days)).unwrap_or(Time::MIN_UTC)
}

fn has_unsubscribed(conn: &Connection) -> rusqlite::Result<bool> {
    conn.query_row("SELECT EXISTS (SELECT 1 FROM feeds WHERE subscribed = 0)", [], |row| row.get(0))
}

fn expire_batch(conn: &Connection, before: i64, now: Time) -> rusqlite::Result<usize> {
    let sql = "SELECT id FROM articles INDEXED BY articles_read WHERE read_at < ? AND starred = 0
               AND id NOT IN (SELECT article FROM article_tags)
               AND id NOT IN (SELECT article FROM outbox WHERE state <> ?) LIMIT ?";
    let ids = select(conn, sql, (before, ReplyState::Sent.as_str(), BATCH))?;
    let bury = "INSERT OR REPLACE INTO tombstones SELECT feed, identity, ?2 FROM articles WHERE id = ?1";
    let mut bury = conn.prepare_cached(bury)?;
    for id in &ids {
        bury.execute((id.0, to_ms(now)))?;
    }
    delete(conn, &ids)?;
    Ok(ids.len())
}

fn purge_batch(conn: &Connection, before: i64) -> rusqlite::Result<usize> {
    // With its validators, a feed subscribed to again halfway would answer "not modified" for articles deleted here.
    let sql = "UPDATE feeds SET etag = NULL, last_modified = NULL
               WHERE subscribed = 0 AND unsubscribed_at <= ? AND coalesce(etag, last_modified) IS NOT NULL";
    conn.prepare_cached(sql)?.execute([before])?;
    let sql = "SELECT id FROM articles
               WHERE feed IN (SELECT id FROM feeds WHERE subscribed = 0 AND unsubscribed_at <= ?) AND starred = 0
               AND id NOT IN (SELECT article FROM article_tags)
               AND id NOT IN (SELECT article FROM outbox WHERE state <> ?) LIMIT ?";
    let ids = select(conn, sql, (before, ReplyState::Sent.as_str(), BATCH))?;
    delete(conn, &ids)?;
    if ids.is_empty() {
        let sql = "DELETE FROM feeds WHERE subscribed = 0 AND unsubscribed_at <= ? AND articles = 0";
        conn.prepare_cached(sql)?.execute([before])?;
    }
    Ok(ids.len())
}

fn select(conn: &Connection, sql: &str, params: impl rusqlite::Params) -> rusqlite::Result<Vec<ArticleId>> {
    conn.prepare_cached(sql)?.query_map(params, |row| row.get(0).map(ArticleId))?.collect()
}

fn delete(conn: &Connection, ids: &[ArticleId]) -> rusqlite::Result<()> {
    forget(conn, ids)?;
    sketches::forget(conn, ids)?;
    let mut delete = conn.prepare_cached("DELETE FROM articles WHERE id = ?")?;
    ids.iter().try_for_each(|id| delete.execute([id.0]).map(drop))
}
