//! Divides a sentence into words, numbers written in digits, and marks.
//!
//! A number keeps its grouping and decimal marks ("3.000,5"). What it means is left to `numbers`.

use std::ops::Range;

use crate::domain::language::Language;

/// Tokens of one sentence that are read; what follows is ignored.
pub(super) const MAX_TOKENS: usize = 160;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, with digits behind the first letter: "Lisbon", "A320".
    Word,
    /// Digits with grouping and decimal marks inside.
    Number,
    /// One character of punctuation or a symbol.
    Mark,
}

/// A token and its place in the sentence.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    /// The text as written.
    pub raw: &'a str,
    /// The text in lower case.
    pub lower: String,
    /// Byte offset in the sentence.
    pub start: usize,
    /// What it is.
    pub kind: Kind,
    /// Whether no white space separates it from the token before.
    pub is_glued: bool,
}

impl Token<'_> {
    /// The bytes of the token in the sentence.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.raw.len()
    }

    /// Whether it is a word that begins with a capital letter.
    pub(super) fn is_capital(&self) -> bool {
        self.kind == Kind::Word && self.raw.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether it is this mark.
    pub(super) fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark && self.raw.starts_with(mark)
    }

    /// Whether it is a hyphen or dash.
    pub(super) fn is_dash(&self) -> bool {
        self.kind == Kind::Mark && self.raw.starts_with(['-', '‐', '‑', '–', '—', '−'])
    }
}

/// Divides a sentence into at most [`MAX_TOKENS`] tokens.
pub(super) fn tokens(sentence: &str, language: Language) -> Vec<Token<'_>> {
    let mut all: Vec<Token<'_>> = Vec::new();
    let mut at = 0;
    let mut is_glued = false;
    while all.len() < MAX_TOKENS {
        let Some(rest) = sentence.get(at..) else { break };
        let Some(first) = rest.chars().next() else { break };
        if first.is_whitespace() {
            at += first.len_utf8();
            is_glued = false;
            continue;
        }
        let (kind, length) = if first.is_ascii_digit() {
            (Kind::Number, number_length(rest, language))
        } else if first.is_alphanumeric() {
            (Kind::Word, rest.find(|c: char| !c.is_alphanumeric() && !is_joined(c)).unwrap_or(rest.len()))
        } else {
            (Kind::Mark, first.len_utf8())
        };
        let raw = rest.get(..length).unwrap_or(rest);
        all.push(Token { raw, lower: raw.to_lowercase(), start: at, kind, is_glued });
        at += raw.len().max(1);
        is_glued = true;
    }
    all
}

/// Combining marks and soft hyphens belong to the word that they stand in.
fn is_joined(c: char) -> bool {
    c == '\u{ad}' || matches!(c, '\u{300}'..='\u{36f}')
}

/// Bytes of the number that `text` begins with.
fn number_length(text: &str, language: Language) -> usize {
    let digits = |from: usize| text.bytes().skip(from).take_while(u8::is_ascii_digit).count();
    let mut end = digits(0);
    let leading = end;
    loop {
        let Some(mark) = text.get(end..).and_then(|rest| rest.chars().next()) else { return end };
        let after = end + mark.len_utf8();
        let next = digits(after);
        let is_group = next == 3 && leading <= 3;
        let joins = match mark {
            '.' | ',' => next > 0,
            '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}' => is_group,
            ' ' => is_group && !matches!(language, Language::English | Language::German),
            _ => false,
        };
        if !joins {
            return end;
        }
        end = after + next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raws(text: &str, language: Language) -> Vec<&str> {
        tokens(text, language).into_iter().map(|token| token.raw).collect()
    }

    #[test]
    fn numbers_keep_their_marks_and_words_their_digits() {
        for (text, language, expected) in [
            (
                "The A320 sold 3,000.5 of 12.",
                Language::English,
                vec!["The", "A320", "sold", "3,000.5", "of", "12", "."],
            ),
            ("In 2019, 41-year-old", Language::English, vec!["In", "2019", ",", "41", "-", "year", "-", "old"]),
            ("les 3 000 morts", Language::French, vec!["les", "3 000", "morts"]),
            ("en 2019 200 morts", Language::French, vec!["en", "2019", "200", "morts"]),
            ("the 3 000 m", Language::English, vec!["the", "3", "000", "m"]),
            ("£3bn", Language::English, vec!["£", "3", "bn"]),
            ("l’État", Language::French, vec!["l", "’", "État"]),
        ] {
            assert_eq!(raws(text, language), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn tokens_are_in_order_and_at_their_places(text in "\\PC{0,200}") {
            let mut end = 0;
            for token in tokens(&text, Language::French) {
                proptest::prop_assert!(token.start >= end);
                proptest::prop_assert_eq!(text.get(token.range()), Some(token.raw));
                end = token.range().end;
            }
        }
    }
}
