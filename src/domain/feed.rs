//! Feeds: the subscription, the parsed feed, and the row in a list.
//!
//! Parsing of feed formats is left to `feeds`, the choice of when a feed is due to `sync`.

use serde::Serialize;

use super::{Html, Media, Text, Time};

/// Id of a feed in the store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FeedId(pub i64);

/// The beginning of the address of a feed that a program prints; the user's name for it follows.
const COMMAND: &str = "command:";

/// Returns the name in the address of a feed that a program prints; `None` for a feed on the web.
#[must_use]
pub fn command_name(url: &str) -> Option<&str> {
    url.strip_prefix(COMMAND)
}

/// A subscription: one entry of `feeds.toml`, of an OPML file or of newsboat's `urls`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Subscription {
    /// The feed's address, http or https; or `command:NAME` for a feed that a program prints.
    pub url: String,
    /// The program that prints the feed, and its arguments; empty for a feed on the web. Only `feeds.toml` sets it.
    pub command: Vec<String>,
    /// The user's own title; `None` uses the feed's title.
    pub title: Option<Text>,
    /// Path of the folder, with levels separated by `/`.
    pub folder: Option<Text>,
    /// Tags, in the user's order.
    pub tags: Vec<Text>,
    /// Whether the feed list, folders, All and Unread leave the feed out (newsboat's `!`). Syncs fetch it, and its
    /// articles are in searches, in Starred, and in the lists of the feed itself and of its tags.
    pub hidden: bool,
    /// Minutes between two fetches; `None` follows the feed's own hints.
    pub interval: Option<u32>,
    /// Whether each sync fetches the comments of new articles.
    pub comments: bool,
    /// Whether each sync fetches the full text of new articles.
    pub pages: bool,
    /// Whether each sync downloads the recordings of unread articles.
    pub audio: bool,
    /// Whether its articles are kept out of stories.
    pub without_stories: bool,
    /// The user's own note.
    pub note: Option<Text>,
}

/// A parsed feed of any format.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ParsedFeed {
    /// The format's name: `rss0`, `rss1`, `rss2`, `atom` or `json`.
    pub format: &'static str,
    /// The feed's title.
    pub title: Option<Text>,
    /// Absolute address of the site.
    pub url: Option<String>,
    /// One line about the feed.
    pub description: Option<Text>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// Minutes between two fetches that the feed asks for (`ttl`, `sy:updatePeriod`).
    pub interval: Option<u32>,
    /// Entries in the feed's own order.
    pub entries: Vec<Entry>,
}

/// One item of a feed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// RSS `guid`, Atom `id`, JSON Feed `id` or RDF `about`; empty if the feed states none.
    pub guid: String,
    /// The title as plain text; `feeds` has converted any HTML.
    pub title: Option<Text>,
    /// Absolute address of the article.
    pub url: Option<String>,
    /// Names of the entry's own authors, joined by ", ".
    pub author: Option<Text>,
    /// Publication date as stated, possibly in the future or far past.
    pub published: Option<Time>,
    /// Date of the last update as stated.
    pub updated: Option<Time>,
    /// The teaser.
    pub summary: Option<Html>,
    /// The whole text, if the feed has it.
    pub content: Option<Html>,
    /// Address of the page with the comments: RSS `<comments>` or Atom `link rel=replies type=text/html`.
    pub comments_url: Option<String>,
    /// Address of the feed of comments: `wfw:commentRss` or Atom `link rel=replies` to a feed.
    pub comments_feed: Option<String>,
    /// Number of comments: `slash:comments`, `thr:count` or `thr:total`.
    pub comment_count: Option<u32>,
    /// Category labels in the feed's order, without duplicates.
    pub categories: Vec<Text>,
    /// Attached media.
    pub enclosures: Vec<Enclosure>,
    /// Transcripts and chapters.
    pub media: Media,
    /// Address and title of the outlet of an entry that another site passes on: RSS `<source url>`.
    pub source: Option<(String, Text)>,
}

/// A media file attached to an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Enclosure {
    /// Absolute address.
    pub url: String,
    /// Media type as stated.
    #[serde(rename = "type")]
    pub media_type: Option<String>,
    /// Length in bytes as stated; a stated 0 means unknown and becomes `None`.
    pub length: Option<u64>,
    /// Duration in seconds as stated, of audio and video.
    #[serde(rename = "duration")]
    pub seconds: Option<u32>,
}

/// Returns whether the path `folder` is `path` or lies below it.
#[must_use]
pub fn is_below(folder: &str, path: &str) -> bool {
    folder.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Makes the title of a feed that has none yet: its address without scheme, credentials and fragment.
#[must_use]
pub fn title_from_address(address: &str) -> Text {
    let short = address.split_once("://").and_then(|(_, rest)| {
        let rest = rest.split('#').next().unwrap_or(rest);
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let host = authority.rsplit('@').next().filter(|host| !host.is_empty())?;
        let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
        Some(format!("{host}{}{query}", path.trim_end_matches('/')))
    });
    Text::line(short.as_deref().unwrap_or(address))
}

/// A feed as the list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedRow {
    /// Id in the store.
    pub id: FeedId,
    /// The feed's address.
    pub url: String,
    /// The user's title, else the feed's title, else [`title_from_address`].
    pub title: Text,
    /// Path of the folder, with levels separated by `/`.
    pub folder: Option<Text>,
    /// Tags.
    pub tags: Vec<Text>,
    /// Whether the feed list, folders, All and Unread leave the feed out.
    pub hidden: bool,
    /// Number of unread articles.
    pub unread: u32,
    /// Number of stored articles.
    pub articles: u32,
    /// Time of the last successful fetch, 304 included.
    pub last_success: Option<Time>,
    /// Why the last fetch failed; `None` after a success.
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
