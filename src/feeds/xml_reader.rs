//! A pull reader over XML as feeds really are: tags that don't match, entities nobody declared, an end that is missing.
//!
//! quick-xml does the tokens; this keeps the stack of open elements itself, so that every element that opens also
//! closes, once, and in order. What the elements mean is left to `fields`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};
use url::Url;

use super::dtd::Entities;
use super::entities;
use super::names::{self, Ns};

/// Elements nested deeper than this are read through as if their tags were not there.
const MAX_DEPTH: usize = 200;
/// The longest `xml:base` heeded: every relative address in the document grows by it.
const MAX_BASE: usize = 300;
/// Attributes read of one tag.
const MAX_ATTRIBUTES: usize = 64;
/// How often a `<` that opens no tag may be taken for a character: each time costs a look at the rest.
const MAX_LITERALS: u32 = 200;
/// A step of the walk.
pub(super) enum Node<'a> {
    /// An element opens.
    Open(Tag),
    /// Characters, references resolved.
    Text(Cow<'a, str>),
    /// The innermost element closes.
    Close,
}

/// A start tag.
#[derive(Debug, Clone)]
pub(super) struct Tag {
    pub(super) ns: Ns,
    /// The local name, as spelled.
    pub(super) name: String,
    pub(super) attributes: Vec<Attribute>,
}

/// An attribute; `ns` is `None` without a prefix.
#[derive(Debug, Clone)]
pub(super) struct Attribute {
    pub(super) ns: Option<Ns>,
    pub(super) name: String,
    pub(super) value: String,
}

impl Tag {
    /// The attribute `name` without a prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.find(None, name)
    }

    /// The attribute `name` of namespace `ns`.
    pub(super) fn attribute_of(&self, ns: Ns, name: &str) -> Option<&str> {
        self.find(Some(ns), name)
    }

    fn find(&self, ns: Option<Ns>, name: &str) -> Option<&str> {
        self.attributes.iter().find(|a| a.ns == ns && a.name.eq_ignore_ascii_case(name)).map(|a| a.value.as_str())
    }
}

/// What is wrong with a document, as far as a strict reader would refuse it or read it wrongly.
#[expect(clippy::struct_excessive_bools, reason = "a set of independent findings")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Damage {
    /// `&` or `<` that starts nothing.
    pub(super) bare_characters: bool,
    /// References that XML does not know.
    pub(super) entities: bool,
    /// End tags that close nothing, or something else.
    pub(super) mismatched: bool,
    /// The document ends before its elements do.
    pub(super) truncated: bool,
    /// A prefix that was never declared.
    pub(super) prefixes: bool,
    /// A namespace that feed-rs would not recognise.
    pub(super) namespaces: bool,
    /// Nested deeper than [`MAX_DEPTH`].
    pub(super) deep: bool,
}

struct Open {
    name: String,
    base: Option<Arc<Url>>,
}

/// The walker; see the head of this file.
pub(super) struct Walker<'a> {
    source: &'a str,
    reader: Reader<&'a [u8]>,
    open: Vec<Open>,
    /// How many elements of each name are open, so that a stray end tag costs no search.
    counts: HashMap<String, u32>,
    /// Elements still to be closed before the next event is read.
    closing: usize,
    /// Start tags passed over below [`MAX_DEPTH`].
    passed: usize,
    names: NamespaceResolver,
    /// The address of the root's own namespace.
    home: Option<String>,
    base: Option<Arc<Url>>,
    literals: u32,
    entities: Entities,
    started: bool,
    /// The qualified name of entries, once one was seen: an entry inside an entry means a lost end tag.
    entry: Option<String>,
    pub(super) damage: Damage,
}

impl<'a> Walker<'a> {
    /// Walks `source`, whose addresses are relative to `base`.
    pub(super) fn new(source: &'a str, base: Option<Url>) -> Self {
        Self {
            source,
            reader: reader(source),
            open: Vec::new(),
            counts: HashMap::new(),
            closing: 0,
            passed: 0,
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

    /// The base address where the walk stands: `xml:base`, else the document's.
    pub(super) fn base(&self) -> Option<&Arc<Url>> {
        self.open.last().map_or(self.base.as_ref(), |open| open.base.as_ref())
    }

    /// Says that the innermost element is an entry, and that entries never nest.
    pub(super) fn mark_entry(&mut self) {
        self.entry = self.open.last().map(|open| open.name.clone());
    }

    /// The next step; `None` after the root has closed.
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
                    Some(Node::Text(text.into()))
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
        if self.entry.as_deref() == Some(qualified) && self.counts.get(qualified).is_some_and(|n| *n > 0) {
            // Close the entry that is open, then come back to this tag.
            self.end(qualified);
            self.damage.mismatched = true;
            self.source = self.source.get(at..).unwrap_or_default();
            self.reader = reader(self.source);
            return None;
        }
        if self.open.len() >= MAX_DEPTH {
            self.damage.deep = true;
            self.passed += usize::from(!empty);
            return None;
        }
        // The level is set, not counted, so that namespaces stay right where tags don't match. Too many bindings
        // are no reason to stop: those that fit stay.
        self.names.set_level(u16::try_from(self.open.len()).unwrap_or(u16::MAX - 1));
        let _ = self.names.push(tag);
        if !self.started {
            self.settle_home(qualified);
        }
        let ns = self.namespace(qualified);
        let attributes = self.attributes(tag);
        let mut base = self.base().cloned();
        let own = attributes.iter().find(|a| a.ns == Some(Ns::Xml) && a.name == "base");
        if let Some(own) = own.filter(|own| own.value.len() <= MAX_BASE) {
            base = join(base.as_deref(), &own.value).map(Arc::new).or(base);
        }
        self.started = true;
        self.open.push(Open { name: qualified.to_owned(), base });
        *self.counts.entry(qualified.to_owned()).or_default() += 1;
        self.closing = usize::from(empty);
        let name = QName(qualified).local_name().into_inner().to_owned();
        Some(Node::Open(Tag { ns, name, attributes }))
    }

    fn end(&mut self, name: &str) {
        if self.passed > 0 {
            self.passed -= 1;
        } else if self.counts.get(name).is_some_and(|n| *n > 0) {
            let depth = self.open.iter().rev().position(|open| open.name == name).unwrap_or_default();
            self.damage.mismatched |= depth > 0;
            self.closing = depth + 1;
        } else {
            self.damage.mismatched = true;
        }
    }

    fn pop(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if let Some(n) = self.counts.get_mut(&open.name) {
            *n = n.saturating_sub(1);
        }
        self.names.set_level(u16::try_from(self.open.len()).unwrap_or(u16::MAX - 1));
    }

    /// Takes the `<` at `at` for a character and reads on behind it.
    fn literal(&mut self, at: usize) -> Option<Node<'a>> {
        self.damage.bare_characters = true;
        self.literals += 1;
        let rest = self.source.get(at + 1..).filter(|_| self.literals <= MAX_LITERALS)?;
        self.source = rest;
        self.reader = reader(rest);
        Some(Node::Text("<".into()))
    }

    /// Reads on after an error of the tokenizer, which is always some markup without its end.
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

    fn settle_home(&mut self, root: &str) {
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
                Ns::meant_by(&prefix)
            }
        }
    }

    fn attributes(&self, tag: &BytesStart<'_>) -> Vec<Attribute> {
        let mut attributes = tag.html_attributes();
        // The check for repeats compares every pair; the first of two wins without it, too.
        let attributes = attributes.with_checks(false).flatten().take(MAX_ATTRIBUTES);
        let kept = attributes.filter(|a| a.key.as_namespace_binding().is_none());
        kept.map(|attribute| {
            let ns = match self.names.resolve_attribute(attribute.key).0 {
                ResolveResult::Bound(address) => Some(Ns::at(address.0)),
                ResolveResult::Unbound => None,
                ResolveResult::Unknown(prefix) => Some(Ns::meant_by(&prefix)),
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

/// `reference` relative to `base`.
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

    /// The walk as one line: `(name` opens, `)` closes.
    fn xml_reader(source: &str) -> (String, Damage) {
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
    fn what_opens_closes() {
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
            assert_eq!(xml_reader(source).0, expected, "{source}");
        }
    }

    #[test]
    fn sound_documents_are_found_sound() {
        let (_, damage) =
            xml_reader("<?xml version='1.0'?><!-- & --><rss><b c='1'>x &amp; &#233;<![CDATA[&nbsp;]]></b></rss>");
        assert_eq!(damage, Damage::default());
    }

    #[test]
    fn hostile_documents_end() {
        let depth = "<a>".repeat(100_000);
        assert!(xml_reader(&depth).1.deep);
        let attributes = format!("<a {}/>", "b='' ".repeat(300_000));
        assert_eq!(xml_reader(&attributes).0, "(a)");
        let brackets = "< ".repeat(300_000);
        xml_reader(&format!("<a>{brackets}</a>"));
        let declarations: Vec<String> = (0..100_000).map(|i| format!(" xmlns:n{i}='u{i}'")).collect();
        let declarations = declarations.concat();
        xml_reader(&format!("<a{declarations}><n1:b/></a>"));
        let strays = format!("{}{}", "<a><b>".repeat(90), "</c></a>".repeat(100_000));
        xml_reader(&strays);
        let bomb = format!("<!DOCTYPE a [<!ENTITY x \"{}\">]><a>{}</a>", "y".repeat(200), "&x;".repeat(100_000));
        assert!(xml_reader(&bomb).0.len() < 1_000_000);
    }

    proptest::proptest! {
        #[test]
        fn every_walk_is_balanced(source in "(<[a-c/!?]{1,3}>|<|&|;|a|\\]\\]>|<!\\[CDATA\\[|<!--|\"|'){0,40}") {
            let (steps, _) = xml_reader(&source);
            proptest::prop_assert_eq!(steps.matches('(').count() - source.matches('(').count(),
                                      steps.matches(')').count());
        }
    }
}
