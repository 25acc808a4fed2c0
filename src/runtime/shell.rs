//! Carries effects out and brings their answers back. Nothing here runs on the screen's thread.
//!
//! Three threads: one reads the store, one writes to it, one sets text. The reader drops questions that a newer one
//! of the same kind has overtaken. Network effects wake the asynchronous part on first use.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use tokio::sync::mpsc::UnboundedSender;

use super::fetch::Fetcher;
use super::library::{Library, LibraryError};
use super::{Clock, opener, typeset};
use crate::app::{Effect, Msg, Opened, SetPage, Ticket};
use crate::domain::Text;
use crate::page;
use crate::settings::Config;

/// How long an article may take to set before its plain text is shown instead.
const TYPESET_LIMIT: std::time::Duration = std::time::Duration::from_secs(10);

/// Where answers go.
#[derive(Clone)]
pub(super) struct Answers {
    sender: UnboundedSender<Msg>,
    open: Arc<AtomicUsize>,
}

/// A question that has not been answered yet. Its end is its answer, whatever came of it.
pub(super) struct Question {
    answers: Answers,
}

impl Answers {
    pub(super) fn ask(&self) -> Question {
        self.open.fetch_add(1, Ordering::SeqCst);
        Question { answers: self.clone() }
    }
}

impl Question {
    /// Brings something back. A screen that is gone needs no answers.
    pub(super) fn say(&self, msg: Msg) {
        let _ = self.answers.sender.send(msg);
    }

    pub(super) fn answer(&self, result: Result<Msg, LibraryError>) {
        self.say(result.unwrap_or_else(|error| Msg::Failed(Text::line(&error.to_string()))));
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        self.answers.open.fetch_sub(1, Ordering::SeqCst);
    }
}

type Job = Box<dyn FnOnce(&Library) + Send>;

enum Reading {
    Other(Job),
    List(Job),
    Article(Job),
}

/// The outside of the screen.
pub struct Shell {
    answers: Answers,
    reads: Sender<Reading>,
    writes: Sender<Job>,
    pages: Sender<Job>,
    fetcher: Fetcher,
    clock: Clock,
    browser: Vec<String>,
}

impl Shell {
    /// Starts the threads.
    #[must_use]
    pub fn new(library: &Library, config: &Config, clock: Clock, sender: UnboundedSender<Msg>) -> Self {
        let answers = Answers { sender, open: Arc::default() };
        let (reads, waiting) = channel();
        let reader = library.clone();
        thread::spawn(move || read(&reader, &waiting));
        Self {
            reads,
            writes: worker(library),
            pages: worker(library),
            fetcher: Fetcher::new(library, config, clock.clone(), answers.clone()),
            answers,
            clock,
            browser: config.screen.browser.clone(),
        }
    }

    /// How many questions are open.
    #[must_use]
    pub fn open_questions(&self) -> usize {
        self.answers.open.load(Ordering::SeqCst)
    }

    /// Starts an effect. Those that need the terminal are the caller's, and come back.
    pub fn start(&self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::LoadFeeds => self.read(Reading::Other, |library| Ok(Msg::Feeds(library.store.feeds()?))),
            Effect::LoadArticles { ticket, query, around } => {
                self.read(Reading::List, move |library| library.articles(ticket, &query, around));
            }
            Effect::NextUnread { ticket, query, from, backwards } => {
                self.read(Reading::Other, move |library| library.next_unread(ticket, &query, (from, backwards)));
            }
            Effect::Open { ticket, article, width } => {
                let (question, pages) = (self.answers.ask(), self.pages.clone());
                let job: Job = Box::new(move |library| match library.opened(article) {
                    Ok(Some(opened)) => {
                        let _ = pages.send(Box::new(move |_| {
                            let page = set(&opened, width);
                            question.say(Msg::Opened { ticket, opened: Some((opened, page)) });
                        }));
                    }
                    Ok(None) => question.say(Msg::Opened { ticket, opened: None }),
                    Err(error) => question.answer(Err(error)),
                });
                let _ = self.reads.send(Reading::Article(job));
            }
            Effect::Set { ticket, opened, width } => self.set(ticket, opened, width),
            Effect::SetRead { articles, read } => {
                self.write(move |library, now| library.set_read(&articles, read, now));
            }
            Effect::SetStarred { articles, starred } => {
                self.write(move |library, _| library.set_starred(&articles, starred));
            }
            Effect::MarkAllRead(query) => self.write(move |library, now| library.mark_all_read(&query, now)),
            Effect::VisitThread(article) => self.write(move |library, now| {
                library.store.visit_thread(article, now)?;
                Ok(Msg::Changed { undo: None, notice: None })
            }),
            Effect::RemoveFeed(feed) => self.write(move |library, _| library.remove_feed(feed)),
            Effect::Undo(undo) => self.write(move |library, now| library.undo(&undo, now)),
            Effect::Sync(feeds) => self.fetcher.sync(feeds),
            Effect::CancelSync => self.fetcher.cancel(),
            Effect::FetchThread(article) => self.fetcher.thread(article),
            Effect::AddFeed(address) => self.fetcher.add(address),
            Effect::OpenUrl(url) => self.open_url(url),
            Effect::Copy(_) | Effect::Redraw | Effect::Suspend | Effect::Quit => return Some(effect),
        }
        None
    }

    /// Tells when a second process has changed the store since the last call.
    pub fn watch(&self) {
        let question = self.answers.ask();
        let _ = self.reads.send(Reading::Other(Box::new(move |library| {
            let before = library.seen_version.load(Ordering::Relaxed);
            let _ = library.follow_subscriptions();
            if let Ok(version) = library.store.data_version()
                && library.seen_version.swap(version, Ordering::Relaxed) != version
                && before != 0
            {
                question.say(Msg::StoreChanged);
            }
        })));
    }

    fn read(
        &self,
        kind: fn(Job) -> Reading,
        work: impl FnOnce(&Library) -> Result<Msg, LibraryError> + Send + 'static,
    ) {
        let question = self.answers.ask();
        let _ = self.reads.send(kind(Box::new(move |library| question.answer(work(library)))));
    }

    fn write(&self, work: impl FnOnce(&Library, crate::domain::Time) -> Result<Msg, LibraryError> + Send + 'static) {
        let (question, now) = (self.answers.ask(), (self.clock)());
        let _ = self.writes.send(Box::new(move |library| question.answer(work(library, now))));
    }

    fn set(&self, ticket: Ticket, opened: Arc<Opened>, width: u16) {
        let question = self.answers.ask();
        let _ = self.pages.send(Box::new(move |_| question.say(Msg::Set { ticket, page: set(&opened, width) })));
    }

    fn open_url(&self, url: String) {
        let (question, browser) = (self.answers.ask(), self.browser.clone());
        thread::spawn(move || {
            question.say(match opener::open(&url, &browser) {
                Ok(host) => Msg::Notice(Text::line(&format!("opened {host} in the browser"))),
                Err(error) => Msg::Failed(Text::line(&error)),
            });
        });
    }
}

/// Sets an article within its time; a text that takes longer is shown plain.
fn set(opened: &Arc<Opened>, width: u16) -> SetPage {
    let work = opened.clone();
    page::within(TYPESET_LIMIT, move || typeset::typeset(&work, width)).unwrap_or_else(|| typeset::plain(opened, width))
}

/// The reader: of waiting questions about lists, and of those about articles, only the last is answered.
fn read(library: &Library, waiting: &Receiver<Reading>) {
    while let Ok(first) = waiting.recv() {
        let mut all = vec![first];
        all.extend(waiting.try_iter());
        let last = |test: fn(&Reading) -> bool| all.iter().rposition(test);
        let list = last(|reading| matches!(reading, Reading::List(_)));
        let article = last(|reading| matches!(reading, Reading::Article(_)));
        for (at, reading) in all.into_iter().enumerate() {
            match reading {
                Reading::Other(job) => job(library),
                Reading::List(job) if list == Some(at) => job(library),
                Reading::Article(job) if article == Some(at) => job(library),
                Reading::List(_) | Reading::Article(_) => {}
            }
        }
    }
}

/// A thread that does one job after the other, until nobody can ask it any more.
fn worker(library: &Library) -> Sender<Job> {
    let (sender, jobs) = channel::<Job>();
    let library = library.clone();
    thread::spawn(move || jobs.into_iter().for_each(|job| job(&library)));
    sender
}
