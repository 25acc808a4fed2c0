//! Stores earlier texts of changed articles, both the feed's and the full page's, and whether any words changed.
//!
//! `page` shows what changed; this module only stores the texts.

use rusqlite::Connection;

use super::values::{from_ms, line, to_ms, unpack};
use super::{Store, StoreError};
use crate::domain::{ArticleId, Html, Text, Time};

/// Earlier texts kept of one article or comment. Bounded, since a page with a rotating advertisement changes at every
/// sync.
pub(super) const REVISIONS: i64 = 10;

/// An earlier text of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its row.
    pub id: i64,
    /// Time at which a newer text replaced it.
    pub at: Time,
    /// Title of the article at that time.
    pub title: Text,
    /// Text of the article at that time.
    pub html: Html,
    /// Whether the text is that of the full page, not the feed's.
    pub of_page: bool,
}

impl Store {
    /// Lists the earlier texts of an article, the latest first.
    pub fn revisions(&self, article: ArticleId) -> Result<Vec<Revision>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT id, at, title, body, page FROM revisions WHERE article = ? ORDER BY id DESC")?
                .query_map([article.0], |row| {
                    Ok(Revision {
                        id: row.get(0)?,
                        at: from_ms(row.get(1)?),
                        title: line(row, 2)?.unwrap_or_default(),
                        html: unpack(row, 3)?.unwrap_or_default(),
                        of_page: row.get(4)?,
                    })
                })?
                .collect()
        })
    }

    /// Counts the earlier texts of an article's full page, and those of its feed's text.
    pub fn count_revisions(&self, article: ArticleId) -> Result<(usize, usize), StoreError> {
        self.read(|conn| {
            let sql = "SELECT count(*) FILTER (WHERE page), count(*) FILTER (WHERE NOT page)
                       FROM revisions WHERE article = ?";
            let (page, feed): (u32, u32) =
                conn.prepare_cached(sql)?.query_row([article.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok((page as usize, feed as usize))
        })
    }

    /// Records whether an edit changed words. If it did, the article counts as edited since then; if not, the earlier
    /// text is deleted.
    pub fn classify_revision(&self, article: ArticleId, revision: i64, words_changed: bool) -> Result<(), StoreError> {
        let sql = if words_changed {
            "UPDATE articles SET edited = (SELECT at FROM revisions WHERE id = ?2) WHERE id = ?1"
        } else {
            "DELETE FROM revisions WHERE article = ?1 AND id = ?2"
        };
        self.write(move |conn| conn.prepare_cached(sql)?.execute((article.0, revision)).map(drop))
    }
}

/// Stores the feed's present text of an article, before it changes, as an earlier one.
pub(super) fn keep_text(conn: &Connection, article: ArticleId, now: Time) -> rusqlite::Result<()> {
    insert(conn, "coalesce(b.content, b.summary), 0", article, now)
}

/// Stores the present page of an article, before it is replaced, as an earlier text.
pub(super) fn keep_page(conn: &Connection, article: ArticleId, now: Time) -> rusqlite::Result<()> {
    insert(conn, "b.page, 1", article, now)
}

/// Deletes the earlier pages of an article.
pub(super) fn forget_pages(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM revisions WHERE article = ? AND page")?.execute([article.0]).map(drop)
}

fn insert(conn: &Connection, body: &str, article: ArticleId, now: Time) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT INTO revisions (article, at, title, body, page)
         SELECT a.id, ?2, a.title, {body} FROM articles a LEFT JOIN bodies b ON b.article = a.id WHERE a.id = ?1"
    );
    conn.prepare_cached(&sql)?.execute((article.0, to_ms(now)))?;
    let sql = "DELETE FROM revisions WHERE article = ?1 AND id <=
               (SELECT id FROM revisions WHERE article = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)";
    conn.prepare_cached(sql)?.execute((article.0, REVISIONS)).map(drop)
}
