//! The [`Shell`], on which the rooms start their effects: threads for the store and for layout, the network, answers.
//!
//! No effect runs on the screen's thread. There are nine threads: one reads the store, one writes to it, one lays out
//! text, one prepares the next article, one searches the comments of an article, one analyses them, one holds claims
//! against other articles, one waits for the user's analyst, and one counts smart feeds. Requests that a newer one of the same kind replaces are dropped. The threads for the network
//! start at the first effect that needs them.

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

use tokio::sync::mpsc::UnboundedSender;

use super::counter::Counter;
use super::requests::{LatestOnly, Request, Requests};
use super::workers::{Job, Reading, run_reader, worker};
use crate::app::msg::Msg;
use crate::domain::{ClockFormat, Text, Time};
use crate::library::{Library, LibraryError};
use crate::runtime::clock::Clock;
use crate::runtime::commands::programs::Programs;
use crate::runtime::factcheck::analyst::AnalystThread;
use crate::runtime::fetch::Fetcher;
use crate::runtime::listen::listener::Listener;
use crate::runtime::reader::images::Images;
use crate::runtime::reader::page_cache::PageCache;
use crate::runtime::reader::typeset::TypesetOptions;
use crate::runtime::save::saver::Saver;
use crate::settings::Config;
use crate::sync::SyncScope;

/// Starts effects and sends their answers to the session.
pub struct Shell {
    pub(in crate::runtime) requests: Requests,
    pub(in crate::runtime) reads: Sender<Reading>,
    /// `None` once the shell ends, so that the writer ends after its last job.
    writes: Option<Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    /// Jobs that lay out text.
    pub(in crate::runtime) pages: Sender<Job>,
    /// Jobs that lay out the article that the user will probably read next.
    pub(in crate::runtime) prepares: Sender<Job>,
    /// Of requests to open an article, to lay it out again, and to prepare one, only the last of each is wanted.
    pub(in crate::runtime) opens: LatestOnly,
    pub(in crate::runtime) layouts: LatestOnly,
    pub(in crate::runtime) preparations: LatestOnly,
    pub(in crate::runtime) searches: (Sender<Job>, LatestOnly),
    pub(in crate::runtime) analyses: (Sender<Job>, LatestOnly),
    /// Jobs that check an article against others.
    pub(in crate::runtime) checks: Sender<Job>,
    /// Asks the user's analyst.
    pub(in crate::runtime) analyst: AnalystThread,
    pub(in crate::runtime) cache: Arc<PageCache>,
    /// Images that are ready to paint.
    pub(in crate::runtime) images: Images,
    pub(in crate::runtime) fetcher: Fetcher,
    /// Saves articles in files.
    pub(in crate::runtime) saver: Saver,
    /// Runs the user's commands.
    pub(in crate::runtime) programs: Programs,
    /// Plays articles.
    pub(in crate::runtime) listener: Listener,
    /// Counts the unread articles of smart feeds.
    pub(in crate::runtime) counter: Counter,
    clock: Clock,
    /// The user's browser: a program and its arguments; empty for the system's default.
    pub(in crate::runtime) browser: Vec<String>,
    /// The user's program for notifications; empty for the terminal.
    pub(in crate::runtime) notify: Vec<String>,
    /// Names under which the user writes.
    pub(in crate::runtime) user_names: Vec<String>,
}

impl Shell {
    /// Starts the threads. Times are written in `clock_format`, and `sender` takes the answers.
    #[must_use]
    pub fn new(
        library: &Library,
        config: &Config,
        clock: Clock,
        clock_format: ClockFormat,
        sender: UnboundedSender<Msg>,
    ) -> Self {
        let requests = Requests::new(sender);
        let (reads, readings) = channel();
        let reader = library.clone();
        thread::spawn(move || run_reader(&reader, &readings));
        let (writes, writer) = worker(library);
        let (pages, _) = worker(library);
        let (prepares, _) = worker(library);
        let (searches, _) = worker(library);
        let (analyses, _) = worker(library);
        let (checks, _) = worker(library);
        let options = TypesetOptions {
            hyphenate: config.reader.hyphenate,
            numbers: config.reader.link_numbers,
            clock: clock_format,
        };
        let counter = Counter::new(library, requests.clone(), clock.clone(), clock_format.zone);
        // Articles may have come, and articles may have grown old, since the program last ran.
        counter.count();
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
            analyses: (analyses, LatestOnly::default()),
            checks,
            analyst: AnalystThread::new(library, &config.fact_check, requests.clone()),
            cache: Arc::new(PageCache::new(options)),
            images: Images::new(config.pictures.show),
            saver: Saver::new(library, &config.save, clock_format),
            programs: Programs::new(library, clock_format, requests.clone()),
            listener: Listener::new(library, &config.listen, requests.clone()),
            fetcher: Fetcher::new(library, config, clock.clone(), requests.clone()),
            requests,
            counter,
            clock,
            browser: config.screen.browser.clone(),
            notify: config.sync.notify.clone(),
            user_names: config.comments.me.clone(),
        }
    }

    /// Returns how many requests have not been answered yet.
    #[must_use]
    pub fn open_requests(&self) -> usize {
        self.requests.open()
    }

    /// Sends a message if another process has changed the store, or the user a file, since the last call.
    pub fn watch(&self) {
        let (request, counter) = (self.requests.begin(), self.counter.clone());
        self.send_write(Box::new(move |library| {
            look(library, &request);
            counter.count();
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

    /// Reads from the store, and sends the result to the screen.
    pub(in crate::runtime) fn read(
        &self,
        kind: fn(Job) -> Reading,
        work: impl FnOnce(&Library) -> Result<Msg, LibraryError> + Send + 'static,
    ) {
        self.read_for(self.requests.begin(), kind, work);
    }

    /// Like [`Self::read`], but answers the given request.
    pub(in crate::runtime) fn read_for(
        &self,
        request: Request,
        kind: fn(Job) -> Reading,
        work: impl FnOnce(&Library) -> Result<Msg, LibraryError> + Send + 'static,
    ) {
        let _ = self.reads.send(kind(Box::new(move |library| request.answer(work(library)))));
    }

    /// Writes to the store, and sends the result to the screen.
    pub(in crate::runtime) fn write(
        &self,
        work: impl FnOnce(&Library, Time) -> Result<Msg, LibraryError> + Send + 'static,
    ) {
        self.write_for(self.requests.begin(), work);
    }

    /// Like [`Self::write`], but answers the given request.
    pub(in crate::runtime) fn write_for(
        &self,
        request: Request,
        work: impl FnOnce(&Library, Time) -> Result<Msg, LibraryError> + Send + 'static,
    ) {
        let now = (self.clock)();
        let counter = self.counter.clone();
        self.send_write(Box::new(move |library| {
            request.answer(work(library, now));
            counter.count();
        }));
    }

    /// Like [`Self::write`], but sends only errors, for a change that the screen does not depend on.
    pub(in crate::runtime) fn write_quietly(
        &self,
        work: impl FnOnce(&Library, Time) -> Result<(), LibraryError> + Send + 'static,
    ) {
        let (request, now) = (self.requests.begin(), (self.clock)());
        self.send_write(Box::new(move |library| {
            if let Err(error) = work(library, now) {
                request.answer(Err(error));
            }
        }));
    }
}

/// Sends a message if another process has changed the store, or the user a file.
fn look(library: &Library, request: &Request) {
    match library.follow_subscriptions() {
        Ok(true) => return request.send(Msg::StoreChanged),
        // The user gets an error once, not at every call.
        Err(error) if library.is_new_error(&error) => request.answer(Err(error)),
        Ok(false) | Err(_) => {}
    }
    if library.has_changed_elsewhere() {
        request.send(Msg::StoreChanged);
    }
    if library.has_new_rules() {
        let notice = Text::line("rules.toml has changed");
        request.send(crate::app::thread::Msg::RulesChanged { undo: None, notice }.into());
    }
}

impl Drop for Shell {
    /// Waits for the writer, so that the store has every change before the program ends.
    fn drop(&mut self) {
        drop(self.writes.take());
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}
