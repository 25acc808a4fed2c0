//! What the screen asks of the network: a sync at a time, threads, new feeds. Wakes on first use.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, watch};

use super::Clock;
use super::library::Library;
use super::shell::{Answers, Question};
use crate::app::{Choice, Msg, SyncEvent};
use crate::domain::{ArticleId, FeedId, Subscription, Text, count};
use crate::net::{Client, NetOptions};
use crate::settings::Config;
use crate::sync::{self, Ask, Context, Found, Options, Outcome, Progress};

/// The context that everything fetched needs, from the settings.
#[must_use]
pub fn context(library: &Library, config: &Config, clock: Clock) -> Context {
    let network = &config.network;
    let options = NetOptions {
        user_agent: network.user_agent.clone(),
        total: Duration::from_secs(network.timeout),
        max_body: usize::try_from(network.max_body).unwrap_or(15) * 1024 * 1024,
        per_host: config.sync.per_host,
        global: config.sync.concurrency,
        allow_private: network.allow_private.clone(),
        proxy: network.proxy.clone().filter(|proxy| !proxy.is_empty()),
        ..NetOptions::default()
    };
    Context::new(library.store.clone(), Client::new(options)).with_clock(move || clock())
}

/// Rewrites the addresses of feeds that have moved for good.
pub fn follow_moves(library: &Library, moved: &[sync::Moved]) -> Result<(), super::library::LibraryError> {
    if moved.is_empty() {
        return Ok(());
    }
    library.change_subscriptions(|feeds| {
        for feed in moved {
            feeds.replace_url(&feed.from, &feed.to);
        }
    })
}

/// The network's side of the screen.
pub(super) struct Fetcher {
    work: Arc<Work>,
    runtime: OnceLock<Option<Runtime>>,
}

struct Work {
    library: Library,
    config: Config,
    context: Context,
    answers: Answers,
    /// Ends the sync under way.
    cancel: Mutex<Option<watch::Sender<bool>>>,
}

impl Fetcher {
    pub(super) fn new(library: &Library, config: &Config, clock: Clock, answers: Answers) -> Self {
        let work = Work {
            library: library.clone(),
            config: config.clone(),
            context: context(library, config, clock),
            answers,
            cancel: Mutex::default(),
        };
        Self { work: Arc::new(work), runtime: OnceLock::new() }
    }

    /// Syncs these feeds, or all.
    pub(super) fn sync(&self, only: Option<Vec<FeedId>>) {
        let question = self.work.answers.ask();
        let (sender, cancel) = watch::channel(false);
        let mut running = self.work.cancel.lock().unwrap_or_else(PoisonError::into_inner);
        if running.as_ref().is_some_and(|running| running.receiver_count() > 0) {
            question.say(Msg::Notice(Text::line("already syncing; ctrl-x stops it")));
            return;
        }
        *running = Some(sender);
        drop(running);
        self.spawn(question, move |work, question| async move { work.sync(only, cancel, question).await });
    }

    /// Ends the sync under way.
    pub(super) fn cancel(&self) {
        let running = self.work.cancel.lock().unwrap_or_else(PoisonError::into_inner);
        let stopped = running.as_ref().is_some_and(|running| running.send(true).is_ok());
        let notice = if stopped { "stopping …" } else { "nothing is being fetched" };
        self.work.answers.ask().say(Msg::Notice(Text::line(notice)));
    }

    /// Fetches an article's thread.
    pub(super) fn thread(&self, article: ArticleId) {
        self.spawn(self.work.answers.ask(), move |work, question| async move { work.thread(article, question).await });
    }

    /// Adds a feed.
    pub(super) fn add(&self, address: String) {
        self.spawn(self.work.answers.ask(), move |work, question| async move { work.add(&address, question).await });
    }

    fn spawn<F>(&self, question: Question, work: impl FnOnce(Arc<Work>, Question) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let build = || Builder::new_multi_thread().worker_threads(2).enable_all().build().ok();
        match self.runtime.get_or_init(build) {
            Some(runtime) => drop(runtime.spawn(work(self.work.clone(), question))),
            None => question.say(Msg::Failed(Text::line("the system has no thread left for fetching; try again"))),
        }
    }
}

impl Drop for Fetcher {
    /// Leaving does not wait for the network.
    fn drop(&mut self) {
        if let Some(Some(runtime)) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Work {
    async fn sync(&self, only: Option<Vec<FeedId>>, cancel: watch::Receiver<bool>, question: Question) {
        let options = Options {
            only,
            ask: Ask::All,
            comments: self.config.sync.comments,
            pages: self.config.sync.pages,
            index: true,
        };
        let (sender, mut progress) = mpsc::unbounded_channel();
        let told = async {
            while let Some(event) = progress.recv().await {
                if let Some(event) = tell(event) {
                    question.say(Msg::Sync(event));
                }
            }
        };
        let (result, ()) = tokio::join!(sync::run(&self.context, &options, sender, cancel), told);
        match result {
            Ok(report) => {
                if let Err(error) = follow_moves(&self.library, &report.moved) {
                    question.say(Msg::Failed(Text::line(&error.to_string())));
                }
            }
            Err(error) => {
                question.say(Msg::Failed(Text::line(&error.to_string())));
                let summary = Text::line("the sync did not finish");
                question.say(Msg::Sync(SyncEvent::Finished { summary, failed: true }));
            }
        }
    }

    async fn thread(&self, article: ArticleId, question: Question) {
        question.say(match sync::refresh_thread(&self.context, article).await {
            Ok(saved) => {
                let notice = match (saved.total, saved.new) {
                    (0, _) => "no comments yet".to_owned(),
                    (total, 0) => format!("{}, none new", count(total, "comment")),
                    (total, new) => format!("{}, {new} new", count(total, "comment")),
                };
                Msg::ThreadFetched { article, notice: Text::line(&notice) }
            }
            Err(error) => Msg::Failed(Text::line(&error.to_string())),
        });
    }

    async fn add(&self, address: &str, question: Question) {
        question.say(match sync::subscribe(&self.context.client, address).await {
            Ok(Found::Several(candidates)) => Msg::Several(
                candidates
                    .into_iter()
                    .map(|found| Choice { title: found.title.unwrap_or_default(), url: found.url })
                    .collect(),
            ),
            Ok(Found::Feed { url, title, .. }) => {
                let title = title.unwrap_or_else(|| Text::line(&url));
                self.subscribe(url, &title)
            }
            Err(error) => Msg::Failed(Text::line(&error.to_string())),
        });
    }

    fn subscribe(&self, url: String, title: &Text) -> Msg {
        let subscription = Subscription { url, ..Subscription::default() };
        let added = self.library.change_subscriptions(|feeds| feeds.add(&subscription));
        let known = |added: bool| -> Result<Msg, super::library::LibraryError> {
            if !added {
                return Ok(Msg::Notice(Text::line(&format!("{title} is there already"))));
            }
            Ok(match self.library.store.feed_by_url(&subscription.url)? {
                Some(feed) => Msg::Added { feed, subscription: subscription.clone(), title: title.clone() },
                None => Msg::Notice(Text::line(&format!("added {title}"))),
            })
        };
        added.and_then(known).unwrap_or_else(|error| Msg::Failed(Text::line(&error.to_string())))
    }
}

/// A sync's news in the screen's words.
fn tell(event: Progress) -> Option<SyncEvent> {
    match event {
        Progress::Started { total } => Some(SyncEvent::Started(total)),
        Progress::Feed { title, outcome, .. } => {
            let error = match outcome {
                Outcome::Failed(reason) => Some(reason),
                _ => None,
            };
            Some(SyncEvent::Feed { title, error })
        }
        Progress::Finished(report) => {
            let mut summary = match report.new_articles {
                0 => "nothing new".to_owned(),
                n => count(n, "new article"),
            };
            if report.comments > 0 {
                summary.push_str(", ");
                summary.push_str(&count(report.comments, "new comment"));
            }
            if report.cancelled {
                summary.push_str(", stopped");
            }
            let failed = report.failed > 0;
            Some(SyncEvent::Finished { summary: Text::line(&summary), failed })
        }
        _ => None,
    }
}
