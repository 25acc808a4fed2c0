//! Defines the messages and effects of syncing feeds.
//!
//! `runtime` carries out the effects with `crate::sync`.

use chrono::TimeDelta;

use crate::domain::{FeedId, Text, Time};

/// The progress of a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Msg {
    /// The sync has started.
    Started {
        /// The number of feeds to fetch.
        total: usize,
        /// Whether the reader has started it by itself, so that it tells only what is new.
        is_quiet: bool,
    },
    /// A part of a large feed is saved; the text says which feed, and how much of it.
    Part(Text),
    /// A feed is done.
    Feed {
        /// The feed's title.
        title: Text,
        /// Why the feed failed, if it did.
        error: Option<Text>,
    },
    /// There is no network. The titles are those of the feeds that wait for one.
    Offline(Vec<Text>),
    /// Rules notify the user of new articles.
    Notify(Text),
    /// The sync has ended.
    Finished {
        /// The result, for the status line.
        summary: Text,
        /// Whether it has brought something new.
        is_news: bool,
    },
}

/// When the reader syncs by itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timer {
    /// The time between two syncs; `None` for never.
    pub every: Option<TimeDelta>,
    next: Option<Time>,
}

impl Timer {
    /// Returns whether a sync is due now, and if so begins to wait for the next one.
    pub(super) fn is_due(&mut self, now: Time) -> bool {
        let Some(every) = self.every else { return false };
        let next = now + every;
        match self.next {
            Some(due) if due <= now => {}
            // If the clock was set back, the wait begins anew.
            Some(due) if due <= next => return false,
            _ => {
                self.next = Some(next);
                return false;
            }
        }
        self.next = Some(next);
        true
    }
}

/// A request for a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Sync these feeds, or all feeds for `None`.
    Start(Option<Vec<FeedId>>),
    /// Sync the feeds that are due, unless the machine runs on battery.
    StartDue,
    /// Stop the sync, or the fetch of a full text.
    Cancel,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sync_is_due_after_each_interval_even_if_the_clock_jumps() {
        let at = |minutes: i64| Time::default() + TimeDelta::minutes(minutes);
        let mut timer = Timer { every: Some(TimeDelta::minutes(30)), next: None };
        let due: Vec<i64> = (0..100).filter(|minute| timer.is_due(at(*minute))).collect();
        assert_eq!(due, [30, 60, 90]);
        assert!(timer.is_due(at(5_000_000)), "the clock is set ten years ahead");
        assert!(!timer.is_due(at(100)) && !timer.is_due(at(129)) && timer.is_due(at(130)), "and back");
        assert!(!Timer::default().is_due(at(1_000_000)));
    }
}
