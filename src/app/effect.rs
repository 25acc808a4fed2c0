//! Everything that the screen may ask of the world.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Opened, ReplyAct, ReplyTo, Ticket, Undo, View};
use crate::domain::triage::{Order, Rule};
use crate::domain::{ArticleId, CommentStatus, FeedId, ListQuery, Position, Reply, ReplyId, Subscription, Time};

/// What is to be done outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read the subscriptions; answered by `Msg::Feeds`.
    LoadFeeds,
    /// Read a stretch of a list; answered by `Msg::Articles`.
    LoadArticles {
        /// The question.
        ticket: Ticket,
        /// Which list.
        query: ListQuery,
        /// Which stretch.
        around: Around,
    },
    /// Read an article and its thread and set them; answered by `Msg::Opened`.
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
    /// Set the open article anew; answered by `Msg::Set`.
    Set {
        /// The question.
        ticket: Ticket,
        /// The article.
        opened: Arc<Opened>,
        /// Columns.
        width: u16,
        /// Rows to keep free for the pictures with these addresses.
        pictures: HashMap<String, u16>,
    },
    /// Set comments' texts; answered by `Msg::CommentsSet`.
    SetComments {
        /// The article.
        opened: Arc<Opened>,
        /// Columns of the page.
        width: u16,
        /// Which comments.
        places: Vec<usize>,
    },
    /// Count words, apply the rules, find repeated text; answered by `Msg::Studied`.
    Study(Arc<Opened>),
    /// Find the comments with these words; answered by `Msg::Limited`.
    Limit(Arc<Opened>, String),
    /// Find words in the texts of a long thread that are not here; answered by `Msg::FoundIn`.
    FindIn(Arc<Opened>, String),
    /// Mark comments of an article; answered by `Msg::Changed`.
    MarkComments {
        /// The article.
        opened: Arc<Opened>,
        /// Places, and what each becomes.
        marks: Vec<(usize, CommentStatus)>,
    },
    /// Comments were looked at in passing: those that are unseen are seen; answered by `Msg::Changed`.
    SeeComments {
        /// The article.
        opened: Arc<Opened>,
        /// Places.
        places: Vec<usize>,
    },
    /// Keep what is folded, and what no rule folds any more.
    KeepFolds {
        /// The article.
        opened: Arc<Opened>,
        /// Places of what is folded.
        folded: Vec<usize>,
        /// Places of what is released.
        released: Vec<usize>,
    },
    /// Add a rule; answered by `Msg::RulesChanged`.
    AddRule(Rule),
    /// Take a rule out; answered by `Msg::RulesChanged`.
    RemoveRule(Rule),
    /// Set a comment with what changed in it; answered by `Msg::CommentsSet`.
    SetCommentChanges {
        /// The article.
        opened: Arc<Opened>,
        /// Columns of the page.
        width: u16,
        /// Which comment.
        place: usize,
    },
    /// Fetch a picture and make it ready; answered by `Msg::Picture`.
    LoadPicture {
        /// Its address.
        url: String,
        /// Columns of the text that it stands in.
        columns: u16,
        /// Columns and rows that it may take.
        room: (u16, u16),
    },
    /// Find articles whose titles have these words, the last of which may go on; without words, the newest. Answered by
    /// `Msg::Titles`.
    FindTitles {
        /// The question.
        ticket: Ticket,
        /// What is typed so far.
        words: String,
    },
    /// Set an article that will probably be opened next. Nothing answers.
    Prepare {
        /// The question: a later one makes it idle.
        ticket: Ticket,
        /// Which article.
        article: ArticleId,
        /// How siblings of its threads are sorted.
        order: Order,
        /// Columns.
        width: u16,
    },
    /// Find an unread article; answered by `Msg::NextUnread`.
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
    /// Mark articles read or unread; answered by `Msg::Changed`.
    SetRead {
        /// Which.
        articles: Vec<ArticleId>,
        /// Read, or unread.
        read: bool,
    },
    /// Star or unstar an article; answered by `Msg::Changed`.
    SetStarred {
        /// Which.
        articles: Vec<ArticleId>,
        /// Starred, or not.
        starred: bool,
    },
    /// Mark a whole list read; answered by `Msg::Changed`.
    MarkAllRead(ListQuery),
    /// The comments have been looked at, as they were fetched at this moment.
    VisitThread(ArticleId, Time),
    /// Keep the place in an article; `None` at its top or when it is finished.
    KeepPosition(ArticleId, Option<Position>),
    /// Fetch these feeds, or all that there are.
    Sync(Option<Vec<FeedId>>),
    /// Stop fetching.
    CancelSync,
    /// Fetch the threads of an article, all the way with `true`; answered by `Msg::ThreadFetched`.
    FetchThread(ArticleId, bool),
    /// Fetch the full page of an article; answered by `Msg::Page`.
    FetchPage(ArticleId),
    /// Add a feed, or the feed of a page; answered by `Msg::Added` or `Msg::Several`.
    AddFeed(String),
    /// Add several feeds; answered by `Msg::AddedSeveral`.
    AddFeeds(Vec<Subscription>),
    /// See what another reader has left; answered by `Msg::Importable`.
    LookForImport,
    /// Take it over; answered by `Msg::AddedSeveral`.
    Import,
    /// Remove a feed; answered by `Msg::Changed`.
    RemoveFeed(FeedId),
    /// Take a change back; answered by `Msg::Changed`.
    Undo(Undo),
    /// Read the page behind a link here, set for the width; answered by `Msg::Opened` or `Msg::Failed`.
    ReadUrl {
        /// The question.
        ticket: Ticket,
        /// An http or https address.
        url: String,
        /// Columns.
        width: u16,
    },
    /// Open an address in the browser.
    OpenUrl(String),
    /// Put a text on the clipboard.
    Copy(String),
    /// Paint with the next theme.
    NextTheme,
    /// Write a reply in the editor; answered by `ReplyNews::Written`.
    WriteReply(ReplyTo),
    /// Write on in the editor, with this below as what is answered; answered by `ReplyNews::Written`.
    EditReply(ReplyId, String),
    /// Begin a draft, or go on with the one that is there, for the box; answered by `ReplyNews::Begun`.
    BeginReply(ReplyTo),
    /// Make a draft again of a reply that has not left, for the box; answered by `ReplyNews::Begun`.
    ReopenReply(ReplyId),
    /// Keep what is written so far; answered by `ReplyNews::Saved`.
    SaveReply {
        /// The draft, as it is now.
        reply: Box<Reply>,
        /// What the store has of it, unless somebody else has changed it.
        before: String,
        /// It could not be kept the last time.
        heals: bool,
    },
    /// Take a draft out in which nothing was written.
    DropDraft {
        /// Which.
        id: ReplyId,
        /// What the store has of it, unless somebody else has changed it.
        before: String,
    },
    /// See whether there are drafts; answered by `ReplyNews::Unfinished`.
    LookForDrafts,
    /// Read a reply; answered by `ReplyNews::Written`.
    LoadReply(ReplyId),
    /// Read all replies; answered by `ReplyNews::All`.
    LoadOutbox,
    /// Do something with a reply; answered by `ReplyNews::Changed`.
    ChangeReply(ReplyId, ReplyAct),
    /// Send what waits; answered by `ReplyNews::Posted`.
    SendOutbox,
    /// Look for one reply that may have arrived and send it again if it is not found; answered by the same.
    SendAgain(ReplyId),
    /// Draw everything anew.
    Redraw,
    /// Stop for a while.
    Suspend,
    /// Leave.
    Quit,
}

/// Which stretch of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// Around this place.
    Place(usize),
    /// Around this article, or this place if it is not in the list.
    Article(ArticleId, usize),
}
