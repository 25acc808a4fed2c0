//! Articles: the row in a list, the whole article, and the identity that matches a feed's entry to a stored article.
//!
//! Storage is left to `store`, rendering of the HTML to `page`.

use serde::Serialize;
use url::Url;

use super::{Enclosure, Entry, FeedId, Html, Media, Text, Time};

/// Id of an article in the store, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ArticleId(pub i64);

/// Comment counts by reporting source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CommentCounts {
    /// The count that the feed or the site states.
    pub stated: Option<u32>,
    /// Comments in the store.
    pub loaded: u32,
    /// Comments loaded since the user last viewed the thread.
    pub unseen: u32,
}

/// The part of an article that a list shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleRow {
    /// Id in the store.
    pub id: ArticleId,
    /// The feed that delivered it.
    pub feed: FeedId,
    /// That feed's title.
    pub feed_title: Text,
    /// The title, never empty: an untitled article gets its first words.
    pub title: Text,
    /// The author, if the article is signed.
    pub author: Option<Text>,
    /// The article's address.
    pub url: Option<String>,
    /// When it was published, or first fetched if the feed states no date.
    pub published: Time,
    /// Whether the user has read it.
    pub read: bool,
    /// Whether it is starred.
    pub starred: bool,
    /// The tags that the user gave it, in alphabetical order.
    pub tags: Vec<Text>,
    /// Counts of its comments.
    pub comments: CommentCounts,
    /// When the outlet last changed its text.
    pub edited: Option<Time>,
    /// Whether a rule makes it stand out.
    pub is_highlighted: bool,
    /// Why it is hidden, if it is: the rule that hides it, or the feed that has the same article.
    pub hidden_because: Option<Text>,
}

/// A whole article.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// The part that a list shows.
    pub row: ArticleRow,
    /// The longest text available: the full text if fetched, else the feed's content, else its summary.
    pub html: Html,
    /// Whether `html` is the full text extracted from the page.
    pub from_page: bool,
    /// Facts about the fetched page, if one was fetched.
    pub page: Option<FetchedPage>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// Category labels.
    pub categories: Vec<Text>,
    /// Attached media.
    pub enclosures: Vec<Enclosure>,
    /// Transcripts and chapters.
    pub media: Media,
    /// Address of the page with the comments.
    pub comments_url: Option<String>,
    /// Address of the feed of comments.
    pub comments_feed: Option<String>,
    /// The guid as the feed states it.
    pub guid: String,
}

impl Article {
    /// Makes an article with this text, and with nothing else that a feed or a page could state.
    #[must_use]
    pub fn new(row: ArticleRow, html: Html) -> Self {
        Self {
            row,
            html,
            from_page: false,
            page: None,
            language: None,
            categories: Vec::new(),
            enclosures: Vec::new(),
            media: Media::default(),
            comments_url: None,
            comments_feed: None,
            guid: String::new(),
        }
    }
}

/// Facts about an article's fetched page, beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FetchedPage {
    /// When it was fetched; `None` for pages that old versions of tidings stored.
    pub at: Option<Time>,
    /// Reasons why the page may not be the article, for the user.
    pub notes: Vec<Text>,
    /// Absolute address of the recording that the page plays, if it has one of the article.
    pub audio: Option<String>,
}

/// Returns the key by which a later sync recognises an entry as the same article.
///
/// It is the guid, else the normalised link, else a hash of title and body, and it is unique only within a feed.
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

/// Strips a link's scheme, fragment, tracking parameters and trailing slashes, so that variants of it compare equal.
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

/// A 64-bit FNV-1a hasher, whose results are stable across versions and machines, unlike the standard hasher's.
#[derive(Debug, Clone, Copy)]
pub struct Fnv(pub u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Hashes `bytes` and their length, so that `ab`, `c` differs from `a`, `bc`.
    pub fn write(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().copied().chain((bytes.len() as u64).to_le_bytes()) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// A 64-bit hasher for long texts, eight bytes at a time, whose results are stable across versions and machines.
#[derive(Debug, Clone, Copy)]
pub struct TextHash(pub u64);

impl Default for TextHash {
    fn default() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }
}

impl TextHash {
    /// Hashes `bytes` and their length, so that `ab`, `c` differs from `a`, `bc`.
    pub fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        let last = rest.iter().fold(0, |last, byte| (last << 8) | u64::from(*byte));
        self.mix(last);
        self.mix(bytes.len() as u64);
    }

    fn mix(&mut self, word: u64) {
        // The product of two odd halves of the state: both ends of it depend on every bit.
        let product = u128::from(self.0 ^ word) * 0xa076_1d64_78bd_642f;
        self.0 = u64::try_from(product & u128::from(u64::MAX)).unwrap_or_default()
            ^ u64::try_from(product >> 64).unwrap_or_default()
            ^ 0xe703_7ed1_a0b4_28db;
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
    fn texts_that_differ_in_one_place_have_other_hashes() {
        let hash = |parts: &[&str]| {
            let mut hash = TextHash::default();
            for part in parts {
                hash.write(part.as_bytes());
            }
            hash.0
        };
        let text = "The quick brown fox jumps over the lazy dog";
        let mut all: Vec<u64> = (0..=text.len()).map(|end| hash(&[&text[..end]])).collect();
        all.extend((0..text.len()).map(|at| hash(&[&format!("{}#{}", &text[..at], &text[at + 1..])])));
        all.extend([hash(&["ab", "c"]), hash(&["a", "bc"]), hash(&["abc", ""]), hash(&["", "abc"]), hash(&["\0"])]);
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert_eq!(hash(&[text]), 7_640_998_953_205_254_669, "stored hashes depend on it");
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
