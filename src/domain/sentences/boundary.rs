//! Decides whether a sentence ends at a place where it may end.

use super::words::{Abbreviation, Words};
use crate::domain::language::Language;

/// Bytes of the text after a place that are looked at.
const AHEAD: usize = 64;
/// Abbreviations with spaces, such as "i. d. R.", have at most so many parts.
const MAX_PARTS: usize = 4;

/// Returns whether a sentence ends between `left`, which begins with the sentence and ends with the white space after
/// it, and `right`.
pub(super) fn is_boundary(left: &str, right: &str, language: Language) -> bool {
    let body = left.trim_end();
    let gap = left.get(body.len()..).unwrap_or_default();
    if gap.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        return true;
    }
    let Some(next) = Next::of(right) else { return false };
    let end = End::of(body);
    if is_list_marker(body) || next.goes_on(end.mark) {
        return false;
    }
    if gap.is_empty() {
        // Addresses and file names have full stops and question marks inside; scripts without spaces end sentences so.
        return !end.mark.is_ascii() && end.mark != '…';
    }
    match end.mark {
        '.' if end.dots >= 2 => end.ends_with_ellipsis(&next, language),
        '…' => end.ends_with_ellipsis(&next, language),
        '.' => end.ends_with_full_stop(&next, language),
        ',' | ';' | ':' => false,
        mark => !mark.is_alphanumeric() && !end.is_remark(),
    }
}

/// The end of a text before a place.
#[derive(Debug)]
struct End<'a> {
    /// The character that may end the sentence.
    mark: char,
    /// Full stops in a row.
    dots: usize,
    /// The text before the mark or marks.
    before: &'a str,
    /// Whether a bracket closes after the mark.
    closes_bracket: bool,
}

impl<'a> End<'a> {
    fn of(body: &'a str) -> Self {
        // Quotation marks and brackets close after the mark, in French after a space; the mark of a note may follow.
        let core = body.trim_end_matches(|c: char| is_closing(c) || is_note(c));
        let core = core.trim_end();
        let mark = core.chars().next_back().unwrap_or(' ');
        let before = core.trim_end_matches(is_stop);
        let dots = core.len() - core.trim_end_matches('.').len();
        let closes_bracket = body.get(core.len()..).unwrap_or_default().contains([')', ']']);
        Self { mark, dots, before, closes_bracket }
    }

    /// Whether the mark is a remark in brackets: "(!)", "(?)", "[…]".
    fn is_remark(&self) -> bool {
        self.closes_bracket && self.before.ends_with(['(', '['])
    }

    fn ends_with_ellipsis(&self, next: &Next<'_>, language: Language) -> bool {
        if self.is_remark() {
            // What was left out stands between two sentences, or within one.
            let before = self.before.trim_end_matches(['(', '[']);
            return before.trim_end().ends_with(['.', '!', '?', '”', '"']);
        }
        let is_apart = self.before.is_empty() || self.before.ends_with(|c: char| c.is_whitespace() || is_opening(c));
        let again = self.before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if is_apart || next.is_number() || again.eq_ignore_ascii_case(next.word) {
            return false;
        }
        // German capitalises nouns.
        language != Language::German || next.begins_sentence(language)
    }

    fn ends_with_full_stop(&self, next: &Next<'_>, language: Language) -> bool {
        let word = self.before.rsplit(|c: char| c.is_whitespace() || is_opening(c) || matches!(c, '/' | '–' | '—'));
        let word = word.clone().next().unwrap_or_default();
        let begins = next.begins_sentence(language);
        match known(self.before, word, language) {
            Some((Abbreviation::Never, _)) => return false,
            Some((Abbreviation::MayEnd, _)) => return begins,
            Some((Abbreviation::BeforeNumber, _)) if next.is_number() => return false,
            Some((Abbreviation::BeforeNumber, true)) => return true,
            _ => {}
        }
        if is_initials(word) {
            return begins;
        }
        let digits = word.chars().all(|c| c.is_ascii_digit()) && !word.is_empty();
        let roman = word.len() >= 2 && word.chars().all(|c| "IVXLCDM".contains(c));
        if language.has_dotted_ordinals() && (digits && word.len() <= 2 || roman) {
            return begins && !next.is_number();
        }
        true
    }
}

/// Returns what the abbreviation before a full stop says, and whether it has several parts: "z. B.", "a.m.".
fn known(before: &str, word: &str, language: Language) -> Option<(Abbreviation, bool)> {
    let words = Words::of(language);
    let elided = word.rsplit(['\'', '’']).next().unwrap_or_default();
    let found = words.abbreviation(word).or_else(|| words.abbreviation(elided));
    let is_street = language == Language::German && word.to_lowercase().ends_with("str");
    let found = found.or(is_street.then_some(Abbreviation::MayEnd));
    let mut found = found.map(|kind| (kind, word.contains('.')));
    let mut joined = word.to_owned();
    let mut rest = before.strip_suffix(word).unwrap_or_default();
    for _ in 1..MAX_PARTS {
        let part = rest.trim_end();
        let name = part.rsplit(|c: char| c.is_whitespace() || is_opening(c)).next().unwrap_or_default();
        let is_short = name.len() <= 6 && name.ends_with('.') && name.starts_with(char::is_alphabetic);
        if part.len() == rest.len() || !is_short {
            break;
        }
        joined.insert_str(0, name);
        rest = part.strip_suffix(name).unwrap_or_default();
        found = words.abbreviation(&joined).map(|kind| (kind, true)).or(found);
    }
    found
}

/// Whether a word is one letter, or letters with full stops or hyphens between: "J", "U.S", "J.-P".
fn is_initials(word: &str) -> bool {
    !word.is_empty()
        && word.split(['.', '-']).all(|part| part.is_empty() || part.chars().count() == 1)
        && word.chars().any(char::is_alphabetic)
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-'))
}

/// Whether a text is no more than the number of an item: "1.", "a)", "(IV.)".
fn is_list_marker(body: &str) -> bool {
    let inside = body.trim_start_matches('(').trim_end_matches([')', '.']);
    let is_number = inside.len() <= 3 && inside.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_letter = inside.len() == 1 && inside.chars().all(|c| c.is_ascii_alphabetic());
    let is_roman = inside.len() <= 5 && inside.chars().all(|c| "IVX".contains(c));
    body.len() <= 8 && body.ends_with(['.', ')']) && !inside.is_empty() && (is_number || is_letter || is_roman)
}

/// The beginning of the text after a place.
#[derive(Debug)]
struct Next<'a> {
    /// Its first character.
    first: char,
    /// Whether the first character closes what stands before the place.
    closes: bool,
    /// Its first letter or digit, or another character that begins words.
    initial: char,
    /// Its first word, and the character after it.
    word: &'a str,
    after: Option<char>,
}

impl<'a> Next<'a> {
    fn of(right: &'a str) -> Option<Self> {
        let right = crate::domain::text::prefix(right, AHEAD);
        let first = right.chars().next()?;
        let is_apart = right.chars().nth(1).is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':'));
        let closes =
            matches!(first, ')' | ']' | '”' | '’') || is_closing(first) && !is_dash(first) && is_apart && first != '«';
        let text = right.trim_start_matches(|c: char| {
            is_opening(c) || is_dash(c) || c.is_whitespace() || matches!(c, '.' | '…' | '»' | '›' | '”' | '’')
        });
        let initial = text.chars().next()?;
        let end = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')).unwrap_or(text.len());
        Some(Self { first, closes, initial, word: text.get(..end)?, after: text.get(end..)?.chars().next() })
    }

    /// Whether the sentence goes on here, whatever word stands before.
    fn goes_on(&self, mark: char) -> bool {
        if self.closes || matches!(self.first, ',' | ';' | ':' | '!' | '?') || is_closing(self.initial) {
            return true;
        }
        // `iPhone` begins sentences, but for after a question mark in a sentence it is a rare case.
        let is_brand = mark == '.' && self.word.chars().nth(1).is_some_and(char::is_uppercase);
        self.initial.is_lowercase() && !is_brand
    }

    fn is_number(&self) -> bool {
        let is_roman = self.word.len() >= 2 || matches!(self.word, "V" | "X");
        self.initial.is_numeric() || is_roman && self.word.chars().all(|c| "IVXLC".contains(c))
    }

    fn begins_sentence(&self, language: Language) -> bool {
        let is_initial = self.after == Some('.') && self.word.chars().count() == 1;
        !is_initial && Words::of(language).begins_sentences(self.word)
    }
}

pub(super) fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…')
}

fn is_opening(c: char) -> bool {
    is_opening_only(c) || matches!(c, '«' | '“' | '‘' | '"' | '\'' | '‹')
}

/// Whether a character opens a bracket or quotation in every language.
pub(super) fn is_opening_only(c: char) -> bool {
    matches!(c, '„' | '‚' | '(' | '[' | '{' | '¿' | '¡' | '「' | '『' | '（' | '《' | '〈' | '【')
}

/// Whether a character may close what it stands behind; German closes with `“` and `«`.
pub(super) fn is_closing(c: char) -> bool {
    matches!(c, '”' | '’' | '"' | '\'' | '»' | '«' | '“' | '‘' | ')' | ']' | '}' | '›' | '‹' | '」' | '』')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—')
}

pub(super) fn is_note(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '†' | '‡' | '*')
}
