//! Defines the messages and effects of the list of feeds.

use super::page_state::FeedPage;
use crate::domain::tags::TagCount;
use crate::domain::{FeedId, FeedRow, Scope, SmartFeed, SmartFeedRow, Subscription, Text, Time};

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
    /// About the page of a feed.
    Page(PageMsg),
}

/// A message about the page of a feed.
#[derive(Debug, Clone, PartialEq)]
pub enum PageMsg {
    /// The page was read.
    Loaded(Box<FeedPage>),
    /// Ask for the text of a part.
    Ask(FeedPart),
    /// Change a part to this text.
    Change(FeedPart, String),
    /// Switch a part on or off.
    Switch(FeedPart),
    /// Move the feed among those of its folder.
    Move {
        /// Whether it moves towards the end.
        down: bool,
    },
}

/// A part of a feed's entry that the user can edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedPart {
    /// The user's title.
    Title,
    /// The folder.
    Folder,
    /// The tags.
    Tags,
    /// The minutes between two fetches.
    Interval,
    /// The user's note.
    Note,
    /// Whether the full text of new articles is fetched.
    Pages,
    /// Whether the comments of new articles are fetched.
    Comments,
    /// Whether the audio of new articles is downloaded.
    Audio,
    /// Whether its articles are grouped into stories.
    Stories,
    /// Whether it is hidden.
    Hidden,
}

impl FeedPart {
    /// Returns the name on the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Folder => "Folder",
            Self::Tags => "Tags",
            Self::Interval => "Interval",
            Self::Note => "Note",
            Self::Pages => "Fetch full text",
            Self::Comments => "Fetch comments",
            Self::Audio => "Download audio",
            Self::Stories => "In stories",
            Self::Hidden => "Hidden",
        }
    }
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
    /// Read the page of a feed, with its ages at this time; answered by [`PageMsg::Loaded`].
    LoadPage(FeedId, Time),
    /// Change the entry of the feed with this address; answered by `undo::Msg::Changed`.
    Change(Box<Subscription>),
    /// Move a feed among those of its folder; answered by `undo::Msg::Changed`.
    Move {
        /// Its address.
        url: String,
        /// Whether it moves towards the end.
        down: bool,
    },
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
