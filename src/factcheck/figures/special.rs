//! The figures that need more than a number and a unit: ranges, years and places on a scale.

use super::super::numbers::{self, Amount};
use super::super::tokens::{Kind, Token};
use super::super::units::Measure;
use crate::domain::language::Language;

pub(super) fn lower<'a>(tokens: &'a [Token<'_>], at: usize) -> &'a str {
    tokens.get(at).map_or("", |token| token.lower.as_str())
}

pub(super) fn before<'a>(tokens: &'a [Token<'_>], at: usize, back: usize) -> &'a str {
    at.checked_sub(back).map_or("", |at| lower(tokens, at))
}

pub(super) fn is_glued_dash(tokens: &[Token<'_>], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.is_dash() && token.is_glued)
}

/// Multiplies by the letter of "£3m" and "3m people".
pub(super) fn scale_by_letter(
    tokens: &[Token<'_>],
    at: usize,
    amount: &mut Amount,
    is_money: bool,
    language: Language,
) {
    let end = at + amount.length;
    let is_letter = tokens.get(end).is_some_and(|t| t.is_glued && t.lower == "m");
    let follows_noun = tokens.get(end + 1).is_some_and(|t| t.kind == Kind::Word && t.lower.len() > 4);
    if is_letter
        && (is_money
            || language == Language::English && follows_noun && !matches!(lower(tokens, end + 1), "above" | "below"))
    {
        amount.value *= 1e6;
        amount.step *= 1e6;
        amount.length += 1;
    }
}

/// Reads the second number of "10 to 12", "between 10 and 12", "10-12 people", and returns the tokens after the first.
pub(super) fn range_end(
    tokens: &[Token<'_>],
    at: usize,
    first: &Amount,
    language: Language,
) -> Option<(Amount, usize)> {
    let joint = at + first.length;
    let word = lower(tokens, joint);
    let opens = |words: &[&str]| words.contains(&before(tokens, at, 1)) || words.contains(&before(tokens, at, 2));
    let is_joint = match language {
        Language::English => {
            word == "to" && (!opens(&["from"]) || opens(&["age", "ages", "ranging"]))
                || word == "and" && opens(&["between"])
        }
        Language::German => word == "bis" || word == "und" && opens(&["zwischen"]),
        Language::French => word == "à" || word == "et" && opens(&["entre"]),
        Language::Spanish => word == "a" || word == "y" && opens(&["entre"]),
        Language::Other { .. } => false,
    };
    if !is_joint && !is_glued_dash(tokens, joint) {
        return None;
    }
    let second = numbers::amount(tokens, joint + 1, language)
        .filter(|second| second.value > first.value * shared_factor(first, second))?;
    (!is_glued_dash(tokens, joint) || first.value < 1900.0 || first.value > 2100.0)
        .then_some((second, second.length + 1))
}

/// The factor of "million" in "two to three million", which the first number shares.
pub(super) fn shared_factor(first: &Amount, second: &Amount) -> f64 {
    if first.value < 1000.0 && second.step >= 1e5 {
        return if second.value >= 1e9 { 1e9 } else { 1e6 };
    }
    1.0
}

/// Decides what a number without a unit measures. `None` if it is part of a name or a phrase.
pub(super) fn bare(
    tokens: &[Token<'_>],
    at: usize,
    end: usize,
    amount: &Amount,
    language: Language,
) -> Option<Measure> {
    let token = tokens.get(at)?;
    let behind = tokens.get(end);
    let next = lower(tokens, end);
    let back = before(tokens, at, 1);
    let digits = token.kind == Kind::Number;
    if behind.is_some_and(|t| t.is_glued && t.kind == Kind::Word) {
        return matches!(next, "st" | "nd" | "rd" | "th").then_some(Measure::Rank);
    }
    // "One in 11 jobs" is a share, and not a number of jobs.
    if back == "in" && matches!(before(tokens, at, 2), "one" | "1") {
        return None;
    }
    // "2:03:41", "Covid-19", "9/11", "#4", "www.5".
    let is_bound_to_word = token.is_glued
        && at
            .checked_sub(1)
            .and_then(|i| tokens.get(i))
            .is_some_and(|t| t.is_dash() || t.is_mark('/') || t.is_mark('#') || t.is_mark('.') || t.is_mark(':'));
    if digits && (is_bound_to_word || behind.is_some_and(|t| t.is_glued && t.is_mark('/'))) {
        return None;
    }
    if language == Language::German
        && digits
        && token.raw.len() <= 2
        && behind.is_some_and(|t| t.is_mark('.') && t.is_glued)
    {
        return (end + 1 < tokens.len()).then_some(Measure::Rank);
    }
    let of_scale = |word: &str| SCALES.contains(&word);
    let dash = usize::from(is_glued_dash(tokens, end));
    if of_scale(back)
        || of_scale(before(tokens, at, 2)) && matches!(back, "-" | "de" | "of")
        || dash == 1 && of_scale(lower(tokens, end + 1))
    {
        return Some(Measure::Scale);
    }
    if amount.step < 1.0 && QUAKES.contains(&next) {
        return Some(Measure::Scale);
    }
    if LABELS.contains(&back) || back == "." && matches!(before(tokens, at, 2), "no" | "nr") {
        return None;
    }
    let is_year = digits && token.raw.len() == 4 && (1900.0..2100.0).contains(&amount.value);
    if is_year && (YEAR_WORDS.contains(&back) || behind.is_none_or(|t| t.kind != Kind::Word || t.is_capital())) {
        return Some(Measure::Year);
    }
    if amount.is_weak {
        return ONE_OF.contains(&next).then_some(Measure::Count);
    }
    Some(Measure::Count)
}

/// Words before a place on a scale.
const SCALES: &[&str] =
    &["magnitude", "category", "stärke", "magnitud", "catégorie", "categoría", "kategorie", "grade", "richter"];
/// Words after a number that is a magnitude: "a 5.2 quake".
const QUAKES: &[&str] =
    &["quake", "earthquake", "tremor", "aftershock", "beben", "erdbeben", "séisme", "terremoto", "sismo"];
/// Words before a number that names something.
const LABELS: &[&str] = &[
    "flight",
    "boeing",
    "airbus",
    "route",
    "highway",
    "article",
    "section",
    "chapter",
    "channel",
    "formula",
    "phase",
    "level",
    "stage",
    "page",
    "line",
    "room",
    "no",
    "number",
    "unit",
    "area",
    "apollo",
    "windows",
    "iphone",
    "version",
    "gate",
    "platform",
    "runway",
    "flug",
    "artikel",
    "paragraf",
    "absatz",
    "kapitel",
    "linie",
    "gleis",
    "nummer",
    "vol",
    "ligne",
    "numéro",
    "vuelo",
    "artículo",
    "línea",
    "número",
    "capítulo",
    "under",
    "top",
    "day",
    "formel",
];
/// Words before a year.
const YEAR_WORDS: &[&str] = &[
    "in", "since", "of", "from", "until", "by", "before", "after", "to", "and", "year", "im", "jahr", "seit", "bis",
    "ab", "en", "depuis", "année", "l", "desde", "año", "de", "mid", "early", "late", "season", "through", "during",
    "than",
];
/// Words after "one" where it counts.
const ONE_OF: &[&str] = &[
    "person",
    "man",
    "woman",
    "child",
    "boy",
    "girl",
    "officer",
    "soldier",
    "worker",
    "dead",
    "killed",
    "death",
    "injured",
    "toter",
    "mort",
    "blessé",
    "muerto",
    "herido",
    "student",
    "passenger",
];
