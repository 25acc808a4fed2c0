//! Loads articles with their threads from the store.

use std::collections::HashMap;
use std::sync::Arc;

use super::changes;
use super::typeset::first_comments;
use crate::app::document::{Opened, View, tallies};
use crate::domain::triage::{Order, sort};
use crate::domain::{ArticleId, CommentBody, CommentRef, Thread};
use crate::library::{Library, LibraryError};
use crate::store::StoredThread;

/// How many comments a thread may have to be loaded with the text of each.
const MAX_WITH_BODIES: u32 = 5_000;

impl Library {
    /// Loads an article with its thread and the texts of all comments.
    pub fn opened(&self, id: ArticleId) -> Result<Option<Arc<Opened>>, LibraryError> {
        let Some(mut opened) = self.load(id, (View::Text, Order::default()), false)? else { return Ok(None) };
        let outlines = opened.thread.nodes().enumerate().filter(|(_, node)| node.comment.outline);
        let places: Vec<usize> = outlines.map(|(i, _)| i).collect();
        if !places.is_empty() {
            let bodies = self.bodies(&opened, &places)?;
            let opened = Arc::make_mut(&mut opened);
            let thread = Arc::make_mut(&mut opened.thread);
            for (i, body) in bodies {
                thread.set_body(i, body);
            }
        }
        Ok(Some(opened))
    }

    /// Loads one of an article's texts with its thread, to which the user's unpublished replies are added.
    ///
    /// If that text no longer exists, the article has its usual text. Comments of long threads may be without texts.
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
            View::Change(at) => changes::list(&self.store, &article)?.into_iter().nth(at),
            _ => None,
        };
        if matches!(view, View::Change(_)) && change.is_none() {
            view = View::Text;
        }
        let position = self.store.position(id)?;
        let is_long = article.row.comments.loaded > MAX_WITH_BODIES;
        let stored = if is_long { self.store.thread_outline(id)? } else { self.store.thread(id)? };
        let StoredThread { summaries, mut comments, order: mut as_stored } = stored.unwrap_or_default();
        let (folded, released) = self.store.folds(id)?;
        let arrived = if with_replies { self.add_own_replies(id, &summaries, &mut comments)? } else { Vec::new() };
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
            also_in: self.store.also_in(id)?,
        };
        if is_long {
            self.load_first_bodies(&mut opened)?;
        }
        Ok(Some(Arc::new(opened)))
    }

    /// Loads, for a long thread, the texts of the comments that are laid out with the article.
    fn load_first_bodies(&self, opened: &mut Opened) -> Result<(), LibraryError> {
        let places: Vec<usize> = first_comments(opened).map(|(i, _)| i).collect();
        let bodies = self.bodies(opened, &places)?;
        if let Some(thread) = Arc::get_mut(&mut opened.thread) {
            for (i, body) in bodies {
                thread.set_body(i, body);
            }
        }
        Ok(())
    }

    /// Returns the texts of comments by index; reads from the store those that the thread does not have.
    pub fn bodies(&self, opened: &Opened, places: &[usize]) -> Result<Vec<(usize, CommentBody)>, LibraryError> {
        let is_outline = |i: &usize| opened.thread.get(*i).is_some_and(|node| node.comment.outline);
        let wanted: Vec<usize> = places.iter().copied().filter(is_outline).collect();
        let names: Vec<CommentRef> = wanted.iter().filter_map(|i| opened.name_of(*i)).collect();
        let stored = self.store.words(opened.article.row.id, &names)?;
        let mut stored: HashMap<usize, CommentBody> = wanted.into_iter().zip(stored).collect();
        let mut body = |i: usize| {
            let comment = || opened.thread.get(i).map(|node| node.comment);
            let loaded = || comment().map(|loaded| CommentBody { html: loaded.html.clone(), url: loaded.url.clone() });
            stored.remove(&i).or_else(loaded).unwrap_or_default()
        };
        Ok(places.iter().map(|i| (*i, body(*i))).collect())
    }
}
