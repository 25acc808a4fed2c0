//! Earlier texts of articles that changed, of the feed and of the page, and whether any words did.
//!
//! Telling what changed is left to `page`; here is only kept what was there.

use rusqlite::Connection;

use super::values::{from_ms, line, to_ms, unpack};
use super::{Store, StoreError};
use crate::domain::{ArticleId, Html, Text, Time};

/// Earlier texts kept of one article, and of one comment: a page with a changing advertisement changes at every sync.
pub(super) const REVISIONS: i64 = 10;

/// An earlier text of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its row.
    pub id: i64,
    /// When it was replaced.
    pub at: Time,
    /// The article's title then.
    pub title: Text,
    /// The text then.
    pub html: Html,
    /// Whether it is of the full page, not of the feed.
    pub of_page: bool,
}

impl Store {
    /// Earlier texts of an article, the latest first.
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

    /// How many earlier texts there are of an article's page, and of its feed's text.
    pub fn count_revisions(&self, article: ArticleId) -> Result<(usize, usize), StoreError> {
        self.read(|conn| {
            let sql = "SELECT count(*) FILTER (WHERE page), count(*) FILTER (WHERE NOT page)
                       FROM revisions WHERE article = ?";
            let (page, feed): (u32, u32) =
                conn.prepare_cached(sql)?.query_row([article.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok((page as usize, feed as usize))
        })
    }

    /// Says of an earlier text whether its words were others. If so the article counts as edited from then on; if not,
    /// that text is no news and goes.
    pub fn judge_revision(&self, article: ArticleId, revision: i64, words_changed: bool) -> Result<(), StoreError> {
        let sql = if words_changed {
            "UPDATE articles SET edited = (SELECT at FROM revisions WHERE id = ?2) WHERE id = ?1"
        } else {
            "DELETE FROM revisions WHERE article = ?1 AND id = ?2"
        };
        self.write(move |conn| conn.prepare_cached(sql)?.execute((article.0, revision)).map(drop))
    }
}

/// Keeps the feed's present text of an article that is about to change.
pub(super) fn keep_text(conn: &Connection, article: ArticleId, now: Time) -> rusqlite::Result<()> {
    keep(conn, "coalesce(b.content, b.summary), 0", article, now)
}

/// Keeps the present page of an article that is about to be replaced.
pub(super) fn keep_page(conn: &Connection, article: ArticleId, now: Time) -> rusqlite::Result<()> {
    keep(conn, "b.page, 1", article, now)
}

fn keep(conn: &Connection, body: &str, article: ArticleId, now: Time) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT INTO revisions (article, at, title, body, page)
         SELECT a.id, ?2, a.title, {body} FROM articles a LEFT JOIN bodies b ON b.article = a.id WHERE a.id = ?1"
    );
    conn.prepare_cached(&sql)?.execute((article.0, to_ms(now)))?;
    let sql = "DELETE FROM revisions WHERE article = ?1 AND id <=
               (SELECT id FROM revisions WHERE article = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)";
    conn.prepare_cached(sql)?.execute((article.0, REVISIONS)).map(drop)
}
