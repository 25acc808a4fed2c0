//! Where a plain text may be broken into lines (UAX 14), for `textwrap`.
//!
//! `textwrap` has the same rules as a feature, with three megabytes of tables.

use textwrap::core::Word;
use textwrap::{Options, WordSeparator};
use unicode_linebreak::linebreaks;

/// Returns options that wrap a text to a number of columns and break a word only where it is wider than that.
#[must_use]
pub fn wrapping(columns: usize) -> Options<'static> {
    Options::new(columns).word_separator(SEPARATOR)
}

/// Separates words where a line may end, also in texts without spaces, such as Chinese.
const SEPARATOR: WordSeparator = WordSeparator::Custom(words);

fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut start = 0;
    Box::new(linebreaks(line).filter_map(move |(end, _)| {
        let word = line.get(start..end).map(Word::from);
        start = end;
        word
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_hyphens_and_between_ideographs() {
        for (text, columns, lines) in [
            ("fog to the bar", 8, vec!["fog to", "the bar"]),
            ("a long-winded word", 7, vec!["a long-", "winded", "word"]),
            ("日本語の文章。次の文", 8, vec!["日本語の", "文章。次", "の文"]),
            ("これは文。", 8, vec!["これは", "文。"]),
            ("unbreakable", 5, vec!["unbre", "akabl", "e"]),
            ("", 5, vec![""]),
        ] {
            assert_eq!(textwrap::wrap(text, wrapping(columns)), lines, "{text}");
        }
    }
}
