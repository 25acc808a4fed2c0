//! Reads a tree and takes the story out of it: what each element means, in the order of reading.
//!
//! Everything that can be put right is put right here: stray children of lists, tables that only lay out a page,
//! links without text. How it looks is left to those who read the story.

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

/// Lists and quotes inside each other; deeper ones add no more indentation.
const MAX_INDENT: usize = 8;

/// The story of a fragment or a page. Hidden parts are left out, unless nothing else is there.
pub(super) fn parse(html: &str, base: Option<&str>) -> RichText {
    let document = dom::parse(html);
    let rich_text = Builder::run(&document, base, false);
    if rich_text.is_blank() { Builder::run(&document, base, true) } else { rich_text }
}

/// An element that has been entered.
#[derive(Debug, Default)]
struct Frame {
    /// What it became; `None` for elements that count for nothing.
    tag: Option<Tag>,
    /// What to do when it ends, besides closing its tag.
    end: End,
    /// An item or definition put around it because its list holds nothing else.
    wrapped: Option<Tag>,
    /// Whether what is in it stands further in.
    indents: bool,
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
enum End {
    #[default]
    Nothing,
    Gap,
    Strong,
    Text(&'static str),
    Preformatted,
    Script,
    /// Opened at this piece, to this target.
    Link(usize, String),
    /// To the anchor of this index.
    Jump(usize),
    /// Begun at this piece.
    Caption(usize),
    TableCaption(usize),
    Table,
    /// The list goes on in the item before it.
    Rejoin,
}

struct Builder {
    events: Vec<TextEvent>,
    links: Links,
    /// Places on this page that its own links lead to, and those of them that have not been come to: the first
    /// element of a name is meant.
    jumps: HashMap<String, usize>,
    places: HashMap<String, usize>,
    frames: Vec<Frame>,
    /// The tables around this place: where each began, when it holds data.
    tables: Vec<Option<usize>>,
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
                        walk.pass_over(node);
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

    /// The only thing that may stand here, inside a list.
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

    /// Begins an element; false when it is dealt with and its content is to be passed over.
    fn enter(&mut self, node: NodeRef<'_>) -> bool {
        if !self.show_hidden && dom::is_hidden(&node) {
            return false;
        }
        if !self.places.is_empty() {
            let place = jumps::id_of(&node).and_then(|id| self.places.remove(&id));
            self.events.extend(place.map(TextEvent::Anchor));
        }
        match role(&name(&node)) {
            Role::Skip => return false,
            Role::NoScript if repeats_image(&node) => return false,
            Role::Through | Role::NoScript => self.frames.push(Frame::default()),
            Role::Is(Tag::Division) if self.expected_child() == Some(Tag::Definition) => {
                // HTML lets `<div>` group the terms of a list.
                self.frames.push(Frame::default());
            }
            Role::Is(Tag::Code) if self.preformatted > 0 => self.frames.push(Frame::default()),
            Role::Is(tag) if tag == Tag::Caption || is_caption(&node) => {
                self.open(Tag::Caption, End::Caption(self.events.len()));
            }
            Role::Is(tag) => self.open(tag, End::Nothing),
            Role::Apart if self.expected_child().is_some() => self.open(Tag::Division, End::Nothing),
            Role::Apart => {
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
            Role::Image => {
                let event = image(&node, &self.links);
                self.alone(event);
                return false;
            }
            Role::Media(word) => {
                self.media(&node, word);
                return false;
            }
            Role::Box => {
                let is_box = attribute(&node, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox"));
                if is_box {
                    self.text(if node.has_attr("checked") { "☑ " } else { "☐ " });
                }
                return false;
            }
            Role::Reading => {
                self.events.push(TextEvent::Text("(".to_owned()));
                self.frames.push(Frame { end: End::Text(")"), ..Frame::default() });
            }
            Role::Formula => match attribute(&node, "alttext").filter(|_| node.text().trim().is_empty()) {
                Some(formula) => {
                    self.text(&formula);
                    return false;
                }
                None => self.frames.push(Frame::default()),
            },
            Role::Break => {
                self.events.push(TextEvent::Break);
                return false;
            }
            Role::Rule => {
                let again = self.events.iter().rev().find(|event| **event != TextEvent::Gap) == Some(&TextEvent::Rule);
                self.alone((!again).then_some(TextEvent::Rule));
                return false;
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
        }
        true
    }

    /// Opens `tag`, put right for where it stands.
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

    /// A piece without content.
    fn alone(&mut self, event: Option<TextEvent>) {
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

/// Publishing systems mark a caption with a class when its element doesn't say it.
fn is_caption(node: &NodeRef<'_>) -> bool {
    matches!(name(node).as_str(), "p" | "div")
        && node.attr("class").is_some_and(|class| class.split_whitespace().any(|class| class == "wp-caption-text"))
}

/// Pages that load pictures late repeat each for browsers without scripts.
fn repeats_image(node: &NodeRef<'_>) -> bool {
    let has_image =
        |node: NodeRef<'_>| node.has_name("img") || node.descendants_it().any(|below| below.has_name("img"));
    node.text().trim().is_empty() && has_image(*node) && node.prev_element_sibling().is_some_and(has_image)
}

#[cfg(test)]
mod tests;
