//! Reads a number that is written in words.

use super::super::tokens::{Kind, Token};
use super::{Amount, tables};
use crate::domain::language::Language;

/// Tokens of the longest number in words.
const MAX_LENGTH: usize = 14;

/// Bytes of the longest German number that is read.
const MAX_GERMAN: usize = 80;

/// Reads the number in words that begins at token `at`, without a last "million" or the like.
pub(super) fn parse(tokens: &[Token<'_>], at: usize, language: Language) -> Option<Amount> {
    if let Some(found) = grouped(tokens, at, language) {
        return Some(found);
    }
    let mut sum = Sum::default();
    let mut length = 0;
    while length < MAX_LENGTH {
        // A hyphen or an "and" joins two parts only if the part after it can be added.
        let skip = usize::from(length > 0 && is_joint(tokens, at + length, &sum, language));
        let Some(token) = tokens.get(at + length + skip).filter(|token| token.kind == Kind::Word) else { break };
        if skip == 0 && length > 0 && token.is_glued || !sum.add(&token.lower, language) {
            break;
        }
        length += skip + 1;
    }
    if length == 0 {
        return None;
    }
    let mut value = f64::from(sum.total + sum.current);
    let mut step = super::whole_step(value);
    if let Some(half) = tables::and_a_half(tokens, at + length, language).filter(|_| value < 100.0) {
        (value, step, length) = (value + 0.5, 0.1, length + half);
    } else if sum.has_half {
        (value, step) = (value + 0.5, 0.1);
    }
    Some(Amount { value, step, is_about: false, is_weak: (value - 1.0).abs() < 0.1 && length == 1, length })
}

/// Reads "a dozen" and "two dozen", and the article or half before a scale: "a hundred", "half a million".
fn grouped(tokens: &[Token<'_>], at: usize, language: Language) -> Option<Amount> {
    let word = |i: usize| tokens.get(at + i).map_or("", |token| token.lower.as_str());
    let half = match language {
        Language::English => (word(0) == "half" && tables::is_article(word(1), language)).then_some(2),
        Language::German if word(0).starts_with("halbe") => Some(1),
        Language::German => word(1).starts_with("halbe").then_some(2),
        Language::French => (word(1) == "demi").then_some(2),
        _ => None,
    };
    let (count, length) = match half {
        Some(length) => (0.5, length),
        None if tables::is_article(word(0), language) => (1.0, 1),
        None => (f64::from(tables::unit(word(0), language).filter(|count| *count >= 2)?), 1),
    };
    if let Some((size, is_about)) = tables::group(word(length), language) {
        return Some(Amount { value: count * size, step: 1.0, is_about, is_weak: false, length: length + 1 });
    }
    let is_scaled = count <= 1.0 && tables::scale(word(length), false, language).is_some();
    is_scaled.then_some(Amount { value: count, step: count, is_about: false, is_weak: false, length })
}

/// Whether the token joins two parts of a number.
fn is_joint(tokens: &[Token<'_>], at: usize, sum: &Sum, language: Language) -> bool {
    let Some(token) = tokens.get(at) else { return false };
    let is_and = tables::is_and(&token.lower, language);
    let follows = tokens.get(at + 1).is_some_and(|next| sum.clone().add(&next.lower, language));
    let is_open = match language {
        Language::English => sum.current.is_multiple_of(100),
        _ => sum.current.is_multiple_of(10) && sum.current > 0,
    };
    follows && (token.is_dash() && token.is_glued || is_and && is_open)
}

/// The parts of a number in words that were added so far.
#[derive(Debug, Clone, Default)]
struct Sum {
    total: u32,
    current: u32,
    is_begun: bool,
    has_half: bool,
}

impl Sum {
    /// Adds a word, if it can follow those before it.
    fn add(&mut self, word: &str, language: Language) -> bool {
        if language == Language::German {
            return self.add_german(word);
        }
        if let Some(value) = tables::unit(word, language) {
            return self.add_unit(value, language);
        }
        let hundred = matches!((language, word), (Language::English, "hundred") | (Language::French, "cent" | "cents"));
        let thousand = matches!(
            (language, word),
            (Language::English, "thousand") | (Language::French, "mille") | (Language::Spanish, "mil")
        );
        if hundred && self.current < 100 && (self.is_begun || language == Language::French) {
            self.current = self.current.max(1) * 100;
        } else if thousand && self.total == 0 && (self.is_begun || language != Language::English) {
            self.total = self.current.max(1) * 1000;
            self.current = 0;
        } else {
            return false;
        }
        self.is_begun = true;
        true
    }

    fn add_unit(&mut self, value: u32, language: Language) -> bool {
        let rest = self.current % 100;
        let is_french = language == Language::French;
        if is_french && value == 20 && self.current == 4 {
            // "quatre-vingts"
            self.current = 80;
            return true;
        }
        let tens = rest >= 20 && rest.is_multiple_of(10) && value < 10;
        let french_tens = is_french && matches!(rest, 60 | 80) && (10..17).contains(&value);
        let french_teens = is_french && matches!(rest, 10 | 70 | 90) && (7..10).contains(&value);
        let is_open = rest == 0 && (self.current == 0 || value < 100);
        let fits = !self.is_begun || value > 0 && (is_open || tens || french_tens || french_teens);
        if fits {
            self.current += value;
            self.is_begun = true;
        }
        fits
    }

    /// German writes the numbers below a million as one word.
    fn add_german(&mut self, word: &str) -> bool {
        let (word, half) = match word.strip_suffix("einhalb") {
            Some(before) => (before, true),
            None => (word, false),
        };
        if self.is_begun || word.is_empty() || word == "ein" {
            return false;
        }
        let Some(value) = german(word) else { return false };
        *self = Self { total: 0, current: value, is_begun: true, has_half: half };
        true
    }
}

/// Reads a German number that is one word: "dreitausendzweihunderteinundvierzig".
fn german(word: &str) -> Option<u32> {
    if word.len() > MAX_GERMAN {
        return None;
    }
    let part = |text: &str, empty: u32| if text.is_empty() { Some(empty) } else { german(text) };
    if let Some(value) = tables::unit(word, Language::German) {
        return Some(value);
    }
    if let Some((thousands, rest)) = word.split_once("tausend") {
        return part(thousands, 1)?.checked_mul(1000)?.checked_add(part(rest, 0)?);
    }
    if let Some((hundreds, rest)) = word.split_once("hundert") {
        return part(hundreds, 1)?.checked_mul(100)?.checked_add(part(rest, 0)?);
    }
    let (ones, tens) = word.split_once("und")?;
    let ones = tables::unit(ones, Language::German).filter(|ones| (1..10).contains(ones))?;
    let tens = tables::unit(tens, Language::German).filter(|tens| (20..100).contains(tens))?;
    Some(ones + tens)
}
