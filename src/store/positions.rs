//! Stores where the user stopped reading each article; deleted with the article.

use rusqlite::{OptionalExtension, Row};

use super::values::{limit, rows, to_ms};
use super::{Store, StoreError};
use crate::domain::{ArticleId, CommentRef, Position, Time};

impl Store {
    /// Reads the place where the user stopped in an article; `None` at its top and if the user finished it.
    pub fn position(&self, article: ArticleId) -> Result<Option<Position>, StoreError> {
        self.read(|conn| {
            let sql =
                "SELECT comment_origin, comment, selected_origin, selected, letters FROM positions WHERE article = ?";
            let name = |row: &Row<'_>, at: usize| -> rusqlite::Result<Option<CommentRef>> {
                let origin = row.get(at)?;
                Ok(row.get::<_, Option<String>>(at + 1)?.map(|id| CommentRef { origin, id }))
            };
            conn.prepare_cached(sql)?
                .query_row([article.0], |row| {
                    Ok(Position { comment: name(row, 0)?, selected: name(row, 2)?, letters: rows(row.get(4)?) })
                })
                .optional()
        })
    }

    /// Stores the place in an article; `None` deletes it. Does nothing if there is no such article.
    pub fn set_position(&self, article: ArticleId, position: Option<&Position>, now: Time) -> Result<(), StoreError> {
        let position = position.cloned();
        self.write(move |conn| {
            let Some(Position { comment, letters, selected }) = position else {
                return conn.prepare_cached("DELETE FROM positions WHERE article = ?")?.execute([article.0]).map(drop);
            };
            let sql = "INSERT OR REPLACE INTO positions
                           (article, comment_origin, comment, letters, selected_origin, selected, at)
                       SELECT id, ?2, ?3, ?4, ?5, ?6, ?7 FROM articles WHERE id = ?1";
            let parts = |name: Option<CommentRef>| name.map(|name| (name.origin, Some(name.id))).unwrap_or_default();
            let ((comment_origin, comment), (selected_origin, selected)) = (parts(comment), parts(selected));
            let row = (article.0, comment_origin, comment, limit(letters), selected_origin, selected, to_ms(now));
            conn.prepare_cached(sql)?.execute(row).map(drop)
        })
    }
}
