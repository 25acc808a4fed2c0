//! Sets a story in lines of one width, with html2text.
//!
//! The renderer may refuse a width or panic; it is then asked for a wider one and its lines are cut, and at last the
//! bare text is wrapped. There is always something to read when there is text.

mod breaks;
mod cells;
mod lines;
mod notes;
mod source;

use html2text::config::with_decorator;

use super::distil::distil;
use super::plain::text_of;
use super::story::Story;
use super::worker::caught;
use crate::domain::{Document, Line, Marks, Span, Text};
use cells::Cells;

/// No line is set longer: nothing is gained by it, and the renderer multiplies by it.
const MAX_WIDTH: usize = 1_000;
/// Columns of a table narrower than this are set one below the other.
const MIN_COLUMN: usize = 8;
/// Widths at which the renderer has never been seen to refuse.
const SAFE_WIDTHS: [usize; 2] = [20, 40];

/// `html` set in lines of `width` columns, relative links resolved against `base` or the page's own `<base>`.
///
/// Links are numbered in the order of their first mention and listed in [`Document::links`]; only http and https
/// addresses are links. Pictures are named by what they show. Lines are never wider than `width`, unless a single
/// character is.
#[must_use]
pub fn render(html: &str, base: Option<&str>, width: usize) -> Document {
    let width = width.clamp(1, MAX_WIDTH);
    let story = distil(html, base);
    let lines = [width, width.max(SAFE_WIDTHS[0]), width.max(SAFE_WIDTHS[1])]
        .into_iter()
        .find_map(|set_width| set(&story, set_width, width))
        .unwrap_or_else(|| wrapped(&story, width));
    Document { lines, links: story.links }
}

/// The story set at one width and cut to another; `None` when the renderer gives up or loses the text.
fn set(story: &Story, set_width: usize, width: usize) -> Option<Vec<Line>> {
    let lines = caught(|| {
        let mut cells = Cells::default();
        let html = source::source(story, &mut cells);
        let config = with_decorator(notes::Notes)
            .add_agent_css(&notes::sheet())
            .ok()?
            .allow_width_overflow()
            .unicode_strikeout(false)
            .min_wrap_width((set_width / 3).clamp(3, MIN_COLUMN));
        let rendered = config.lines_from_read(html.as_bytes(), set_width).ok()?;
        Some(lines::lines(&rendered, &cells, width))
    })??;
    let blank = lines.iter().all(|line| line.text().trim().is_empty());
    (!blank || story.is_blank()).then_some(lines)
}

/// The bare text, wrapped.
fn wrapped(story: &Story, width: usize) -> Vec<Line> {
    let text = text_of(story);
    let lines = textwrap::wrap(&text, textwrap::Options::new(width).break_words(true));
    lines
        .iter()
        .map(|line| {
            let text = Text::block(line.trim_end());
            let spans = if text.is_empty() { Vec::new() } else { vec![Span { text, marks: Marks::NONE, link: None }] };
            Line { spans }
        })
        .collect()
}

#[cfg(test)]
mod tests;
