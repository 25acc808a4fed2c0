//! Reads days and times of day in a sentence, relative to the day when its article was published.
//!
//! A day of the week may be the last or the next one, so it keeps both. Which moments agree is left to `agreement`.

pub(super) mod names;

use std::ops::Range;

use chrono::{Datelike, Days, NaiveDate};

use super::tokens::{Kind, Token};
use crate::domain::Time;
use crate::domain::language::Language;

/// A day, a month or a time of day that a sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    /// The tokens that it is written with.
    pub tokens: Range<usize>,
    /// What it names.
    pub when: When,
}

/// What a moment names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum When {
    /// A day with its number and month: "3 March", "2026-03-03".
    Day(NaiveDate),
    /// A day relative to the publication; one of two for a day of the week.
    Near([NaiveDate; 2]),
    /// A month of a year.
    Month(i32, u32),
    /// Minutes since midnight, and the zone in minutes east of UTC where it is named.
    Clock(i32, Option<i32>),
}

/// Finds the moments of a sentence, in order, without overlaps.
pub(super) fn moments(tokens: &[Token<'_>], language: Language, published: Time) -> Vec<Moment> {
    let today = published.date_naive();
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let read = iso(tokens, at)
            .or_else(|| dotted(tokens, at, language))
            .or_else(|| named_day(tokens, at, language, today))
            .or_else(|| month(tokens, at, language))
            .or_else(|| clock(tokens, at, language))
            .or_else(|| near(tokens, at, language, today));
        match read {
            Some((when, length)) => {
                found.push(Moment { tokens: at..at + length, when });
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

fn number(tokens: &[Token<'_>], at: usize, least: u32, most: u32) -> Option<u32> {
    let token = tokens.get(at).filter(|token| token.kind == Kind::Number)?;
    token.raw.parse().ok().filter(|value| (least..=most).contains(value))
}

fn lower<'a>(tokens: &'a [Token<'_>], at: usize) -> &'a str {
    tokens.get(at).map_or("", |token| token.lower.as_str())
}

/// Reads "2026-03-03".
fn iso(tokens: &[Token<'_>], at: usize) -> Option<(When, usize)> {
    let is_joined = [1, 3].iter().all(|i| tokens.get(at + i).is_some_and(|t| t.is_dash() && t.is_glued));
    let year = number(tokens, at, 1900, 2100).filter(|_| is_joined)?;
    let date =
        NaiveDate::from_ymd_opt(year.cast_signed(), number(tokens, at + 2, 1, 12)?, number(tokens, at + 4, 1, 31)?)?;
    Some((When::Day(date), 5))
}

/// Reads "03.12.2026", which is one number token.
fn dotted(tokens: &[Token<'_>], at: usize, language: Language) -> Option<(When, usize)> {
    let token = tokens.get(at).filter(|token| token.kind == Kind::Number && language != Language::English)?;
    let mut parts = token.raw.split('.').map(str::parse::<u32>);
    let (day, month, year) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let date = NaiveDate::from_ymd_opt(year.cast_signed(), month, day).filter(|_| (1900..2100).contains(&year))?;
    Some((When::Day(date), 1))
}

/// Reads "3 March 2026", "March 3rd", "3. März", "1er mars", "3 de marzo de 2026".
fn named_day(tokens: &[Token<'_>], at: usize, language: Language, today: NaiveDate) -> Option<(When, usize)> {
    let skip_ordinal = |at: usize| {
        usize::from(tokens.get(at).is_some_and(|t| {
            t.is_glued && (matches!(t.lower.as_str(), "st" | "nd" | "rd" | "th" | "er") || t.is_mark('.'))
        }))
    };
    let (day, month, mut end) = if let Some(month) = names::month(tokens.get(at)?, language) {
        let dot = usize::from(tokens.get(at + 1).is_some_and(|t| t.is_mark('.') && t.is_glued));
        let day = number(tokens, at + 1 + dot, 1, 31).filter(|_| language == Language::English)?;
        (day, month, at + 2 + dot + skip_ordinal(at + 2 + dot))
    } else {
        let day = number(tokens, at, 1, 31)?;
        let mut next = at + 1 + skip_ordinal(at + 1);
        next += usize::from(matches!(lower(tokens, next), "de" | "of"));
        (day, names::month(tokens.get(next)?, language)?, next + 1)
    };
    let skip = usize::from(tokens.get(end).is_some_and(|t| t.is_mark(',') || t.lower == "de" || t.lower == "del"));
    let year = number(tokens, end + skip, 1900, 2100);
    let date = if let Some(year) = year {
        end += skip + 1;
        NaiveDate::from_ymd_opt(year.cast_signed(), month, day)
    } else {
        // Without a year, the one that brings the day nearest to the publication.
        let years = [today.year() - 1, today.year(), today.year() + 1];
        let dates = years.into_iter().filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
        dates.min_by_key(|date| date.signed_duration_since(today).num_days().abs())
    }?;
    Some((When::Day(date), end - at))
}

/// Reads "March 2026", "März 2026", "marzo de 2026".
fn month(tokens: &[Token<'_>], at: usize, language: Language) -> Option<(When, usize)> {
    let month = names::month(tokens.get(at)?, language)?;
    let skip = usize::from(matches!(lower(tokens, at + 1), "de" | "del" | "of"));
    let year = number(tokens, at + 1 + skip, 1900, 2100)?;
    Some((When::Month(year.cast_signed(), month), 2 + skip))
}

/// Reads "14:00 GMT", "2.30pm", "2 a.m.", "14 Uhr", "14h30", "las 14.30".
fn clock(tokens: &[Token<'_>], at: usize, language: Language) -> Option<(When, usize)> {
    let token = tokens.get(at).filter(|token| token.kind == Kind::Number)?;
    let (hour, mut minute, mut end) = match token.raw.split_once('.') {
        Some((hour, minute)) if minute.len() == 2 => (hour.parse::<i32>().ok()?, minute.parse::<i32>().ok(), at + 1),
        Some(_) => return None,
        // "1119 GMT"
        None if token.raw.len() == 4 && names::zone(tokens, at + 1).is_some() => {
            let digits = token.raw.parse::<i32>().ok()?;
            (digits / 100, Some(digits % 100), at + 1)
        }
        None => (token.raw.parse::<i32>().ok()?, None, at + 1),
    };
    let mut is_clock = false;
    if let Some(mark) = tokens.get(end).filter(|token| token.is_glued && minute.is_none()) {
        let after = tokens.get(end + 1).filter(|t| t.is_glued && t.kind == Kind::Number && t.raw.len() == 2);
        let french = mark.lower.strip_prefix('h').filter(|_| language != Language::English);
        if let Some(raw) = french.filter(|raw| raw.is_empty() || raw.len() == 2) {
            (minute, is_clock, end) = (raw.parse().ok(), true, end + 1);
        } else if mark.is_mark(':') {
            // "2:03:41" is how long a race took.
            if tokens.get(end + 2).is_some_and(|t| t.is_glued && t.is_mark(':')) {
                return None;
            }
            (minute, is_clock, end) = (Some(after?.raw.parse().ok()?), true, end + 2);
        }
    }
    let (half_day, length) = names::half_day(tokens, end);
    end += length;
    let hour = match half_day {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    if matches!(lower(tokens, end), "uhr" | "heures" | "horas") && (minute.is_some() || lower(tokens, end) == "uhr") {
        is_clock = true;
        end += 1;
    }
    let zone = names::zone(tokens, end);
    is_clock |= half_day.is_some() || zone.is_some();
    let minutes = hour * 60 + minute.unwrap_or(0);
    let is_valid = (0..24).contains(&hour) && (0..60).contains(&minute.unwrap_or(0));
    (is_clock && is_valid)
        .then_some((When::Clock(minutes, zone.map(|(zone, _)| zone)), end + zone.map_or(0, |z| z.1) - at))
}

/// Reads days of the week, "yesterday" and the like.
fn near(tokens: &[Token<'_>], at: usize, language: Language, today: NaiveDate) -> Option<(When, usize)> {
    let token = tokens.get(at).filter(|token| token.kind == Kind::Word)?;
    if let Some(weekday) = names::weekday(token, language) {
        let back = u64::from(today.weekday().num_days_from_monday() + 7 - weekday) % 7;
        let last = today.checked_sub_days(Days::new(back))?;
        return Some((When::Near([last, last.checked_add_days(Days::new(7))?]), 1));
    }
    let day = match (language, token.lower.as_str()) {
        (Language::English, "yesterday")
        | (Language::German, "gestern")
        | (Language::French, "hier")
        | (Language::Spanish, "ayer") => today.pred_opt(),
        (Language::English, "today" | "tonight") | (Language::German, "heute") | (Language::Spanish, "hoy") => {
            Some(today)
        }
        (Language::French, "aujourd") => Some(today),
        (Language::English, "tomorrow") | (Language::French, "demain") => today.succ_opt(),
        _ => None,
    }?;
    Some((When::Near([day, day]), 1))
}

#[cfg(test)]
mod tests;
