//! Where reading stopped, article by article. Goes with the article.

use rusqlite::OptionalExtension;

use super::values::{limit, rows, to_ms};
use super::{Store, StoreError};
use crate::domain::{ArticleId, Position, Time};

impl Store {
    /// The place where reading an article stopped; `None` at its top and when it was finished.
    pub fn position(&self, article: ArticleId) -> Result<Option<Position>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT comment, letters, selected FROM positions WHERE article = ?")?
                .query_row([article.0], |row| {
                    Ok(Position { comment: row.get(0)?, letters: rows(row.get(1)?), selected: row.get(2)? })
                })
                .optional()
        })
    }

    /// Keeps the place in an article; `None` forgets it. An article that is gone needs none.
    pub fn set_position(&self, article: ArticleId, position: Option<&Position>, now: Time) -> Result<(), StoreError> {
        let position = position.cloned();
        self.write(move |conn| {
            let Some(Position { comment, letters, selected }) = position else {
                return conn.prepare_cached("DELETE FROM positions WHERE article = ?")?.execute([article.0]).map(drop);
            };
            let sql = "INSERT INTO positions (article, comment, letters, selected, at)
                       SELECT id, ?2, ?3, ?4, ?5 FROM articles WHERE id = ?1
                       ON CONFLICT DO UPDATE SET comment = excluded.comment, letters = excluded.letters,
                           selected = excluded.selected, at = excluded.at";
            conn.prepare_cached(sql)?.execute((article.0, comment, limit(letters), selected, to_ms(now))).map(drop)
        })
    }
}
