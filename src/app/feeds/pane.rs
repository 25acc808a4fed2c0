//! Holds the left pane: collections, smart feeds, folders with their feeds, and tags. `items` builds its rows.

use std::collections::BTreeSet;

use super::items::{Item, Shown, above, items};
use super::page_state::FeedPage;
use crate::domain::feed::is_below;
use crate::domain::tags::TagCount;
use crate::domain::{FeedId, FeedRow, ListQuery, Scope, SmartFeed, SmartFeedRow, Text};

/// The state of the left pane.
#[derive(Debug, Clone, Default)]
pub struct FeedsPane {
    /// The subscriptions, in the order of `feeds.toml`.
    pub feeds: Vec<FeedRow>,
    /// The smart feeds, in the order of `feeds.toml`.
    pub smart: Vec<SmartFeedRow>,
    /// The counts of the tags that articles have.
    pub tags: Vec<TagCount>,
    /// The rows of the pane, top to bottom.
    pub items: Vec<Item>,
    /// The index of the selected row.
    pub cursor: usize,
    /// The index of the first row in view.
    pub top: usize,
    /// Which rows there are.
    pub shown: Shown,
    /// Whether the feeds have been read yet.
    pub loaded: bool,
    /// The smart feed that a prompt is about: as it is before the change, or without a name if it is a new one.
    pub(super) edited: Option<SmartFeed>,
    /// The feed whose page the user opened last.
    pub(super) page: Option<FeedPage>,
}

impl FeedsPane {
    /// Stores the feeds and rebuilds the rows. The selection stays on its row; returns `false` if that row is gone.
    pub fn load(&mut self, feeds: Vec<FeedRow>, smart: Vec<SmartFeedRow>, tags: Vec<TagCount>) -> bool {
        let selected = self.items.get(self.cursor).map(|item| self.key(item));
        let kept = self.scope();
        self.feeds = feeds;
        self.smart = smart;
        self.tags = tags;
        self.loaded = true;
        self.items = items((&self.feeds, &self.smart), &self.tags, &self.shown, Some(&kept));
        self.stay_on(selected)
    }

    /// Changes which rows there are. The selection stays on its row; returns `false` if that row is gone.
    pub fn show(&mut self, change: impl FnOnce(&mut Shown)) -> bool {
        let selected = self.items.get(self.cursor).map(|item| self.key(item));
        change(&mut self.shown);
        self.rebuild();
        self.stay_on(selected)
    }

    fn stay_on(&mut self, selected: Option<(u8, String)>) -> bool {
        let at = selected.and_then(|key| self.items.iter().position(|item| self.key(item) == key));
        self.cursor = at.unwrap_or(self.cursor).min(self.items.len().saturating_sub(1));
        at.is_some()
    }

    /// Returns the selected row.
    #[must_use]
    pub fn selected(&self) -> Option<&Item> {
        self.items.get(self.cursor)
    }

    /// Returns the list that the selected row stands for.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self.selected() {
            Some(Item::Collection(scope)) => scope.clone(),
            Some(Item::Folder { path, .. }) => Scope::Folder(path.clone()),
            Some(Item::Smart(at, _)) => {
                self.smart.get(*at).map_or(Scope::All, |row| Scope::Smart(row.id, row.feed.query.clone()))
            }
            Some(Item::Feed(at, _)) => self.feeds.get(*at).map_or(Scope::All, |feed| Scope::Feed(feed.id)),
            Some(Item::Tag(tag, _)) => Scope::Tag(tag.to_string()),
            None => Scope::All,
        }
    }

    /// Returns the feeds of a list, or `None` for all feeds.
    #[must_use]
    pub fn feeds_of(&self, query: &ListQuery) -> Option<Vec<FeedId>> {
        let of = |test: &dyn Fn(&FeedRow) -> bool| {
            Some(self.feeds.iter().filter(|feed| test(feed)).map(|feed| feed.id).collect())
        };
        match &query.scope {
            Scope::Feed(id) => Some(vec![*id]),
            Scope::Folder(path) => of(&|feed| feed.folder.as_deref().is_some_and(|folder| is_below(folder, path))),
            Scope::Tag(tag) => of(&|feed| {
                let has_tagged = |count: &TagCount| count.feed == feed.id && count.tag.as_str() == tag;
                feed.tags.iter().any(|known| known.as_str() == tag) || self.tags.iter().any(has_tagged)
            }),
            _ => None,
        }
    }

    /// Returns the selected feed, if the selected row is a feed.
    #[must_use]
    pub fn selected_feed(&self) -> Option<&FeedRow> {
        match self.selected()? {
            Item::Feed(at, _) => self.feeds.get(*at),
            _ => None,
        }
    }

    /// Returns the selected smart feed, if the selected row is one.
    #[must_use]
    pub fn selected_smart(&self) -> Option<&SmartFeedRow> {
        match self.selected()? {
            Item::Smart(at, _) => self.smart.get(*at),
            _ => None,
        }
    }

    /// Returns whether the selected row is a folder.
    #[must_use]
    pub fn is_on_folder(&self) -> bool {
        matches!(self.selected(), Some(Item::Folder { .. }))
    }

    /// Returns the title of a list.
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
            Scope::Smart(id, _) => {
                self.smart.iter().find(|row| row.id == *id).map(|row| row.feed.name.clone()).unwrap_or_default()
            }
        }
    }

    /// Opens or closes the selected folder. Returns `false` if the selected row is no folder.
    pub fn toggle_folder(&mut self) -> bool {
        let Some(Item::Folder { path, .. }) = self.selected() else { return false };
        let path = path.clone();
        if !self.shown.closed.remove(&path) {
            self.shown.closed.insert(path);
        }
        self.rebuild();
        true
    }

    /// Returns the next feed or smart feed with unread articles below the selected row, or above it, in closed folders too. Behind the
    /// last feed comes the first.
    #[must_use]
    pub fn next_unread(&self, backwards: bool) -> Option<Scope> {
        let selected = self.selected().map(|item| self.key(item));
        let rows = items((&self.feeds, &self.smart), &self.tags, &Shown::default(), None);
        let at = rows.iter().position(|item| Some(self.key(item)) == selected).unwrap_or(0);
        let mut order: Vec<&Item> = rows[at..].iter().skip(1).chain(&rows[..at]).collect();
        if backwards {
            order.reverse();
        }
        order.into_iter().find_map(|item| match item {
            Item::Smart(at, _) => {
                let row = self.smart.get(*at).filter(|row| row.unread > 0)?;
                Some(Scope::Smart(row.id, row.feed.query.clone()))
            }
            Item::Feed(at, _) => self.feeds.get(*at).filter(|feed| feed.unread > 0).map(|feed| Scope::Feed(feed.id)),
            _ => None,
        })
    }

    /// Selects the row of a list, if it has one.
    pub fn select(&mut self, scope: &Scope) {
        let at = self.items.iter().position(|item| match (item, scope) {
            (Item::Collection(known), scope) => known == scope,
            (Item::Feed(at, _), Scope::Feed(id)) => self.feeds.get(*at).is_some_and(|feed| feed.id == *id),
            (Item::Smart(at, _), Scope::Smart(id, _)) => self.smart.get(*at).is_some_and(|row| row.id == *id),
            (Item::Folder { path, .. }, Scope::Folder(wanted)) => path == wanted,
            (Item::Tag(tag, _), Scope::Tag(wanted)) => tag.as_str() == wanted,
            _ => false,
        });
        self.cursor = at.unwrap_or(self.cursor);
    }

    /// Selects the row of a list, and opens the folders that hide it. Returns whether it has opened one.
    pub fn reveal(&mut self, scope: &Scope) -> bool {
        let folder = match scope {
            // A hidden feed has no row.
            Scope::Feed(id) => {
                self.feeds.iter().find(|feed| feed.id == *id && !feed.hidden).and_then(|feed| feed.folder.as_deref())
            }
            Scope::Smart(id, _) => {
                self.smart.iter().find(|row| row.id == *id).and_then(|row| row.feed.folder.as_deref())
            }
            Scope::Folder(path) => path.rsplit_once('/').map(|(above, _)| above),
            _ => None,
        };
        let before = self.shown.closed.len();
        for path in folder.into_iter().flat_map(above) {
            self.shown.closed.remove(&path);
        }
        let has_opened = self.shown.closed.len() < before;
        if has_opened {
            self.rebuild();
        }
        self.select(scope);
        has_opened
    }

    /// Counts the unread articles of the feeds that are not hidden.
    #[must_use]
    pub fn unread(&self) -> u32 {
        self.feeds.iter().filter(|feed| !feed.hidden).map(|feed| feed.unread).sum()
    }

    /// Returns a key that identifies a row even after the rows were rebuilt.
    fn key(&self, item: &Item) -> (u8, String) {
        match item {
            Item::Collection(scope) => (0, format!("{scope:?}")),
            Item::Folder { path, .. } => (1, path.clone()),
            Item::Feed(at, _) => (2, self.feeds.get(*at).map(|feed| feed.id.0.to_string()).unwrap_or_default()),
            Item::Tag(tag, _) => (3, tag.to_string()),
            Item::Smart(at, _) => (4, self.smart.get(*at).map(|row| row.id.0.to_string()).unwrap_or_default()),
        }
    }

    /// Returns the paths of all folders.
    #[must_use]
    pub fn folders(&self) -> BTreeSet<String> {
        let own = self.feeds.iter().map(|feed| &feed.folder).chain(self.smart.iter().map(|row| &row.feed.folder));
        own.filter_map(|folder| folder.as_deref()).flat_map(above).collect()
    }

    fn rebuild(&mut self) {
        let kept = self.scope();
        self.items = items((&self.feeds, &self.smart), &self.tags, &self.shown, Some(&kept));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SmartFeedId;

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

    /// Writes each row of the pane: its name, the folders above it, its unread articles.
    fn shape(pane: &FeedsPane) -> Vec<String> {
        let shape = |item: &Item| match item {
            Item::Collection(scope) => format!("{scope:?}"),
            Item::Folder { path, depth, unread, .. } => format!("{path}@{depth}={unread}"),
            Item::Smart(at, depth) => format!("?{at}@{depth}"),
            Item::Feed(at, depth) => format!("{at}@{depth}"),
            Item::Tag(tag, unread) => format!("#{tag}={unread}"),
        };
        pane.items.iter().map(shape).collect()
    }

    #[test]
    fn a_folder_counts_the_feeds_below_it_and_closes_over_them() {
        let mut pane = FeedsPane::default();
        pane.load(
            vec![feed(1, "", 1, &["x"]), feed(2, "News/Local", 2, &["x"]), feed(3, "News", 4, &[])],
            Vec::new(),
            Vec::new(),
        );
        assert_eq!(
            shape(&pane),
            ["Unread", "All", "Starred", "0@0", "News@0=6", "2@1", "News/Local@1=2", "1@2", "#x=3"]
        );
        pane.cursor = 4;
        assert!(pane.toggle_folder());
        assert_eq!(pane.items.len(), 6, "the folder inside is hidden too");
        assert_eq!(pane.feeds_of(&ListQuery { scope: pane.scope(), ..ListQuery::default() }).unwrap().len(), 2);
    }

    /// Regression: a hidden feed had a row, and its articles were in all counts.
    #[test]
    fn a_hidden_feed_is_only_in_the_counts_of_its_tags() {
        let hidden = |id, folder: &str| FeedRow { hidden: true, ..feed(id, folder, 8, &["x"]) };
        let mut pane = FeedsPane::default();
        pane.load(
            vec![hidden(1, ""), feed(2, "News", 2, &["x"]), hidden(3, "News"), hidden(4, "Old")],
            Vec::new(),
            Vec::new(),
        );
        assert_eq!(shape(&pane), ["Unread", "All", "Starred", "News@0=2", "1@1", "#x=26"]);
        assert_eq!(pane.unread(), 2);
        pane.cursor = 3;
        pane.toggle_folder();
        assert!(!pane.reveal(&Scope::Feed(FeedId(3))), "no folder is opened for a feed without a row");
        assert!(pane.reveal(&Scope::Feed(FeedId(2))));
        assert!(!pane.reveal(&Scope::Feed(FeedId(2))), "the folder is open");
        assert_eq!(pane.selected_feed().unwrap().id, FeedId(2));
    }

    #[test]
    fn a_tagged_article_counts_once() {
        let mut pane = FeedsPane::default();
        let count = |tag, feed, unread| TagCount { tag: Text::line(tag), feed: FeedId(feed), unread };
        let counts = vec![count("own", 1, 2), count("own", 9, 1), count("x", 1, 5), count("x", 2, 3)];
        pane.load(vec![feed(1, "", 8, &["x"]), feed(2, "", 4, &[])], Vec::new(), counts);
        assert_eq!(shape(&pane)[5..], ["#own=3", "#x=11"], "articles of feed 1 have the tag x by their feed");
        pane.cursor = 5;
        let list = ListQuery { scope: pane.scope(), ..ListQuery::default() };
        assert_eq!(pane.feeds_of(&list), Some(vec![FeedId(1)]));
    }

    #[test]
    fn smart_feeds_stand_before_the_feeds_of_their_folders() {
        let smart = |id: i64, folder: &str, unread: u32| SmartFeedRow {
            id: SmartFeedId(id),
            feed: SmartFeed {
                name: Text::line(&format!("Smart {id}")),
                query: format!("word{id}"),
                folder: Text::line(folder).non_empty(),
            },
            unread,
        };
        let (feeds, tags) = (vec![feed(1, "", 1, &[]), feed(2, "News", 4, &[])], Vec::new());
        let all = vec![smart(7, "", 0), smart(8, "News", 9), smart(9, "Alone/Deep", 2)];
        let mut pane = FeedsPane::default();
        pane.load(feeds.clone(), all, tags.clone());
        let rows = [
            "Unread",
            "All",
            "Starred",
            "?0@0",
            "0@0",
            "Alone@0=0",
            "Alone/Deep@1=0",
            "?2@2",
            "News@0=4",
            "?1@1",
            "1@1",
        ];
        assert_eq!(shape(&pane), rows, "they add nothing to the counts of their folders");
        assert_eq!(pane.unread(), 5);
        assert_eq!(pane.folders().len(), 3);
        // The next row with unread articles, from a smart feed on to the next.
        pane.cursor = 3;
        assert_eq!(pane.next_unread(false), Some(Scope::Feed(FeedId(1))));
        assert_eq!(pane.next_unread(true), Some(Scope::Feed(FeedId(2))), "behind the first comes the last");
        pane.cursor = 4;
        assert_eq!(pane.next_unread(false), Some(Scope::Smart(SmartFeedId(9), "word9".into())));
        // The selected row stays, even if it has nothing unread and its query has changed.
        pane.cursor = 3;
        pane.show(|shown| shown.unread_only = true);
        let mut edited = smart(7, "", 0);
        edited.feed.query = "other".into();
        assert!(pane.load(feeds.clone(), vec![edited, smart(8, "News", 0)], tags.clone()));
        assert_eq!(pane.scope(), Scope::Smart(SmartFeedId(7), "other".into()));
        assert_eq!(shape(&pane), ["Unread", "All", "Starred", "?0@0", "0@0", "News@0=4", "1@1"]);
        // Words find it by its name or query.
        pane.show(|shown| shown.words = "other".into());
        assert_eq!(shape(&pane), ["Unread", "All", "Starred", "?0@0"]);
        pane.show(|shown| *shown = Shown::default());
        // A closed folder is opened around it.
        pane.cursor = 5;
        pane.toggle_folder();
        assert!(pane.reveal(&Scope::Smart(SmartFeedId(8), String::new())));
        assert_eq!(pane.selected_smart().map(|row| row.id), Some(SmartFeedId(8)));
        assert!(!pane.load(feeds, Vec::new(), tags), "the selected row is gone");
    }

    #[test]
    fn the_selection_stays_on_its_feed() {
        let mut pane = FeedsPane::default();
        pane.load(vec![feed(1, "", 1, &[]), feed(2, "", 2, &[])], Vec::new(), Vec::new());
        pane.cursor = 4;
        pane.load(vec![feed(9, "", 1, &[]), feed(1, "", 1, &[]), feed(2, "", 2, &[])], Vec::new(), Vec::new());
        assert_eq!(pane.selected_feed().unwrap().id, FeedId(2));
    }
}
