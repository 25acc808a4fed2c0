//! HTML to text for printing, on a thread that may be given up: what is stored came from strangers.

use crate::domain::{Document, Line, Span, Text};
use crate::page::{self, RenderOptions};

/// The document at a width; what takes too long or can't be set is said so in its place.
pub(super) fn render(html: &str, base: Option<&str>, width: usize) -> Document {
    let (html, base) = (html.to_owned(), base.map(str::to_owned));
    page::run_with_deadline(page::LIMIT, move || page::render(&html, base.as_deref(), &RenderOptions::new(width)))
        .unwrap_or_else(|| {
            let text = Text::line("(this text is too large, too deep or broken to be set)");
            let line = Line { spans: vec![Span { text, ..Span::default() }], ..Line::default() };
            Document { lines: vec![line], ..Document::default() }
        })
}

/// The words, paragraphs separated by a blank line; empty when that takes too long.
pub(super) fn plain(html: &str) -> String {
    let html = html.to_owned();
    page::run_with_deadline(page::LIMIT, move || page::plain(&html)).unwrap_or_default()
}

/// The words of a story, as [`plain`], without its captions.
pub(super) fn prose(html: &str) -> String {
    let html = html.to_owned();
    page::run_with_deadline(page::LIMIT, move || page::prose(&html)).unwrap_or_default()
}
