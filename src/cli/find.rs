//! Finds feeds by number, address or title, smart feeds by name, and articles by number, address or guid.

use anyhow::bail;

use super::App;
use crate::domain::login::mask;
use crate::domain::{ArticleId, FeedRow, SmartFeedRow};

impl App {
    /// Finds a feed by number or address, else by title, else by a part of the title. Fails unless one feed matches.
    pub(super) fn feed(&self, name: &str) -> anyhow::Result<FeedRow> {
        let feeds = self.library.store.feeds()?;
        let wanted = name.trim().to_lowercase();
        let matching =
            |test: &dyn Fn(&FeedRow) -> bool| -> Vec<&FeedRow> { feeds.iter().filter(|feed| test(feed)).collect() };
        let exact = matching(&|feed| {
            feed.id.0.to_string() == wanted || [feed.url.as_str(), &mask(&feed.url)].contains(&name.trim())
        });
        let by_title = matching(&|feed| feed.title.to_lowercase() == wanted);
        let by_part = matching(&|feed| feed.title.to_lowercase().contains(&wanted));
        let found = [exact, by_title, by_part].into_iter().find(|found| !found.is_empty()).unwrap_or_default();
        match found.as_slice() {
            [feed] => Ok((*feed).clone()),
            [] => bail!("no feed matches {}; `tidings feeds` lists the feeds", mask(name)),
            several => {
                let titles: Vec<String> = several.iter().map(|feed| format!("{} {}", feed.id.0, feed.title)).collect();
                bail!("{} matches several feeds; use the number of one: {}", mask(name), titles.join(", "))
            }
        }
    }

    /// Finds the smart feed with this name, unless the name is the number, address or title of a feed.
    pub(super) fn smart_feed(&self, name: &str) -> anyhow::Result<Option<SmartFeedRow>> {
        let wanted = name.trim().to_lowercase();
        let is_feed = |feed: &FeedRow| {
            feed.id.0.to_string() == wanted || feed.url == name.trim() || feed.title.to_lowercase() == wanted
        };
        if self.library.store.feeds()?.iter().any(is_feed) {
            return Ok(None);
        }
        Ok(self.library.store.smart_feeds()?.into_iter().find(|row| row.feed.name.to_lowercase() == wanted))
    }

    /// Finds an article by number, address or guid.
    pub(super) fn article(&self, name: &str) -> anyhow::Result<ArticleId> {
        match self.library.store.find_article(name)? {
            Some(article) => Ok(article),
            None => bail!("no article {name}; `tidings articles` lists the articles with their numbers"),
        }
    }
}
