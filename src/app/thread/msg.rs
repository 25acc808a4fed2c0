//! What happens to the comments of the open article, and what they ask for.

use std::sync::Arc;

use super::analysis::ThreadAnalysis;
use super::state::AppliedFilter;
use crate::app::document::{LaidOutComment, Opened};
use crate::app::undo::Undo;
use crate::domain::triage::Rule;
use crate::domain::{ArticleId, CommentRef, CommentStatus, Text, Thread, Time};

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// Comments' texts, laid out.
    LaidOut {
        /// The thread that they are from.
        thread: Arc<Thread>,
        /// Columns of the page.
        width: u16,
        /// Each with its place.
        comments: Vec<(usize, LaidOutComment)>,
    },
    /// Comments' texts could not be laid out: the view may ask for these places again.
    NotLaidOut {
        /// The thread that they are from.
        thread: Arc<Thread>,
        /// Their places.
        places: Vec<usize>,
    },
    /// The thread was analysed.
    Analysed {
        /// The thread.
        thread: Arc<Thread>,
        /// What was found.
        analysis: Arc<ThreadAnalysis>,
    },
    /// The comments that a filter shows.
    Filtered {
        /// The thread.
        thread: Arc<Thread>,
        /// Which comments.
        filter: AppliedFilter,
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
    /// The user's rules have changed: the thread is analysed again.
    RulesChanged {
        /// How to undo it; `None` for what was itself an undo.
        undo: Option<Undo>,
        /// What to say about it.
        notice: Text,
    },
    /// The thread of an article was fetched.
    Fetched {
        /// The article.
        article: ArticleId,
        /// What to say: the source, how many, how many new.
        notice: Text,
    },
    /// Show only comments that match what the user typed.
    Filter(String),
    /// Show the best comments for so many minutes, as the user typed it.
    Skim(String),
    /// Show a comment that was folded automatically, from now on.
    Release(CommentRef),
    /// Add a rule.
    AddRule(Rule),
    /// Remove a rule.
    RemoveRule(Rule),
    /// Put marks back as they were, in an article's thread.
    Unmark {
        /// Whose.
        article: ArticleId,
        /// What each was.
        marks: Vec<(CommentRef, CommentStatus)>,
        /// Marking had folded the first.
        unfold: bool,
    },
}

/// What the comments ask for.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Lay out comments' texts; answered by [`Msg::LaidOut`].
    LayOut {
        /// The article.
        opened: Arc<Opened>,
        /// Columns of the page.
        width: u16,
        /// Which comments.
        places: Vec<usize>,
    },
    /// Lay out a comment with its changes marked; answered by [`Msg::LaidOut`].
    LayOutChanges {
        /// The article.
        opened: Arc<Opened>,
        /// Columns of the page.
        width: u16,
        /// Which comment.
        place: usize,
    },
    /// Count words, apply the rules, find repeated text; answered by [`Msg::Analysed`].
    Analyse(Arc<Opened>),
    /// Find the comments with these words; answered by [`Msg::Filtered`].
    Filter(Arc<Opened>, String),
    /// Find words in the texts of a long thread that are not in memory; answered by [`Msg::FoundIn`].
    FindIn(Arc<Opened>, String),
    /// Mark comments of an article; answered by `undo::Msg::Changed`.
    Mark {
        /// The article.
        opened: Arc<Opened>,
        /// Places, and what each becomes.
        marks: Vec<(usize, CommentStatus)>,
    },
    /// Mark unseen comments as seen; answered by `undo::Msg::Changed`.
    See {
        /// The article.
        opened: Arc<Opened>,
        /// Places.
        places: Vec<usize>,
    },
    /// Keep which comments are folded, and which no rule folds any more.
    KeepFolds {
        /// The article.
        opened: Arc<Opened>,
        /// Places of what is folded.
        folded: Vec<usize>,
        /// Places of what is released.
        released: Vec<usize>,
    },
    /// Add a rule; answered by [`Msg::RulesChanged`].
    AddRule(Rule),
    /// Remove a rule; answered by [`Msg::RulesChanged`].
    RemoveRule(Rule),
    /// The user has seen the comments as they were fetched at this moment.
    Visit(ArticleId, Time),
    /// Fetch the threads of an article, every page and stub with `true`; answered by [`Msg::Fetched`].
    Fetch(ArticleId, bool),
}
