//! Defines the messages and effects of the list of feeds.

use crate::domain::tags::TagCount;
use crate::domain::{FeedId, FeedRow, Scope, SmartFeed, SmartFeedRow, Subscription, Text};

/// A message for the list of feeds.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The subscriptions were read.
    Loaded {
        /// The feeds, in the order of `feeds.toml`.
        feeds: Vec<FeedRow>,
        /// The smart feeds, in the order of `feeds.toml`.
        smart: Vec<SmartFeedRow>,
        /// The counts of the tags that articles have.
        tags: Vec<TagCount>,
        /// The paths of the folders that were closed in an earlier session.
        closed: Vec<String>,
        /// Whether feeds without unread articles were hidden then.
        unread_only: bool,
    },
    /// The user clicked a row, counted from the first one shown.
    Click(usize),
    /// The mouse wheel turned by so many rows.
    Scroll(isize),
    /// Turn to the list of the selected row.
    ShowSelected,
    /// Select the row of this list, and open the folders that hide it.
    Reveal(Scope),
    /// One feed was added.
    Added {
        /// The feed.
        feed: FeedId,
        /// The entry that was written to `feeds.toml`.
        subscription: Subscription,
        /// The title that the feed gives itself.
        title: Text,
    },
    /// Several feeds were added at once.
    AddedSeveral {
        /// The feeds.
        feeds: Vec<FeedId>,
        /// Their addresses.
        urls: Vec<Text>,
        /// The names of the smart feeds that were added with them.
        smart: Vec<Text>,
        /// The notice for the status line.
        notice: Text,
        /// The entries that were skipped and why, for the list of messages.
        skipped: Vec<Text>,
    },
    /// A page names several feeds: the title and address of each.
    Several(Vec<(Text, String)>),
    /// A feed could not be added.
    NotAdded {
        /// The address that the user typed.
        address: String,
        /// The error: what went wrong and what to do.
        reason: Text,
    },
    /// Add the feed at this address.
    Add(String),
    /// Show only feeds whose title or address has these words.
    Filter(String),
    /// The unread articles of smart feeds were counted anew.
    Counted,
    /// About smart feeds.
    Smart(SmartMsg),
}

/// A message about smart feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SmartMsg {
    /// Keep the search that the user was asked about under this name.
    Keep(String),
    /// Ask for a part of the smart feed that is edited.
    Ask(Part),
    /// Change a part of the smart feed that is edited.
    Change(Part, String),
}

/// A part of a smart feed that the user can edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The query.
    Query,
    /// The name.
    Name,
    /// The folder.
    Folder,
}

/// A request of the list of feeds to `runtime`.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read the subscriptions; answered by [`Msg::Loaded`].
    Load,
    /// Add a feed, or the feed of a page; answered by [`Msg::Added`], [`Msg::Several`] or [`Msg::NotAdded`].
    Add(String),
    /// Remove a feed; answered by `undo::Msg::Changed`.
    Remove(FeedId),
    /// Add a smart feed; answered by `undo::Msg::Changed`.
    AddSmart(SmartFeed),
    /// Change the smart feed with this name; answered by `undo::Msg::Changed`.
    ChangeSmart {
        /// Its name before the change.
        name: Text,
        /// The smart feed after the change.
        feed: SmartFeed,
    },
    /// Remove the smart feed with this name; answered by `undo::Msg::Changed`.
    RemoveSmart(Text),
    /// Count the unread articles of smart feeds; answered by [`Msg::Counted`] if a count has changed.
    Count,
    /// Store which folders are closed, by their paths, and whether feeds without unread articles are hidden.
    KeepShown(Vec<String>, bool),
}
