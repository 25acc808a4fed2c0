//! Lists of articles: the query that defines one, and the window of it that is in memory.
//!
//! Reading the window is left to `store`, showing it to `app` and `ui`.

use std::collections::HashMap;

use serde::Deserialize;

use super::query::Query;
use super::{ArticleId, ArticleRow, FeedId, SmartFeedId, Sort, StoryId, Time};

/// The set of articles that a list is drawn from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Articles of every feed that is not hidden.
    #[default]
    All,
    /// Like [`Self::All`], but only unread articles.
    Unread,
    /// Starred articles, those of hidden feeds included.
    Starred,
    /// Articles of one feed.
    Feed(FeedId),
    /// Articles of the feeds in a folder and in the folders below it.
    Folder(String),
    /// Articles of the feeds with this tag.
    Tag(String),
    /// Articles that a search query matches.
    Search(String),
    /// Articles that the query of a smart feed matches; with the query, so that a list of the earlier query is another one.
    Smart(SmartFeedId, String),
}

impl Scope {
    /// Returns a name that no other scope has, and that stays over restarts.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::All => "all".to_owned(),
            Self::Unread => "unread".to_owned(),
            Self::Starred => "starred".to_owned(),
            Self::Feed(id) => format!("feed {}", id.0),
            Self::Folder(path) => format!("folder {path}"),
            Self::Tag(tag) => format!("tag {tag}"),
            Self::Search(words) => format!("search {words}"),
            // The order holds for another query too.
            Self::Smart(id, _) => format!("smart {}", id.0),
        }
    }
}

/// The query that a list sends to the store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// The set of articles to draw from.
    pub scope: Scope,
    /// Whether to list only unread articles.
    pub unread_only: bool,
    /// An unread-only list keeps articles read since this time, so that no row disappears under the cursor.
    pub unread_since: Option<Time>,
    /// Further conditions.
    pub query: Option<Query>,
    /// The order of the rows.
    pub sort: Sort,
    /// With `Some`, a story is one row of the list, except for these stories, which the user has unfolded.
    pub unfolded: Option<Vec<StoryId>>,
}

/// A column of a list of articles, to the right of the titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Column {
    /// The title of the feed; not in the list of one feed.
    Feed,
    /// The author.
    Author,
    /// How many comments there are, and how many of them are new.
    Comments,
    /// When the article was published.
    Date,
}

impl Column {
    /// The names of the columns in `config.toml`.
    pub const NAMES: &[&str] = &["feed", "author", "comments", "date"];
    /// The columns that a list has if the user chooses none.
    pub const DEFAULT: [Self; 3] = [Self::Feed, Self::Comments, Self::Date];
}

/// How the date of an article is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dates {
    /// How long ago: `4m`, `7h`, `3d`.
    #[default]
    Relative,
    /// The day, or the time of day if it is today.
    Absolute,
}

impl Dates {
    /// The names in `config.toml`.
    pub const NAMES: &[&str] = &["relative", "absolute"];
}

/// The part of a list that is in memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Window {
    /// The rows in memory.
    pub rows: Vec<ArticleRow>,
    /// Index of the first row in the whole list.
    pub offset: usize,
    /// Length of the whole list.
    pub total: usize,
    /// Whether `total` may be too large, because not all stories of the list are folded yet.
    pub is_estimate: bool,
    /// The rows in memory that belong to a story that the list folds.
    pub in_story: HashMap<ArticleId, InStory>,
}

/// What a row is of a story that the list folds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InStory {
    /// The one row of the story, or its first row if it is unfolded.
    Head(StoryHead),
    /// Another article of an unfolded story, below its head.
    Other,
}

/// The row that stands for a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryHead {
    /// The story.
    pub story: StoryId,
    /// The story's other articles in this list, newest first.
    pub others: Vec<ArticleId>,
    /// Number of other outlets.
    pub outlets: usize,
    /// Number of unread articles among the others.
    pub unread: usize,
    /// Whether the others are listed below it.
    pub is_unfolded: bool,
}

impl Window {
    /// Returns the story that a row in memory stands for.
    #[must_use]
    pub fn head(&self, article: ArticleId) -> Option<&StoryHead> {
        match self.in_story.get(&article) {
            Some(InStory::Head(head)) => Some(head),
            _ => None,
        }
    }
}
