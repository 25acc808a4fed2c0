//! What the user can undo in this session.
//!
//! Storing a change and undoing it are `runtime`'s.

use crate::domain::triage::Rule;
use crate::domain::{ArticleId, CommentRef, CommentStatus, Reply, Text, pluralize};
use crate::settings::Removed;

/// Changes that can be taken back; older ones stand.
const MOST: usize = 200;

/// Remembers how to take a change back.
pub(super) fn remember(all: &mut Vec<Undo>, undo: Option<Undo>) {
    all.extend(undo);
    all.drain(..all.len().saturating_sub(MOST));
}

/// What became of a change, or of undoing one.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A change is in the store.
    Changed {
        /// How to undo it; `None` for what was itself an undo, or changed nothing.
        undo: Option<Undo>,
        /// What to say about it.
        notice: Option<Text>,
    },
    /// A change could not be undone.
    Failed {
        /// It can be tried again.
        undo: Undo,
        /// Why not.
        error: Text,
    },
}

/// How to undo one change, and what it was.
#[derive(Debug, Clone, PartialEq)]
pub enum Undo {
    /// These become read or unread again.
    Read {
        /// Only those that had changed.
        articles: Vec<ArticleId>,
        /// What they become.
        read: bool,
    },
    /// These become starred or unstarred again.
    Starred {
        /// Only those that had changed.
        articles: Vec<ArticleId>,
        /// What they become.
        starred: bool,
    },
    /// Comments are marked again as they were.
    Marks {
        /// Whose.
        article: ArticleId,
        /// What each was.
        marks: Vec<(CommentRef, CommentStatus)>,
        /// The first was folded for it.
        unfold: bool,
    },
    /// Rules that were added go, and those that went come back.
    Rules {
        /// What goes.
        remove: Vec<Rule>,
        /// What comes back.
        add: Vec<Rule>,
    },
    /// A feed that was removed comes back, to its place in `feeds.toml`.
    Removed(Box<Removed>),
    /// A reply that was thrown away comes back.
    Reply(Box<Reply>),
    /// Feeds that were added go, by their addresses.
    Added(Vec<Text>),
}

impl Undo {
    /// What is said when it has been taken back.
    #[must_use]
    pub fn notice(&self) -> Text {
        let count = |n: usize| pluralize(n, "article");
        let text = match self {
            Self::Read { articles, read: true } => format!("{} read again", count(articles.len())),
            Self::Read { articles, read: false } => format!("{} unread again", count(articles.len())),
            Self::Starred { articles, starred: true } => format!("{} starred again", count(articles.len())),
            Self::Starred { articles, starred: false } => format!("{} unstarred again", count(articles.len())),
            Self::Marks { marks, .. } => match marks.len() {
                1 => "the comment is marked as before".to_owned(),
                n => format!("{n} comments are marked as before"),
            },
            Self::Rules { remove, add } => {
                let gone = remove.iter().map(|rule| format!("no longer: {rule}"));
                gone.chain(add.iter().map(|rule| format!("again: {rule}"))).collect::<Vec<_>>().join("; ")
            }
            Self::Removed(removed) => {
                let feed = &removed.feed;
                format!("{} is back", feed.title.as_deref().unwrap_or(&feed.url))
            }
            Self::Reply(_) => "your reply is back".to_owned(),
            Self::Added(urls) => match urls.as_slice() {
                [url] => format!("{url} is removed again"),
                urls => format!("{} feeds are removed again", urls.len()),
            },
        };
        Text::line(&text)
    }
}
