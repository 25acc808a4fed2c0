//! What happens to the reader, and what it asks for.

use std::collections::HashMap;
use std::sync::Arc;

use crate::app::document::{Opened, LaidOutPage, View};
use crate::app::msg::Ticket;
use crate::domain::triage::Order;
use crate::domain::{ArticleId, ArticleRow, CommentRef, Position, Text};

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// An article with its thread, laid out.
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
    /// An image is ready.
    Image {
        /// Its address.
        url: String,
        /// Columns of the text that it stands in.
        columns: u16,
        /// Rows that it takes; `None` when it can't be shown.
        rows: Option<u16>,
    },
    /// The fetching of an article's full text has ended.
    FullText(FullText),
    /// Open an article beside its list, or again if it is open.
    Open(ArticleId),
    /// Open an article where the keys go: the history of followed links ends.
    Enter(ArticleId),
    /// Load the open article again, if it is this one.
    Refresh(ArticleId),
    /// A key was pressed while links are labelled.
    HintKey(crate::input::Key),
    /// Follow the link with this number, from 0; `true` previews its page here.
    FollowLink(usize, bool),
    /// Open the link with the number that the user typed.
    OpenLinkNumber(String),
    /// Find words in the text and its comments.
    Find(String),
    /// Words were found in so many lines of the text.
    FoundIn(String, usize),
    /// Go to a comment, with a way back.
    GoToComment(CommentRef),
    /// The user clicked in the pane: column and row of the screen.
    Click(u16, u16),
    /// The mouse wheel turned by so many lines.
    Scroll(isize),
    /// The user left a reply's box: the text moves into the room that it took.
    Uncovered,
    /// Fetch the full text of an article; once it is there, turn to the feed's text and back.
    FetchFullText(Box<ArticleRow>),
}

/// How the fetching of an article's full text ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FullText {
    /// It is stored: of which article, and what to say.
    Fetched(ArticleId, Text),
    /// It could not be fetched: the host, why, and what to do.
    Failed(Text),
    /// The user stopped it.
    Stopped,
}

/// What the reader asks for.
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
        /// The question: a later one replaces it.
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
        /// Columns of the text that it stands in.
        columns: u16,
        /// Columns and rows that it may take.
        room: (u16, u16),
    },
    /// Keep the place in an article; `None` at its top or when it is finished.
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
