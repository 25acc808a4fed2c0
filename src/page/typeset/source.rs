//! The story written as the small HTML that the renderer understands fully.
//!
//! The renderer drops or misplaces much of what real pages have; it is given nothing of that.

use std::fmt::Write as _;

use super::breaks::mark_breaks;
use super::cells::{Cells, GAP};
use super::notes;
use crate::page::story::{Piece, Story, Tag, image_label};

/// Empty lines that `<br>` may make in a row.
const MAX_BREAKS: usize = 2;
/// A thematic break, as printers set it.
const RULE: &str = "* * *";

/// HTML for the renderer; `cells` gets the graphemes that are set as private characters.
pub(super) fn source(story: &Story, cells: &mut Cells) -> String {
    let mut writer = Writer { out: String::new(), cells, preformatted: 0, breaks: 0, lists: 0 };
    for piece in &story.pieces {
        writer.piece(piece);
    }
    writer.out
}

struct Writer<'a> {
    out: String,
    cells: &'a mut Cells,
    preformatted: usize,
    breaks: usize,
    lists: usize,
}

impl Writer<'_> {
    fn piece(&mut self, piece: &Piece) {
        if *piece == Piece::Break {
            self.breaks += 1;
        } else if !matches!(piece, Piece::Text(text) if text.trim().is_empty()) {
            self.breaks = 0;
        }
        match piece {
            Piece::Open(tag) => self.open(*tag),
            Piece::Close(tag) => self.close(*tag),
            Piece::Text(text) => self.text(text),
            Piece::Number(index) => self.marked(notes::FAINT, &format!("[{}]", index + 1)),
            Piece::Image { alt, .. } => self.marked(notes::FAINT, &image_label(alt)),
            Piece::Label(label) => self.marked(notes::FAINT, label),
            Piece::Break if self.preformatted > 0 => self.out.push('\n'),
            // More of them say nothing, and the renderer takes time in the square of their number.
            Piece::Break if self.breaks <= MAX_BREAKS => self.out.push_str("<br>"),
            Piece::Break => {}
            Piece::Rule => {
                self.gap();
                self.marked(notes::FAINT, RULE);
                self.gap();
            }
            Piece::Gap => self.gap(),
        }
    }

    fn text(&mut self, text: &str) {
        let encoded = if self.preformatted > 0 {
            self.cells.encode_verbatim(text)
        } else {
            mark_breaks(&self.cells.encode(text))
        };
        for c in encoded.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                c => self.out.push(c),
            }
        }
    }

    fn marked(&mut self, class: &str, text: &str) {
        let _ = write!(self.out, "<span class={class}>");
        self.text(text);
        self.out.push_str("</span>");
    }

    fn gap(&mut self) {
        let _ = write!(self.out, "<div>{GAP}</div>");
    }

    fn open(&mut self, tag: Tag) {
        if needs_room(tag) {
            if self.lists == 0 {
                self.gap();
            }
            self.lists += 1;
        }
        let _ = match tag {
            Tag::Caption => write!(self.out, "<div class={}>", notes::FAINT),
            Tag::Ordered(start) => write!(self.out, "<ol start={start}>"),
            Tag::Link(index) => write!(self.out, "<a href={index}>"),
            Tag::Cell { span: (columns, rows), .. } => {
                write!(self.out, "<{} colspan={columns} rowspan={rows}>", name(tag))
            }
            Tag::Table => write!(self.out, "<table><tbody>"),
            // The parser drops a line end that comes first.
            Tag::Preformatted => writeln!(self.out, "<pre>"),
            _ => write!(self.out, "<{}>", name(tag)),
        };
        self.preformatted += usize::from(tag == Tag::Preformatted);
    }

    fn close(&mut self, tag: Tag) {
        self.preformatted -= usize::from(tag == Tag::Preformatted);
        let _ = match tag {
            Tag::Table => write!(self.out, "</tbody></table>"),
            _ => write!(self.out, "</{}>", name(tag)),
        };
        if needs_room(tag) {
            self.lists -= 1;
            if self.lists == 0 {
                self.gap();
            }
        }
    }
}

/// Blocks that the renderer sets close to what is around them. Inside each other that is right.
fn needs_room(tag: Tag) -> bool {
    matches!(tag, Tag::List | Tag::Ordered(_) | Tag::Terms | Tag::Table)
}

fn name(tag: Tag) -> &'static str {
    match tag {
        Tag::Paragraph => "p",
        Tag::Division | Tag::Caption => "div",
        Tag::Heading(1) => "h1",
        Tag::Heading(2) => "h2",
        Tag::Heading(3) => "h3",
        Tag::Heading(4) => "h4",
        Tag::Heading(5) => "h5",
        Tag::Heading(_) => "h6",
        Tag::List => "ul",
        Tag::Ordered(_) => "ol",
        Tag::Item => "li",
        Tag::Terms => "dl",
        Tag::Term => "dt",
        Tag::Definition => "dd",
        Tag::Quote => "blockquote",
        Tag::Preformatted => "pre",
        Tag::Code => "code",
        Tag::Strong => "strong",
        Tag::Emphasis => "em",
        Tag::Strike => "s",
        Tag::Link(_) => "a",
        Tag::Table => "table",
        Tag::Row => "tr",
        Tag::Cell { heads: true, .. } => "th",
        Tag::Cell { heads: false, .. } => "td",
    }
}
