//! Wraps the lines of a text into the rows of the box: between words, or within words that are too wide.

use unicode_linebreak::linebreaks;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A row of the box, as bytes of one line of the text. White space at its end may extend beyond the box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Wraps lines into rows of a number of columns.
pub(super) fn wrap(lines: &[String], columns: usize) -> Vec<Row> {
    let rows = |(line, text): (usize, &String)| {
        let breaks = breaks(text, columns.max(1)).into_iter();
        breaks.map(move |(start, end)| Row { line, start, end }).collect::<Vec<Row>>()
    };
    lines.iter().enumerate().flat_map(rows).collect()
}

/// Returns the start and end of each row of a line, in bytes.
fn breaks(text: &str, columns: usize) -> Vec<(usize, usize)> {
    let mut rows = Vec::new();
    // The current row: its start and end in bytes, and its columns with the white space at its end.
    let (mut start, mut end, mut used) = (0, 0, 0);
    for (next, _) in linebreaks(text) {
        let piece = text.get(end..next).unwrap_or_default();
        if used + piece.trim_end().width() > columns && end > start {
            rows.push((start, end));
            (start, used) = (end, 0);
        }
        if piece.trim_end().width() > columns {
            for (at, glyph) in piece.trim_end().grapheme_indices(true) {
                if used + glyph.width() > columns && end + at > start {
                    rows.push((start, end + at));
                    (start, used) = (end + at, 0);
                }
                used += glyph.width();
            }
            used += piece.width() - piece.trim_end().width();
        } else {
            used += piece.width();
        }
        end = next;
    }
    rows.push((start, text.len()));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str) -> Vec<String> {
        text.split('\n').map(str::to_owned).collect()
    }

    #[test]
    fn lines_are_broken_between_words_and_within_words_that_are_too_wide() {
        for (text, columns, expected) in [
            ("", 5, &[""][..]),
            ("one two three", 7, &["one two", "three"]),
            ("one two three", 8, &["one two", "three"]),
            ("abcdefghij", 4, &["abcd", "efgh", "ij"]),
            ("a bcdefghij k", 4, &["a", "bcde", "fghi", "j k"]),
            ("日本語のテキスト", 6, &["日本語", "のテキ", "スト"]),
            ("a\n\nb", 4, &["a", "", "b"]),
            ("one  ", 3, &["one"]),
        ] {
            let lines = lines(text);
            let rows = wrap(&lines, columns);
            let shown: Vec<&str> = rows.iter().map(|row| lines[row.line][row.start..row.end].trim_end()).collect();
            assert_eq!(shown, expected, "{text:?} in {columns}");
        }
    }

    proptest! {
        #[test]
        fn rows_contain_the_whole_text_and_are_not_too_wide(
            text in "[a-c é日👨‍👩‍👧\u{301}-]{0,60}(\n[a-z ]{0,30}){0,3}",
            columns in 2..30_usize,
        ) {
            let lines = lines(&text);
            let mut whole = vec![String::new(); lines.len()];
            for row in wrap(&lines, columns) {
                let shown = &lines[row.line][row.start..row.end];
                whole[row.line].push_str(shown);
                // One glyph can be wider than a narrow box: two joined faces with an accent take four columns.
                let is_one = shown.trim_end().graphemes(true).count() == 1;
                prop_assert!(is_one || shown.trim_end().width() <= columns, "{:?}", shown);
            }
            prop_assert_eq!(whole, lines);
        }
    }
}
