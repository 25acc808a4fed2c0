//! Holds the state of one thread: the marks of its comments, how many are unseen, the filter and the analysis.
//!
//! `filtered` works with the filter and the folds behind it. `carry_over` keeps the state when the thread is loaded
//! again. `runtime` stores the marks.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::analysis::{Annotation, ThreadAnalysis};
use crate::app::document::Opened;
use crate::domain::{CommentStatus, Folds};

/// Comments whose marks have changed, each by its place with its earlier mark.
pub(in crate::app) type Changes = Vec<(usize, CommentStatus)>;

/// The filter that is on, with the comments that it shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppliedFilter {
    /// The name of the filter, for the comments' heading.
    pub name: String,
    /// Whether each comment is shown, by place: the matches and their ancestors.
    pub shown: Vec<bool>,
    /// The places of the matches, in pre-order.
    pub matches: Vec<u32>,
}

/// The state of one thread.
#[derive(Debug, Clone, Default)]
pub struct Triage {
    /// The mark of each comment, by place.
    marks: Vec<CommentStatus>,
    /// The number of unseen comments before each place, and at the end the number of all.
    unseen_before: Vec<u32>,
    removed: Vec<bool>,
    /// Whether a comment never counts as unseen, by place, because it is removed or muted.
    quiet: Vec<bool>,
    pub(super) filter: Option<AppliedFilter>,
    /// The user's folds from before the filter.
    pub(super) unfiltered: Option<Folds>,
    /// The result of the thread's analysis.
    pub analysis: Arc<ThreadAnalysis>,
    /// Comments that are no longer folded automatically, because the user wants to read them.
    pub released: BTreeSet<usize>,
    /// Comments that were seen and that the store does not know about yet.
    pub(super) seen: BTreeSet<usize>,
    /// Comments that were marked since the article was opened. The store may load a thread before it has stored them.
    pub(super) touched: BTreeSet<usize>,
}

impl Triage {
    /// Builds the state from the store's marks. `before` is the same thread before it was loaded again: its filter
    /// stays, and new comments are shown beside the matches.
    #[must_use]
    pub fn new(opened: &Opened, before: Option<(&Opened, &Self)>) -> Self {
        let mut triage = Self {
            marks: opened.thread.nodes().map(|node| node.comment.mark).collect(),
            removed: opened.thread.nodes().map(|node| node.comment.is_removed()).collect(),
            released: opened.released.iter().filter_map(|name| opened.place_of(name)).collect(),
            ..Self::default()
        };
        if let Some((known, before)) = before {
            triage.carry_over(opened, known, before);
        }
        triage.update_quiet();
        triage
    }

    /// Stores the result of the thread's analysis.
    pub fn set_analysis(&mut self, analysis: Arc<ThreadAnalysis>) {
        self.analysis = analysis;
        self.update_quiet();
    }

    /// Exempts comments from automatic folding.
    pub fn release(&mut self, places: impl IntoIterator<Item = usize>) {
        self.released.extend(places);
        self.update_quiet();
    }

    /// Works out which comments never count as unseen: removed ones, and muted ones unless the user released them.
    fn update_quiet(&mut self) {
        self.quiet.clone_from(&self.removed);
        for (i, annotation) in &self.analysis.annotations {
            if let Some(quiet) = self.quiet.get_mut(*i).filter(|_| !self.released.contains(i)) {
                *quiet |= matches!(annotation, Annotation::Muted(_));
            }
        }
        self.count_unseen();
    }

    fn count_unseen(&mut self) {
        let mut unseen = 0;
        self.unseen_before.clear();
        self.unseen_before.reserve(self.marks.len() + 1);
        for (mark, quiet) in self.marks.iter().zip(&self.quiet) {
            self.unseen_before.push(unseen);
            unseen += u32::from(*mark == CommentStatus::Unseen && !quiet);
        }
        self.unseen_before.push(unseen);
    }

    /// Returns the mark of a comment.
    #[must_use]
    pub fn mark(&self, i: usize) -> CommentStatus {
        self.marks.get(i).copied().unwrap_or_default()
    }

    /// Counts the unseen comments from the place `from` up to the place `to`, which is not included.
    #[must_use]
    pub fn unseen_in(&self, from: usize, to: usize) -> usize {
        let at = |i: usize| self.unseen_before.get(i).or(self.unseen_before.last()).copied().unwrap_or(0);
        at(to).saturating_sub(at(from)) as usize
    }

    /// Counts the unseen comments of the thread.
    #[must_use]
    pub fn unseen(&self) -> usize {
        self.unseen_before.last().copied().unwrap_or(0) as usize
    }

    /// Returns the next unseen comment behind `after` that the filter shows, or the first one for `None`. From the end
    /// the search continues at the beginning.
    #[must_use]
    pub fn next_unseen(&self, after: Option<usize>) -> Option<usize> {
        let from = after.map_or(0, |i| i + 1);
        let is_unseen = |i: &usize| self.unseen_in(*i, i + 1) > 0 && !self.is_filtered_out(*i);
        (from..self.marks.len()).find(is_unseen).or_else(|| (0..from.min(self.marks.len())).find(is_unseen))
    }

    /// Like [`Self::next_unseen`], but also marks the muted comments on the way seen, because the user has passed them.
    pub fn pass_to_next(&mut self, after: Option<usize>) -> Option<usize> {
        let (from, end) = (after.map_or(0, |i| i + 1), self.marks.len());
        let next = self.next_unseen(after);
        let (on, around) = match next {
            Some(next) if next >= from => (from..next, 0..0),
            Some(next) => (from..end, 0..next),
            None => (from..end, 0..from),
        };
        let is_muted = |i: &usize| self.quiet.get(*i) == Some(&true) && self.removed.get(*i) == Some(&false);
        let passed = on.chain(around).filter(|i| is_muted(i) && !self.is_filtered_out(*i));
        passed.collect::<Vec<_>>().into_iter().for_each(|i| self.see(i));
        next
    }

    /// Marks comments, and returns those whose mark has changed.
    pub fn mark_all(&mut self, places: impl Iterator<Item = usize>, mark: CommentStatus) -> Changes {
        let mut changes = Vec::new();
        for i in places {
            let before = self.mark(i);
            if before != mark && i < self.marks.len() {
                self.set(i, mark);
                self.seen.remove(&i);
                changes.push((i, before));
            }
        }
        self.count_unseen();
        changes
    }

    /// Gives comments their earlier marks again.
    pub fn restore_marks(&mut self, changes: &[(usize, CommentStatus)]) {
        for (i, mark) in changes {
            self.set(*i, *mark);
        }
        self.count_unseen();
    }

    pub(super) fn set(&mut self, i: usize, mark: CommentStatus) {
        if let Some(known) = self.marks.get_mut(i) {
            *known = mark;
            self.touched.insert(i);
        }
    }

    /// Marks an unseen comment seen.
    pub fn see(&mut self, i: usize) {
        if self.mark(i) == CommentStatus::Unseen && i < self.marks.len() {
            let counts = self.unseen_in(i, i + 1) > 0;
            self.set(i, CommentStatus::Seen);
            self.seen.insert(i);
            if counts {
                self.unseen_before.iter_mut().skip(i + 1).for_each(|unseen| *unseen -= 1);
            }
        }
    }

    /// Takes out the comments that were seen since the last call, for the caller to store them.
    pub fn take_seen(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.seen).into_iter().collect()
    }

    /// Returns the filter that is on.
    #[must_use]
    pub fn filter(&self) -> Option<&AppliedFilter> {
        self.filter.as_ref()
    }

    /// Returns which comments the filter shows, by place; `None` without a filter.
    #[must_use]
    pub fn shown(&self) -> Option<&[bool]> {
        self.filter.as_ref().map(|filter| filter.shown.as_slice())
    }

    /// Returns whether the filter hides a comment.
    #[must_use]
    pub fn is_filtered_out(&self, i: usize) -> bool {
        self.shown().is_some_and(|shown| shown.get(i) != Some(&true))
    }
}
