//! What a user's words name: a feed by number, address or title; an article by number, address or guid.

use anyhow::bail;

use super::App;
use crate::domain::{ArticleId, FeedRow};

impl App {
    /// The feed that `name` means; an error when none does, or several do.
    pub(super) fn feed(&self, name: &str) -> anyhow::Result<FeedRow> {
        let feeds = self.library.store.feeds()?;
        let wanted = name.trim().to_lowercase();
        let is =
            |test: &dyn Fn(&FeedRow) -> bool| -> Vec<&FeedRow> { feeds.iter().filter(|feed| test(feed)).collect() };
        let exact = is(&|feed| feed.id.0.to_string() == wanted || feed.url == name.trim());
        let titled = is(&|feed| feed.title.to_lowercase() == wanted);
        let partly = is(&|feed| feed.title.to_lowercase().contains(&wanted));
        let found = [exact, titled, partly].into_iter().find(|found| !found.is_empty()).unwrap_or_default();
        match found.as_slice() {
            [feed] => Ok((*feed).clone()),
            [] => bail!("no feed is called {name}; `tidings feeds` lists them"),
            several => {
                let titles: Vec<String> = several.iter().map(|feed| format!("{} {}", feed.id.0, feed.title)).collect();
                bail!("{name} may be any of: {}; give its number", titles.join(", "))
            }
        }
    }

    /// The article that `name` means.
    pub(super) fn article(&self, name: &str) -> anyhow::Result<ArticleId> {
        match self.library.store.find_article(name)? {
            Some(article) => Ok(article),
            None => bail!("there is no article {name}; `tidings articles` lists them with their numbers"),
        }
    }
}
