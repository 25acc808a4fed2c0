//! Reads an XML feed as a stream of fields, those of the feed and those of each entry.
//!
//! This module decides which elements are feeds, entries and fields in RSS, RDF and Atom. The meaning of a field is
//! left to `extensions` and `repair`.

use std::fmt::Write;
use std::ops::Range;

use url::Url;

use crate::domain::text::prefix;

use super::dtd::Entities;
use super::field::{
    Family, Field, MAX_TEXT, Part, breaks_feed_rs, escape, has_parts, is_oddly_typed, is_void, is_xhtml,
};
use super::names::Ns;
use super::xml_reader::{Damage, Node, Tag, Walker};

/// The most elements of an entry, or of the feed outside entries, with which feed-rs reads the document as it is. It
/// keeps every link and medium; of a rewritten document it gets titles and bodies alone.
const MAX_ELEMENTS: usize = 1_000;
/// The texts that the stream collects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Texts {
    All,
    /// Not titles and bodies, which feed-rs reads.
    Extensions,
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
            if field.parts.len() < field.most_parts() {
                self.part = Some(field.parts.len());
                field.parts.push(Part { tag, text: String::new() });
            }
            self.count_element();
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
