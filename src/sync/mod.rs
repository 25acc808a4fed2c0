//! Feeds, threads and pages from the network into the store: what is due (pure), then fetch, parse, store, bounded.
//!
//! ```text
//! run         one sync: which feeds, side by side, progress, the report
//! feed        one feed: ask, parse, save, write down when to ask again
//! comments    one article's thread        pages      one article's page
//! offline     a missing network, told from feeds that fail
//! outbox      replies on their way, and what became of those that were lost
//! handing     one of them handed over
//! repeats     which comments say what others said
//! follow      which threads and pages a sync asks for
//! edits       whether an article that changed has other words
//! subscribe   an address that the user typed becomes a feed
//! due         when to ask again, as pure rules
//! ```
//!
//! What a feed, a page or a thread looks like is left to `feeds`, `page` and `comments`; how to ask to `net`, where to
//! keep it to `store`. Showing progress and rewriting the user's list of feeds are left to the callers.

mod comments;
mod delivery;
pub mod due;
mod edits;
mod feed;
mod follow;
mod jobs;
mod offline;
mod outbox;
mod pages;
mod pictures;
mod repeats;
mod report;
mod run;
mod subscribe;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::comments::{CommentsError, Endpoints};
use crate::domain::article::host_of;
use crate::domain::triage::Rules;
use crate::domain::{ArticleId, Text, Time};
use crate::feeds::FeedError;
use crate::net::{Client, NetError, Trust};
use crate::page;
use crate::store::{Store, StoreError};

pub use comments::{Refreshed, refresh_thread};
pub use jobs::Cancel;
pub use outbox::{DeliveryOptions, Identities, OnProgress, Posted, send, send_again, tally};
pub use pages::{PageFetched, fetch_page, read_page};
pub use pictures::fetch_picture;
pub use repeats::{repeated_elsewhere, repeated_within, sketch, sketch_all};
pub use report::{Failure, FailureKind, Moved, Options, Outcome, Progress, Report, SyncScope, no_network_notice};
pub use run::{index, index_all, run};
pub use subscribe::{Found, subscribe};

/// How long one document may be parsed before it is given up.
const PARSE_LIMIT: Duration = Duration::from_secs(20);

/// Why something could not be brought in. One line for people.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No usable answer.
    #[error(transparent)]
    Net(#[from] NetError),
    /// The answer is no feed.
    #[error("{host}: {error}")]
    Feed {
        /// Where it came from.
        host: Text,
        /// What it is instead.
        error: FeedError,
    },
    /// No thread.
    #[error(transparent)]
    Comments(#[from] CommentsError),
    /// The answer is no page that can be read.
    #[error("{host}: {reason}")]
    Page {
        /// Where it came from.
        host: Text,
        /// What is wrong with it.
        reason: Text,
    },
    /// A page without a feed.
    #[error("{0} names no feed, and none is where feeds usually are; give the feed's own address")]
    NoFeed(Text),
    /// There is no such article.
    #[error("there is no article {}", .0.0)]
    NoArticle(ArticleId),
    /// The article has no address to ask.
    #[error("the article “{0}” has no address to ask")]
    NoAddress(Text),
    /// Parsing took too long or gave up.
    #[error("{host}: the answer could not be parsed: it is too large, too deep or broken")]
    Parse {
        /// Where it came from.
        host: Text,
    },
    /// Another process syncs, or this one already does.
    #[error("another sync is running; wait until it has finished")]
    Busy,
    /// A thread of ours is gone: the program is ending.
    #[error("the sync was interrupted")]
    Interrupted,
}

/// What everything here works with. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// Where things are kept.
    pub store: Store,
    /// How things are asked for.
    pub client: Client,
    clock: Arc<dyn Fn() -> Time + Send + Sync>,
    /// The wait of feeds that nothing is known of.
    usual: Option<Duration>,
    /// Where comments are looked for.
    endpoints: Arc<Endpoints>,
    /// Whether others than the outlet are asked for threads on its articles.
    look_up: bool,
    /// Whose comments come back below what is done: the user's names, and the rules as they are now.
    me: Arc<[String]>,
    rules: Arc<dyn Fn() -> Rules + Send + Sync>,
    /// How replies go out; none do without it.
    mailing: Option<DeliveryOptions>,
    /// One parser per core: bodies wait for their turn, trees are few.
    parsers: Arc<Semaphore>,
}

impl Context {
    /// A context on the system's clock.
    #[must_use]
    pub fn new(store: Store, client: Client) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            store,
            client,
            clock: Arc::new(chrono::Utc::now),
            usual: None,
            endpoints: Arc::default(),
            look_up: false,
            me: Arc::default(),
            rules: Arc::new(Rules::default),
            mailing: None,
            parsers: Arc::new(Semaphore::new(cores)),
        }
    }

    /// The same with another clock, for tests.
    #[must_use]
    pub fn with_clock(self, clock: impl Fn() -> Time + Send + Sync + 'static) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// The same with another wait, in minutes, for feeds that nothing is known of.
    #[must_use]
    pub fn with_interval(self, minutes: u32) -> Self {
        Self { usual: Some(Duration::from_mins(minutes.into())), ..self }
    }

    /// The same with other places to look for comments, and whether others than the outlet are asked for threads on its
    /// articles.
    #[must_use]
    pub fn with_comments(self, endpoints: Endpoints, look_up: bool) -> Self {
        Self { endpoints: Arc::new(endpoints), look_up, ..self }
    }

    /// The same for somebody who writes under these names and has these rules.
    #[must_use]
    pub fn with_rules(self, me: Vec<String>, rules: impl Fn() -> Rules + Send + Sync + 'static) -> Self {
        Self { me: me.into(), rules: Arc::new(rules), ..self }
    }

    /// The same with a way for replies to go out.
    #[must_use]
    pub fn with_mailing(self, mailing: DeliveryOptions) -> Self {
        Self { mailing: Some(mailing), ..self }
    }

    pub(crate) fn now(&self) -> Time {
        (self.clock)()
    }

    /// Runs `work` on the store, off the runtime's threads.
    async fn store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, SyncError> {
        let store = self.store.clone();
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        Ok(done.map_err(|_| SyncError::Interrupted)??)
    }

    /// Runs `work` on something from the network, in its turn and isolated; fails when it panics or takes too long.
    async fn parse<T: Send + 'static>(
        &self,
        url: &str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, SyncError> {
        let turn = self.parsers.acquire().await.map_err(|_| SyncError::Interrupted)?;
        let done = isolated(url, work).await;
        drop(turn);
        done
    }

    /// Content may name the hosts of all feeds and comment sources that the user named, and whatever is public.
    async fn content_trust(&self) -> Result<Trust, SyncError> {
        let feeds = self.store(Store::feeds).await?;
        let feeds = feeds.iter().map(|feed| feed.url.as_str());
        let mut hosts: Vec<String> = feeds.chain(self.endpoints.all()).filter_map(host_of).collect();
        hosts.sort_unstable();
        hosts.dedup();
        Ok(Trust::Content { hosts })
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").field("store", &self.store).field("client", &self.client).finish_non_exhaustive()
    }
}

/// Runs `work` on a thread of its own; fails when it panics or takes too long.
async fn isolated<T: Send + 'static>(url: &str, work: impl FnOnce() -> T + Send + 'static) -> Result<T, SyncError> {
    let done = tokio::task::spawn_blocking(move || page::run_with_deadline(PARSE_LIMIT, work)).await;
    done.map_err(|_| SyncError::Interrupted)?.ok_or_else(|| SyncError::Parse { host: host(url) })
}

/// The host of an address for messages, without credentials.
fn host(url: &str) -> Text {
    host_of(url).map_or_else(|| Text::line("the address"), |host| Text::line(&host))
}
