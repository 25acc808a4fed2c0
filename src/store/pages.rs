//! Stores an article's full text, from its page or its transcript, beside the feed's own text.
//!
//! `transcripts` stores the cues of a transcript.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use super::revisions::{forget_pages, keep_page};
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

/// The full text of an article, ready to be written.
pub(super) struct Page {
    html: Html,
    packed: Value,
    notes: String,
    is_transcript: bool,
}

impl Page {
    pub(super) fn new(html: &Html, notes: &[Warning], is_transcript: bool) -> rusqlite::Result<Self> {
        Ok(Self { html: html.clone(), packed: pack(Some(html)), notes: to_json(&notes)?, is_transcript })
    }

    /// Writes the text unless it is empty, and deletes the cues of the text before. A web page is no earlier version of
    /// a transcript, nor a transcript of a web page, so neither is kept for the other.
    pub(super) fn write(self, conn: &Connection, article: ArticleId, now: Time) -> rusqlite::Result<PageSaved> {
        let known = conn
            .prepare_cached("SELECT 1 FROM articles WHERE id = ?")?
            .query_row([article.0], |_| Ok(()))
            .optional()?
            .is_some();
        if !known {
            return Ok(PageSaved::NoArticle);
        }
        if self.packed == Value::Null {
            return Ok(PageSaved::Kept);
        }
        let before = conn
            .prepare_cached("SELECT page FROM bodies WHERE article = ?")?
            .query_row([article.0], |row| unpack(row, 0))
            .optional()?
            .flatten();
        let cues = conn.prepare_cached("DELETE FROM transcripts WHERE article = ?")?.execute([article.0])?;
        let is_same_kind = self.is_transcript == (cues > 0);
        let replaces = is_same_kind && before.is_some_and(|before| before != self.html);
        if replaces {
            keep_page(conn, article, now)?;
        } else if !is_same_kind {
            forget_pages(conn, article)?;
        }
        let sql = "INSERT INTO bodies (article, page, page_at, page_notes) VALUES (?, ?, ?, ?)
                   ON CONFLICT DO UPDATE SET page = excluded.page, page_at = excluded.page_at,
                       page_notes = excluded.page_notes";
        conn.prepare_cached(sql)?.execute((article.0, self.packed, to_ms(now), self.notes))?;
        enqueue(conn, article)?;
        Ok(if replaces { PageSaved::Replaced } else { PageSaved::Kept })
    }
}

impl Store {
    /// Stores the extracted page of an article with its warnings. The reader shows it instead of the feed's text, and
    /// searches find it. A transcript that was the full text before is deleted. Does not store an empty page.
    pub fn save_page(
        &self,
        article: ArticleId,
        html: &Html,
        notes: &[Warning],
        now: Time,
    ) -> Result<PageSaved, StoreError> {
        let page = Page::new(html, notes, false);
        self.write(move |conn| page?.write(conn, article, now))
    }

    /// Stores the address of the recording on an article's page, of which the text is stored.
    pub fn set_page_audio(&self, article: ArticleId, audio: Option<&str>) -> Result<(), StoreError> {
        let audio = audio.map(str::to_owned);
        self.write(move |conn| {
            let sql = "UPDATE bodies SET page_audio = ?2 WHERE article = ?1 AND page_audio IS NOT ?2";
            conn.prepare_cached(sql)?.execute((article.0, audio)).map(drop)
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
