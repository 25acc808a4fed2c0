//! Which elements are open: a small model of the tree construction of the HTML standard (WHATWG HTML, 13.2.6), for
//! `guard` to know how deep the parser's tree would be.
//!
//! Where it is not exact it counts an element as still open: a tree that is a little flatter than its source does no
//! harm, one that is deeper than counted does.

use super::kind::{Kind, is_integration_point, is_one_of, kind, leaves_foreign, may_stay_open};
use super::tokens::Tag;

/// Formatting elements that their block left open come back in every block after it; more than these are dropped.
const MAX_LOOSE: usize = 24;

#[derive(Debug, Clone, Copy)]
struct Entry<'a> {
    name: &'a str,
    kind: Kind,
    foreign: bool,
    weight: usize,
    /// Loose formatting elements when it was opened.
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

/// What to do with a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Keep,
    /// Leave the tag out, keep what is in it.
    Drop,
}

/// The open elements.
#[derive(Debug)]
pub(super) struct Open<'a> {
    stack: Vec<Entry<'a>>,
    depth: usize,
    cap: usize,
    /// Open elements that were dropped for being too deep.
    ghosts: usize,
    /// Something was.
    pub(super) is_flattened: bool,
    loose: Vec<&'a str>,
}

impl<'a> Open<'a> {
    pub(super) fn new(cap: usize) -> Self {
        Self { stack: Vec::new(), depth: 0, cap, ghosts: 0, is_flattened: false, loose: Vec::new() }
    }

    /// Whether a tag here is HTML, so that `script` and its like hold raw text.
    pub(super) fn in_html(&self) -> bool {
        self.stack.last().is_none_or(Entry::holds_html)
    }

    /// Open elements. The parser looks at all of them at most a few times for each tag or text, and so does this.
    pub(super) fn len(&self) -> usize {
        self.stack.len()
    }

    /// Whether what comes is inside something that was dropped for being too deep.
    pub(super) fn is_too_deep(&self) -> bool {
        self.ghosts > 0
    }

    /// Elements that one more tag may make: itself and the formatting that comes back with it.
    pub(super) fn cost(&self) -> usize {
        1 + self.loose.len()
    }

    /// A start tag.
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
        // A cell may bring its row and the row's body with it, a row its body.
        let weight = match kind {
            _ if !has_content => 0,
            Kind::Cell => 3,
            Kind::Row => 2,
            _ => 1,
        };
        // Judged before anything is closed for it: a tag that is dropped closes nothing.
        if has_content && (self.ghosts > 0 || self.depth + weight > self.cap) {
            self.ghosts += usize::from(!may_stay_open(kind));
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

    /// An end tag.
    pub(super) fn end(&mut self, name: &'a str) -> Verdict {
        let kind = kind(name);
        match kind {
            Kind::Void | Kind::Document => return Verdict::Keep,
            Kind::Refused => return Verdict::Drop,
            _ => {}
        }
        if self.ghosts > 0 {
            self.ghosts -= usize::from(!may_stay_open(kind));
            return Verdict::Drop;
        }
        match self.find_named(name, kind) {
            // These two are closed without what is open inside them.
            Some(at) if kind == Kind::Form || (kind == Kind::Formatting && self.has_special_above(at)) => {
                self.depth -= self.stack.remove(at).weight;
            }
            Some(at) => {
                // The element named is closed for good; formatting inside it comes back.
                self.truncate(at + 1);
                self.pop();
            }
            None if kind == Kind::Formatting => self.forget_loose(name),
            None => {}
        }
        Verdict::Keep
    }

    /// The element that an end tag closes.
    fn find_named(&self, name: &str, kind: Kind) -> Option<usize> {
        let wanted =
            |entry: &Entry<'a>| entry.name.eq_ignore_ascii_case(name) || (kind == Kind::Heading && entry.kind == kind);
        match kind {
            Kind::Table | Kind::Section | Kind::Row | Kind::Cell => self.find(wanted, Entry::is_table_boundary),
            Kind::Other | Kind::Option | Kind::Foreign => self.find(wanted, Entry::is_special),
            _ => self.find(wanted, Entry::is_scope),
        }
    }

    /// What a start tag closes before it opens.
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

    /// A new list item closes the one before it, unless a list is between them.
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

    /// Closes what is open inside the nearest part of the nearest table, if there is a table.
    fn clear_to(&mut self, context: &[Kind]) {
        let found = self.find(|entry| context.contains(&entry.kind), |entry| is_one_of(entry.name, &["template"]));
        if let Some(at) = found {
            self.truncate(at + 1);
        }
    }

    fn has_special_above(&self, at: usize) -> bool {
        self.stack.iter().skip(at + 1).any(Entry::is_special)
    }

    /// The innermost entry that is `wanted`, with no `boundary` inside it.
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

    /// An end tag without its element closes a loose one, if there is one in this scope.
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
                // Formatting left open inside a cell or an object stays inside it.
                self.loose.truncate(entry.loose);
            }
        }
    }
}
