//! When to ask a feed again. Pure: moments, counts and a seed in, moments out.
//!
//! Asking and writing down what came of it is left to `run`.

use std::time::Duration;

use crate::domain::article::Fnv;
use crate::domain::{FeedId, Time};

/// The shortest wait that a feed can bring about by itself.
const SHORTEST: Duration = Duration::from_mins(15);
/// The longest wait that a feed or a failure can bring about.
const LONGEST: Duration = Duration::from_hours(24);
/// The wait where nothing is known.
const USUAL: Duration = Duration::from_hours(1);
/// Publication times that a rate can be guessed from.
const ENOUGH_TIMES: usize = 3;
/// How long a host is left alone after a 429 that does not say.
const BUSY: Duration = Duration::from_mins(15);
/// Answers that have to agree before a permanent redirect is believed.
const AGREEING: u32 = 3;

/// What decides how often a feed is asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rhythm<'a> {
    /// Minutes that the user asked for: taken as they are.
    pub user: Option<u32>,
    /// Minutes that the feed asks for: between 15 and a day.
    pub hint: Option<u32>,
    /// `max-age` of the last answer, which stands in for a missing hint if it is worth one.
    pub max_age: Option<Duration>,
    /// When its newest articles were published, newest first.
    pub recent: &'a [Time],
    /// The wait where nothing is known; an hour without it.
    pub usual: Option<Duration>,
}

impl Rhythm<'_> {
    /// The time between two fetches while all goes well.
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
        self.posting_gap(now).map_or(self.usual.unwrap_or(USUAL), |gap| (gap / 2).clamp(SHORTEST, LONGEST))
    }

    /// The mean time between two articles; a silence longer than that counts as one more gap.
    fn posting_gap(&self, now: Time) -> Option<Duration> {
        let times = self.recent;
        if times.len() < ENOUGH_TIMES {
            return None;
        }
        // Dates in the future are somebody's mistake.
        let newest = times.iter().max().copied()?.min(now);
        let oldest = times.iter().min().copied()?.min(now);
        let gaps = u32::try_from(times.len() - 1).ok()?;
        let mean = (newest - oldest).to_std().ok()? / gaps;
        let silence = (now - newest).to_std().unwrap_or_default();
        Some(if silence > mean { (mean * gaps + silence) / (gaps + 1) } else { mean })
    }
}

/// A moment after `now` by `wait`.
#[must_use]
pub fn after(now: Time, wait: Duration) -> Time {
    chrono::TimeDelta::from_std(wait).ok().and_then(|wait| now.checked_add_signed(wait)).unwrap_or(Time::MAX_UTC)
}

/// How long to wait after the `failures`th failure in a row (counted from 1): the interval, doubled each time up to a
/// day, and up to a quarter more. No shorter than the host asked for.
#[must_use]
pub fn backoff(interval: Duration, failures: u32, retry_after: Option<Duration>, seed: u64) -> Duration {
    let doubled = interval.max(SHORTEST).saturating_mul(1 << failures.saturating_sub(1).min(7));
    let wait = jitter(doubled.min(LONGEST.max(interval)), seed);
    wait.max(retry_after.unwrap_or_default().min(LONGEST))
}

/// How long the host of an answer wants to be left alone; `None` when it does not ask for it. `earlier` counts the
/// pauses in a row before this one.
#[must_use]
pub fn host_pause(status: u16, retry_after: Option<Duration>, earlier: u32, seed: u64) -> Option<Duration> {
    let asked = retry_after.filter(|wait| !wait.is_zero());
    match (status, asked) {
        (429 | 503, Some(wait)) => Some(wait.min(LONGEST)),
        (429, None) => Some(jitter(BUSY.saturating_mul(1 << earlier.min(7)).min(LONGEST), seed)),
        // Without a word 503 is one feed's trouble, not its host's.
        _ => None,
    }
}

/// Whether the subscription moves to `target`: this answer and the ones before it, `count` in a row that led to
/// `before`, have to agree.
#[must_use]
pub fn has_moved(target: &str, before: Option<&str>, count: u32) -> bool {
    before == Some(target) && count.saturating_add(1) >= AGREEING
}

/// A seed for the jitter of one feed's next wait: feeds that fail together don't come back together.
#[must_use]
pub fn seed(feed: FeedId, failures: u32, now: Time) -> u64 {
    let mut hash = Fnv::default();
    hash.write(&feed.0.to_le_bytes());
    hash.write(&failures.to_le_bytes());
    hash.write(&now.timestamp().to_le_bytes());
    hash.0
}

/// `wait` and up to a quarter more.
fn jitter(wait: Duration, seed: u64) -> Duration {
    // The high bits of FNV are its better ones.
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
    fn intervals() {
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
            let rhythm = Rhythm { user, hint, max_age, recent, usual: None };
            assert_eq!(minutes(rhythm.interval(now)), wanted, "{name}");
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
        assert!(backoff(month, 9, None, 0) >= month, "never more often than when all goes well");
        assert_eq!(backoff(hour, 1, Some(Duration::from_hours(5)), 7), Duration::from_hours(5));
        assert_eq!(backoff(hour, 1, Some(Duration::MAX), 7), LONGEST);
    }

    #[test]
    fn feeds_that_fail_together_do_not_come_back_together() {
        let now = time("2026-05-10T12:00:00Z");
        for failures in [1, 3, 9] {
            let waits: std::collections::HashSet<Duration> =
                (0..100).map(|id| backoff(USUAL, failures, None, seed(FeedId(id), failures, now))).collect();
            assert!(waits.len() > 60, "{failures}: {}", waits.len());
        }
    }

    #[test]
    fn pauses_of_hosts() {
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
    fn moments_do_not_overflow() {
        assert_eq!(after(Time::MAX_UTC, Duration::from_secs(1)), Time::MAX_UTC);
        assert_eq!(after(time("2026-05-10T12:00:00Z"), Duration::MAX), Time::MAX_UTC);
    }
}
