//! Syncing feeds, as the screen sees it: progress, and what may be asked.
//!
//! The work is `crate::sync`'s, done by `runtime`.

use crate::domain::{FeedId, Text};

/// A sync goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Msg {
    /// So many feeds are due.
    Started(usize),
    /// One is done; the reason if it failed.
    Feed {
        /// Its title.
        title: Text,
        /// Why it failed.
        error: Option<Text>,
    },
    /// There is no network: so many feeds wait for it.
    Offline(usize),
    /// All are done.
    Finished {
        /// What it brought.
        summary: Text,
    },
}

/// What the screen asks of syncing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Sync these feeds, or all of them.
    Start(Option<Vec<FeedId>>),
    /// Stop the sync, or the fetching of a page.
    Cancel,
}
