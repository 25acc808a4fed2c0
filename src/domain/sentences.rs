//! Divides a text into sentences: Unicode's boundaries (UAX #29), without those after abbreviations, initials and
//! ordinals.
//!
//! The rules are for running text of one paragraph. What a speech engine gets of a sentence is left to `listen`.

mod boundary;
mod clauses;
mod words;

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::language::Language;

/// Characters of the longest sentence. Longer ones are divided, so that the voice begins soon.
pub const MAX_CHARS: usize = 400;

/// Divides `text` into sentences of `language`, a BCP 47 tag. The ranges are trimmed, in order, and cover all that is
/// not white space, unless the text has no letter or digit.
#[must_use]
pub fn sentences(text: &str, language: Option<&str>) -> Vec<Range<usize>> {
    let language = Language::of(language);
    let (mut whole, mut start, mut seen, mut has_words) = (Vec::new(), 0, 0, false);
    for at in candidates(text) {
        has_words |= part(text, seen..at).contains(char::is_alphanumeric);
        seen = at;
        if has_words && boundary::is_boundary(part(text, start..at), part(text, at..text.len()), language) {
            push(text, start..at, &mut whole);
            (start, has_words) = (at, false);
        }
    }
    push(text, start..text.len(), &mut whole);
    let mut all = Vec::with_capacity(whole.len());
    for range in whole {
        clauses::divide(text, range, MAX_CHARS, &mut all);
    }
    all
}

/// Adds a sentence. A piece without letters and digits joins the sentence before it.
fn push(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let piece = part(text, range.clone());
    let start = range.start + (piece.len() - piece.trim_start().len());
    let end = range.start + piece.trim_end().len();
    if piece.contains(char::is_alphanumeric) {
        out.push(start..end);
    } else if let Some(last) = out.last_mut().filter(|_| start < end) {
        last.end = end;
    }
}

/// Returns where a sentence may end, in order: Unicode's boundaries, and white space behind a mark of its end.
fn candidates(text: &str) -> Vec<usize> {
    let mut all = Vec::new();
    let mut is_end = false;
    let mut is_gap = false;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            is_gap = true;
            continue;
        }
        if is_gap && is_end {
            all.push(at);
        }
        // Closing marks and the marks of notes leave it as it is.
        is_end = boundary::is_stop(c) || is_end && (boundary::is_closing(c) || boundary::is_note(c));
        is_gap = false;
    }
    // The rule about full stops looks ahead from each of them without bound (SB8), and full stops are found above.
    let masked: String = text
        .chars()
        .map(|c| match c {
            '.' => '_',
            '\u{2024}' | '\u{fe52}' | '\u{ff0e}' => '。',
            c => c,
        })
        .collect();
    // Unicode counts opening brackets behind a mark as closing ones.
    let before_brackets = |(at, _)| part(text, 0..at).trim_end_matches(boundary::is_opening_only).len();
    all.extend(masked.split_sentence_bound_indices().map(before_brackets).filter(|at| *at > 0));
    all.sort_unstable();
    all.dedup();
    all
}

fn part(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

#[cfg(test)]
mod tests;
