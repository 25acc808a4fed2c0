//! Carries the state of a thread over when the same thread is loaded again, perhaps with new comments.
//!
//! Comments may have other places then, so each is found by its name.

use std::collections::BTreeSet;

use super::state::{AppliedFilter, Triage};
use crate::app::document::Opened;
use crate::domain::{CommentRef, CommentStatus};

impl Triage {
    /// Takes marks, releases, folds and filter over from `before`, which is the state of the thread `known`.
    pub(super) fn carry_over(&mut self, opened: &Opened, known: &Opened, before: &Self) {
        self.carry_marks(opened, known, before);
        let names = |places: &BTreeSet<usize>| -> Vec<_> { places.iter().filter_map(|i| known.name_of(*i)).collect() };
        self.released = names(&before.released).iter().filter_map(|name| opened.place_of(name)).collect();
        let unfiltered = before.unfiltered.as_ref().map(|folds| folds.places().filter_map(|i| known.name_of(i)));
        self.unfiltered = unfiltered.map(|names| names.filter_map(|name| opened.place_of(&name)).collect());
        self.filter = before.filter.as_ref().map(|filter| carry_filter(opened, known, filter));
    }

    fn carry_marks(&mut self, opened: &Opened, known: &Opened, before: &Self) {
        for i in &before.touched {
            let Some(place) = known.name_of(*i).and_then(|name| opened.place_of(&name)) else { continue };
            let mark = before.mark(*i);
            // Another process may have marked a comment that was only seen here: its mark stays.
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
    }
}

/// Returns the filter with the comments' new places. It shows new comments too, but they are not matches.
fn carry_filter(opened: &Opened, known: &Opened, filter: &AppliedFilter) -> AppliedFilter {
    let was = |name: &CommentRef| known.place_of(name);
    let places = || (0..opened.thread.len()).map(|i| opened.name_of(i).and_then(|name| was(&name)));
    let shown = places().map(|was| was.is_none_or(|i| filter.shown.get(i) == Some(&true))).collect();
    let matches = places().enumerate().filter_map(|(i, was)| {
        let was = u32::try_from(was?).ok()?;
        filter.matches.binary_search(&was).ok().and_then(|_| u32::try_from(i).ok())
    });
    AppliedFilter { name: filter.name.clone(), shown, matches: matches.collect() }
}
