//! The left pane: collections, folders with their feeds, tags.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::feed::is_below;
use crate::domain::{FeedId, FeedRow, ListQuery, Scope, Text};

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Everything, or the unread or starred part of it.
    Collection(Scope),
    /// A folder: its path, its depth, unread articles below it.
    Folder {
        /// The whole path.
        path: String,
        /// The last part of it.
        name: Text,
        /// Levels above.
        depth: usize,
        /// Below it.
        unread: u32,
    },
    /// A feed: its place in [`FeedsPane::feeds`] and its depth.
    Feed(usize, usize),
    /// A tag and the unread articles of its feeds.
    Tag(Text, u32),
}

/// The left pane.
#[derive(Debug, Clone, Default)]
pub struct FeedsPane {
    /// Subscriptions in their order.
    pub feeds: Vec<FeedRow>,
    /// What the pane shows, top to bottom.
    pub items: Vec<Item>,
    /// The selected row.
    pub cursor: usize,
    /// The first row shown.
    pub top: usize,
    /// Folders that are closed.
    pub closed: BTreeSet<String>,
    /// Whether the feeds have been read yet.
    pub loaded: bool,
}

impl FeedsPane {
    /// Takes the feeds in; the selection stays on what it was on. Says whether that is still there.
    pub fn load(&mut self, feeds: Vec<FeedRow>) -> bool {
        let selected = self.items.get(self.cursor).map(|item| self.key(item));
        self.feeds = feeds;
        self.loaded = true;
        self.rebuild();
        let at = selected.and_then(|key| self.items.iter().position(|item| self.key(item) == key));
        self.cursor = at.unwrap_or(self.cursor).min(self.items.len().saturating_sub(1));
        at.is_some()
    }

    /// The selected row.
    #[must_use]
    pub fn selected(&self) -> Option<&Item> {
        self.items.get(self.cursor)
    }

    /// The list that the selected row stands for.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self.selected() {
            Some(Item::Collection(scope)) => scope.clone(),
            Some(Item::Folder { path, .. }) => Scope::Folder(path.clone()),
            Some(Item::Feed(at, _)) => self.feeds.get(*at).map_or(Scope::All, |feed| Scope::Feed(feed.id)),
            Some(Item::Tag(tag, _)) => Scope::Tag(tag.to_string()),
            None => Scope::All,
        }
    }

    /// The feeds that a list holds; `None` stands for all.
    #[must_use]
    pub fn feeds_of(&self, query: &ListQuery) -> Option<Vec<FeedId>> {
        let of = |test: &dyn Fn(&FeedRow) -> bool| {
            Some(self.feeds.iter().filter(|feed| test(feed)).map(|feed| feed.id).collect())
        };
        match &query.scope {
            Scope::Feed(id) => Some(vec![*id]),
            Scope::Folder(path) => of(&|feed| feed.folder.as_deref().is_some_and(|folder| is_below(folder, path))),
            Scope::Tag(tag) => of(&|feed| feed.tags.iter().any(|known| known.as_str() == tag)),
            _ => None,
        }
    }

    /// The feed that is selected.
    #[must_use]
    pub fn selected_feed(&self) -> Option<&FeedRow> {
        match self.selected()? {
            Item::Feed(at, _) => self.feeds.get(*at),
            _ => None,
        }
    }

    /// Whether the selected row is a folder.
    #[must_use]
    pub fn is_on_folder(&self) -> bool {
        matches!(self.selected(), Some(Item::Folder { .. }))
    }

    /// What a list is called.
    #[must_use]
    pub fn title_of(&self, scope: &Scope) -> Text {
        match scope {
            Scope::All => Text::line("All articles"),
            Scope::Unread => Text::line("Unread"),
            Scope::Starred => Text::line("Starred"),
            Scope::Feed(id) => {
                self.feeds.iter().find(|feed| feed.id == *id).map(|feed| feed.title.clone()).unwrap_or_default()
            }
            Scope::Folder(path) => Text::line(path),
            Scope::Tag(tag) => Text::line(&format!("#{tag}")),
            Scope::Search(words) => Text::line(&format!("Search: {words}")),
        }
    }

    /// Opens or closes the selected folder; says whether it was one.
    pub fn toggle_folder(&mut self) -> bool {
        let Some(Item::Folder { path, .. }) = self.selected() else { return false };
        let path = path.clone();
        if !self.closed.remove(&path) {
            self.closed.insert(path);
        }
        self.rebuild();
        true
    }

    /// Selects the row of a list, if it has one.
    pub fn select(&mut self, scope: &Scope) {
        let at = self.items.iter().position(|item| match (item, scope) {
            (Item::Collection(known), scope) => known == scope,
            (Item::Feed(at, _), Scope::Feed(id)) => self.feeds.get(*at).is_some_and(|feed| feed.id == *id),
            (Item::Folder { path, .. }, Scope::Folder(wanted)) => path == wanted,
            (Item::Tag(tag, _), Scope::Tag(wanted)) => tag.as_str() == wanted,
            _ => false,
        });
        self.cursor = at.unwrap_or(self.cursor);
    }

    /// Selects the row of a list, opening the folders that hide it.
    pub fn reveal(&mut self, scope: &Scope) {
        let folder = match scope {
            Scope::Feed(id) => {
                self.feeds.iter().find(|feed| feed.id == *id).and_then(|feed| feed.folder.as_deref()).map(str::to_owned)
            }
            Scope::Folder(path) => path.rsplit_once('/').map(|(above, _)| above.to_owned()),
            _ => None,
        };
        for path in folder.iter().flat_map(|folder| above(folder)) {
            self.closed.remove(&path);
        }
        if folder.is_some() {
            self.rebuild();
        }
        self.select(scope);
    }

    /// Unread articles of a collection's row.
    #[must_use]
    pub fn unread(&self) -> u32 {
        self.feeds.iter().filter(|feed| !feed.hidden).map(|feed| feed.unread).sum()
    }

    fn key(&self, item: &Item) -> (u8, String) {
        match item {
            Item::Collection(scope) => (0, format!("{scope:?}")),
            Item::Folder { path, .. } => (1, path.clone()),
            Item::Feed(at, _) => (2, self.feeds.get(*at).map(|feed| feed.id.0.to_string()).unwrap_or_default()),
            Item::Tag(tag, _) => (3, tag.to_string()),
        }
    }

    fn rebuild(&mut self) {
        self.items =
            vec![Item::Collection(Scope::Unread), Item::Collection(Scope::All), Item::Collection(Scope::Starred)];
        let mut folders: BTreeMap<String, u32> = BTreeMap::new();
        let mut tags: BTreeMap<Text, u32> = BTreeMap::new();
        for feed in &self.feeds {
            // A hidden feed is in no folder's count, but its tags lead to it.
            for tag in &feed.tags {
                *tags.entry(tag.clone()).or_default() += feed.unread;
            }
            if feed.hidden {
                continue;
            }
            for folder in feed.folder.iter().flat_map(|folder| above(folder)) {
                // A folder's own folders come right behind it, whatever the names: the level mark sorts first.
                *folders.entry(folder.replace('/', "\0")).or_default() += feed.unread;
            }
        }
        self.push_feeds("", 0);
        let mut closed_at: Option<usize> = None;
        for (key, unread) in folders {
            let path = key.replace('\0', "/");
            let depth = path.matches('/').count();
            if closed_at.is_some_and(|closed| depth > closed) {
                continue;
            }
            closed_at = self.closed.contains(&path).then_some(depth);
            let name = Text::line(path.rsplit('/').next().unwrap_or(&path));
            self.items.push(Item::Folder { path: path.clone(), name, depth, unread });
            if closed_at.is_none() {
                self.push_feeds(&path, depth + 1);
            }
        }
        self.items.extend(tags.into_iter().map(|(tag, unread)| Item::Tag(tag, unread)));
    }

    fn push_feeds(&mut self, folder: &str, depth: usize) {
        let here = self
            .feeds
            .iter()
            .enumerate()
            .filter(|(_, feed)| !feed.hidden && feed.folder.as_deref().unwrap_or("") == folder);
        self.items.extend(here.map(|(at, _)| Item::Feed(at, depth)));
    }
}

/// The folder itself and every folder above it.
pub(in crate::app) fn above(folder: &str) -> impl Iterator<Item = String> + '_ {
    let cuts = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
    cuts.filter_map(|at| folder.get(..at)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(id: i64, folder: &str, unread: u32, tags: &[&str]) -> FeedRow {
        FeedRow {
            id: FeedId(id),
            url: format!("https://{id}.example/"),
            title: Text::line(&format!("feed {id}")),
            folder: Text::line(folder).non_empty(),
            tags: tags.iter().map(|tag| Text::line(tag)).collect(),
            hidden: false,
            unread,
            articles: 9,
            last_success: None,
            error: None,
            site: None,
        }
    }

    #[test]
    fn folders_count_what_is_below_and_close() {
        let mut pane = FeedsPane::default();
        pane.load(vec![feed(1, "", 1, &["x"]), feed(2, "News/Local", 2, &["x"]), feed(3, "News", 4, &[])]);
        let shape: Vec<String> = pane
            .items
            .iter()
            .map(|item| match item {
                Item::Collection(scope) => format!("{scope:?}"),
                Item::Folder { path, depth, unread, .. } => format!("{path}@{depth}={unread}"),
                Item::Feed(at, depth) => format!("{at}@{depth}"),
                Item::Tag(tag, unread) => format!("#{tag}={unread}"),
            })
            .collect();
        assert_eq!(shape, ["Unread", "All", "Starred", "0@0", "News@0=6", "2@1", "News/Local@1=2", "1@2", "#x=3"]);
        pane.cursor = 4;
        assert!(pane.toggle_folder());
        assert_eq!(pane.items.len(), 6, "the folder inside is hidden too");
        assert_eq!(pane.feeds_of(&ListQuery { scope: pane.scope(), ..ListQuery::default() }).unwrap().len(), 2);
    }

    #[test]
    fn the_selection_stays_on_its_feed() {
        let mut pane = FeedsPane::default();
        pane.load(vec![feed(1, "", 1, &[]), feed(2, "", 2, &[])]);
        pane.cursor = 4;
        pane.load(vec![feed(9, "", 1, &[]), feed(1, "", 1, &[]), feed(2, "", 2, &[])]);
        assert_eq!(pane.selected_feed().unwrap().id, FeedId(2));
    }
}
