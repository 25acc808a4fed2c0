//! Makes hostile HTML safe to build a tree from, in one linear pass and before any tree is built.
//!
//! Parsers of HTML take time in the square of the depth of nesting, and numbers in attributes are taken at
//! their word. This pass leaves out tags beyond a depth, a count and an amount of work, keeps their text, and clamps the
//! numbers. It judges nothing else: content stays what it is.

mod kind;
mod open;
mod tokens;

use std::borrow::Cow;
use std::ops::Range;

use kind::{is_one_of, is_raw};
use open::{Open, Verdict};
use tokens::{Tag, Token, Tokens};

/// Elements nested deeper than this lose their tags.
pub const MAX_DEPTH: usize = 512;
/// The same where comments are nested: in two elements a level, as most are, some two thousand levels.
const MAX_NESTED: usize = 4_096;
/// Open elements at every tag and text, added together: for some of them the parser, and whoever walks the tree, looks
/// at every one.
const MAX_STEPS: usize = 100_000_000;
/// Bytes looked at; what follows is cut off.
pub const MAX_BYTES: usize = 4 << 20;
/// Elements in one document, formatting that the parser repeats included.
const MAX_ELEMENTS: usize = 300_000;
/// The most columns one cell may span, and rows.
const MAX_SPAN: i64 = 100;
/// Cells that all row spans of a document may add together.
const SPAN_BUDGET: i64 = 20_000;
/// The furthest from zero a list may start.
const MAX_START: i64 = 999_999;

/// `html` with a bounded size, depth and number of elements; borrowed when it already was within bounds.
#[must_use]
pub fn guard(html: &str) -> Cow<'_, str> {
    guard_to(html, MAX_DEPTH)
}

/// The same with a depth of one's own.
pub(super) fn guard_to(html: &str, depth: usize) -> Cow<'_, str> {
    Guard::new(html, depth).run()
}

/// The same for comments that are nested in each other, far deeper than anything else is.
#[must_use]
pub fn guard_nested(html: &str) -> Guarded<'_> {
    let mut guard = Guard { cuts_text: true, ..Guard::new(html, MAX_NESTED) };
    let html = guard.run();
    Guarded { html, is_cut: guard.is_cut || guard.open.is_flattened }
}

/// HTML that is safe to build a tree from.
#[derive(Debug)]
pub struct Guarded<'a> {
    /// Borrowed when it already was within bounds.
    pub html: Cow<'a, str>,
    /// Something was out of bounds, and the tree lacks elements.
    pub is_cut: bool,
}

struct Guard<'a> {
    source: &'a str,
    open: Open<'a>,
    edit: Edit<'a>,
    elements: usize,
    steps: usize,
    span_budget: i64,
    in_cdata: bool,
    /// Text that is too deep is left out as well: beside its own element it would be somebody else's.
    cuts_text: bool,
    is_cut: bool,
}

impl<'a> Guard<'a> {
    fn new(html: &'a str, depth: usize) -> Self {
        let source = html.get(..html.floor_char_boundary(MAX_BYTES)).unwrap_or(html);
        Self {
            source,
            open: Open::new(depth),
            edit: Edit { source, from: 0, out: String::new() },
            elements: 0,
            steps: 0,
            span_budget: SPAN_BUDGET,
            in_cdata: false,
            cuts_text: false,
            is_cut: source.len() < html.len(),
        }
    }

    fn run(&mut self) -> Cow<'a, str> {
        let mut tokens = Tokens::new(self.source);
        while let Some(token) = tokens.read() {
            self.steps += self.open.len();
            match token {
                Token::Text(range) => self.text(range),
                // Left as it is, it could become a tag with what follows a piece that is left out.
                Token::Stray(range) => self.edit.replace(range, "&lt;"),
                Token::Junk(range) => self.edit.replace(range, ""),
                Token::Cdata(range) => {
                    self.in_cdata = true;
                    self.edit.replace(range, "");
                }
                Token::Doctype => {}
                Token::Start(tag) => {
                    let is_raw = is_raw(tag.name) && self.open.in_html();
                    let name = tag.name;
                    self.start(tag, is_raw);
                    if is_raw {
                        let content = tokens.raw(name);
                        self.raw(name, content);
                    }
                }
                Token::End(tag) => self.end(tag),
            }
        }
        self.edit.finish()
    }

    /// Whether the parser would have more to do than it may.
    fn is_too_much(&mut self) -> bool {
        let is_too_much = self.elements > MAX_ELEMENTS || self.steps > MAX_STEPS;
        self.is_cut |= is_too_much;
        is_too_much
    }

    fn start(&mut self, tag: Tag<'a>, is_raw: bool) {
        self.elements += self.open.cost();
        if !is_raw && (self.is_too_much() || self.open.start(&tag) == Verdict::Drop) {
            self.edit.replace(tag.range, " ");
            return;
        }
        for (name, value) in tag.numbers {
            self.clamp(name, value);
        }
        if let Some(excess) = tag.excess {
            self.edit.replace(excess, "");
        }
    }

    fn end(&mut self, tag: Tag<'a>) {
        // These two make an element when they close none.
        self.elements += if is_one_of(tag.name, &["p", "br"]) { self.open.cost() } else { 0 };
        let is_raw = is_raw(tag.name) && self.open.in_html();
        if !is_raw && (self.is_too_much() || self.open.end(tag.name) == Verdict::Drop) {
            self.edit.replace(tag.range, " ");
        }
    }

    /// Rewrites a number that is out of bounds. What is no number is left as it is, and ignored later.
    fn clamp(&mut self, name: &str, value: Range<usize>) {
        let text = self.source.get(value.clone()).unwrap_or_default().trim();
        let digits = text.trim_start_matches(['+', '-']);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return;
        }
        let sign = if text.starts_with('-') { -1 } else { 1 };
        let number = digits.parse::<i64>().map_or(sign * i64::MAX, |number| sign * number);
        let clamped = if name.eq_ignore_ascii_case("start") {
            number.clamp(-MAX_START, MAX_START)
        } else if name.eq_ignore_ascii_case("colspan") {
            number.clamp(1, MAX_SPAN)
        } else {
            let span = number.clamp(1, MAX_SPAN.min(self.span_budget.max(1)));
            self.span_budget -= span - 1;
            span
        };
        if clamped != number {
            self.edit.replace(value, &clamped.to_string());
        }
    }

    fn text(&mut self, range: Range<usize>) {
        if self.cuts_text && self.open.is_too_deep() {
            self.edit.replace(range, "");
            return;
        }
        if !self.in_cdata {
            return;
        }
        let text = self.source.get(range.clone()).unwrap_or_default();
        if let Some(end) = text.find("]]>") {
            self.in_cdata = false;
            self.edit.replace(range.start + end..range.start + end + 3, "");
        }
    }

    /// Takes the meaning from every `<` in raw text, so that no parser can find another end for it than this one.
    fn raw(&mut self, name: &str, content: Range<usize>) {
        // `\u003c` is the same string to JSON, which is the one script that is ever read.
        let escape = if name.eq_ignore_ascii_case("script") { "\\u003c" } else { "&lt;" };
        let text = self.source.get(content.clone()).unwrap_or_default();
        for (at, _) in text.match_indices('<') {
            let at = content.start + at;
            self.edit.replace(at..at + 1, escape);
        }
    }
}

/// The source with replacements made so far; copies nothing before the first of them.
struct Edit<'a> {
    source: &'a str,
    from: usize,
    out: String,
}

impl<'a> Edit<'a> {
    /// Replacements come in the order of the source.
    fn replace(&mut self, range: Range<usize>, with: &str) {
        self.out.push_str(self.source.get(self.from..range.start).unwrap_or_default());
        self.out.push_str(with);
        self.from = range.end;
    }

    fn finish(&mut self) -> Cow<'a, str> {
        if self.from == 0 {
            return Cow::Borrowed(self.source);
        }
        self.out.push_str(self.source.get(self.from..).unwrap_or_default());
        Cow::Owned(std::mem::take(&mut self.out))
    }
}

#[cfg(test)]
mod tests;
