//! Holds the changes that the user can undo in this session. `runtime` stores changes and undoes them.

use crate::domain::login::mask;
use crate::domain::queue::QueueItem;
use crate::domain::tags::TagChange;
use crate::domain::triage::Rule;
use crate::domain::{
    ArticleId, CommentRef, CommentStatus, Reply, RuleEffect, SmartFeed, Subscription, Text, pluralize,
};
use crate::settings::{Removed, RemovedSmartFeed};

/// The most changes that can be undone; older ones are dropped.
const MAX_UNDO: usize = 200;

/// Remembers how to undo a change.
pub(super) fn remember(all: &mut Vec<Undo>, undo: Option<Undo>) {
    all.extend(undo);
    all.drain(..all.len().saturating_sub(MAX_UNDO));
}

/// The result of a change, or of undoing one.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The store has saved a change.
    Changed {
        /// How to undo it; `None` if it was an undo itself or changed nothing.
        undo: Option<Undo>,
        /// The notice for the status line.
        notice: Option<Text>,
    },
    /// A change could not be undone.
    Failed {
        /// The undo, so that the user can try it again.
        undo: Undo,
        /// Why it failed.
        error: Text,
    },
}

/// How to undo one change.
#[derive(Debug, Clone, PartialEq)]
pub enum Undo {
    /// Marks articles read or unread as they were before.
    Read {
        /// The articles whose mark had changed.
        articles: Vec<ArticleId>,
        /// Whether undoing marks them read.
        read: bool,
    },
    /// Stars or unstars articles as they were before.
    Starred {
        /// The articles whose star had changed.
        articles: Vec<ArticleId>,
        /// Whether undoing stars them.
        starred: bool,
    },
    /// Adds and removes tags of articles.
    Tags(Vec<TagChange>),
    /// Restores the marks of comments.
    Marks {
        /// The article.
        article: ArticleId,
        /// The comments with their earlier marks.
        marks: Vec<(CommentRef, CommentStatus)>,
        /// Whether marking folded the first comment.
        unfold: bool,
    },
    /// Removes rules that were added, and restores those that were removed.
    Rules {
        /// The rules to remove.
        remove: Vec<Rule>,
        /// The rules to restore.
        add: Vec<Rule>,
    },
    /// Does to an article what rules did, in the order of their changes.
    RuleEffects(ArticleId, Vec<RuleEffect>),
    /// Removes the rule for articles with this name, which was added.
    ArticleRule(Text),
    /// Restores a feed that was removed, at its place in `feeds.toml`.
    Removed(Box<Removed>),
    /// Changes the entry of a feed back.
    FeedChanged(Box<Subscription>),
    /// Moves a feed back among those of its folder.
    FeedMoved {
        /// Its address.
        url: String,
        /// Whether to move it towards the end.
        down: bool,
    },
    /// Changes a smart feed back.
    SmartChanged {
        /// Its name after the change.
        name: Text,
        /// The smart feed before the change.
        before: SmartFeed,
    },
    /// Restores a smart feed that was removed, at its place in `feeds.toml`.
    SmartRemoved(Box<RemovedSmartFeed>),
    /// Restores a reply that was discarded.
    Reply(Box<Reply>),
    /// Removes feeds and smart feeds that were added.
    Added {
        /// The addresses of the feeds.
        urls: Vec<Text>,
        /// The names of the smart feeds.
        smart: Vec<Text>,
    },
    /// Restores the queue of articles to listen to.
    Queue(Vec<QueueItem>),
}

impl Undo {
    /// Returns whether there is nothing to undo, because nothing was added.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Added { urls, smart } if urls.is_empty() && smart.is_empty())
    }

    /// Returns the notice to show once the change is undone.
    #[must_use]
    pub fn notice(&self) -> Text {
        let count = |n: usize| pluralize(n, "article");
        let text = match self {
            Self::Read { articles, read: true } => format!("{} marked read (undone)", count(articles.len())),
            Self::Read { articles, read: false } => format!("{} marked unread (undone)", count(articles.len())),
            Self::Starred { articles, starred: true } => format!("{} starred (undone)", count(articles.len())),
            Self::Starred { articles, starred: false } => format!("{} unstarred (undone)", count(articles.len())),
            Self::Tags(changes) => {
                let write = |change: &TagChange| format!("{}{}", if change.is_added { "+" } else { "-" }, change.tag);
                format!("tags {} (undone)", changes.iter().map(write).collect::<Vec<_>>().join(" "))
            }
            Self::Marks { marks, .. } => format!("marks of {} undone", pluralize(marks.len(), "comment")),
            Self::Rules { remove, add } => {
                let removed = remove.iter().map(|rule| format!("rule removed: {rule}"));
                removed.chain(add.iter().map(|rule| format!("rule restored: {rule}"))).collect::<Vec<_>>().join("; ")
            }
            Self::RuleEffects(..) => "undone: the article is as the rules left it".to_owned(),
            Self::ArticleRule(name) => format!("rule removed: {name}"),
            Self::Removed(removed) => {
                let feed = &removed.feed;
                format!("{} restored", feed.title.as_deref().unwrap_or(&mask(&feed.url)))
            }
            Self::FeedChanged(before) => {
                format!("{} is as it was before (undone)", before.title.as_deref().unwrap_or(&mask(&before.url)))
            }
            Self::FeedMoved { .. } => "feed moved back (undone)".to_owned(),
            Self::SmartChanged { before, .. } => format!("smart feed {} is as it was before (undone)", before.name),
            Self::SmartRemoved(removed) => format!("smart feed {} restored", removed.feed.name),
            Self::Reply(_) => "reply restored".to_owned(),
            Self::Queue(_) => "undone: the queue is as it was".to_owned(),
            Self::Added { urls, smart } => match (urls.as_slice(), smart.as_slice()) {
                ([url], []) => format!("{url} removed"),
                ([], [name]) => format!("smart feed {name} removed"),
                (urls, []) => format!("{} removed", pluralize(urls.len(), "feed")),
                ([], names) => format!("{} removed", pluralize(names.len(), "smart feed")),
                (urls, names) => {
                    let names = pluralize(names.len(), "smart feed");
                    format!("{} and {names} removed", pluralize(urls.len(), "feed"))
                }
            },
        };
        Text::line(&text)
    }
}
