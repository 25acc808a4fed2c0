//! Defines the messages and effects of the list of articles.

use std::collections::BTreeMap;

use crate::app::ticket::Ticket;
use crate::app::undo::Undo;
use crate::domain::query::Query;
use crate::domain::tags::TagChange;
use crate::domain::{ArticleId, ArticleRow, ArticleRule, ListQuery, Scope, Sort, Text, Window};

/// A message for the list of articles.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A window of the list that the pane asked for.
    Loaded {
        /// The question.
        ticket: Ticket,
        /// The rows.
        window: Window,
        /// The place of the article that the question named; `None` if it is not in the list.
        found: Option<usize>,
    },
    /// The result of the search for an unread article.
    NextUnread {
        /// The question.
        ticket: Ticket,
        /// The article and its place in the list; `None` when there is none.
        found: Option<(ArticleRow, usize)>,
    },
    /// The search for an unread article failed. The error comes in a message of its own.
    NextUnreadFailed {
        /// The question.
        ticket: Ticket,
    },
    /// Turn to another list.
    TurnTo(Scope),
    /// Turn to another list, with the cursor on an article.
    TurnToArticle(Scope, ArticleId),
    /// Read the list and the counts of the feeds again. The cursor stays on its article.
    Reload,
    /// Show only the rows of this list that match a query: as the user typed it, and parsed.
    Filter(String, Query),
    /// Search for an unread article; `true` searches towards newer articles.
    SeekUnread(bool),
    /// Move the cursor to a place of the whole list.
    Select(usize),
    /// The user clicked a row, counted from the first one shown.
    Click(usize),
    /// The mouse wheel turned by so many rows.
    Scroll(isize),
    /// Open an article in the reader and mark it read.
    Read(Box<ArticleRow>),
    /// Change the tags of the selected article by a line such as `+rust -later`.
    Tag(String),
    /// Ask what a new rule with this query is to do.
    Rule(String),
    /// Add a rule for articles.
    AddRule(ArticleRule),
    /// The store has changed what rules did to an article.
    RulesChanged {
        /// The article.
        article: ArticleId,
        /// How to undo it; `None` if it was an undo itself or changed nothing.
        undo: Option<Undo>,
        /// The notice for the status line.
        notice: Text,
    },
    /// Sort the list in this order.
    Sort(Sort),
    /// Leave the results of a search and return to the earlier list.
    LeaveSearch,
}

/// A request of the list of articles to `runtime`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Read a window of a list; answered by [`Msg::Loaded`].
    Load {
        /// The question.
        ticket: Ticket,
        /// The list.
        query: ListQuery,
        /// The middle of the window.
        around: Around,
    },
    /// Find an unread article; answered by [`Msg::NextUnread`] or [`Msg::NextUnreadFailed`].
    NextUnread {
        /// The question.
        ticket: Ticket,
        /// The list.
        query: ListQuery,
        /// The article behind which the search begins; `None` for the top of the list.
        from: Option<ArticleId>,
        /// Whether to search towards newer articles.
        backwards: bool,
    },
    /// Mark articles read or unread; answered by `undo::Msg::Changed`.
    SetRead {
        /// The articles.
        articles: Vec<ArticleId>,
        /// Whether they become read.
        read: bool,
    },
    /// Mark an article and all others of its story read; answered by `undo::Msg::Changed`.
    SetStoryRead(ArticleId),
    /// Star or unstar articles; answered by `undo::Msg::Changed`.
    SetStarred {
        /// The articles.
        articles: Vec<ArticleId>,
        /// Whether they become starred.
        starred: bool,
    },
    /// Add and remove tags; answered by `undo::Msg::Changed`.
    ChangeTags(Vec<TagChange>),
    /// Show a hidden article again; answered by [`Msg::RulesChanged`].
    Unhide(ArticleId),
    /// Take back what rules did to an article; answered by [`Msg::RulesChanged`].
    UndoRules(ArticleId),
    /// Add a rule to `rules.toml`; answered by `undo::Msg::Changed`.
    AddRule(ArticleRule),
    /// Change the articles of some rows of a list; answered by `undo::Msg::Changed`.
    ChangeRange {
        /// The list.
        query: ListQuery,
        /// The first row.
        from: usize,
        /// The number of rows.
        count: usize,
        /// The change.
        change: RangeChange,
    },
    /// Mark a whole list read; answered by `undo::Msg::Changed`.
    MarkAllRead(ListQuery),
    /// Store the orders of lists, by the lists' names.
    KeepSorts(BTreeMap<String, Sort>),
}

/// A change of several articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RangeChange {
    /// Mark them read, or unread if all are read.
    ToggleRead,
    /// Star them, or unstar them if all are starred.
    ToggleStar,
    /// Add tags (true) and remove tags.
    Tags(Vec<(Text, bool)>),
}

/// The middle of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// A place of the whole list.
    Place(usize),
    /// An article, or a place if the article is not in the list.
    Article(ArticleId, usize),
}
