//! Reads and writes the state of an article's threads: whether more comments may exist, and whether a source failed.
//!
//! `comments` reads the comments in them.

use super::comments::state_number;
use super::values::{time, to_ms};
use super::{Store, StoreError};
use crate::domain::{ArticleId, Moderation, Time};

/// State that tells whether an article's threads may have more comments than the store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ThreadState {
    /// Time of the last fetch of one of the threads; `None` if there was none.
    pub fetched: Option<Time>,
    /// Number of comments that the feed states. A number that a source states is out of date at the next sync.
    pub stated_by_feed: Option<u32>,
    /// Number of stored comments that the feed's number covers: without removed ones, and only those of the article's
    /// own site if that has a thread.
    pub visible: u32,
}

impl Store {
    /// Reads the state of an article's threads; the default state if there is no such article.
    pub fn thread_state(&self, article: ArticleId) -> Result<ThreadState, StoreError> {
        // Counts comments only if there is a number to compare them with.
        let sql = "SELECT (SELECT max(fetched) FROM threads WHERE article = a.id), stated_by_feed,
                       CASE WHEN stated_by_feed IS NULL THEN 0 ELSE
                           (SELECT count(*) FROM comments c WHERE c.article = a.id AND c.state <> ?2 AND
                            (c.origin = '' OR NOT EXISTS (SELECT 1 FROM threads WHERE article = a.id AND origin = '')))
                       END
                   FROM articles a WHERE id = ?1";
        self.read(|conn| {
            let mut statement = conn.prepare_cached(sql)?;
            let mut rows = statement.query((article.0, state_number(Moderation::Removed)))?;
            let Some(row) = rows.next()? else { return Ok(ThreadState::default()) };
            Ok(ThreadState { fetched: time(row, 0)?, stated_by_feed: row.get(1)?, visible: row.get(2)? })
        })
    }

    /// Lists the origins of an article's threads.
    pub fn thread_origins(&self, article: ArticleId) -> Result<Vec<String>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT origin FROM threads WHERE article = ? ORDER BY origin";
            conn.prepare_cached(sql)?.query_map([article.0], |row| row.get(0))?.collect()
        })
    }

    /// Records why a source failed, and leaves the comments of its thread as they were. Creates a thread without
    /// comments if there is none. Does nothing if there is no such article.
    pub fn thread_failed(
        &self,
        article: ArticleId,
        (origin, source): (&str, &str),
        why: &str,
        now: Time,
    ) -> Result<(), StoreError> {
        let (origin, source, why) = (origin.to_owned(), source.to_owned(), why.to_owned());
        self.write(move |conn| {
            let sql = "INSERT INTO threads (article, origin, source, complete, fetched, failure)
                       SELECT id, ?2, ?3, 0, ?5, ?4 FROM articles WHERE id = ?1
                       ON CONFLICT DO UPDATE SET failure = excluded.failure, fetched = excluded.fetched";
            conn.prepare_cached(sql)?.execute((article.0, origin, source, why, to_ms(now))).map(drop)
        })
    }

    /// Deletes a failed thread if it has no comments.
    pub fn forget_failure(&self, article: ArticleId, origin: &str) -> Result<(), StoreError> {
        let origin = origin.to_owned();
        self.write(move |conn| {
            let sql = "DELETE FROM threads WHERE article = ?1 AND origin = ?2 AND failure IS NOT NULL
                       AND NOT EXISTS (SELECT 1 FROM comments WHERE article = ?1 AND origin = ?2)";
            conn.prepare_cached(sql)?.execute((article.0, origin)).map(drop)
        })
    }
}
