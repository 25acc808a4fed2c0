//! A story: the articles of several outlets about one event, as lists, commands and the screen show it.
//!
//! Grouping is left to `stories`, storage to `store`.

use serde::Serialize;
use url::Url;

use super::host::{host_of, is_local, without_scheme, without_www};
use super::{ArticleId, ArticleRow, Text, Time};

/// Id of a story. No later story gets the id of an earlier one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct StoryId(pub i64);

/// A story.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Its id.
    pub id: StoryId,
    /// Title of the article that has most in common with the others.
    pub title: Text,
    /// The articles, earliest first.
    pub members: Vec<StoryMember>,
    /// Names of the outlets, in the order of their first articles.
    pub outlets: Vec<Text>,
}

/// An article of a story.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryMember {
    /// The row of the article.
    pub row: ArticleRow,
    /// Name of its outlet.
    pub outlet: Text,
    /// The earlier article of the story that has nearly the same text.
    pub copy_of: Option<ArticleId>,
    /// Sentences that no other article of the story has a counterpart of; empty until the texts are compared.
    pub own: Vec<Text>,
}

impl Story {
    /// Returns when the first and the last article were published.
    #[must_use]
    pub fn span(&self) -> Option<(Time, Time)> {
        Some((self.members.first()?.row.published, self.members.last()?.row.published))
    }

    /// Returns the names of all outlets but that of an article.
    #[must_use]
    pub fn others(&self, article: ArticleId) -> Vec<Text> {
        let own = self.members.iter().find(|member| member.row.id == article).map(|member| &member.outlet);
        self.outlets.iter().filter(|outlet| Some(*outlet) != own).cloned().collect()
    }
}

/// Returns what tells outlets apart: the host of the article, or of its feed. On this machine every feed is an outlet,
/// because all sites there have one host.
#[must_use]
pub fn outlet_key(article: Option<&str>, feed: &str) -> String {
    let address = article.filter(|url| host_of(url).is_some()).unwrap_or(feed);
    match Url::parse(address) {
        Ok(url) if !is_local(&url) => without_www(url.host_str().unwrap_or_default()).to_owned(),
        _ => without_scheme(feed).to_owned(),
    }
}

/// Names an outlet: by its feed's title, or by its host if the feed collects articles of other sites.
#[must_use]
pub fn outlet_name(key: &str, feed_title: &Text, feed: &str, site: Option<&str>) -> Text {
    let is_own = |address: &str| {
        let host = host_of(address).unwrap_or_default();
        let (a, b) = (without_www(&host), key);
        a == b || a.ends_with(&format!(".{b}")) || b.ends_with(&format!(".{a}"))
    };
    if key == without_scheme(feed) || is_own(feed) || site.is_some_and(is_own) {
        return feed_title.clone();
    }
    Text::line(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_are_hosts() {
        for (article, feed, expected) in [
            (Some("https://www.tide.example/a"), "https://feeds.example/tide", "tide.example"),
            (Some("mailto:x"), "https://www.tide.example/feed", "tide.example"),
            (None, "https://tide.example/world.xml", "tide.example"),
            (Some("http://127.0.0.1:9/a/b"), "http://127.0.0.1:9/a/feed", "127.0.0.1:9/a/feed"),
        ] {
            assert_eq!(outlet_key(article, feed), expected);
        }
    }

    #[test]
    fn an_outlet_has_the_title_of_its_own_feed() {
        let title = Text::line("The Tide Table");
        for (key, feed, site, expected) in [
            ("tide.example", "https://feeds.tide.example/all", None, "The Tide Table"),
            ("tide.example", "https://feeds.example/tide", Some("https://www.tide.example/"), "The Tide Table"),
            ("tide.example", "https://links.example/all", Some("https://links.example/"), "tide.example"),
            ("127.0.0.1:9/feed", "http://127.0.0.1:9/feed", None, "The Tide Table"),
        ] {
            assert_eq!(outlet_name(key, &title, feed, site).as_str(), expected, "{key} {feed}");
        }
    }
}
