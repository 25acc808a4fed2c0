//! The names of months, days of the week and zones.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::tokens::{Kind, Token};
use crate::domain::dates::zone_named;
use crate::domain::language::Language;

/// Numbers by the word for them.
type Names = HashMap<&'static str, u32>;

/// Numbers the words of a list from `first`; words between two spaces share a number.
fn numbered(list: &[&'static str], first: u32) -> Names {
    let words = list.iter().zip(first..);
    words.flat_map(|(words, number)| words.split(' ').map(move |word| (word, number))).collect()
}

/// Returns the number of the month that a word names.
pub(in super::super) fn month(token: &Token<'_>, language: Language) -> Option<u32> {
    static ENGLISH: LazyLock<Names> = LazyLock::new(|| numbered(&EN_MONTHS, 1));
    static GERMAN: LazyLock<Names> = LazyLock::new(|| numbered(&DE_MONTHS, 1));
    static FRENCH: LazyLock<Names> = LazyLock::new(|| numbered(&FR_MONTHS, 1));
    static SPANISH: LazyLock<Names> = LazyLock::new(|| numbered(&ES_MONTHS, 1));
    // "may" and "march" are also verbs.
    let needs_capital = matches!(language, Language::English | Language::German);
    if token.kind != Kind::Word || needs_capital && !token.is_capital() {
        return None;
    }
    let names = match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
        Language::French => &FRENCH,
        Language::Spanish => &SPANISH,
        Language::Other { .. } => return None,
    };
    names.get(token.lower.as_str()).copied()
}

/// Returns the day of the week that a word names, counted from Monday.
pub(super) fn weekday(token: &Token<'_>, language: Language) -> Option<u32> {
    static ENGLISH: LazyLock<Names> = LazyLock::new(|| numbered(&EN_DAYS, 0));
    static GERMAN: LazyLock<Names> = LazyLock::new(|| numbered(&DE_DAYS, 0));
    static FRENCH: LazyLock<Names> = LazyLock::new(|| numbered(&FR_DAYS, 0));
    static SPANISH: LazyLock<Names> = LazyLock::new(|| numbered(&ES_DAYS, 0));
    let word = token.lower.as_str();
    let names = match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
        Language::French => &FRENCH,
        Language::Spanish => &SPANISH,
        Language::Other { .. } => return None,
    };
    // "am Dienstagabend": the part of the day is left out.
    let part = DAY_PARTS.iter().find_map(|part| word.strip_suffix(part)).filter(|_| language == Language::German);
    names.get(part.unwrap_or(word)).copied()
}

/// Parts of the day that German joins to the day, the longer ones first.
const DAY_PARTS: [&str; 6] = ["vormittag", "nachmittag", "mittag", "abend", "morgen", "nacht"];

const EN_DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const DE_DAYS: [&str; 7] = ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag sonnabend", "sonntag"];
const FR_DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const ES_DAYS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];

/// Reads "am" or "pm" at a place: whether it is after noon, and the number of its tokens.
pub(super) fn half_day(tokens: &[Token<'_>], at: usize) -> (Option<bool>, usize) {
    let lower = |i: usize| tokens.get(at + i).map_or("", |token| token.lower.as_str());
    let dotted = lower(1) == "." && lower(2) == "m" && tokens.get(at + 1).is_some_and(|t| t.is_glued);
    match lower(0) {
        "pm" => (Some(true), 1),
        "am" if tokens.get(at).is_some_and(|t| t.is_glued || t.raw == "AM") => (Some(false), 1),
        "p" if dotted => (Some(true), 3 + usize::from(lower(3) == ".")),
        "a" if dotted => (Some(false), 3 + usize::from(lower(3) == ".")),
        _ => (None, 0),
    }
}

/// Reads a zone at a place: minutes east of UTC, and the number of its tokens.
pub(super) fn zone(tokens: &[Token<'_>], at: usize) -> Option<(i32, usize)> {
    let token = tokens.get(at).filter(|token| token.kind == Kind::Word)?;
    zone_named(token.raw).map(|minutes| (minutes, 1))
}

const EN_MONTHS: [&str; 12] = [
    "january jan",
    "february feb",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug",
    "september sep sept",
    "october oct",
    "november nov",
    "december dec",
];
const DE_MONTHS: [&str; 12] = [
    "januar jänner",
    "februar feber",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
];
const FR_MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const ES_MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre setiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
