//! Writes rich text as simple HTML, in the elements that html2text knows.
//!
//! From a page itself html2text would join the text of `<section>` or `<figcaption>` with its neighbours, show hidden
//! parts, and pad tables to columns. `parse` has resolved all of that.

use super::rich_text::{RichText, Tag, TextEvent, image_label};

/// Separates the cells of a row.
const CELL_SEPARATOR: &str = " | ";
/// Makes html2text write a blank line: a paragraph of a zero-width space, which html2text drops.
const BLANK_LINE: &str = "<p><wbr></p>";
/// Line ends in a row that are written: a third would make a second blank line.
const MAX_BREAKS: usize = 2;

/// Writes `text` as a fragment of HTML, with the elements of links if `with_links`.
pub(super) fn clean_html(text: &RichText, with_links: bool) -> String {
    let links = if with_links { text.links.as_slice() } else { &[] };
    let mut writer = Writer { links, shows_images: !text.has_text(), ..Writer::default() };
    for event in &text.events {
        writer.event(event);
    }
    writer.out
}

/// The state between two events.
#[derive(Default)]
struct Writer<'a> {
    out: String,
    /// Addresses of the links that are written; empty when links are left out.
    links: &'a [String],
    /// Whether pictures are named: only where there is no text.
    shows_images: bool,
    /// Line ends that are written before the next text; those at the end of a block are dropped.
    breaks: usize,
    /// Lists around this place.
    lists: usize,
    preformatted: usize,
    /// Rows of the table so far, inside one.
    rows: usize,
    /// Cells of the row so far, inside one.
    cells: Option<usize>,
}

impl Writer<'_> {
    fn event(&mut self, event: &TextEvent) {
        match event {
            TextEvent::Open(tag) => self.open(*tag),
            TextEvent::Close(tag) => self.close(*tag),
            TextEvent::Text(text) => self.text(text),
            TextEvent::Image { alt, .. } if self.shows_images => self.text(&image_label(alt)),
            TextEvent::Label(label) if self.shows_images => self.text(label),
            TextEvent::Break if self.preformatted > 0 => self.out.push('\n'),
            TextEvent::Break if self.cells.is_some() => self.out.push(' '),
            TextEvent::Break => self.breaks = (self.breaks + 1).min(MAX_BREAKS),
            TextEvent::Rule | TextEvent::Gap if self.cells.is_none() => self.block(BLANK_LINE),
            TextEvent::Rule
            | TextEvent::Gap
            | TextEvent::Number(_)
            | TextEvent::Image { .. }
            | TextEvent::Label(_)
            | TextEvent::Anchor(_)
            | TextEvent::Language(_) => {}
        }
    }

    fn open(&mut self, tag: Tag) {
        match tag {
            Tag::Link(index) => {
                if let Some(url) = self.links.get(index) {
                    self.out.push_str("<a href=\"");
                    self.escape(url);
                    self.out.push_str("\">");
                }
            }
            Tag::Cell { .. } => {
                if self.cells.is_some_and(|cells| cells > 0) {
                    self.out.push_str(CELL_SEPARATOR);
                }
                self.cells = self.cells.map(|cells| cells + 1);
            }
            _ if tag.is_inline() => {}
            _ if self.cells.is_some() => self.out.push(' '),
            Tag::Table => {
                self.rows = 0;
                self.block("<p>");
            }
            Tag::Row => {
                self.block(if self.rows > 0 { "<br>" } else { "" });
                self.rows += 1;
                self.cells = Some(0);
            }
            Tag::List | Tag::Ordered(_) => {
                self.blank_line_around_lists();
                self.lists += 1;
                match tag {
                    Tag::Ordered(start) => self.block(&format!("<ol start=\"{start}\">")),
                    _ => self.block("<ul>"),
                }
            }
            Tag::Preformatted => {
                self.preformatted += 1;
                // Parsers drop the line end that follows the tag.
                self.block("<pre>\n");
            }
            Tag::Heading(level) => self.block(&format!("<h{level}>")),
            _ => self.block(&format!("<{}>", element(tag))),
        }
    }

    fn close(&mut self, tag: Tag) {
        match tag {
            Tag::Link(index) => self.out.push_str(if index < self.links.len() { "</a>" } else { "" }),
            Tag::Row => self.cells = None,
            _ if tag.is_inline() || matches!(tag, Tag::Cell { .. }) => {}
            _ if self.cells.is_some() => self.out.push(' '),
            Tag::List | Tag::Ordered(_) => {
                self.block(if tag == Tag::List { "</ul>" } else { "</ol>" });
                self.lists -= 1;
                self.blank_line_around_lists();
            }
            Tag::Heading(level) => self.block(&format!("</h{level}>")),
            _ => {
                self.preformatted -= usize::from(tag == Tag::Preformatted);
                self.block(&format!("</{}>", element(tag)));
            }
        }
    }

    /// Writes a blank line above or below a list, unless the list is inside an item.
    fn blank_line_around_lists(&mut self) {
        if self.lists == 0 {
            self.block(BLANK_LINE);
        }
    }

    /// Writes the tag of a block, which ends the line in any case.
    fn block(&mut self, markup: &str) {
        self.breaks = 0;
        self.out.push_str(markup);
    }

    fn text(&mut self, text: &str) {
        if self.breaks > 0 && !text.trim().is_empty() {
            self.out.push_str(&"<br>".repeat(self.breaks));
            self.breaks = 0;
        }
        self.escape(text);
    }

    fn escape(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '"' => self.out.push_str("&quot;"),
                _ => self.out.push(c),
            }
        }
    }
}

/// The element of a block, except for lists and headings.
fn element(tag: Tag) -> &'static str {
    match tag {
        Tag::Paragraph | Tag::Caption | Tag::Table => "p",
        Tag::Item => "li",
        Tag::Terms => "dl",
        Tag::Term => "dt",
        Tag::Definition => "dd",
        Tag::Quote => "blockquote",
        Tag::Preformatted => "pre",
        _ => "div",
    }
}
