//! Stores what searches on the web found for fact checks: texts, and published fact-checks. `expire` deletes them.
//!
//! They are apart from articles: no list, search or count reads these tables. Which texts are evidence is left to
//! `factcheck`.

use chrono::Duration;
use rusqlite::{Connection, Row};

use super::evidence::EVIDENCE_DAYS;
use super::values::{from_ms, limit as sql_limit, line, pack, time, to_ms, unpack};
use super::{Store, StoreError};
use crate::domain::outlet::address_key;
use crate::domain::{FoundText, Html, Outlet, Review, Text, Time};

/// Texts that one check chooses from, those found last first: those of the last searches.
const MAX_FOUND: usize = 100;
/// Found texts, and found reviews, that are kept; the oldest ones go first. A search finds some dozens.
const MAX_KEPT: usize = 2_000;
/// Found reviews that one check compares, those found last first.
const MAX_REVIEWS: usize = 200;

impl Store {
    /// Stores what a search found at `now`. A text that is known already is found again; its text and outlet stay if the
    /// new text is shorter, for example without the page. A date that the search does not know was that of the first find.
    pub fn save_found(&self, texts: &[FoundText], reviews: &[Review], now: Time) -> Result<(), StoreError> {
        let texts: Vec<_> = texts.iter().map(|text| (text.clone(), pack(Some(&Html(text.text.to_string()))))).collect();
        let reviews = reviews.to_vec();
        self.write(move |conn| {
            let mut known = conn.prepare_cached("SELECT text FROM found_texts WHERE url = ?")?;
            let sql = "INSERT INTO found_texts (url, host, outlet, title, published, language, text, found_at)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                       ON CONFLICT (url) DO UPDATE SET text = iif(?9, text, excluded.text),
                       host = iif(?9, host, excluded.host), outlet = iif(?9, outlet, excluded.outlet),
                       title = excluded.title, published = min(published, excluded.published),
                       language = coalesce(excluded.language, language), found_at = excluded.found_at";
            let mut save = conn.prepare_cached(sql)?;
            for (found, packed) in &texts {
                let known = known.query_map([&found.url], |row| unpack(row, 0))?.next().transpose()?.flatten();
                let is_longer = known.is_some_and(|known| known.0.len() > found.text.len());
                let FoundText { url, host, outlet, title, published, language, .. } = found;
                let (outlet, title) = (outlet.as_str(), title.as_str());
                save.execute((url, host, outlet, title, to_ms(*published), language, packed, to_ms(now), is_longer))?;
            }
            for review in &reviews {
                save_review(conn, review, now)?;
            }
            forget_oldest(conn)
        })
    }

    /// Reads the texts of other outlets than `own` that were found, published within [`EVIDENCE_DAYS`] of `around`.
    /// Those found last come first.
    pub fn found_texts(&self, around: Time, own: &Outlet) -> Result<Vec<FoundText>, StoreError> {
        let days = Duration::days(EVIDENCE_DAYS);
        self.read(|conn| {
            let sql = "SELECT url, host, outlet, title, published, language, text, found_at FROM found_texts
                       WHERE published BETWEEN ? AND ? AND host <> ?
                       ORDER BY found_at DESC, id LIMIT ?";
            let params = (to_ms(around - days), to_ms(around + days), &own.host, sql_limit(MAX_FOUND));
            conn.prepare_cached(sql)?.query_map(params, read)?.collect()
        })
    }

    /// Reads the found reviews of others than `own`, those found last first.
    pub(super) fn found_reviews(&self, own: &Outlet) -> Result<Vec<Review>, StoreError> {
        let found: Vec<Review> = self.read(|conn| {
            let sql = "SELECT url, claim, publisher, rating, published FROM found_reviews
                       ORDER BY found_at DESC, url LIMIT ?";
            conn.prepare_cached(sql)?.query_map([sql_limit(MAX_REVIEWS)], read_review)?.collect()
        })?;
        let is_own = |review: &Review| review.url.as_deref().and_then(address_key).is_some_and(|key| key == own.host);
        Ok(found.into_iter().filter(|review| !is_own(review)).collect())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<FoundText> {
    Ok(FoundText {
        url: row.get(0)?,
        host: row.get(1)?,
        outlet: line(row, 2)?.unwrap_or_default(),
        title: line(row, 3)?.unwrap_or_default(),
        published: from_ms(row.get(4)?),
        language: row.get(5)?,
        text: Text::block(&unpack(row, 6)?.unwrap_or_default().0),
        found_at: from_ms(row.get(7)?),
    })
}

fn read_review(row: &Row<'_>) -> rusqlite::Result<Review> {
    let url: String = row.get(0)?;
    Ok(Review {
        url: Some(url).filter(|url| !url.is_empty()),
        claim: line(row, 1)?.unwrap_or_default(),
        publisher: line(row, 2)?.unwrap_or_default(),
        rating: line(row, 3)?.unwrap_or_default(),
        published: time(row, 4)?,
    })
}

fn save_review(conn: &Connection, review: &Review, now: Time) -> rusqlite::Result<()> {
    let Review { claim, publisher, rating, url, published } = review;
    let sql = "INSERT OR REPLACE INTO found_reviews (url, claim, publisher, rating, published, found_at)
               VALUES (?, ?, ?, ?, ?, ?)";
    let url = url.as_deref().unwrap_or_default();
    let (published, now) = (published.map(to_ms), to_ms(now));
    conn.prepare_cached(sql)?
        .execute((url, claim.as_str(), publisher.as_str(), rating.as_str(), published, now))
        .map(drop)
}

/// Whether anything was found before a time.
pub(super) fn has_before(conn: &Connection, before: Time) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM found_texts WHERE found_at < ?1)
               OR EXISTS (SELECT 1 FROM found_reviews WHERE found_at < ?1)";
    conn.query_row(sql, [to_ms(before)], |row| row.get(0))
}

/// Deletes what was found before a time.
pub(super) fn forget_before(conn: &Connection, before: Time) -> rusqlite::Result<usize> {
    let texts = conn.execute("DELETE FROM found_texts WHERE found_at < ?", [to_ms(before)])?;
    let reviews = conn.execute("DELETE FROM found_reviews WHERE found_at < ?", [to_ms(before)])?;
    Ok(texts + reviews)
}

/// Deletes the oldest ones of more than [`MAX_KEPT`] texts or reviews.
fn forget_oldest(conn: &Connection) -> rusqlite::Result<()> {
    let sql = "DELETE FROM found_texts WHERE id IN
               (SELECT id FROM found_texts ORDER BY found_at DESC, id DESC LIMIT -1 OFFSET ?)";
    conn.execute(sql, [sql_limit(MAX_KEPT)])?;
    let sql = "DELETE FROM found_reviews WHERE (url, claim) IN
               (SELECT url, claim FROM found_reviews ORDER BY found_at DESC, url LIMIT -1 OFFSET ?)";
    conn.execute(sql, [sql_limit(MAX_KEPT)]).map(drop)
}
