//! Divides a sentence that is too long, at the end of a clause where there is one.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::part;

/// Characters that a piece has at least, unless the sentence ends.
const MIN_CHARS: usize = 100;

/// Divides a range of `text` into pieces of at most `most` characters.
pub(super) fn divide(text: &str, range: Range<usize>, most: usize, out: &mut Vec<Range<usize>>) {
    let mut start = range.start;
    while let Some((length, _)) = part(text, start..range.end).char_indices().nth(most) {
        let window = part(text, start..start + length);
        let cut = best_cut(window);
        let piece = part(window, 0..cut).trim_end().len();
        out.push(start..start + piece.max(1));
        let rest = part(text, start + cut..range.end);
        start += cut + (rest.len() - rest.trim_start().len());
    }
    if start < range.end {
        out.push(start..range.end);
    }
}

/// Returns where to cut: after a semicolon, colon, dash or comma, at a space, or else between characters.
fn best_cut(window: &str) -> usize {
    let mut best = (0, 0);
    let mut chars = window.char_indices().skip(MIN_CHARS).peekable();
    while let Some((at, c)) = chars.next() {
        let is_wide = matches!(c, '、' | '，' | '；' | '：');
        // In "1,000" and "12:30" nothing ends.
        let ends = is_wide || chars.peek().is_some_and(|(_, next)| next.is_whitespace());
        let rank = match c {
            ';' | '；' if ends => 5,
            ':' | '：' if ends => 4,
            '–' | '—' if ends => 3,
            ',' | '、' | '，' if ends => 2,
            c if c.is_whitespace() => 1,
            _ => 0,
        };
        if rank > 0 && rank >= best.0 {
            best = (rank, at + c.len_utf8());
        }
    }
    if best.0 > 0 {
        return best.1;
    }
    let last = window.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
    if last > 0 { last } else { window.len() }
}
