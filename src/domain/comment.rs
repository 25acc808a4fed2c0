//! Comments, and the thread as one source delivers it.
//!
//! Ordering of comments into a tree is left to `thread`, parsing of sources to `comments`.

use compact_str::CompactString;
use serde::Serialize;

use super::{Html, ReplyId, ReplyState, Text, Time, Warning};

/// State of a comment at its source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Moderation {
    /// Published.
    #[default]
    Visible,
    /// Awaiting moderation.
    Pending,
    /// Removed at the source; the store still has it.
    Removed,
}

/// The user's progress with a comment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CommentStatus {
    /// Not seen yet.
    #[default]
    Unseen,
    /// Seen.
    Seen,
    /// Done, together with all replies below it: later replies become done too, unless a `triage::Reason` holds.
    Done,
    /// Kept to be found again.
    Kept,
}

/// Votes on a comment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Votes {
    /// Votes for it.
    pub up: u32,
    /// Votes against it, flags included.
    pub down: u32,
}

/// One comment of a thread.
///
/// Ids and parents are the source's own, unique within a thread of one source. `CompactString` stores short ids inline,
/// since a thread may have a hundred thousand comments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the flags are independent facts")]
pub struct Comment {
    /// The source's own id.
    pub id: CompactString,
    /// Id of the parent; `None` at the top level.
    pub parent: Option<CompactString>,
    /// The author; `None` if unsigned, never a made-up name.
    pub author: Option<Text>,
    /// When the comment was written.
    pub published: Option<Time>,
    /// The body; empty in an outline.
    pub html: Html,
    /// Whether body and address are only in the store, as in long threads. Sources leave it false.
    pub outline: bool,
    /// Length of the body in bytes. Sources leave it 0; the store sets it.
    pub bytes: u32,
    /// Points, if the source counts them.
    pub score: Option<i64>,
    /// Votes for and against, if the source states both.
    pub votes: Option<Votes>,
    /// Its state at the source.
    pub state: Moderation,
    /// Its own address; `None` in an outline.
    pub url: Option<String>,
    /// Whether the source says that the article's author wrote it.
    pub by_author: bool,
    /// Whether it was loaded since the user last viewed the thread. Sources leave it false; the store sets it.
    pub new: bool,
    /// The user's progress with it. Sources leave it unseen; the store sets it.
    pub mark: CommentStatus,
    /// Whether its text changed; the store has the earlier version. Sources leave it false.
    pub edited: bool,
    /// Index of its thread among the article's threads. Sources leave it 0.
    pub origin: u16,
    /// The user's own reply that this stands for, until the source delivers it. Sources leave it `None`.
    pub reply: Option<(ReplyId, ReplyState)>,
}

impl Comment {
    /// Returns whether the user has still to see it. A comment removed while unseen does not count.
    #[must_use]
    pub fn is_unseen(&self) -> bool {
        self.mark == CommentStatus::Unseen && !self.is_removed()
    }

    /// Returns whether its source has removed it.
    #[must_use]
    pub fn is_removed(&self) -> bool {
        self.state == Moderation::Removed
    }
}

/// The part of a comment that an outline lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommentBody {
    /// The body.
    pub html: Html,
    /// The comment's own address, the base of relative links in the body.
    pub url: Option<String>,
}

/// A reference to a comment that stays valid when its article's threads are loaded again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CommentRef {
    /// The thread's [`LoadedThread::origin`].
    pub origin: String,
    /// The comment's id in that thread.
    pub id: String,
}

/// Facts about one thread, beside its comments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ThreadSummary {
    /// The thread's [`LoadedThread::origin`].
    pub origin: String,
    /// The source of the last response that parsed.
    pub source: String,
    /// The thread's page for people, where it is not the article's.
    pub page: Option<String>,
    /// The number of comments that the source states.
    pub stated: Option<u32>,
    /// Whether the source says that the last response was the whole thread.
    pub complete: bool,
    /// When it was last fetched, successfully or not.
    pub fetched: Time,
    /// Parts known to be missing.
    pub gaps: Vec<Warning>,
    /// Warnings about the last response.
    pub warnings: Vec<Warning>,
    /// Why the last fetch failed. The comments are then those of the last success, if there was one.
    pub failure: Option<Text>,
}

/// The result of fetching a thread.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadedThread {
    /// Name of the source, such as `wordpress-rest`; names of merged sources are joined by `+`.
    pub source: String,
    /// Id of this thread, the same at every fetch, such as `hacker-news:8863`. Empty for the outlet's own thread.
    pub origin: String,
    /// The thread's page for people, where it is not the article's.
    pub page: Option<String>,
    /// The number of comments that the source states.
    pub stated: Option<u32>,
    /// Whether the source says that this is the whole thread.
    pub complete: bool,
    /// The comments, with siblings in display order.
    pub comments: Vec<Comment>,
    /// Parts known to be missing: pages, or replies behind a stub.
    pub gaps: Vec<Warning>,
    /// Warnings, and why earlier sources failed.
    pub warnings: Vec<Warning>,
}
