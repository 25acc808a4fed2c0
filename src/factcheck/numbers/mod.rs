//! Reads one number of a text: "3,000", "forty-one", "two and a half million", "ein Dutzend", "1,2 Mrd.".
//!
//! What the number measures or counts is left to `figures`.

mod digits;
mod spelled;
mod tables;

use super::tokens::{Kind, Token};
use crate::domain::language::Language;

/// A number and how exactly it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Amount {
    /// The number.
    pub value: f64,
    /// The unit of its last digit that is not a trailing zero: 100 for 2,900, 1 for 41, 0.1 million for 1.2 million.
    pub step: f64,
    /// Whether the word for it means "about so many", as French "une vingtaine" does.
    pub is_about: bool,
    /// Whether it is written as a word that often does not count: "one", "un".
    pub is_weak: bool,
    /// The number of tokens that it is written with.
    pub length: usize,
}

/// Reads the number that begins at token `at`.
pub(super) fn amount(tokens: &[Token<'_>], at: usize, language: Language) -> Option<Amount> {
    let token = tokens.get(at)?;
    let read = match token.kind {
        Kind::Number => {
            let (value, step) = digits::parse(token.raw, language)?;
            Amount { value, step, is_about: false, is_weak: false, length: 1 }
        }
        Kind::Word => spelled::parse(tokens, at, language)?,
        Kind::Mark => return None,
    };
    let scaled = scale(tokens, at, read, language);
    scaled.value.is_finite().then_some(scaled)
}

/// Multiplies by the words for thousands and millions that follow.
fn scale(tokens: &[Token<'_>], at: usize, mut read: Amount, language: Language) -> Amount {
    while let Some(next) = tokens.get(at + read.length) {
        let is_glued = next.is_glued && tokens.get(at + read.length - 1).is_some_and(|t| t.kind == Kind::Number);
        let Some(factor) = tables::scale(&next.lower, is_glued, language) else { break };
        if next.kind != Kind::Word || read.value * factor > 1e18 {
            break;
        }
        read.value *= factor;
        read.step *= factor;
        read.length += 1;
        read.is_weak = false;
        // "3 Mio." and "1,2 Mrd." have a full stop that is part of the word.
        if next.lower.len() <= 3 && tokens.get(at + read.length).is_some_and(|t| t.is_mark('.') && t.is_glued) {
            let goes_on = tokens.get(at + read.length + 1).is_some();
            read.length += usize::from(goes_on);
        }
        if let Some(length) = tables::and_a_half(tokens, at + read.length, language) {
            read.value += factor / 2.0;
            read.step = factor / 10.0;
            read.length += length;
        }
    }
    read
}

/// Returns the unit of the last digit of a whole number that is not a trailing zero.
pub(super) fn whole_step(value: f64) -> f64 {
    let mut step = 1.0;
    while value >= 10.0 && (value / (step * 10.0)).fract() == 0.0 && step < value {
        step *= 10.0;
    }
    step
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn read(text: &str, language: Language) -> Option<f64> {
        let tokens = tokens(text, language);
        amount(&tokens, 0, language).filter(|amount| amount.length == tokens.len()).map(|amount| amount.value)
    }

    #[test]
    fn numbers_are_read_in_digits_and_words() {
        use Language::{English as En, French as Fr, German as De, Spanish as Es};
        for (text, language, expected) in [
            ("3,000", En, Some(3000.0)),
            ("1.234", En, Some(1.234)),
            ("1,234,567.5", En, Some(1_234_567.5)),
            ("12.05.2024", En, None),
            ("forty-one", En, Some(41.0)),
            ("one hundred and twenty", En, Some(120.0)),
            ("two thousand three hundred", En, Some(2300.0)),
            ("a dozen", En, Some(12.0)),
            ("two dozen", En, Some(24.0)),
            ("half a dozen", En, Some(6.0)),
            ("half a million", En, Some(500_000.0)),
            ("a hundred", En, Some(100.0)),
            ("two and a half million", En, Some(2_500_000.0)),
            ("a million and a half", En, Some(1_500_000.0)),
            ("1.2 million", En, Some(1_200_000.0)),
            ("3bn", En, Some(3e9)),
            ("a", En, None),
            ("3.000", De, Some(3000.0)),
            ("1,2 Millionen", De, Some(1_200_000.0)),
            ("zwölf", De, Some(12.0)),
            ("einundvierzig", De, Some(41.0)),
            ("zweihundertfünfzig", De, Some(250.0)),
            ("dreitausendzweihundert", De, Some(3200.0)),
            ("ein Dutzend", De, Some(12.0)),
            ("zweieinhalb Millionen", De, Some(2_500_000.0)),
            ("eine Million", De, Some(1e6)),
            ("3 000", Fr, Some(3000.0)),
            ("1,5 million", Fr, Some(1_500_000.0)),
            ("deux cents", Fr, Some(200.0)),
            ("quatre-vingt-dix-sept", Fr, Some(97.0)),
            ("soixante et onze", Fr, Some(71.0)),
            ("vingt et un", Fr, Some(21.0)),
            ("une douzaine", Fr, Some(12.0)),
            ("deux millions", Fr, Some(2e6)),
            ("3.000", Es, Some(3000.0)),
            ("cuarenta y uno", Es, Some(41.0)),
            ("doscientos cincuenta", Es, Some(250.0)),
            ("una docena", Es, Some(12.0)),
            ("dos mil", Es, Some(2000.0)),
            ("1,2 millones", Es, Some(1_200_000.0)),
        ] {
            assert_eq!(read(text, language), expected, "{text}");
        }
    }

    #[test]
    fn steps_tell_how_exact_a_number_is() {
        for (value, step) in [(2900.0, 100.0), (41.0, 1.0), (0.0, 1.0), (10.0, 10.0), (214.0, 1.0), (3000.0, 1000.0)] {
            assert!((whole_step(value) - step).abs() < f64::EPSILON, "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_a_finite_number_or_none(text in "[0-9a-zé.,' -]{0,80}") {
            for language in [Language::English, Language::German, Language::French, Language::Spanish] {
                let tokens = tokens(&text, language);
                for at in 0..tokens.len() {
                    let read = amount(&tokens, at, language);
                    proptest::prop_assert!(read.is_none_or(|read| read.value.is_finite() && read.length > 0));
                }
            }
        }
    }
}
