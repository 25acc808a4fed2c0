//! Stores an article's full page beside the feed's own text.

use rusqlite::OptionalExtension;
use rusqlite::types::Value;

use super::revisions::keep_page;
use super::search::enqueue;
use super::values::{pack, to_json, to_ms, unpack};
use super::{Store, StoreError};
use crate::domain::{ArticleId, Html, Time, Warning};

/// Result of [`Store::save_page`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageSaved {
    /// There is no such article.
    NoArticle,
    /// The page is stored.
    Kept,
    /// The page is stored, and the different one stored before is now an earlier text.
    Replaced,
}

impl Store {
    /// Stores the extracted page of an article with its warnings. The reader shows it instead of the feed's text, and
    /// searches find it. Does not store an empty page.
    pub fn save_page(
        &self,
        article: ArticleId,
        html: &Html,
        notes: &[Warning],
        now: Time,
    ) -> Result<PageSaved, StoreError> {
        let (page, html, notes) = (pack(Some(html)), html.clone(), to_json(&notes));
        self.write(move |conn| {
            let known = conn
                .prepare_cached("SELECT 1 FROM articles WHERE id = ?")?
                .query_row([article.0], |_| Ok(()))
                .optional()?
                .is_some();
            if !known {
                return Ok(PageSaved::NoArticle);
            }
            if page == Value::Null {
                return Ok(PageSaved::Kept);
            }
            let before = conn
                .prepare_cached("SELECT page FROM bodies WHERE article = ?")?
                .query_row([article.0], |row| unpack(row, 0))
                .optional()?
                .flatten();
            let replaces = before.is_some_and(|before| before != html);
            if replaces {
                keep_page(conn, article, now)?;
            }
            let sql = "INSERT INTO bodies (article, page, page_at, page_notes) VALUES (?, ?, ?, ?)
                       ON CONFLICT DO UPDATE SET page = excluded.page, page_at = excluded.page_at,
                           page_notes = excluded.page_notes";
            conn.prepare_cached(sql)?.execute((article.0, page, to_ms(now), notes?))?;
            enqueue(conn, article)?;
            Ok(if replaces { PageSaved::Replaced } else { PageSaved::Kept })
        })
    }

    /// Whether an article's full page is stored.
    pub fn has_page(&self, article: ArticleId) -> Result<bool, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT 1 FROM bodies WHERE article = ? AND page IS NOT NULL")?
                .query_row([article.0], |_| Ok(()))
                .optional()
                .map(|found| found.is_some())
        })
    }

    /// Reads the feed's own text of an article, its content or else its summary, even if the full page is stored.
    pub fn feed_text(&self, article: ArticleId) -> Result<Option<Html>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT coalesce(content, summary) FROM bodies WHERE article = ?")?
                .query_row([article.0], |row| unpack(row, 0))
                .optional()
                .map(Option::flatten)
        })
    }
}
