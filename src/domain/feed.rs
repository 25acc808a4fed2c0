//! A feed: what was subscribed to, what a parser read, and what a list shows of it.
//!
//! Reading feed formats is left to `feeds`; deciding when one is due is left to `sync`.

use serde::Serialize;
use url::Url;

use super::{Html, Text, Time};

/// A feed's row in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FeedId(pub i64);

/// What the user asked for: one entry of `feeds.toml`, of an OPML outline or of newsboat's `urls`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subscription {
    /// The feed's address, http or https.
    pub url: String,
    /// The user's own title; the feed's is used without one.
    pub title: Option<Text>,
    /// The folder's path, levels separated by `/`.
    pub folder: Option<Text>,
    /// Tags, in the order given.
    pub tags: Vec<Text>,
    /// Whether the feed list, folders, All and Unread leave the feed out (newsboat's `!`). Syncs fetch it, and its
    /// articles are in searches, in Starred, and in the lists of the feed itself and of its tags.
    pub hidden: bool,
    /// Minutes between two fetches; the feed's own hints are used without it.
    pub interval: Option<u32>,
    /// Fetch comments of new articles at every sync.
    pub comments: bool,
    /// Fetch the full page of new articles at every sync.
    pub pages: bool,
}

/// A feed as it was read, whatever its format.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ParsedFeed {
    /// The format's name: `rss0`, `rss1`, `rss2`, `atom` or `json`.
    pub format: &'static str,
    /// The feed's title.
    pub title: Option<Text>,
    /// The site's address, absolute.
    pub url: Option<String>,
    /// One line about the feed.
    pub description: Option<Text>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// Minutes between two fetches that the feed itself asks for (`ttl`, `sy:updatePeriod`).
    pub interval: Option<u32>,
    /// Entries in the feed's own order.
    pub entries: Vec<Entry>,
}

/// One item of a feed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// `guid`, Atom `id`, JSON Feed `id`, RDF `about`; empty when the feed gave none.
    pub guid: String,
    /// Plain text; HTML in titles has been set as text.
    pub title: Option<Text>,
    /// The article's own address, absolute.
    pub url: Option<String>,
    /// Authors' names, joined by ", "; the feed's author is not copied here.
    pub author: Option<Text>,
    /// As stated; may lie in the future or far past.
    pub published: Option<Time>,
    /// As stated.
    pub updated: Option<Time>,
    /// The teaser.
    pub summary: Option<Html>,
    /// The whole text, if the feed carries it.
    pub content: Option<Html>,
    /// RSS `<comments>` or Atom `link rel=replies type=text/html`: the thread's page.
    pub comments_url: Option<String>,
    /// `wfw:commentRss` or Atom `link rel=replies` to a feed.
    pub comments_feed: Option<String>,
    /// `slash:comments`, `thr:count` or `thr:total`.
    pub comment_count: Option<u32>,
    /// Category labels in the feed's order, without repeats.
    pub categories: Vec<Text>,
    /// Attached media.
    pub enclosures: Vec<Enclosure>,
}

/// A medium attached to an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Enclosure {
    /// Absolute address.
    pub url: String,
    /// Media type as stated.
    #[serde(rename = "type")]
    pub media_type: Option<String>,
    /// Bytes as stated; zero means unknown and is `None`.
    pub length: Option<u64>,
    /// Duration in seconds as stated, of audio and video.
    #[serde(rename = "duration")]
    pub seconds: Option<u32>,
}

/// Whether a folder is `path` or lies below it.
#[must_use]
pub fn is_below(folder: &str, path: &str) -> bool {
    folder.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Makes the title of a feed that has none yet: its address without scheme, credentials and fragment.
#[must_use]
pub fn title_from_address(address: &str) -> Text {
    let short = Url::parse(address).ok().and_then(|url| {
        let host = url.host_str()?;
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let path = url.path().trim_end_matches('/');
        Some(format!("{host}{port}{path}{query}"))
    });
    Text::line(short.as_deref().unwrap_or(address))
}

/// A feed as the list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedRow {
    /// Its row.
    pub id: FeedId,
    /// Its address.
    pub url: String,
    /// The user's title, else the feed's title, else [`title_from_address`].
    pub title: Text,
    /// Folder path.
    pub folder: Option<Text>,
    /// Tags.
    pub tags: Vec<Text>,
    /// Whether the feed list, folders, All and Unread leave the feed out.
    pub hidden: bool,
    /// Unread articles.
    pub unread: u32,
    /// All stored articles.
    pub articles: u32,
    /// When it last answered well (304 included).
    pub last_success: Option<Time>,
    /// Why the last fetch failed; `None` when it did not.
    pub error: Option<Text>,
    /// The site's address.
    pub site: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_from_an_address_has_host_path_and_query() {
        for (address, title) in [
            ("https://news.example/feed.xml", "news.example/feed.xml"),
            ("http://news.example:8080/", "news.example:8080"),
            ("https://me:secret@news.example/private/", "news.example/private"),
            ("https://blog.example/?feed=rss2#top", "blog.example?feed=rss2"),
            ("not an address", "not an address"),
        ] {
            assert_eq!(title_from_address(address).as_str(), title, "{address}");
        }
    }
}
