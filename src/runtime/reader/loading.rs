//! Articles with their threads, as the store has them.

use std::collections::HashMap;
use std::sync::Arc;

use super::changes;
use super::typeset::at_once;
use crate::app::document::{Opened, View, tallies};
use crate::domain::triage::{Order, sort};
use crate::domain::{ArticleId, CommentBody, CommentRef, Thread};
use crate::library::{Library, LibraryError};
use crate::store::StoredThread;

/// A thread with more comments is read without their texts.
const LONG: u32 = 5_000;

impl Library {
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
        let (thread, warnings) = Thread::build_in(comments, as_stored);
        let thread = if order == Order::Thread { thread } else { sort(thread, order) };
        let mut opened = Opened {
            article,
            tallies: tallies(&thread, summaries.len()),
            thread: Arc::new(thread),
            summaries,
            warnings,
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
}
