//! State that `sync` reads before it fetches a feed, and the record it writes afterwards.
//!
//! `sync` decides when a feed is due; this module only stores the decision.

use rusqlite::{Connection, Row};

use super::values::{from_ms, time, to_ms};
use super::{Store, StoreError};
use crate::domain::feed::title_from_address;
use crate::domain::{FeedId, Text, Time};

/// Publication times read to estimate how often a feed publishes.
const RECENT: i64 = 10;

/// State of a feed that `sync` works with.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct FeedState {
    /// Its row.
    pub id: FeedId,
    /// Its address.
    pub url: String,
    /// Title to show: the user's, else the feed's own, else the address.
    pub title: Text,
    /// `ETag` of the last full answer.
    pub etag: Option<String>,
    /// `Last-Modified` of the last full answer, as the server wrote it.
    pub last_modified: Option<String>,
    /// Time of the last fetch.
    pub last_fetch: Option<Time>,
    /// Time of the last fetch that succeeded.
    pub last_success: Option<Time>,
    /// Time of the next fetch; `None` means at once.
    pub next_due: Option<Time>,
    /// Failures in a row.
    pub failures: u32,
    /// Minutes between fetches that the user set.
    pub interval: Option<u32>,
    /// Minutes between fetches that the feed itself asks for.
    pub hint: Option<u32>,
    /// Address that the last answers permanently redirected to.
    pub moved_to: Option<String>,
    /// Number of answers in a row that redirected to `moved_to`.
    pub moved_count: u32,
    /// Whether the feed answered 410, so that no sync fetches it again by itself.
    pub gone: bool,
    /// Whether to fetch the comments of new articles.
    pub comments: bool,
    /// Whether to fetch the full pages of new articles.
    pub pages: bool,
    /// Whether to download the recordings of new articles.
    pub audio: bool,
    /// Publication times of the newest articles, at most ten, newest first.
    pub recent: Vec<Time>,
}

/// Record of one fetch of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchRecord {
    /// Time of the fetch.
    pub at: Time,
    /// Result of the fetch.
    pub outcome: FetchOutcome,
    /// Time of the next fetch.
    pub next_due: Option<Time>,
    /// Target of a permanent redirect; `None` resets the count of redirects in a row.
    pub moved_to: Option<String>,
}

/// Result of a fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchOutcome {
    /// A full answer with its validators.
    Fetched {
        /// `ETag`.
        etag: Option<String>,
        /// `Last-Modified`.
        last_modified: Option<String>,
    },
    /// 304: the feed has not changed.
    NotModified,
    /// No answer, an error status, or a body that could not be parsed; the reason in one line.
    Failed(Text),
    /// 410: the feed is permanently gone; the reason in one line.
    Gone(Text),
}

impl Store {
    /// Lists the states of the subscribed feeds in the user's order, restricted to `only` if given.
    pub fn feed_states(&self, only: Option<&[FeedId]>) -> Result<Vec<FeedState>, StoreError> {
        self.read(|conn| {
            let mut recent = conn.prepare_cached(
                "SELECT published FROM articles INDEXED BY articles_of_feed WHERE feed = ?
                 ORDER BY published DESC, id DESC LIMIT ?",
            )?;
            let mut feeds = conn.prepare_cached("SELECT * FROM feeds WHERE subscribed = 1 ORDER BY position, id")?;
            let mut rows = feeds.query([])?;
            let mut states = Vec::new();
            while let Some(row) = rows.next()? {
                let id = FeedId(row.get("id")?);
                if only.is_none_or(|ids| ids.contains(&id)) {
                    let times = recent.query_map((id.0, RECENT), |row| row.get(0).map(from_ms))?;
                    states.push(feed_state(row, times.collect::<rusqlite::Result<_>>()?)?);
                }
            }
            Ok(states)
        })
    }

    /// Stores the record of a fetch that brought no articles to save.
    pub fn record_fetch(&self, feed: FeedId, record: &FetchRecord) -> Result<(), StoreError> {
        let record = record.clone();
        self.write(move |conn| write_record(conn, feed, &record))
    }
}

pub(super) fn write_record(conn: &Connection, feed: FeedId, record: &FetchRecord) -> rusqlite::Result<()> {
    let at = to_ms(record.at);
    let due = record.next_due.map(to_ms);
    let sql = "UPDATE feeds SET last_fetch = ?2, next_due = ?3,
               moved_count = CASE WHEN ?4 IS NULL THEN 0 WHEN ?4 IS moved_to THEN moved_count + 1 ELSE 1 END,
               moved_to = ?4 WHERE id = ?1";
    conn.prepare_cached(sql)?.execute((feed.0, at, due, &record.moved_to))?;
    match &record.outcome {
        FetchOutcome::Fetched { etag, last_modified } => {
            let sql = "UPDATE feeds SET last_success = ?2, failures = 0, error = NULL, gone = 0,
                       etag = ?3, last_modified = ?4 WHERE id = ?1";
            conn.prepare_cached(sql)?.execute((feed.0, at, etag, last_modified))?;
        }
        FetchOutcome::NotModified => {
            let sql = "UPDATE feeds SET last_success = ?2, failures = 0, error = NULL WHERE id = ?1";
            conn.prepare_cached(sql)?.execute((feed.0, at))?;
        }
        FetchOutcome::Failed(reason) => {
            let sql = "UPDATE feeds SET failures = failures + 1, error = ?2 WHERE id = ?1";
            conn.prepare_cached(sql)?.execute((feed.0, reason.as_str()))?;
        }
        FetchOutcome::Gone(reason) => {
            let sql = "UPDATE feeds SET failures = failures + 1, error = ?2, gone = 1 WHERE id = ?1";
            conn.prepare_cached(sql)?.execute((feed.0, reason.as_str()))?;
        }
    }
    Ok(())
}

fn feed_state(row: &Row<'_>, recent: Vec<Time>) -> rusqlite::Result<FeedState> {
    let url: String = row.get("url")?;
    let title = super::values::line(row, "user_title")?.or(super::values::line(row, "title")?);
    Ok(FeedState {
        id: FeedId(row.get("id")?),
        title: title.unwrap_or_else(|| title_from_address(&url)),
        url,
        etag: row.get("etag")?,
        last_modified: row.get("last_modified")?,
        last_fetch: time(row, "last_fetch")?,
        last_success: time(row, "last_success")?,
        next_due: time(row, "next_due")?,
        failures: row.get("failures")?,
        interval: row.get("interval")?,
        hint: row.get("hint")?,
        moved_to: row.get("moved_to")?,
        moved_count: row.get("moved_count")?,
        gone: row.get("gone")?,
        comments: row.get("comments")?,
        pages: row.get("pages")?,
        audio: row.get("audio")?,
        recent,
    })
}
