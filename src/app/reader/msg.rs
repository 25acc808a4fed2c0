//! Defines the reader's messages and effects.

use std::collections::HashMap;
use std::sync::Arc;

use crate::app::document::{LaidOutPage, Opened, View};
use crate::app::ticket::Ticket;
use crate::domain::triage::Order;
use crate::domain::{ArticleId, ArticleRow, CommentRef, Position, Text};

/// A message for the reader.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The article that the reader asked for, laid out with its thread.
    Opened {
        /// The question.
        ticket: Ticket,
        /// The article; `None` when the store no longer has it.
        opened: Option<(Arc<Opened>, Arc<LaidOutPage>)>,
    },
    /// The open article, laid out again.
    LaidOut {
        /// The question.
        ticket: Ticket,
        /// The text.
        page: Arc<LaidOutPage>,
    },
    /// The page behind a link can't be previewed.
    NotPreviewed {
        /// The question.
        ticket: Ticket,
        /// Why not.
        reason: Text,
    },
    /// An image was loaded, or can't be.
    Image {
        /// Its address.
        url: String,
        /// Columns of the text that it was scaled for.
        columns: u16,
        /// Rows that it takes; `None` when it can't be shown.
        rows: Option<u16>,
    },
    /// The fetch of an article's full text has ended.
    FullText(FullText),
    /// Show an article without moving the keys to it. An open article is loaded again.
    Open(ArticleId),
    /// Show an article and give it the keys. This clears the history of followed links.
    Enter(ArticleId),
    /// Load this article again if it is open.
    Refresh(ArticleId),
    /// A key was pressed while links are labelled.
    HintKey(crate::input::Key),
    /// Follow the link at this index; `true` previews its page in the reader.
    FollowLink(usize, bool),
    /// Open the link with the number that the user typed.
    OpenLinkNumber(String),
    /// Find words in the text and its comments.
    Find(String),
    /// The search for these words matched this many lines.
    FoundIn(String, usize),
    /// Jump to a comment; the user can go back.
    GoToComment(CommentRef),
    /// The user clicked in the pane: column and row of the screen.
    Click(u16, u16),
    /// The mouse wheel turned by so many lines.
    Scroll(isize),
    /// The box for a reply was closed, so the text gets its rows back.
    Uncovered,
    /// Fetch the full text of an article, or switch between it and the feed's text if the store has it.
    FetchFullText(Box<ArticleRow>),
}

/// How the fetch of an article's full text ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FullText {
    /// The store has it: the article, and the notice.
    Fetched(ArticleId, Text),
    /// The fetch failed: the error names the host, the reason and what to do.
    Failed(Text),
    /// The user stopped it.
    Stopped,
}

/// A request of the reader to `runtime`.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read an article and its thread and lay them out; answered by [`Msg::Opened`].
    Open {
        /// The question.
        ticket: Ticket,
        /// Which article.
        article: ArticleId,
        /// Which of its texts.
        view: View,
        /// How siblings of its threads are sorted.
        order: Order,
        /// Columns.
        width: u16,
    },
    /// Lay the open article out again; answered by [`Msg::LaidOut`].
    LayOut {
        /// The question.
        ticket: Ticket,
        /// The article.
        opened: Arc<Opened>,
        /// Columns.
        width: u16,
        /// Rows to keep free for the images with these addresses.
        images: HashMap<String, u16>,
    },
    /// Lay out an article that the user will probably open next. Nothing answers.
    Prepare {
        /// The question; a later one replaces it.
        ticket: Ticket,
        /// Which article.
        article: ArticleId,
        /// How siblings of its threads are sorted.
        order: Order,
        /// Columns.
        width: u16,
    },
    /// Fetch an image and decode it; answered by [`Msg::Image`].
    LoadImage {
        /// Its address.
        url: String,
        /// Columns of the text around it.
        columns: u16,
        /// Columns and rows that it may take at most.
        room: (u16, u16),
    },
    /// Store the place in an article; `None` at its top or when the user has read it to the end.
    KeepPosition(ArticleId, Option<Position>),
    /// Fetch the full text of an article; answered by [`Msg::FullText`].
    FetchFullText(ArticleId),
    /// Fetch the page behind a link and lay it out; answered by [`Msg::Opened`] or [`Msg::NotPreviewed`].
    Preview {
        /// The question.
        ticket: Ticket,
        /// An http or https address.
        url: String,
        /// Columns.
        width: u16,
    },
}
