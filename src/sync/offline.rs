//! Tells a missing network from feeds that fail each for a reason of its own.
//!
//! Feeds that could not be connected to are held back until the end of a sync. If no host answered, they wait for the
//! network instead of counting as failed, so that they stay due.

use std::collections::HashSet;

use url::Url;

use super::feed::FeedResult;
use crate::domain::host::is_local;
use crate::net::{ConnectFailure, host_key};
use crate::store::FeedState;

/// What a sync has seen of the network.
#[derive(Debug, Default)]
pub(super) struct Network {
    /// Whether a host other than this machine has answered, or refused to.
    has_answered: bool,
    /// Feeds that could not be connected to.
    unreached: Vec<(FeedState, FeedResult)>,
}

impl Network {
    /// Notes the result of a feed. Holds it back if a missing network may be its reason; else returns it.
    pub(super) fn note(&mut self, state: FeedState, fetched: FeedResult) -> Option<(FeedState, FeedResult)> {
        match &fetched.failure {
            Some(failure) if failure.may_be_offline() => {
                self.unreached.push((state, fetched));
                None
            }
            failure => {
                let is_remote = Url::parse(&state.url).is_ok_and(|url| !is_local(&url));
                self.has_answered |= is_remote && failure.is_none_or(super::report::FailureKind::has_reached_host);
                Some((state, fetched))
            }
        }
    }

    /// Returns whether there is no network at all.
    ///
    /// A name that is not found or a time that passes proves little: the feed may have ceased. Both count only if at
    /// least two hosts fail so, and one of the feeds did not fail the last time.
    pub(super) fn is_missing(&self) -> bool {
        let mut failures = self.unreached.iter().filter_map(|(_, fetched)| fetched.failure?.connection());
        let is_certain =
            failures.any(|failure| matches!(failure, ConnectFailure::Lookup | ConnectFailure::Unreachable));
        let hosts: HashSet<_> = self.unreached.iter().map(|(state, _)| host_key(&state.url)).collect();
        let is_sudden = self.unreached.iter().any(|(state, _)| state.failures == 0);
        !self.has_answered && (is_certain || (hosts.len() > 1 && is_sudden))
    }

    /// Returns the feeds held back.
    pub(super) fn into_unreached(self) -> Vec<(FeedState, FeedResult)> {
        self.unreached
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FeedId, Text};
    use crate::sync::{FailureKind, Outcome};

    fn feed(url: &str, failures: u32) -> FeedState {
        FeedState {
            id: FeedId(1),
            url: url.to_owned(),
            title: Text::default(),
            etag: None,
            last_modified: None,
            last_fetch: None,
            last_success: None,
            next_due: None,
            failures,
            interval: None,
            hint: None,
            moved_to: None,
            moved_count: 0,
            gone: false,
            comments: false,
            pages: false,
            audio: false,
            recent: Vec::new(),
        }
    }

    fn fetched(state: &FeedState, failure: Option<FailureKind>) -> FeedResult {
        let outcome = Outcome::NotModified;
        FeedResult { outcome, failure, ..FeedResult::failed(state, Text::default()) }
    }

    #[test]
    fn a_missing_network_is_told_from_feeds_that_fail_alone() {
        use ConnectFailure::{Lookup, Refused, Timeout, UnknownHost, Unreachable};
        let failed = |failure| Some(FailureKind::Connection(failure));
        let (one, two, here) = ("https://one.example/", "https://two.example/", "http://localhost:8080/");
        for (results, is_missing) in [
            (vec![(one, 0, failed(Unreachable))], true),
            (vec![(one, 3, failed(Lookup))], true),
            (vec![(one, 0, failed(UnknownHost)), (two, 3, failed(Timeout))], true),
            (vec![(one, 0, failed(UnknownHost)), (two, 0, failed(UnknownHost)), (here, 0, None)], true),
            (vec![(one, 0, failed(UnknownHost)), (two, 0, Some(FailureKind::Paused)), (two, 0, failed(Lookup))], true),
            // The host may have ceased, alone or with others that failed before.
            (vec![(one, 0, failed(UnknownHost))], false),
            (vec![(one, 0, failed(Timeout)), ("https://one.example/b", 0, failed(Timeout))], false),
            (vec![(one, 1, failed(UnknownHost)), (two, 2, failed(UnknownHost))], false),
            // A host was there.
            (vec![(one, 0, failed(Lookup)), (two, 0, None)], false),
            (vec![(one, 0, failed(Unreachable)), (two, 0, failed(Refused))], false),
            (vec![(one, 0, failed(Unreachable)), (two, 0, Some(FailureKind::Server))], false),
            (vec![], false),
        ] {
            let mut network = Network::default();
            let all = results.len();
            let mut passed = 0;
            for (url, failures, failure) in &results {
                let state = feed(url, *failures);
                let fetched = fetched(&state, *failure);
                passed += usize::from(network.note(state, fetched).is_some());
            }
            assert_eq!(network.is_missing(), is_missing, "{results:?}");
            assert_eq!(passed + network.into_unreached().len(), all);
        }
    }
}
