//! An article: its row in a list, the whole of it, and the rule that says which entry it is.
//!
//! Storing it is left to `store`, setting its HTML to `page`.

use serde::Serialize;
use url::Url;

use super::{Enclosure, Entry, FeedId, Html, Text, Time};

/// An article's row in the store; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ArticleId(pub i64);

/// How many comments there are, by whom it is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CommentCounts {
    /// As the feed or the site states.
    pub stated: Option<u32>,
    /// In the store.
    pub loaded: u32,
    /// Loaded since the thread was last looked at.
    pub unseen: u32,
}

/// An article as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleRow {
    /// Its row.
    pub id: ArticleId,
    /// The feed it came in.
    pub feed: FeedId,
    /// That feed's title.
    pub feed_title: Text,
    /// Never empty: an untitled article shows its first words.
    pub title: Text,
    /// Who signed it.
    pub author: Option<Text>,
    /// Its address.
    pub url: Option<String>,
    /// When it was published; first seen, where the feed did not say.
    pub published: Time,
    /// Whether it has been read.
    pub read: bool,
    /// Whether it is starred.
    pub starred: bool,
    /// Its thread in numbers.
    pub comments: CommentCounts,
    /// When the outlet last changed its words.
    pub edited: Option<Time>,
}

/// A whole article.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// What the list shows of it.
    pub row: ArticleRow,
    /// The longest text there is: the page if it was fetched, else the feed's content, else its summary.
    pub html: Html,
    /// Whether `html` is the extracted page.
    pub from_page: bool,
    /// The page that was fetched, if one was.
    pub page: Option<KeptPage>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// Category labels.
    pub categories: Vec<Text>,
    /// Attached media.
    pub enclosures: Vec<Enclosure>,
    /// The thread's page.
    pub comments_url: Option<String>,
    /// The thread's feed.
    pub comments_feed: Option<String>,
    /// The guid as the feed has it.
    pub guid: String,
}

/// What is known of an article's full page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptPage {
    /// When it was fetched; not known of pages that old versions kept.
    pub at: Option<Time>,
    /// Why it may not be what was wanted.
    pub notes: Vec<Text>,
}

/// What makes an entry the same article at the next sync: its guid, else its normalised link, else a hash of
/// title and body. Unique within a feed only.
#[must_use]
pub fn identity(entry: &Entry) -> String {
    if !entry.guid.trim().is_empty() {
        return entry.guid.trim().to_owned();
    }
    if let Some(url) = entry.url.as_deref().and_then(normalise_link) {
        return url;
    }
    let mut hash = Fnv::default();
    for part in [
        entry.title.as_deref().unwrap_or_default(),
        entry.content.as_ref().or(entry.summary.as_ref()).map_or("", |html| &html.0),
    ] {
        hash.write(part.as_bytes());
    }
    format!("hash:{:016x}", hash.0)
}

/// The host of an address, without who asks and through which port; `None` when it has none.
#[must_use]
pub fn host_of(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_owned)
}

/// The link without fragment and tracking parameters, its scheme and a trailing slash levelled.
#[must_use]
pub fn normalise_link(link: &str) -> Option<String> {
    let mut url = Url::parse(link.trim()).ok()?;
    url.set_fragment(None);
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !is_tracking(name))
        .map(|(n, v)| (n.into_owned(), v.into_owned()))
        .collect();
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    let text = url.as_str().trim_end_matches('/');
    Some(text.split_once("://").map_or(text, |(_, rest)| rest).to_owned())
}

fn is_tracking(name: &str) -> bool {
    name.starts_with("utm_") || matches!(name, "fbclid" | "gclid" | "mc_cid" | "mc_eid" | "ref_src")
}

/// FNV-1a, 64 bits: stable over versions and machines, which the standard hasher does not promise.
#[derive(Debug, Clone, Copy)]
pub struct Fnv(pub u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Mixes `bytes` in, and their length, so that parts can't run into each other.
    pub fn write(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().copied().chain((bytes.len() as u64).to_le_bytes()) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracking_parameters_do_not_make_a_new_article() {
        let plain = normalise_link("https://a.example/x?id=3");
        assert_eq!(
            normalise_link("http://a.example/x/?utm_source=rss&id=3#top").map(|s| s.replace("x/?", "x?")),
            plain
        );
        assert_ne!(normalise_link("https://a.example/x?id=4"), plain);
    }

    #[test]
    fn a_host_is_not_what_stands_before_it() {
        for (url, host) in [
            ("https://a.example:81/x", Some("a.example")),
            ("https://bank.example@b.example/", Some("b.example")),
            ("a.example", None),
        ] {
            assert_eq!(host_of(url).as_deref(), host, "{url}");
        }
    }

    #[test]
    fn identity_prefers_guid_then_link_then_text() {
        let mut entry = Entry { guid: " g ".into(), url: Some("https://a.example/1".into()), ..Entry::default() };
        assert_eq!(identity(&entry), "g");
        entry.guid.clear();
        assert_eq!(identity(&entry), "a.example/1");
        entry.url = None;
        let bare = identity(&entry);
        entry.title = Some(Text::line("a"));
        assert_ne!(identity(&entry), bare);
    }
}
