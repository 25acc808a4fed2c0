//! Smart feeds: searches that the user keeps in the list of feeds.
//!
//! Running their queries is left to `store`, reading and writing them to `settings`.

use super::{Subscription, Text};

/// Id of a smart feed in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SmartFeedId(pub i64);

/// A smart feed: one `[[search]]` of `feeds.toml`, or a query feed of newsboat's `urls`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SmartFeed {
    /// The user's name for it; no two have the same.
    pub name: Text,
    /// The query as the user wrote it; [`super::Query::parse`] accepts it.
    pub query: String,
    /// Path of the folder, with levels separated by `/`.
    pub folder: Option<Text>,
}

/// The subscriptions and smart feeds of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedList {
    /// The subscriptions, in the order of the file.
    pub feeds: Vec<Subscription>,
    /// The smart feeds, in the order of the file.
    pub smart: Vec<SmartFeed>,
}

impl FeedList {
    /// Returns whether the file has neither.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.feeds.is_empty() && self.smart.is_empty()
    }
}

/// A smart feed as the list of feeds shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmartFeedRow {
    /// Id in the store.
    pub id: SmartFeedId,
    /// The smart feed.
    pub feed: SmartFeed,
    /// Number of unread articles that its query matches; 0 until they are counted.
    pub unread: u32,
}
