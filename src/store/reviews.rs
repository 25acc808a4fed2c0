//! Stores the published fact-checks that articles' pages have, and deletes them with the article. `found` has those of
//! searches.

use rusqlite::{Connection, OptionalExtension};

use super::values::{limit as sql_limit, line, time, to_ms};
use super::{Store, StoreError};
use crate::domain::{ArticleId, Outlet, Review, Text};

/// Reviews that one check compares, those of the last stored articles first.
const MAX_COMPARED: usize = 1_000;

impl Store {
    /// Stores the reviews on an article's page, in place of those stored before.
    pub fn save_reviews(&self, article: ArticleId, reviews: &[Review]) -> Result<(), StoreError> {
        let reviews = reviews.to_vec();
        self.write(move |conn| {
            let sql = "DELETE FROM claim_reviews WHERE article = ?";
            conn.prepare_cached(sql)?.execute([article.0])?;
            let known = "SELECT 1 FROM articles WHERE id = ?";
            if conn.prepare_cached(known)?.query_row([article.0], |_| Ok(())).optional()?.is_none() {
                return Ok(());
            }
            reviews.iter().enumerate().try_for_each(|(place, review)| insert(conn, article, place, review))
        })
    }

    /// Reads the stored and the found reviews of other outlets than `own`.
    pub fn reviews(&self, own: &Outlet) -> Result<Vec<Review>, StoreError> {
        let rows: Vec<(ArticleId, Review)> = self.read(|conn| {
            let sql = "SELECT article, claim, publisher, rating, url, published FROM claim_reviews
                       ORDER BY article DESC, place LIMIT ?";
            let text = |row: &rusqlite::Row<'_>, column| -> rusqlite::Result<Text> {
                Ok(line(row, column)?.unwrap_or_default())
            };
            conn.prepare_cached(sql)?
                .query_map([sql_limit(MAX_COMPARED)], |row| {
                    let review = Review {
                        claim: text(row, 1)?,
                        publisher: text(row, 2)?,
                        rating: text(row, 3)?,
                        url: row.get(4)?,
                        published: time(row, 5)?,
                    };
                    Ok((ArticleId(row.get(0)?), review))
                })?
                .collect()
        })?;
        let mut found = Vec::with_capacity(rows.len());
        for (article, review) in rows {
            if self.outlet(article)?.is_some_and(|outlet| outlet.host != own.host) {
                found.push(review);
            }
        }
        let is_known =
            |review: &Review| found.iter().any(|known| (&known.url, &known.rating) == (&review.url, &review.rating));
        let more = self.found_reviews(own)?.into_iter().filter(|review| !is_known(review));
        found.extend(more.collect::<Vec<_>>());
        Ok(found)
    }
}

fn insert(conn: &Connection, article: ArticleId, place: usize, review: &Review) -> rusqlite::Result<()> {
    let Review { claim, publisher, rating, url, published } = review;
    let sql = "INSERT INTO claim_reviews (article, place, claim, publisher, rating, url, published)
               VALUES (?, ?, ?, ?, ?, ?, ?)";
    conn.prepare_cached(sql)?
        .execute((
            article.0,
            sql_limit(place),
            claim.as_str(),
            publisher.as_str(),
            rating.as_str(),
            url,
            published.map(to_ms),
        ))
        .map(drop)
}
