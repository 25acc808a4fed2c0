//! Decides when to fetch a feed again, without I/O: times, counts and a seed in, times out.
//!
//! `feed` fetches, and stores the results.

use std::time::Duration;

use crate::domain::article::Fnv;
use crate::domain::{FeedId, Time};

/// Shortest interval that a feed can cause.
const SHORTEST: Duration = Duration::from_mins(15);
/// Longest interval that a feed or a failure can cause.
const LONGEST: Duration = Duration::from_hours(24);
/// Interval if neither the user nor the feed gives one and nothing can be estimated.
const DEFAULT: Duration = Duration::from_hours(1);
/// Fewest publication times from which an interval is estimated.
const ENOUGH_TIMES: usize = 3;
/// Pause of a host after an answer 429 without `Retry-After`.
const BUSY: Duration = Duration::from_mins(15);
/// Answers in a row that have to name the same target before a feed moves there.
const AGREEING: u32 = 3;

/// Facts that decide how often a feed is fetched.
#[derive(Debug, Clone, Copy, Default)]
pub struct Schedule<'a> {
    /// Interval in minutes that the user set; it wins, without bounds.
    pub user: Option<u32>,
    /// Interval in minutes that the feed asks for; bounded to 15 minutes and a day.
    pub hint: Option<u32>,
    /// `max-age` of the last answer, which replaces a missing hint if it is at least 15 minutes.
    pub max_age: Option<Duration>,
    /// Publication times of the newest articles.
    pub recent: &'a [Time],
    /// Interval if nothing else decides; without it, an hour.
    pub default: Option<Duration>,
}

impl Schedule<'_> {
    /// Returns the time between two fetches if all succeed.
    #[must_use]
    pub fn interval(&self, now: Time) -> Duration {
        let minutes = |minutes: u32| Duration::from_mins(minutes.into());
        if let Some(user) = self.user {
            return minutes(user.max(1));
        }
        let fresh = self.max_age.filter(|age| *age >= SHORTEST);
        if let Some(hint) = self.hint.filter(|hint| *hint > 0).map(minutes).or(fresh) {
            return hint.clamp(SHORTEST, LONGEST);
        }
        self.posting_gap(now).map_or(self.default.unwrap_or(DEFAULT), |gap| (gap / 2).clamp(SHORTEST, LONGEST))
    }

    /// Estimates the mean time between two articles. If the newest is older than that, its age counts as one more gap.
    fn posting_gap(&self, now: Time) -> Option<Duration> {
        let times = self.recent;
        if times.len() < ENOUGH_TIMES {
            return None;
        }
        // A date in the future is a mistake of the feed.
        let newest = times.iter().max().copied()?.min(now);
        let oldest = times.iter().min().copied()?.min(now);
        let gaps = u32::try_from(times.len() - 1).ok()?;
        let mean = (newest - oldest).to_std().ok()? / gaps;
        let silence = (now - newest).to_std().unwrap_or_default();
        Some(if silence > mean { (mean * gaps + silence) / (gaps + 1) } else { mean })
    }
}

/// Returns the time `wait` after `now`, or the latest possible time if that overflows.
#[must_use]
pub fn after(now: Time, wait: Duration) -> Time {
    chrono::TimeDelta::from_std(wait).ok().and_then(|wait| now.checked_add_signed(wait)).unwrap_or(Time::MAX_UTC)
}

/// Returns the wait after the `failures`th failure in a row, counted from 1. It doubles from the interval up to a day,
/// plus up to a quarter at random, and is at least as long as the host asked for.
#[must_use]
pub fn backoff(interval: Duration, failures: u32, retry_after: Option<Duration>, seed: u64) -> Duration {
    let doubled = interval.max(SHORTEST).saturating_mul(1 << failures.saturating_sub(1).min(7));
    let wait = jitter(doubled.min(LONGEST.max(interval)), seed);
    wait.max(retry_after.unwrap_or_default().min(LONGEST))
}

/// Returns the pause that the host of an answer asks for, if any. `earlier` counts the pauses in a row before this one.
#[must_use]
pub fn host_pause(status: u16, retry_after: Option<Duration>, earlier: u32, seed: u64) -> Option<Duration> {
    let asked = retry_after.filter(|wait| !wait.is_zero());
    match (status, asked) {
        (429 | 503, Some(wait)) => Some(wait.min(LONGEST)),
        (429, None) => Some(jitter(BUSY.saturating_mul(1 << earlier.min(7)).min(LONGEST), seed)),
        // A 503 without `Retry-After` may concern one feed only, not its host.
        _ => None,
    }
}

/// Whether a feed moves to `target`, after `count` earlier answers in a row redirected it to `before`.
#[must_use]
pub fn has_moved(target: &str, before: Option<&str>, count: u32) -> bool {
    before == Some(target) && count.saturating_add(1) >= AGREEING
}

/// Returns the seed for the jitter of a feed's next wait, so that feeds which fail together are not retried together.
#[must_use]
pub fn seed(feed: FeedId, failures: u32, now: Time) -> u64 {
    let mut hash = Fnv::default();
    hash.write(&feed.0.to_le_bytes());
    hash.write(&failures.to_le_bytes());
    hash.write(&now.timestamp().to_le_bytes());
    hash.0
}

/// Adds up to a quarter to `wait`, depending on `seed`.
fn jitter(wait: Duration, seed: u64) -> Duration {
    // The high bits of FNV are more random than its low ones.
    let part = u32::try_from((seed >> 32) % 251).unwrap_or_default();
    wait.saturating_mul(1000 + part) / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn minutes(duration: Duration) -> u64 {
        duration.as_secs() / 60
    }

    #[test]
    fn intervals_follow_the_user_then_the_feed_then_its_past() {
        let now = time("2026-05-10T12:00:00Z");
        let hourly: Vec<Time> = (0..10).map(|n| now - chrono::TimeDelta::hours(n)).collect();
        let weekly: Vec<Time> = (0..10).map(|n| now - chrono::TimeDelta::weeks(n)).collect();
        let burst = vec![now; 10];
        let future: Vec<Time> = hourly.iter().map(|t| *t + chrono::TimeDelta::weeks(520)).collect();
        let silent: Vec<Time> = hourly.iter().map(|t| *t - chrono::TimeDelta::weeks(10)).collect();
        let age = |seconds| Some(Duration::from_secs(seconds));
        for (name, user, hint, max_age, recent, wanted) in [
            ("nothing known", None, None, None, &[][..], 60),
            ("user wins", Some(5), Some(600), age(86_400), &weekly, 5),
            ("user's zero", Some(0), None, None, &[], 1),
            ("user's month", Some(43_200), None, None, &[], 43_200),
            ("hint", None, Some(120), None, &hourly, 120),
            ("short hint", None, Some(1), None, &[], 15),
            ("long hint", None, Some(u32::MAX), None, &[], 1440),
            ("zero hint is none", None, Some(0), None, &[], 60),
            ("max-age", None, None, age(7200), &hourly, 120),
            ("hint before max-age", None, Some(30), age(7200), &[], 30),
            ("short max-age says nothing", None, None, age(60), &hourly, 30),
            ("max-age of a year", None, None, age(31_536_000), &[], 1440),
            ("posts hourly", None, None, None, &hourly, 30),
            ("posts weekly", None, None, None, &weekly, 1440),
            ("posts all at once", None, None, None, &burst, 15),
            ("dates in the future", None, None, None, &future, 15),
            ("long silent", None, None, None, &silent, 1440),
            ("two are too few", None, None, None, &hourly[..2], 60),
        ] {
            let schedule = Schedule { user, hint, max_age, recent, default: None };
            assert_eq!(minutes(schedule.interval(now)), wanted, "{name}");
        }
    }

    #[test]
    fn failures_double_the_wait_up_to_a_day() {
        let hour = Duration::from_hours(1);
        for (failures, hours) in [(1, 1), (2, 2), (3, 4), (5, 16), (6, 24), (100, 24), (u32::MAX, 24)] {
            for seed in [0, 1 << 40, u64::MAX, 0x1234_5678_9abc_def0] {
                let wait = backoff(hour, failures, None, seed);
                let (low, high) = (hour * hours, hour * hours * 5 / 4);
                assert!((low..=high).contains(&wait), "{failures}: {wait:?}");
            }
        }
        assert!(backoff(Duration::from_mins(1), 1, None, 0) >= Duration::from_mins(15));
        let month = Duration::from_hours(720);
        assert!(backoff(month, 9, None, 0) >= month, "never more often than without failures");
        assert_eq!(backoff(hour, 1, Some(Duration::from_hours(5)), 7), Duration::from_hours(5));
        assert_eq!(backoff(hour, 1, Some(Duration::MAX), 7), LONGEST);
    }

    #[test]
    fn feeds_that_fail_together_do_not_come_back_together() {
        let now = time("2026-05-10T12:00:00Z");
        for failures in [1, 3, 9] {
            let waits: std::collections::HashSet<Duration> =
                (0..100).map(|id| backoff(DEFAULT, failures, None, seed(FeedId(id), failures, now))).collect();
            assert!(waits.len() > 60, "{failures}: {}", waits.len());
        }
    }

    #[test]
    fn a_host_is_paused_if_it_asks_for_it_or_is_overloaded() {
        let seconds = |n| Some(Duration::from_secs(n));
        for (status, retry_after, earlier, low, high) in [
            (429, seconds(120), 0, 120, 120),
            (503, seconds(120), 9, 120, 120),
            (429, seconds(10_000_000), 0, 86_400, 86_400),
            (429, None, 0, 900, 1125),
            (429, seconds(0), 1, 1800, 2250),
            (429, None, 50, 86_400, 108_000),
        ] {
            let pause = host_pause(status, retry_after, earlier, u64::MAX / 3).unwrap().as_secs();
            assert!((low..=high).contains(&pause), "{status} {retry_after:?} {earlier}: {pause}");
        }
        for (status, retry_after) in [(503, None), (500, seconds(60)), (200, seconds(60)), (404, None)] {
            assert_eq!(host_pause(status, retry_after, 0, 0), None, "{status}");
        }
    }

    #[test]
    fn a_move_needs_three_that_agree() {
        for (before, count, moved) in
            [(None, 0, false), (Some("b"), 1, false), (Some("b"), 2, true), (Some("c"), 5, false)]
        {
            assert_eq!(has_moved("b", before, count), moved);
        }
    }

    #[test]
    fn times_do_not_overflow() {
        assert_eq!(after(Time::MAX_UTC, Duration::from_secs(1)), Time::MAX_UTC);
        assert_eq!(after(time("2026-05-10T12:00:00Z"), Duration::MAX), Time::MAX_UTC);
    }
}
