//! Reads ages: "a 41-year-old man", "Ada Quill, 41,", "âgée de 41 ans".

use super::super::numbers::Amount;
use super::super::tokens::{Kind, Token};
use super::super::units::Measure;
use super::special::{before, is_glued_dash, lower};
use crate::domain::language::Language;

/// The greatest number that is read as an age. It is more than any age, so that a mistyped one is compared as well.
const MAX_AGE: f64 = 999.0;

/// Reads an age: the measure and the number of tokens behind the number.
pub(super) fn read(
    tokens: &[Token<'_>],
    start: usize,
    end: usize,
    amount: &Amount,
    language: Language,
) -> Option<(Measure, usize)> {
    if amount.value > MAX_AGE || amount.value < 1.0 {
        return None;
    }
    let behind = |i: usize| lower(tokens, end + i);
    let dash = usize::from(is_glued_dash(tokens, end));
    let is_apposition = before(tokens, start, 1) == ","
        && start.checked_sub(2).and_then(|i| tokens.get(i)).is_some_and(Token::is_capital);
    let closes = |i: usize| matches!(behind(i), "," | "." | ")" | ";" | "");
    let length = match language {
        Language::English if behind(dash) == "year" || behind(dash) == "years" => {
            let second = usize::from(is_glued_dash(tokens, end + dash + 1));
            matches!(behind(dash + 1 + second), "old" | "olds").then_some(dash + second + 2)
        }
        Language::English => {
            let is_said = matches!(before(tokens, start, 1), "is" | "was")
                && matches!(before(tokens, start, 2), "who" | "he" | "she");
            let is_second = before(tokens, start, 1) == "and" && matches!(before(tokens, start, 3), "aged" | "ages");
            (is_second
                || matches!(before(tokens, start, 1), "aged" | "age")
                || matches!(before(tokens, start, 2), "age" | "ages")
                || is_said && closes(0))
            .then_some(0)
        }
        Language::German if behind(dash).starts_with("jährige") => Some(dash + 1),
        Language::German => (behind(0).starts_with("jahre") && behind(1).starts_with("alt")).then_some(2),
        Language::French | Language::Spanish if matches!(behind(0), "ans" | "años") => {
            let is_aged = matches!(before(tokens, start, 2), "âgé" | "âgée" | "âgés" | "âgées" | "edad");
            let is_set_off = before(tokens, start, 2) == "," && before(tokens, start, 1) == "de" && closes(1);
            let is_person = PERSONS.contains(&before(tokens, start, 2)) && before(tokens, start, 1) == "de";
            (is_aged || is_set_off || is_person || is_apposition && closes(1)).then_some(1)
        }
        _ => None,
    };
    let bracketed = before(tokens, start, 1) == "("
        && behind(0) == ")"
        && start.checked_sub(2).and_then(|i| tokens.get(i)).is_some_and(Token::is_capital);
    // "a farm labourer, 71, who": an age that a person could have.
    let is_set_off = before(tokens, start, 1) == ","
        && start.checked_sub(2).and_then(|i| tokens.get(i)).is_some_and(|token| token.kind == Kind::Word)
        && behind(0) == ","
        && (16.0..110.0).contains(&amount.value);
    let is_plain = (is_set_off || is_apposition && closes(0) && !behind(0).is_empty() || bracketed)
        && amount.value >= 5.0
        && amount.step <= 10.0;
    length.or(is_plain.then_some(0)).map(|length| (Measure::Age, length))
}

const PERSONS: &[&str] = &[
    "homme",
    "femme",
    "fille",
    "garçon",
    "enfant",
    "adolescent",
    "adolescente",
    "jeune",
    "conducteur",
    "hombre",
    "mujer",
    "joven",
    "niño",
    "niña",
    "menor",
    "adolescente",
    "conductor",
    "anciano",
];
