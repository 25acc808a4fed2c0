//! The elements of a feed and of its entries, and which of them feed-rs misreads.
//!
//! `fields` finds them in a document. Their meaning is left to `extensions` and `repair`.

use std::sync::Arc;

use url::Url;

use super::names::Ns;
use super::xml_reader::Tag;
use crate::domain::media;

/// The longest text of a field, in bytes: a book of a thousand pages.
pub(super) const MAX_TEXT: usize = 4 << 20;
/// The most elements kept of a structured field, such as a `media:group`.
const MAX_PARTS: usize = 100;
/// Like [`MAX_PARTS`], but of a list of chapters: one more than are used, to know that there were more.
const MAX_CHAPTERS: usize = media::MAX_CHAPTERS + 1;

/// A family of formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Rss,
    Rdf,
    Atom,
}

/// A direct child of a feed or entry.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) tag: Tag,
    /// Base address inside the element.
    pub(super) base: Option<Arc<Url>>,
    /// The text, with nested elements as markup unless the field has parts.
    pub(super) text: String,
    /// Whether `text` is markup already, as XHTML content is, and not text that may be escaped HTML.
    pub(super) is_markup: bool,
    /// Nested elements, flattened; only for persons, media and chapters.
    pub(super) parts: Vec<Part>,
    /// Whether `text` stays empty: feed-rs reads it.
    pub(super) is_left: bool,
    /// Length of the text so far, in bytes, also if `text` stays empty.
    pub(super) length: usize,
}

/// An element inside a field.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) tag: Tag,
    pub(super) text: String,
}

impl Field {
    /// Returns the length of the text, or of its markup if that is longer.
    pub(super) fn size(&self) -> usize {
        self.length.max(self.text.len())
    }

    /// Returns how many parts are kept.
    pub(super) fn most_parts(&self) -> usize {
        if self.tag.ns == Ns::Psc { MAX_CHAPTERS } else { MAX_PARTS }
    }
}

/// Returns whether a field is structured: persons, media and chapters are; elements inside other fields are markup.
pub(super) fn has_parts(tag: &Tag) -> bool {
    matches!(tag.ns, Ns::Media | Ns::Psc | Ns::Podcast)
        || (tag.ns == Ns::Itunes && tag.name == "owner")
        || (matches!(tag.ns, Ns::Home | Ns::Atom) && matches!(tag.name.as_str(), "author" | "contributor"))
}

/// Returns whether feed-rs rejects or misreads an Atom text, whose type it does not know or which has Atom 0.3's `mode`.
pub(super) fn is_oddly_typed(tag: &Tag) -> bool {
    matches!(tag.name.as_str(), "title" | "subtitle" | "summary" | "content" | "rights")
        && (tag.attribute("mode").is_some()
            || !matches!(tag.attribute("type"), None | Some("text" | "html" | "xhtml" | "text/html")))
}

/// Returns whether feed-rs panics on a field: on durations with too many or non-ASCII digits, and on e-mail addresses
/// beside non-ASCII letters.
///
/// The panic would be caught, but its message would be printed.
pub(super) fn breaks_feed_rs(field: &Field) -> bool {
    let odd_time = |text: &str| !text.is_ascii() || text.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() > 9);
    let timed = |tag: &Tag| {
        tag.attributes.iter().any(|a| matches!(a.name.as_str(), "time" | "start" | "end") && odd_time(&a.value))
    };
    match (field.tag.ns, field.tag.name.as_str()) {
        (Ns::Itunes, "duration") => odd_time(&field.text),
        (Ns::Media, _) => timed(&field.tag) || field.parts.iter().any(|part| timed(&part.tag)),
        (Ns::Home, "author" | "managingEditor" | "webMaster") | (Ns::Dc, "creator") | (Ns::Itunes, "author") => {
            field.text.contains('@') && !field.text.is_ascii()
        }
        _ => false,
    }
}

/// Returns whether a field's content is XHTML: Atom's `type="xhtml"`, Atom 0.3's `mode="xml"`, or an XHTML element.
pub(super) fn is_xhtml(tag: &Tag) -> bool {
    let html =
        |kind: &str| kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml");
    match (tag.attribute("type"), tag.attribute("mode")) {
        (Some("xhtml" | "application/xhtml+xml"), None) => true,
        (kind, Some("xml")) => kind.is_some_and(html),
        (Some(kind), None) => kind.eq_ignore_ascii_case("application/xhtml+xml"),
        _ => tag.ns == Ns::Xhtml,
    }
}

pub(super) fn is_void(name: &str) -> bool {
    matches!(name, "area" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "source" | "wbr")
}

/// Escapes text for element content and double-quoted attributes.
pub(super) fn escape(text: &str) -> String {
    quick_xml::escape::partial_escape(text).replace('"', "&quot;")
}
