//! Reads HTML into rich text: the meaning of each element, in the order of reading.
//!
//! Broken markup is repaired here: stray children of lists, tables that only lay out a page, links without text. The
//! looks are left to the modules that write rich text.

mod jumps;
mod language;
mod links;
mod tables;

use std::collections::HashMap;

use dom_query::{Document, NodeRef};

use super::dom::{self, Step, Walk, attribute, name};
use super::elements::{Role, role};
use super::images::image;
use super::links::{Links, base_of};
use super::rich_text::{RichText, Tag, TextEvent};
use super::scripts::script;
use crate::domain::Text;

/// Depth of nested lists and quotations; deeper ones become divisions, to keep room for their text.
const MAX_INDENT: usize = 8;

/// Reads a fragment or a page, without its hidden parts unless it has nothing else.
pub(super) fn parse(html: &str, base: Option<&str>) -> RichText {
    let document = dom::parse(html);
    let rich_text = Builder::run(&document, base, false);
    if rich_text.is_blank() { Builder::run(&document, base, true) } else { rich_text }
}

/// An element that was entered and not yet left.
#[derive(Debug, Default)]
struct Frame {
    /// The tag that it became; `None` for elements without a meaning of their own.
    tag: Option<Tag>,
    /// The work to do when it ends, besides closing its tag.
    end: End,
    /// The item or definition that was put around it, since its list holds nothing else.
    wrapped: Option<Tag>,
    /// Whether its content is indented.
    indents: bool,
}

/// The work to do when an element ends.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
enum End {
    #[default]
    Nothing,
    Gap,
    Strong,
    Text(&'static str),
    Preformatted,
    Script,
    /// End a link that began at the event of this index and leads to this address.
    Link(usize, String),
    /// End a reference to the anchor of this index.
    Jump(usize),
    /// End a caption that began at the event of this index.
    Caption(usize),
    /// End a table's caption that began at the event of this index.
    TableCaption(usize),
    Table,
    /// Close the item that was reopened for a list that stood between items.
    Rejoin,
}

/// Builds rich text while it walks a tree.
struct Builder {
    events: Vec<TextEvent>,
    links: Links,
    /// Anchors by the names that links on this page have for them.
    jumps: HashMap<String, usize>,
    /// Anchors whose element has not come yet; where two elements share a name, links mean the first.
    places: HashMap<String, usize>,
    frames: Vec<Frame>,
    /// The tables around this place: the event that began each, if it holds data.
    tables: Vec<Option<usize>>,
    /// The superscripts (true) and subscripts (false) around this place.
    scripts: Vec<bool>,
    preformatted: usize,
    indent: usize,
    in_link: bool,
    show_hidden: bool,
}

impl Builder {
    fn run(document: &Document, base: Option<&str>, show_hidden: bool) -> RichText {
        let links = Links::new(base_of(document, base));
        let jumps = jumps::targets(document, &links);
        let mut this = Self {
            events: Vec::new(),
            places: jumps.clone(),
            jumps,
            links,
            frames: Vec::new(),
            tables: Vec::new(),
            scripts: Vec::new(),
            preformatted: 0,
            indent: 0,
            in_link: false,
            show_hidden,
        };
        let mut walk = Walk::below(document.root());
        while let Some(step) = walk.next() {
            match step {
                Step::Enter(node) if node.is_text() => this.text(&node.text()),
                Step::Enter(node) if node.is_element() => {
                    if !this.enter(node) {
                        walk.skip_children(node);
                    }
                }
                Step::Enter(_) => {}
                Step::Leave(_) => this.leave(),
            }
        }
        RichText { events: this.events, links: this.links.into_urls() }
    }

    fn text(&mut self, raw: &str) {
        let blank = raw.trim().is_empty();
        if blank && self.expected_child().is_some() {
            return;
        }
        let mut text = Text::block(raw).into_string();
        if let Some(raised) = self.scripts.last() {
            text = script(&text, *raised);
        }
        let wrapper = self.expected_child().filter(|_| !blank);
        self.events.extend(wrapper.map(TextEvent::Open));
        self.events.push(TextEvent::Text(text));
        self.events.extend(wrapper.map(TextEvent::Close));
    }

    /// The only tag that may stand directly in the list around this place.
    fn expected_child(&self) -> Option<Tag> {
        match self.container()? {
            Tag::List | Tag::Ordered(_) => Some(Tag::Item),
            Tag::Terms => Some(Tag::Definition),
            _ => None,
        }
    }

    fn container(&self) -> Option<Tag> {
        self.frames.iter().rev().find_map(|frame| frame.tag)
    }

    /// Enters an element; false when its content must be skipped.
    fn enter(&mut self, node: NodeRef<'_>) -> bool {
        if !self.show_hidden && dom::is_hidden(&node) {
            return false;
        }
        if !self.places.is_empty() {
            let place = jumps::id_of(&node).and_then(|id| self.places.remove(&id));
            self.events.extend(place.map(TextEvent::Anchor));
        }
        let role = role(&name(&node));
        if self.read_leaf(&node, role) {
            return false;
        }
        self.open_element(node, role);
        true
    }

    /// Reads an element whose content must be skipped; false for all others.
    fn read_leaf(&mut self, node: &NodeRef<'_>, role: Role) -> bool {
        match role {
            Role::Skip => {}
            Role::NoScript => return repeats_image(node),
            Role::Image => {
                let event = image(node, &self.links);
                self.push_wrapped(event);
            }
            Role::Media(word) => self.media(node, word),
            Role::Checkbox => {
                if attribute(node, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox")) {
                    self.text(if node.has_attr("checked") { "☑ " } else { "☐ " });
                }
            }
            Role::Formula => {
                let formula = attribute(node, "alttext").filter(|_| node.text().trim().is_empty());
                let Some(formula) = formula else { return false };
                self.text(&formula);
            }
            Role::Break => self.events.push(TextEvent::Break),
            Role::Rule => {
                let again = self.events.iter().rev().find(|event| **event != TextEvent::Gap) == Some(&TextEvent::Rule);
                self.push_wrapped((!again).then_some(TextEvent::Rule));
            }
            _ => return false,
        }
        true
    }

    /// Opens an element whose content is read.
    fn open_element(&mut self, node: NodeRef<'_>, role: Role) {
        match role {
            // HTML lets `<div>` group the terms of a list.
            Role::Becomes(Tag::Division) if self.expected_child() == Some(Tag::Definition) => self.open_nothing(),
            Role::Becomes(Tag::Code) if self.preformatted > 0 => self.open_nothing(),
            Role::Becomes(tag) if tag == Tag::Caption || is_caption(&node) => {
                self.open(Tag::Caption, End::Caption(self.events.len()));
            }
            Role::Becomes(tag) => self.open(tag, End::Nothing),
            Role::SetApart if self.expected_child().is_some() => self.open(Tag::Division, End::Nothing),
            Role::SetApart => {
                self.events.push(TextEvent::Gap);
                self.open(Tag::Division, End::Gap);
            }
            Role::Summary => {
                self.open(Tag::Paragraph, End::Strong);
                self.events.push(TextEvent::Open(Tag::Strong));
            }
            Role::Ordered => {
                let start = attribute(&node, "start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.open(Tag::Ordered(start), End::Nothing);
            }
            Role::Item if self.expected_child() == Some(Tag::Item) => self.open(Tag::Item, End::Nothing),
            Role::Item => {
                self.open(Tag::Division, End::Nothing);
                self.events.push(TextEvent::Text("• ".to_owned()));
            }
            Role::Preformatted => {
                self.open(Tag::Preformatted, End::Preformatted);
                self.events.extend(language::language_of(&node).map(TextEvent::Language));
                self.preformatted += 1;
            }
            Role::Link => self.enter_link(&node),
            Role::Ruby => {
                self.events.push(TextEvent::Text("(".to_owned()));
                self.frames.push(Frame { end: End::Text(")"), ..Frame::default() });
            }
            Role::Quotation => {
                self.events.push(TextEvent::Text("“".to_owned()));
                self.frames.push(Frame { end: End::Text("”"), ..Frame::default() });
            }
            Role::Script(raised) => {
                self.scripts.push(raised);
                self.frames.push(Frame { end: End::Script, ..Frame::default() });
            }
            Role::Table => self.enter_table(node),
            Role::TableCaption => self.enter_table_caption(),
            Role::Row => self.enter_table_part(Tag::Row),
            Role::Cell(heads) => {
                let span = (tables::span(&node, "colspan"), tables::span(&node, "rowspan"));
                self.enter_table_part(Tag::Cell { span, heads });
            }
            _ => self.open_nothing(),
        }
    }

    /// Enters an element that has no meaning of its own.
    fn open_nothing(&mut self) {
        self.frames.push(Frame::default());
    }

    /// Opens `tag`, with the wrapper that its place needs, or as another tag where it may not stand.
    fn open(&mut self, tag: Tag, end: End) {
        let mut frame = Frame { tag: Some(tag), end, ..Frame::default() };
        let is_list = matches!(tag, Tag::List | Tag::Ordered(_));
        match self.expected_child() {
            Some(Tag::Item) if tag != Tag::Item => {
                if is_list && self.events.last() == Some(&TextEvent::Close(Tag::Item)) {
                    self.events.pop();
                    frame.end = End::Rejoin;
                } else {
                    frame.wrapped = Some(Tag::Item);
                }
            }
            Some(Tag::Definition) if !matches!(tag, Tag::Term | Tag::Definition) => {
                frame.wrapped = Some(Tag::Definition);
            }
            _ => {}
        }
        if is_list || matches!(tag, Tag::Quote | Tag::Definition) {
            self.indent += 1;
            frame.indents = true;
            if self.indent > MAX_INDENT {
                frame.tag = Some(Tag::Division);
            }
        }
        if matches!(tag, Tag::Term | Tag::Definition) && self.container() != Some(Tag::Terms) {
            frame.tag = Some(Tag::Division);
        }
        self.events.extend(frame.wrapped.map(TextEvent::Open));
        self.events.extend(frame.tag.map(TextEvent::Open));
        self.frames.push(frame);
    }

    /// Adds an event that has no content.
    fn push_wrapped(&mut self, event: Option<TextEvent>) {
        let Some(event) = event else { return };
        let wrapper = self.expected_child();
        self.events.extend(wrapper.map(TextEvent::Open));
        self.events.push(event);
        self.events.extend(wrapper.map(TextEvent::Close));
    }

    fn leave(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        self.indent -= usize::from(frame.indents);
        match frame.end {
            End::Strong => self.events.push(TextEvent::Close(Tag::Strong)),
            End::Text(text) => self.events.push(TextEvent::Text(text.to_owned())),
            End::Preformatted => self.preformatted -= 1,
            End::Script => {
                self.scripts.pop();
            }
            End::Table => drop(self.tables.pop()),
            End::Jump(index) => self.events.push(TextEvent::Close(Tag::Jump(index))),
            End::Caption(start) => self.drop_repeated_alt(start),
            End::Link(start, target) => {
                self.leave_link(start, target);
                return;
            }
            End::Nothing | End::Gap | End::TableCaption(_) | End::Rejoin => {}
        }
        self.events.extend(frame.tag.map(TextEvent::Close));
        self.events.extend(frame.wrapped.map(TextEvent::Close));
        match frame.end {
            End::Gap => self.events.push(TextEvent::Gap),
            End::Rejoin => self.events.push(TextEvent::Close(Tag::Item)),
            End::TableCaption(start) => self.lift_caption(start),
            _ => {}
        }
    }
}

/// Whether a class marks the element as a caption, as WordPress does.
fn is_caption(node: &NodeRef<'_>) -> bool {
    matches!(name(node).as_str(), "p" | "div")
        && node.attr("class").is_some_and(|class| class.split_whitespace().any(|class| class == "wp-caption-text"))
}

/// Whether a `<noscript>` only repeats the picture before it: pages that load pictures late do so.
fn repeats_image(node: &NodeRef<'_>) -> bool {
    let has_image =
        |node: NodeRef<'_>| node.has_name("img") || node.descendants_it().any(|below| below.has_name("img"));
    node.text().trim().is_empty() && has_image(*node) && node.prev_element_sibling().is_some_and(has_image)
}

#[cfg(test)]
mod tests;
