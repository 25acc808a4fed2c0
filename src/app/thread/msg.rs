//! Defines the messages and effects of the comments of the open article.

use std::sync::Arc;

use super::analysis::ThreadAnalysis;
use super::state::AppliedFilter;
use crate::app::document::{LaidOutComment, Opened};
use crate::app::undo::Undo;
use crate::domain::triage::Rule;
use crate::domain::{ArticleId, CommentRef, CommentStatus, Text, Thread, Time};

/// A message for the comments.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// Comments' texts, laid out.
    LaidOut {
        /// The thread that they belong to.
        thread: Arc<Thread>,
        /// Columns of the page.
        width: u16,
        /// The texts, each with its comment's place.
        comments: Vec<(usize, LaidOutComment)>,
    },
    /// Comments' texts could not be laid out. The reader says so in their places, and does not request them again
    /// before the next layout of the page.
    NotLaidOut {
        /// The thread that they belong to.
        thread: Arc<Thread>,
        /// Columns of the page.
        width: u16,
        /// Their places.
        places: Vec<usize>,
    },
    /// The thread was analysed.
    Analysed {
        /// The thread.
        thread: Arc<Thread>,
        /// The result.
        analysis: Arc<ThreadAnalysis>,
    },
    /// The comments that a filter shows.
    Filtered {
        /// The thread.
        thread: Arc<Thread>,
        /// The filter with its comments.
        filter: AppliedFilter,
    },
    /// The comments of a long thread in which the store found words.
    FoundIn {
        /// The thread.
        thread: Arc<Thread>,
        /// The words, in lower case.
        words: String,
        /// The places of the comments with the words.
        places: Vec<usize>,
    },
    /// The user's rules have changed.
    RulesChanged {
        /// How to undo the change; `None` if it was an undo itself.
        undo: Option<Undo>,
        /// The notice for the status line.
        notice: Text,
    },
    /// The comments of an article were fetched.
    Fetched {
        /// The article.
        article: ArticleId,
        /// The notice: the source, and how many comments are loaded and new.
        notice: Text,
    },
    /// Show only comments that match what the user typed.
    Filter(String),
    /// Show the best comments for the number of minutes that the user typed.
    Skim(String),
    /// Exempt a comment from automatic folding.
    Release(CommentRef),
    /// Add a rule.
    AddRule(Rule),
    /// Remove a rule.
    RemoveRule(Rule),
    /// Restore earlier marks of comments.
    Unmark {
        /// The article of the comments.
        article: ArticleId,
        /// The comments with their earlier marks.
        marks: Vec<(CommentRef, CommentStatus)>,
        /// Whether marking folded the first comment.
        unfold: bool,
    },
}

/// A request of the comments to `runtime`.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Lay out comments' texts; answered by [`Msg::LaidOut`], and by [`Msg::NotLaidOut`] for those that failed.
    LayOut {
        /// The article.
        opened: Arc<Opened>,
        /// Columns of the page.
        width: u16,
        /// The places of the comments.
        places: Vec<usize>,
    },
    /// Lay out a comment with its changes marked; answered by [`Msg::LaidOut`].
    LayOutChanges {
        /// The article.
        opened: Arc<Opened>,
        /// Columns of the page.
        width: u16,
        /// The place of the comment.
        place: usize,
    },
    /// Analyse the thread: count words, apply the rules, find repeated text; answered by [`Msg::Analysed`].
    Analyse(Arc<Opened>),
    /// Find the comments with these words; answered by [`Msg::Filtered`].
    Filter(Arc<Opened>, String),
    /// Find words in the texts of a long thread that are not in memory; answered by [`Msg::FoundIn`].
    FindIn(Arc<Opened>, String),
    /// Mark comments of an article; answered by `undo::Msg::Changed`.
    Mark {
        /// The article.
        opened: Arc<Opened>,
        /// The places of the comments with their new marks.
        marks: Vec<(usize, CommentStatus)>,
    },
    /// Mark unseen comments as seen; answered by `undo::Msg::Changed`.
    See {
        /// The article.
        opened: Arc<Opened>,
        /// The places of the comments.
        places: Vec<usize>,
    },
    /// Store which comments the user has folded, and which are exempt from automatic folding.
    KeepFolds {
        /// The article.
        opened: Arc<Opened>,
        /// The places of the folded comments.
        folded: Vec<usize>,
        /// The places of the exempt comments.
        released: Vec<usize>,
    },
    /// Add a rule; answered by [`Msg::RulesChanged`].
    AddRule(Rule),
    /// Remove a rule; answered by [`Msg::RulesChanged`].
    RemoveRule(Rule),
    /// Store that the user has seen the comments that were fetched at this time.
    Visit(ArticleId, Time),
    /// Fetch the threads of an article; `true` fetches every page and stub. Answered by [`Msg::Fetched`].
    Fetch(ArticleId, bool),
}
