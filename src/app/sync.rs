//! Defines the messages and effects of syncing feeds.
//!
//! `runtime` carries out the effects with `crate::sync`.

use crate::domain::{FeedId, Text};

/// The progress of a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Msg {
    /// The sync has started with this number of feeds.
    Started(usize),
    /// A feed is done.
    Feed {
        /// The feed's title.
        title: Text,
        /// Why the feed failed, if it did.
        error: Option<Text>,
    },
    /// There is no network. The titles are those of the feeds that wait for one.
    Offline(Vec<Text>),
    /// Rules notify the user of new articles.
    Notify(Text),
    /// The sync has ended.
    Finished {
        /// The result, for the status line.
        summary: Text,
    },
}

/// A request for a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Sync these feeds, or all feeds for `None`.
    Start(Option<Vec<FeedId>>),
    /// Stop the sync, or the fetch of a full text.
    Cancel,
}
