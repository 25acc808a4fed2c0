//! Stores replies from their first draft on; every change names the state that it expects.
//!
//! `reply::outbox` decides which state may follow which.

use rusqlite::{Connection, OptionalExtension, Row};

use super::comments::{count, mark_number};
use super::values::{from_ms, line, time, to_ms};
use super::{Store, StoreError};
use crate::domain::{ArticleId, CommentRef, CommentStatus, Reply, ReplyId, ReplyState, Time};

const COLUMNS: &str = "id, article, origin, parent, state, attempts, error, created, tried, not_before, remote, text";

impl Store {
    /// Creates a draft: on the article, or on a comment of one of its threads.
    pub fn begin_reply(
        &self,
        article: ArticleId,
        parent: Option<&CommentRef>,
        origin: &str,
        text: &str,
        now: Time,
    ) -> Result<ReplyId, StoreError> {
        let (parent, text) = (parent.map(|parent| parent.id.clone()), text.to_owned());
        let origin = origin.to_owned();
        self.write(move |conn| {
            let sql = "INSERT INTO outbox (article, origin, parent, state, created, text) VALUES (?, ?, ?, ?, ?, ?)";
            let draft = ReplyState::Draft.as_str();
            conn.prepare_cached(sql)?.execute((article.0, &origin, &parent, draft, to_ms(now), &text))?;
            Ok(ReplyId(conn.last_insert_rowid()))
        })
    }

    /// Replaces a draft's text if the stored text is still `before`. Returns whether it was.
    pub fn update_draft(&self, id: ReplyId, before: &str, text: &str) -> Result<bool, StoreError> {
        let (before, text) = (before.to_owned(), text.to_owned());
        self.write(move |conn| {
            let sql = "UPDATE outbox SET text = ?3 WHERE id = ?1 AND text = ?2 AND state = ?4";
            Ok(conn.prepare_cached(sql)?.execute((id.0, &before, &text, ReplyState::Draft.as_str()))? > 0)
        })
    }

    /// Deletes a draft if its stored text is still `before`. Returns whether it was.
    pub fn drop_draft(&self, id: ReplyId, before: &str) -> Result<bool, StoreError> {
        let before = before.to_owned();
        self.write(move |conn| {
            let sql = "DELETE FROM outbox WHERE id = ? AND text = ? AND state = ?";
            Ok(conn.prepare_cached(sql)?.execute((id.0, &before, ReplyState::Draft.as_str()))? > 0)
        })
    }

    /// Whether there is a draft that is not blank.
    pub fn has_drafts(&self) -> Result<bool, StoreError> {
        self.read(|conn| {
            let sql = "SELECT EXISTS (SELECT 1 FROM outbox WHERE state = ? AND trim(text) <> '')";
            conn.prepare_cached(sql)?.query_row([ReplyState::Draft.as_str()], |row| row.get(0))
        })
    }

    /// Reads one reply; `None` if there is none with this id.
    pub fn reply(&self, id: ReplyId) -> Result<Option<Reply>, StoreError> {
        self.read(|conn| {
            let sql = format!("SELECT {COLUMNS} FROM outbox WHERE id = ?");
            conn.prepare_cached(&sql)?.query_row([id.0], reply).optional()
        })
    }

    /// Lists all replies, the oldest first.
    pub fn replies(&self) -> Result<Vec<Reply>, StoreError> {
        self.read(|conn| {
            let sql = format!("SELECT {COLUMNS} FROM outbox ORDER BY id");
            conn.prepare_cached(&sql)?.query_map([], reply)?.collect()
        })
    }

    /// Lists the replies to an article and its comments, the oldest first.
    pub fn replies_to(&self, article: ArticleId) -> Result<Vec<Reply>, StoreError> {
        self.read(|conn| {
            let sql = format!("SELECT {COLUMNS} FROM outbox WHERE article = ? ORDER BY id");
            conn.prepare_cached(&sql)?.query_map([article.0], reply)?.collect()
        })
    }

    /// Changes a reply if it is still in the state `from` and has the same text. Returns whether it was.
    ///
    /// Once this returns, the change survives a crash of the program. "Sending" also survives a power cut, since a
    /// program that forgot it would send the reply twice. If a power cut loses the outcome, the outbox searches the
    /// thread for the reply.
    pub fn change_reply(&self, from: ReplyState, after: &Reply) -> Result<bool, StoreError> {
        let after = after.clone();
        let is_durable = after.state == ReplyState::Sending;
        let work = move |conn: &Connection| change(conn, from, &after);
        if is_durable { self.write_durable(work) } else { self.write(work) }
    }

    /// Deletes a reply and returns it. Returns `None` if there is no such reply, or if it is being sent.
    pub fn drop_reply(&self, id: ReplyId) -> Result<Option<Reply>, StoreError> {
        self.write(move |conn| {
            let sql = format!("DELETE FROM outbox WHERE id = ? AND state <> ? RETURNING {COLUMNS}");
            conn.prepare_cached(&sql)?.query_row((id.0, ReplyState::Sending.as_str()), reply).optional()
        })
    }

    /// Restores a deleted reply.
    pub fn restore_reply(&self, kept: &Reply) -> Result<(), StoreError> {
        let kept = kept.clone();
        self.write(move |conn| {
            let sql = "INSERT OR IGNORE INTO outbox (id, article, origin, parent, state, created, text)
                       VALUES (?, ?, ?, ?, ?, ?, ?)";
            let state = kept.state;
            let row = (
                kept.id.0,
                kept.article.0,
                &kept.origin,
                &kept.parent,
                state.as_str(),
                to_ms(kept.created),
                &kept.text,
            );
            conn.prepare_cached(sql)?.execute(row)?;
            change(conn, state, &kept).map(drop)
        })
    }
}

fn change(conn: &Connection, from: ReplyState, after: &Reply) -> rusqlite::Result<bool> {
    // The text has to match, since the stored text is sent, not one that the user has changed meanwhile.
    let sql = "UPDATE outbox SET state = ?3, attempts = ?4, error = ?5, tried = ?6, not_before = ?7, remote = ?8
               WHERE id = ?1 AND state = ?2 AND text = ?9";
    let changed = conn.prepare_cached(sql)?.execute((
        after.id.0,
        from.as_str(),
        after.state.as_str(),
        after.attempts,
        after.error.as_deref(),
        after.tried.map(to_ms),
        after.not_before.map(to_ms),
        &after.remote,
        &after.text,
    ))?;
    if changed > 0 && after.remote.is_some() {
        // The user wrote this comment, so it counts as seen.
        let sql = "UPDATE comments SET mark = ?4 WHERE article = ?1 AND origin = ?2 AND id = ?3 AND mark = 0";
        let row = (after.article.0, &after.origin, &after.remote, mark_number(CommentStatus::Seen));
        if conn.prepare_cached(sql)?.execute(row)? > 0 {
            count(conn, after.article)?;
        }
    }
    Ok(changed > 0)
}

fn reply(row: &Row<'_>) -> rusqlite::Result<Reply> {
    let state = row.get_ref(4)?.as_str()?;
    Ok(Reply {
        id: ReplyId(row.get(0)?),
        article: ArticleId(row.get(1)?),
        origin: row.get(2)?,
        parent: row.get(3)?,
        // A newer program may store other states: nothing is sent in one of them.
        state: ReplyState::parse(state).unwrap_or(ReplyState::Failed),
        attempts: row.get(5)?,
        error: line(row, 6)?,
        created: from_ms(row.get(7)?),
        tried: time(row, 8)?,
        not_before: time(row, 9)?,
        remote: row.get(10)?,
        text: row.get(11)?,
    })
}
