//! Cuts a text into words and numbers, lower-cased and without accents, for `features`.
//!
//! The work is bounded by [`MAX_BYTES`] and the caller's limit, however long the text is. Stop words, stems and weights
//! are left to other modules.

use std::borrow::Cow;

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::spelling::{number, word};
use crate::domain::script::is_unspaced;
use crate::domain::words::is_accent;

/// Bytes of a text that are read.
const MAX_BYTES: usize = 8 << 10;
/// Characters of the longest word; the rest of a longer word is ignored.
const MAX_CHARS: usize = 32;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, maybe with digits.
    Word,
    /// Digits, with a decimal point at most.
    Number,
    /// Two adjacent characters of a script without spaces between words.
    Pair,
}

/// A word, number or pair of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// In lower case, without accents; of a number, with `.` for the decimal point and without grouping.
    pub(super) text: String,
    pub(super) kind: Kind,
    /// Whether it begins with a capital letter.
    pub(super) is_capital: bool,
    /// Whether it stands where every word has a capital: at the start of a sentence, quotation or list.
    pub(super) is_start: bool,
    /// Whether only a space or hyphen divides it from the token before.
    pub(super) is_adjacent: bool,
}

/// Returns at most `most` tokens of `text`.
pub(super) fn tokens(text: &str, most: usize) -> Vec<Token> {
    let text = text.get(..text.floor_char_boundary(MAX_BYTES)).unwrap_or_default();
    let text =
        if text.is_ascii() { Cow::Borrowed(text) } else { DecomposingNormalizerBorrowed::new_nfkd().normalize(text) };
    let mut scan = Scan { out: Vec::new(), run: String::new(), gap: Gap::Start, run_gap: Gap::Start };
    let mut chars = text.chars().filter(|c| !is_accent(*c)).peekable();
    while let Some(c) = chars.next() {
        if scan.out.len() >= most {
            break;
        }
        let joins = |next: Option<&char>| next.is_some_and(|next| next.is_alphanumeric() && !is_unspaced(*next));
        if is_unspaced(c) {
            scan.end();
            if let Some(&next) = chars.peek().filter(|next| is_unspaced(**next)) {
                scan.push_pair(c, next);
            }
        } else if c.is_alphanumeric() || (is_inner(c, &scan.run) && joins(chars.peek())) {
            scan.push(c);
        } else {
            scan.end();
            scan.gap = scan.gap.max(Gap::of(c));
        }
    }
    scan.end();
    scan.out.truncate(most);
    scan.out
}

/// What stands between two tokens, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Space,
    Mark,
    Start,
}

impl Gap {
    fn of(c: char) -> Self {
        match c {
            '.' | '!' | '?' | ':' | '"' | '“' | '„' | '«' | '»' | '‘' | '\n' | '•' | '…' | '¿' | '¡' | '|' => {
                Self::Start
            }
            c if c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}') => Self::Space,
            _ => Self::Mark,
        }
    }
}

struct Scan {
    out: Vec<Token>,
    /// The characters of the token that is being read.
    run: String,
    /// What was seen since the last token ended.
    gap: Gap,
    /// What was seen before the run.
    run_gap: Gap,
}

impl Scan {
    fn push(&mut self, c: char) {
        if self.run.is_empty() {
            self.run_gap = self.gap;
        }
        if self.run.len() < MAX_CHARS {
            self.run.push(c);
        }
    }

    fn push_pair(&mut self, a: char, b: char) {
        let text = [a, b].iter().collect();
        self.out.push(Token { text, kind: Kind::Pair, is_capital: false, is_start: false, is_adjacent: false });
        self.gap = Gap::Mark;
    }

    fn end(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        let (is_start, is_adjacent) = (self.run_gap == Gap::Start, self.run_gap == Gap::Space);
        let is_capital = run.chars().next().is_some_and(char::is_uppercase);
        let (text, kind) =
            if run.starts_with(|c: char| c.is_ascii_digit()) { number(&run) } else { (word(&run), Kind::Word) };
        if !text.is_empty() {
            self.out.push(Token { text, kind, is_capital, is_start, is_adjacent });
        }
        self.gap = Gap::Space;
    }
}

/// Returns whether `c` may stand within a token: an apostrophe in a word, a point or comma in a number.
fn is_inner(c: char, run: &str) -> bool {
    let is_number = run.ends_with(|c: char| c.is_ascii_digit());
    match c {
        '\'' | '\u{2019}' | '\u{2bc}' => !run.is_empty() && !is_number,
        '.' | ',' => is_number && run.starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> String {
        tokens(text, 100).into_iter().map(|token| token.text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_and_numbers_are_normalised() {
        for (text, want) in [
            ("", ""),
            ("... !", ""),
            ("It’s Hallow's END", "it hallow end"),
            ("l'été, d’Arvène, qu'il dell'acqua", "ete arvene quil acqua"),
            ("1,200 and 1.200 or 6.3 / 6,3", "1200 and 1200 or 6.3 6.3"),
            ("the 21st, 3rd; 10k G7", "the 21 3 10k g7"),
            ("12-year-old", "12 year old"),
            ("Größe São", "große sao"),
            ("路面電車の列", "路面 面電 電車 車の の列"),
            ("end. 5.", "end 5"),
        ] {
            assert_eq!(texts(text), want, "{text:?}");
        }
    }

    #[test]
    fn starts_and_neighbours_are_told() {
        let all = tokens("Rain in Port Ellis. Many left: \"Go\" north, Ann", 100);
        let starts: Vec<&str> = all.iter().filter(|token| token.is_start).map(|token| token.text.as_str()).collect();
        assert_eq!(starts, ["rain", "many", "go", "north"]);
        assert!(all.iter().any(|token| token.text == "ellis" && token.is_adjacent && token.is_capital));
        assert!(all.iter().any(|token| token.text == "ann" && !token.is_adjacent));
    }

    #[test]
    fn hostile_texts_are_cut() {
        assert_eq!(tokens(&"a".repeat(1 << 20), 10).len(), 1);
        assert_eq!(tokens(&"a ".repeat(1 << 20), 10).len(), 10);
        assert!(tokens(&"漢".repeat(1 << 20), 10).len() <= 10);
        assert!(tokens(&"\u{301}".repeat(1 << 20), 10).is_empty());
    }
}
