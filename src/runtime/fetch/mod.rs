//! Starts effects that need the network: syncs one at a time, fetches of threads and pages, new feeds, the outbox.
//!
//! The threads for them start at the first such effect.

mod online;
mod recordings;
mod sync;
mod work;

use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use super::clock::Clock;
use super::listen::worker::Command;
use super::network::context;
use super::reader::page_cache::PageCache;
use super::shell::requests::{Request, Requests};
use crate::app::factcheck::Msg as CheckMsg;
use crate::app::msg::Msg;
use crate::app::ticket::Ticket;
use crate::domain::{ArticleId, FeedId, ReplyId, Text};
use crate::library::Library;
use crate::settings::Config;
use crate::sync::{Context, SyncScope};
use sync::Kind;
use work::Work;

/// Starts fetches on threads of its own.
pub(super) struct Fetcher {
    work: Arc<Work>,
    runtime: OnceLock<Option<Runtime>>,
}

impl Fetcher {
    pub(super) fn new(library: &Library, config: &Config, clock: Clock, requests: Requests) -> Self {
        let context: Context = context(library, config, clock.clone());
        let work = Work {
            library: library.clone(),
            config: config.clone(),
            context,
            clock,
            requests,
            running: Mutex::default(),
            cancel_page: Mutex::default(),
            cancel_recording: Mutex::default(),
            cancel_search: Mutex::default(),
        };
        Self { work: Arc::new(work), runtime: OnceLock::new() }
    }

    /// Syncs these feeds, or all. Feeds that are requested during a sync are fetched after it.
    pub(super) fn sync(&self, only: Option<Vec<FeedId>>, scope: SyncScope) {
        let request = self.work.requests.begin();
        let Some(cancel) = self.work.begin_sync(only.as_deref()) else {
            let queued = only.is_some();
            let notice = if queued { "already syncing; these feeds are next" } else { "already syncing" };
            return request.send(Msg::Notice(Text::line(notice)));
        };
        let kind = Kind { scope, is_quiet: false };
        self.spawn(request, move |work, request| async move { work.sync_all(only, kind, cancel, request).await });
    }

    /// Syncs the feeds that are due, and tells only what is new. Does nothing during a sync.
    pub(super) fn sync_quietly(&self) {
        let Some(cancel) = self.work.begin_sync(None) else { return };
        let kind = Kind { scope: SyncScope::Due, is_quiet: true };
        let request = self.work.requests.begin();
        self.spawn(request, move |work, request| async move { work.sync_all(None, kind, cancel, request).await });
    }

    /// Returns what fetches share, for other rooms.
    pub(super) fn context(&self) -> Context {
        self.work.context.clone()
    }

    /// Fetches what the feed names beside an article's recording; `player` gets the sentences and chapters.
    pub(super) fn media(&self, article: ArticleId, player: Sender<Command>) {
        self.run(move |work, request| async move { work.media(article, player, request).await });
    }

    /// Downloads an article's recording. This cancels the previous download.
    pub(super) fn recording(&self, article: ArticleId) {
        let (sender, cancel) = watch::channel(false);
        *self.work.cancel_recording.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        self.run(move |work, request| async move { work.recording(article, cancel, request).await });
    }

    /// Cancels the fetch of a full text or a recording, or else the sync.
    pub(super) fn cancel(&self) {
        // A cancelled fetch sends its own notice.
        for running in [&self.work.cancel_page, &self.work.cancel_recording] {
            let running = running.lock().unwrap_or_else(PoisonError::into_inner);
            if running.as_ref().is_some_and(|running| running.send(true).is_ok()) {
                return;
            }
        }
        let notice = if self.work.stop_sync() { "stopping …" } else { "nothing to stop" };
        self.work.requests.begin().send(Msg::Notice(Text::line(notice)));
    }

    /// Searches the web for evidence about an article's claims. This cancels the previous search.
    pub(super) fn search_online(&self, ticket: Ticket, article: ArticleId) {
        let (sender, cancel) = watch::channel(false);
        *self.work.cancel_search.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        let request = self.work.requests.request_or(move || CheckMsg::Searched(ticket, Vec::new()).into());
        self.spawn(request, move |work, request| async move {
            work.search_online(ticket, article, cancel, request).await;
        });
    }

    /// Stops the search.
    pub(super) fn stop_search(&self) {
        let running = self.work.cancel_search.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = running.as_ref().map(|running| running.send(true));
    }

    /// Fetches an article's comments.
    pub(super) fn thread(&self, article: ArticleId, is_thorough: bool) {
        self.run(move |work, request| async move { work.thread(article, is_thorough, request).await });
    }

    /// Sends the queued replies; or sends again one that may have arrived, unless the site already has it.
    pub(super) fn outbox(&self, again: Option<ReplyId>) {
        self.run(move |work, request| async move { work.outbox(again, request).await });
    }

    /// Fetches the page behind a link and lays it out.
    pub(super) fn preview(&self, ticket: Ticket, url: String, width: u16, cache: Arc<PageCache>) {
        self.run(move |work, request| async move { work.preview(ticket, url, (width, cache), request).await });
    }

    /// Fetches an article's full text. This cancels the previous fetch of a full text.
    pub(super) fn full_text(&self, article: ArticleId) {
        let (sender, cancel) = watch::channel(false);
        *self.work.cancel_page.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        self.run(move |work, request| async move { work.full_text(article, cancel, request).await });
    }

    /// Fetches an image; `prepare` decodes it on another thread. An image that can't be fetched or decoded has no rows.
    #[cfg(feature = "pictures")]
    pub(super) fn image(
        &self,
        url: String,
        columns: u16,
        prepare: impl FnOnce(&str, &[u8]) -> Option<u16> + Send + 'static,
    ) {
        self.run(move |work, request| async move { work.image(url, columns, prepare, request).await });
    }

    /// Sends a message without using the network.
    #[cfg(not(feature = "pictures"))]
    pub(super) fn send(&self, msg: Msg) {
        self.work.requests.begin().send(msg);
    }

    /// Subscribes to the feed at an address, or to one that the page there names.
    pub(super) fn add(&self, address: String) {
        self.run(move |work, request| async move { work.add(address, request).await });
    }

    fn run<F>(&self, work: impl FnOnce(Arc<Work>, Request) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.spawn(self.work.requests.begin(), work);
    }

    fn spawn<F>(&self, request: Request, work: impl FnOnce(Arc<Work>, Request) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let build = || Builder::new_multi_thread().worker_threads(2).enable_all().build().ok();
        match self.runtime.get_or_init(build) {
            Some(runtime) => drop(runtime.spawn(work(self.work.clone(), request))),
            None => request.send(Msg::Failed(Text::line("can't fetch: the system has no threads left; try again"))),
        }
    }
}

impl Drop for Fetcher {
    /// Gives up what is being fetched: quitting does not wait for the network.
    fn drop(&mut self) {
        if let Some(Some(runtime)) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
