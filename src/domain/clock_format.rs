//! Formats times for people, in their time zone and on a 12 or 24 hour clock.
//!
//! The zone is a function that the caller passes in, because its offset changes with daylight saving time.

use chrono::{FixedOffset, NaiveDate, NaiveTime, Offset, SecondsFormat, TimeDelta, Utc};
use serde::Deserialize;

use super::Time;

/// Returns the offset from UTC that a time zone has at a time.
pub type Zone = fn(Time) -> FixedOffset;

/// The [`Zone`] of UTC itself.
#[must_use]
pub fn utc(_: Time) -> FixedOffset {
    Utc.fix()
}

/// Writes a time as RFC 3339, in UTC, to the second.
#[must_use]
pub fn timestamp(time: Time) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// How the hours of a day are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum TimeFormat {
    /// From 0:00 to 23:59.
    #[default]
    #[serde(rename = "24h")]
    Hours24,
    /// From 12:00 am to 11:59 pm.
    #[serde(rename = "12h")]
    Hours12,
}

impl TimeFormat {
    /// The names of the formats in `config.toml`.
    pub const NAMES: &[&str] = &["24h", "12h"];
}

/// A time zone and a way to count hours: everything that formatting a time needs.
#[derive(Debug, Clone, Copy)]
pub struct ClockFormat {
    /// The user's time zone.
    pub zone: Zone,
    /// The user's way to count hours.
    pub hours: TimeFormat,
}

impl Default for ClockFormat {
    fn default() -> Self {
        Self { zone: utc, hours: TimeFormat::default() }
    }
}

impl ClockFormat {
    /// Formats a date with a fixed width of 10 columns: `2026-01-31`.
    #[must_use]
    pub fn date(self, time: Time) -> String {
        self.format(time, "%Y-%m-%d")
    }

    /// Formats a day for a narrow column: `31 Jan`.
    #[must_use]
    pub fn day(self, time: Time) -> String {
        self.format(time, "%-d %b")
    }

    /// Formats a month for a narrow column: `Jan 2026`.
    #[must_use]
    pub fn month(self, time: Time) -> String {
        self.format(time, "%b %Y")
    }

    /// Formats a day with its year: `31 Jan 2026`.
    #[must_use]
    pub fn day_and_year(self, time: Time) -> String {
        self.format(time, "%-d %b %Y")
    }

    /// Formats date and time: `2026-01-31 14:05` or `2026-01-31 2:05 pm`.
    #[must_use]
    pub fn date_time(self, time: Time) -> String {
        format!("{} {}", self.date(time), self.time(time))
    }

    /// Formats date and time with the month in words: `31 January 2026, 14:05`.
    #[must_use]
    pub fn long(self, time: Time) -> String {
        format!("{}, {}", self.format(time, "%-d %B %Y"), self.time(time))
    }

    /// Formats the time of day to the minute: `14:05` or `2:05 pm`.
    #[must_use]
    pub fn time(self, time: Time) -> String {
        self.format(time, if self.hours == TimeFormat::Hours12 { "%-I:%M %P" } else { "%H:%M" })
    }

    /// Formats the time of day to the second: `14:05:09` or `2:05:09 pm`.
    #[must_use]
    pub fn time_with_seconds(self, time: Time) -> String {
        self.format(time, if self.hours == TimeFormat::Hours12 { "%-I:%M:%S %P" } else { "%H:%M:%S" })
    }

    fn format(self, time: Time, pattern: &str) -> String {
        time.with_timezone(&(self.zone)(time)).format(pattern).to_string()
    }
}

/// Returns when a day begins in a time zone.
///
/// Where the clock skips midnight, that is the moment of the skip; where it shows midnight twice, the first time.
#[must_use]
pub fn start_of_day(day: NaiveDate, zone: Zone) -> Time {
    let midnight = day.and_time(NaiveTime::MIN).and_utc();
    // No zone changes its offset twice within two days, so these are all offsets that the midnight may have.
    let [before, after] = [-1, 1].map(|days| {
        let near = midnight.checked_add_signed(TimeDelta::days(days)).unwrap_or(midnight);
        let offset = zone(near);
        let start = midnight.checked_sub_signed(TimeDelta::seconds(offset.local_minus_utc().into()));
        let start = start.unwrap_or(midnight);
        (start, zone(start) == offset)
    });
    match (before, after) {
        ((one, true), (other, true)) => one.min(other),
        ((one, true), _) | (_, (one, true)) => one,
        ((one, false), (other, false)) => one.max(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn hours(hours: i32) -> FixedOffset {
        FixedOffset::east_opt(hours * 3600).unwrap()
    }

    fn east(_: Time) -> FixedOffset {
        FixedOffset::east_opt(5 * 3600 + 1800).unwrap()
    }

    #[test]
    fn times_are_formatted_in_the_zone_and_on_both_clocks() {
        let at = time("2026-01-31T20:05:09Z");
        let format = |hours| ClockFormat { zone: east, hours };
        let (long, short) = (format(TimeFormat::Hours24), format(TimeFormat::Hours12));
        assert_eq!(long.date(at), "2026-02-01");
        assert_eq!(long.date_time(at), "2026-02-01 01:35");
        assert_eq!(short.date_time(at), "2026-02-01 1:35 am");
        assert_eq!(long.long(at), "1 February 2026, 01:35");
        assert_eq!(short.long(time("2026-01-31T06:30:00Z")), "31 January 2026, 12:00 pm");
        assert_eq!(short.time_with_seconds(at), "1:35:09 am");
        assert_eq!(long.time_with_seconds(at), "01:35:09");
        assert_eq!(ClockFormat::default().date_time(at), "2026-01-31 20:05");
    }

    #[test]
    fn a_day_begins_at_midnight_where_the_clock_has_one() {
        // The clock goes from 00:00 to 01:00 on 15 October and from 00:00 to 23:00 on 18 February (Brazil, 2017-18).
        let brazil: Zone = |at| {
            let (spring, autumn) = (time("2017-10-15T03:00:00Z"), time("2018-02-18T02:00:00Z"));
            hours(if at >= spring && at < autumn { -2 } else { -3 })
        };
        // From 02:00 to 03:00 on 29 March and from 03:00 to 02:00 on 25 October (Berlin, 2026).
        let berlin: Zone = |at| {
            let (spring, autumn) = (time("2026-03-29T01:00:00Z"), time("2026-10-25T01:00:00Z"));
            hours(if at >= spring && at < autumn { 2 } else { 1 })
        };
        // 30 December was skipped (Samoa, 2011).
        let samoa: Zone = |at| hours(if at < time("2011-12-30T10:00:00Z") { -10 } else { 14 });
        for (zone, day, start) in [
            (utc as Zone, "2026-01-31", "2026-01-31T00:00:00Z"),
            (east, "2026-01-31", "2026-01-30T18:30:00Z"),
            (brazil, "2017-10-14", "2017-10-14T03:00:00Z"),
            (brazil, "2017-10-15", "2017-10-15T03:00:00Z"),
            (brazil, "2017-10-16", "2017-10-16T02:00:00Z"),
            (brazil, "2018-02-18", "2018-02-18T03:00:00Z"),
            (berlin, "2026-03-29", "2026-03-28T23:00:00Z"),
            (berlin, "2026-03-30", "2026-03-29T22:00:00Z"),
            (berlin, "2026-10-25", "2026-10-24T22:00:00Z"),
            (samoa, "2011-12-31", "2011-12-30T10:00:00Z"),
        ] {
            assert_eq!(start_of_day(day.parse().unwrap(), zone), time(start), "{day}");
        }
        let _ = [NaiveDate::MIN, NaiveDate::MAX].map(|day| start_of_day(day, east));
    }
}
