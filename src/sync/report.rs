//! Options of a sync, its progress messages, and its report.

use serde::{Serialize, Serializer};

use crate::domain::login::mask;
use crate::domain::{ArticleId, FeedId, Reply, ReplyId, ReplyState, Text, Warning, pluralize};
use crate::net::{ConnectFailure, NetError};

/// Which of the chosen feeds a sync fetches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SyncScope {
    /// Feeds that are due, for automatic syncs.
    Due,
    /// All feeds except permanently gone ones, which have to be named: the user's "sync now".
    #[default]
    All,
    /// All feeds, even gone ones, without conditional requests. Pauses that hosts asked for still hold.
    Force,
}

/// Options of a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Options {
    /// Feeds that the user named; `None` means all.
    pub only: Option<Vec<FeedId>>,
    /// Which of these feeds to fetch.
    pub ask: SyncScope,
    /// Whether to fetch, in every feed, the threads of new articles and of recent ones with more comments than stored.
    pub comments: bool,
    /// Whether to fetch, in every feed, the pages of new and changed articles.
    pub pages: bool,
    /// Whether to download, in every feed, the recordings of unread articles.
    pub audio: bool,
    /// Whether to fetch also the threads and pages, however old, that were never fetched.
    pub catch_up: bool,
    /// Whether to index new articles for searches once everything is stored.
    pub index: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            only: None,
            ask: SyncScope::All,
            comments: false,
            pages: false,
            audio: false,
            catch_up: false,
            index: true,
        }
    }
}

/// Result of fetching one feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The feed sent a full answer, which is stored.
    Fetched {
        /// Number of new articles.
        new: usize,
        /// Number of articles whose text changed.
        updated: usize,
        /// Warnings about the feed.
        warnings: Vec<Warning>,
    },
    /// The feed has not changed since the last answer.
    NotModified,
    /// The fetch failed; the reason in one line. The stored articles stay.
    Failed(Text),
}

/// How many of the feeds that wait for a network the notice names.
const MAX_NAMED: usize = 5;

/// Progress messages of a running sync. The sync waits for no receiver.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// The sync has started.
    Started {
        /// Number of feeds to fetch.
        total: usize,
    },
    /// A part of a large feed is saved, and the next one follows.
    Part {
        /// Title of the feed, else its address.
        title: Text,
        /// Number of entries saved so far.
        saved: usize,
        /// Number of entries of the feed.
        total: usize,
    },
    /// The sync has fetched one feed.
    Feed {
        /// Row of the feed.
        id: FeedId,
        /// Title of the feed, else its address.
        title: Text,
        /// Result of the fetch.
        outcome: Outcome,
        /// Kind of the failure, if it failed; for receivers that group failures.
        failure: Option<FailureKind>,
    },
    /// There is no network. Sent once, in place of a failure for each feed.
    Offline {
        /// Titles of the feeds that wait for the network, in the order of their failures. They stay due, and are not
        /// marked as failed.
        titles: Vec<Text>,
    },
    /// A feed has moved permanently. The store has its new address; the caller has to update the user's list.
    Moved(Moved),
    /// The sync applies the user's rules to many new articles.
    Rules {
        /// Number of articles left.
        left: usize,
    },
    /// The sync starts to fetch threads, pages and recordings.
    FollowUp {
        /// Number of threads, pages and recordings to fetch.
        total: usize,
    },
    /// A thread was fetched and stored.
    Thread {
        /// Article of the thread.
        article: ArticleId,
        /// Number of new comments.
        new: usize,
    },
    /// A page was fetched and stored.
    Page {
        /// Article of the page.
        article: ArticleId,
    },
    /// A recording was downloaded.
    Recording {
        /// Article of the recording.
        article: ArticleId,
    },
    /// A thread, page or recording failed; one line that says what, where and why.
    Warning(Text),
    /// Everything is stored, and the sync indexes articles.
    Indexing {
        /// Number of articles left.
        left: usize,
    },
    /// The sync has ended, even if cancelled. Sent once, as the last message.
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
    /// Nothing was sent: the store was busy, a secret can't be read, or tidings has a bug.
    Internal,
}

impl FailureKind {
    /// Classifies an error of the client.
    pub(super) fn of(error: &NetError) -> Self {
        match (error, error.connect_failure()) {
            (_, Some(failure)) => Self::Connection(failure),
            (NetError::Paused { .. }, _) => Self::Paused,
            (NetError::Client(_) | NetError::Address(_) | NetError::Access { .. }, _) => Self::Internal,
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

/// Says in one line that there is no network, and which feeds wait for one.
#[must_use]
pub fn no_network_notice(titles: &[Text]) -> String {
    let (named, more) = titles.split_at(titles.len().min(MAX_NAMED));
    let mut names = named.iter().map(Text::as_str).collect::<Vec<_>>().join(", ");
    if !more.is_empty() {
        names = format!("{names} and {} more", more.len());
    }
    let wait = if titles.len() == 1 { "waits" } else { "wait" };
    format!("No network: {} {wait}: {names}", pluralize(titles.len(), "feed"))
}

/// A feed that moved permanently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Row of the feed.
    pub id: FeedId,
    /// Old address.
    pub from: String,
    /// New address.
    pub to: String,
}

/// A feed whose fetch failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Address of the feed.
    pub feed: String,
    /// Reason in one line.
    pub error: Text,
}

/// Change of a reply's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReplyNews {
    /// Row of the reply.
    pub id: ReplyId,
    /// State of the reply now.
    pub state: ReplyState,
    /// Reason of the last failure.
    pub error: Option<Text>,
}

impl From<&Reply> for ReplyNews {
    fn from(reply: &Reply) -> Self {
        Self { id: reply.id, state: reply.state, error: reply.error.clone() }
    }
}

/// Report of a sync. Its serialised form is the output of `sync --json`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// Number of feeds to fetch, including those whose host is paused.
    pub feeds: usize,
    /// Number of full answers.
    pub fetched: usize,
    /// Number of answers "not modified".
    pub not_modified: usize,
    /// Number of feeds that failed; `failures` has their reasons.
    pub failed: usize,
    /// Number of new articles.
    pub new_articles: usize,
    /// Number of new articles that rules hide.
    pub hidden_articles: usize,
    /// Number of articles whose text changed.
    pub updated_articles: usize,
    /// Number of new comments.
    pub comments: usize,
    /// Size of all bodies on the wire, in bytes.
    pub bytes: u64,
    /// Seconds from the first request until everything is stored, without indexing.
    #[serde(serialize_with = "milliseconds")]
    pub seconds: f64,
    /// Feeds that failed, in the order of their failures.
    pub failures: Vec<Failure>,
    /// Replies whose state changed.
    pub replies: Vec<ReplyNews>,
    /// Feeds of `failures` that wait for the network: all that were tried on other machines, or none.
    #[serde(skip)]
    pub waiting: usize,
    /// Feeds that moved: the user's list has to be rewritten.
    #[serde(skip)]
    pub moved: Vec<Moved>,
    /// Whether the caller cancelled the sync.
    #[serde(skip)]
    pub cancelled: bool,
}

impl Report {
    /// Says how many articles are new, and how many of them rules hide.
    #[must_use]
    pub fn news(&self) -> String {
        let new = pluralize(self.new_articles, "new article");
        match self.hidden_articles {
            0 => new,
            hidden => format!("{new} ({hidden} hidden by rules)"),
        }
    }

    pub(super) fn add_failure(&mut self, feed: &str, reason: &Text) {
        self.failed += 1;
        self.failures.push(Failure { feed: mask(feed).into_owned(), error: reason.clone() });
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
    fn the_report_serialises_to_the_documented_json() {
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
            "{\"feeds\":3,\"fetched\":1,\"not_modified\":1,\"failed\":1,\"new_articles\":2,\"hidden_articles\":0,\"updated_articles\":0,\
             \"comments\":0,\"bytes\":0,\"seconds\":0.123,\
             \"failures\":[{\"feed\":\"http://a.example/\",\"error\":\"a.example answered 500\"}],\"replies\":[]}"
        );
    }

    #[test]
    fn the_notice_names_a_few_feeds_that_wait() {
        for (count, notice) in [
            (1, "No network: 1 feed waits: F1"),
            (5, "No network: 5 feeds wait: F1, F2, F3, F4, F5"),
            (7, "No network: 7 feeds wait: F1, F2, F3, F4, F5 and 2 more"),
        ] {
            let titles: Vec<Text> = (1..=count).map(|n| Text::line(&format!("F{n}"))).collect();
            assert_eq!(no_network_notice(&titles), notice);
        }
    }
}
