//! Brings feeds, threads and pages from the network into the store: fetches, parses and saves what is due.
//!
//! ```text
//! run         one sync: chooses feeds, fetches them in parallel, reports
//! feed        one feed: fetches, parses, saves, schedules the next fetch
//! rules       applies the user's rules to new articles
//! follow_up   chooses and fetches the threads and pages of fetched feeds
//! offline     tells a missing network from feeds that fail
//! comments    fetches the threads of one article
//! pages       fetches the full text of one article
//! media       fetches the transcript and the file of chapters of one article
//! pictures    fetches pictures, and keeps them on disk
//! audio       opens recordings, and downloads them
//! outbox      sends replies, and finds out what became of uncertain ones
//! delivery    sends one reply
//! online      searches the web for evidence about claims, when the user says so
//! repeats     finds comments with repeated text
//! stories     groups articles about one event
//! edits       tells whether a changed article has other words
//! subscribe   finds the feed behind an address that the user typed
//! due         decides when to fetch again, without I/O
//! jobs        runs a bounded number of jobs at a time
//! ```
//!
//! `feeds`, `page`, `comments` and `listen` parse, `stories` compares, `net` sends requests, `store` keeps the results. Callers show progress and
//! rewrite the user's list of feeds.

mod audio;
mod comments;
mod delivery;
pub mod due;
mod edits;
mod feed;
mod follow_up;
mod jobs;
mod media;
mod offline;
mod online;
mod outbox;
mod pages;
mod pictures;
mod repeats;
mod report;
mod reviews;
mod rules;
mod run;
mod stories;
mod subscribe;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::comments::CommentsError;
use crate::domain::feed::command_name;
use crate::domain::host::host_of;
use crate::domain::triage::Rules;
use crate::domain::{ArticleId, ArticleRule, Endpoints, Text, Time};
use crate::feeds::FeedError;
use crate::net::{Client, NetError, Trust};
use crate::page;
use crate::store::{Store, StoreError};

pub use audio::{AudioStream, Downloads, Room, open_audio};
pub use comments::{Refreshed, refresh_thread};
pub use jobs::Cancel;
pub use media::{MediaFetched, fetch_media};
pub use online::{GoogleAccess, OnlineFound, OnlineSources, search_online};
pub use outbox::{DeliveryOptions, Identities, OnProgress, Posted, send, send_again, tally};
pub use pages::{PageFetched, fetch_page, read_page};
pub use pictures::{fetch_picture, picture_file};
pub use repeats::{repeated_elsewhere, repeated_within, sketch, sketch_all};
pub use report::{Failure, FailureKind, Moved, Options, Outcome, Progress, Report, SyncScope, no_network_notice};
pub use run::{index, index_all, run};
pub use stories::{compare, group, group_all, story, story_of};
pub use subscribe::{Found, subscribe};

/// Most time for parsing one document, or one batch of a feed.
const PARSE_LIMIT: Duration = Duration::from_secs(20);
/// Shares of memory for feeds that are parsed and saved: see [`Context::room`]. Six usual feeds keep both the parsers and
/// the writer busy.
const ROOM: u32 = 18;

/// Why a sync or fetch failed, as one line.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A request got no usable answer.
    #[error(transparent)]
    Net(#[from] NetError),
    /// The answer is not a feed.
    #[error("{host}: {error}")]
    Feed {
        /// Host of the answer.
        host: Text,
        /// What the answer is instead.
        error: FeedError,
    },
    /// A source has no thread.
    #[error(transparent)]
    Comments(#[from] CommentsError),
    /// The answer is not a page with text, not a picture or no audio.
    #[error("{host}: {reason}")]
    Page {
        /// Host of the answer.
        host: Text,
        /// What is wrong with the answer.
        reason: Text,
    },
    /// A file could not be written.
    #[error("{}: {reason}", path.display())]
    File {
        /// The file.
        path: std::path::PathBuf,
        /// What the system says.
        reason: Text,
    },
    /// The transcript or the file of chapters failed, and nothing took its place; names each with its host and reason.
    #[error("{0}")]
    Media(Text),
    /// A page without a feed; names its host.
    #[error("{0}: no feed found on this page or at the usual addresses")]
    NoFeed(Text),
    /// There is no such article.
    #[error("there is no article {}", .0.0)]
    NoArticle(ArticleId),
    /// The article has no address; names its title.
    #[error("the article “{0}” has no web address")]
    NoAddress(Text),
    /// Parsing took too long or panicked.
    #[error("{host}: could not parse the answer: too large, too deeply nested or broken")]
    Parse {
        /// Host of the answer.
        host: Text,
    },
    /// Another process is syncing, or this one already is.
    #[error("another sync is running; try again when it has finished")]
    Busy,
    /// A worker thread has ended, because the program is exiting.
    #[error("sync interrupted")]
    Interrupted,
}

/// Runs the program of the feed with this address, until it ends or the function says that it is cancelled; returns
/// what it has printed. The error is a text for the user.
pub type FeedProgram = Arc<dyn Fn(&str, &dyn Fn() -> bool) -> Result<Vec<u8>, String> + Send + Sync>;

/// What all operations of this module need. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// Store that results go to.
    pub store: Store,
    /// HTTP client for all requests.
    pub client: Client,
    clock: Arc<dyn Fn() -> Time + Send + Sync>,
    /// Interval of feeds whose own rhythm is unknown.
    default_interval: Option<Duration>,
    /// Servers where comments are searched.
    endpoints: Arc<Endpoints>,
    /// Whether to search other sites than the article's own for threads.
    look_up: bool,
    /// The user's names; new comments that answer them come back even below a done comment.
    user_names: Arc<[String]>,
    /// Reads the present rules; new comments that match a follow rule come back too.
    rules: Arc<dyn Fn() -> Rules + Send + Sync>,
    /// Reads the present rules for articles; the error says why they can't be read.
    article_rules: Arc<dyn Fn() -> Result<Vec<ArticleRule>, Text> + Send + Sync>,
    /// Whether a new article is hidden that repeats one of another feed.
    hides_duplicates: bool,
    /// How to send replies; without it none are sent.
    delivery: Option<DeliveryOptions>,
    /// Whom the user lets searches for evidence ask.
    pub online: OnlineSources,
    /// Where recordings are kept.
    pub downloads: Downloads,
    /// Runs the programs of feeds; without it such feeds fail.
    feed_program: Option<FeedProgram>,
    /// Limits parsers to one per core: many bodies may wait in memory, but few parsed trees.
    parsers: Arc<Semaphore>,
    /// Limits the feeds that are parsed and saved, by their size: see [`ROOM`].
    room: Arc<Semaphore>,
}

impl Context {
    /// Makes a context with the system's clock.
    #[must_use]
    pub fn new(store: Store, client: Client) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            store,
            client,
            clock: Arc::new(chrono::Utc::now),
            default_interval: None,
            endpoints: Arc::default(),
            look_up: false,
            user_names: Arc::default(),
            rules: Arc::new(Rules::default),
            article_rules: Arc::new(|| Ok(Vec::new())),
            hides_duplicates: false,
            delivery: None,
            online: OnlineSources::default(),
            downloads: Downloads::default(),
            feed_program: None,
            parsers: Arc::new(Semaphore::new(cores)),
            room: Arc::new(Semaphore::new(ROOM as usize)),
        }
    }

    /// Sets another clock, for tests.
    #[must_use]
    pub fn with_clock(self, clock: impl Fn() -> Time + Send + Sync + 'static) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// Sets the interval, in minutes, of feeds whose own rhythm is unknown.
    #[must_use]
    pub fn with_interval(self, minutes: u32) -> Self {
        Self { default_interval: Some(Duration::from_mins(minutes.into())), ..self }
    }

    /// Sets the servers where comments are searched, and whether to search other sites than the article's own for
    /// threads.
    #[must_use]
    pub fn with_comments(self, endpoints: Endpoints, look_up: bool) -> Self {
        Self { endpoints: Arc::new(endpoints), look_up, ..self }
    }

    /// Sets the names that the user writes under, and how to read the user's rules.
    #[must_use]
    pub fn with_rules(self, names: Vec<String>, rules: impl Fn() -> Rules + Send + Sync + 'static) -> Self {
        Self { user_names: names.into(), rules: Arc::new(rules), ..self }
    }

    /// Sets how to read the user's rules for articles. While they can't be read, new articles wait for them.
    #[must_use]
    pub fn with_article_rules(
        self,
        rules: impl Fn() -> Result<Vec<ArticleRule>, Text> + Send + Sync + 'static,
    ) -> Self {
        Self { article_rules: Arc::new(rules), ..self }
    }

    /// Sets whether a new article is hidden that repeats one of another feed.
    #[must_use]
    pub fn with_duplicates_hidden(self, hides_duplicates: bool) -> Self {
        Self { hides_duplicates, ..self }
    }

    /// Sets where recordings are kept.
    #[must_use]
    pub fn with_downloads(self, downloads: Downloads) -> Self {
        Self { downloads, ..self }
    }

    /// Sets how to run the program of a feed.
    #[must_use]
    pub fn with_feed_program(self, run: FeedProgram) -> Self {
        Self { feed_program: Some(run), ..self }
    }

    /// Sets how to send replies.
    #[must_use]
    pub fn with_delivery(self, delivery: DeliveryOptions) -> Self {
        Self { delivery: Some(delivery), ..self }
    }

    /// Sets whom searches for evidence ask.
    #[must_use]
    pub fn with_online(self, online: OnlineSources) -> Self {
        Self { online, ..self }
    }

    pub(crate) fn now(&self) -> Time {
        (self.clock)()
    }

    /// Runs `work` on the store, on a blocking thread.
    async fn store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, SyncError> {
        let store = self.store.clone();
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        Ok(done.map_err(|_| SyncError::Interrupted)??)
    }

    /// Waits until a feed of so many bytes may be parsed and saved, which is over when the caller drops the result. A feed
    /// takes two shares and one for each half MiB; one of the largest is alone.
    async fn room(&self, bytes: usize) -> Result<SemaphorePermit<'_>, SyncError> {
        let shares = u32::try_from(bytes >> 19).unwrap_or(u32::MAX).saturating_add(2);
        self.room.acquire_many(shares.min(ROOM)).await.map_err(|_| SyncError::Interrupted)
    }

    /// Runs `work`, which parses something from the network, isolated and within the limit of parsers. Fails if it
    /// panics or takes too long.
    async fn parse<T: Send + 'static>(
        &self,
        url: &str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, SyncError> {
        let permit = self.parsers.acquire().await.map_err(|_| SyncError::Interrupted)?;
        let done = isolated(url, work).await;
        drop(permit);
        done
    }

    /// Returns the trust in addresses that content names: besides public hosts, it may name the hosts of the user's
    /// feeds and comment sources.
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

/// Runs `work` on a thread of its own. Fails if it panics or takes too long.
async fn isolated<T: Send + 'static>(url: &str, work: impl FnOnce() -> T + Send + 'static) -> Result<T, SyncError> {
    let done = tokio::task::spawn_blocking(move || page::run_with_deadline(PARSE_LIMIT, work)).await;
    done.map_err(|_| SyncError::Interrupted)?.ok_or_else(|| SyncError::Parse { host: host(url) })
}

/// Names the host of an address for messages, without credentials; or the feed that a program prints.
fn host(url: &str) -> Text {
    match host_of(url) {
        Some(host) => Text::line(&host),
        None => Text::line(command_name(url).unwrap_or("the address")),
    }
}
