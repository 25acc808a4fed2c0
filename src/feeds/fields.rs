//! An XML feed as a stream of fields: those of the feed, and those of each entry.
//!
//! Here it is decided what is a feed, an entry and a field in RSS, RDF and Atom. What a field says is left to
//! `extensions` and `repair`.

use std::fmt::Write;
use std::sync::Arc;

use url::Url;

use super::names::Ns;
use super::xml_reader::{Damage, Node, Tag, Walker};

/// Entries read of one feed; the largest archives in the wild stay below.
pub(super) const MAX_ENTRIES: usize = 10_000;
/// Elements kept of a field that has structure, such as a `media:group`.
const MAX_PARTS: usize = 100;

/// What the formats have in common.
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
    /// The base address inside it.
    pub(super) base: Option<Arc<Url>>,
    /// Its text; elements inside stand as markup, unless it has parts.
    pub(super) text: String,
    /// Whether text and markup are HTML as they stand: XHTML content, not text that may be escaped HTML.
    pub(super) is_markup: bool,
    /// The elements inside, for persons and media only, flattened.
    pub(super) parts: Vec<Part>,
}

/// An element inside a field.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) tag: Tag,
    pub(super) text: String,
}

/// A step through a feed.
pub(super) enum Item {
    /// A field of the feed.
    Feed(Field),
    /// An entry begins.
    Begin(Tag),
    /// A field of that entry.
    Entry(Field),
    /// The entry ends; `cut` when the document ended inside it.
    End { cut: bool },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Channel,
    Items,
    Entry,
    Field,
    Inside,
    Skip,
}

/// The stream; see the head of this file.
pub(super) struct Fields<'a> {
    walker: Walker<'a>,
    pub(super) family: Family,
    pub(super) root: Tag,
    places: Vec<Place>,
    field: Option<Field>,
    /// Names of the elements open inside the field, as they were written to its text.
    inside: Vec<String>,
    part: Option<usize>,
    begun: bool,
    entries: usize,
    channels: usize,
    /// Whether more entries came than are read.
    pub(super) overflow: bool,
    /// Whether feed-rs would refuse this document or pass over a part of it in silence.
    unreadable: bool,
}

impl<'a> Fields<'a> {
    /// Opens `source`. The error is the root element's name, `None` where there is no element.
    pub(super) fn open(source: &'a str, base: Option<Url>) -> Result<Self, Option<String>> {
        let mut walker = Walker::new(source, base);
        let root = loop {
            match walker.next() {
                Some(Node::Open(tag)) => break tag,
                Some(_) => {}
                None => return Err(None),
            }
        };
        let (family, place) = match root.name.to_ascii_lowercase().as_str() {
            "rss" => (Family::Rss, Place::Root),
            "rdf" => (Family::Rdf, Place::Root),
            "channel" => (Family::Rss, Place::Channel),
            "feed" => (Family::Atom, Place::Root),
            "entry" => (Family::Atom, Place::Entry),
            _ => return Err(Some(root.name)),
        };
        let unreadable = !match root.name.as_str() {
            "rss" => matches!(root.attribute("version"), Some("2.0" | "0.91" | "0.92")),
            "RDF" | "feed" | "entry" => true,
            _ => false,
        };
        Ok(Self {
            walker,
            family,
            root,
            places: vec![place],
            field: None,
            inside: Vec::new(),
            part: None,
            begun: false,
            entries: 0,
            channels: 0,
            overflow: false,
            unreadable,
        })
    }

    /// What was wrong with the markup so far.
    pub(super) fn damage(&self) -> Damage {
        self.walker.damage
    }

    /// Whether feed-rs can be given the document as it is.
    pub(super) fn is_sound(&self) -> bool {
        !self.unreadable && self.walker.damage == Damage::default()
    }

    /// The next step; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Item> {
        if self.places.first() == Some(&Place::Entry) && !self.begun {
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
            if self.overflow {
                return None;
            }
            if item.is_some() {
                return item;
            }
        }
        None
    }

    fn opened(&mut self, tag: Tag) -> Option<Item> {
        let parent = self.places.last().copied().unwrap_or(Place::Skip);
        let place = self.place(parent, &tag);
        self.places.push(place);
        match place {
            Place::Channel => {
                self.channels += 1;
                self.unreadable |= self.channels > 1;
            }
            Place::Entry => {
                self.walker.mark_entry();
                self.entries += 1;
                self.overflow = self.entries > MAX_ENTRIES;
                let expected = if self.family == Family::Rss { Place::Channel } else { Place::Root };
                self.unreadable |= parent != expected;
                return Some(Item::Begin(tag));
            }
            Place::Field => {
                let is_markup = is_xhtml(&tag);
                self.unreadable |= self.family == Family::Atom && is_oddly_typed(&tag);
                let base = self.walker.base().cloned();
                self.field = Some(Field { tag, base, text: String::new(), is_markup, parts: Vec::new() });
            }
            Place::Inside => self.opened_inside(tag),
            Place::Root | Place::Items | Place::Skip => {}
        }
        None
    }

    fn place(&self, parent: Place, tag: &Tag) -> Place {
        let name = tag.name.to_ascii_lowercase();
        let home = tag.ns == Ns::Home || (tag.ns == Ns::Atom && self.family == Family::Atom);
        let entry = if self.family == Family::Atom { "entry" } else { "item" };
        match parent {
            Place::Root | Place::Channel | Place::Items if home && name == entry => Place::Entry,
            Place::Root if home && name == "channel" && self.family != Family::Atom => Place::Channel,
            Place::Root | Place::Channel if name == "items" && self.family != Family::Atom => Place::Items,
            Place::Root | Place::Channel
                if home && matches!(name.as_str(), "image" | "textinput" | "cloud" | "skiphours" | "skipdays") =>
            {
                Place::Skip
            }
            Place::Entry if name == "source" => Place::Skip,
            Place::Root | Place::Channel | Place::Entry => Place::Field,
            Place::Field | Place::Inside => Place::Inside,
            Place::Items | Place::Skip => Place::Skip,
        }
    }

    fn opened_inside(&mut self, tag: Tag) {
        let Some(field) = &mut self.field else { return };
        if has_parts(&field.tag) {
            if field.parts.len() < MAX_PARTS {
                self.part = Some(field.parts.len());
                field.parts.push(Part { tag, text: String::new() });
            }
            return;
        }
        let name = tag.name.to_ascii_lowercase();
        // feed-rs writes XHTML back with `</br>`, which HTML takes for another break, and without escaping attributes.
        let badly_written = is_void(&name) || tag.attributes.iter().any(|a| a.value.contains(['"', '<', '&']));
        self.unreadable |= !field.is_markup || badly_written;
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
        match self.part.and_then(|i| field.parts.get_mut(i)) {
            Some(part) => part.text.push_str(text),
            None if field.is_markup => field.text.push_str(&escape(text)),
            None => field.text.push_str(text),
        }
    }

    fn closed(&mut self) -> Option<Item> {
        match self.places.pop()? {
            Place::Entry => Some(Item::End { cut: self.walker.damage.truncated }),
            Place::Field => {
                self.inside.clear();
                let field = self.field.take()?;
                self.unreadable |= breaks_feed_rs(&field);
                let in_entry = self.places.last() == Some(&Place::Entry);
                Some(if in_entry { Item::Entry(field) } else { Item::Feed(field) })
            }
            Place::Inside => {
                self.part = None;
                if let (Some(field), Some(name)) = (&mut self.field, self.inside.pop())
                    && !is_void(&name)
                {
                    let _ = write!(field.text, "</{name}>");
                }
                None
            }
            Place::Root | Place::Channel | Place::Items | Place::Skip => None,
        }
    }
}

/// Persons and media are structure; everything else that has elements inside is text with markup in it.
fn has_parts(tag: &Tag) -> bool {
    tag.ns == Ns::Media
        || (tag.ns == Ns::Itunes && tag.name == "owner")
        || (matches!(tag.ns, Ns::Home | Ns::Atom) && matches!(tag.name.as_str(), "author" | "contributor"))
}

/// Atom text that feed-rs refuses or takes for something else: of a type it does not know, or encoded in the way that
/// Atom 0.3 states in `mode`.
fn is_oddly_typed(tag: &Tag) -> bool {
    matches!(tag.name.as_str(), "title" | "subtitle" | "summary" | "content" | "rights")
        && (tag.attribute("mode").is_some()
            || !matches!(tag.attribute("type"), None | Some("text" | "html" | "xhtml" | "text/html")))
}

/// feed-rs panics on play times that are too long for a number or not in ASCII digits, and on addresses of persons
/// that stand beside other alphabets. That is caught, but a panic is loud: better not to provoke it.
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

/// Atom's `type="xhtml"`, Atom 0.3's `mode="xml"`, and XHTML elements standing in an entry of their own accord.
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

/// Text as XML, for element content and double-quoted attributes.
pub(super) fn escape(text: &str) -> String {
    quick_xml::escape::partial_escape(text).replace('"', "&quot;")
}
