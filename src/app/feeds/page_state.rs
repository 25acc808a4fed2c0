//! Holds the page of a feed.

use crate::domain::Subscription;
use crate::domain::health::FeedFacts;

/// A feed that the user looks at: how it does, and its entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedPage {
    /// How it does.
    pub facts: FeedFacts,
    /// Its entry in `feeds.toml`.
    pub entry: Subscription,
}
