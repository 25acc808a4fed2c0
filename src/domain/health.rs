//! Judges how a feed does: gone, failing, silent, noisy or well. The facts are left to `store`.

use chrono::TimeDelta;

use super::{FeedId, Text, Time};

/// The days within which articles are counted for [`FeedFacts::recent`].
pub const RECENT_DAYS: i64 = 90;
/// A feed that has failed for so many days is dead.
const FAILING_DAYS: i64 = 14;
/// A feed without a new article for so many days is silent.
const SILENT_DAYS: i64 = 180;
/// A feed with so many articles a week, hardly any of which the user reads, is noisy.
const NOISY_A_WEEK: u64 = 50;
/// One article read in so many is hardly any.
const HARDLY: u64 = 20;

/// What the store knows of a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedFacts {
    /// The feed.
    pub id: FeedId,
    /// Its title.
    pub title: Text,
    /// Its address.
    pub url: String,
    /// Whether it answered 410, so that no sync fetches it by itself.
    pub gone: bool,
    /// Failures in a row.
    pub failures: u32,
    /// Why the last fetch failed; `None` after a success.
    pub error: Option<Text>,
    /// Time of the last fetch.
    pub last_fetch: Option<Time>,
    /// Time of the last fetch that succeeded.
    pub last_success: Option<Time>,
    /// Time of the next fetch.
    pub next_due: Option<Time>,
    /// Stored articles.
    pub articles: u32,
    /// Unread articles among them.
    pub unread: u32,
    /// Articles of the last [`RECENT_DAYS`] days.
    pub recent: u32,
    /// When the oldest stored article was published.
    pub oldest: Option<Time>,
    /// When the newest article was published.
    pub newest: Option<Time>,
    /// Bytes of the stored texts, compressed.
    pub bytes: u64,
}

/// How a feed does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// It is gone, or has failed for two weeks.
    Dead,
    /// It has brought nothing for half a year.
    Silent,
    /// It brings much of which the user reads hardly any.
    Noisy,
    /// None of that.
    Well,
}

impl Health {
    /// Returns the name, in the JSON of `tidings doctor feeds` too.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::Silent => "silent",
            Self::Noisy => "noisy",
            Self::Well => "well",
        }
    }
}

impl FeedFacts {
    /// Judges the feed.
    #[must_use]
    pub fn health(&self, now: Time) -> Health {
        let is_older = |time: Option<Time>, days| time.is_none_or(|time| now - time > TimeDelta::days(days));
        if self.gone || (self.failures > 2 && is_older(self.last_success, FAILING_DAYS)) {
            return Health::Dead;
        }
        if self.last_success.is_some() && is_older(self.newest, SILENT_DAYS) {
            return Health::Silent;
        }
        let read = u64::from(self.articles.saturating_sub(self.unread));
        let is_noisy = self.a_week(now) >= NOISY_A_WEEK && read * HARDLY < u64::from(self.articles);
        if is_noisy { Health::Noisy } else { Health::Well }
    }

    /// Returns the articles that the feed brings in a week, as far as it is known.
    #[must_use]
    pub fn a_week(&self, now: Time) -> u64 {
        let known = self.oldest.map_or(0, |oldest| (now - oldest).num_days()).clamp(7, RECENT_DAYS);
        u64::from(self.recent) * 7 / known.unsigned_abs()
    }

    /// Says what the user may do about the feed; empty if it does well.
    #[must_use]
    pub fn advice(&self, now: Time) -> &'static str {
        match self.health(now) {
            Health::Dead if self.gone => "the server says that it is gone for good: remove it",
            Health::Dead => "look for its new address on the site, or remove it",
            Health::Silent => "nothing is lost by keeping it; a longer interval asks it less often",
            Health::Noisy => "hide it, or read it by a search of what you want",
            Health::Well => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_dead_silent_noisy_or_well() {
        let now: Time = "2026-05-20T08:00:00Z".parse().unwrap();
        let ago = |days| Some(now - TimeDelta::days(days));
        let well = FeedFacts {
            last_success: ago(0),
            articles: 100,
            unread: 100,
            recent: 40,
            oldest: ago(300),
            newest: ago(1),
            ..FeedFacts::default()
        };
        let failing = FeedFacts { failures: 9, ..well.clone() };
        let cases = [
            (well.clone(), Health::Well),
            (FeedFacts { gone: true, ..well.clone() }, Health::Dead),
            (FeedFacts { last_success: ago(13), ..failing.clone() }, Health::Well),
            (FeedFacts { last_success: ago(15), ..failing.clone() }, Health::Dead),
            (FeedFacts { last_success: None, failures: 2, ..well.clone() }, Health::Well),
            (FeedFacts { last_success: None, ..failing }, Health::Dead),
            (FeedFacts { newest: ago(181), ..well.clone() }, Health::Silent),
            (FeedFacts { newest: None, articles: 0, ..well.clone() }, Health::Silent),
            (FeedFacts { recent: 700, articles: 700, unread: 690, ..well.clone() }, Health::Noisy),
            (FeedFacts { recent: 700, articles: 700, unread: 600, ..well.clone() }, Health::Well),
            (FeedFacts { recent: 60, articles: 60, unread: 60, oldest: ago(3), ..well }, Health::Noisy),
        ];
        for (facts, health) in cases {
            assert_eq!(facts.health(now), health, "{facts:?}");
            assert_eq!(facts.advice(now).is_empty(), health == Health::Well);
        }
    }
}
