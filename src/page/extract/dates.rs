//! Parses dates as pages write them: loose ISO 8601, RFC 2822, and English as in bylines.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};

use crate::domain::Time;

/// Formats with an offset from UTC.
const ZONED: &[&str] =
    &["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%d %H:%M:%S %z"];
/// Formats without an offset, read as UTC.
const LOCAL: &[&str] = &["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
/// Formats of days, read as midnight in UTC.
const DAYS: &[&str] = &["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y"];

/// Parses a date; `None` when `text` is none, or one before 1970, which stands for an unknown date.
pub(super) fn parse(text: &str) -> Option<Time> {
    let text = text.trim();
    let zoned = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_rfc2822(text))
        .ok()
        .or_else(|| ZONED.iter().find_map(|format| DateTime::parse_from_str(text, format).ok()))
        .map(|time| time.with_timezone(&Utc));
    let local = || LOCAL.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let day = || {
        let day = DAYS.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok());
        day.and_then(|day| day.and_hms_opt(0, 0, 0))
    };
    zoned.or_else(|| local().or_else(day).map(|time| Utc.from_utc_datetime(&time))).filter(|time| time.timestamp() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_parsed() {
        for (text, expected) in [
            ("2025-12-20T14:00:00+00:00", Some("2025-12-20T14:00:00Z")),
            ("2025-12-20T15:00:00.000+0100", Some("2025-12-20T14:00:00Z")),
            ("2025-12-20T14:00:00Z", Some("2025-12-20T14:00:00Z")),
            ("2025-12-20 14:00:00", Some("2025-12-20T14:00:00Z")),
            (" 2025-12-20 ", Some("2025-12-20T00:00:00Z")),
            ("December 20, 2025", Some("2025-12-20T00:00:00Z")),
            ("Sat, 20 Dec 2025 14:00:00 GMT", Some("2025-12-20T14:00:00Z")),
            ("0001-01-01T00:00:00Z", None),
            ("yesterday", None),
            ("", None),
        ] {
            let time = parse(text).map(|time| time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
            assert_eq!(time.as_deref(), expected, "{text}");
        }
    }
}
