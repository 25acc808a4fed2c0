//! Makes the lines of blocks (paragraphs, pictures, code) and the blank lines between them.

use super::pictures::Described;
use super::{Flow, NARROW};
use crate::domain::{Line, Picture, Span, Text};
use crate::page::typeset::code;
use crate::page::typeset::inline::{Paragraph, Run};
use crate::page::typeset::split_runs::SplitRuns;
use crate::page::typeset::wrap::{LineBreak, line_breaks};

impl Flow<'_> {
    /// Ends the paragraph; if `apart`, a blank line follows, except before the first line of an item.
    pub(super) fn block(&mut self, apart: bool) {
        if self.table.is_some() {
            return self.inline.fresh_line();
        }
        if self.code.is_some() {
            return self.new_line_of_code();
        }
        self.paragraph();
        if !self.prefixes.has_waiting_marker() {
            self.gap |= apart;
        }
    }

    /// Columns that prefixes leave for text.
    pub(super) fn room(&self) -> usize {
        self.options.width.saturating_sub(self.prefixes.columns()).max(1)
    }

    /// Sets the paragraph that has been collected, if there is one, with the pictures in it above and below its words.
    pub(super) fn paragraph(&mut self) {
        let words = self.inline.finish();
        let pictures = std::mem::take(&mut self.pictures);
        // A heading that has words is these alone.
        let mut is_heading = self.is_in_heading && words.is_none();
        for picture in pictures.above.into_iter().filter_map(Described::into_paragraph) {
            self.set(picture, std::mem::take(&mut is_heading));
        }
        if let Some(words) = words {
            self.set(words, self.is_in_heading);
        }
        for picture in pictures.below.into_iter().filter_map(Described::into_paragraph) {
            self.set(picture, false);
        }
    }

    /// Sets a paragraph as a block.
    fn set(&mut self, paragraph: Paragraph, is_heading: bool) {
        let text = paragraph.text();
        let rtl = is_rtl(&text);
        let room = self.room();
        let mut lines = line_breaks(&text, room, self.options.hyphenate_in);
        // A line of no-break spaces is blank, too.
        lines.dedup_by(|next, line| next.range.is_empty() && line.range.is_empty());
        if lines.first().is_some_and(|line| line.range.is_empty()) {
            lines.remove(0);
        }
        let rows = paragraph.picture.as_ref().and_then(|src| self.options.pictures.get(src)).copied();
        self.begin_block();
        let first = self.out.lines.len();
        if is_heading {
            self.out.headings.push(first);
        }
        if rows.is_some() {
            // The picture covers its description.
            lines.truncate(1);
        }
        let indent = self.prefixes.columns();
        self.lines(&paragraph, &lines, rtl);
        if let Some(src) = paragraph.picture {
            let rows = rows.map_or(self.out.lines.len() - first, |rows| usize::from(rows).max(1));
            while self.out.lines.len() < first + rows {
                self.line(Vec::new(), false);
            }
            self.out.pictures.push(Picture { line: first, rows, indent, src });
        }
    }

    /// Adds the lines of a paragraph.
    pub(super) fn lines(&mut self, paragraph: &Paragraph, line_breaks: &[LineBreak], rtl: bool) {
        let mut split_runs = SplitRuns::of(&paragraph.runs);
        let mut anchors = paragraph.anchors.iter().peekable();
        for line_break in line_breaks {
            while let Some((index, _)) = anchors.next_if(|(_, at)| *at <= line_break.range.end) {
                self.anchor(*index);
            }
            self.line(split_runs.line(line_break), rtl);
        }
        for (index, _) in anchors {
            self.anchor(*index);
        }
    }

    /// Makes the anchor of this index lead to the next line.
    pub(super) fn anchor(&mut self, index: usize) {
        if self.out.jumps.len() <= index {
            self.out.jumps.resize(index + 1, None);
        }
        if let Some(line) = self.out.jumps.get_mut(index) {
            *line = Some(self.out.lines.len());
        }
    }

    /// Begins a line of code: blocks inside preformatted text are lines of it.
    pub(super) fn new_line_of_code(&mut self) {
        if !self.inline.ends_line() {
            self.inline.verbatim("\n", self.style());
        }
    }

    /// Ends preformatted text and sets it as a block.
    pub(super) fn preformatted(&mut self) {
        let language = self.code.take().unwrap_or_default();
        let Some(paragraph) = self.inline.finish() else { return };
        // Indented, unless a line would then be too long.
        let indent = usize::from(self.room() >= NARROW && code::fits(&paragraph, self.room() - 2)) * 2;
        self.anchors.extend(paragraph.anchors.iter().map(|(index, _)| *index));
        let bytes = paragraph.runs.iter().map(|run| run.text.len()).sum();
        let language = if bytes <= self.colour_budget { language } else { String::new() };
        self.colour_budget = self.colour_budget.saturating_sub(if language.is_empty() { 0 } else { bytes });
        self.begin_block();
        self.prefixes.indent(indent);
        for line in code::lines(&paragraph, &language, self.room()) {
            self.line(line, false);
        }
        self.prefixes.pop();
    }

    /// Begins a block at the next line, after a blank line if one is due.
    pub(super) fn begin_block(&mut self) {
        if self.gap && !self.out.lines.is_empty() {
            let blank = self.prefixes.blank();
            self.push(blank, false);
            if let Some(list) = self.lists.last_mut().filter(|_| !self.prefixes.has_waiting_marker()) {
                list.loose = true;
            }
        }
        self.gap = false;
        self.out.blocks.push(self.out.lines.len());
        for index in std::mem::take(&mut self.anchors) {
            self.anchor(index);
        }
    }

    /// Adds a line, with its prefixes.
    pub(super) fn line(&mut self, runs: Vec<Run>, rtl: bool) {
        let mut all = self.prefixes.line();
        all.extend(runs);
        self.push(all, rtl);
    }

    /// Adds a line as it is, without white space at its end.
    pub(super) fn push(&mut self, mut runs: Vec<Run>, rtl: bool) {
        while let Some(last) = runs.last_mut() {
            last.text.truncate(last.text.trim_end().len());
            if !last.text.is_empty() {
                break;
            }
            runs.pop();
        }
        let spans = runs.into_iter().filter(|run| !run.text.is_empty()).map(|run| Span {
            // Not `Text::line`, which would remove indentation.
            text: Text::block(&run.text),
            marks: run.style.marks,
            link: run.style.link,
            jump: run.style.jump,
        });
        self.out.lines.push(Line { spans: spans.collect(), rtl });
    }
}

/// Whether a paragraph is written from right to left, by its first letter that has a direction (UAX #9, P2).
fn is_rtl(text: &str) -> bool {
    !text.is_ascii() && unicode_bidi::get_base_direction(text) == unicode_bidi::Direction::Rtl
}
