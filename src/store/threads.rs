//! An article's threads as wholes: what tells whether there may be more in them, and that a source failed.
//!
//! The comments in them are left to `comments`.

use super::comments::state_number;
use super::values::{time, to_ms};
use super::{Store, StoreError};
use crate::domain::{ArticleId, Moderation, Time};

/// What tells whether an article's threads may hold more than is here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ThreadState {
    /// When a source was last asked; `None` when none ever was.
    pub fetched: Option<Time>,
    /// The number of comments that the feed states. What a source states when it is asked is old by the next time.
    pub stated_by_feed: Option<u32>,
    /// The comments here that a feed's number stands for: not the removed ones, and the outlet's own where it has any.
    pub visible: u32,
}

impl Store {
    /// What tells whether an article's threads may hold more; nothing when there is no such article.
    pub fn thread_state(&self, article: ArticleId) -> Result<ThreadState, StoreError> {
        // Comments are counted only where there is a number to compare them with.
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

    /// The origins of an article's threads.
    pub fn thread_origins(&self, article: ArticleId) -> Result<Vec<String>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT origin FROM threads WHERE article = ? ORDER BY origin";
            conn.prepare_cached(sql)?.query_map([article.0], |row| row.get(0))?.collect()
        })
    }

    /// A source could not be read: its thread stays as it was and says so. Where there is none, there is one without
    /// comments from then on. Does nothing when there is no such article.
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

    /// Takes a thread away that never was more than a failure.
    pub fn forget_failure(&self, article: ArticleId, origin: &str) -> Result<(), StoreError> {
        let origin = origin.to_owned();
        self.write(move |conn| {
            let sql = "DELETE FROM threads WHERE article = ?1 AND origin = ?2 AND failure IS NOT NULL
                       AND NOT EXISTS (SELECT 1 FROM comments WHERE article = ?1 AND origin = ?2)";
            conn.prepare_cached(sql)?.execute((article.0, origin)).map(drop)
        })
    }
}
