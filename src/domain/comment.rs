//! A comment, and a thread as one source delivered it.
//!
//! Ordering comments into a tree is left to `thread`, reading sources to `comments`.

use compact_str::CompactString;
use serde::Serialize;

use super::{Html, ReplyId, ReplyState, Text, Time, Warning};

/// What has become of a comment at its source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Moderation {
    /// There for everyone.
    #[default]
    Visible,
    /// Waiting for moderation.
    Pending,
    /// Removed at the source; kept from the cache.
    Removed,
}

/// How far the reader is with a comment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CommentStatus {
    /// Not looked at yet.
    #[default]
    Unseen,
    /// Looked at.
    Seen,
    /// Finished, with everything below it: what is answered there later is finished too, unless there is a reason.
    Done,
    /// To be found again.
    Kept,
}

/// Votes on a comment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Votes {
    /// For it.
    pub up: u32,
    /// Against it, flags included.
    pub down: u32,
}

/// One comment. Ids and parents are as the source has them, unique within a thread of one source; short ones lie in
/// place, since there may be a hundred thousand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says something else of it")]
pub struct Comment {
    /// The source's own id.
    pub id: CompactString,
    /// The id answered to; `None` at the top.
    pub parent: Option<CompactString>,
    /// `None` when unsigned: never a made-up name.
    pub author: Option<Text>,
    /// When it was written.
    pub published: Option<Time>,
    /// The body; empty in an outline.
    pub html: Html,
    /// What it says and its address are in the store and not here: so it is in a long thread. Sources leave it false.
    pub outline: bool,
    /// Bytes of the body. Sources leave it 0; the store sets it.
    pub bytes: u32,
    /// Points, where the source counts them.
    pub score: Option<i64>,
    /// Votes for and against, where the source tells them apart.
    pub votes: Option<Votes>,
    /// What has become of it.
    pub state: Moderation,
    /// Its own address; none in an outline.
    pub url: Option<String>,
    /// Written by the article's author, if the source says so.
    pub by_author: bool,
    /// Loaded since the reader last looked at the thread. Sources leave it false; the store sets it.
    pub new: bool,
    /// How far the reader is with it. Sources leave it unseen; the store sets it.
    pub mark: CommentStatus,
    /// The outlet or its writer changed the words: the store has the earlier ones. Sources leave it false.
    pub edited: bool,
    /// Which of the article's threads it is in: its place among them. Sources leave it 0.
    pub origin: u16,
    /// It is the user's own, and not there yet. Sources leave it none.
    pub reply: Option<(ReplyId, ReplyState)>,
}

impl Comment {
    /// Whether it is still to be looked at. What was removed before anybody saw it asks for nothing.
    #[must_use]
    pub fn is_left(&self) -> bool {
        self.mark == CommentStatus::Unseen && !self.is_removed()
    }

    /// Whether its source has it no more.
    #[must_use]
    pub fn is_removed(&self) -> bool {
        self.state == Moderation::Removed
    }
}

/// What a comment says, and where: what an outline lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommentBody {
    /// The body.
    pub html: Html,
    /// The comment's own address, which that of its links may be relative to.
    pub url: Option<String>,
}

/// Names a comment wherever its article's threads are loaded again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CommentRef {
    /// The thread: [`LoadedThread::origin`].
    pub origin: String,
    /// The comment's id in it.
    pub id: String,
}

/// What is known of one thread beside its comments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ThreadSummary {
    /// [`LoadedThread::origin`].
    pub origin: String,
    /// The source of the last answer that could be read.
    pub source: String,
    /// The thread's page for people, where it is not the article's.
    pub page: Option<String>,
    /// The number of comments that the source states.
    pub stated: Option<u32>,
    /// Whether the last answer was all of it.
    pub complete: bool,
    /// When it came; when it failed to come, if that was later.
    pub fetched: Time,
    /// What is known to be missing.
    pub gaps: Vec<Warning>,
    /// What was odd about it.
    pub warnings: Vec<Warning>,
    /// Why the source could not be read when it was last asked; the thread is as it was before, without comments if it
    /// never could.
    pub failure: Option<Text>,
}

/// What asking for a thread brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadedThread {
    /// The source that answered, such as `wordpress-rest`; several merged are joined by `+`.
    pub source: String,
    /// Names this very thread, the same at every fetch: `hacker-news:8863`. Empty for the outlet's own.
    pub origin: String,
    /// The thread's page for people, where it is not the article's.
    pub page: Option<String>,
    /// The number of comments that the source states.
    pub stated: Option<u32>,
    /// Whether the source says that this is all of it.
    pub complete: bool,
    /// The comments, siblings in the order to show.
    pub comments: Vec<Comment>,
    /// What is known to be missing: pages, answers behind a stub.
    pub gaps: Vec<Warning>,
    /// What was odd, and why sources before this one were given up.
    pub warnings: Vec<Warning>,
}
