//! Reads rich text from beginning to end and sets one block below the other.
//!
//! `emit` makes the lines of blocks, `pictures` gives pictures their rows. Tables and code are left to `table` and
//! `code`.

mod emit;
mod pictures;

use crate::domain::{Document, TextStyle};
use crate::page::rich_text::{RichText, Tag, TextEvent};
use crate::page::typeset::RenderOptions;
use crate::page::typeset::flow::pictures::Pictures;
use crate::page::typeset::inline::{Inline, InlineStyle, Run};
use crate::page::typeset::prefix::Prefixes;
use crate::page::typeset::table::Table;

/// A thematic break.
const RULE: &str = "* * *";
/// The bullets of lists, by depth.
const BULLETS: [&str; 3] = ["• ", "◦ ", "▪ "];
/// Columns by which a definition is indented, at the usual widths and below `NARROW`.
const INDENT: (usize, usize) = (4, 2);
/// Columns below which indentation is saved.
const NARROW: usize = 30;

/// Bytes of code that are coloured in one text, since a hostile text could make the grammars slow.
const MAX_COLOURED: usize = 160 << 10;

/// A list around this place.
#[derive(Debug, Default)]
struct List {
    /// The number of the next item, and the digits of the longest number.
    number: Option<(i64, usize)>,
    /// Whether blank lines stand inside its items; then they stand between items too.
    loose: bool,
}

/// The state between two events.
pub(super) struct Flow<'a> {
    options: &'a RenderOptions,
    rich_text: &'a RichText,
    out: Document,
    inline: Inline,
    /// Pictures that share the paragraph being collected.
    pictures: Pictures,
    /// Whether the last event was one of them.
    is_after_picture: bool,
    styles: Vec<InlineStyle>,
    prefixes: Prefixes,
    lists: Vec<List>,
    table: Option<Table>,
    is_in_heading: bool,
    /// The language of the preformatted text around this place; empty if unknown.
    code: Option<String>,
    /// Bytes of code that may still be coloured.
    colour_budget: usize,
    /// Anchors that lead to the next block.
    anchors: Vec<usize>,
    /// Whether a blank line stands before the next block.
    gap: bool,
}

/// Sets rich text in lines.
pub(super) fn flow(rich_text: &RichText, options: &RenderOptions) -> Document {
    let mut flow = Flow {
        options,
        rich_text,
        out: Document::default(),
        inline: Inline::default(),
        pictures: Pictures::default(),
        is_after_picture: false,
        styles: Vec::new(),
        prefixes: Prefixes::new(options.width),
        lists: Vec::new(),
        table: None,
        is_in_heading: false,
        code: None,
        colour_budget: MAX_COLOURED,
        anchors: Vec::new(),
        gap: false,
    };
    for (at, event) in rich_text.events.iter().enumerate() {
        flow.event(at, event);
    }
    flow.paragraph();
    flow.out.links.clone_from(&rich_text.links);
    flow.out
}

impl Flow<'_> {
    fn event(&mut self, at: usize, event: &TextEvent) {
        let style = self.style();
        let is_after_picture = std::mem::take(&mut self.is_after_picture);
        match event {
            TextEvent::Open(tag) => self.open(at, *tag),
            TextEvent::Close(tag) => self.close(*tag),
            TextEvent::Text(text) if self.code.is_some() => self.inline.verbatim(text, style),
            TextEvent::Text(text) => self.inline.text(text, style),
            TextEvent::Number(index) if self.options.numbers => self.number(*index, is_after_picture),
            TextEvent::Image { alt, src, is_icon } => self.image(alt, src.as_deref(), *is_icon),
            TextEvent::Label(label) => self.inline.text(label, style.with(TextStyle::FAINT)),
            TextEvent::Break if self.code.is_some() => self.inline.verbatim("\n", style),
            TextEvent::Break => self.line_end(),
            TextEvent::Rule => self.rule(),
            TextEvent::Gap => self.block(true),
            TextEvent::Anchor(index) => self.inline.anchor(*index),
            TextEvent::Language(name) if self.code.is_some() => self.code = Some(name.clone()),
            TextEvent::Number(_) | TextEvent::Language(_) => {}
        }
    }

    fn style(&self) -> InlineStyle {
        self.styles.last().copied().unwrap_or_default()
    }

    fn open(&mut self, at: usize, tag: Tag) {
        let style = self.style();
        self.styles.push(match tag {
            Tag::Strong | Tag::Term | Tag::Cell { heads: true, .. } => style.with(TextStyle::STRONG),
            Tag::Emphasis => style.with(TextStyle::EMPHASIS),
            Tag::Strike => style.with(TextStyle::STRIKE),
            Tag::Code | Tag::Preformatted => style.with(TextStyle::CODE),
            Tag::Heading(1..=3) => style.with(TextStyle::HEADING | TextStyle::STRONG),
            Tag::Heading(_) => style.with(TextStyle::HEADING | TextStyle::EMPHASIS),
            Tag::Quote => style.with(TextStyle::QUOTE),
            Tag::Caption => style.with(TextStyle::FAINT),
            Tag::Link(index) => InlineStyle { link: Some(index), ..style },
            Tag::Jump(index) => InlineStyle { jump: Some(index), ..style },
            _ => style,
        });
        if tag.is_inline() {
            return;
        }
        if self.table.is_some() {
            return self.open_in_table(tag);
        }
        if self.code.is_some() {
            return self.new_line_of_code();
        }
        match tag {
            Tag::Paragraph | Tag::Heading(_) | Tag::Quote | Tag::Preformatted | Tag::Table => self.block(true),
            Tag::List | Tag::Ordered(_) | Tag::Terms => self.block(self.lists.is_empty()),
            _ => self.paragraph(),
        }
        match tag {
            Tag::Heading(_) => self.is_in_heading = true,
            Tag::Quote => self.prefixes.quote(),
            Tag::Preformatted => self.code = Some(String::new()),
            Tag::Table => self.table = Some(Table::default()),
            Tag::List | Tag::Terms => self.lists.push(List::default()),
            Tag::Ordered(start) => self.open_ordered(at, start),
            Tag::Item => self.open_item(),
            Tag::Definition => {
                // As an item with an empty marker, so that no blank line parts the definition from its term.
                self.prefixes.item(" ".repeat(if self.options.width < NARROW { INDENT.1 } else { INDENT.0 }));
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: Tag) {
        self.styles.pop();
        if tag.is_inline() {
            return;
        }
        if self.table.is_some() {
            return self.close_in_table(tag);
        }
        if self.code.is_some() && tag != Tag::Preformatted {
            return self.new_line_of_code();
        }
        match tag {
            Tag::Preformatted => self.preformatted(),
            _ => self.paragraph(),
        }
        match tag {
            Tag::Heading(_) => self.is_in_heading = false,
            Tag::Quote | Tag::Definition => self.prefixes.pop(),
            Tag::Item => {
                self.prefixes.pop();
                self.gap = false;
            }
            Tag::List | Tag::Ordered(_) | Tag::Terms => {
                self.lists.pop();
            }
            _ => {}
        }
        match tag {
            Tag::Paragraph | Tag::Heading(_) | Tag::Quote | Tag::Preformatted => self.block(true),
            Tag::List | Tag::Ordered(_) | Tag::Terms => self.block(self.lists.is_empty()),
            _ => {}
        }
    }

    /// Opens a numbered list. Numbers are aligned right, so the longest one of the list is found first.
    fn open_ordered(&mut self, at: usize, start: i64) {
        let mut depth = 0_usize;
        let mut items = 0_i64;
        for event in self.rich_text.events.iter().skip(at + 1) {
            match event {
                TextEvent::Open(Tag::List | Tag::Ordered(_)) => depth += 1,
                TextEvent::Close(Tag::List | Tag::Ordered(_)) if depth == 0 => break,
                TextEvent::Close(Tag::List | Tag::Ordered(_)) => depth -= 1,
                TextEvent::Open(Tag::Item) if depth == 0 => items += 1,
                _ => {}
            }
        }
        let last = start.saturating_add(items.max(1) - 1);
        let columns = start.to_string().len().max(last.to_string().len());
        self.lists.push(List { number: Some((start, columns)), loose: false });
    }

    fn open_item(&mut self) {
        let depth = self.lists.len().saturating_sub(1);
        let list = self.lists.last_mut();
        self.gap |= list.as_ref().is_some_and(|list| list.loose);
        let marker = match list.and_then(|list| list.number.as_mut()) {
            Some((number, columns)) => {
                let marker = format!("{number:>columns$}. ");
                *number = number.saturating_add(1);
                marker
            }
            None => BULLETS[depth % BULLETS.len()].to_owned(),
        };
        self.prefixes.item(marker);
    }

    fn open_in_table(&mut self, tag: Tag) {
        match tag {
            Tag::Row => {
                if let Some(table) = &mut self.table {
                    table.open_row();
                }
            }
            // Text between two cells belongs to the next cell.
            Tag::Cell { .. } => {}
            Tag::Item => {
                self.inline.fresh_line();
                let style = self.style();
                self.inline.text(BULLETS[0], style.with(TextStyle::FAINT));
            }
            _ => self.inline.fresh_line(),
        }
    }

    fn close_in_table(&mut self, tag: Tag) {
        let Some(table) = &mut self.table else { return };
        match tag {
            Tag::Cell { span, heads } => {
                let text = self.inline.finish().unwrap_or_default();
                self.anchors.extend(text.anchors.iter().map(|(index, _)| *index));
                table.cell(text, span, heads);
            }
            Tag::Table => {
                let room = self.room();
                let mut lines = self.table.take().map(|table| table.set(room)).unwrap_or_default();
                // Cells of no-break spaces make blank lines: one is kept between lines of text, none at the ends.
                let is_blank = |line: &Vec<Run>| line.iter().all(|run| run.text.trim().is_empty());
                lines.dedup_by(|next, line| is_blank(next) && is_blank(line));
                lines.drain(..usize::from(lines.first().is_some_and(is_blank)));
                lines.pop_if(|line| is_blank(line));
                if !lines.is_empty() {
                    self.begin_block();
                }
                for line in lines {
                    self.line(line, false);
                }
                self.block(true);
            }
            Tag::Row => {}
            _ => self.inline.fresh_line(),
        }
    }

    fn rule(&mut self) {
        if self.table.is_some() {
            return self.inline.fresh_line();
        }
        if self.code.is_some() {
            return self.new_line_of_code();
        }
        self.block(true);
        let room = self.room();
        if room >= RULE.len() {
            let text = format!("{}{RULE}", " ".repeat((room - RULE.len()) / 2));
            self.begin_block();
            self.line(vec![Run { text, style: InlineStyle::default().with(TextStyle::FAINT) }], false);
        }
        self.block(true);
    }
}
