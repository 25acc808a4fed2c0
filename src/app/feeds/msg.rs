//! What happens to the list of feeds, and what it asks for.

use crate::domain::{FeedId, FeedRow, Subscription, Text};

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The subscriptions.
    Loaded {
        /// In their order.
        feeds: Vec<FeedRow>,
        /// Paths of the folders that were closed in an earlier session.
        closed: Vec<String>,
    },
    /// The user clicked a row, counted from the first one shown.
    Click(usize),
    /// The mouse wheel turned by so many rows.
    Scroll(isize),
    /// Turn to the list of the selected row.
    ShowSelected,
    /// One feed was added.
    Added {
        /// Its row.
        feed: FeedId,
        /// What was written to `feeds.toml`.
        subscription: Subscription,
        /// What the feed calls itself.
        title: Text,
    },
    /// Several feeds were added at once.
    AddedSeveral {
        /// Their rows.
        feeds: Vec<FeedId>,
        /// Their addresses.
        urls: Vec<Text>,
        /// What to say.
        notice: Text,
        /// What was skipped and why, for the list of messages.
        skipped: Vec<Text>,
    },
    /// A page names several feeds: the title and address of each.
    Several(Vec<(Text, String)>),
    /// The feed at this address could not be added, and why.
    NotAdded {
        /// What the user typed.
        address: String,
        /// What went wrong and what to do.
        reason: Text,
    },
    /// The user chose one of several feeds, by its address.
    Add(String),
}

/// What the list of feeds asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read the subscriptions; answered by [`Msg::Loaded`].
    Load,
    /// Add a feed, or the feed of a page; answered by [`Msg::Added`], [`Msg::Several`] or [`Msg::NotAdded`].
    Add(String),
    /// Remove a feed; answered by `undo::Msg::Changed`.
    Remove(FeedId),
    /// Keep which folders are closed, by their paths.
    KeepClosed(Vec<String>),
}
