//! Everything that can happen to the screen.

use std::sync::Arc;

use super::{Change, Importable, Limited, MenuRow, Mouse, Study, Tally, Undo, View};
use crate::domain::triage::Order;
use crate::domain::{
    Article, ArticleId, ArticleRow, Comment, CommentRef, Document, FeedId, FeedRow, Line, Position, Reply, ReplyId,
    Subscription, Text, Thread, ThreadSummary, Time, Warning, Window,
};
use crate::input::Key;

/// Names one question, so that an answer to an older one can be told.
pub type Ticket = u64;

/// What happened.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something.
    Mouse(Mouse),
    /// The terminal has another size: columns, rows.
    Resize(u16, u16),
    /// Time went by.
    Tick(Time),
    /// Whoever was typing has paused.
    Pause,
    /// The subscriptions, in order.
    Feeds(Vec<FeedRow>),
    /// A stretch of the list, and where the article asked for stands in it.
    Articles {
        /// The question.
        ticket: Ticket,
        /// The rows.
        window: Window,
        /// The place of the article that was to be found.
        found: Option<usize>,
    },
    /// Articles whose titles fit.
    Titles {
        /// The question.
        ticket: Ticket,
        /// The newest first.
        rows: Vec<ArticleRow>,
    },
    /// An article with its thread, set.
    Opened {
        /// The question.
        ticket: Ticket,
        /// The article; `None` when it is no longer there.
        opened: Option<(Arc<Opened>, Arc<SetPage>)>,
    },
    /// Something of the user's replies.
    Reply(ReplyNews),
    /// The open article, set anew.
    Set {
        /// The question.
        ticket: Ticket,
        /// The text.
        page: Arc<SetPage>,
    },
    /// Comments' texts, set.
    CommentsSet {
        /// What they were set from.
        thread: Arc<Thread>,
        /// Columns of the page.
        width: u16,
        /// Each with its place.
        comments: Vec<(usize, SetComment)>,
    },
    /// What was found out about a thread.
    Studied {
        /// The thread.
        thread: Arc<Thread>,
        /// What was found.
        study: Arc<Study>,
    },
    /// The comments that a limit shows.
    Limited {
        /// The thread.
        thread: Arc<Thread>,
        /// Which comments.
        limited: Limited,
    },
    /// Where words are in the texts of a long thread.
    FoundIn {
        /// The thread.
        thread: Arc<Thread>,
        /// What was looked for, in lower case.
        words: String,
        /// The comments that have it.
        places: Vec<usize>,
    },
    /// The user's rules have changed: threads are to be looked at again.
    RulesChanged {
        /// How to take it back; `None` for what was itself an undo.
        undo: Option<Undo>,
        /// What to say about it.
        notice: Text,
    },
    /// The page behind a link can't be read here.
    NotRead {
        /// The question.
        ticket: Ticket,
        /// Why not.
        reason: Text,
    },
    /// A picture is ready.
    Picture {
        /// Its address.
        url: String,
        /// Columns of the text that it stands in.
        columns: u16,
        /// Rows that it takes; `None` when it can't be had.
        rows: Option<u16>,
    },
    /// The unread article that was looked for.
    NextUnread {
        /// The question.
        ticket: Ticket,
        /// The article and its place in the list; `None` when there is none.
        found: Option<(ArticleRow, usize)>,
    },
    /// It can't be found out; why has been said.
    NextUnknown {
        /// The question.
        ticket: Ticket,
    },
    /// A change is in the store.
    Changed {
        /// How to take it back; `None` for what was itself an undo, or changed nothing.
        undo: Option<Undo>,
        /// What to say about it.
        notice: Option<Text>,
    },
    /// A change could not be taken back.
    NotUndone {
        /// It can be tried again.
        undo: Undo,
        /// Why not.
        error: Text,
    },
    /// A feed was added.
    Added {
        /// Its row.
        feed: FeedId,
        /// What was written to `feeds.toml`.
        subscription: Subscription,
        /// What it calls itself.
        title: Text,
    },
    /// Several feeds were added at once.
    AddedSeveral {
        /// Their rows.
        feeds: Vec<FeedId>,
        /// Their addresses.
        urls: Vec<Text>,
        /// What to say.
        notice: Text,
        /// What could not be added and why, for the list of messages.
        remarks: Vec<Text>,
    },
    /// Whether another reader has left feeds that can be taken over.
    Importable(Option<Importable>),
    /// A page names several feeds.
    Several(Vec<MenuRow>),
    /// The thread of an article was fetched.
    ThreadFetched {
        /// The article.
        article: ArticleId,
        /// What to say: the source, how many, how many new.
        notice: Text,
    },
    /// The fetching of a full page has ended.
    Page(PageEnd),
    /// Fetching goes on.
    Sync(SyncEvent),
    /// Somebody changed the store.
    StoreChanged,
    /// Something worth saying.
    Notice(Text),
    /// Something failed: what happened, to which feed or file, and what to do.
    Failed(Text),
}

/// News from a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncEvent {
    /// So many feeds are due.
    Started(usize),
    /// One is done; the reason if it failed.
    Feed {
        /// Its title.
        title: Text,
        /// Why it failed.
        error: Option<Text>,
    },
    /// All are done.
    Finished {
        /// What it brought.
        summary: Text,
    },
}

/// How the fetching of a full page ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageEnd {
    /// It is kept: of which article, and what to say.
    Fetched(ArticleId, Text),
    /// It could not be had: the host, why, and what to do.
    Failed(Text),
    /// The user stopped it.
    Stopped,
}

/// What came of a reply.
#[derive(Debug)]
pub enum ReplyNews {
    /// It was written, or is looked at.
    Written(Box<Reply>),
    /// A draft is there for the box.
    Begun(Box<Reply>),
    /// There is none, and why.
    NotBegun(Text),
    /// What was written is kept.
    Saved {
        /// The draft that it was to be kept in.
        was: ReplyId,
        /// The one that has it now.
        reply: Box<Reply>,
        /// Why that is another one.
        notice: Option<Text>,
    },
    /// It is not, and why.
    NotSaved(ReplyId, Text),
    /// The editor failed, and how.
    NotEdited(ReplyId, Text),
    /// There are drafts from another day.
    Unfinished(bool),
    /// All of them, the oldest first.
    All(Vec<Reply>),
    /// It was changed.
    Changed {
        /// How to take that back.
        undo: Option<Undo>,
        /// What is said.
        notice: Text,
        /// What waits is to be sent now.
        send: bool,
    },
    /// The outbox has been gone through.
    Posted {
        /// What is said.
        notice: Text,
        /// Something did not arrive.
        is_failure: bool,
        /// The page where a person has to hand a reply over, and what it says.
        manual: Option<(String, String)>,
    },
}

/// An article and its thread, as the reader holds them.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The article.
    pub article: Article,
    /// Its comments.
    pub thread: Arc<Thread>,
    /// What is known of each of its threads; a comment's `origin` is a place in it. Empty when none was ever loaded.
    pub summaries: Vec<ThreadSummary>,
    /// The comments of each, counted.
    pub tallies: Vec<Tally>,
    /// What was odd when they were put together.
    pub odd: Vec<Warning>,
    /// Which of its texts is shown.
    pub view: View,
    /// How many earlier texts there are.
    pub revisions: usize,
    /// What changed, where that is shown.
    pub change: Option<Change>,
    /// Where reading stopped.
    pub position: Option<Position>,
    /// What is folded, as it was kept.
    pub folded: Vec<CommentRef>,
    /// What no rule folds any more, as it was kept.
    pub released: Vec<CommentRef>,
    /// The comments that replies of the user's have become.
    pub arrived: Vec<(ReplyId, CommentRef)>,
    /// How siblings are sorted.
    pub order: Order,
}

impl Opened {
    /// The name of the comment at a place.
    #[must_use]
    pub fn name_of(&self, i: usize) -> Option<CommentRef> {
        let comment = &self.thread.get(i)?.comment;
        let origin = self.summaries.get(usize::from(comment.origin)).map(|head| head.origin.clone());
        Some(CommentRef { origin: origin.unwrap_or_default(), id: comment.id.to_string() })
    }

    /// Where the comment of that name stands.
    #[must_use]
    pub fn place_of(&self, name: &CommentRef) -> Option<usize> {
        let origin = self.summaries.iter().position(|head| head.origin == name.origin).unwrap_or(0);
        self.thread.index_of(u16::try_from(origin).ok()?, &name.id)
    }

    /// Whether the article's author wrote it: the source says so, or the names are the same.
    #[must_use]
    pub fn is_by_author(&self, comment: &Comment) -> bool {
        let name = |text: &Option<Text>| text.as_ref().map(|name| name.to_lowercase());
        comment.by_author || (comment.author.is_some() && name(&comment.author) == name(&self.article.row.author))
    }

    /// When the latest answer of any source came.
    #[must_use]
    pub fn fetched(&self) -> Option<Time> {
        self.summaries.iter().map(|head| head.fetched).max()
    }

    /// The sources, joined by `+`; empty when no thread was ever loaded.
    #[must_use]
    pub fn source(&self) -> String {
        self.summaries
            .iter()
            .map(|head| head.source.as_str())
            .filter(|source| !source.is_empty())
            .collect::<Vec<_>>()
            .join("+")
    }

    /// Whether every source has said that this is all of it.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.summaries.is_empty() && self.summaries.iter().all(|head| head.complete)
    }
}

/// An article set at one width.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SetPage {
    /// Columns it was set for.
    pub width: u16,
    /// Headline and byline.
    pub head: Vec<Line>,
    /// The text. Its links are in `links`.
    pub body: Document,
    /// Words of it, for the time that reading takes.
    pub words: usize,
    /// The addresses of the numbered links.
    pub links: Vec<String>,
    /// What each of them is called in the text; empty where a picture is the link.
    pub link_texts: Vec<Text>,
    /// The texts of the first comments that will be looked at, by their places.
    pub comments: Vec<(usize, SetComment)>,
}

/// A comment's text, set for its depth.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SetComment {
    /// Its lines.
    pub lines: Vec<Line>,
    /// The addresses of its links, which its spans name from 0.
    pub links: Vec<String>,
    /// What each of them is called.
    pub link_texts: Vec<Text>,
    /// The comment's own address.
    pub url: Option<String>,
}
