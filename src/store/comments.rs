//! Reads cached threads, and keeps an article's comment counts.
//!
//! `merge` merges answers in, `domain::thread` builds trees, `triage` keeps marks and folds.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};

use super::values::{from_ms, line, texts, time, to_ms, unpack};
use super::{Store, StoreError};
use crate::domain::thread::arrange;
use crate::domain::{
    ArticleId, Comment, CommentBody, CommentRef, CommentStatus, Html, Moderation, ThreadSummary, Time, Votes, Warning,
};

/// Comments that a read allocates room for in advance; the stored count is not trusted beyond.
const MAX_PREALLOCATED: u32 = 1_000_000;

/// The cached threads of an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StoredThread {
    /// Summary of each thread; that of the article's own site comes first.
    pub summaries: Vec<ThreadSummary>,
    /// Comments of all threads. `origin` is an index into `summaries`. `new` is set on comments that came after the
    /// last visit, and on none before the first visit.
    pub comments: Vec<Comment>,
    /// Indices into `comments`: threads in the order of `summaries`, siblings in the order to show.
    pub order: Vec<u32>,
}

impl Store {
    /// Reads the cached threads of an article with comments in order; `None` if no thread was ever loaded.
    pub fn thread(&self, article: ArticleId) -> Result<Option<StoredThread>, StoreError> {
        let join = "LEFT JOIN comment_bodies b USING (article, origin, id)";
        let mut found = self.thread_with(article, "url, b.body", join)?;
        if let Some(StoredThread { comments, order, .. }) = &mut found {
            let in_place = (0..).take(order.len()).collect();
            arrange(comments, std::mem::replace(order, in_place));
        }
        Ok(found)
    }

    /// Like [`Store::thread`], but for long threads: leaves the comments' bodies out, and leaves the comments in stored
    /// order, because moving so many is slow.
    pub fn thread_outline(&self, article: ArticleId) -> Result<Option<StoredThread>, StoreError> {
        self.thread_with(article, "NULL, c.bytes", "")
    }

    /// Reads the summaries of an article's threads; that of the article's own site comes first.
    pub fn thread_summaries(&self, article: ArticleId) -> Result<Vec<ThreadSummary>, StoreError> {
        self.read(|conn| summaries(conn, article))
    }

    /// Reads the bodies of these comments in the same order; an empty body for each missing comment.
    pub fn words(&self, article: ArticleId, comments: &[CommentRef]) -> Result<Vec<CommentBody>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT body, url FROM comments LEFT JOIN comment_bodies USING (article, origin, id)
                       WHERE article = ? AND origin = ? AND id = ?";
            let mut statement = conn.prepare_cached(sql)?;
            let body = |row: &Row<'_>| Ok(CommentBody { html: unpack(row, 0)?.unwrap_or_default(), url: row.get(1)? });
            let body_of = |comment: &CommentRef| {
                let found = statement.query_row((article.0, &comment.origin, &comment.id), body).optional();
                found.map(Option::unwrap_or_default)
            };
            comments.iter().map(body_of).collect()
        })
    }

    fn thread_with(&self, article: ArticleId, columns: &str, join: &str) -> Result<Option<StoredThread>, StoreError> {
        self.read(|conn| {
            let summaries = summaries(conn, article)?;
            if summaries.is_empty() {
                return Ok(None);
            }
            let (visited, count) = conn
                .prepare_cached("SELECT thread_visited, loaded FROM articles WHERE id = ?")?
                .query_row([article.0], |row| Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<u32>>(1)?)))?;
            // Before the first visit no comment counts as new.
            let visited = visited.unwrap_or(i64::MAX);
            let sql =
                format!("SELECT {COLUMNS}, {columns} FROM comments c {join} WHERE c.article = ?1 AND c.origin = ?3");
            let mut statement = conn.prepare_cached(&sql)?;
            let room = count.unwrap_or(0).min(MAX_PREALLOCATED) as usize;
            let mut comments: Vec<Comment> = Vec::with_capacity(room);
            let mut order: Vec<(u16, i64, u32)> = Vec::with_capacity(room);
            for (origin, summary) in (0..).zip(&summaries) {
                let mut rows = statement.query((article.0, visited, &summary.origin))?;
                while let Some(row) = rows.next()? {
                    order.push((origin, row.get(0)?, u32::try_from(comments.len()).unwrap_or(u32::MAX)));
                    comments.push(comment(row, origin)?);
                }
            }
            order.sort_unstable();
            let order = order.into_iter().map(|(.., at)| at).collect();
            Ok(Some(StoredThread { summaries, comments, order }))
        })
    }

    /// Records that the user has visited an article's threads, so that none of their comments count as new any more.
    /// `until` is when the comments on the screen were fetched; later ones stay new.
    pub fn visit_thread(&self, article: ArticleId, until: Time) -> Result<(), StoreError> {
        self.write(move |conn| {
            let sql = "UPDATE articles SET thread_visited = max(coalesce(thread_visited, 0), ?) WHERE id = ?";
            conn.prepare_cached(sql)?.execute((to_ms(until), article.0)).map(drop)
        })
    }
}

/// Recounts an article's comments: `loaded`, `unseen` and, where a thread states a number, `stated`.
pub(super) fn count(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    let sql = "UPDATE articles SET
                   loaded = (SELECT count(*) FROM comments WHERE article = ?1),
                   unseen = (SELECT count(*) FROM comments WHERE article = ?1 AND state <> ?2 AND mark = 0),
                   stated = coalesce((SELECT sum(coalesce(t.stated, (SELECT count(*) FROM comments c
                                                  WHERE c.article = t.article AND c.origin = t.origin)))
                                      FROM threads t WHERE t.article = ?1 HAVING count(t.stated) > 0), stated)
               WHERE id = ?1";
    conn.prepare_cached(sql)?.execute((article.0, state_number(Moderation::Removed))).map(drop)
}

pub(super) fn state_number(state: Moderation) -> u8 {
    match state {
        Moderation::Visible => 0,
        Moderation::Pending => 1,
        Moderation::Removed => 2,
    }
}

pub(super) fn mark_number(mark: CommentStatus) -> u8 {
    match mark {
        CommentStatus::Unseen => 0,
        CommentStatus::Seen => 1,
        CommentStatus::Done => 2,
        CommentStatus::Kept => 3,
    }
}

pub(super) fn mark_of(number: u32) -> CommentStatus {
    match number {
        0 => CommentStatus::Unseen,
        1 => CommentStatus::Seen,
        2 => CommentStatus::Done,
        _ => CommentStatus::Kept,
    }
}

fn summaries(conn: &Connection, article: ArticleId) -> rusqlite::Result<Vec<ThreadSummary>> {
    let sql = "SELECT * FROM threads WHERE article = ? ORDER BY origin";
    conn.prepare_cached(sql)?.query_map([article.0], summary)?.collect()
}

fn summary(row: &Row<'_>) -> rusqlite::Result<ThreadSummary> {
    let warnings =
        |column| -> rusqlite::Result<Vec<Warning>> { Ok(texts(row, column)?.into_iter().map(Warning).collect()) };
    Ok(ThreadSummary {
        origin: row.get("origin")?,
        source: row.get("source")?,
        page: row.get("page")?,
        stated: row.get("stated")?,
        complete: row.get("complete")?,
        fetched: from_ms(row.get("fetched")?),
        gaps: warnings("gaps")?,
        warnings: warnings("warnings")?,
        failure: line(row, "failure")?,
    })
}

/// Columns of a comment, read by number and with small values packed into one, because a thread may have very many
/// rows. Address and body follow; in an outline, `NULL` and the body's size.
const COLUMNS: &str = "position, c.id, parent, author, published, score, up, down,
                       state + 4 * mark + 16 * by_author + 32 * (edited IS NOT NULL) + 64 * (first_seen > ?2)";

fn comment(row: &Row<'_>, origin: u16) -> rusqlite::Result<Comment> {
    let up: Option<u32> = row.get(6)?;
    let down: Option<u32> = if up.is_some() { row.get(7)? } else { None };
    let flags: u32 = row.get(8)?;
    let state = match flags & 3 {
        0 => Moderation::Visible,
        1 => Moderation::Pending,
        _ => Moderation::Removed,
    };
    let mark = mark_of((flags >> 2) & 3);
    let (html, bytes, outline) = if let ValueRef::Integer(bytes) = row.get_ref(10)? {
        (Html::default(), u32::try_from(bytes).unwrap_or(u32::MAX), true)
    } else {
        let html = unpack(row, 10)?.unwrap_or_default();
        let bytes = u32::try_from(html.0.len()).unwrap_or(u32::MAX);
        (html, bytes, false)
    };
    Ok(Comment {
        id: row.get_ref(1)?.as_str()?.into(),
        parent: row.get_ref(2)?.as_str_or_null()?.map(Into::into),
        author: line(row, 3)?,
        published: time(row, 4)?,
        html,
        outline,
        bytes,
        score: row.get(5)?,
        votes: up.zip(down).map(|(up, down)| Votes { up, down }),
        state,
        url: row.get(9)?,
        by_author: flags & 16 > 0,
        new: state != Moderation::Removed && flags & 64 > 0 && mark == CommentStatus::Unseen,
        mark,
        edited: flags & 32 > 0,
        origin,
        reply: None,
    })
}
