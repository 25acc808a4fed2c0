//! Turns HTML into text that leaves the screen, on threads that are abandoned when they are late: stored HTML is hostile.

use crate::domain::{Document, Line, Span, Text};
use crate::page::{self, RenderOptions};

/// Sets `html` at a width. Without styles where the typesetter fails or is late; an error in its place where both do.
#[must_use]
pub fn render(html: &str, base: Option<&str>, width: usize) -> Document {
    let (own, base) = (html.to_owned(), base.map(str::to_owned));
    let options = RenderOptions::new(width);
    page::run_with_deadline(page::LIMIT, move || page::render(&own, base.as_deref(), &options))
        .or_else(|| {
            let own = html.to_owned();
            page::run_with_deadline(page::LIMIT, move || page::render_plain(&own, width))
        })
        .unwrap_or_else(too_much)
}

fn too_much() -> Document {
    let text = Text::line("(this text is too large, too deep or too broken to show)");
    let line = Line { spans: vec![Span { text, ..Span::default() }], ..Line::default() };
    Document { lines: vec![line], ..Document::default() }
}

/// The text of `html`, a paragraph a line; empty when it takes too long.
#[must_use]
pub fn plain(html: &str) -> String {
    page::quotable(html)
}

/// The text of an article, without captions and the numbers of lists; empty when it takes too long.
#[must_use]
pub fn prose(html: &str) -> String {
    let html = html.to_owned();
    page::run_with_deadline(page::LIMIT, move || page::prose(&html)).unwrap_or_default()
}
