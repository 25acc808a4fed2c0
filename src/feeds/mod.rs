//! Parses feeds and lists of feeds, and discovers the feeds of a page: bytes in, values out.
//!
//! ```text
//! reader     encoding -> xml_reader -> fields -> survey -> batches -> extensions, entry ────┐
//!                                                           └-> repair ─> feed-rs ──────────┴> convert -> entries
//!            encoding -> json -> batches ───────────────────────────────────────────────────┘
//! discover   markup -> the feeds that a page links to
//! opml, newsboat      lists of subscriptions
//! ```
//!
//! feed-rs parses titles and bodies, from the original document if it is well-formed, else from the one that `repair`
//! writes. `extensions` collects the elements that feed-rs drops, by namespace, from the same document. Both read one
//! batch of entries at a time: memory holds the document, and never all that is made of it.
//!
//! This module resolves relative addresses of links, enclosures and comments. `page` resolves those inside HTML against
//! the article, unless an `xml:base` gives them another base: then this module does.
//!
//! Fetching is left to `net`, storage to `store`, feeds of comments to `comments`.

use crate::domain::encoding;
use crate::domain::text::prefix;
use crate::domain::{ParsedFeed, Text, Warning};

mod convert;
pub mod discovery;
mod dtd;
mod entities;
mod entry;
mod extensions;
mod field;
mod fields;
mod json;
mod json_scan;
mod links;
mod markup;
mod names;
pub mod newsboat;
mod newsboat_cache;
mod opened;
pub mod opml;
mod people;
mod plain;
mod podcast;
mod reader;
mod repair;
mod survey;
mod xml;
mod xml_reader;

pub use discovery::{Candidate, CandidateKind, common_paths, discover, is_of_comments};
pub use newsboat_cache::cached_entry;
pub use reader::FeedReader;

/// Bytes from the start of a document in which a feed's root is looked for.
const HEAD: usize = 16_000;
/// The most entries that [`parse`] returns.
pub const MAX_ENTRIES: usize = 10_000;

/// An error in parsing a feed or a list of feeds, whose message says what the document is instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FeedError {
    /// The document is empty or white space.
    #[error("not a feed: the document is empty")]
    Empty,
    /// It is a web page, with this title.
    #[error("not a feed, but an HTML page: {0}")]
    Html(Text),
    /// It is a list of feeds.
    #[error("not a feed, but an OPML file: import it instead")]
    Opml,
    /// It is another XML document, with this root element.
    #[error("not a feed: XML document with root <{0}>")]
    OtherXml(Text),
    /// It is another JSON document.
    #[error("not a feed: JSON document without the version and items of a JSON Feed")]
    OtherJson,
    /// It is invalid JSON, for this reason.
    #[error("not a feed: invalid JSON ({0})")]
    BadJson(Text),
    /// It is no text, so it can't be a list of feeds.
    #[error("neither OPML nor a newsboat urls file: it is no text")]
    NotAList,
    /// It is something else, with these first characters.
    #[error("not a feed: the document begins with “{0}”")]
    Other(Text),
    /// It is a feed that feed-rs can't parse, even repaired, for this reason.
    #[error("the feed is damaged beyond repair: {0}")]
    Unreadable(Text),
    /// It is not a list of feeds, for this reason.
    #[error("not an OPML file: {0}")]
    NotOpml(Text),
}

/// Parses a feed in any format, up to [`MAX_ENTRIES`] entries: see [`FeedReader`], which has no such limit.
///
/// The warnings describe damage and what was lost by it.
pub fn parse(bytes: &[u8], content_type: Option<&str>, base: &str) -> Result<(ParsedFeed, Vec<Warning>), FeedError> {
    FeedReader::open(bytes.to_vec(), content_type, base)?.into_whole(MAX_ENTRIES)
}

/// Returns the error for a document that is not a feed, given its root element, if it has one.
fn not_a_feed(text: &str, root: Option<&str>) -> FeedError {
    if root.is_some_and(|name| name.eq_ignore_ascii_case("opml")) {
        return FeedError::Opml;
    }
    let head = prefix(text, HEAD);
    let lower = head.to_ascii_lowercase();
    if root.is_some_and(|name| name.eq_ignore_ascii_case("html"))
        || lower.starts_with("<!doctype html")
        || lower.contains("<body")
    {
        let title = page_title(head).unwrap_or_else(|| Text::line("untitled"));
        return FeedError::Html(title);
    }
    match root {
        Some(name) => FeedError::OtherXml(Text::line(&name.chars().take(60).collect::<String>())),
        None => FeedError::Other(Text::line(&text.chars().take(60).collect::<String>())),
    }
}

fn page_title(head: &str) -> Option<Text> {
    let open = markup::tags(head).find(|tag| tag.name.eq_ignore_ascii_case("title") && !tag.closing)?;
    let title = head.get(open.end..)?.split("</").next()?;
    plain::line(&title.chars().take(100).collect::<String>(), plain::Kind::Html)
}

/// Returns whether bytes look like a feed: a cheap guess from the first 4 KiB.
#[must_use]
pub fn looks_like_feed(bytes: &[u8], content_type: Option<&str>) -> bool {
    let head = bytes.get(..bytes.len().min(4_096)).unwrap_or_default();
    let text = encoding::decode(head, content_type).0.to_ascii_lowercase();
    let is_before = |tag: &str, end: usize| text.find(tag).is_some_and(|at| at < end);
    if text.starts_with('{') {
        return text.contains("jsonfeed.org/version");
    }
    let root = ["<rss", "<rdf:rdf", "<feed", "<entry", "<channel"].iter().filter_map(|root| text.find(root)).min();
    root.is_some_and(|root| !["<html", "<!doctype html", "<opml"].iter().any(|tag| is_before(tag, root)))
}

#[cfg(test)]
mod batch_tests;
#[cfg(test)]
mod tests;
