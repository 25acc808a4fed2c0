//! Names the links of a text, and adds the article's enclosures to them.

use crate::domain::host::host_of;
use crate::domain::line_breaks::wrapping;
use crate::domain::{Document, Enclosure, Line, Span, Text, TextStyle};

/// The most bytes of a link's name.
const MAX_LINK_TEXT: usize = 120;

/// Returns the name of each link: its text at its first mention, without its number.
pub(super) fn link_texts<'a>(count: usize, lines: impl Iterator<Item = &'a Line>) -> Vec<Text> {
    let mut texts = vec![String::new(); count];
    // The link of the last span, and which links have ended: those have their names.
    let (mut open, mut is_named) = (None, vec![false; count]);
    for line in lines {
        for span in line.spans.iter().filter(|span| !span.marks.contains(TextStyle::FAINT)) {
            if span.link != open {
                if let Some(ended) = open.and_then(|link: usize| is_named.get_mut(link)) {
                    *ended = true;
                }
                open = span.link;
            }
            let link = open.filter(|link| is_named.get(*link) == Some(&false));
            if let Some(text) = link.and_then(|link| texts.get_mut(link)).filter(|text| text.len() < MAX_LINK_TEXT) {
                text.push_str(&span.text);
            }
        }
        if let Some(text) = open.and_then(|link| texts.get_mut(link)) {
            text.push(' ');
        }
    }
    texts.iter().map(|text| Text::line(text)).collect()
}

/// Adds each enclosure below the text: its number among the links, its kind and length, its host.
pub(super) fn add_enclosures(body: &mut Document, enclosures: &[Enclosure], width: usize) {
    for (at, enclosure) in enclosures.iter().enumerate() {
        if at == 0 && !body.lines.is_empty() {
            body.lines.push(Line::default());
        }
        let link = Some(body.links.len());
        let number = Span {
            text: Text::block(&format!("[{}] ", body.links.len() + 1)),
            marks: TextStyle::FAINT,
            link,
            ..Span::default()
        };
        let host = host_of(&enclosure.url).map(|host| format!(" ({host})")).unwrap_or_default();
        let label = format!("{}{host}", enclosure.label());
        for (row, part) in textwrap::wrap(&label, wrapping(width.saturating_sub(4).max(1))).iter().enumerate() {
            let indent = Span { text: Text::block("    "), ..Span::default() };
            let lead = if row == 0 { number.clone() } else { indent };
            body.lines.push(Line {
                spans: vec![lead, Span { text: Text::line(part), link, ..Span::default() }],
                ..Line::default()
            });
        }
        body.links.push(enclosure.url.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{self, RenderOptions};

    #[test]
    fn a_link_has_the_name_of_its_first_mention() {
        let html = "<p><a href=//a.example>the <b>fir</b>st one of them</a> and <a href=//b.example>b</a>, \
                    <a href=//a.example>again</a>.</p>";
        let lines = page::render(html, Some("https://c.example"), &RenderOptions::new(12)).lines;
        assert_eq!(link_texts(2, lines.iter()), [Text::line("the first one of them"), Text::line("b")]);
    }
}
