//! Divides rich text into the blocks that a voice reads, without what only the eye needs: numbers of links, marks of
//! notes, descriptions of pictures.
//!
//! Sentences, addresses and announcements are left to `listen`.

use super::note_marks::without_note_marks;
use super::parse::parse;
use super::rich_text::{RichText, Tag, TextEvent};
use super::worker::catch_panic;
use crate::domain::Text;

/// Separates the cells of a row.
const CELL_SEPARATOR: &str = ", ";

/// What a block is, which decides how it is announced and how long the voice pauses after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading.
    Heading,
    /// A paragraph.
    Paragraph,
    /// An item of a list, or a term or definition.
    Item,
    /// A paragraph of a quotation.
    Quote,
    /// The caption of a picture or table.
    Caption,
    /// Preformatted text, one line a row.
    Code,
    /// A table, one line a row, with its number of rows that have text.
    Table {
        /// The lines of the text.
        rows: usize,
    },
}

/// A part of a text that is read in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpokenBlock {
    /// What it is.
    pub kind: BlockKind,
    /// Its scrubbed text; one line, but for code and tables.
    pub text: String,
}

/// Divides `html` into the blocks that a voice reads, in the order of reading. Links are their words alone; the text of
/// pictures and media is left out, but for captions.
#[must_use]
pub fn spoken_blocks(html: &str, base: Option<&str>) -> Vec<SpokenBlock> {
    catch_panic(|| parse(html, base)).map(|rich_text| blocks_of(&rich_text)).unwrap_or_default()
}

fn blocks_of(rich_text: &RichText) -> Vec<SpokenBlock> {
    let mut writer = Writer::default();
    for event in &rich_text.events {
        writer.event(event);
    }
    writer.flush();
    writer.blocks
}

#[derive(Default)]
struct Writer {
    blocks: Vec<SpokenBlock>,
    line: String,
    /// The words of the reference around this place.
    jump: Option<String>,
    /// Whether the line has a reference, and whether it has words beside references.
    has_jump: bool,
    has_words: bool,
    /// Whether a line end came last.
    broke: bool,
    /// Elements of each kind around this place.
    headings: usize,
    items: usize,
    quotes: usize,
    captions: usize,
    preformatted: usize,
    tables: usize,
    /// The rows of the table so far.
    rows: Vec<String>,
}

impl Writer {
    fn event(&mut self, event: &TextEvent) {
        match event {
            TextEvent::Open(tag) => self.open(*tag),
            TextEvent::Close(tag) => self.close(*tag),
            TextEvent::Text(text) => self.text(text),
            TextEvent::Break => self.line_end(),
            TextEvent::Rule | TextEvent::Gap => self.flush(),
            TextEvent::Image { .. } | TextEvent::Label(_) => self.line.push(' '),
            TextEvent::Number(_) | TextEvent::Anchor(_) | TextEvent::Language(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        let is_blank = text.trim().is_empty();
        self.broke &= is_blank;
        if let Some(jump) = &mut self.jump {
            jump.push_str(text);
        } else {
            self.has_words |= text.chars().any(char::is_alphanumeric);
            self.line.push_str(text);
        }
    }

    /// Ends a line; two line ends in a row end a paragraph, except where lines count or cells are joined.
    fn line_end(&mut self) {
        if self.preformatted > 0 && self.tables == 0 {
            self.line.push('\n');
        } else if self.broke && self.tables == 0 {
            self.flush();
        } else {
            self.line.push(' ');
            self.broke = true;
        }
    }

    fn open(&mut self, tag: Tag) {
        match tag {
            Tag::Jump(_) => self.jump = Some(String::new()),
            _ if tag.is_inline() => {}
            Tag::Cell { .. } if self.tables > 0 => self.cell(),
            _ => {
                self.block_edge();
                if let Some(count) = self.count(tag) {
                    *count += 1;
                }
            }
        }
    }

    fn close(&mut self, tag: Tag) {
        match tag {
            Tag::Jump(_) => self.end_jump(),
            _ if tag.is_inline() => {}
            Tag::Row if self.tables == 1 => self.end_row(),
            _ => {
                self.block_edge();
                if tag == Tag::Table && self.tables == 1 {
                    self.end_table();
                }
                if let Some(count) = self.count(tag) {
                    *count = count.saturating_sub(1);
                }
            }
        }
    }

    /// Returns the counter of the elements that `tag` belongs to.
    fn count(&mut self, tag: Tag) -> Option<&mut usize> {
        match tag {
            Tag::Heading(_) => Some(&mut self.headings),
            Tag::Item | Tag::Term | Tag::Definition => Some(&mut self.items),
            Tag::Quote => Some(&mut self.quotes),
            Tag::Caption => Some(&mut self.captions),
            Tag::Preformatted => Some(&mut self.preformatted),
            Tag::Table => Some(&mut self.tables),
            _ => None,
        }
    }

    /// Comes to the edge of a block; within a table that only separates words.
    fn block_edge(&mut self) {
        if self.tables > 0 {
            self.line.push(' ');
        } else {
            self.flush();
        }
    }

    fn cell(&mut self) {
        self.line.truncate(self.line.trim_end().len());
        // The cell before may have been empty.
        let has_cell = !self.line.is_empty() && !self.line.ends_with(',');
        self.line.push_str(if has_cell { CELL_SEPARATOR } else { " " });
    }

    fn end_row(&mut self) {
        let row = clean(&std::mem::take(&mut self.line));
        let row = row.trim_end_matches([',', ' ']);
        if row.chars().any(char::is_alphanumeric) {
            self.rows.push(row.to_owned());
        }
    }

    fn end_table(&mut self) {
        self.end_row();
        let rows = std::mem::take(&mut self.rows);
        if !rows.is_empty() {
            self.blocks.push(SpokenBlock { kind: BlockKind::Table { rows: rows.len() }, text: rows.join("\n") });
        }
        (self.has_jump, self.has_words, self.broke) = (false, false, false);
    }

    /// Ends a reference: its words stay where they are words of the text and no mark of a note.
    fn end_jump(&mut self) {
        let Some(jump) = self.jump.take() else { return };
        self.has_jump = true;
        if is_note_mark(&jump) {
            // Words on both sides of a mark stay apart where there was a space.
            self.line.push_str(if jump.ends_with(char::is_whitespace) { " " } else { "" });
        } else {
            self.line.push_str(&jump);
        }
    }

    /// Ends a block and writes it, unless it has nothing to read.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        let only_jumps = self.has_jump && !self.has_words && self.headings == 0;
        (self.has_jump, self.has_words, self.broke) = (false, false, false);
        let kind = self.kind();
        if kind == BlockKind::Code {
            let text = rows(&line);
            if !text.is_empty() {
                self.blocks.push(SpokenBlock { kind, text });
            }
            return;
        }
        let text = clean(&line);
        let text = text.trim_start_matches(['•', ' ']);
        // Lists of contents and ways back to the text are nothing to listen to.
        if !only_jumps && text.chars().any(char::is_alphanumeric) {
            self.blocks.push(SpokenBlock { kind, text: text.to_owned() });
        }
    }

    fn kind(&self) -> BlockKind {
        match () {
            () if self.preformatted > 0 => BlockKind::Code,
            () if self.captions > 0 => BlockKind::Caption,
            () if self.quotes > 0 => BlockKind::Quote,
            () if self.headings > 0 => BlockKind::Heading,
            () if self.items > 0 => BlockKind::Item,
            () => BlockKind::Paragraph,
        }
    }
}

/// Scrubs a block to one line without marks of notes.
fn clean(line: &str) -> String {
    without_note_marks(&Text::line(line))
}

/// Scrubs preformatted text, with one line for each line that is not blank.
fn rows(text: &str) -> String {
    let text = Text::block(text);
    let rows: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    rows.join("\n")
}

/// Whether the words of a reference are a mark: `1`, `[12]`, `a`, `*`, `↩`, `[note 1]`. A year is none.
fn is_note_mark(words: &str) -> bool {
    let words = words.trim();
    let is_bracketed = (words.starts_with('[') && words.ends_with(']')) || words.starts_with('⁽');
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    let digits = words.chars().filter(|c| c.is_numeric()).count();
    (is_bracketed && words.len() <= 24) || letters == 0 && digits <= 3 || letters <= 1 && digits == 0
}

#[cfg(test)]
mod tests;
