//! Read and starred marks of articles. Every change takes ids and returns the ids that it changed, for undo.

use rusqlite::Connection;

use super::values::to_ms;
use super::{ListQuery, Store, StoreError};
use crate::domain::{ArticleId, Time};

/// Marks set in one job, so that "mark all read" doesn't hold up other writes.
const CHUNK: usize = 2_000;

impl Store {
    /// Marks articles read (at `now`) or unread. Returns those that this changed, in the order of their ids; to undo,
    /// set the opposite mark on them.
    pub fn set_read(&self, ids: &[ArticleId], read: bool, now: Time) -> Result<Vec<ArticleId>, StoreError> {
        // In the order of the table, since a list's order would write its pages over and over.
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let mut changed = Vec::new();
        for part in ids.chunks(CHUNK) {
            let part = part.to_vec();
            changed.extend(self.write(move |conn| set_read(conn, &part, read, now))?);
        }
        Ok(changed)
    }

    /// Stars or unstars articles. Returns those that this changed.
    pub fn set_starred(&self, ids: &[ArticleId], starred: bool) -> Result<Vec<ArticleId>, StoreError> {
        let ids = ids.to_vec();
        self.write(move |conn| {
            let mut update = conn.prepare_cached("UPDATE articles SET starred = ?2 WHERE id = ?1 AND starred <> ?2")?;
            changed(&ids, |id| update.execute((id.0, starred)))
        })
    }

    /// Marks all articles of a list read. Returns those that this changed.
    pub fn mark_all_read(&self, query: &ListQuery, now: Time) -> Result<Vec<ArticleId>, StoreError> {
        let unread = ListQuery { unread_only: true, unread_since: None, unfolded: None, ..query.clone() };
        // Articles that arrive between the two steps were not in the list that the user saw, and stay unread.
        let ids = self.listed(&unread, |conn, listing| listing.ids(conn, None, 0, usize::MAX))?;
        self.set_read(&ids, true, now)
    }
}

fn set_read(conn: &Connection, ids: &[ArticleId], read: bool, now: Time) -> rusqlite::Result<Vec<ArticleId>> {
    let sql = "UPDATE articles SET read_at = ?2 WHERE id = ?1 AND (read_at IS NULL) <> (?2 IS NULL)";
    let at = read.then(|| to_ms(now));
    let mut update = conn.prepare_cached(sql)?;
    changed(ids, |id| update.execute((id.0, at)))
}

fn changed(
    ids: &[ArticleId],
    mut update: impl FnMut(ArticleId) -> rusqlite::Result<usize>,
) -> rusqlite::Result<Vec<ArticleId>> {
    let mut changed = Vec::new();
    for id in ids {
        if update(*id)? > 0 {
            changed.push(*id);
        }
    }
    Ok(changed)
}
