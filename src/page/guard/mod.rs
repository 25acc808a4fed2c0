//! Makes hostile HTML safe to parse, in one linear pass before any tree is built.
//!
//! Parsers of HTML take time in the square of the depth, and trust the numbers in attributes. The guard drops tags
//! beyond a depth, a count and an amount of work, keeps their text, and clamps the numbers. It changes nothing else.

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
/// Like [`MAX_DEPTH`], but for pages of nested comments: some two thousand levels, since most take two elements each.
const MAX_NESTED: usize = 4_096;
/// The sum of the open elements at every tag and text: at some of them, parser and tree walks look at every one.
const MAX_STEPS: usize = 100_000_000;
/// Bytes that are read; the rest is cut off.
pub const MAX_BYTES: usize = 4 << 20;
/// Elements of one document, with the formatting elements that the parser reopens.
const MAX_ELEMENTS: usize = 300_000;
/// Columns, and rows, that one cell may span.
const MAX_SPAN: i64 = 100;
/// Cells that the row spans of a document may add in total.
const SPAN_BUDGET: i64 = 20_000;
/// The largest number, positive or negative, that a list may start at.
const MAX_START: i64 = 999_999;

/// Bounds the size, the depth and the number of elements of `html`; borrows it when it is within bounds.
#[must_use]
pub fn guard(html: &str) -> Cow<'_, str> {
    guard_to(html, MAX_DEPTH)
}

/// Like [`guard`], but to the given depth.
pub(super) fn guard_to(html: &str, depth: usize) -> Cow<'_, str> {
    Guard::new(html, depth).run()
}

/// Like [`guard`], but for pages of nested comments, which are deeper than all others.
#[must_use]
pub fn guard_nested(html: &str) -> Guarded<'_> {
    let mut guard = Guard { cuts_text: true, ..Guard::new(html, MAX_NESTED) };
    let html = guard.run();
    Guarded { html, is_cut: guard.is_cut || guard.open.is_flattened }
}

/// HTML that is safe to parse.
#[derive(Debug)]
pub struct Guarded<'a> {
    /// The HTML, borrowed when it was within bounds.
    pub html: Cow<'a, str>,
    /// Whether the size, the depth or the number of elements was out of bounds, so that elements are missing.
    pub is_cut: bool,
}

/// The state of the pass.
struct Guard<'a> {
    source: &'a str,
    open: Open<'a>,
    edit: Edit<'a>,
    elements: usize,
    steps: usize,
    span_budget: i64,
    in_cdata: bool,
    /// Whether text that is too deep is dropped too: in another element it would become part of another comment.
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
                // Unescaped it could form a tag with the text after a dropped token.
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

    /// Whether the parser would have to do too much work.
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
        // The end tags of these two make an element where they close none.
        self.elements += if is_one_of(tag.name, &["p", "br"]) { self.open.cost() } else { 0 };
        let is_raw = is_raw(tag.name) && self.open.in_html();
        if !is_raw && (self.is_too_much() || self.open.end(tag.name) == Verdict::Drop) {
            self.edit.replace(tag.range, " ");
        }
    }

    /// Rewrites a number that is out of bounds. Other values stay, and are ignored later.
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

    /// Escapes every `<` in raw text, so that no parser can find another end of it.
    fn raw(&mut self, name: &str, content: Range<usize>) {
        // JSON, the only kind of script that is read, takes `\u003c` for the same character.
        let escape = if name.eq_ignore_ascii_case("script") { "\\u003c" } else { "&lt;" };
        let text = self.source.get(content.clone()).unwrap_or_default();
        for (at, _) in text.match_indices('<') {
            let at = content.start + at;
            self.edit.replace(at..at + 1, escape);
        }
    }
}

/// Replaces parts of a source; copies nothing before the first replacement.
struct Edit<'a> {
    source: &'a str,
    from: usize,
    out: String,
}

impl<'a> Edit<'a> {
    /// Replaces a range; callers go through the source from beginning to end.
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
