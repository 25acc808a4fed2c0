//! Stores the user's marks and folds of comments, and reads the earlier texts of edited comments.

use rusqlite::OptionalExtension;

use super::comments::{count, mark_number};
use super::values::{from_ms, pack, to_json, unpack};
use super::{Store, StoreError};
use crate::domain::{ArticleId, CommentRef, CommentStatus, Html, Time};

impl Store {
    /// Marks comments of an article, whatever their marks were. Skips comments that are not stored.
    pub fn mark_comments(&self, article: ArticleId, marks: Vec<(CommentRef, CommentStatus)>) -> Result<(), StoreError> {
        self.write(move |conn| {
            let sql = "UPDATE comments SET mark = ?4 WHERE article = ?1 AND origin = ?2 AND id = ?3";
            let mut statement = conn.prepare_cached(sql)?;
            for (comment, mark) in &marks {
                statement.execute((article.0, &comment.origin, &comment.id, mark_number(*mark)))?;
            }
            count(conn, article)
        })
    }

    /// Marks comments seen that were on the screen, if they are unseen. Keeps marks that the user set meanwhile, here
    /// or in another process.
    pub fn mark_seen(&self, article: ArticleId, comments: Vec<CommentRef>) -> Result<(), StoreError> {
        self.write(move |conn| {
            let sql = "UPDATE comments SET mark = ?4 WHERE article = ?1 AND origin = ?2 AND id = ?3 AND mark = ?5";
            let mut statement = conn.prepare_cached(sql)?;
            let (seen, unseen) = (mark_number(CommentStatus::Seen), mark_number(CommentStatus::Unseen));
            for comment in &comments {
                statement.execute((article.0, &comment.origin, &comment.id, seen, unseen))?;
            }
            count(conn, article)
        })
    }

    /// Reads which comments of an article are folded, and which the user unfolded against a rule.
    pub fn folds(&self, article: ArticleId) -> Result<(Vec<CommentRef>, Vec<CommentRef>), StoreError> {
        self.read(|conn| {
            let sql = "SELECT folded FROM folds WHERE article = ?";
            let packed = conn.prepare_cached(sql)?.query_row([article.0], |row| unpack(row, 0)).optional()?.flatten();
            // A list that can't be parsed counts as empty, since only folds are lost.
            let (folded, released): (Vec<Name>, Vec<Name>) =
                packed.and_then(|Html(json)| serde_json::from_str(&json).ok()).unwrap_or_default();
            Ok((named(folded), named(released)))
        })
    }

    /// Stores which comments of an article are folded, and which the user unfolded against a rule.
    pub fn set_folds(
        &self,
        article: ArticleId,
        folded: Vec<CommentRef>,
        released: Vec<CommentRef>,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            if folded.is_empty() && released.is_empty() {
                return conn.prepare_cached("DELETE FROM folds WHERE article = ?")?.execute([article.0]).map(drop);
            }
            let json = to_json(&(names(&folded), names(&released)))?;
            let sql = "INSERT INTO folds (article, folded) SELECT id, ?2 FROM articles WHERE id = ?1
                       ON CONFLICT DO UPDATE SET folded = excluded.folded";
            conn.prepare_cached(sql)?.execute((article.0, pack(Some(&Html(json))))).map(drop)
        })
    }

    /// Lists the earlier texts of a comment and when each was replaced, the latest first.
    pub fn comment_revisions(&self, article: ArticleId, comment: &CommentRef) -> Result<Vec<(Time, Html)>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT at, body FROM comment_revisions WHERE article = ? AND origin = ? AND comment = ?
                       ORDER BY at DESC";
            conn.prepare_cached(sql)?
                .query_map((article.0, &comment.origin, &comment.id), |row| {
                    Ok((from_ms(row.get(0)?), unpack(row, 1)?.unwrap_or_default()))
                })?
                .collect()
        })
    }
}

/// Origin and id of a comment.
type Name = (String, String);

fn named(names: Vec<Name>) -> Vec<CommentRef> {
    names.into_iter().map(|(origin, id)| CommentRef { origin, id }).collect()
}

fn names(comments: &[CommentRef]) -> Vec<(&str, &str)> {
    comments.iter().map(|comment| (comment.origin.as_str(), comment.id.as_str())).collect()
}
