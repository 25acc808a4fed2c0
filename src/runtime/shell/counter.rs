//! Counts the unread articles of smart feeds on a thread of its own, after changes.
//!
//! The store decides what there is to count; see `store::Store::count_smart_feeds`.

use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use super::requests::{LatestOnly, Requests};
use super::workers::{Job, worker};
use crate::app::feeds::Msg as FeedsMsg;
use crate::domain::clock_format::Zone;
use crate::library::{Library, LibraryError};
use crate::runtime::clock::Clock;

/// How long the screen waits for more counts while many smart feeds are counted.
const SHOW_AFTER: Duration = Duration::from_millis(500);

/// The thread that counts.
#[derive(Clone)]
pub(in crate::runtime) struct Counter {
    jobs: Sender<Job>,
    /// Of waiting requests, one is enough.
    latest: LatestOnly,
    requests: Requests,
    clock: Clock,
    /// The user's time zone, for days in queries.
    zone: Zone,
}

impl Counter {
    pub(in crate::runtime) fn new(library: &Library, requests: Requests, clock: Clock, zone: Zone) -> Self {
        let (jobs, _) = worker(library);
        Self { jobs, latest: LatestOnly::default(), requests, clock, zone }
    }

    /// Counts what has changed, and tells the screen if a count is another one now.
    pub(in crate::runtime) fn count(&self) {
        let (request, is_latest) = (self.requests.begin(), self.latest.begin());
        let (zone, now) = (self.zone, (self.clock)());
        let count = move |library: &Library| {
            if !is_latest() {
                return;
            }
            let mut shown = Instant::now();
            let show = || {
                if shown.elapsed() > SHOW_AFTER {
                    shown = Instant::now();
                    request.send(FeedsMsg::Counted.into());
                }
            };
            match library.store.count_smart_feeds(zone, now, show).map_err(LibraryError::from) {
                Ok(true) => request.send(FeedsMsg::Counted.into()),
                // The user gets an error once, not at every call.
                Err(error) if library.is_new_error(&error) => request.answer(Err(error)),
                Ok(false) | Err(_) => {}
            }
        };
        let _ = self.jobs.send(Box::new(count));
    }
}
