//! Feeds and lists of feeds: bytes in, values out.
//!
//! ```text
//! parse      encoding -> walk -> fields -> extensions, entry ──────┐
//!                                      └-> repair ─> feed-rs ──────┴> convert -> ParsedFeed
//!            encoding -> json ────────────────────> feed-rs ───────┘
//! discover   markup -> the feeds that a page names
//! opml, newsboat      lists of subscriptions
//! ```
//!
//! feed-rs reads titles and bodies, from the document as it came where that is sound, else from one that `repair`
//! wrote. What feed-rs drops, `extensions` collects from the same document by namespace.
//!
//! Relative addresses of links, enclosures and comments are made absolute here. Those inside HTML are left to `page`,
//! which resolves them against the article; only where an `xml:base` says otherwise are they resolved here.
//!
//! Fetching is left to `net`, storing to `store`, feeds of comments to `comments`.

use url::Url;

use crate::domain::encoding;
use crate::domain::text::prefix;
use crate::domain::{ParsedFeed, Text, Warning};

mod convert;
pub mod dates;
pub mod discovery;
mod dtd;
mod entities;
mod entry;
mod extensions;
mod fields;
mod json;
mod links;
mod markup;
mod names;
pub mod newsboat;
pub mod opml;
mod people;
mod plain;
mod repair;
mod xml_reader;

pub use discovery::{Candidate, CandidateKind, common_paths, discover, is_of_comments};

/// How far into a document a feed may begin behind something else.
const HEAD: usize = 16_000;

/// Why bytes gave no feed, or no list of feeds: one line that says what they are instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FeedError {
    /// Nothing, or white space.
    #[error("this is empty, not a feed")]
    Empty,
    /// A web page, by its title.
    #[error("this is an HTML page, not a feed: {0}")]
    Html(Text),
    /// A list of feeds.
    #[error("this is an OPML list, not a feed: import it instead")]
    Opml,
    /// Another XML document, by its root element.
    #[error("this is not a feed: an XML document of <{0}>")]
    OtherXml(Text),
    /// Another JSON document.
    #[error("this is not a feed: a JSON document without the version and items of a JSON Feed")]
    OtherJson,
    /// Broken JSON, with the reason.
    #[error("this is not a feed: broken JSON ({0})")]
    BadJson(Text),
    /// Something else, by its first characters.
    #[error("this is not a feed: it begins with “{0}”")]
    Other(Text),
    /// A feed that neither its own form nor the repaired one let be read.
    #[error("the feed could not be read, repaired or not: {0}")]
    Unreadable(Text),
    /// A list of feeds was expected, and this was found.
    #[error("this is not an OPML list: {0}")]
    NotOpml(Text),
}

/// Reads a feed in any format: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.x.
///
/// `content_type` is HTTP's, for its charset; `base` is the feed's address, against which relative ones are resolved.
/// The warnings say what was odd, and what was lost by it.
pub fn parse(bytes: &[u8], content_type: Option<&str>, base: &str) -> Result<(ParsedFeed, Vec<Warning>), FeedError> {
    let base = Url::parse(base).ok();
    let (text, mut warnings) = encoding::decode(bytes, content_type);
    let start = text.trim_start();
    if start.is_empty() {
        return Err(FeedError::Empty);
    }
    let (feed, more) =
        if start.starts_with(['{', '[']) { json::parse(start, base.as_ref())? } else { xml(start, base.as_ref())? };
    warnings.extend(more);
    Ok((feed, warnings))
}

fn xml(text: &str, base: Option<&Url>) -> Result<(ParsedFeed, Vec<Warning>), FeedError> {
    let root = match convert::xml(text, base) {
        Ok(parsed) => return Ok(parsed),
        Err(convert::XmlError::Feed(error)) => return Err(error),
        Err(convert::XmlError::NotAFeed(root)) => root,
    };
    let error = what_else(text, root.as_deref());
    if matches!(error, FeedError::Html(_) | FeedError::Opml) {
        return Err(error);
    }
    // Some servers put messages of their own in front.
    let head = prefix(text, HEAD).to_ascii_lowercase();
    let Some(start) = ["<rss", "<rdf:rdf", "<feed"].iter().filter_map(|root| head.find(root)).min() else {
        return Err(error);
    };
    match text.get(start..).map(|rest| convert::xml(rest, base)) {
        Some(Ok((feed, mut warnings))) => {
            warnings.push(Warning::new("something stands before the feed and was passed over"));
            Ok((feed, warnings))
        }
        _ => Err(error),
    }
}

fn what_else(text: &str, root: Option<&str>) -> FeedError {
    if root.is_some_and(|name| name.eq_ignore_ascii_case("opml")) {
        return FeedError::Opml;
    }
    let head = prefix(text, HEAD);
    let lower = head.to_ascii_lowercase();
    if root.is_some_and(|name| name.eq_ignore_ascii_case("html"))
        || lower.starts_with("<!doctype html")
        || lower.contains("<body")
    {
        let title = page_title(head).unwrap_or_else(|| Text::line("it has no title"));
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

/// Whether bytes look like a feed, by their first few thousand: cheap, and now and then wrong.
#[must_use]
pub fn looks_like_feed(bytes: &[u8], content_type: Option<&str>) -> bool {
    let head = bytes.get(..bytes.len().min(4_096)).unwrap_or_default();
    let text = encoding::decode(head, content_type).0.to_ascii_lowercase();
    let before = |mark: &str, end: usize| text.find(mark).is_some_and(|at| at < end);
    if text.starts_with('{') {
        return text.contains("jsonfeed.org/version");
    }
    let root = ["<rss", "<rdf:rdf", "<feed", "<entry", "<channel"].iter().filter_map(|root| text.find(root)).min();
    root.is_some_and(|root| !before("<html", root) && !before("<!doctype html", root) && !before("<opml", root))
}

#[cfg(test)]
mod tests;
