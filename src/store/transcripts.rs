//! Stores what a feed names beside the audio of an article: its transcript, and chapters of a file of their own.
//!
//! A stored transcript is always the article's full text too, so that its cues can be found in that text. `pages`
//! stores the text, `articles` reads the chapters with the article.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row};

use super::pages::{Page, PageSaved};
use super::values::{broken, media, pack, to_json, unpack};
use super::{Store, StoreError};
use crate::domain::{ArticleId, Chapter, Cue, Html, Media, Text, Time, Transcript};

impl Store {
    /// Stores the transcript of an article, and `html`, made of it, as the full text with the transcript's warnings.
    ///
    /// A web page that was the full text before is no earlier version of the transcript, so it is not kept as one.
    pub fn save_transcript(
        &self,
        article: ArticleId,
        html: &Html,
        transcript: &Transcript,
        now: Time,
    ) -> Result<PageSaved, StoreError> {
        let page = Page::new(html, &transcript.warnings, true);
        let (is_timed, are_paragraphs) = (transcript.is_timed, transcript.are_paragraphs);
        let cues = pack_cues(&transcript.cues);
        self.write(move |conn| {
            let saved = page?.write(conn, article, now)?;
            if saved != PageSaved::NoArticle {
                let sql = "INSERT OR REPLACE INTO transcripts (article, is_timed, are_paragraphs, cues)
                           VALUES (?, ?, ?, ?)";
                conn.prepare_cached(sql)?.execute((article.0, is_timed, are_paragraphs, cues?))?;
            }
            Ok(saved)
        })
    }

    /// Reads the stored transcript of an article. Its warnings are notes of the article's page.
    pub fn transcript(&self, article: ArticleId) -> Result<Option<Transcript>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT is_timed, are_paragraphs, cues FROM transcripts WHERE article = ?")?
                .query_row([article.0], |row| {
                    let (is_timed, are_paragraphs) = (row.get(0)?, row.get(1)?);
                    Ok(Transcript { cues: unpack_cues(row, 2)?, is_timed, are_paragraphs, warnings: Vec::new() })
                })
                .optional()
        })
    }

    /// Stores the chapters of an article's file of chapters, even if there are none. The article has them unless the
    /// feed has chapters of its own. Does nothing if there is no such article.
    pub fn save_chapters(&self, article: ArticleId, chapters: &[Chapter]) -> Result<(), StoreError> {
        let chapters = to_json(&chapters).map(|json| pack(Some(&Html(json))));
        self.write(move |conn| {
            let sql = "INSERT OR REPLACE INTO chapters (article, chapters) SELECT id, ?2 FROM articles WHERE id = ?1";
            conn.prepare_cached(sql)?.execute((article.0, chapters?)).map(drop)
        })
    }

    /// Reads transcripts and chapters as the feed states them, without chapters of a file. Empty if there is no such
    /// article.
    pub fn feed_media(&self, article: ArticleId) -> Result<Media, StoreError> {
        self.read(|conn| {
            let found = conn
                .prepare_cached("SELECT media FROM articles WHERE id = ?")?
                .query_row([article.0], |row| media(row.get_ref(0)?.as_str_or_null()?))
                .optional()?;
            Ok(found.unwrap_or_default())
        })
    }

    /// Whether the transcript of an article is stored.
    pub fn has_transcript(&self, article: ArticleId) -> Result<bool, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM transcripts WHERE article = ?)")?
                .query_row([article.0], |row| row.get(0))
        })
    }

    /// Whether the file of an article's chapters was fetched and stored.
    pub fn has_chapters(&self, article: ArticleId) -> Result<bool, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM chapters WHERE article = ?)")?
                .query_row([article.0], |row| row.get(0))
        })
    }
}

/// Packs cues as lists of start, end, speaker and text.
fn pack_cues(cues: &[Cue]) -> rusqlite::Result<Value> {
    let rows: Vec<_> = cues.iter().map(|cue| (cue.start, cue.end, cue.speaker.as_deref(), cue.text.as_str())).collect();
    to_json(&rows).map(|json| pack(Some(&Html(json))))
}

/// Unpacks cues and scrubs their texts again, because another program may have written to the file.
fn unpack_cues(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<Cue>> {
    let Html(json) = unpack(row, column)?.unwrap_or_default();
    let rows: Vec<(u64, u64, Option<String>, String)> = serde_json::from_str(&json).map_err(broken)?;
    let cue = |(start, end, speaker, text): (u64, u64, Option<String>, String)| {
        let speaker = speaker.and_then(|speaker| Text::line(&speaker).non_empty());
        Some(Cue { start, end, speaker, text: Text::line(&text).non_empty()? })
    };
    Ok(rows.into_iter().filter_map(cue).collect())
}
