//! What the screen asks of the store, answered in the screen's words. Everything here blocks.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::changes;
use super::typeset::at_once;
use crate::app::told::tallies;
use crate::app::{Around, Msg, Opened, REACH, TITLES, Ticket, Undo, View};
use crate::domain::article::Fnv;
use crate::domain::triage::{Order, sort};
use crate::domain::{ArticleId, CommentBody, CommentRef, FeedId, ListQuery, Text, Thread, Time, Window, pluralize};
use crate::settings::{Paths, RulesFile, SettingsError, Subscriptions};
use crate::store::{Store, StoreError, StoredThread};

/// The key of the store's note on which `feeds.toml` it follows.
const FEEDS_SEEN: &str = "feeds.toml";

/// Comments from which on a thread is read without its texts.
const LONG: u32 = 5_000;
/// Words of a title that are looked for; more are typed by nobody.
const MAX_WORDS: usize = 16;

/// The store, and the file that says what is subscribed.
#[derive(Clone)]
pub struct Library {
    /// The store.
    pub store: Store,
    /// The folders.
    pub paths: Paths,
    seen: Arc<Seen>,
}

/// What the looks for changes by others have seen.
#[derive(Debug, Default)]
struct Seen {
    /// The store's version; 0 before the first look.
    version: AtomicI64,
    /// What was wrong with `feeds.toml`.
    error: Mutex<String>,
    /// What `rules.toml` said, as a number; 0 before the first look.
    rules: AtomicU64,
}

/// What can go wrong here.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// `feeds.toml` or `rules.toml` can't be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
}

/// What a file says, as a number; one that is not there says nothing.
fn fingerprint(file: &Path) -> u64 {
    let mut hash = Fnv::default();
    hash.write(&std::fs::read(file).unwrap_or_default());
    hash.0
}

impl Library {
    /// Opens the store, makes it follow `feeds.toml`, and takes in what editors left; costs nothing when there is nothing.
    pub fn open(paths: &Paths) -> Result<Self, LibraryError> {
        let library = Self { store: Store::open(&paths.state)?, paths: paths.clone(), seen: Arc::default() };
        library.follow_subscriptions()?;
        library.take_all_in()?;
        Ok(library)
    }

    /// Reads `feeds.toml` again if it is another than last time; says whether it was.
    pub fn follow_subscriptions(&self) -> Result<bool, LibraryError> {
        let file = self.paths.feeds_file();
        let seen = format!("{:016x}", fingerprint(&file));
        if self.store.meta(FEEDS_SEEN)?.as_deref() == Some(seen.as_str()) {
            return Ok(false);
        }
        // Not the text just read: a file that can't be read must fail, not unsubscribe from everything.
        let subscriptions = Subscriptions::load(&file)?;
        self.store.reconcile(subscriptions.list())?;
        self.store.set_meta(FEEDS_SEEN, &seen)?;
        Ok(true)
    }

    /// Changes `feeds.toml` and follows it.
    pub fn change_subscriptions<T>(&self, change: impl FnOnce(&mut Subscriptions) -> T) -> Result<T, LibraryError> {
        let _turn = self.paths.lock_feeds()?;
        let mut subscriptions = Subscriptions::load(&self.paths.feeds_file())?;
        let result = change(&mut subscriptions);
        subscriptions.save()?;
        self.follow_subscriptions()?;
        Ok(result)
    }

    /// Changes `rules.toml`.
    pub fn change_rules<T>(
        &self,
        change: impl FnOnce(&mut RulesFile) -> Result<T, SettingsError>,
    ) -> Result<T, LibraryError> {
        let _turn = self.paths.lock_rules()?;
        let mut rules = RulesFile::load(&self.paths.rules_file())?;
        let result = change(&mut rules)?;
        rules.save()?;
        self.has_new_rules();
        Ok(result)
    }

    /// Whether `rules.toml` says something else than at the last look.
    pub(super) fn has_new_rules(&self) -> bool {
        let now = fingerprint(&self.paths.rules_file());
        let before = self.seen.rules.swap(now, Ordering::Relaxed);
        before != 0 && before != now
    }

    /// Whether somebody else has written to the store since the last look.
    pub(super) fn has_changed_elsewhere(&self) -> bool {
        let Ok(version) = self.store.data_version() else { return false };
        let before = self.seen.version.swap(version, Ordering::Relaxed);
        before != 0 && before != version
    }

    /// Whether this error has not been told yet.
    pub(super) fn is_news(&self, error: &LibraryError) -> bool {
        let text = error.to_string();
        let mut told = self.seen.error.lock().unwrap_or_else(PoisonError::into_inner);
        let is_news = *told != text;
        *told = text;
        is_news
    }

    /// The stretch of a list around a place or an article.
    pub(super) fn articles(&self, ticket: Ticket, query: &ListQuery, around: Around) -> Result<Msg, LibraryError> {
        let (place, found) = match around {
            Around::Place(place) => (place, None),
            Around::Article(id, place) => {
                let found = self.store.position_of(query, id)?;
                (found.unwrap_or(place), found)
            }
        };
        let offset = place.saturating_sub(REACH);
        let mut window: Window = self.store.window(query, offset, place - offset + REACH)?;
        if window.rows.is_empty() && window.total > 0 {
            window = self.store.window(query, window.total.saturating_sub(REACH), REACH)?;
        }
        Ok(Msg::Articles { ticket, window, found })
    }

    /// Articles whose titles have these words; the newest without any.
    pub(super) fn titles(&self, ticket: Ticket, words: &str) -> Result<Msg, LibraryError> {
        let words: Vec<&str> = words.split_whitespace().take(MAX_WORDS).collect();
        let rows = if words.is_empty() {
            self.store.window(&ListQuery::default(), 0, TITLES)?.rows
        } else {
            self.store.titles(&words, TITLES)?
        };
        Ok(Msg::Titles { ticket, rows })
    }

    /// An article with its thread.
    pub fn opened(&self, id: ArticleId) -> Result<Option<Arc<Opened>>, LibraryError> {
        let Some(mut opened) = self.load(id, (View::Text, Order::default()), false)? else { return Ok(None) };
        let outlines = opened.thread.nodes().enumerate().filter(|(_, node)| node.comment.outline);
        let places: Vec<usize> = outlines.map(|(i, _)| i).collect();
        if !places.is_empty() {
            let texts = self.texts(&opened, &places)?;
            let opened = Arc::make_mut(&mut opened);
            let thread = Arc::make_mut(&mut opened.thread);
            for (i, words) in texts {
                thread.set_words(i, words);
            }
        }
        Ok(Some(opened))
    }

    /// One of an article's texts with its thread. Where that text is not there any more, it is the article's.
    /// The replies on their way stand in it.
    pub fn opened_as(&self, id: ArticleId, view: View, order: Order) -> Result<Option<Arc<Opened>>, LibraryError> {
        self.load(id, (view, order), true)
    }

    fn load(
        &self,
        id: ArticleId,
        (view, order): (View, Order),
        with_replies: bool,
    ) -> Result<Option<Arc<Opened>>, LibraryError> {
        let Some(mut article) = self.store.article(id)? else { return Ok(None) };
        let mut view = view;
        if view == View::Feed
            && article.from_page
            && let Some(html) = self.store.feed_text(id)?
        {
            article.html = html;
            article.from_page = false;
        }
        let revisions = changes::count(&self.store, &article)?;
        let change = match view {
            View::Change(at) => changes::of(&self.store, &article)?.into_iter().nth(at),
            _ => None,
        };
        if matches!(view, View::Change(_)) && change.is_none() {
            view = View::Text;
        }
        let position = self.store.position(id)?;
        let is_long = article.row.comments.loaded > LONG;
        let stored = if is_long { self.store.thread_outline(id)? } else { self.store.thread(id)? };
        let StoredThread { summaries, mut comments, order: mut as_stored } = stored.unwrap_or_default();
        let (folded, released) = self.store.folds(id)?;
        let arrived = if with_replies { self.stand_in(id, &summaries, &mut comments)? } else { Vec::new() };
        as_stored.extend((0..).take(comments.len()).skip(as_stored.len()));
        let (thread, odd) = Thread::build_in(comments, as_stored);
        let thread = if order == Order::Thread { thread } else { sort(thread, order) };
        let mut opened = Opened {
            article,
            tallies: tallies(&thread, summaries.len()),
            thread: Arc::new(thread),
            summaries,
            odd,
            view,
            revisions,
            change,
            position,
            folded,
            released,
            arrived,
            order,
        };
        if is_long {
            self.fill_first(&mut opened)?;
        }
        Ok(Some(Arc::new(opened)))
    }

    /// A long thread comes without its texts; those that are set with the article are read at once.
    fn fill_first(&self, opened: &mut Opened) -> Result<(), LibraryError> {
        let places: Vec<usize> = at_once(opened).map(|(i, _)| i).collect();
        let texts = self.texts(opened, &places)?;
        if let Some(thread) = Arc::get_mut(&mut opened.thread) {
            for (i, words) in texts {
                thread.set_words(i, words);
            }
        }
        Ok(())
    }

    /// What comments say, read from the store where the thread came without.
    pub fn texts(&self, opened: &Opened, places: &[usize]) -> Result<Vec<(usize, CommentBody)>, LibraryError> {
        let is_outline = |i: &usize| opened.thread.get(*i).is_some_and(|node| node.comment.outline);
        let wanted: Vec<usize> = places.iter().copied().filter(is_outline).collect();
        let names: Vec<CommentRef> = wanted.iter().filter_map(|i| opened.name_of(*i)).collect();
        let words = self.store.words(opened.article.row.id, &names)?;
        let mut read: HashMap<usize, CommentBody> = wanted.into_iter().zip(words).collect();
        let mut text = |i: usize| {
            let comment = || opened.thread.get(i).map(|node| node.comment);
            let here = || comment().map(|here| CommentBody { html: here.html.clone(), url: here.url.clone() });
            read.remove(&i).or_else(here).unwrap_or_default()
        };
        Ok(places.iter().map(|i| (*i, text(*i))).collect())
    }

    pub(super) fn next_unread(
        &self,
        ticket: Ticket,
        query: &ListQuery,
        (from, backwards): (Option<ArticleId>, bool),
    ) -> Result<Msg, LibraryError> {
        let found = match from {
            Some(from) if backwards => self.store.previous_unread(from, query)?,
            from => self.store.next_unread(from, query)?,
        };
        let found = match found {
            Some((id, place)) => self.store.rows(&[id])?.into_iter().next().map(|row| (row, place)),
            None => None,
        };
        Ok(Msg::NextUnread { ticket, found })
    }

    pub(super) fn set_read(&self, articles: &[ArticleId], read: bool, now: Time) -> Result<Msg, LibraryError> {
        let changed = self.store.set_read(articles, read, now)?;
        let undo = (!changed.is_empty()).then_some(Undo::Read { articles: changed, read: !read });
        Ok(Msg::Changed { undo, notice: None })
    }

    pub(super) fn set_starred(&self, articles: &[ArticleId], starred: bool) -> Result<Msg, LibraryError> {
        let changed = self.store.set_starred(articles, starred)?;
        let undo = (!changed.is_empty()).then_some(Undo::Starred { articles: changed, starred: !starred });
        Ok(Msg::Changed { undo, notice: None })
    }

    pub(super) fn mark_all_read(&self, query: &ListQuery, now: Time) -> Result<Msg, LibraryError> {
        let changed = self.store.mark_all_read(query, now)?;
        let notice = match changed.len() {
            0 => "nothing was unread here".to_owned(),
            n => format!("{} marked read; u takes it back", pluralize(n, "article")),
        };
        let undo = (!changed.is_empty()).then_some(Undo::Read { articles: changed, read: false });
        Ok(Msg::Changed { undo, notice: Some(Text::line(&notice)) })
    }

    /// Takes a feed out of `feeds.toml`. Its articles stay in the store, out of sight, so that it can come back.
    pub(super) fn remove_feed(&self, feed: FeedId) -> Result<Msg, LibraryError> {
        let Some(row) = self.store.feeds()?.into_iter().find(|row| row.id == feed) else {
            return Ok(Msg::Failed(Text::line("this feed is not in feeds.toml any more")));
        };
        let removed = self.change_subscriptions(|feeds| feeds.remove(&row.url))?;
        let notice = Text::line(&format!("removed {}; u brings it back", row.title));
        Ok(Msg::Changed { undo: removed.map(|removed| Undo::Removed(Box::new(removed))), notice: Some(notice) })
    }

    pub(super) fn undo(&self, undo: Undo, now: Time) -> Msg {
        match self.take_back(&undo, now) {
            Ok(()) if matches!(undo, Undo::Rules { .. }) => Msg::RulesChanged { undo: None, notice: undo.notice() },
            Ok(()) => Msg::Changed { undo: None, notice: Some(undo.notice()) },
            Err(error) => Msg::NotUndone { undo, error: Text::line(&error.to_string()) },
        }
    }

    fn take_back(&self, undo: &Undo, now: Time) -> Result<(), LibraryError> {
        match undo {
            Undo::Read { articles, read } => drop(self.store.set_read(articles, *read, now)?),
            Undo::Starred { articles, starred } => drop(self.store.set_starred(articles, *starred)?),
            Undo::Marks { article, marks, .. } => self.store.mark_comments(*article, marks.clone())?,
            Undo::Rules { remove, add } => self.put_rules_back(remove, add)?,
            Undo::Removed(removed) => drop(self.change_subscriptions(|feeds| feeds.restore(removed))?),
            Undo::Reply(reply) => self.store.restore_reply(reply)?,
            Undo::Added(urls) => {
                self.change_subscriptions(|feeds| urls.iter().filter(|url| feeds.remove(url).is_some()).count())?;
            }
        }
        Ok(())
    }
}
