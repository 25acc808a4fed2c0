//! Writes rich text as Markdown (`CommonMark`), with the tables and strikethrough of GitHub.
//!
//! The result is meant to be read and to be parsed again: accidental markup is escaped, paragraphs are not wrapped.

use super::parse::parse;
use super::rich_text::{RichText, Tag, TextEvent};
use crate::domain::Text;

/// Writes `html` as Markdown, with absolute links.
#[must_use]
pub fn markdown(html: &str, base: Option<&str>) -> String {
    let rich_text = parse(html, base);
    let mut writer = Writer { links: &rich_text.links, ..Writer::new() };
    writer.write(&rich_text);
    Text::block(writer.out.trim_end()).into_string()
}

struct Writer<'a> {
    links: &'a [String],
    out: String,
    line: String,
    /// Whether white space stands before the next word.
    space: bool,
    /// The prefixes of every line: marks of quotations and the indentation of items.
    prefixes: Vec<String>,
    /// The bullet or number that the next line begins with instead of the last prefix.
    marker: Option<String>,
    /// The lists around this place: the number of the next item, if items are numbered.
    lists: Vec<Option<i64>>,
    /// Whether the next block follows the last one without a blank line.
    tight: bool,
    preformatted: usize,
    /// The programming language of the preformatted text around this place.
    language: String,
    in_code: bool,
    /// Cells of the row so far, inside a row.
    cells: Option<Vec<String>>,
    /// Rows of the table so far.
    rows: usize,
}

impl<'a> Writer<'a> {
    fn new() -> Self {
        Self {
            links: &[],
            out: String::new(),
            line: String::new(),
            space: false,
            prefixes: Vec::new(),
            marker: None,
            lists: Vec::new(),
            tight: false,
            preformatted: 0,
            language: String::new(),
            in_code: false,
            cells: None,
            rows: 0,
        }
    }

    fn write(&mut self, rich_text: &'a RichText) {
        for event in &rich_text.events {
            match event {
                TextEvent::Open(tag) => self.open(*tag),
                TextEvent::Close(tag) => self.close(*tag),
                TextEvent::Text(text) if self.preformatted > 0 => self.line.push_str(text),
                TextEvent::Text(text) => self.text(text),
                TextEvent::Image { alt, src, .. } => {
                    let src = src.as_deref().unwrap_or_default();
                    self.raw(&format!("![{}]({})", escaped(alt), address(src)));
                }
                TextEvent::Label(label) => self.text(label),
                TextEvent::Break if self.preformatted > 0 => self.line.push('\n'),
                TextEvent::Break if self.cells.is_some() => self.space = true,
                TextEvent::Break if !self.line.is_empty() => {
                    self.line.truncate(self.line.trim_end_matches(' ').len());
                    if self.line.ends_with('\n') {
                        self.flush();
                    } else {
                        self.line.push_str("\\\n");
                        self.space = false;
                    }
                }
                TextEvent::Rule => {
                    self.flush();
                    self.line.push_str("---");
                    self.flush();
                }
                TextEvent::Gap => self.flush(),
                TextEvent::Language(name) => name.clone_into(&mut self.language),
                TextEvent::Number(_) | TextEvent::Break | TextEvent::Anchor(_) => {}
            }
        }
        self.flush();
    }

    fn open(&mut self, tag: Tag) {
        match tag {
            Tag::Strong => self.raw("**"),
            Tag::Emphasis => self.raw("*"),
            Tag::Strike => self.raw("~~"),
            Tag::Code => {
                self.raw("`");
                self.in_code = true;
            }
            Tag::Link(_) => self.raw("["),
            Tag::Jump(_) => {}
            Tag::Row => {
                self.flush();
                self.cells = Some(Vec::new());
            }
            _ if self.cells.is_some() => self.space = true,
            Tag::Heading(level) => {
                self.flush();
                self.line.push_str(&"#".repeat(usize::from(level)));
                self.line.push(' ');
            }
            _ => {
                self.flush();
                self.open_block(tag);
            }
        }
    }

    fn open_block(&mut self, tag: Tag) {
        match tag {
            Tag::Quote => self.prefixes.push("> ".to_owned()),
            Tag::List => self.lists.push(None),
            Tag::Ordered(start) => self.lists.push(Some(start.clamp(0, 999_999_999))),
            Tag::Item => {
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.prefixes.push(" ".repeat(marker.len()));
                self.marker = Some(marker);
            }
            Tag::Definition => self.prefixes.push("  ".to_owned()),
            Tag::Preformatted => self.preformatted += 1,
            Tag::Table => self.rows = 0,
            _ => {}
        }
    }

    fn close(&mut self, tag: Tag) {
        match tag {
            Tag::Strong => self.close_inline("**"),
            Tag::Emphasis => self.close_inline("*"),
            Tag::Strike => self.close_inline("~~"),
            Tag::Code => {
                self.in_code = false;
                self.close_inline("`");
            }
            Tag::Link(index) => {
                let url = self.links.get(index).map(String::as_str).unwrap_or_default();
                self.close_inline(&format!("]({})", address(url)));
            }
            Tag::Jump(_) => {}
            Tag::Cell { .. } => {
                let cell = std::mem::take(&mut self.line).replace('|', "\\|").replace('\n', " ");
                self.space = false;
                if let Some(cells) = &mut self.cells {
                    cells.push(cell.trim().to_owned());
                }
            }
            Tag::Row => self.row(),
            _ if self.cells.is_some() => self.space = true,
            _ => {
                self.flush();
                self.close_block(tag);
            }
        }
    }

    fn close_block(&mut self, tag: Tag) {
        match tag {
            Tag::Quote | Tag::Definition => {
                self.prefixes.pop();
            }
            Tag::Item => {
                self.prefixes.pop();
                self.marker = None;
                self.tight = true;
            }
            Tag::List | Tag::Ordered(_) => {
                self.lists.pop();
                self.tight = false;
            }
            Tag::Table => self.tight = false,
            Tag::Preformatted => {
                self.preformatted -= 1;
                self.language.clear();
            }
            _ => {}
        }
    }

    fn row(&mut self) {
        let Some(cells) = self.cells.take() else { return };
        self.tight = self.rows > 0;
        self.line = format!("| {} |", cells.join(" | "));
        self.flush();
        if self.rows == 0 {
            self.tight = true;
            self.line = format!("|{}", " --- |".repeat(cells.len()));
            self.flush();
        }
        self.rows += 1;
        self.tight = true;
    }

    fn text(&mut self, text: &str) {
        let mut words = text.split(|c: char| c.is_whitespace() && c != '\u{a0}').peekable();
        while let Some(word) = words.next() {
            if !word.is_empty() {
                let word = if self.in_code { word.replace('`', "'") } else { self.escaped_word(word) };
                self.raw(&word);
            }
            self.space |= words.peek().is_some();
        }
    }

    /// Escapes a word; marks that would begin a block are escaped only at the start of a line.
    fn escaped_word(&self, word: &str) -> String {
        let word = escaped(word);
        let digits = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let starts_block = word.starts_with(['#', '>', '+', '-', '=', '~', '|']);
        match () {
            () if !(self.line.is_empty() || self.line.ends_with('\n')) => word,
            () if starts_block => format!("\\{word}"),
            () if digits.len() < word.len() && matches!(digits, "." | ")") => {
                let number = word.len() - digits.len();
                format!("{}\\{digits}", word.get(..number).unwrap_or_default())
            }
            () => word,
        }
    }

    fn raw(&mut self, text: &str) {
        if self.space && !self.line.is_empty() && !self.line.ends_with(['\n', ' ']) {
            self.line.push(' ');
        }
        self.space = false;
        self.line.push_str(text);
    }

    /// Writes a closing mark, which must touch the word before it.
    fn close_inline(&mut self, mark: &str) {
        let space = std::mem::take(&mut self.space);
        self.line.push_str(mark);
        self.space = space;
    }

    fn flush(&mut self) {
        self.space = false;
        let line = std::mem::take(&mut self.line);
        let text = if self.preformatted > 0 {
            let text = line.trim_matches('\n');
            let fence = if text.contains("```") { "~~~~~~" } else { "```" };
            let language: String =
                self.language.chars().filter(|c| c.is_alphanumeric() || "+-#".contains(*c)).collect();
            if text.trim().is_empty() { String::new() } else { format!("{fence}{language}\n{text}\n{fence}") }
        } else {
            line.trim().trim_end_matches('\\').trim_end().to_owned()
        };
        if text.trim_matches(['#', ' ', '*', '~', '`']).is_empty() && text != "---" {
            return;
        }
        let marker = self.marker.take();
        if !self.out.is_empty() && !self.tight {
            let blank = self.prefix(marker.is_some());
            self.out.push_str(blank.trim_end());
            self.out.push('\n');
        }
        self.tight = false;
        for (at, line) in text.lines().enumerate() {
            let mut prefix = self.prefix(at == 0 && marker.is_some());
            if let Some(marker) = marker.as_deref().filter(|_| at == 0) {
                prefix.push_str(marker);
            }
            let full = format!("{prefix}{line}");
            self.out.push_str(full.trim_end_matches(' '));
            self.out.push('\n');
        }
    }

    fn prefix(&self, without_last: bool) -> String {
        let len = self.prefixes.len() - usize::from(without_last && !self.prefixes.is_empty());
        self.prefixes.iter().take(len).map(String::as_str).collect()
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Writes an address so that it may stand between parentheses.
fn address(url: &str) -> String {
    if url.contains(['(', ')', ' ']) { format!("<{url}>") } else { url.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_written() {
        for (html, expected) in [
            (
                "<h2>Title</h2><p>one <b>two</b> <i>three</i> <s>four</s></p>",
                "## Title\n\none **two** *three* ~~four~~",
            ),
            ("<a href=/b>text </a>more", "[text](https://a.example/b) more"),
            ("<ul><li>a<li>b<ol start=3><li>c</ol></ul><p>d</p>", "- a\n- b\n\n  3. c\n\nd"),
            ("<blockquote><p>a<p>b</blockquote>c", "> a\n>\n> b\n\nc"),
            ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
            ("<pre><code class=lang-c++>a</code></pre>", "```c++\na\n```"),
            ("<p>1. not * a _list_</p><p># nor a title</p>", "1\\. not \\* a \\_list\\_\n\n\\# nor a title"),
            ("<table><tr><th>a<th>b<tr><td>1<td>2|3</table>", "| a | b |\n| --- | --- |\n| 1 | 2\\|3 |"),
            ("<p>1.5 and 2.</p><p>3) x</p>", "1.5 and 2.\n\n3\\) x"),
            ("a<br>b", "a\\\nb"),
            ("<img src=/i.png alt=cat>", "![cat](https://a.example/i.png)"),
            ("a<hr>b", "a\n\n---\n\nb"),
            ("use <code>x_y</code>.", "use `x_y`."),
        ] {
            assert_eq!(markdown(html, Some("https://a.example/")), expected, "{html}");
        }
    }
}
