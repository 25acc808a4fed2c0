//! Finds the earlier article of another feed that a new one repeats: with the same link, or with the same text.
//!
//! Articles are compared by prints: hashes of the link without tracking parameters, and of title and text. Prints are
//! kept for as long as an article can be repeated, and only if the user wants duplicates hidden.

use rusqlite::{Connection, OptionalExtension};

use super::values::to_ms;
use super::{Store, StoreError};
use crate::domain::article::{Fnv, normalise_link};
use crate::domain::{ArticleId, Time};

/// Milliseconds between two articles beyond which one does not repeat the other.
const APART: i64 = 7 * 86_400_000;
/// Bytes of the stored text below which two articles may have the same one by chance.
const MIN_TEXT: i64 = 100;

impl Store {
    /// Forgets the prints of articles that no new article can repeat.
    pub fn expire_prints(&self, now: Time) -> Result<(), StoreError> {
        let before = to_ms(now).saturating_sub(2 * APART);
        self.write(move |conn| conn.execute("DELETE FROM article_prints WHERE published < ?", [before]).map(drop))
    }
}

/// Returns the article that a new one repeats, if any, and stores the prints of the new one.
pub(super) fn original(conn: &Connection, article: ArticleId) -> rusqlite::Result<Option<ArticleId>> {
    let sql = "SELECT a.feed, a.published, a.url, a.text_hash,
                      coalesce(octet_length(b.content), octet_length(b.summary), 0) AS bytes
               FROM articles a LEFT JOIN bodies b ON b.article = a.id WHERE a.id = ?";
    let print = |row: &rusqlite::Row<'_>| {
        let (feed, published): (i64, i64) = (row.get(0)?, row.get(1)?);
        // Many articles may link to the first page of a site.
        let link = row.get_ref(2)?.as_str_or_null()?.and_then(normalise_link).filter(|link| link.contains('/'));
        let text = (row.get::<_, i64>(4)? >= MIN_TEXT).then_some(row.get::<_, i64>(3)?);
        let keys = [link.map(|link| key(b"link", link.as_bytes())), text.map(|text| key(b"text", &text.to_le_bytes()))];
        Ok((feed, published, keys))
    };
    let Some((feed, published, keys)) = conn.prepare_cached(sql)?.query_row([article.0], print).optional()? else {
        return Ok(None);
    };
    let mut find = conn.prepare_cached(
        "SELECT p.article FROM article_prints p CROSS JOIN articles o ON o.id = p.article
         WHERE p.key = ?1 AND p.published BETWEEN ?2 - ?3 AND ?2 + ?3 AND o.feed <> ?4 AND o.hidden < 2 AND o.id <> ?5
         ORDER BY p.article LIMIT 1",
    )?;
    let mut add = conn.prepare_cached("INSERT OR IGNORE INTO article_prints VALUES (?, ?, ?)")?;
    let mut found = None;
    for key in keys.into_iter().flatten() {
        if found.is_none() {
            let row = (key, published, APART, feed, article.0);
            found = find.query_row(row, |row| row.get(0).map(ArticleId)).optional()?;
        }
        add.execute((key, article.0, published))?;
    }
    Ok(found)
}

fn key(kind: &[u8], value: &[u8]) -> i64 {
    let mut hash = Fnv::default();
    hash.write(kind);
    hash.write(value);
    i64::from_ne_bytes(hash.0.to_ne_bytes())
}
