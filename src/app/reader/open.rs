//! Showing an article in the reader: another one, the same one again, or at another width.
//!
//! What stays at the top of the view is in `anchor`, what the store keeps of it in `saved_place`.

use std::sync::Arc;

use super::scroll_map::{Block, ScrollMap, above};
use super::state::{Anchor, Reader, SavedPlace};
use crate::app::document::{Opened, LaidOutComment, LaidOutPage};
use crate::app::thread::bodies::CommentBodies;
use crate::app::thread::state::Triage;
use crate::domain::{CommentRef, Folds};

impl Reader {
    /// Shows an article. The same article again (its thread was fetched) keeps folds, selection and place.
    pub fn open(&mut self, opened: Arc<Opened>, page: Arc<LaidOutPage>, height: usize) {
        if self.opened.as_deref().is_some_and(|known| known.is_same_article(&opened)) {
            self.refresh(opened, page, height);
        } else {
            self.show_other(opened, page, height);
        }
        self.refind();
    }

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

    /// Shows the same article as it is now. What the user sees stays where it is on the screen.
    fn refresh(&mut self, opened: Arc<Opened>, page: Arc<LaidOutPage>, height: usize) {
        let selected = self.selected_name();
        // A reply of the user's own that has arrived meanwhile has another name now.
        let own =
            self.thread.selected.and_then(|i| self.opened.as_ref()?.thread.get(i)?.comment.reply).map(|(id, _)| id);
        // The row of the screen that the selected comment is on, if it is in view.
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
            let place = opened.place_of(&name).or_else(|| opened.place_of_reply(own?))?;
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

    /// Replaces article, page and thread; `before` is the same article as it was.
    fn load(&mut self, opened: Arc<Opened>, page: Arc<LaidOutPage>, folds: Folds, before: Option<&Opened>) {
        self.thread.folds = folds;
        self.thread.triage = Triage::new(&opened, before.map(|known| (known, &self.thread.triage)));
        self.thread.saved_folds = self.thread.own_folds();
        self.thread.bodies = CommentBodies::new(&opened, &page);
        // Every comment is laid out as it is now, without its changes.
        self.thread.changes.clear();
        self.opened = Some(opened);
        self.page = page;
        self.rebuild();
    }

    /// Shows nothing, and forgets what was on its way.
    pub fn close(&mut self) {
        *self = Self::default();
    }

    /// Shows the same article at another width; what was at the top stays there.
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

    /// Takes comments' texts in, if they are of what is shown; what is looked at stays where it is.
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

    /// Changes what has lines, and keeps what is looked at where it is: the selected comment if it is in view, else what
    /// is at the top. `change` counts the rows anew, and says whether they changed.
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

    /// Computes the scroll again, after a fold or a new setting.
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

    fn refind(&mut self) {
        if let Some(words) = self.find.as_ref().map(|find| find.words.clone()) {
            self.find(&words);
        }
    }

    /// Unfolds whatever hides a comment, and lets go of a limit that leaves it out.
    pub(in crate::app) fn show_hidden(&mut self, i: usize) {
        let Some(opened) = self.opened.clone() else { return };
        if self.thread.folds.anchor(&opened.thread, i) != i {
            self.thread.folds.reveal(&opened.thread, i);
            self.rebuild();
        }
        if self.thread.triage.leaves_out(i) {
            self.thread.triage.clear_filter(&mut self.thread.folds);
            self.thread.folds.reveal(&opened.thread, i);
            self.rebuild();
        }
    }
}
