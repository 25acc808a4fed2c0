//! What can be taken back in this session, newest first.

use crate::domain::{ArticleId, Text, count};
use crate::settings::Removed;

/// How to take one change back, and what it was.
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
    /// A feed that was removed comes back, to its place in `feeds.toml`.
    Removed(Box<Removed>),
    /// Feeds that were added go, by their addresses.
    Added(Vec<Text>),
}

impl Undo {
    /// What is said when it has been taken back.
    #[must_use]
    pub fn notice(&self) -> Text {
        let count = |n: usize| count(n, "article");
        let text = match self {
            Self::Read { articles, read: true } => format!("{} read again", count(articles.len())),
            Self::Read { articles, read: false } => format!("{} unread again", count(articles.len())),
            Self::Starred { articles, starred: true } => format!("{} starred again", count(articles.len())),
            Self::Starred { articles, starred: false } => format!("{} unstarred again", count(articles.len())),
            Self::Removed(removed) => {
                let feed = &removed.feed;
                format!("{} is back", feed.title.as_deref().unwrap_or(&feed.url))
            }
            Self::Added(urls) => match urls.as_slice() {
                [url] => format!("{url} is removed again"),
                urls => format!("{} feeds are removed again", urls.len()),
            },
        };
        Text::line(&text)
    }
}
