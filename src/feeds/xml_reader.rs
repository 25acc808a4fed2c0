//! A pull parser for malformed XML: mismatched tags, undeclared entities and prefixes, truncated documents.
//!
//! quick-xml tokenises, and this parser keeps the stack of open elements, so that every element that opens also closes,
//! once and in order. The meaning of elements is left to `fields`.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};
use url::Url;

use super::dtd::Entities;
use super::entities;
use super::names::{self, Ns};

/// The deepest nesting; tags of deeper elements are ignored and their text is kept.
const MAX_DEPTH: usize = 200;
/// The longest `xml:base` used, in bytes; every relative address in the document grows by it.
const MAX_BASE: usize = 300;
/// The most attributes read of one tag.
const MAX_ATTRIBUTES: usize = 64;
/// How often a `<` that opens no tag may be read as text; each time costs a scan of the rest.
const MAX_LITERALS: u32 = 200;

/// A parse event.
pub(super) enum Node<'a> {
    /// An element opens.
    Open(Tag),
    /// Text with references resolved.
    Text(Cow<'a, str>),
    /// The innermost element closes.
    Close,
}

/// A start tag.
#[derive(Debug, Clone)]
pub(super) struct Tag {
    pub(super) ns: Ns,
    /// The local name as spelled.
    pub(super) name: String,
    pub(super) attributes: Vec<Attribute>,
}

/// An attribute; `ns` is `None` if the name has no prefix.
#[derive(Debug, Clone)]
pub(super) struct Attribute {
    pub(super) ns: Option<Ns>,
    pub(super) name: String,
    pub(super) value: String,
}

impl Tag {
    /// Returns the value of the attribute `name` without a prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.find(None, name)
    }

    /// Returns the value of the attribute `name` in namespace `ns`.
    pub(super) fn attribute_of(&self, ns: Ns, name: &str) -> Option<&str> {
        self.find(Some(ns), name)
    }

    fn find(&self, ns: Option<Ns>, name: &str) -> Option<&str> {
        self.attributes.iter().find(|a| a.ns == ns && a.name.eq_ignore_ascii_case(name)).map(|a| a.value.as_str())
    }
}

/// The faults of a document for which a strict parser would reject or misread it.
#[expect(clippy::struct_excessive_bools, reason = "the findings are independent")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Damage {
    /// An unescaped `&` or `<`.
    pub(super) bare_characters: bool,
    /// References that XML does not define.
    pub(super) entities: bool,
    /// End tags that match no open element, or not the innermost one.
    pub(super) mismatched: bool,
    /// The document ends with elements still open.
    pub(super) truncated: bool,
    /// An undeclared prefix.
    pub(super) prefixes: bool,
    /// A namespace in a spelling that feed-rs does not recognise.
    pub(super) namespaces: bool,
    /// Elements nested deeper than [`MAX_DEPTH`].
    pub(super) deep: bool,
}

/// An open element.
struct Open {
    name: String,
    base: Option<Arc<Url>>,
}

/// The parser.
pub(super) struct Walker<'a> {
    /// The part of the document that `reader` reads: a suffix of the whole.
    source: &'a str,
    /// Length of the whole document, in bytes.
    length: usize,
    reader: Reader<&'a [u8]>,
    /// The open elements, at most [`MAX_DEPTH`].
    open: Vec<Open>,
    /// Where the start tag that was read last begins.
    tag_start: usize,
    /// Number of elements to close before the next token is read.
    closing: usize,
    /// Number of ignored start tags below [`MAX_DEPTH`] whose end tags are still to come.
    ignored: usize,
    names: NamespaceResolver,
    /// Address of the root's namespace.
    home: Option<String>,
    base: Option<Arc<Url>>,
    literals: u32,
    entities: Entities,
    started: bool,
    /// Qualified name of entries, once known; a start tag of it inside an entry means that an end tag is missing.
    entry: Option<String>,
    pub(super) damage: Damage,
}

impl<'a> Walker<'a> {
    /// Makes a parser of `source`, whose addresses are relative to `base`.
    pub(super) fn new(source: &'a str, base: Option<Url>) -> Self {
        Self {
            source,
            length: source.len(),
            reader: reader(source),
            open: Vec::new(),
            tag_start: 0,
            closing: 0,
            ignored: 0,
            names: NamespaceResolver::default(),
            home: None,
            base: base.map(Arc::new),
            literals: 0,
            entities: Entities::default(),
            started: false,
            entry: None,
            damage: Damage::default(),
        }
    }

    /// Goes on in another document, inside the elements that are open.
    pub(super) fn enter(&mut self, source: &'a str) {
        self.source = source;
        self.length = source.len();
        self.reader = reader(source);
        self.closing = 0;
    }

    /// Takes over the entities that a document has declared.
    pub(super) fn with_entities(self, entities: &Entities) -> Self {
        Self { entities: entities.again(), ..self }
    }

    /// Returns the entities declared so far.
    pub(super) fn entities(&self) -> &Entities {
        &self.entities
    }

    /// Returns the place after the last token, as an offset in bytes.
    pub(super) fn position(&self) -> usize {
        let read = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        (self.length - self.source.len()).saturating_add(read)
    }

    /// Returns where the element that opened last has its start tag.
    pub(super) fn last_tag(&self) -> Range<usize> {
        self.tag_start..self.position()
    }

    /// Returns the current base address: that of `xml:base`, else the document's.
    pub(super) fn base(&self) -> Option<&Arc<Url>> {
        self.open.last().map_or(self.base.as_ref(), |open| open.base.as_ref())
    }

    /// Declares that the innermost element is an entry; entries never nest.
    pub(super) fn mark_entry(&mut self) {
        self.entry = self.open.last().map(|open| open.name.clone());
    }

    /// Returns the next event; `None` after the root has closed.
    pub(super) fn next(&mut self) -> Option<Node<'a>> {
        loop {
            if self.closing > 0 {
                self.closing -= 1;
                self.pop();
                return Some(Node::Close);
            }
            if self.started && self.open.is_empty() {
                return None;
            }
            let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
            let node = match self.reader.read_event() {
                Ok(Event::Start(tag)) => self.start(&tag, at, false),
                Ok(Event::Empty(tag)) => self.start(&tag, at, true),
                Ok(Event::End(tag)) => {
                    self.end(tag.name().as_ref());
                    None
                }
                Ok(Event::Text(text)) => {
                    let text = text.into_inner();
                    self.damage.bare_characters |= text.starts_with('&');
                    Some(Node::Text(text))
                }
                Ok(Event::CData(text)) => Some(Node::Text(text.into_inner())),
                Ok(Event::GeneralRef(name)) => {
                    let (text, is_strict) = self.entities.resolve(&name);
                    self.damage.entities |= !is_strict;
                    Some(Node::Text(text))
                }
                Ok(Event::DocType(subset)) => {
                    self.entities.declare(&subset);
                    None
                }
                Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_)) => None,
                Ok(Event::Eof) => {
                    if self.open.is_empty() {
                        return None;
                    }
                    self.damage.truncated = true;
                    self.closing = self.open.len();
                    None
                }
                Err(_) => self.recover(),
            };
            if node.is_some() {
                return node;
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, at: usize, empty: bool) -> Option<Node<'a>> {
        let qualified = tag.name();
        let qualified: &str = qualified.as_ref();
        if !qualified.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return self.literal(at);
        }
        if self.entry.as_deref() == Some(qualified) && self.open.iter().any(|open| open.name == qualified) {
            // Close the open entry, then parse this tag again.
            self.end(qualified);
            self.damage.mismatched = true;
            self.source = self.source.get(at..).unwrap_or_default();
            self.reader = reader(self.source);
            return None;
        }
        if self.open.len() >= MAX_DEPTH {
            self.damage.deep = true;
            self.ignored += usize::from(!empty);
            return None;
        }
        // The level is set, not counted, so that mismatched tags do not shift namespaces. If there are too many
        // bindings, parsing goes on with those that fit.
        self.names.set_level(u16::try_from(self.open.len()).unwrap_or(u16::MAX - 1));
        let _ = self.names.push(tag);
        if !self.started {
            self.set_home(qualified);
        }
        let ns = self.namespace(qualified);
        let attributes = self.attributes(tag);
        let mut base = self.base().cloned();
        let own = attributes.iter().find(|a| a.ns == Some(Ns::Xml) && a.name == "base");
        if let Some(own) = own.filter(|own| own.value.len() <= MAX_BASE) {
            base = join(base.as_deref(), &own.value).map(Arc::new).or(base);
        }
        self.started = true;
        self.tag_start = (self.length - self.source.len()).saturating_add(at);
        self.open.push(Open { name: qualified.to_owned(), base });
        self.closing = usize::from(empty);
        let name = QName(qualified).local_name().into_inner().to_owned();
        Some(Node::Open(Tag { ns, name, attributes }))
    }

    fn end(&mut self, name: &str) {
        if self.ignored > 0 {
            self.ignored -= 1;
        } else if let Some(depth) = self.open.iter().rev().position(|open| open.name == name) {
            self.damage.mismatched |= depth > 0;
            self.closing = depth + 1;
        } else {
            self.damage.mismatched = true;
        }
    }

    fn pop(&mut self) {
        self.open.pop();
        self.names.set_level(u16::try_from(self.open.len()).unwrap_or(u16::MAX - 1));
    }

    /// Reads the `<` at `at` as text and continues after it.
    fn literal(&mut self, at: usize) -> Option<Node<'a>> {
        self.damage.bare_characters = true;
        self.literals += 1;
        let rest = self.source.get(at + 1..).filter(|_| self.literals <= MAX_LITERALS)?;
        self.source = rest;
        self.reader = reader(rest);
        Some(Node::Text("<".into()))
    }

    /// Continues after an error of the tokeniser, which always is markup without an end.
    fn recover(&mut self) -> Option<Node<'a>> {
        let at = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
        let rest = self.source.get(at..).unwrap_or_default();
        if let Some(text) = rest.strip_prefix("<![CDATA[") {
            self.source = "";
            self.reader = reader("");
            return Some(Node::Text(text.into()));
        }
        if rest.starts_with("<!--") {
            self.source = "";
            self.reader = reader("");
            return None;
        }
        self.literal(at)
    }

    fn set_home(&mut self, root: &str) {
        if let ResolveResult::Bound(address) = self.names.resolve_element(QName(root)).0
            && matches!(Ns::at(address.0), Ns::Other | Ns::Atom | Ns::Home)
        {
            self.home = Some(address.0.to_owned());
            self.damage.namespaces |= !names::is_known_to_feed_rs(address.0);
        }
    }

    fn namespace(&mut self, qualified: &str) -> Ns {
        match self.names.resolve_element(QName(qualified)).0 {
            ResolveResult::Bound(address) if self.home.as_deref() == Some(address.0) => Ns::Home,
            ResolveResult::Bound(address) => {
                let ns = Ns::at(address.0);
                self.damage.namespaces |=
                    matches!(ns, Ns::Home | Ns::Atom | Ns::Content | Ns::Dc) && !names::is_known_to_feed_rs(address.0);
                ns
            }
            ResolveResult::Unbound => Ns::Home,
            ResolveResult::Unknown(prefix) => {
                self.damage.prefixes = true;
                Ns::of_prefix(&prefix)
            }
        }
    }

    fn attributes(&self, tag: &BytesStart<'_>) -> Vec<Attribute> {
        let mut attributes = tag.html_attributes();
        // quick-xml's check for duplicates compares every pair; without it, the first of two still wins.
        let attributes = attributes.with_checks(false).flatten().take(MAX_ATTRIBUTES);
        let kept = attributes.filter(|a| a.key.as_namespace_binding().is_none());
        kept.map(|attribute| {
            let ns = match self.names.resolve_attribute(attribute.key).0 {
                ResolveResult::Bound(address) => Some(Ns::at(address.0)),
                ResolveResult::Unbound => None,
                ResolveResult::Unknown(prefix) => Some(Ns::of_prefix(&prefix)),
            };
            let name = attribute.key.local_name().into_inner().to_owned();
            Attribute { ns, name, value: entities::decode(&attribute.value) }
        })
        .collect()
    }
}

fn reader(source: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    reader
}

/// Resolves `reference` against `base`, or parses it alone without a base.
pub(super) fn join(base: Option<&Url>, reference: &str) -> Option<Url> {
    let reference = reference.trim();
    match base {
        Some(base) => base.join(reference).ok(),
        None => Url::parse(reference).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the events as one line: `(name` opens, `)` closes, `[…]` is text.
    fn events(source: &str) -> (String, Damage) {
        let mut walker = Walker::new(source, None);
        let mut out = String::new();
        while let Some(node) = walker.next() {
            match node {
                Node::Open(tag) => out.extend(["(", &tag.name]),
                Node::Text(text) => out.extend(["[", &text, "]"]),
                Node::Close => out.push(')'),
            }
        }
        (out.replace("][", ""), walker.damage)
    }

    #[test]
    fn elements_that_open_close() {
        for (source, expected) in [
            ("<a><b>x</b><c/></a>", "(a(b[x])(c))"),
            ("<a><b>x</a>", "(a(b[x]))"),
            ("<a>x</b>y</a>", "(a[xy])"),
            ("<a><b>x", "(a(b[x]))"),
            ("<a>1 < 2 & 3 &amp; 4 <3</a>", "(a[1 < 2 & 3 & 4 <3])"),
            ("<a>x&nbsp;&nope;&#8217;&T rocks;</a>", "(a[x\u{a0}&nope;’&T rocks;])"),
            ("<a><![CDATA[<b>&amp;</b>]]></a>junk", "(a[<b>&amp;</b>])"),
            ("<a><b><![CDATA[cut off", "(a(b[cut off]))"),
            ("<a><b>cut <off", "(a(b[cut <off]))"),
            (
                "<!DOCTYPE a [<!ENTITY co \"Company\"><!ENTITY bomb \"&co;&co;\">]><a>&co;&bomb;</a>",
                "(a[Company&bomb;])",
            ),
            ("", ""),
            ("text only", "[text only]"),
        ] {
            assert_eq!(events(source).0, expected, "{source}");
        }
    }

    #[test]
    fn well_formed_documents_have_no_damage() {
        let (_, damage) =
            events("<?xml version='1.0'?><!-- & --><rss><b c='1'>x &amp; &#233;<![CDATA[&nbsp;]]></b></rss>");
        assert_eq!(damage, Damage::default());
    }

    #[test]
    fn hostile_documents_take_linear_time() {
        let depth = "<a>".repeat(100_000);
        assert!(events(&depth).1.deep);
        let attributes = format!("<a {}/>", "b='' ".repeat(300_000));
        assert_eq!(events(&attributes).0, "(a)");
        let brackets = "< ".repeat(300_000);
        events(&format!("<a>{brackets}</a>"));
        let declarations: Vec<String> = (0..100_000).map(|i| format!(" xmlns:n{i}='u{i}'")).collect();
        let declarations = declarations.concat();
        events(&format!("<a{declarations}><n1:b/></a>"));
        let strays = format!("{}{}", "<a><b>".repeat(90), "</c></a>".repeat(100_000));
        events(&strays);
        let bomb = format!("<!DOCTYPE a [<!ENTITY x \"{}\">]><a>{}</a>", "y".repeat(200), "&x;".repeat(100_000));
        assert!(events(&bomb).0.len() < 1_000_000);
    }

    proptest::proptest! {
        #[test]
        fn opens_and_closes_are_balanced(source in "(<[a-c/!?]{1,3}>|<|&|;|a|\\]\\]>|<!\\[CDATA\\[|<!--|\"|'){0,40}") {
            let (line, _) = events(&source);
            proptest::prop_assert_eq!(line.matches('(').count(), line.matches(')').count());
        }
    }
}
