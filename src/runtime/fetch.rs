//! What the screen asks of the network: a sync at a time, threads, new feeds. Wakes on first use.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, watch};

use super::Clock;
use super::answers::{Answers, Question};
use super::library::{Library, LibraryError};
use super::looked_at::looked_at;
use super::network::{after_sync, context, follow_move};
use super::setter::Setter;
use crate::app::{MenuAct, MenuRow, Msg, PageEnd, ReplyNews, SyncEvent, Ticket};
use crate::domain::{ArticleId, FeedId, ReplyId, Subscription, Text, pluralize};
use crate::settings::Config;
use crate::sync::{self, Context, Found, Options, Outcome, Progress, SyncScope};

/// The network's side of the screen.
pub(super) struct Fetcher {
    work: Arc<Work>,
    runtime: OnceLock<Option<Runtime>>,
}

struct Work {
    library: Library,
    config: Config,
    context: Context,
    clock: Clock,
    answers: Answers,
    /// Ends the sync under way.
    cancel: Mutex<Option<watch::Sender<bool>>>,
    /// Ends the fetching of a page.
    cancel_page: Mutex<Option<watch::Sender<bool>>>,
    /// Feeds to fetch when it has ended.
    waiting: Mutex<Vec<FeedId>>,
}

impl Fetcher {
    pub(super) fn new(library: &Library, config: &Config, clock: Clock, answers: Answers) -> Self {
        let work = Work {
            library: library.clone(),
            config: config.clone(),
            context: context(library, config, clock.clone()),
            clock,
            answers,
            cancel: Mutex::default(),
            cancel_page: Mutex::default(),
            waiting: Mutex::default(),
        };
        Self { work: Arc::new(work), runtime: OnceLock::new() }
    }

    /// Syncs these feeds, or all.
    pub(super) fn sync(&self, only: Option<Vec<FeedId>>, ask: SyncScope) {
        let question = self.work.answers.ask();
        let (sender, cancel) = watch::channel(false);
        let mut running = self.work.cancel.lock().unwrap_or_else(PoisonError::into_inner);
        if running.as_ref().is_some_and(|running| running.receiver_count() > 0) {
            // Feeds that were named are fetched when the sync under way has ended.
            let notice = if let Some(feeds) = only {
                self.work.waiting.lock().unwrap_or_else(PoisonError::into_inner).extend(feeds);
                "already syncing; this is fetched next"
            } else {
                "already syncing; ctrl-x stops it"
            };
            question.say(Msg::Notice(Text::line(notice)));
            return;
        }
        *running = Some(sender);
        drop(running);
        self.spawn(question, move |work, question| async move { work.sync_all(only, ask, cancel, question).await });
    }

    /// Ends the fetching of a page, or else the sync under way.
    pub(super) fn cancel(&self) {
        let stop = |running: &Mutex<Option<watch::Sender<bool>>>| {
            let running = running.lock().unwrap_or_else(PoisonError::into_inner);
            running.as_ref().is_some_and(|running| running.send(true).is_ok())
        };
        // A page says by itself that it was stopped.
        if stop(&self.work.cancel_page) {
            return;
        }
        let stopped = stop(&self.work.cancel);
        let notice = if stopped { "stopping …" } else { "nothing is being fetched" };
        self.work.answers.ask().say(Msg::Notice(Text::line(notice)));
    }

    /// Fetches an article's thread.
    pub(super) fn thread(&self, article: ArticleId, is_thorough: bool) {
        let question = self.work.answers.ask();
        self.spawn(question, move |work, question| async move { work.thread(article, is_thorough, question).await });
    }

    /// Sends what waits in the outbox; `again` one reply alone that may have arrived, unless it is found.
    pub(super) fn outbox(&self, again: Option<ReplyId>) {
        self.spawn(self.work.answers.ask(), move |work, question| async move {
            let (_stop, cancel) = watch::channel(false);
            // What nothing came of is told again at the end: it says why.
            let told = Mutex::new(String::new());
            let tell = |waits: &str| {
                waits.clone_into(&mut told.lock().unwrap_or_else(PoisonError::into_inner));
                question.say(Msg::Notice(Text::line(waits)));
            };
            let posted = match again {
                Some(id) => sync::send_again(&work.context, id, true, &tell, cancel).await,
                None => sync::send(&work.context, &tell, cancel).await,
            };
            question.say(match posted {
                Ok(posted) => {
                    let (words, is_failure) = (posted.in_words(), posted.has_failed());
                    let waits = told.lock().unwrap_or_else(PoisonError::into_inner).clone();
                    let words = [words, waits, "nothing was to be sent".to_owned()];
                    let words = words.into_iter().find(|words| !words.is_empty()).unwrap_or_default();
                    Msg::Reply(ReplyNews::Posted {
                        notice: Text::line(&words),
                        is_failure,
                        manual: posted.manual.into_iter().next(),
                    })
                }
                Err(error) => {
                    let notice = Text::line(&error.to_string());
                    Msg::Reply(ReplyNews::Posted { notice, is_failure: true, manual: None })
                }
            });
        });
    }

    /// Fetches the page behind a link and sets its story.
    pub(super) fn page(&self, ticket: Ticket, url: String, width: u16, setter: Arc<Setter>) {
        self.spawn(self.work.answers.ask(), move |work, question| async move {
            let opened = match sync::read_page(&work.context, url).await {
                Ok((found, url)) => Arc::new(looked_at(found, url, (work.clock)())),
                Err(error) => {
                    let reason = Text::line(&format!("this link can't be read here: {error}"));
                    return question.say(Msg::NotRead { ticket, reason });
                }
            };
            let shown = opened.clone();
            question.say(match tokio::task::spawn_blocking(move || setter.set(&opened, width)).await {
                Ok(page) => Msg::Opened { ticket, opened: Some((shown, page)) },
                Err(_) => Msg::NotRead { ticket, reason: Text::line("this page is too much to be set; o opens it") },
            });
        });
    }

    /// Fetches an article's full page. Another one under way is no longer waited for.
    pub(super) fn full_page(&self, article: ArticleId) {
        let (sender, cancel) = watch::channel(false);
        *self.work.cancel_page.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        let question = self.work.answers.ask();
        self.spawn(question, move |work, question| async move { work.full_page(article, cancel, question).await });
    }

    /// Fetches a picture and has `prepare` make it ready, off the network's threads. A picture that can't be had or
    /// read has no rows.
    #[cfg(feature = "pictures")]
    pub(super) fn picture(
        &self,
        url: String,
        columns: u16,
        prepare: impl FnOnce(&str, &[u8]) -> Option<u16> + Send + 'static,
    ) {
        self.spawn(self.work.answers.ask(), move |work, question| async move {
            let folder = work.library.paths.state.join("images");
            let fetched = sync::fetch_picture(&work.context, &folder, &url).await.ok();
            let of = url.clone();
            let ready = tokio::task::spawn_blocking(move || prepare(&of, &fetched?)).await;
            question.say(Msg::Picture { url, columns, rows: ready.ok().flatten() });
        });
    }

    /// Says something without asking anybody.
    #[cfg(not(feature = "pictures"))]
    pub(super) fn say(&self, msg: Msg) {
        self.work.answers.ask().say(msg);
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
    async fn sync_all(
        &self,
        only: Option<Vec<FeedId>>,
        ask: SyncScope,
        cancel: watch::Receiver<bool>,
        question: Question,
    ) {
        self.sync(only, ask, cancel.clone(), &question).await;
        loop {
            let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
            if waiting.is_empty() || *cancel.borrow() {
                return;
            }
            self.sync(Some(waiting), SyncScope::All, cancel.clone(), &question).await;
        }
    }

    async fn sync(
        &self,
        only: Option<Vec<FeedId>>,
        ask: SyncScope,
        cancel: watch::Receiver<bool>,
        question: &Question,
    ) {
        let options = Options {
            only,
            ask,
            comments: self.config.sync.comments,
            pages: self.config.sync.pages,
            ..Options::default()
        };
        let (sender, mut progress) = mpsc::unbounded_channel();
        let told = async {
            while let Some(event) = progress.recv().await {
                if let Progress::Moved(moved) = &event
                    && let Err(error) = follow_move(&self.library, moved)
                {
                    question.say(Msg::Failed(Text::line(&error.to_string())));
                }
                if let Some(msg) = tell(event) {
                    question.say(msg);
                }
            }
        };
        let (result, ()) = tokio::join!(sync::run(&self.context, &options, sender, cancel), told);
        match result {
            Ok(_) => {
                if let Err(error) = after_sync(&self.library, &self.config, (self.clock)()) {
                    question.say(Msg::Failed(Text::line(&error.to_string())));
                }
            }
            Err(error) => {
                question.say(Msg::Failed(Text::line(&error.to_string())));
                let summary = Text::line("the sync did not finish");
                question.say(Msg::Sync(SyncEvent::Finished { summary }));
            }
        }
    }

    async fn thread(&self, article: ArticleId, is_thorough: bool, question: Question) {
        question.say(match sync::refresh_thread(&self.context, article, is_thorough).await {
            Ok(saved) => Msg::ThreadFetched { article, notice: Text::line(&saved.in_words()) },
            Err(error) => Msg::Failed(Text::line(&error.to_string())),
        });
    }

    async fn full_page(&self, article: ArticleId, mut cancel: watch::Receiver<bool>, question: Question) {
        let fetched = tokio::select! {
            fetched = sync::fetch_page(&self.context, article) => fetched,
            // Stopped, or overtaken by another page.
            stopped = cancel.changed() => {
                if stopped.is_ok() {
                    question.say(Msg::Page(PageEnd::Stopped));
                }
                return;
            }
        };
        question.say(Msg::Page(match fetched {
            Ok(page) => {
                let notice = format!("the full page: {}", pluralize(page.words, "word"));
                PageEnd::Fetched(article, Text::line(&notice))
            }
            Err(error) => PageEnd::Failed(Text::line(&error.to_string())),
        }));
    }

    async fn add(&self, address: &str, question: Question) {
        question.say(match sync::subscribe(&self.context.client, address).await {
            Ok(Found::Several(candidates)) => Msg::Several(
                candidates
                    .into_iter()
                    .map(|found| {
                        let title = found.title.unwrap_or_default();
                        MenuRow::new(&title, &found.url, MenuAct::AddFeed(found.url.clone()))
                    })
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
        let known = |added: bool| -> Result<Msg, LibraryError> {
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
fn tell(event: Progress) -> Option<Msg> {
    let event = match event {
        Progress::Started { total } => Some(SyncEvent::Started(total)),
        Progress::Trouble(text) => return Some(Msg::Failed(text)),
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
                n => pluralize(n, "new article"),
            };
            if report.comments > 0 {
                summary.push_str(", ");
                summary.push_str(&pluralize(report.comments, "new comment"));
            }
            for reply in &report.replies {
                let why = reply.error.as_ref().map(|error| format!(": {error}")).unwrap_or_default();
                summary.extend([", reply ", reply.state.as_str(), &why]);
            }
            if report.cancelled {
                summary.push_str(", stopped");
            }
            Some(SyncEvent::Finished { summary: Text::line(&summary) })
        }
        _ => None,
    };
    event.map(Msg::Sync)
}
