//! Moves in from newsboat: its feeds become subscriptions, and the articles of its cache are stored with their marks.
//!
//! An import may be repeated, or continued after an interrupt: what is stored already is recognised.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::logins::MovedLogins;
use super::{Library, LibraryError};
use crate::domain::feed::title_from_address;
use crate::domain::login::mask;
use crate::domain::{CachedArticle, FeedId, ImportCounts, ImportedArticle, Subscription, Text, Time, Warning};
use crate::feeds::{cached_entry, newsboat};
use crate::page;
use crate::store::NewsboatCache;

/// The most bytes of newsboat's `urls` file.
const MAX_URLS: u64 = 4 << 20;

/// Result of importing newsboat's cache.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Moved {
    /// Feeds that were not subscribed before.
    pub feeds_added: Vec<Subscription>,
    /// Number of feeds that were.
    pub feeds_known: usize,
    /// Passwords that were in addresses of feeds.
    pub logins: MovedLogins,
    /// Numbers of articles.
    pub articles: ImportCounts,
    /// Number of articles of each flag.
    pub flags: BTreeMap<char, usize>,
    /// What was not imported, and why.
    pub skipped: Vec<Warning>,
}

/// Feeds of the cache, by the address that newsboat has of them.
type Feeds = HashMap<String, Target>;

/// Where the articles of a feed go.
#[derive(Clone, Copy)]
enum Target {
    Stored(FeedId),
    /// In a dry run the store does not know a new feed.
    New,
}

impl Library {
    /// Imports newsboat's `cache.db`. With `is_dry` nothing changes, and the result says what would. `progress` gets the
    /// number of articles read so far and the number of all.
    pub fn import_newsboat(
        &self,
        file: &Path,
        now: Time,
        is_dry: bool,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Moved, LibraryError> {
        let mut cache = NewsboatCache::open(file)?;
        let mut moved = Moved::default();
        let feeds = self.import_cached_feeds(&mut cache, file, is_dry, &mut moved)?;
        let (mut done, total) = (0, cache.count());
        let mut without_feed: HashMap<String, usize> = HashMap::new();
        let mut import = self.store.import();
        cache.read(|part| {
            done += part.len();
            let mut by_feed: HashMap<FeedId, Vec<ImportedArticle>> = HashMap::new();
            for row in part {
                let Some(target) = feeds.get(&row.feed) else {
                    *without_feed.entry(row.feed).or_default() += 1;
                    continue;
                };
                count_flags(&row, &mut moved.flags);
                let article = cached_entry(&row);
                match target {
                    Target::Stored(feed) => by_feed.entry(*feed).or_default().push(article),
                    Target::New => moved.articles.add(ImportCounts {
                        added: 1,
                        known: 0,
                        read: usize::from(article.read),
                        starred: usize::from(article.starred),
                    }),
                }
            }
            for (feed, articles) in by_feed {
                moved.articles.add(import.articles(feed, &articles, now, is_dry, page::untitled)?);
            }
            progress(done, total);
            Ok::<(), LibraryError>(())
        })?;
        moved.skipped.extend(skipped(without_feed.values().sum()));
        moved.skipped.extend(cache.damage().map(Warning::new));
        Ok(moved)
    }

    /// Subscribes to the feeds of the cache.
    fn import_cached_feeds(
        &self,
        cache: &mut NewsboatCache,
        file: &Path,
        is_dry: bool,
        moved: &mut Moved,
    ) -> Result<Feeds, LibraryError> {
        let details = details(file);
        let mut addresses = Vec::new();
        for feed in cache.feeds()? {
            match newsboat::address(&feed.address) {
                Ok(url) => {
                    let details = details.get(&url).cloned();
                    let subscription = details.unwrap_or_else(|| Subscription { url, ..Subscription::default() });
                    addresses.push((feed, subscription));
                }
                Err(reason) => moved.skipped.push(Warning::new(mask(&reason))),
            }
        }
        let mut subscriptions: Vec<Subscription> = addresses.iter().map(|(_, feed)| feed.clone()).collect();
        if is_dry {
            Self::without_logins(&mut subscriptions);
        } else {
            moved.logins = self.move_logins(&mut subscriptions)?;
        }
        for ((_, feed), without_login) in addresses.iter_mut().zip(subscriptions) {
            *feed = without_login;
        }
        if is_dry {
            for (_, feed) in &addresses {
                let is_known = self.store.feed_by_url(&feed.url)?.is_some();
                if is_known { moved.feeds_known += 1 } else { moved.feeds_added.push(feed.clone()) }
            }
        } else if !addresses.is_empty() {
            moved.feeds_added = self.change_subscriptions(|list| {
                addresses.iter().filter(|(_, feed)| list.add(feed)).map(|(_, feed)| feed.clone()).collect()
            })?;
            moved.feeds_known = addresses.len() - moved.feeds_added.len();
        }
        let mut feeds = Feeds::new();
        for (cached, subscription) in addresses {
            let id = self.store.feed_by_url(&subscription.url)?;
            if let Some(id) = id.filter(|_| !is_dry) {
                let title = Text::line(&cached.title);
                // newsboat calls a feed that it never fetched by its address.
                if title != title_from_address(&cached.address) && title.as_str() != cached.address {
                    self.store.suggest_title(id, &title)?;
                }
            }
            feeds.insert(cached.address, id.map_or(Target::New, Target::Stored));
        }
        Ok(feeds)
    }
}

/// Reads titles, tags and hidden feeds from the `urls` file beside the cache, if there is one.
fn details(cache: &Path) -> HashMap<String, Subscription> {
    let file = cache.with_file_name("urls");
    // Reading a pipe might never end.
    let is_file = std::fs::metadata(&file).is_ok_and(|found| found.is_file() && found.len() <= MAX_URLS);
    let bytes = if is_file { std::fs::read(&file).unwrap_or_default() } else { Vec::new() };
    let feeds = newsboat::import(&bytes, "urls").map(|(list, _)| list.feeds).unwrap_or_default();
    feeds.into_iter().map(|feed| (feed.url.clone(), feed)).collect()
}

fn count_flags(row: &CachedArticle, flags: &mut BTreeMap<char, usize>) {
    if row.deleted {
        return;
    }
    for letter in row.flags.chars().filter(|c| c.is_alphabetic()) {
        *flags.entry(letter).or_default() += 1;
    }
}

/// Says which articles have no feed to go to.
fn skipped(count: usize) -> Option<Warning> {
    (count > 0).then(|| Warning::new(format!("articles of feeds that are not imported: {count}")))
}
