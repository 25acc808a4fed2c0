//! Reads an XML feed as a stream of fields, those of the feed and those of each entry.
//!
//! This module decides which elements are feeds, entries and fields in RSS, RDF and Atom. The meaning of a field is
//! left to `extensions` and `repair`.

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use url::Url;

use crate::domain::media;
use crate::domain::text::prefix;

use super::dtd::Entities;
use super::names::Ns;
use super::xml_reader::{Damage, Node, Tag, Walker};

/// The longest text of a field, in bytes: a book of a thousand pages.
pub(super) const MAX_TEXT: usize = 4 << 20;
/// The most elements of an entry, or of the feed outside entries, with which feed-rs reads the document as it is. It
/// keeps every link and medium; of a rewritten document it gets titles and bodies alone.
const MAX_ELEMENTS: usize = 1_000;
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

/// The texts that the stream collects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Texts {
    All,
    /// Not titles and bodies, which feed-rs reads.
    Extensions,
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
    /// Whether `text` stays empty: see [`Texts::Extensions`].
    is_left: bool,
    /// Length of the text so far, in bytes, also if `text` stays empty.
    length: usize,
}

/// An element inside a field.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) tag: Tag,
    pub(super) text: String,
}

/// An event in a feed.
pub(super) enum Item {
    /// A field of the feed.
    Feed(Field),
    /// An entry begins.
    Begin(Tag),
    /// A field of the current entry.
    Entry(Field),
    /// The entry ends; `cut` if the document ends inside it, `empty` if it has no element.
    End { cut: bool, empty: bool },
}

/// The role of an open element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Root,
    Channel,
    Items,
    Entry,
    Field,
    Inside,
    Skip,
}

/// The stream of fields.
#[expect(clippy::struct_excessive_bools, reason = "the findings are independent")]
pub(super) struct Fields<'a> {
    walker: Walker<'a>,
    texts: Texts,
    pub(super) family: Family,
    pub(super) root: Tag,
    /// Roles of the open elements, outermost first.
    roles: Vec<Role>,
    /// Start tags of the open elements around the entries, outermost first: at most a root, a channel and a list.
    around: Vec<Range<usize>>,
    field: Option<Field>,
    /// Names of the elements open inside the field, as written to its text.
    inside: Vec<String>,
    part: Option<usize>,
    begun: bool,
    channels: usize,
    /// Whether this is a part of a document, whose last entry is whole even without an end tag.
    is_part: bool,
    /// Elements that feed-rs would keep, of the current entry or since the last one.
    elements: usize,
    /// Whether the current entry has no element so far.
    is_empty: bool,
    /// Whether a text was longer than [`MAX_TEXT`], and is cut.
    pub(super) has_long_text: bool,
    /// Whether feed-rs would reject this document or silently skip a part of it.
    unreadable: bool,
}

impl<'a> Fields<'a> {
    /// Opens a feed. The error is the name of a root element that is no feed's; `None` if there is no element.
    pub(super) fn open(source: &'a str, base: Option<Url>, texts: Texts) -> Result<Self, Option<String>> {
        Self::open_in(Walker::new(source, base), texts)
    }

    /// Opens a part of a feed: entries, with the start tags `around` them and the entities that the document declares.
    pub(super) fn resume(
        around: &[&'a str],
        part: &'a str,
        base: Option<Url>,
        entities: &Entities,
        texts: Texts,
    ) -> Option<Self> {
        let (root, others) = around.split_first()?;
        let mut fields = Self::open_in(Walker::new(root, base).with_entities(entities), texts).ok()?;
        for tag in others {
            fields.walker.enter(tag);
            if let Some(Node::Open(tag)) = fields.walker.next() {
                fields.opened(tag);
            }
        }
        fields.walker.enter(part);
        fields.is_part = true;
        Some(fields)
    }

    fn open_in(mut walker: Walker<'a>, texts: Texts) -> Result<Self, Option<String>> {
        let root = loop {
            match walker.next() {
                Some(Node::Open(tag)) => break tag,
                Some(_) => {}
                None => return Err(None),
            }
        };
        let (family, role) = match root.name.to_ascii_lowercase().as_str() {
            "rss" => (Family::Rss, Role::Root),
            "rdf" => (Family::Rdf, Role::Root),
            "channel" => (Family::Rss, Role::Channel),
            "feed" => (Family::Atom, Role::Root),
            "entry" => (Family::Atom, Role::Entry),
            _ => return Err(Some(root.name)),
        };
        let unreadable = !match root.name.as_str() {
            "rss" => matches!(root.attribute("version"), Some("2.0" | "0.91" | "0.92")),
            "RDF" | "feed" | "entry" => true,
            _ => false,
        };
        let around = vec![walker.last_tag()];
        Ok(Self {
            walker,
            texts,
            family,
            root,
            roles: vec![role],
            around,
            field: None,
            inside: Vec::new(),
            part: None,
            begun: false,
            channels: 0,
            is_part: false,
            elements: 0,
            is_empty: true,
            has_long_text: false,
            unreadable,
        })
    }

    /// Returns the damage found in the markup so far.
    pub(super) fn damage(&self) -> Damage {
        self.walker.damage
    }

    /// Returns the entities that the document declares.
    pub(super) fn entities(&self) -> &Entities {
        self.walker.entities()
    }

    /// Returns the place after the last event, as an offset in bytes.
    pub(super) fn position(&self) -> usize {
        self.walker.position()
    }

    /// Returns where the element that opened last has its start tag.
    pub(super) fn last_tag(&self) -> Range<usize> {
        self.walker.last_tag()
    }

    /// Returns the start tags of the open elements around the entries, outermost first.
    pub(super) fn around(&self) -> &[Range<usize>] {
        &self.around
    }

    /// Returns whether feed-rs can parse the document unchanged, as far as it has been read.
    pub(super) fn is_sound(&self) -> bool {
        !self.unreadable && self.walker.damage == Damage::default()
    }

    /// Returns the next event; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Item> {
        if self.roles.first() == Some(&Role::Entry) && !self.begun {
            self.begun = true;
            return Some(Item::Begin(self.root.clone()));
        }
        while let Some(node) = self.walker.next() {
            let item = match node {
                Node::Open(tag) => self.opened(tag),
                Node::Text(text) => {
                    self.text(&text);
                    None
                }
                Node::Close => self.closed(),
            };
            if item.is_some() {
                return item;
            }
        }
        None
    }

    fn opened(&mut self, tag: Tag) -> Option<Item> {
        let parent = self.roles.last().copied().unwrap_or(Role::Skip);
        let role = self.role(parent, &tag);
        self.roles.push(role);
        self.is_empty &= parent != Role::Entry;
        match role {
            Role::Channel => {
                self.around.push(self.walker.last_tag());
                self.channels += 1;
                self.unreadable |= self.channels > 1;
            }
            Role::Items => self.around.push(self.walker.last_tag()),
            Role::Entry => {
                self.walker.mark_entry();
                self.elements = 0;
                self.is_empty = true;
                let expected = if self.family == Family::Rss { Role::Channel } else { Role::Root };
                self.unreadable |= parent != expected;
                return Some(Item::Begin(tag));
            }
            Role::Field => {
                let is_markup = is_xhtml(&tag);
                self.unreadable |= self.family == Family::Atom && is_oddly_typed(&tag);
                let base = self.walker.base().cloned();
                let is_left = self.texts == Texts::Extensions && self.is_read_by_feed_rs(&tag);
                let (text, parts) = (String::new(), Vec::new());
                self.field = Some(Field { tag, base, text, is_markup, parts, is_left, length: 0 });
                self.count_element();
            }
            Role::Inside => self.opened_inside(tag),
            Role::Root | Role::Skip => {}
        }
        None
    }

    /// Returns the role of an element inside one of role `parent`.
    fn role(&self, parent: Role, tag: &Tag) -> Role {
        let name = tag.name.to_ascii_lowercase();
        let home = tag.ns == Ns::Home || (tag.ns == Ns::Atom && self.family == Family::Atom);
        let entry = if self.family == Family::Atom { "entry" } else { "item" };
        match parent {
            Role::Root | Role::Channel | Role::Items if home && name == entry => Role::Entry,
            Role::Root if home && name == "channel" && self.family != Family::Atom => Role::Channel,
            Role::Root | Role::Channel if name == "items" && self.family != Family::Atom => Role::Items,
            Role::Root | Role::Channel
                if home && matches!(name.as_str(), "image" | "textinput" | "cloud" | "skiphours" | "skipdays") =>
            {
                Role::Skip
            }
            // In Atom, and in Atom's elements elsewhere, it has the elements of another feed.
            Role::Entry if name == "source" && !(tag.ns == Ns::Home && self.family == Family::Rss) => Role::Skip,
            Role::Root | Role::Channel | Role::Entry => Role::Field,
            Role::Field | Role::Inside => Role::Inside,
            Role::Items | Role::Skip => Role::Skip,
        }
    }

    /// Returns whether feed-rs reads the text of a field, and nothing else needs it.
    fn is_read_by_feed_rs(&self, tag: &Tag) -> bool {
        let name = tag.name.as_str();
        match self.family {
            Family::Atom => {
                matches!(tag.ns, Ns::Home | Ns::Atom) && matches!(name, "title" | "subtitle" | "summary" | "content")
            }
            Family::Rss | Family::Rdf => {
                (tag.ns == Ns::Home && matches!(name, "title" | "description"))
                    || (tag.ns == Ns::Content && name == "encoded")
            }
        }
    }

    fn count_element(&mut self) {
        self.elements += 1;
        self.unreadable |= self.elements > MAX_ELEMENTS;
    }

    fn opened_inside(&mut self, tag: Tag) {
        let Some(field) = &mut self.field else { return };
        if has_parts(&field.tag) {
            self.elements += 1;
            self.unreadable |= self.elements > MAX_ELEMENTS;
            let most = if field.tag.ns == Ns::Psc { MAX_CHAPTERS } else { MAX_PARTS };
            if field.parts.len() < most {
                self.part = Some(field.parts.len());
                field.parts.push(Part { tag, text: String::new() });
            }
            return;
        }
        let name = tag.name.to_ascii_lowercase();
        // feed-rs serialises XHTML with `</br>`, which HTML parses as a second break, and without escaping attributes.
        let is_miswritten = is_void(&name) || tag.attributes.iter().any(|a| a.value.contains(['"', '<', '&']));
        self.unreadable |= !field.is_markup || is_miswritten;
        if field.is_left {
            return;
        }
        let attributes: usize = tag.attributes.iter().map(|a| a.name.len() + a.value.len()).sum();
        if field.size() + name.len() + attributes > MAX_TEXT {
            self.has_long_text = true;
            // An empty name has no end tag either.
            self.inside.push(String::new());
            return;
        }
        field.text.push('<');
        field.text.push_str(&name);
        for attribute in tag.attributes.iter().filter(|a| a.ns.is_none()) {
            let _ = write!(field.text, " {}=\"{}\"", attribute.name, escape(&attribute.value));
        }
        field.text.push('>');
        self.inside.push(name);
    }

    fn text(&mut self, text: &str) {
        let Some(field) = &mut self.field else { return };
        let room = MAX_TEXT.saturating_sub(field.size());
        if text.len() > room {
            self.has_long_text = true;
            self.unreadable = true;
        }
        let text = prefix(text, room);
        field.length += text.len();
        if field.is_left {
            return;
        }
        match self.part.and_then(|i| field.parts.get_mut(i)) {
            Some(part) => part.text.push_str(text),
            None if field.is_markup => field.text.push_str(&escape(text)),
            None => field.text.push_str(text),
        }
    }

    fn closed(&mut self) -> Option<Item> {
        match self.roles.pop()? {
            Role::Entry => {
                self.elements = 0;
                let cut = self.walker.damage.truncated && !self.is_part;
                Some(Item::End { cut, empty: self.is_empty })
            }
            Role::Field => {
                self.inside.clear();
                let field = self.field.take()?;
                self.unreadable |= breaks_feed_rs(&field);
                let in_entry = self.roles.last() == Some(&Role::Entry);
                Some(if in_entry { Item::Entry(field) } else { Item::Feed(field) })
            }
            Role::Inside => {
                self.part = None;
                if let (Some(field), Some(name)) = (&mut self.field, self.inside.pop())
                    && !name.is_empty()
                    && !is_void(&name)
                {
                    let _ = write!(field.text, "</{name}>");
                }
                None
            }
            Role::Root | Role::Channel | Role::Items => {
                self.around.pop();
                None
            }
            Role::Skip => None,
        }
    }
}

impl Field {
    /// Returns the length of the text, or of its markup if that is longer.
    fn size(&self) -> usize {
        self.length.max(self.text.len())
    }
}

/// Returns whether a field is structured: persons, media and chapters are; elements inside other fields are markup.
fn has_parts(tag: &Tag) -> bool {
    matches!(tag.ns, Ns::Media | Ns::Psc | Ns::Podcast)
        || (tag.ns == Ns::Itunes && tag.name == "owner")
        || (matches!(tag.ns, Ns::Home | Ns::Atom) && matches!(tag.name.as_str(), "author" | "contributor"))
}

/// Returns whether feed-rs rejects or misreads an Atom text, whose type it does not know or which has Atom 0.3's `mode`.
fn is_oddly_typed(tag: &Tag) -> bool {
    matches!(tag.name.as_str(), "title" | "subtitle" | "summary" | "content" | "rights")
        && (tag.attribute("mode").is_some()
            || !matches!(tag.attribute("type"), None | Some("text" | "html" | "xhtml" | "text/html")))
}

/// Returns whether feed-rs panics on a field: on durations with too many or non-ASCII digits, and on e-mail addresses
/// beside non-ASCII letters.
///
/// The panic would be caught, but its message would be printed.
fn breaks_feed_rs(field: &Field) -> bool {
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
fn is_xhtml(tag: &Tag) -> bool {
    let html =
        |kind: &str| kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml");
    match (tag.attribute("type"), tag.attribute("mode")) {
        (Some("xhtml" | "application/xhtml+xml"), None) => true,
        (kind, Some("xml")) => kind.is_some_and(html),
        (Some(kind), None) => kind.eq_ignore_ascii_case("application/xhtml+xml"),
        _ => tag.ns == Ns::Xhtml,
    }
}

fn is_void(name: &str) -> bool {
    matches!(name, "area" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "source" | "wbr")
}

/// Escapes text for element content and double-quoted attributes.
pub(super) fn escape(text: &str) -> String {
    quick_xml::escape::partial_escape(text).replace('"', "&quot;")
}
