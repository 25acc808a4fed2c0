//! The lines of blocks: paragraphs, pictures, code, and the blank lines between.
//!
//! Which block a piece belongs to is decided one level up.

use super::pictures::Described;
use super::{Flow, NARROW};
use crate::domain::{Line, Picture, Span, Text};
use crate::page::typeset::code;
use crate::page::typeset::inline::{Paragraph, Run};
use crate::page::typeset::split_runs::SplitRuns;
use crate::page::typeset::wrap::{LineBreak, line_breaks};

impl Flow<'_> {
    /// Ends the paragraph; asks for a blank line, if `apart`, where there is anything to be apart from.
    pub(super) fn block(&mut self, apart: bool) {
        if self.table.is_some() {
            return self.inline.fresh_line();
        }
        if self.code.is_some() {
            return self.new_line_of_code();
        }
        self.paragraph();
        if !self.prefixes.waits() {
            self.gap |= apart;
        }
    }

    /// Columns for text.
    pub(super) fn room(&self) -> usize {
        self.options.width.saturating_sub(self.prefixes.columns()).max(1)
    }

    /// Sets the paragraph that has been collected, if there is one, with the pictures in it above and below its words.
    pub(super) fn paragraph(&mut self) {
        let words = self.inline.take();
        let pictures = std::mem::take(&mut self.pictures);
        // Pictures are a heading only where it has no words.
        let mut is_heading = self.heading && words.is_none();
        for picture in pictures.above.into_iter().filter_map(Described::into_paragraph) {
            self.set(picture, std::mem::take(&mut is_heading));
        }
        if let Some(words) = words {
            self.set(words, self.heading);
        }
        for picture in pictures.below.into_iter().filter_map(Described::into_paragraph) {
            self.set(picture, false);
        }
    }

    fn set(&mut self, paragraph: Paragraph, is_heading: bool) {
        let text = paragraph.text();
        let rtl = is_rtl(&text);
        let room = self.room();
        let mut lines = line_breaks(&text, room, self.options.hyphenate_in);
        // No-break spaces on a line of their own are blank lines too.
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

    pub(super) fn lines(&mut self, paragraph: &Paragraph, line_breaks: &[LineBreak], rtl: bool) {
        let mut split_runs = SplitRuns::of(&paragraph.runs);
        let mut anchors = paragraph.anchors.iter().peekable();
        for cut in line_breaks {
            while let Some((index, _)) = anchors.next_if(|(_, at)| *at <= cut.range.end) {
                self.anchor(*index);
            }
            self.line(split_runs.take(cut), rtl);
        }
        for (index, _) in anchors {
            self.anchor(*index);
        }
    }

    /// References to this lead to the next line.
    pub(super) fn anchor(&mut self, index: usize) {
        if self.out.jumps.len() <= index {
            self.out.jumps.resize(index + 1, None);
        }
        if let Some(line) = self.out.jumps.get_mut(index) {
            *line = Some(self.out.lines.len());
        }
    }

    /// A block within preformatted text: its lines are code too.
    pub(super) fn new_line_of_code(&mut self) {
        if !self.inline.ends_line() {
            self.inline.verbatim("\n", self.style());
        }
    }

    pub(super) fn preformatted(&mut self) {
        let language = self.code.take().unwrap_or_default();
        let Some(paragraph) = self.inline.take() else { return };
        // Set in a little, where that costs no line its end.
        let indent = usize::from(self.room() >= NARROW && code::fits(&paragraph, self.room() - 2)) * 2;
        self.waiting.extend(paragraph.anchors.iter().map(|(index, _)| *index));
        let bytes = paragraph.runs.iter().map(|run| run.text.len()).sum();
        let language = if bytes <= self.colours { language } else { String::new() };
        self.colours = self.colours.saturating_sub(if language.is_empty() { 0 } else { bytes });
        self.begin_block();
        self.prefixes.indent(indent);
        for line in code::lines(&paragraph, &language, self.room()) {
            self.line(line, false);
        }
        self.prefixes.pop();
    }

    /// Puts the blank line that was asked for; a block begins at the next line.
    pub(super) fn begin_block(&mut self) {
        if self.gap && !self.out.lines.is_empty() {
            let blank = self.prefixes.blank();
            self.push(blank, false);
            if let Some(list) = self.lists.last_mut().filter(|_| !self.prefixes.waits()) {
                list.loose = true;
            }
        }
        self.gap = false;
        self.out.blocks.push(self.out.lines.len());
        for index in std::mem::take(&mut self.waiting) {
            self.anchor(index);
        }
    }

    pub(super) fn line(&mut self, runs: Vec<Run>, rtl: bool) {
        let mut all = self.prefixes.line();
        all.extend(runs);
        self.push(all, rtl);
    }

    pub(super) fn push(&mut self, mut runs: Vec<Run>, rtl: bool) {
        while let Some(last) = runs.last_mut() {
            last.text.truncate(last.text.trim_end().len());
            if !last.text.is_empty() {
                break;
            }
            runs.pop();
        }
        let spans = runs.into_iter().filter(|run| !run.text.is_empty()).map(|run| Span {
            // Not `Text::line`, which would take the indentation away.
            text: Text::block(&run.text),
            marks: run.style.marks,
            link: run.style.link,
            jump: run.style.jump,
        });
        self.out.lines.push(Line { spans: spans.collect(), rtl });
    }
}

/// Whether a paragraph is written from right to left: its first letter with a direction says so (UAX #9, P2).
fn is_rtl(text: &str) -> bool {
    !text.is_ascii() && unicode_bidi::get_base_direction(text) == unicode_bidi::Direction::Rtl
}
