//! Writes the orders of lists in SQL: by which columns, and what stands before an article and behind it.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use super::query_sql::COMMENTS;
use crate::domain::{ArticleId, Sort};

/// An order of articles: by a key, and of two with one key the newer one first. Without a key, by time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ranking {
    key: Option<&'static str>,
    ascending: bool,
}

/// A place in an order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    /// The value of the ranking's key, or null.
    pub(super) key: Value,
    pub(super) published: i64,
    pub(super) id: ArticleId,
}

/// Which articles, seen from a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Those before it.
    Before,
    /// The one that has it.
    At,
    /// Those behind it.
    Behind,
}

/// The title of an article's feed.
const FEED: &str = "lowercase((SELECT coalesce(o.user_title, o.title, '') FROM feeds o WHERE o.id = a.feed))";
/// A score below all others stands for none.
const SCORE: &str = "coalesce(a.score, -9223372036854775807)";
/// Scatters ids that follow each other (multiplicative hashing, Knuth, TAOCP volume 3, 6.4).
const SCATTERED: &str = "(a.id * 2654435761 % 4294967296)";

impl Ranking {
    pub(super) fn of(sort: Sort) -> Self {
        let (key, ascending) = match sort {
            Sort::Newest => (None, false),
            Sort::Oldest => (None, true),
            Sort::Title => (Some("lowercase(a.title)"), true),
            Sort::Feed => (Some(FEED), true),
            Sort::Score => (Some(SCORE), false),
            Sort::Longest => (Some("coalesce(a.words, 0)"), false),
            Sort::Shortest => (Some("coalesce(a.words, 0)"), true),
            Sort::Comments => (Some(COMMENTS), false),
            Sort::Random => (Some(SCATTERED), true),
        };
        Self { key, ascending }
    }

    /// Returns the columns to select, of which [`Self::order`] gives the order. The last is called `id`.
    pub(super) fn columns(self) -> String {
        let key = self.key.map(|key| format!("{key}, ")).unwrap_or_default();
        format!("{key}a.published, a.id AS id")
    }

    pub(super) fn order(self) -> &'static str {
        match (self.key, self.ascending) {
            (None, false) => "1 DESC, 2 DESC",
            (None, true) => "1, 2",
            (Some(_), false) => "1 DESC, 2 DESC, 3 DESC",
            (Some(_), true) => "1, 2 DESC, 3 DESC",
        }
    }

    /// Reads the place of an article; `None` if there is no such article.
    pub(super) fn place(self, conn: &Connection, id: ArticleId) -> rusqlite::Result<Option<Place>> {
        let sql = format!("SELECT {}, a.published FROM articles a WHERE a.id = ?", self.key.unwrap_or("NULL"));
        let place = |row: &rusqlite::Row<'_>| Ok(Place { key: row.get(0)?, published: row.get(1)?, id });
        conn.prepare_cached(&sql)?.query_row([id.0], place).optional()
    }

    /// Returns the condition that an article is on a side of a place, and its parameters.
    ///
    /// Times and ids are compared as row values: they sort as lists do, and an index on both columns answers them.
    pub(super) fn bound(self, side: Side, place: &Place) -> (String, Vec<Value>) {
        let by_time = [Value::Integer(place.published), Value::Integer(place.id.0)];
        let (newer, greater) = match side {
            Side::At => return ("(a.published, a.id) = (?, ?)".to_owned(), by_time.into()),
            // Before a place are the newer articles, and the lesser keys if the least comes first.
            Side::Before => (">", if self.ascending { "<" } else { ">" }),
            Side::Behind => ("<", if self.ascending { ">" } else { "<" }),
        };
        let Some(key) = self.key else {
            return (format!("(a.published, a.id) {greater} (?, ?)"), by_time.into());
        };
        let sql = format!("({key} {greater} ? OR ({key} = ? AND (a.published, a.id) {newer} (?, ?)))");
        let [published, id] = by_time;
        (sql, vec![place.key.clone(), place.key.clone(), published, id])
    }
}
