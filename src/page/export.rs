//! Has html2text make the text that leaves the screen: quotes, pipes, JSON, and one-line names and messages.
//!
//! Paragraphs are not wrapped, since an editor or a program breaks lines by itself. The screen is left to `typeset`,
//! and text that is only compared or indexed to `plain`, which takes less than half the time.

use std::time::Duration;

use html2text::config::{self, Config};
use html2text::render::{TextDecorator, TrivialDecorator};
use unicode_segmentation::UnicodeSegmentation;

use super::clean_html::clean_html;
use super::guard::{MAX_BYTES, guard};
use super::parse::parse;
use super::plain::text_of;
use super::rich_text::RichText;
use super::worker::{LIMIT, catch_panic, run_with_deadline};
use crate::domain::line_breaks::wrapping;
use crate::domain::text::prefix;
use crate::domain::{Document, Entry, Html, Line, Span, Text};

/// Columns of a line that is never wrapped: more than a page may have bytes, and few enough to be added up.
const UNWRAPPED: usize = 4 * MAX_BYTES;
/// Bytes of HTML that are read for one line of text.
const MAX_LINE_HTML: usize = 64 << 10;
/// Characters that a word may take on average in [`first_words`], for scripts that put no spaces between words.
const CHARS_PER_WORD: usize = 10;
/// Words of an untitled article that become its title.
const TITLE_WORDS: usize = 12;
/// Most time for finding them.
const TITLE_LIMIT: Duration = Duration::from_secs(2);

/// Makes text to quote, pipe or copy: one line a paragraph, with blank lines between.
///
/// Items of lists begin with `* `, quotations with `> `, headings with `#`; links are their words alone. The result is
/// empty only when `html` has nothing to read or takes longer than twice [`LIMIT`]: don't call it on the screen's
/// thread.
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

/// Makes one line of text, without marks of lists and quotations: for names, titles and messages.
///
/// Only the first 64 KiB of `html` are read, so that it needs no deadline.
#[must_use]
pub fn one_line(html: &str) -> String {
    let html = prefix(html, MAX_LINE_HTML);
    let rich_text = catch_panic(|| parse(html, None));
    Text::line(&convert(html, rich_text.as_ref(), false, config::with_decorator(TrivialDecorator::new()))).into_string()
}

/// Like [`one_line`], but at most `max` words, with `…` where there are more.
#[must_use]
pub fn first_words(html: &str, max: usize) -> String {
    let line = one_line(html);
    let by_words: String = line.split_inclusive(' ').take(max).collect();
    let limit = max.saturating_mul(CHARS_PER_WORD);
    let cut: String = by_words.graphemes(true).take(limit).collect();
    let cut = cut.trim_end();
    if cut.len() < line.len() { format!("{cut}…") } else { cut.to_owned() }
}

/// Makes the title of an entry without one from its first words; empty if it has none.
#[must_use]
pub fn untitled(entry: &Entry) -> Text {
    let html = [&entry.content, &entry.summary].into_iter().flatten().find(|html| !html.0.trim().is_empty());
    let Some(Html(html)) = html.cloned() else { return Text::default() };
    // Saving calls this, so it must neither panic nor take long.
    let words = run_with_deadline(TITLE_LIMIT, move || first_words(&html, TITLE_WORDS));
    words.map(|words| Text::line(&words)).unwrap_or_default()
}

/// Like [`render`](super::render), but without styles, links and pictures, for HTML that the typesetter fails on.
/// Callers keep the deadline.
#[must_use]
pub fn render_plain(html: &str, width: usize) -> Document {
    wrapped(&text(html, None, false), width)
}

/// Like [`render_plain`], but for rich text.
pub(super) fn wrapped_text_of(rich_text: &RichText, width: usize) -> Document {
    wrapped(&convert("", Some(rich_text), false, config::plain_no_decorate()), width)
}

fn wrapped(text: &str, width: usize) -> Document {
    let lines = textwrap::wrap(text, wrapping(width.max(1)));
    let lines = lines.iter().map(|line| {
        let text = Text::block(line.trim_end());
        let spans = if text.is_empty() { Vec::new() } else { vec![Span { text, ..Span::default() }] };
        Line { spans, rtl: false }
    });
    Document { lines: lines.collect(), ..Document::default() }
}

/// Makes text with a deadline. Where html2text is late, `plain` makes it.
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

/// Has html2text convert the rich text, or the guarded `html` where `parse` has failed. Where html2text fails or finds
/// no text, `plain` makes it.
fn convert<D: TextDecorator>(html: &str, rich_text: Option<&RichText>, with_links: bool, config: Config<D>) -> String {
    let clean = rich_text.map_or_else(|| guard(html).into_owned(), |rich_text| clean_html(rich_text, with_links));
    // Otherwise html2text refuses HTML that is nested deeper than a line is wide.
    let config = config.allow_width_overflow().raw_mode(true).unicode_strikeout(false);
    let text = catch_panic(|| config.string_from_read(clean.as_bytes(), UNWRAPPED).ok()).flatten();
    let text = tidy(&text.unwrap_or_default());
    if text.is_empty() { rich_text.map(text_of).unwrap_or_default() } else { text }
}

/// Scrubs the text of html2text and reduces several blank lines in a row to one.
fn tidy(raw: &str) -> String {
    let scrubbed = Text::block(raw);
    let mut lines: Vec<&str> = scrubbed.lines().map(str::trim_end).collect();
    // In a quotation a blank line still has its marks. Those after its end go, or they would join two quotations.
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
