//! Tracks the open elements, so that `guard` knows how deep the parser's tree will be: a small model of the tree
//! construction of WHATWG HTML, 13.2.6.
//!
//! Where the model is inexact, it counts an element as still open: a tree that is flatter than its source does no harm,
//! a tree that is deeper than counted does.

use super::kind::{Kind, is_integration_point, is_one_of, kind, leaves_foreign, may_stay_open};
use super::tokens::Tag;

/// Formatting elements that the parser may have to reopen in every block; further ones are dropped.
const MAX_LOOSE: usize = 24;

/// An open element.
#[derive(Debug, Clone, Copy)]
struct Entry<'a> {
    name: &'a str,
    kind: Kind,
    /// Whether it belongs to `svg` or `math`.
    foreign: bool,
    /// Levels that it adds to the depth of the tree.
    weight: usize,
    /// Formatting elements to be reopened when this one was opened.
    loose: usize,
}

impl Entry<'_> {
    fn holds_html(&self) -> bool {
        !self.foreign || is_integration_point(self.name)
    }

    fn is_table_boundary(&self) -> bool {
        self.kind == Kind::Table || is_one_of(self.name, &["template"])
    }

    fn is_scope(&self) -> bool {
        matches!(self.kind, Kind::Scope | Kind::Cell | Kind::Table)
            || is_one_of(self.name, &["caption"])
            || (self.foreign && is_integration_point(self.name))
    }

    fn is_special(&self) -> bool {
        self.is_scope() || !matches!(self.kind, Kind::Formatting | Kind::Other | Kind::Option | Kind::Foreign)
    }
}

/// The fate of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Keep,
    /// Leave the tag out, but keep its content.
    Drop,
}

/// The open elements.
#[derive(Debug)]
pub(super) struct Open<'a> {
    stack: Vec<Entry<'a>>,
    /// Levels of the tree that the open elements make.
    depth: usize,
    cap: usize,
    /// Open elements that were dropped because they are too deep.
    dropped: usize,
    /// Whether any element was dropped because it is too deep.
    pub(super) is_flattened: bool,
    /// Formatting elements that their block left open, which the parser reopens in the next.
    loose: Vec<&'a str>,
}

impl<'a> Open<'a> {
    pub(super) fn new(cap: usize) -> Self {
        Self { stack: Vec::new(), depth: 0, cap, dropped: 0, is_flattened: false, loose: Vec::new() }
    }

    /// Whether a tag here belongs to HTML, so that `script` and similar elements hold raw text.
    pub(super) fn in_html(&self) -> bool {
        self.stack.last().is_none_or(Entry::holds_html)
    }

    /// Counts the open elements. For each tag or text the parser looks at all of them a few times, and so does this.
    pub(super) fn len(&self) -> usize {
        self.stack.len()
    }

    /// Whether this place is inside an element that was dropped because it is too deep.
    pub(super) fn is_too_deep(&self) -> bool {
        self.dropped > 0
    }

    /// Elements that the next tag may make: its own, and the formatting elements reopened in it.
    pub(super) fn cost(&self) -> usize {
        1 + self.loose.len()
    }

    /// Judges a start tag, and opens its element unless it is dropped.
    pub(super) fn start(&mut self, tag: &Tag<'a>) -> Verdict {
        let name = tag.name;
        let kind = kind(name);
        if kind == Kind::Refused {
            return Verdict::Drop;
        }
        let leaves = !self.in_html() && leaves_foreign(name, kind, tag.sets_font);
        let foreign = !self.in_html() && !leaves;
        if tag.self_closing && (foreign || kind == Kind::Foreign) {
            return Verdict::Keep;
        }
        let has_content = foreign || !matches!(kind, Kind::Void | Kind::Document);
        // The parser may add a row and a table body around a cell, and a table body around a row.
        let weight = match kind {
            _ if !has_content => 0,
            Kind::Cell => 3,
            Kind::Row => 2,
            _ => 1,
        };
        // Judged before it closes other elements: a dropped tag closes none.
        if has_content && (self.dropped > 0 || self.depth + weight > self.cap) {
            self.dropped += usize::from(!may_stay_open(kind));
            self.is_flattened = true;
            return Verdict::Drop;
        }
        if kind == Kind::Formatting && !foreign && self.loose.len() >= MAX_LOOSE {
            return Verdict::Drop;
        }
        while leaves && !self.in_html() {
            self.pop();
        }
        if has_content {
            if !foreign {
                self.close_for(name, kind);
            }
            let foreign = foreign || kind == Kind::Foreign;
            self.depth += weight;
            self.stack.push(Entry { name, kind, foreign, weight, loose: self.loose.len() });
        }
        Verdict::Keep
    }

    /// Judges an end tag, and closes its element unless it is dropped.
    pub(super) fn end(&mut self, name: &'a str) -> Verdict {
        let kind = kind(name);
        match kind {
            Kind::Void | Kind::Document => return Verdict::Keep,
            Kind::Refused => return Verdict::Drop,
            _ => {}
        }
        if self.dropped > 0 {
            self.dropped -= usize::from(!may_stay_open(kind));
            return Verdict::Drop;
        }
        match self.find_named(name, kind) {
            // The parser closes these two without closing the elements inside them.
            Some(at) if kind == Kind::Form || (kind == Kind::Formatting && self.has_special_above(at)) => {
                self.depth -= self.stack.remove(at).weight;
            }
            Some(at) => {
                // Formatting elements inside the closed element will be reopened.
                self.truncate(at + 1);
                self.pop();
            }
            None if kind == Kind::Formatting => self.forget_loose(name),
            None => {}
        }
        Verdict::Keep
    }

    /// Finds the element that an end tag closes.
    fn find_named(&self, name: &str, kind: Kind) -> Option<usize> {
        let wanted =
            |entry: &Entry<'a>| entry.name.eq_ignore_ascii_case(name) || (kind == Kind::Heading && entry.kind == kind);
        match kind {
            Kind::Table | Kind::Section | Kind::Row | Kind::Cell => self.find(wanted, Entry::is_table_boundary),
            Kind::Other | Kind::Option | Kind::Foreign => self.find(wanted, Entry::is_special),
            _ => self.find(wanted, Entry::is_scope),
        }
    }

    /// Closes the elements that a start tag closes before it opens its own.
    fn close_for(&mut self, name: &'a str, kind: Kind) {
        match kind {
            Kind::Paragraph | Kind::Block | Kind::Form => self.close_paragraph(),
            Kind::Heading => {
                self.close_paragraph();
                if self.stack.last().is_some_and(|entry| entry.kind == Kind::Heading) {
                    self.pop();
                }
            }
            Kind::ListItem | Kind::Term => {
                self.close_item(kind);
                self.close_paragraph();
            }
            Kind::Option if self.stack.last().is_some_and(|entry| entry.kind == Kind::Option) => self.pop(),
            Kind::Button => {
                if let Some(at) = self.find(|entry| entry.kind == Kind::Button, Entry::is_scope) {
                    self.truncate(at);
                }
            }
            Kind::Section => self.clear_to(&[Kind::Table]),
            Kind::Row => self.clear_to(&[Kind::Table, Kind::Section]),
            Kind::Cell => self.clear_to(&[Kind::Table, Kind::Section, Kind::Row]),
            Kind::Formatting if is_one_of(name, &["a", "nobr"]) => {
                self.end(name);
            }
            _ => {}
        }
    }

    /// Closes the item before a new one, unless a list stands between them.
    fn close_item(&mut self, kind: Kind) {
        let found = self.find(
            |entry| entry.kind == kind,
            |entry| entry.is_special() && entry.kind != Kind::Paragraph && !is_one_of(entry.name, &["address", "div"]),
        );
        if let Some(at) = found {
            self.truncate(at);
        }
    }

    fn close_paragraph(&mut self) {
        let found =
            self.find(|entry| entry.kind == Kind::Paragraph, |entry| entry.is_scope() || entry.kind == Kind::Button);
        if let Some(at) = found {
            self.truncate(at);
        }
    }

    /// Closes the elements inside the nearest part of the nearest table, if there is a table.
    fn clear_to(&mut self, context: &[Kind]) {
        let found = self.find(|entry| context.contains(&entry.kind), |entry| is_one_of(entry.name, &["template"]));
        if let Some(at) = found {
            self.truncate(at + 1);
        }
    }

    fn has_special_above(&self, at: usize) -> bool {
        self.stack.iter().skip(at + 1).any(Entry::is_special)
    }

    /// Finds the innermost entry that is `wanted`, if no `boundary` stands inside it.
    fn find(&self, wanted: impl Fn(&Entry<'a>) -> bool, boundary: impl Fn(&Entry<'a>) -> bool) -> Option<usize> {
        for (at, entry) in self.stack.iter().enumerate().rev() {
            if wanted(entry) {
                return Some(at);
            }
            if boundary(entry) {
                return None;
            }
        }
        None
    }

    /// Forgets a formatting element to be reopened, when its end tag comes in the same scope.
    fn forget_loose(&mut self, name: &str) {
        let base = self.stack.iter().rev().find(|entry| entry.is_scope()).map_or(0, |entry| entry.loose);
        let found = self.loose.iter().rposition(|loose| loose.eq_ignore_ascii_case(name));
        if let Some(at) = found.filter(|at| *at >= base) {
            self.loose.remove(at);
        }
    }

    fn truncate(&mut self, len: usize) {
        while self.stack.len() > len {
            if let Some(entry) = self.stack.last()
                && entry.kind == Kind::Formatting
                && !entry.foreign
            {
                self.loose.push(entry.name);
            }
            self.pop();
        }
    }

    fn pop(&mut self) {
        if let Some(entry) = self.stack.pop() {
            self.depth -= entry.weight;
            if entry.is_scope() {
                // Formatting elements that a cell or an object leaves open are not reopened after it.
                self.loose.truncate(entry.loose);
            }
        }
    }
}
