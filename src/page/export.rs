//! Text that leaves the screen, made by html2text: for quotes, pipes, JSON and one-line names and messages.
//!
//! Paragraphs are not wrapped, since whoever reads the text next has lines of their own. The screen is left to `typeset`,
//! and text that is only compared or indexed to `plain`, which takes a fraction of the time.

use html2text::config::{self, Config};
use html2text::render::{TextDecorator, TrivialDecorator};
use unicode_segmentation::UnicodeSegmentation;

use super::clean_html::clean_html;
use super::guard::{MAX_BYTES, guard};
use super::parse::parse;
use super::plain::text_of;
use super::rich_text::RichText;
use super::worker::{LIMIT, catch_panic, run_with_deadline};
use crate::domain::text::prefix;
use crate::domain::{Document, Line, Span, Text};

/// Columns of a line that is never wrapped: more than a page may have bytes, and few enough to be added up.
const UNWRAPPED: usize = 4 * MAX_BYTES;
/// Bytes of HTML that are read for one line of text.
const MAX_LINE_HTML: usize = 64 << 10;
/// Characters that a word may take on average in [`first_words`], for scripts that put no spaces between words.
const CHARS_PER_WORD: usize = 10;

/// The text of `html` to quote, pipe or copy: a paragraph a line and blank lines between, `* ` before the items of lists,
/// `> ` before quotations, `#` before headings, links as their words alone.
///
/// Empty only when `html` has nothing to read, or takes longer than twice [`LIMIT`]: call it off the screen's thread.
#[must_use]
pub fn quotable(html: &str) -> String {
    within_limit(html.to_owned(), |html| text(html, None, false))
}

/// Like [`quotable`], but links are `[words][1]` and their absolute addresses stand below the text.
#[must_use]
pub fn quotable_with_links(html: &str, base: Option<&str>) -> String {
    let base = base.map(str::to_owned);
    within_limit(html.to_owned(), move |html| text(html, base.as_deref(), true))
}

/// The text of `html` on one line, without marks of lists and quotations: for names, titles and messages. Only the first
/// 64 KiB of HTML are read.
#[must_use]
pub fn one_line(html: &str) -> String {
    let html = prefix(html, MAX_LINE_HTML);
    let rich_text = catch_panic(|| parse(html, None));
    Text::line(&convert(html, rich_text.as_ref(), false, config::with_decorator(TrivialDecorator::new()))).into_string()
}

/// The first words of `html` on one line: at most `max` of them, with `…` where there is more.
#[must_use]
pub fn first_words(html: &str, max: usize) -> String {
    let line = one_line(html);
    let by_words: String = line.split_inclusive(' ').take(max).collect();
    let limit = max.saturating_mul(CHARS_PER_WORD);
    let cut: String = by_words.graphemes(true).take(limit).collect();
    let cut = cut.trim_end();
    if cut.len() < line.len() { format!("{cut}…") } else { cut.to_owned() }
}

/// Like [`render`](super::render), but without styles, links and pictures: for HTML that the typesetter fails on.
#[must_use]
pub fn render_plain(html: &str, width: usize) -> Document {
    wrapped(&text(html, None, false), width)
}

/// Wraps the text of a page that has been parsed.
pub(super) fn wrapped_text_of(rich_text: &RichText, width: usize) -> Document {
    wrapped(&convert("", Some(rich_text), false, config::plain_no_decorate()), width)
}

fn wrapped(text: &str, width: usize) -> Document {
    let lines = textwrap::wrap(text, textwrap::Options::new(width.max(1)).break_words(true));
    let lines = lines.iter().map(|line| {
        let text = Text::block(line.trim_end());
        let spans = if text.is_empty() { Vec::new() } else { vec![Span { text, ..Span::default() }] };
        Line { spans, rtl: false }
    });
    Document { lines: lines.collect(), ..Document::default() }
}

/// Makes text in time; where html2text is late, the text that `plain` makes.
fn within_limit(html: String, work: impl FnOnce(&str) -> String + Send + 'static) -> String {
    let later = html.clone();
    run_with_deadline(LIMIT, move || work(&html))
        .or_else(|| run_with_deadline(LIMIT, move || text_of(&parse(&later, None))))
        .unwrap_or_default()
}

fn text(html: &str, base: Option<&str>, with_links: bool) -> String {
    let rich_text = catch_panic(|| parse(html, base));
    convert(html, rich_text.as_ref(), with_links, config::plain_no_decorate().link_footnotes(with_links))
}

/// Has html2text read the rich text, or `html` itself where that could not be parsed. Where it fails or finds nothing,
/// the text that `plain` makes.
fn convert<D: TextDecorator>(html: &str, rich_text: Option<&RichText>, with_links: bool, config: Config<D>) -> String {
    let clean = rich_text.map_or_else(|| guard(html).into_owned(), |rich_text| clean_html(rich_text, with_links));
    // Without leave to overflow, it refuses what is nested deeper than a line is wide.
    let config = config.allow_width_overflow().raw_mode(true).unicode_strikeout(false);
    let text = catch_panic(|| config.string_from_read(clean.as_bytes(), UNWRAPPED).ok()).flatten();
    let text = tidy(&text.unwrap_or_default());
    if text.is_empty() { rich_text.map(text_of).unwrap_or_default() } else { text }
}

/// Scrubs what html2text wrote, and leaves one blank line where it left several.
fn tidy(raw: &str) -> String {
    let scrubbed = Text::block(raw);
    let mut lines: Vec<&str> = scrubbed.lines().map(str::trim_end).collect();
    // In a quotation its marks are left of a blank line; between two quotations they must not join them.
    let is_blank = |line: &str| line.split(' ').all(|mark| matches!(mark, "" | ">"));
    lines.dedup_by(|next, line| {
        let are_blank = is_blank(next) && is_blank(line);
        if are_blank && next.len() < line.len() {
            *line = next;
        }
        are_blank
    });
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests;
