//! Bodies beside the feed's own: the article's full page, and earlier texts of articles that changed.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use super::search::enqueue;
use super::values::{from_ms, line, pack, to_ms, unpack};
use super::{Store, StoreError};
use crate::domain::{ArticleId, Html, Text, Time};

/// Earlier texts kept of one article: a page with a changing advertisement changes at every sync.
const REVISIONS: i64 = 10;

/// An earlier text of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// When it was replaced.
    pub at: Time,
    /// Its title then.
    pub title: Text,
    /// The feed's text then.
    pub html: Html,
}

impl Store {
    /// Keeps the extracted page of an article; it is shown instead of the feed's text, and found by searches. An empty
    /// page is not kept. `false` when there is no such article.
    pub fn save_page(&self, article: ArticleId, html: &Html) -> Result<bool, StoreError> {
        let page = pack(Some(html));
        self.write(move |conn| {
            let known = conn
                .prepare_cached("SELECT 1 FROM articles WHERE id = ?")?
                .query_row([article.0], |_| Ok(()))
                .optional()?
                .is_some();
            if !known || page == Value::Null {
                return Ok(known);
            }
            let sql = "INSERT INTO bodies (article, page) VALUES (?, ?)
                       ON CONFLICT DO UPDATE SET page = excluded.page";
            conn.prepare_cached(sql)?.execute((article.0, page))?;
            enqueue(conn, article)?;
            Ok(true)
        })
    }

    /// Whether an article's page is kept.
    pub fn has_page(&self, article: ArticleId) -> Result<bool, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT 1 FROM bodies WHERE article = ? AND page IS NOT NULL")?
                .query_row([article.0], |_| Ok(()))
                .optional()
                .map(|found| found.is_some())
        })
    }

    /// The feed's own text of an article, its content or else its summary, though the page may be kept too.
    pub fn feed_text(&self, article: ArticleId) -> Result<Option<Html>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT coalesce(content, summary) FROM bodies WHERE article = ?")?
                .query_row([article.0], |row| unpack(row, 0))
                .optional()
                .map(Option::flatten)
        })
    }

    /// Earlier texts of an article, the latest first.
    pub fn revisions(&self, article: ArticleId) -> Result<Vec<Revision>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT at, title, body FROM revisions WHERE article = ? ORDER BY id DESC")?
                .query_map([article.0], |row| {
                    Ok(Revision {
                        at: from_ms(row.get(0)?),
                        title: line(row, 1)?.unwrap_or_default(),
                        html: unpack(row, 2)?.unwrap_or_default(),
                    })
                })?
                .collect()
        })
    }
}

/// Keeps the present text of an article that is about to change.
pub(super) fn keep_revision(conn: &Connection, article: ArticleId, now: Time) -> rusqlite::Result<()> {
    let sql = "INSERT INTO revisions (article, at, title, body)
               SELECT a.id, ?2, a.title, coalesce(b.content, b.summary)
               FROM articles a LEFT JOIN bodies b ON b.article = a.id WHERE a.id = ?1";
    conn.prepare_cached(sql)?.execute((article.0, to_ms(now)))?;
    let sql = "DELETE FROM revisions WHERE article = ?1 AND id <=
               (SELECT id FROM revisions WHERE article = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)";
    conn.prepare_cached(sql)?.execute((article.0, REVISIONS)).map(|_| ())
}
