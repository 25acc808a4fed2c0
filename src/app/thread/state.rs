//! How far the reader is with a thread: marks by place, what is left, which comments a limit shows.
//!
//! Plain bookkeeping; what keys do with it is left to the files beside this one, keeping marks to `runtime`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::analysis::{Annotation, ThreadAnalysis};
use crate::app::document::Opened;
use crate::domain::{CommentStatus, Folds};

/// Marks that changed: each place with what it was.
pub(in crate::app) type Changes = Vec<(usize, CommentStatus)>;

/// The comments that a limit shows, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppliedFilter {
    /// What it is limited to, as the heading says it.
    pub name: String,
    /// By place: the matches and the way to each.
    pub shown: Vec<bool>,
    /// The matches, in pre-order.
    pub matches: Vec<u32>,
}

/// The state of one thread.
#[derive(Debug, Clone, Default)]
pub struct Triage {
    marks: Vec<CommentStatus>,
    /// How many are left before each place, and in all.
    left: Vec<u32>,
    removed: Vec<bool>,
    /// Places whose comments ask for nothing, whatever their mark: removed, or muted.
    quiet: Vec<bool>,
    filter: Option<AppliedFilter>,
    /// The folds from before the limit.
    unfiltered: Option<Folds>,
    /// What was found out about the thread.
    pub analysis: Arc<ThreadAnalysis>,
    /// Comments that are folded by themselves no more, because the user wants to read them.
    pub released: BTreeSet<usize>,
    /// Seen since the store was told.
    seen: BTreeSet<usize>,
    /// Marked since the article was opened: what the store is told may come after what it is asked.
    touched: BTreeSet<usize>,
}

impl Triage {
    /// As the store has it. When the same thread comes again its limit stays: what is new is shown beside it.
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

    /// Takes in what was found out.
    pub fn set_analysis(&mut self, analysis: Arc<ThreadAnalysis>) {
        self.analysis = analysis;
        self.update_quiet();
    }

    /// A comment is folded by itself no more.
    pub fn release(&mut self, places: impl IntoIterator<Item = usize>) {
        self.released.extend(places);
        self.update_quiet();
    }

    /// What is muted is not left, unless the user wants to read it all the same.
    fn update_quiet(&mut self) {
        self.quiet.clone_from(&self.removed);
        for (i, why) in &self.analysis.annotations {
            if let Some(quiet) = self.quiet.get_mut(*i).filter(|_| !self.released.contains(i)) {
                *quiet |= matches!(why, Annotation::Muted(_));
            }
        }
        self.count();
    }

    fn carry_over(&mut self, opened: &Opened, known: &Opened, before: &Self) {
        for i in &before.touched {
            let Some(place) = known.name_of(*i).and_then(|name| opened.place_of(&name)) else { continue };
            let mark = before.mark(*i);
            // What was only looked at takes nothing from what was decided elsewhere meanwhile.
            let was = known.thread.get(*i).map(|node| node.comment.mark);
            if mark != CommentStatus::Seen
                || was != Some(CommentStatus::Unseen)
                || self.mark(place) == CommentStatus::Unseen
            {
                self.set(place, mark);
            }
            if before.seen.contains(i) {
                self.seen.insert(place);
            }
        }
        let names = |places: &BTreeSet<usize>| -> Vec<_> { places.iter().filter_map(|i| known.name_of(*i)).collect() };
        self.released = names(&before.released).iter().filter_map(|name| opened.place_of(name)).collect();
        let unfiltered = before.unfiltered.as_ref().map(|folds| folds.places().filter_map(|i| known.name_of(i)));
        self.unfiltered = unfiltered.map(|names| names.filter_map(|name| opened.place_of(&name)).collect());
        let Some(limited) = &before.filter else { return };
        let was = |name: &crate::domain::CommentRef| known.place_of(name);
        let places = || (0..opened.thread.len()).map(|i| opened.name_of(i).and_then(|name| was(&name)));
        let shown = places().map(|was| was.is_none_or(|i| limited.shown.get(i) == Some(&true))).collect();
        let matches = places().enumerate().filter_map(|(i, was)| {
            let was = u32::try_from(was?).ok()?;
            limited.matches.binary_search(&was).ok().and_then(|_| u32::try_from(i).ok())
        });
        self.filter = Some(AppliedFilter { name: limited.name.clone(), shown, matches: matches.collect() });
    }

    fn count(&mut self) {
        let mut left = 0;
        self.left.clear();
        self.left.reserve(self.marks.len() + 1);
        for (mark, quiet) in self.marks.iter().zip(&self.quiet) {
            self.left.push(left);
            left += u32::from(*mark == CommentStatus::Unseen && !quiet);
        }
        self.left.push(left);
    }

    /// How far the reader is with a comment.
    #[must_use]
    pub fn mark(&self, i: usize) -> CommentStatus {
        self.marks.get(i).copied().unwrap_or_default()
    }

    /// How many are left from one place up to another.
    #[must_use]
    pub fn unseen_in(&self, from: usize, to: usize) -> usize {
        let at = |i: usize| self.left.get(i).or(self.left.last()).copied().unwrap_or(0);
        at(to).saturating_sub(at(from)) as usize
    }

    /// How many are left.
    #[must_use]
    pub fn unseen(&self) -> usize {
        self.left.last().copied().unwrap_or(0) as usize
    }

    /// The next that is left behind `after`, or of all, and that a limit does not leave out; from the end it goes on at
    /// the beginning.
    #[must_use]
    pub fn next_unseen(&self, after: Option<usize>) -> Option<usize> {
        let from = after.map_or(0, |i| i + 1);
        let is_left = |i: &usize| self.unseen_in(*i, i + 1) > 0 && !self.leaves_out(*i);
        (from..self.marks.len()).find(is_left).or_else(|| (0..from.min(self.marks.len())).find(is_left))
    }

    /// The same, gone to: what is muted on the way has been passed by, and is seen.
    pub fn pass_to_next(&mut self, after: Option<usize>) -> Option<usize> {
        let (from, end) = (after.map_or(0, |i| i + 1), self.marks.len());
        let next = self.next_unseen(after);
        let (on, around) = match next {
            Some(next) if next >= from => (from..next, 0..0),
            Some(next) => (from..end, 0..next),
            None => (from..end, 0..from),
        };
        let is_muted = |i: &usize| self.quiet.get(*i) == Some(&true) && self.removed.get(*i) == Some(&false);
        let passed = on.chain(around).filter(|i| is_muted(i) && !self.leaves_out(*i));
        passed.collect::<Vec<_>>().into_iter().for_each(|i| self.see(i));
        next
    }

    /// Marks comments; says which have changed, and what they were.
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
        self.count();
        changes
    }

    /// Puts marks back.
    pub fn restore_marks(&mut self, changes: &[(usize, CommentStatus)]) {
        for (i, mark) in changes {
            self.set(*i, *mark);
        }
        self.count();
    }

    fn set(&mut self, i: usize, mark: CommentStatus) {
        if let Some(known) = self.marks.get_mut(i) {
            *known = mark;
            self.touched.insert(i);
        }
    }

    /// A comment has been looked at.
    pub fn see(&mut self, i: usize) {
        if self.mark(i) == CommentStatus::Unseen && i < self.marks.len() {
            let left = self.unseen_in(i, i + 1) > 0;
            self.set(i, CommentStatus::Seen);
            self.seen.insert(i);
            if left {
                self.left.iter_mut().skip(i + 1).for_each(|left| *left -= 1);
            }
        }
    }

    /// What has been seen since the last call: to be kept.
    pub fn take_seen(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.seen).into_iter().collect()
    }

    /// The limit.
    #[must_use]
    pub fn filter(&self) -> Option<&AppliedFilter> {
        self.filter.as_ref()
    }

    /// Shows only what a limit shows, unfolded; `folds` are put unfiltered until it is let go.
    pub fn apply_filter(&mut self, filter: AppliedFilter, folds: &mut Folds) {
        let before = std::mem::take(folds);
        self.unfiltered.get_or_insert(before);
        self.filter = Some(filter);
    }

    /// Shows everything again, folded as it was before; says whether there was a limit.
    pub fn clear_filter(&mut self, folds: &mut Folds) -> bool {
        *folds = self.unfiltered.take().unwrap_or_else(|| std::mem::take(folds));
        self.filter.take().is_some()
    }

    /// The folds that are to be kept: the user's own, whatever is limited now.
    #[must_use]
    pub fn own_folds(&self, folds: &Folds) -> Vec<usize> {
        let folds = self.unfiltered.as_ref().unwrap_or(folds);
        folds.places().filter(|i| !self.analysis.folds(*i) || self.released.contains(i)).collect()
    }

    /// The folds that the user sees without a limit: those put unfiltered where there is one.
    pub fn unfiltered_folds<'a>(&'a mut self, folds: &'a mut Folds) -> &'a mut Folds {
        self.unfiltered.as_mut().unwrap_or(folds)
    }

    /// By place what is shown, if there is a limit.
    #[must_use]
    pub fn shown(&self) -> Option<&[bool]> {
        self.filter.as_ref().map(|limited| limited.shown.as_slice())
    }

    /// Whether the limit leaves a comment out.
    #[must_use]
    pub fn leaves_out(&self, i: usize) -> bool {
        self.shown().is_some_and(|shown| shown.get(i) != Some(&true))
    }
}
