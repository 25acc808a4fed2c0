//! What a sync is asked to do, what it says meanwhile, and its report.

use serde::{Serialize, Serializer};

use crate::domain::{ArticleId, FeedId, Reply, ReplyId, ReplyState, Text, Warning, pluralize};
use crate::net::{ConnectFailure, NetError};

/// Which feeds of the chosen ones are asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SyncScope {
    /// Those that are due, for syncs that nobody asked for.
    Due,
    /// All that have not gone for good, and those that are named: a user's "sync now".
    #[default]
    All,
    /// All, the gone ones too, and whole answers instead of "not modified". Hosts that asked for a pause get it still.
    Force,
}

/// What a sync is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Options {
    /// Only these feeds; all without it.
    pub only: Option<Vec<FeedId>>,
    /// Which of them.
    pub ask: SyncScope,
    /// Fetch the threads of new articles and of recent ones that have more comments than are loaded, in every feed.
    pub comments: bool,
    /// Fetch the pages of new and changed articles, in every feed.
    pub pages: bool,
    /// Look beside the news for threads and pages that were never fetched, however old.
    pub catch_up: bool,
    /// Index for searches what came in, once all is stored.
    pub index: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { only: None, ask: SyncScope::All, comments: false, pages: false, catch_up: false, index: true }
    }
}

/// What came of one feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A whole answer, stored.
    Fetched {
        /// Articles that were not there before.
        new: usize,
        /// Articles whose text changed.
        updated: usize,
        /// What was odd about the feed.
        warnings: Vec<Warning>,
    },
    /// Nothing new since the last answer.
    NotModified,
    /// Why there is nothing from it this time, in one line. Nothing stored is lost by it.
    Failed(Text),
}

/// What a sync says while it runs. There may be many; none has to be waited for.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// It has begun.
    Started {
        /// Feeds to be asked.
        total: usize,
    },
    /// One feed is done.
    Feed {
        /// Its row.
        id: FeedId,
        /// Its title, else its address.
        title: Text,
        /// What came of it.
        outcome: Outcome,
        /// Kind of the failure, if it failed; for receivers that group failures.
        failure: Option<FailureKind>,
    },
    /// There is no network. Sent once, in place of a failure for each feed.
    Offline {
        /// Number of feeds that wait for the network. They stay due, and are not marked as failed.
        waiting: usize,
        /// Their titles, in the order of their failures.
        titles: Vec<Text>,
    },
    /// A feed has moved for good. The store knows it by its new address from now on; the user's list has to be
    /// rewritten by whoever keeps it.
    Moved(Moved),
    /// Threads and pages are being fetched now.
    Following {
        /// Of how many articles.
        total: usize,
    },
    /// A thread was fetched and stored.
    Thread {
        /// Of which article.
        article: ArticleId,
        /// Comments that were not there before.
        new: usize,
    },
    /// A page was fetched and stored.
    Page {
        /// Of which article.
        article: ArticleId,
    },
    /// Something beside the feeds went wrong, such as one thread; one line that says what and where.
    Trouble(Text),
    /// Everything is stored; articles wait to be indexed.
    Indexing {
        /// How many are left.
        left: usize,
    },
    /// It is over. Sent once, last, also when it was cancelled.
    Finished(Report),
}

/// Kind of a feed's failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The client could not connect to the host.
    Connection(ConnectFailure),
    /// The host answered with an error, a broken answer, or too slowly.
    Server,
    /// The answer is not a feed.
    NotAFeed,
    /// The host asked for a pause that is not over yet; no request was sent.
    Paused,
    /// The store was busy, or tidings has a bug.
    Internal,
}

impl FailureKind {
    /// Classifies an error of the client.
    pub(super) fn of(error: &NetError) -> Self {
        match (error, error.connect_failure()) {
            (_, Some(failure)) => Self::Connection(failure),
            (NetError::Paused { .. }, _) => Self::Paused,
            (NetError::Client(_) | NetError::Address(_), _) => Self::Internal,
            _ => Self::Server,
        }
    }

    /// Returns why the client could not connect; `None` if it did.
    #[must_use]
    pub fn connection(self) -> Option<ConnectFailure> {
        if let Self::Connection(failure) = self { Some(failure) } else { None }
    }

    pub(super) fn may_be_offline(self) -> bool {
        self.connection().is_some_and(ConnectFailure::may_be_offline)
    }

    /// Returns whether the host was there, or a proxy in its place.
    pub(super) fn has_reached_host(self) -> bool {
        !matches!(self, Self::Paused | Self::Internal)
    }
}

/// Says in one line that there is no network.
#[must_use]
pub fn no_network_notice(waiting: usize) -> String {
    format!("No network: {} {}", pluralize(waiting, "feed"), if waiting == 1 { "waits" } else { "wait" })
}

/// A feed that moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Its row.
    pub id: FeedId,
    /// The address that it had.
    pub from: String,
    /// The address that it has.
    pub to: String,
}

/// A feed that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Its address.
    pub feed: String,
    /// Why, in one line.
    pub error: Text,
}

/// What became of a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReplyNews {
    /// Which.
    pub id: ReplyId,
    /// How far it is now.
    pub state: ReplyState,
    /// What went wrong.
    pub error: Option<Text>,
}

impl From<&Reply> for ReplyNews {
    fn from(reply: &Reply) -> Self {
        Self { id: reply.id, state: reply.state, error: reply.error.clone() }
    }
}

/// What a sync brought. Serialises to the answer of `sync --json`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// Feeds that were asked, or would have been but for their host's pause.
    pub feeds: usize,
    /// Whole answers.
    pub fetched: usize,
    /// Answers that nothing changed.
    pub not_modified: usize,
    /// Feeds that brought nothing, with their reasons in `failures`.
    pub failed: usize,
    /// Articles that were not there before.
    pub new_articles: usize,
    /// Articles whose text changed.
    pub updated_articles: usize,
    /// Comments that were not there before.
    pub comments: usize,
    /// Bytes of bodies as they came over the wire.
    pub bytes: u64,
    /// From the first question to the last thing stored, indexing aside.
    #[serde(serialize_with = "milliseconds")]
    pub seconds: f64,
    /// The feeds that failed, in the order of their failing.
    pub failures: Vec<Failure>,
    /// Replies that went out, or were found out about.
    pub replies: Vec<ReplyNews>,
    /// Feeds of `failures` that wait for the network: all that were tried on other machines, or none.
    #[serde(skip)]
    pub waiting: usize,
    /// Feeds that moved: the user's list has to be rewritten.
    #[serde(skip)]
    pub moved: Vec<Moved>,
    /// Ended before its end.
    #[serde(skip)]
    pub cancelled: bool,
}

impl Report {
    pub(super) fn add_failure(&mut self, feed: &str, reason: &Text) {
        self.failed += 1;
        self.failures.push(Failure { feed: feed.to_owned(), error: reason.clone() });
    }
}

/// Seconds with three digits: what follows is noise.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn milliseconds<S: Serializer>(seconds: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((seconds * 1000.0).round() / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_is_the_json_that_is_promised() {
        let report = Report {
            feeds: 3,
            fetched: 1,
            not_modified: 1,
            failed: 1,
            new_articles: 2,
            seconds: 0.123_456,
            failures: vec![Failure { feed: "http://a.example/".into(), error: Text::line("a.example answered 500") }],
            cancelled: true,
            ..Report::default()
        };
        assert_eq!(
            serde_json::to_string(&report).unwrap(),
            "{\"feeds\":3,\"fetched\":1,\"not_modified\":1,\"failed\":1,\"new_articles\":2,\"updated_articles\":0,\
             \"comments\":0,\"bytes\":0,\"seconds\":0.123,\
             \"failures\":[{\"feed\":\"http://a.example/\",\"error\":\"a.example answered 500\"}],\"replies\":[]}"
        );
    }
}
