//! Finds text that is repeated in another cached thread.
//!
//! Comments that share a stored band are candidates; the reported likeness compares their texts themselves. Comments
//! without a sketch are not found: see [`Store::sketch_pending`].

use std::collections::HashMap;

use rusqlite::Connection;

use super::sketches::bands;
use super::values::{limit, line, unpack};
use super::{Store, StoreError};
use crate::domain::repeats::{Fingerprint, REPEATS};
use crate::domain::{ArticleId, Html, Text, Warning};

/// Comments of the thread that a search covers.
const MAX_COMMENTS: usize = 2_000;
/// Matches reported for one comment: those most alike.
const MAX_OTHERS: usize = 20;
/// Candidates read from one band among articles with lower ids, and among those with higher ones.
const MAX_IN_BAND: i64 = 32;
/// Candidates compared with one comment.
const MAX_COMPARED: usize = 40;
/// Comments of other threads kept in memory between comparisons.
const MAX_KEPT: usize = 4_000;

/// A comment, and a comment of another thread that repeats its text.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossThread {
    /// Comment in this thread.
    pub id: String,
    /// Origin of the comment's thread.
    pub origin: String,
    /// Article of the other thread.
    pub article: ArticleId,
    /// Title of that article.
    pub article_title: Text,
    /// Comment in the other thread.
    pub other_id: String,
    /// Origin of that comment's thread.
    pub other_origin: String,
    /// Author of the comment in the other thread.
    pub other_author: Option<Text>,
    /// Jaccard index of both texts' three-word shingles, 0.8 to 1.
    pub likeness: f32,
}

impl Store {
    /// Finds comments in other threads of subscribed feeds that have the same text as comments of this thread. Sorts by
    /// the thread's order, then the most alike first, at most 20 for one comment. The warnings name what the search did
    /// not cover. The same comment under two articles is no repeat. `to_text` has to be that of
    /// [`Store::sketch_pending`].
    pub fn repeated_elsewhere(
        &self,
        article: ArticleId,
        to_text: fn(&str) -> String,
    ) -> Result<(Vec<CrossThread>, Vec<Warning>), StoreError> {
        self.read(|conn| {
            let mut own = own(conn, article)?;
            let mut warnings = Vec::new();
            if own.len() > MAX_COMMENTS {
                own.truncate(MAX_COMMENTS);
                warnings.push(Warning::new(format!(
                    "long thread: only its first {MAX_COMMENTS} comments were compared with other threads"
                )));
            }
            let mut search = Search { conn, article, to_text, kept: HashMap::new() };
            let mut found = Vec::new();
            for key in own {
                found.extend(search.others(key)?);
            }
            Ok((found, warnings))
        })
    }
}

/// Keys of the thread's comments that can be compared, at most one more than a search covers.
fn own(conn: &Connection, article: ArticleId) -> rusqlite::Result<Vec<i64>> {
    let sql =
        "SELECT s.key FROM comments c JOIN sketches s ON s.article = c.article AND s.origin = c.origin AND s.id = c.id
               WHERE c.article = ? AND s.bands IS NOT NULL
               ORDER BY c.origin, c.position LIMIT ?";
    conn.prepare_cached(sql)?.query_map((article.0, limit(MAX_COMMENTS + 1)), |row| row.get(0))?.collect()
}

/// A comment, ready to be compared.
#[derive(Clone)]
struct Known {
    article: ArticleId,
    origin: String,
    id: String,
    title: Text,
    author: Option<Text>,
    published: Option<i64>,
    url: Option<String>,
    fingerprint: Fingerprint,
}

struct Search<'a> {
    conn: &'a Connection,
    article: ArticleId,
    to_text: fn(&str) -> String,
    /// Comments of other threads by key; `None` for those that can't be shown or compared.
    kept: HashMap<i64, Option<Known>>,
}

impl Search<'_> {
    fn others(&mut self, key: i64) -> rusqlite::Result<Vec<CrossThread>> {
        let candidates = self.candidates(key)?;
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let Some(this) = self.load(key)? else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for candidate in candidates {
            if self.kept.len() > MAX_KEPT {
                self.kept.clear();
            }
            if !self.kept.contains_key(&candidate) {
                let known = self.load(candidate)?;
                self.kept.insert(candidate, known);
            }
            let Some(Some(other)) = self.kept.get(&candidate) else { continue };
            let likeness = this.fingerprint.likeness(&other.fingerprint);
            if likeness >= REPEATS && !this.is_same_comment(other) {
                found.push(this.match_with(other, likeness));
            }
        }
        found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
        found.truncate(MAX_OTHERS);
        Ok(found)
    }

    /// Finds comments of other articles that share bands with this one; those with the most shared bands come first.
    fn candidates(&self, key: i64) -> rusqlite::Result<Vec<i64>> {
        let sql = "SELECT bands FROM sketches WHERE key = ?";
        let own = self.conn.prepare_cached(sql)?.query_row([key], |row| bands(row, 0))?;
        let before = "SELECT comment FROM sketch_bands WHERE band = ? AND article < ? ORDER BY article DESC LIMIT ?";
        let after = "SELECT comment FROM sketch_bands WHERE band = ? AND article > ? ORDER BY article LIMIT ?";
        let mut shared: HashMap<i64, usize> = HashMap::new();
        for band in own {
            for sql in [before, after] {
                let mut side = self.conn.prepare_cached(sql)?;
                let mut others = side.query((band, self.article.0, MAX_IN_BAND))?;
                while let Some(other) = others.next()? {
                    *shared.entry(other.get(0)?).or_default() += 1;
                }
            }
        }
        let mut ranked: Vec<(i64, usize)> = shared.into_iter().collect();
        ranked.sort_unstable_by_key(|(key, bands)| (std::cmp::Reverse(*bands), *key));
        Ok(ranked.into_iter().take(MAX_COMPARED).map(|(key, _)| key).collect())
    }

    fn load(&self, key: i64) -> rusqlite::Result<Option<Known>> {
        let sql = "SELECT s.article, s.origin, s.id, a.title, c.author, c.published, c.url, b.body, a.hidden
                   FROM sketches s JOIN articles a ON a.id = s.article
                   JOIN comments c ON c.article = s.article AND c.origin = s.origin AND c.id = s.id
                   LEFT JOIN comment_bodies b ON b.article = s.article AND b.origin = s.origin AND b.id = s.id
                   WHERE s.key = ?";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([key])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let article = ArticleId(row.get(0)?);
        // The user can't open an article of a removed feed.
        if row.get::<_, i64>(8)? >= 2 && article != self.article {
            return Ok(None);
        }
        let Html(html) = unpack(row, 7)?.unwrap_or_default();
        let Some(fingerprint) = Fingerprint::of(&(self.to_text)(&html)) else { return Ok(None) };
        Ok(Some(Known {
            article,
            origin: row.get(1)?,
            id: row.get(2)?,
            title: line(row, 3)?.unwrap_or_default(),
            author: line(row, 4)?,
            published: row.get(5)?,
            url: row.get(6)?,
            fingerprint,
        }))
    }
}

impl Known {
    /// Whether both are one comment: two articles can share a thread, as when two feeds carry the same article.
    fn is_same_comment(&self, other: &Self) -> bool {
        self.id == other.id
            && ((self.url.is_some() && self.url == other.url)
                || (!self.origin.is_empty() && self.origin == other.origin)
                || (self.published == other.published && self.author == other.author))
    }

    fn match_with(&self, other: &Self, likeness: f32) -> CrossThread {
        CrossThread {
            id: self.id.clone(),
            origin: self.origin.clone(),
            article: other.article,
            article_title: other.title.clone(),
            other_id: other.id.clone(),
            other_origin: other.origin.clone(),
            other_author: other.author.clone(),
            likeness,
        }
    }
}
