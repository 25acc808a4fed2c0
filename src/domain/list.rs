//! A list of articles: which ones it holds, and the stretch of it that is in memory.
//!
//! Reading the stretch is left to `store`, showing it to `app` and `ui`.

use super::query::Query;
use super::{ArticleRow, FeedId, Time};

/// Whose articles a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Every feed's, hidden ones aside.
    #[default]
    All,
    /// Those of all that are unread.
    Unread,
    /// Starred ones, of hidden feeds too.
    Starred,
    /// One feed's.
    Feed(FeedId),
    /// A folder's and those below it.
    Folder(String),
    /// Those of feeds with this tag.
    Tag(String),
    /// What the search index finds, newest first.
    Search(String),
}

/// What a list asks of the store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// Whose articles.
    pub scope: Scope,
    /// Unread ones only.
    pub unread_only: bool,
    /// Articles read since then stay in an unread-only list: a row must not vanish under the cursor.
    pub unread_since: Option<Time>,
    /// Further conditions.
    pub query: Option<Query>,
}

/// A stretch of a list, newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Window {
    /// The rows in memory.
    pub rows: Vec<ArticleRow>,
    /// Where the first of them stands in the list.
    pub offset: usize,
    /// How long the list is.
    pub total: usize,
}
