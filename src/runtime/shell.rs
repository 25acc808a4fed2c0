//! Carries effects out and brings their answers back. Nothing here runs on the screen's thread.
//!
//! Six threads: one reads the store, one writes to it, one sets text, one sets what will be read next, one searches the
//! texts of a thread, one finds out about it what takes long. Questions that a newer one of the same kind has overtaken
//! are dropped. Network effects wake the asynchronous part on first use.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

use tokio::sync::mpsc::UnboundedSender;

use super::answers::{Answers, Question, Turns};
use super::fetch::Fetcher;
use super::library::{Library, LibraryError};
use super::pictures::Gallery;
use super::setter::Setter;
use super::typeset::TypesetOptions;
use super::workers::{Job, Reading, read, worker};
use super::{Clock, opener};
use crate::app::{Effect, Msg, Opened, ReplyNews, Ticket, View};
use crate::domain::triage::Order;
use crate::domain::{ArticleId, Position, Text, Time};
use crate::settings::Config;
use crate::sync::SyncScope;

/// The newest questions about set text: what an older one asks is no longer wanted.
#[derive(Clone, Default)]
struct Latest {
    open: Arc<AtomicU64>,
    set: Arc<AtomicU64>,
    prepare: Arc<AtomicU64>,
}

/// The outside of the screen.
pub struct Shell {
    pub(super) answers: Answers,
    reads: Sender<Reading>,
    /// Gone once the shell ends: the writer then ends after its last job.
    writes: Option<Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    pub(super) pages: Sender<Job>,
    /// Sets what will probably be read next.
    prepares: Sender<Job>,
    pub(super) searches: (Sender<Job>, Turns),
    pub(super) studies: (Sender<Job>, Turns),
    setter: Arc<Setter>,
    latest: Latest,
    /// The pictures that are ready to be painted.
    pub(super) pictures: Gallery,
    fetcher: Fetcher,
    clock: Clock,
    browser: Vec<String>,
    /// The names that the user writes under.
    pub(super) me: Vec<String>,
}

impl Shell {
    /// Starts the threads.
    #[must_use]
    pub fn new(library: &Library, config: &Config, clock: Clock, sender: UnboundedSender<Msg>) -> Self {
        let answers = Answers::new(sender);
        let (reads, waiting) = channel();
        let reader = library.clone();
        thread::spawn(move || read(&reader, &waiting));
        let (writes, writer) = worker(library);
        let (pages, _) = worker(library);
        let (prepares, _) = worker(library);
        let (searches, _) = worker(library);
        let (studies, _) = worker(library);
        let taste = TypesetOptions { hyphenate: config.reader.hyphenate, numbers: config.reader.link_numbers };
        Self {
            reads,
            writes: Some(writes),
            writer: Some(writer),
            pages,
            prepares,
            searches: (searches, Turns::default()),
            studies: (studies, Turns::default()),
            setter: Arc::new(Setter::new(taste)),
            latest: Latest::default(),
            pictures: Gallery::new(config.pictures.show),
            fetcher: Fetcher::new(library, config, clock.clone(), answers.clone()),
            answers,
            clock,
            browser: config.screen.browser.clone(),
            me: config.comments.me.clone(),
        }
    }

    /// How many questions are open.
    #[must_use]
    pub fn open_questions(&self) -> usize {
        self.answers.open()
    }

    /// Starts an effect. Those that need the terminal are the caller's, and come back.
    pub fn start(&self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::LoadFeeds => self.read(Reading::Other, |library| Ok(Msg::Feeds(library.store.feeds()?))),
            Effect::LoadArticles { ticket, query, around } => {
                self.read(Reading::List, move |library| library.articles(ticket, &query, around));
            }
            Effect::NextUnread { ticket, query, from, backwards } => {
                let question = self.answers.ask_or(move || Msg::NextUnknown { ticket });
                let find = move |library: &Library| library.next_unread(ticket, &query, (from, backwards));
                self.read_for(question, Reading::Other, find);
            }
            // The newest are asked for once; of what is typed after that only the last question matters.
            Effect::FindTitles { ticket, words } => {
                let kind = if words.is_empty() { Reading::Other } else { Reading::Titles };
                self.read(kind, move |library| library.titles(ticket, &words));
            }
            Effect::Open { ticket, article, view, order, width } => self.open(ticket, (article, view, order), width),
            Effect::Set { ticket, opened, width, pictures } => self.set(ticket, opened, width, pictures),
            Effect::SetComments { opened, width, places } => self.set_comments(opened, width, places),
            Effect::SetCommentChanges { opened, width, place } => self.set_comment_changes(opened, width, place),
            Effect::Study(opened) => self.study(opened),
            Effect::Limit(opened, words) => self.limit(opened, words),
            Effect::FindIn(opened, words) => self.find_in(opened, words),
            Effect::MarkComments { opened, marks } => self.write(move |library, _| {
                library.mark_comments(&opened, &marks)?;
                Ok(Msg::Changed { undo: None, notice: None })
            }),
            Effect::SeeComments { opened, places } => self.write(move |library, _| {
                let names = places.iter().filter_map(|i| opened.name_of(*i)).collect();
                library.store.see_comments(opened.article.row.id, names)?;
                Ok(Msg::Changed { undo: None, notice: None })
            }),
            Effect::KeepFolds { opened, folded, released } => self.keep_folds(opened, folded, released),
            Effect::AddRule(rule) => self.write(move |library, _| library.add_rule(rule)),
            Effect::RemoveRule(rule) => self.write(move |library, _| library.remove_rule(&rule)),
            Effect::LoadPicture { url, columns, room } => self.pictures.load(&self.fetcher, url, columns, room),
            Effect::Prepare { ticket, article, order, width } => self.prepare(ticket, (article, order), width),
            Effect::ReadUrl { ticket, url, width } => self.fetcher.page(ticket, url, width, self.setter.clone()),
            Effect::SetRead { articles, read } => {
                self.write(move |library, now| library.set_read(&articles, read, now));
            }
            Effect::SetStarred { articles, starred } => {
                self.write(move |library, _| library.set_starred(&articles, starred));
            }
            Effect::MarkAllRead(query) => self.write(move |library, now| library.mark_all_read(&query, now)),
            Effect::VisitThread(article, fetched) => self.write(move |library, _| {
                library.store.visit_thread(article, fetched)?;
                Ok(Msg::Changed { undo: None, notice: None })
            }),
            Effect::AddFeeds(feeds) => self.write(move |library, _| library.add_feeds(&feeds)),
            Effect::LookForImport => {
                self.read(Reading::Other, |library| Ok(Msg::Importable(library.importable())));
            }
            Effect::Import => self.write(|library, _| library.import()),
            Effect::RemoveFeed(feed) => self.write(move |library, _| library.remove_feed(feed)),
            Effect::Undo(undo) => self.write(move |library, now| Ok(library.undo(undo, now))),
            Effect::Sync(feeds) => self.fetcher.sync(feeds, SyncScope::All),
            Effect::CancelSync => self.fetcher.cancel(),
            Effect::FetchThread(article, is_thorough) => self.fetcher.thread(article, is_thorough),
            Effect::FetchPage(article) => self.fetcher.full_page(article),
            Effect::KeepPosition(article, position) => self.keep_position(article, position),
            Effect::AddFeed(address) => self.fetcher.add(address),
            Effect::OpenUrl(url) => self.open_url(url),
            Effect::LoadReply(id) => self.read(Reading::Other, move |library| {
                let reply = library.store.reply(id)?;
                let gone = || Msg::Failed(Text::line("this reply is not there any more; O shows all"));
                Ok(reply.map_or_else(gone, |reply| Msg::Reply(ReplyNews::Written(Box::new(reply)))))
            }),
            Effect::LoadOutbox => {
                self.read(Reading::Other, |library| Ok(Msg::Reply(ReplyNews::All(library.store.replies()?))));
            }
            Effect::ChangeReply(id, act) => self.write(move |library, now| library.change_reply(id, act, now)),
            Effect::SendOutbox => self.fetcher.outbox(None),
            Effect::SendAgain(id) => self.fetcher.outbox(Some(id)),
            Effect::BeginReply(to) => {
                self.write_for(self.answers.ask_or(not_begun), move |library, now| Ok(library.begin_reply(&to, now)));
            }
            Effect::ReopenReply(id) => {
                self.write_for(self.answers.ask_or(not_begun), move |library, now| Ok(library.reopen_reply(id, now)));
            }
            Effect::SaveReply { reply, before, heals } => {
                let (id, why) = (reply.id, Text::line("your reply can't be saved; it is still in its box"));
                let not_saved = move || Msg::Reply(ReplyNews::NotSaved(id, why.clone()));
                self.write_for(self.answers.ask_or(not_saved), move |library, now| {
                    Ok(library.save_reply(&reply, &before, heals, now))
                });
            }
            Effect::DropDraft { id, before } => self.write(move |library, _| library.drop_draft(id, &before)),
            Effect::LookForDrafts => {
                self.read(Reading::Other, |library| Ok(Msg::Reply(ReplyNews::Unfinished(library.store.has_drafts()?))));
            }
            Effect::WriteReply(_)
            | Effect::EditReply(..)
            | Effect::Copy(_)
            | Effect::NextTheme
            | Effect::Redraw
            | Effect::Suspend
            | Effect::Quit => {
                return Some(effect);
            }
        }
        None
    }

    /// Tells when a second process has changed the store, or the user `feeds.toml`, since the last call.
    pub fn watch(&self) {
        let question = self.answers.ask();
        self.send_write(Box::new(move |library| {
            match library.follow_subscriptions() {
                Ok(true) => return question.say(Msg::StoreChanged),
                // Told once, not at every look.
                Err(error) if library.is_news(&error) => question.answer(Err(error)),
                Ok(false) | Err(_) => {}
            }
            if library.has_changed_elsewhere() {
                question.say(Msg::StoreChanged);
            }
            if library.has_new_rules() {
                question.say(Msg::RulesChanged { undo: None, notice: Text::line("rules.toml has other rules now") });
            }
        }));
    }

    /// A sync that nobody asked for: of what is due.
    pub(super) fn sync_due(&self) {
        self.fetcher.sync(None, SyncScope::Due);
    }

    fn open(&self, ticket: Ticket, (article, view, order): (ArticleId, View, Order), width: u16) {
        let question = self.answers.ask_or(move || Msg::Opened { ticket, opened: None });
        let (pages, latest, setter) = (self.pages.clone(), self.latest.clone(), self.setter.clone());
        latest.open.store(ticket, Ordering::SeqCst);
        let job: Job = Box::new(move |library| match library.opened_as(article, view, order) {
            Ok(Some(opened)) => {
                let _ = pages.send(Box::new(move |_| {
                    // Whoever pages through a list wants the last one, not all on the way.
                    if latest.open.load(Ordering::SeqCst) != ticket {
                        return;
                    }
                    if let Some(page) = setter.beginning(&opened, width) {
                        question.say(Msg::Opened { ticket, opened: Some((opened.clone(), page)) });
                        return question.say(Msg::Set { ticket, page: setter.set(&opened, width) });
                    }
                    let page = setter.set(&opened, width);
                    question.say(Msg::Opened { ticket, opened: Some((opened, page)) });
                }));
            }
            Ok(None) => question.say(Msg::Opened { ticket, opened: None }),
            Err(error) => question.answer(Err(error)),
        });
        let _ = self.reads.send(Reading::Article(job));
    }

    pub(super) fn send_write(&self, job: Job) {
        if let Some(writes) = &self.writes {
            let _ = writes.send(job);
        }
    }

    /// Not told when it is done: nothing on the screen follows from it.
    fn keep_position(&self, article: ArticleId, position: Option<Position>) {
        let (question, now) = (self.answers.ask(), (self.clock)());
        self.send_write(Box::new(move |library| {
            if let Err(error) = library.store.set_position(article, position.as_ref(), now) {
                question.answer(Err(error.into()));
            }
        }));
    }

    fn read(
        &self,
        kind: fn(Job) -> Reading,
        work: impl FnOnce(&Library) -> Result<Msg, LibraryError> + Send + 'static,
    ) {
        self.read_for(self.answers.ask(), kind, work);
    }

    fn read_for(
        &self,
        question: Question,
        kind: fn(Job) -> Reading,
        work: impl FnOnce(&Library) -> Result<Msg, LibraryError> + Send + 'static,
    ) {
        let _ = self.reads.send(kind(Box::new(move |library| question.answer(work(library)))));
    }

    fn write(&self, work: impl FnOnce(&Library, Time) -> Result<Msg, LibraryError> + Send + 'static) {
        self.write_for(self.answers.ask(), work);
    }

    fn write_for(
        &self,
        question: Question,
        work: impl FnOnce(&Library, Time) -> Result<Msg, LibraryError> + Send + 'static,
    ) {
        let now = (self.clock)();
        self.send_write(Box::new(move |library| question.answer(work(library, now))));
    }

    fn set(&self, ticket: Ticket, opened: Arc<Opened>, width: u16, rows: HashMap<String, u16>) {
        let (question, latest, setter) = (self.answers.ask(), self.latest.clone(), self.setter.clone());
        latest.set.store(ticket, Ordering::SeqCst);
        let _ = self.pages.send(Box::new(move |_| {
            if latest.set.load(Ordering::SeqCst) == ticket {
                question.say(Msg::Set { ticket, page: setter.set_with(&opened, width, rows) });
            }
        }));
    }

    fn set_comments(&self, opened: Arc<Opened>, width: u16, places: Vec<usize>) {
        let (question, setter) = (self.answers.ask(), self.setter.clone());
        let _ = self.pages.send(Box::new(move |library| {
            let comments = library.texts(&opened, &places).map(|texts| setter.set_comments(&opened, width, texts));
            let thread = opened.thread.clone();
            question.answer(comments.map(|comments| Msg::CommentsSet { thread, width, comments }));
        }));
    }

    /// Sets an article for later; only the last one asked for.
    fn prepare(&self, ticket: Ticket, (article, order): (ArticleId, Order), width: u16) {
        let (setter, latest) = (self.setter.clone(), self.latest.prepare.clone());
        latest.store(ticket, Ordering::SeqCst);
        let _ = self.prepares.send(Box::new(move |library| {
            if latest.load(Ordering::SeqCst) == ticket
                && let Ok(Some(opened)) = library.opened_as(article, View::default(), order)
            {
                setter.set(&opened, width);
            }
        }));
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

impl Drop for Shell {
    /// What the user marked is written before the program ends.
    fn drop(&mut self) {
        drop(self.writes.take());
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

/// Of the box for a reply.
fn not_begun() -> Msg {
    Msg::Reply(ReplyNews::NotBegun(Text::line("this reply can't be written on now; try again")))
}
