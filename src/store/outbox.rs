//! Replies: kept from the first word on, changed only from the state that is known.
//!
//! What may follow what is told by `reply::outbox`.

use rusqlite::{Connection, OptionalExtension, Row};

use super::comments::{count, mark_number};
use super::values::{from_ms, line, time, to_ms};
use super::{Store, StoreError};
use crate::domain::{ArticleId, CommentRef, CommentStatus, Reply, ReplyId, ReplyState, Time};

const COLUMNS: &str = "id, article, origin, parent, state, attempts, error, created, tried, not_before, remote, text";

impl Store {
    /// Begins a draft: on the article, or on a comment of one of its threads.
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

    /// Keeps what a draft says now if it still says `before`; says whether it did.
    pub fn write_on(&self, id: ReplyId, before: &str, text: &str) -> Result<bool, StoreError> {
        let (before, text) = (before.to_owned(), text.to_owned());
        self.write(move |conn| {
            let sql = "UPDATE outbox SET text = ?3 WHERE id = ?1 AND text = ?2 AND state = ?4";
            Ok(conn.prepare_cached(sql)?.execute((id.0, &before, &text, ReplyState::Draft.as_str()))? > 0)
        })
    }

    /// Takes a draft out if it still says `before`; says whether it did.
    pub fn drop_draft(&self, id: ReplyId, before: &str) -> Result<bool, StoreError> {
        let before = before.to_owned();
        self.write(move |conn| {
            let sql = "DELETE FROM outbox WHERE id = ? AND text = ? AND state = ?";
            Ok(conn.prepare_cached(sql)?.execute((id.0, &before, ReplyState::Draft.as_str()))? > 0)
        })
    }

    /// Whether there is a draft with a word in it.
    pub fn has_drafts(&self) -> Result<bool, StoreError> {
        self.read(|conn| {
            let sql = "SELECT EXISTS (SELECT 1 FROM outbox WHERE state = ? AND trim(text) <> '')";
            conn.prepare_cached(sql)?.query_row([ReplyState::Draft.as_str()], |row| row.get(0))
        })
    }

    /// One reply.
    pub fn reply(&self, id: ReplyId) -> Result<Option<Reply>, StoreError> {
        self.read(|conn| {
            let sql = format!("SELECT {COLUMNS} FROM outbox WHERE id = ?");
            conn.prepare_cached(&sql)?.query_row([id.0], reply).optional()
        })
    }

    /// All replies, the oldest first.
    pub fn replies(&self) -> Result<Vec<Reply>, StoreError> {
        self.read(|conn| {
            let sql = format!("SELECT {COLUMNS} FROM outbox ORDER BY id");
            conn.prepare_cached(&sql)?.query_map([], reply)?.collect()
        })
    }

    /// Replies on an article and its comments, the oldest first.
    pub fn replies_to(&self, article: ArticleId) -> Result<Vec<Reply>, StoreError> {
        self.read(|conn| {
            let sql = format!("SELECT {COLUMNS} FROM outbox WHERE article = ? ORDER BY id");
            conn.prepare_cached(&sql)?.query_map([article.0], reply)?.collect()
        })
    }

    /// Writes down what has become of a reply that was in the state `from`; says whether it still was. Once this returns,
    /// the change outlives the program's sudden end; that it is on its way outlives the machine's, too, for whoever forgot
    /// it would send again. When a power cut takes what came of it, it is looked for.
    pub fn change_reply(&self, from: ReplyState, after: &Reply) -> Result<bool, StoreError> {
        let after = after.clone();
        let lasts = after.state == ReplyState::Sending;
        let work = move |conn: &Connection| change(conn, from, &after);
        if lasts { self.write_durable(work) } else { self.write(work) }
    }

    /// Takes a reply out, unless it is on its way; `None` when it was not there or is.
    pub fn drop_reply(&self, id: ReplyId) -> Result<Option<Reply>, StoreError> {
        self.write(move |conn| {
            let sql = format!("DELETE FROM outbox WHERE id = ? AND state <> ? RETURNING {COLUMNS}");
            conn.prepare_cached(&sql)?.query_row((id.0, ReplyState::Sending.as_str()), reply).optional()
        })
    }

    /// Puts a reply back that was taken out.
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
    // What leaves is what is written down here, not what was read before somebody changed it.
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
        // Whoever wrote it has seen it.
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
        // A word of a newer program: nothing is done about it.
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
