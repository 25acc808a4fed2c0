//! Flattens rich text to compare it, search it and count its words: for the index, filters, rules and repeated text.
//!
//! It is fast, and gives the same text in every build, since the store keeps fingerprints of what [`own_words`]
//! returns. Text for people is left to `export`, which falls back to this where html2text fails.

use super::parse::parse;
use super::rich_text::{RichText, Tag, TextEvent, image_label};
use crate::domain::Text;

/// Separates the cells of a row.
const CELL_SEPARATOR: &str = " | ";

/// Flattens `html`: blank lines between paragraphs, a line for each item of a list and each row of a table; the lines
/// of `<pre>` and `<br>` stay. Pictures are named only where there is no text at all.
#[must_use]
pub fn plain(html: &str) -> String {
    text_of(&parse(html, None))
}

/// Like [`plain`], but returns the absolute addresses of links too.
#[must_use]
pub fn plain_with_links(html: &str, base: Option<&str>) -> (String, Vec<String>) {
    let rich_text = parse(html, base);
    (text_of(&rich_text), rich_text.links)
}

/// Like [`plain`], but without captions and without the numbers of lists: only the prose of an article.
#[must_use]
pub fn prose(html: &str) -> String {
    let rich_text = parse(html, None);
    let prose = without(&rich_text, Tag::Caption);
    let has_captions = rich_text.events.len() > prose.events.len();
    // An article that is nothing but captions keeps them.
    text_of(if has_captions && !prose.has_text() { &rich_text } else { &prose })
}

/// Like [`plain`], but without block quotations and the numbers of lists: only what the author wrote.
#[must_use]
pub fn own_words(html: &str) -> String {
    text_of(&without(&parse(html, None), Tag::Quote))
}

/// Removes one kind of block and the numbers of lists.
fn without(rich_text: &RichText, left_out: Tag) -> RichText {
    let mut depth = 0_usize;
    let stays = |event: &&TextEvent| {
        depth += usize::from(**event == TextEvent::Open(left_out));
        let stays = depth == 0;
        depth -= usize::from(**event == TextEvent::Close(left_out));
        stays
    };
    let unnumbered = |event: &TextEvent| match event {
        TextEvent::Open(Tag::Ordered(_)) => TextEvent::Open(Tag::List),
        event => event.clone(),
    };
    RichText { events: rich_text.events.iter().filter(stays).map(unnumbered).collect(), links: Vec::new() }
}

/// Flattens rich text.
pub(super) fn text_of(rich_text: &RichText) -> String {
    let mut writer = Writer { shows_images: !rich_text.has_text(), ..Writer::default() };
    for event in &rich_text.events {
        writer.event(event);
    }
    writer.flush();
    // Text on both sides of a tag is scrubbed again, since combining marks may have met.
    Text::block(&writer.out).into_string()
}

#[derive(Default)]
struct Writer {
    out: String,
    line: String,
    /// Whether white space stands before the next word.
    space: bool,
    /// The bullet or number that begins the next line.
    marker: String,
    /// The lists around this place: the number of the next item, if items are numbered.
    lists: Vec<Option<i64>>,
    /// Lists, tables and definition lists around this place; no blank lines stand inside them.
    tight: usize,
    /// Whether the last line was inside one of those.
    last_was_tight: bool,
    /// Cells of the row so far, inside a row.
    row: Option<usize>,
    preformatted: usize,
    /// Whether pictures are named: only where there is no text.
    shows_images: bool,
}

impl Writer {
    fn event(&mut self, event: &TextEvent) {
        match event {
            TextEvent::Open(tag) => self.open(*tag),
            TextEvent::Close(tag) => self.close(*tag),
            TextEvent::Text(text) if self.preformatted > 0 && self.row.is_none() => self.line.push_str(text),
            TextEvent::Text(text) => self.inline(text),
            TextEvent::Image { alt, .. } if self.shows_images => self.inline(&image_label(alt)),
            TextEvent::Label(label) if self.shows_images => self.inline(label),
            TextEvent::Break if self.row.is_some() => self.space = true,
            TextEvent::Break if self.line.ends_with('\n') && self.preformatted == 0 => self.flush(),
            TextEvent::Break if !self.line.is_empty() || self.preformatted > 0 => {
                self.line.push('\n');
                self.space = false;
            }
            TextEvent::Rule | TextEvent::Gap => self.flush(),
            TextEvent::Break
            | TextEvent::Number(_)
            | TextEvent::Image { .. }
            | TextEvent::Label(_)
            | TextEvent::Anchor(_)
            | TextEvent::Language(_) => {}
        }
    }

    fn open(&mut self, tag: Tag) {
        if tag.is_inline() {
            return;
        }
        if self.row.is_some() {
            self.space = true;
        } else {
            self.flush();
        }
        match tag {
            Tag::List => self.lists.push(None),
            Tag::Ordered(start) => self.lists.push(Some(start)),
            Tag::Item => self.item(),
            Tag::Preformatted => self.preformatted += 1,
            Tag::Row => self.row = Some(0),
            Tag::Cell { .. } => {
                if self.row.is_some_and(|cells| cells > 0) {
                    self.line.push_str(CELL_SEPARATOR);
                }
                self.row = self.row.map(|cells| cells + 1);
                self.space = false;
            }
            _ => {}
        }
        self.tight += usize::from(is_tight(tag));
    }

    fn close(&mut self, tag: Tag) {
        if tag.is_inline() {
            return;
        }
        if tag == Tag::Row {
            self.row = None;
        }
        if self.row.is_some() {
            self.space = true;
        } else {
            self.flush();
        }
        match tag {
            Tag::List | Tag::Ordered(_) => {
                self.lists.pop();
            }
            Tag::Item => self.marker.clear(),
            Tag::Preformatted => self.preformatted -= 1,
            _ => {}
        }
        self.tight -= usize::from(is_tight(tag));
        if self.tight == 0 && is_tight(tag) {
            self.last_was_tight = false;
        }
    }

    fn item(&mut self) {
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        self.marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                let marker = format!("{indent}{number}. ");
                *number = number.saturating_add(1);
                marker
            }
            _ => format!("{indent}• "),
        };
    }

    fn inline(&mut self, text: &str) {
        let mut words = text.split(|c: char| c.is_whitespace() && c != '\u{a0}').peekable();
        while let Some(word) = words.next() {
            if !word.is_empty() {
                if self.space && !self.line.is_empty() && !self.line.ends_with(['\n', ' ']) {
                    self.line.push(' ');
                }
                self.space = false;
                self.line.push_str(word);
            }
            self.space |= words.peek().is_some();
        }
    }

    /// Ends the paragraph and writes it, unless it is blank.
    fn flush(&mut self) {
        self.space = false;
        let line = std::mem::take(&mut self.line);
        let text = if self.preformatted > 0 {
            let lines: Vec<&str> = line.lines().map(str::trim_end).collect();
            lines.join("\n").trim_matches('\n').to_owned()
        } else {
            line.trim().to_owned()
        };
        if text.trim_matches([' ', '|', '\n']).is_empty() {
            return;
        }
        if !self.out.is_empty() {
            self.out.push_str(if self.tight > 0 && self.last_was_tight { "\n" } else { "\n\n" });
        }
        self.out.push_str(&std::mem::take(&mut self.marker));
        self.out.push_str(&text);
        self.last_was_tight = self.tight > 0;
    }
}

fn is_tight(tag: Tag) -> bool {
    matches!(tag, Tag::List | Tag::Ordered(_) | Tag::Table | Tag::Terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_come_with_the_text() {
        let html = "<p>see <a href='/x'>here</a> and <a href='https://b.example/'>there</a>";
        let links = vec!["https://a.example/x".to_owned(), "https://b.example/".to_owned()];
        assert_eq!(plain_with_links(html, Some("https://a.example/1")), ("see here and there".to_owned(), links));
    }

    #[test]
    fn paragraphs_are_lines() {
        for (html, expected) in [
            ("", ""),
            ("<p>one\n two</p><p> <b>th</b>ree </p>", "one two\n\nthree"),
            ("a<div>b</div>c", "a\n\nb\n\nc"),
            ("a<br>b<br><br>c", "a\nb\n\nc"),
            ("<ul><li>a<li><p>b</p><ol start=9><li>c<li>d</ol></ul>e", "• a\n• b\n  9. c\n  10. d\n\ne"),
            ("<ul><li>a</ul><ul><li>b</ul>", "• a\n\n• b"),
            ("<pre>\n a\n\n  b  \n</pre>", " a\n\n  b"),
            ("<table><tr><th>a<th>b<tr><td><p>1</p><td>2</table>", "a | b\n1 | 2"),
            ("see <a href='https://a.example/'>here</a>.", "see here."),
            ("x<img src=a alt=cat>", "x"),
            ("<img src=a alt=cat>", "[image: cat]"),
            ("R&amp;D &lt;3&nbsp;&#27;[0m!", "R&D <3\u{a0}!"),
            ("H<sub>2</sub>O, x<sup>2</sup>, 1<sup>st</sup>", "H₂O, x², 1st"),
            ("<dl><dt>a<dd>b</dl>", "a\nb"),
            ("hy&shy;phen<wbr>ated", "hyphenated"),
        ] {
            assert_eq!(plain(html), expected, "{html}");
        }
    }

    #[test]
    fn captions_are_no_prose() {
        let figure = "<figure><img src=a alt=a><figcaption>The <b>old</b> bridge</figcaption></figure>";
        assert_eq!(prose(&format!("<p>one</p>{figure}<p>two</p>")), "one\n\ntwo");
        assert_eq!(prose(figure), "The old bridge");
        assert_eq!(prose("<ol><li>one<li>two</ol>"), "• one\n• two");
    }
}
