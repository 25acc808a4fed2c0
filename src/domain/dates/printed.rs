//! Parses dates as pages and comment services print them, where the whole text must be one date.
//!
//! A date without an offset is in the site's local time. It is read as UTC: most sites use that, and the order of the
//! comments stays right.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};

use crate::domain::{Text, Time};

/// Formats with an offset from UTC, besides RFC 3339 and RFC 2822.
const ZONED: [&str; 4] =
    ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%d %H:%M:%S %z"];
/// Formats with a time of day, as pages print them in English, in German or in figures.
const WITH_TIME: [&str; 14] = [
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
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
/// Formats without a time of day, read as midnight.
const WITHOUT_TIME: [&str; 6] = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%B %d, %Y", "%d %B %Y", "%d.%m.%Y"];

/// Parses RFC 3339, RFC 2822 and the formats above.
///
/// `None` when the text is no date, or one before 1970, which stands for an unknown date.
#[must_use]
pub fn parse_printed(raw: &str) -> Option<Time> {
    let text = Text::line(raw);
    let text = text.strip_suffix(" Uhr").unwrap_or(&text);
    let zoned = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_rfc2822(text))
        .ok()
        .or_else(|| ZONED.iter().find_map(|format| DateTime::parse_from_str(text, format).ok()))
        .map(|time| time.to_utc());
    let local = || WITH_TIME.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let day = || {
        let day = WITHOUT_TIME.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok())?;
        Some(day.and_time(NaiveTime::MIN))
    };
    zoned.or_else(|| local().or_else(day).map(|time| time.and_utc())).filter(|time| time.timestamp() > 0)
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
            ("2025-12-20T15:00:00.000+0100", Some("2025-12-20T14:00:00+00:00")),
            ("2025-12-20 14:00:00", Some("2025-12-20T14:00:00+00:00")),
            (" 2025-12-20 ", Some("2025-12-20T00:00:00+00:00")),
            ("Dec 20, 2025", Some("2025-12-20T00:00:00+00:00")),
            ("In March 5 ferries sailed, 2025", None),
            ("0001-01-01T00:00:00Z", None),
            ("1970-01-01", None),
            ("0000-00-00T00:00:00", None),
            ("yesterday", None),
            ("", None),
            ("99999999999999999999-01-01", None),
        ] {
            assert_eq!(parse_printed(raw).map(|time| time.to_rfc3339()).as_deref(), expected, "{raw:?}");
        }
    }
}
