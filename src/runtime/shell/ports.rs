//! What the rooms' effects work with: threads for the store and for layout, the network, the way back for answers.
//!
//! Nothing here runs on the screen's thread. Six threads: one reads the store, one writes to it, one lays text out, one
//! lays out what will be read next, one searches the texts of a thread, one analyses it. Requests that a newer one of the
//! same kind has overtaken are dropped. Network effects wake the asynchronous part on first use.

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

use tokio::sync::mpsc::UnboundedSender;

use super::requests::{LatestOnly, Request, Requests};
use super::workers::{Job, Reading, read, worker};
use crate::app::msg::Msg;
use crate::domain::{Text, Time};
use crate::library::{Library, LibraryError};
use crate::runtime::clock::Clock;
use crate::runtime::fetch::Fetcher;
use crate::runtime::reader::images::Images;
use crate::runtime::reader::page_cache::PageCache;
use crate::runtime::reader::typeset::TypesetOptions;
use crate::settings::Config;
use crate::sync::SyncScope;

/// The outside of the screen.
pub struct Shell {
    pub(in crate::runtime) requests: Requests,
    pub(in crate::runtime) reads: Sender<Reading>,
    /// Gone once the shell ends: the writer then ends after its last job.
    writes: Option<Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    /// Lays text out.
    pub(in crate::runtime) pages: Sender<Job>,
    /// Lays out what will probably be read next.
    pub(in crate::runtime) prepares: Sender<Job>,
    /// Of articles to open, to lay out again and to prepare, only the last one asked for is wanted.
    pub(in crate::runtime) opens: LatestOnly,
    pub(in crate::runtime) layouts: LatestOnly,
    pub(in crate::runtime) preparations: LatestOnly,
    pub(in crate::runtime) searches: (Sender<Job>, LatestOnly),
    pub(in crate::runtime) studies: (Sender<Job>, LatestOnly),
    pub(in crate::runtime) cache: Arc<PageCache>,
    /// The images that are ready to be painted.
    pub(in crate::runtime) images: Images,
    pub(in crate::runtime) fetcher: Fetcher,
    clock: Clock,
    /// The user's browser: a program and its arguments; empty for the system's own.
    pub(in crate::runtime) browser: Vec<String>,
    /// The names that the user writes under.
    pub(in crate::runtime) me: Vec<String>,
}

impl Shell {
    /// Starts the threads.
    #[must_use]
    pub fn new(library: &Library, config: &Config, clock: Clock, sender: UnboundedSender<Msg>) -> Self {
        let requests = Requests::new(sender);
        let (reads, waiting) = channel();
        let reader = library.clone();
        thread::spawn(move || read(&reader, &waiting));
        let (writes, writer) = worker(library);
        let (pages, _) = worker(library);
        let (prepares, _) = worker(library);
        let (searches, _) = worker(library);
        let (studies, _) = worker(library);
        let options = TypesetOptions {
            hyphenate: config.reader.hyphenate,
            numbers: config.reader.link_numbers,
            clock: config.screen.clock_format(),
        };
        Self {
            reads,
            writes: Some(writes),
            writer: Some(writer),
            pages,
            prepares,
            opens: LatestOnly::default(),
            layouts: LatestOnly::default(),
            preparations: LatestOnly::default(),
            searches: (searches, LatestOnly::default()),
            studies: (studies, LatestOnly::default()),
            cache: Arc::new(PageCache::new(options)),
            images: Images::new(config.pictures.show),
            fetcher: Fetcher::new(library, config, clock.clone(), requests.clone()),
            requests,
            clock,
            browser: config.screen.browser.clone(),
            me: config.comments.me.clone(),
        }
    }

    /// How many requests have not been answered yet.
    #[must_use]
    pub fn open_requests(&self) -> usize {
        self.requests.open()
    }

    /// Tells the screen when another process has changed the store, or the user a file, since the last call.
    pub fn watch(&self) {
        let request = self.requests.ask();
        self.send_write(Box::new(move |library| {
            match library.follow_subscriptions() {
                Ok(true) => return request.say(Msg::StoreChanged),
                // An error is said once, not at every look.
                Err(error) if library.is_news(&error) => request.answer(Err(error)),
                Ok(false) | Err(_) => {}
            }
            if library.has_changed_elsewhere() {
                request.say(Msg::StoreChanged);
            }
            if library.has_new_rules() {
                let notice = Text::line("rules.toml has changed");
                request.say(crate::app::thread::Msg::RulesChanged { undo: None, notice }.into());
            }
        }));
    }

    /// Syncs the feeds that are due.
    pub(in crate::runtime) fn sync_due(&self) {
        self.fetcher.sync(None, SyncScope::Due);
    }

    pub(in crate::runtime) fn send_write(&self, job: Job) {
        if let Some(writes) = &self.writes {
            let _ = writes.send(job);
        }
    }

    /// Reads the store, and says what came of it.
    pub(in crate::runtime) fn read(
        &self,
        kind: fn(Job) -> Reading,
        work: impl FnOnce(&Library) -> Result<Msg, LibraryError> + Send + 'static,
    ) {
        self.read_for(self.requests.ask(), kind, work);
    }

    /// Like [`Self::read`], for a request that says what failed.
    pub(in crate::runtime) fn read_for(
        &self,
        request: Request,
        kind: fn(Job) -> Reading,
        work: impl FnOnce(&Library) -> Result<Msg, LibraryError> + Send + 'static,
    ) {
        let _ = self.reads.send(kind(Box::new(move |library| request.answer(work(library)))));
    }

    /// Writes to the store, and says what came of it.
    pub(in crate::runtime) fn write(
        &self,
        work: impl FnOnce(&Library, Time) -> Result<Msg, LibraryError> + Send + 'static,
    ) {
        self.write_for(self.requests.ask(), work);
    }

    /// Like [`Self::write`], for a request that says what failed.
    pub(in crate::runtime) fn write_for(
        &self,
        request: Request,
        work: impl FnOnce(&Library, Time) -> Result<Msg, LibraryError> + Send + 'static,
    ) {
        let now = (self.clock)();
        self.send_write(Box::new(move |library| request.answer(work(library, now))));
    }

    /// Like [`Self::write`], but only an error is said: nothing on the screen follows from it.
    pub(in crate::runtime) fn write_quietly(
        &self,
        work: impl FnOnce(&Library, Time) -> Result<(), LibraryError> + Send + 'static,
    ) {
        let (request, now) = (self.requests.ask(), (self.clock)());
        self.send_write(Box::new(move |library| {
            if let Err(error) = work(library, now) {
                request.answer(Err(error));
            }
        }));
    }
}

impl Drop for Shell {
    /// Waits for the writer, so that the store has every mark before the program ends.
    fn drop(&mut self) {
        drop(self.writes.take());
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}
