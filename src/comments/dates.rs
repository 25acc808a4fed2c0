//! Parses the dates that comment sources write, into UTC.
//!
//! A date without an offset is in the site's local time. It is read as UTC: most sites use that, and the order of the
//! comments stays right.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};

use crate::domain::{Text, Time};

/// Formats with a time of day, as WordPress themes print them in English or in figures.
const WITH_TIME: [&str; 13] = [
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%B %d, %Y at %I:%M %p",
    "%B %d, %Y %I:%M %p",
    "%B %d, %Y, %I:%M %p",
    "%B %d, %Y at %H:%M",
    "%d %B %Y at %H:%M",
    "%d %B %Y at %I:%M %p",
    "%d %B %Y, %H:%M",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y, %H:%M",
    "%d.%m.%Y um %H:%M",
];
/// Formats without a time of day.
const WITHOUT_TIME: [&str; 4] = ["%Y-%m-%d", "%B %d, %Y", "%d %B %Y", "%d.%m.%Y"];

/// Parses RFC 3339, RFC 2822 and the formats above.
pub(super) fn parse(raw: &str) -> Option<Time> {
    let text = Text::line(raw);
    let exact = DateTime::parse_from_rfc3339(&text).or_else(|_| DateTime::parse_from_rfc2822(&text));
    if let Ok(moment) = exact {
        return Some(moment.to_utc());
    }
    let text = text.strip_suffix(" Uhr").unwrap_or(&text);
    let local = WITH_TIME.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let local = local.or_else(|| {
        let date = WITHOUT_TIME.iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())?;
        Some(date.and_time(NaiveTime::MIN))
    });
    Some(local?.and_utc())
}

/// Converts seconds since 1970, dropping fractions.
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and there is no moment at its ends")]
pub(super) fn from_seconds(seconds: f64) -> Option<Time> {
    DateTime::from_timestamp(seconds.floor() as i64, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_parsed_in_every_known_format() {
        for (raw, expected) in [
            ("2026-11-01T10:01:00+00:00", Some("2026-11-01T10:01:00+00:00")),
            ("2026-11-01T10:01:00-05:30", Some("2026-11-01T15:31:00+00:00")),
            ("2026-11-01T10:01:00Z", Some("2026-11-01T10:01:00+00:00")),
            ("2025-12-20T16:56:05", Some("2025-12-20T16:56:05+00:00")),
            ("Sun, 01 Nov 2026 10:23:00 +0000", Some("2026-11-01T10:23:00+00:00")),
            (" November 1, 2026\n at 10:01 pm ", Some("2026-11-01T22:01:00+00:00")),
            ("December 20, 2025 3:04 PM", Some("2025-12-20T15:04:00+00:00")),
            ("20 December 2025 at 15:04", Some("2025-12-20T15:04:00+00:00")),
            ("16.03.2016 um 18:40\u{a0}Uhr", Some("2016-03-16T18:40:00+00:00")),
            ("November 1, 2026", Some("2026-11-01T00:00:00+00:00")),
            ("0000-00-00T00:00:00", None),
            ("yesterday", None),
            ("", None),
            ("99999999999999999999-01-01", None),
        ] {
            assert_eq!(parse(raw).map(|time| time.to_rfc3339()).as_deref(), expected, "{raw:?}");
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
