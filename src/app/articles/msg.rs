//! What happens to the list of articles, and what it asks for.

use crate::app::ticket::Ticket;
use crate::domain::{ArticleId, ArticleRow, ListQuery, Scope, Window};

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A stretch of the list, and where the article that was asked for stands in it.
    Loaded {
        /// The question.
        ticket: Ticket,
        /// The rows.
        window: Window,
        /// The place of the article that was to be found.
        found: Option<usize>,
    },
    /// The unread article that was searched for.
    NextUnread {
        /// The question.
        ticket: Ticket,
        /// The article and its place in the list; `None` when there is none.
        found: Option<(ArticleRow, usize)>,
    },
    /// The search for an unread article failed; the error was a message of its own.
    NextUnreadFailed {
        /// The question.
        ticket: Ticket,
    },
    /// Turn to another list.
    TurnTo(Scope),
    /// Turn to another list, with the cursor on an article.
    TurnToArticle(Scope, ArticleId),
    /// Read the list again, and the counts of the feeds; nothing moves.
    Reload,
    /// Search for an unread article; `true` searches towards newer ones.
    SeekUnread(bool),
    /// Put the cursor on a place of the whole list.
    Select(usize),
    /// The user clicked a row, counted from the first one shown.
    Click(usize),
    /// The mouse wheel turned by so many rows.
    Scroll(isize),
    /// Open an article in the reader and mark it read.
    Read(Box<ArticleRow>),
    /// Leave the results of a search.
    LeaveSearch,
}

/// What the list of articles asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Read a stretch of a list; answered by [`Msg::Loaded`].
    Load {
        /// The question.
        ticket: Ticket,
        /// Which list.
        query: ListQuery,
        /// Which stretch.
        around: Around,
    },
    /// Find an unread article; answered by [`Msg::NextUnread`].
    NextUnread {
        /// The question.
        ticket: Ticket,
        /// In this list.
        query: ListQuery,
        /// Starting here.
        from: Option<ArticleId>,
        /// Towards newer ones.
        backwards: bool,
    },
    /// Mark articles read or unread; answered by `undo::Msg::Changed`.
    SetRead {
        /// Which.
        articles: Vec<ArticleId>,
        /// Read, or unread.
        read: bool,
    },
    /// Star or unstar articles; answered by `undo::Msg::Changed`.
    SetStarred {
        /// Which.
        articles: Vec<ArticleId>,
        /// Starred, or not.
        starred: bool,
    },
    /// Mark a whole list read; answered by `undo::Msg::Changed`.
    MarkAllRead(ListQuery),
}

/// Which stretch of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// Around this place.
    Place(usize),
    /// Around this article, or this place if the article is not in the list.
    Article(ArticleId, usize),
}
