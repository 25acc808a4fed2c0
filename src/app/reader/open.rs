//! Shows an article in the reader: another one, the same one again, or the same one at another width.
//!
//! `anchor` keeps the top of the view in place, and `saved_place` knows the place that the store has.

use std::sync::Arc;

use super::above::above;
use super::scroll_map::{Block, ScrollMap};
use super::state::{Anchor, Reader, SavedPlace};
use crate::app::document::{LaidOutComment, LaidOutPage, Opened};
use crate::app::thread::bodies::CommentBodies;
use crate::app::thread::state::Triage;
use crate::domain::{CommentRef, Folds};

impl Reader {
    /// Shows an article. If it is the open one, for example with new comments, folds, selection and place stay.
    pub fn open(&mut self, opened: Arc<Opened>, page: Arc<LaidOutPage>, height: usize) {
        if self.opened.as_deref().is_some_and(|known| known.is_same_article(&opened)) {
            self.refresh(&opened, page, height);
        } else {
            self.show_other(opened, page, height);
        }
        self.refind();
    }

    /// Shows an article in place of another one, at the place that the store has of it.
    fn show_other(&mut self, opened: Arc<Opened>, page: Arc<LaidOutPage>, height: usize) {
        *self = Self { pending: self.pending, ..Self::default() };
        self.thread.level = u32::MAX;
        let folds = opened.folded.iter().filter_map(|name| opened.place_of(name)).collect();
        let position = opened.position.clone();
        self.load(opened, page, folds, None);
        if let Some(position) = &position {
            self.go_to(position, height);
        }
        self.saved = SavedPlace { stored: position.clone(), opened: position, start: self.place() };
    }

    /// Shows the open article as the store has it now. The selected comment or the top line stays where it is.
    fn refresh(&mut self, opened: &Arc<Opened>, page: Arc<LaidOutPage>, height: usize) {
        let selected = self.selected_name();
        // A reply of the user gets another id when the site has accepted it.
        let own_reply =
            self.thread.selected.and_then(|i| self.opened.as_ref()?.thread.get(i)?.comment.reply).map(|(id, _)| id);
        // The selected comment's row in the view, if it is in view.
        let start = self.thread.selected.and_then(|i| self.scroll.map.of(i)).map(|segment| segment.start);
        let row = start.and_then(|start| start.checked_sub(self.scroll.top)).filter(|row| *row < height);
        let anchor = self.anchor_for(opened.view);
        let anchored = anchor.as_ref().and_then(|anchor| self.name_of(&anchor.block));
        let folded: Vec<CommentRef> =
            self.thread.folds.places().filter_map(|i| self.opened.as_ref()?.name_of(i)).collect();
        let folds = folded.iter().filter_map(|name| opened.place_of(name)).collect();
        let before = self.opened.take();
        self.load(opened.clone(), page, folds, before.as_deref());
        self.thread.visited = false;
        self.thread.selected = selected.and_then(|name| {
            let place = opened.place_of(&name).or_else(|| opened.place_of_reply(own_reply?))?;
            Some(self.thread.folds.anchor(&opened.thread, place))
        });
        let block = anchored.and_then(|name| opened.place_of(&name)).map(Block::Comment);
        self.restore(anchor.map(|anchor| Anchor { block: block.unwrap_or_else(|| anchor.block.clone()), ..anchor }));
        let start = self.thread.selected.and_then(|i| Some(self.scroll.map.of(i)?.start));
        if let Some((start, row)) = start.zip(row) {
            self.scroll.top = start.saturating_sub(row);
        }
        self.clamp(height);
    }

    /// Replaces article, page and thread. `before` is the same article as it was, whose marks are carried over.
    fn load(&mut self, opened: Arc<Opened>, page: Arc<LaidOutPage>, folds: Folds, before: Option<&Opened>) {
        self.thread.folds = folds;
        self.thread.triage = Triage::new(&opened, before.map(|known| (known, &self.thread.triage)));
        self.thread.saved_folds = self.thread.own_folds();
        self.thread.bodies = CommentBodies::new(&opened, &page);
        // The new page shows every comment without its changes marked.
        self.thread.changes.clear();
        self.opened = Some(opened);
        self.page = page;
        self.rebuild();
    }

    /// Empties the reader and drops the requests that have not been answered.
    pub fn close(&mut self) {
        *self = Self::default();
    }

    /// Shows the open article as it was laid out again. The line at the top of the view stays there.
    pub fn relayout(&mut self, page: Arc<LaidOutPage>, height: usize) {
        let anchor = self.anchor();
        self.thread.changes.clear();
        self.thread.bodies = self.opened.as_ref().map(|opened| CommentBodies::new(opened, &page)).unwrap_or_default();
        self.page = page;
        self.rebuild();
        self.restore(anchor);
        self.clamp(height);
        self.refind();
    }

    /// Adds comments' texts that were laid out for the page's width. What the user sees stays in place.
    pub fn add_texts(&mut self, width: u16, comments: &[(usize, LaidOutComment)], height: usize) {
        if width != self.page.width {
            return;
        }
        let view = self.scroll.map.comments_in(self.scroll.top, height).next().unwrap_or(0);
        self.hold_view(height, |reader| {
            let mut grown = reader.thread.bodies.add(comments, view);
            grown.retain(|i, _| !reader.thread.folds.is_folded(*i) && reader.scroll.map.of(*i).is_some());
            reader.scroll.map.resize(&grown);
            !grown.is_empty()
        });
        let places: Vec<usize> = comments.iter().map(|(i, _)| *i).collect();
        self.find_again(&places);
    }

    /// Runs a change of the scroll and keeps the view in place: by the selected comment if it is in view, else by the
    /// top line. `change` rebuilds the scroll map and returns whether any lines have moved.
    pub(in crate::app) fn hold_view(&mut self, height: usize, change: impl FnOnce(&mut Self) -> bool) {
        let selected = self.thread.selected.and_then(|i| Some((i, self.scroll.map.of(i)?.start)));
        let in_view = selected.filter(|(_, start)| (self.scroll.top..self.scroll.top + height).contains(start));
        let anchor = self.anchor();
        if !change(self) {
            return;
        }
        match in_view {
            Some((i, before)) => {
                let now = self.scroll.map.of(i).map_or(before, |segment| segment.start);
                self.scroll.top = (self.scroll.top + now).saturating_sub(before);
            }
            None => self.restore(anchor),
        }
        self.clamp(height);
    }

    /// Builds the scroll map again, after a change of folds, filter or layout.
    pub fn rebuild(&mut self) {
        self.scroll.map = match &self.opened {
            Some(opened) => {
                let (texts, shown) = (&self.thread.bodies, self.thread.triage.shown());
                ScrollMap::build(above(opened, &self.page), &opened.thread, &self.thread.folds, shown, |i| {
                    texts.height(i)
                })
            }
            None => ScrollMap::default(),
        };
    }

    /// Repeats the search, because matches refer to lines of the layout before.
    fn refind(&mut self) {
        if let Some(words) = self.find.as_ref().map(|find| find.words.clone()) {
            self.find(&words);
        }
    }

    /// Makes a comment visible: unfolds what hides it, and clears a filter that hides it.
    pub(in crate::app) fn show_hidden(&mut self, i: usize) {
        let Some(opened) = self.opened.clone() else { return };
        if self.thread.folds.anchor(&opened.thread, i) != i {
            self.thread.folds.reveal(&opened.thread, i);
            self.rebuild();
        }
        if self.thread.triage.is_filtered_out(i) {
            self.thread.triage.clear_filter(&mut self.thread.folds);
            self.thread.folds.reveal(&opened.thread, i);
            self.rebuild();
        }
    }
}
