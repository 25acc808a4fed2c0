//! What the user can undo in this session.
//!
//! Storing a change and undoing it are `runtime`'s.

use crate::domain::triage::Rule;
use crate::domain::{ArticleId, CommentRef, CommentStatus, Reply, Text, pluralize};
use crate::settings::Removed;

/// Changes that can be undone; older ones are forgotten.
const MOST: usize = 200;

/// Remembers how to undo a change.
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
    /// Marks articles read or unread again.
    Read {
        /// Only those that had changed.
        articles: Vec<ArticleId>,
        /// What they become.
        read: bool,
    },
    /// Stars or unstars articles again.
    Starred {
        /// Only those that had changed.
        articles: Vec<ArticleId>,
        /// What they become.
        starred: bool,
    },
    /// Puts the marks of comments back.
    Marks {
        /// The article.
        article: ArticleId,
        /// What each was.
        marks: Vec<(CommentRef, CommentStatus)>,
        /// Marking had folded the first of them.
        unfold: bool,
    },
    /// Removes rules that were added, and restores those that were removed.
    Rules {
        /// The rules to remove.
        remove: Vec<Rule>,
        /// The rules to restore.
        add: Vec<Rule>,
    },
    /// Restores a feed that was removed, at its place in `feeds.toml`.
    Removed(Box<Removed>),
    /// Restores a reply that was discarded.
    Reply(Box<Reply>),
    /// Removes feeds that were added, by their addresses.
    Added(Vec<Text>),
}

impl Undo {
    /// What to say once it is undone.
    #[must_use]
    pub fn notice(&self) -> Text {
        let count = |n: usize| pluralize(n, "article");
        let text = match self {
            Self::Read { articles, read: true } => format!("{} marked read (undone)", count(articles.len())),
            Self::Read { articles, read: false } => format!("{} marked unread (undone)", count(articles.len())),
            Self::Starred { articles, starred: true } => format!("{} starred (undone)", count(articles.len())),
            Self::Starred { articles, starred: false } => format!("{} unstarred (undone)", count(articles.len())),
            Self::Marks { marks, .. } => format!("marks of {} undone", pluralize(marks.len(), "comment")),
            Self::Rules { remove, add } => {
                let removed = remove.iter().map(|rule| format!("rule removed: {rule}"));
                removed.chain(add.iter().map(|rule| format!("rule restored: {rule}"))).collect::<Vec<_>>().join("; ")
            }
            Self::Removed(removed) => {
                let feed = &removed.feed;
                format!("{} restored", feed.title.as_deref().unwrap_or(&feed.url))
            }
            Self::Reply(_) => "reply restored".to_owned(),
            Self::Added(urls) => match urls.as_slice() {
                [url] => format!("{url} removed"),
                urls => format!("{} removed", pluralize(urls.len(), "feed")),
            },
        };
        Text::line(&text)
    }
}
