//! Parses dates as feeds write them: RFC 822 and its successors, ISO 8601 and its profiles, common mistakes.
//!
//! A date that names no possible time is `None`, since a guess would put an article in the wrong place of a list. Text
//! of a page, which may be no date at all, is left to [`parse_printed`].

mod names;
mod printed;

use chrono::{Duration, NaiveDate, NaiveDateTime, Weekday};

use super::Time;
use names::month_named;
pub use names::zone_named;
pub use printed::parse_printed;

/// Characters parsed, more than any date has.
const MAX_LENGTH: usize = 100;

/// Parses a date, in UTC if it states no zone.
#[must_use]
pub fn parse(raw: &str) -> Option<Time> {
    let raw: String = raw.trim().chars().take(MAX_LENGTH).collect();
    let raw = raw.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    let time = number(raw).or_else(|| iso(raw)).or_else(|| free_form(raw))?;
    // Some programs write year 1 for "no date". Dates from before the web are valid: archives state those of originals.
    (time.date_naive() >= NaiveDate::from_ymd_opt(1000, 1, 1)?).then_some(time)
}

/// Parses seconds, milliseconds or microseconds since 1970.
fn number(raw: &str) -> Option<Time> {
    let whole = raw.split('.').next().filter(|whole| whole.bytes().all(|b| b.is_ascii_digit()))?;
    let n: i64 = whole.parse().ok()?;
    match whole.len() {
        9..=11 => Time::from_timestamp(n, 0),
        12 | 13 => Time::from_timestamp_millis(n),
        15 | 16 => Time::from_timestamp_micros(n),
        _ => None,
    }
}

/// Parses ISO 8601, such as `2026-11-22T23:44:29+01:00`: basic format, week and ordinal dates and missing parts too.
fn iso(raw: &str) -> Option<Time> {
    let mut rest = Cursor(raw);
    let year: i32 = rest.digits(4, 4)?.try_into().ok()?;
    if !matches!(rest.0.chars().next(), None | Some('-' | '/' | '.' | 'W' | 'T' | '0'..='9')) {
        return None;
    }
    let basic = rest.0.starts_with(|c: char| c.is_ascii_digit());
    rest.skip(&['-', '/', '.']);
    let date = if rest.skip(&['W', 'w']) {
        let week = rest.digits(2, 2)?;
        rest.skip(&['-']);
        let day = rest.digits(1, 1).unwrap_or(1);
        let weekday = Weekday::try_from(u8::try_from(day.checked_sub(1)?).ok()?).ok()?;
        NaiveDate::from_isoywd_opt(year, week, weekday)?
    } else if rest.leading_digits() == 3 || (basic && rest.leading_digits() == 5) {
        NaiveDate::from_yo_opt(year, rest.digits(3, 3)?)?
    } else {
        let month = rest.digits(1, 2).unwrap_or(1);
        rest.skip(&['-', '/', '.']);
        NaiveDate::from_ymd_opt(year, month, rest.digits(1, 2).unwrap_or(1))?
    };
    rest.0 = rest.0.trim_start_matches(|c: char| matches!(c, 'T' | 't' | '_' | ',') || c.is_whitespace());
    let (time, rest) = clock(rest.0)?;
    moment(date, time, zone(rest)?)
}

/// Parses words and numbers in any order: `Sun, 22 Nov 2026 23:44:29 +0000`, `Nov 22, 2026`, asctime, RFC 850.
fn free_form(raw: &str) -> Option<Time> {
    let raw = without_comments(raw);
    let (mut day, mut month, mut year, mut time) = (None, None, None, None);
    let mut zone_text = String::new();
    for word in raw.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()) {
        if word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()) && time.is_none() {
            let (clock, rest) = clock(word)?;
            time = Some(clock);
            zone_text.push_str(rest);
        } else if matches!(word.to_ascii_lowercase().as_str(), "am" | "pm") {
            time = time.map(|clock| half_day(clock, word));
        } else if time.is_some() && (word.starts_with(['+', '-']) || zone(word).is_some_and(|z| z != 0)) {
            zone_text.push_str(word);
        } else {
            for part in word.split(['-', '/', '.', '년', '월', '일', '年', '月', '日']).filter(|p| !p.is_empty())
            {
                let part = part.trim_end_matches(['s', 't', 'n', 'r', 'd', 'h']);
                let part = if part.bytes().all(|b| b.is_ascii_digit()) { part } else { untrimmed(word, part) };
                assign(part, word.contains('.'), &mut day, &mut month, &mut year);
            }
        }
    }
    let date = NaiveDate::from_ymd_opt(year?, month?, day.unwrap_or(1))?;
    moment(date, time.unwrap_or_default(), zone(&zone_text).unwrap_or(0))
}

/// Returns the part with the letters that were trimmed as an ordinal's ending (`August` is no ordinal).
fn untrimmed<'a>(word: &'a str, part: &'a str) -> &'a str {
    word.split(['-', '/', '.']).find(|whole| whole.starts_with(part)).unwrap_or(part)
}

/// Assigns a number or month name to day, month or year: the day before the year, and of numbers `M/D/Y` or `D.M.Y`.
fn assign(part: &str, dotted: bool, day: &mut Option<u32>, month: &mut Option<u32>, year: &mut Option<i32>) {
    let Ok(n) = part.parse::<u32>() else {
        if month.is_none() {
            *month = month_named(part);
        }
        return;
    };
    let is_year = part.len() >= 3 || n > 31 || (day.is_some() && month.is_some());
    if is_year && year.is_none() {
        *year = i32::try_from(n).ok().map(|n| full_year(n, part.len()));
    } else if day.is_none() {
        *day = Some(n);
    } else if month.is_none() {
        let first = day.unwrap_or_default();
        (*month, *day) = if first > 12 || dotted { (Some(n), Some(first)) } else { (Some(first), Some(n)) };
    }
}

/// Completes a year by RFC 5322 section 4.3: two digits below 50 are of this century, three count from 1900.
fn full_year(n: i32, digits: usize) -> i32 {
    match (digits, n) {
        (..=2, 0..=49) => n + 2000,
        (..=3, 0..=999) => n + 1900,
        _ => n,
    }
}

/// Hours, minutes and seconds. An hour of 24 and a second of 60 are possible; [`moment`] resolves them.
type Clock = (u32, u32, u32);

/// Parses the time of day at the start of `raw` and returns it with the rest; midnight if there is none.
fn clock(raw: &str) -> Option<(Clock, &str)> {
    let mut rest = Cursor(raw);
    if rest.leading_digits() == 0 {
        return Some(((0, 0, 0), raw));
    }
    let hour = rest.digits(1, 2)?;
    let separated = rest.skip(&[':']);
    let minute = if separated || rest.leading_digits() >= 2 { rest.digits(1, 2)? } else { 0 };
    let second = if rest.skip(&[':']) || (!separated && rest.leading_digits() >= 2) { rest.digits(1, 2)? } else { 0 };
    if rest.0.starts_with(['.', ',']) {
        rest.skip(&['.', ',']);
        rest.0 = rest.0.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    let after = rest.0.trim_start();
    for mark in ["am", "pm", "AM", "PM"] {
        if let Some(after) = after.strip_prefix(mark) {
            return Some((half_day((hour, minute, second), mark), after));
        }
    }
    Some(((hour, minute, second), after))
}

fn half_day((hour, minute, second): Clock, mark: &str) -> Clock {
    match (mark.to_ascii_lowercase().as_str(), hour) {
        ("pm", 1..=11) => (hour + 12, minute, second),
        ("am", 12) => (0, minute, second),
        _ => (hour, minute, second),
    }
}

fn moment(date: NaiveDate, (hour, minute, second): Clock, zone: i32) -> Option<Time> {
    let next_day = hour == 24 && minute == 0 && second == 0;
    let local: NaiveDateTime =
        date.and_hms_opt(if next_day { 0 } else { hour }, minute, second.min(if second == 60 { 59 } else { 61 }))?;
    let local = if next_day { local.checked_add_signed(Duration::days(1))? } else { local };
    Some(local.checked_sub_signed(Duration::minutes(i64::from(zone)))?.and_utc())
}

/// Parses a zone to minutes east of UTC. An empty zone is UTC; an unknown name is `None`.
fn zone(raw: &str) -> Option<i32> {
    let raw = raw.trim();
    let upper = raw.to_ascii_uppercase();
    let name: &str = upper.split(['+', '-', '(', ' ']).next().unwrap_or_default().trim_end_matches('.');
    let offset = raw.find(['+', '-']).and_then(|i| raw.get(i..));
    if let Some(offset) = offset.filter(|_| matches!(name, "" | "UTC" | "GMT" | "UT" | "Z")) {
        return offset_minutes(offset);
    }
    names::zone(name)
}

fn offset_minutes(raw: &str) -> Option<i32> {
    let sign = if raw.starts_with('-') { -1 } else { 1 };
    let mut rest = Cursor(raw);
    rest.skip(&['+', '-']);
    let all = rest.leading_digits();
    let hours = rest.digits(1, if all == 3 { 1 } else { 2 })?;
    rest.skip(&[':']);
    let minutes = rest.digits(1, 2).unwrap_or(0);
    (hours <= 15 && minutes < 60).then_some(sign * i32::try_from(hours * 60 + minutes).ok()?)
}

/// Removes RFC 822 comments, such as that of `+0200 (CEST)`.
fn without_comments(raw: &str) -> String {
    let mut depth = 0usize;
    let kept = raw.chars().filter(|c| {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => {
                depth -= 1;
                return false;
            }
            _ => {}
        }
        depth == 0
    });
    kept.collect()
}

/// A cursor that parses numbers from the start of a string.
struct Cursor<'a>(&'a str);

impl Cursor<'_> {
    fn leading_digits(&self) -> usize {
        self.0.bytes().take_while(u8::is_ascii_digit).count()
    }

    fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let n = self.leading_digits().min(most);
        let (number, rest) = self.0.split_at_checked(n).filter(|_| n >= least)?;
        self.0 = rest;
        number.parse().ok()
    }

    fn skip(&mut self, any: &[char]) -> bool {
        match self.0.strip_prefix(any) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }
}

/// Converts seconds since 1970, dropping fractions.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and there is no moment at its ends")]
pub fn from_seconds(seconds: f64) -> Option<Time> {
    Time::from_timestamp(seconds.floor() as i64, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(raw: &str) -> String {
        parse(raw).map_or_else(|| "none".into(), |time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    }

    #[test]
    fn dates_in_use_are_parsed() {
        for (raw, expected) in [
            // RFC 822, 1123, 2822, 5322
            ("Sun, 22 Nov 2026 23:44:29 +0000", "2026-11-22T23:44:29Z"),
            ("Sun, 22 Nov 2026 23:44:29 GMT", "2026-11-22T23:44:29Z"),
            ("22 Nov 26 23:44 EST", "2026-11-23T04:44:00Z"),
            ("Mon, 22 Nov 2026 23:44:29 +0100 (CET)", "2026-11-22T22:44:29Z"),
            ("Sunday, 22 November 2026 23:44:29 UT", "2026-11-22T23:44:29Z"),
            ("Sun,22 Nov 2026 23:44:29 PDT", "2026-11-23T06:44:29Z"),
            ("Thu, 01 Jan 2004 19:48:21 -0530", "2004-01-02T01:18:21Z"),
            ("Thu, 1 Jan 104 00:00:00 GMT", "2004-01-01T00:00:00Z"),
            ("Thu, 01 Jan 99 00:00:00 GMT", "1999-01-01T00:00:00Z"),
            ("Sun, 22 Nov 2026", "2026-11-22T00:00:00Z"),
            ("Sun, 22 Nov 2026 24:00:00 GMT", "2026-11-23T00:00:00Z"),
            ("Sun, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:59Z"),
            ("Sun, 22 Nov 2026 9:05 PM", "2026-11-22T21:05:00Z"),
            ("Sun, 22 Nov 2026 12:05 AM GMT", "2026-11-22T00:05:00Z"),
            ("Sun, 22 Nov 2026 23:44:29 GMT+2", "2026-11-22T21:44:29Z"),
            ("Sun, 22 Nov 2026 23:44:29 Z", "2026-11-22T23:44:29Z"),
            ("Sun, 22 Nov 2026 23:44:29 Europe/Nowhere", "2026-11-22T23:44:29Z"),
            // other dates in words
            ("Sun Nov 22 23:44:29 2026", "2026-11-22T23:44:29Z"),
            ("Sun Nov 22 23:44:29 CET 2026", "2026-11-22T22:44:29Z"),
            ("Sunday, 22-Nov-26 23:44:29 GMT", "2026-11-22T23:44:29Z"),
            ("November 22, 2026", "2026-11-22T00:00:00Z"),
            ("November 22nd, 2026 11:44 pm", "2026-11-22T23:44:00Z"),
            ("August 1st, 2026", "2026-08-01T00:00:00Z"),
            ("So, 22 März 2026 10:00:00 +0100", "2026-03-22T09:00:00Z"),
            ("dim., 22 févr. 2026 10:00:00 +0100", "2026-02-22T09:00:00Z"),
            ("22 мая 2026 10:00:00 MSK", "2026-05-22T07:00:00Z"),
            ("11/22/2026 10:00", "2026-11-22T10:00:00Z"),
            ("22/11/2026", "2026-11-22T00:00:00Z"),
            ("05.11.2026 10:00", "2026-11-05T10:00:00Z"),
            ("2026년 11월 22일 10:00", "2026-11-22T10:00:00Z"),
            // themes and bylines of sites
            (" November 1, 2026\n at 10:01 pm ", "2026-11-01T22:01:00Z"),
            ("December 20, 2025, 3:04 PM", "2025-12-20T15:04:00Z"),
            ("20 December 2025 at 15:04", "2025-12-20T15:04:00Z"),
            ("20 December 2025 at 3:04 PM", "2025-12-20T15:04:00Z"),
            ("16.03.2016 um 18:40\u{a0}Uhr", "2016-03-16T18:40:00Z"),
            ("16.03.2016, 18:40", "2016-03-16T18:40:00Z"),
            ("Dec 20, 2025", "2025-12-20T00:00:00Z"),
            ("20 Dec 2025", "2025-12-20T00:00:00Z"),
            // ISO 8601, RFC 3339, W3CDTF
            ("2026-11-22T23:44:29Z", "2026-11-22T23:44:29Z"),
            ("2026-11-22T23:44:29.123+01:00", "2026-11-22T22:44:29Z"),
            ("2026-11-22T23:44:29+0100", "2026-11-22T22:44:29Z"),
            ("2026-11-22T23:44:29 +01:00", "2026-11-22T22:44:29Z"),
            ("2026-11-22 23:44:29", "2026-11-22T23:44:29Z"),
            ("2026-11-22 23:44:29 EST", "2026-11-23T04:44:29Z"),
            ("2026-11-22T23:44Z", "2026-11-22T23:44:00Z"),
            ("2026-11-22T23Z", "2026-11-22T23:00:00Z"),
            ("2026-11-22", "2026-11-22T00:00:00Z"),
            ("2026-11", "2026-11-01T00:00:00Z"),
            ("2026", "2026-01-01T00:00:00Z"),
            ("20261122", "2026-11-22T00:00:00Z"),
            ("20261122T234429Z", "2026-11-22T23:44:29Z"),
            ("2026-326", "2026-11-22T00:00:00Z"),
            ("2026-W47-7", "2026-11-22T00:00:00Z"),
            ("2026/11/22 10:00:00", "2026-11-22T10:00:00Z"),
            // numbers
            ("1795391069", "2026-11-22T23:44:29Z"),
            ("1795391069000", "2026-11-22T23:44:29Z"),
            // no possible time
            ("Sun, 31 Feb 2026 00:00:00 GMT", "none"),
            ("2026-13-01T00:00:00Z", "none"),
            ("2026-11-22T25:00:00Z", "none"),
            ("0000-00-00 00:00:00", "none"),
            ("0001-01-01T00:00:00Z", "none"),
            ("yesterday", "none"),
            ("Sun, Nov", "none"),
            ("", "none"),
            ("9999999999999999999999999", "none"),
        ] {
            assert_eq!(utc(raw), expected, "{raw}");
        }
    }

    #[test]
    fn months_do_not_shadow_each_other() {
        for (word, month) in [
            ("juin", 6),
            ("juillet", 7),
            ("march", 3),
            ("mars", 3),
            ("marzo", 3),
            ("mai", 5),
            ("maj", 5),
            ("mayo", 5),
            ("listopad", 11),
            ("lipiec", 7),
        ] {
            assert_eq!(month_named(word), Some(month), "{word}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_a_year_after_1000_or_none(raw in "[0-9A-Za-z:+.,()/ -]{0,40}|\\PC{0,40}") {
            proptest::prop_assert!(parse(&raw).is_none_or(|time| chrono::Datelike::year(&time) >= 1000));
        }

        #[test]
        fn rfc_dates_round_trip(seconds in 0i64..4_000_000_000) {
            let time = Time::from_timestamp(seconds, 0).unwrap();
            proptest::prop_assert_eq!(parse(&time.to_rfc2822()), Some(time));
            proptest::prop_assert_eq!(parse(&time.to_rfc3339()), Some(time));
        }
    }

    #[test]
    fn seconds_since_1970_are_dates() {
        for (seconds, expected) in [
            (1_175_714_200.0, Some("2007-04-04T19:16:40+00:00")),
            (1_700_000_000.5, Some("2023-11-14T22:13:20+00:00")),
            (f64::MAX, None),
            (f64::NEG_INFINITY, None),
        ] {
            assert_eq!(from_seconds(seconds).map(|time| time.to_rfc3339()).as_deref(), expected, "{seconds}");
        }
    }
}
