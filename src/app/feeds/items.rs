//! Builds the rows of the left pane from the subscriptions and the smart feeds.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::feed::is_below;
use crate::domain::tags::TagCount;
use crate::domain::{FeedRow, Scope, SmartFeedRow, Text};

/// A row of the left pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// All articles, or those that are unread or starred.
    Collection(Scope),
    /// A folder.
    Folder {
        /// Its whole path.
        path: String,
        /// The last part of its path.
        name: Text,
        /// The number of folders above it.
        depth: usize,
        /// The unread articles below it.
        unread: u32,
    },
    /// A smart feed: its index among the smart feeds, and the number of folders above it.
    Smart(usize, usize),
    /// A feed: its index in the subscriptions, and the number of folders above it.
    Feed(usize, usize),
    /// A tag, and the unread articles that have it or whose feeds have it.
    Tag(Text, u32),
}

/// Which rows the pane shows.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The paths of the closed folders.
    pub closed: BTreeSet<String>,
    /// Whether feeds, folders and tags without unread articles are left out.
    pub unread_only: bool,
    /// Words that the title or the address of a feed must have, or the name or query of a smart feed, in lower case; folders
    /// are open then.
    pub words: String,
}

impl Shown {
    /// Returns whether a folder is closed.
    #[must_use]
    pub fn is_closed(&self, path: &str) -> bool {
        self.words.is_empty() && self.closed.contains(path)
    }

    /// Returns whether a feed has a row in its folder. The list `kept` has one although it has no unread articles.
    fn has(&self, feed: &FeedRow, kept: Option<&Scope>) -> bool {
        !feed.hidden
            && (feed.unread > 0 || !self.unread_only || kept == Some(&Scope::Feed(feed.id)))
            && self.finds([&feed.title, &feed.url])
    }

    /// Returns whether a smart feed has a row in its folder.
    fn has_smart(&self, row: &SmartFeedRow, kept: Option<&Scope>) -> bool {
        let is_kept = || matches!(kept, Some(Scope::Smart(id, _)) if *id == row.id);
        (row.unread > 0 || !self.unread_only || is_kept()) && self.finds([&row.feed.name, &row.feed.query])
    }

    /// Returns whether one of two texts has the words.
    fn finds(&self, texts: [&str; 2]) -> bool {
        self.words.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&self.words))
    }
}

/// Builds the rows of the pane: collections, smart feeds and feeds without a folder, folders with theirs, tags.
pub(super) fn items(
    (all, smart): (&[FeedRow], &[SmartFeedRow]),
    tags: &[TagCount],
    shown: &Shown,
    kept: Option<&Scope>,
) -> Vec<Item> {
    let feeds = Listed { all, smart, shown, kept };
    let mut items: Vec<Item> = [Scope::Unread, Scope::All, Scope::Starred].map(Item::Collection).into();
    items.extend(feeds.in_folder("", 0));
    let mut folders: Vec<(String, u32)> = unread_by_folder(all, smart).into_iter().collect();
    folders.retain(|(path, _)| feeds.has_below(path));
    // A folder's own folders come right behind it.
    folders.sort_by(|(a, _), (b, _)| a.split('/').cmp(b.split('/')));
    let mut closed_at: Option<usize> = None;
    for (path, unread) in folders {
        let depth = path.matches('/').count();
        if closed_at.is_some_and(|level| depth > level) {
            continue;
        }
        closed_at = shown.is_closed(&path).then_some(depth);
        let name = Text::line(path.rsplit('/').next().unwrap_or(&path));
        items.push(Item::Folder { path: path.clone(), name, depth, unread });
        if closed_at.is_none() {
            items.extend(feeds.in_folder(&path, depth + 1));
        }
    }
    let has_tag = |(tag, unread): &(Text, u32)| {
        (!shown.unread_only || *unread > 0) && (shown.words.is_empty() || tag.to_lowercase().contains(&shown.words))
    };
    items.extend(unread_by_tag(all, tags).into_iter().filter(has_tag).map(|(tag, unread)| Item::Tag(tag, unread)));
    items
}

/// Counts the unread articles below each folder, without those of hidden feeds, which are in no folder's list. Smart feeds
/// add nothing, because their articles are those of feeds.
pub(in crate::app) fn unread_by_folder(feeds: &[FeedRow], smart: &[SmartFeedRow]) -> BTreeMap<String, u32> {
    let of_smart = smart.iter().filter_map(|row| row.feed.folder.as_ref()).flat_map(|folder| above(folder));
    let mut folders: BTreeMap<String, u32> = of_smart.map(|folder| (folder, 0)).collect();
    for feed in feeds.iter().filter(|feed| !feed.hidden) {
        for folder in feed.folder.iter().flat_map(|folder| above(folder)) {
            *folders.entry(folder).or_default() += feed.unread;
        }
    }
    folders
}

/// Counts the unread articles of each tag, with those of hidden feeds, which the tag's list contains. An article that has
/// the tag itself counts once, even if its feed has it too.
pub(in crate::app) fn unread_by_tag(feeds: &[FeedRow], counts: &[TagCount]) -> BTreeMap<Text, u32> {
    let mut tags = BTreeMap::new();
    let has_tag = |count: &TagCount| feeds.iter().any(|feed| feed.id == count.feed && feed.tags.contains(&count.tag));
    for count in counts.iter().filter(|count| !has_tag(count)) {
        *tags.entry(count.tag.clone()).or_default() += count.unread;
    }
    for feed in feeds {
        for tag in &feed.tags {
            *tags.entry(tag.clone()).or_default() += feed.unread;
        }
    }
    tags
}

/// The subscriptions and smart feeds, and which of them have rows.
struct Listed<'a> {
    all: &'a [FeedRow],
    smart: &'a [SmartFeedRow],
    shown: &'a Shown,
    kept: Option<&'a Scope>,
}

impl Listed<'_> {
    /// Returns the rows of the smart feeds and the feeds in a folder.
    fn in_folder(&self, folder: &str, depth: usize) -> impl Iterator<Item = Item> {
        let is_here = move |own: &Option<Text>| own.as_deref().unwrap_or("") == folder;
        let smart = self.smart.iter().enumerate();
        let smart = smart.filter(move |(_, row)| is_here(&row.feed.folder) && self.shown.has_smart(row, self.kept));
        let feeds = self.all.iter().enumerate();
        let feeds = feeds.filter(move |(_, feed)| is_here(&feed.folder) && self.shown.has(feed, self.kept));
        smart.map(move |(at, _)| Item::Smart(at, depth)).chain(feeds.map(move |(at, _)| Item::Feed(at, depth)))
    }

    /// Returns whether a smart feed or a feed in a folder or below it has a row.
    fn has_below(&self, path: &str) -> bool {
        let is_here = |own: &Option<Text>| own.as_deref().is_some_and(|folder| is_below(folder, path));
        self.all.iter().any(|feed| is_here(&feed.folder) && self.shown.has(feed, self.kept))
            || self.smart.iter().any(|row| is_here(&row.feed.folder) && self.shown.has_smart(row, self.kept))
    }
}

/// Iterates over the paths of a folder and of every folder above it.
pub(in crate::app) fn above(folder: &str) -> impl Iterator<Item = String> + '_ {
    let cuts = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
    cuts.filter_map(|at| folder.get(..at)).map(str::to_owned)
}
