//! Folding a comment tree: which rows are visible.
//!
//! A fold is an id, so that it outlives reloading; the tree itself is left to `thread`, the cursor to `app`.

use std::collections::HashSet;

use super::Thread;

/// The comments whose answers are hidden. Ids that are in no thread do no harm.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folds {
    folded: HashSet<String>,
}

impl Folds {
    /// Folds what is unfolded and the other way round; says whether it is folded now.
    pub fn toggle(&mut self, id: &str) -> bool {
        let fold = !self.is_folded(id);
        self.set(id, fold);
        fold
    }

    /// Hides the answers to a comment.
    pub fn fold(&mut self, id: &str) {
        self.set(id, true);
    }

    /// Shows the answers to a comment.
    pub fn unfold(&mut self, id: &str) {
        self.set(id, false);
    }

    /// Folds everything that has answers.
    pub fn fold_all(&mut self, thread: &Thread) {
        for node in thread.nodes().iter().filter(|node| node.descendants > 0) {
            self.fold(&node.comment.id);
        }
    }

    /// Shows everything.
    pub fn unfold_all(&mut self) {
        self.folded.clear();
    }

    /// Folds `i` and its siblings that have answers; unfolds them when all of them are folded.
    pub fn fold_siblings(&mut self, thread: &Thread, i: usize) {
        if i >= thread.len() {
            return;
        }
        let first = thread.parent(i).map_or(0, |parent| parent + 1);
        let siblings: Vec<&str> = std::iter::successors(Some(first), |&at| thread.next_sibling(at))
            .filter_map(|at| thread.get(at))
            .filter(|node| node.descendants > 0)
            .map(|node| node.comment.id.as_str())
            .collect();
        let fold = !siblings.iter().all(|id| self.is_folded(id));
        for id in siblings {
            self.set(id, fold);
        }
    }

    /// Shows comments down to depth `level` and no deeper; 0 leaves the roots. Folds below stay as they are.
    pub fn fold_to_level(&mut self, thread: &Thread, level: u32) {
        for node in thread.nodes().iter().filter(|node| node.depth <= level && node.descendants > 0) {
            self.set(&node.comment.id, node.depth == level);
        }
    }

    /// Whether the answers to a comment are hidden.
    #[must_use]
    pub fn is_folded(&self, id: &str) -> bool {
        self.folded.contains(id)
    }

    /// The folded ids, in no order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.folded.iter().map(String::as_str)
    }

    /// The places of the visible comments, top to bottom. Steps over a folded subtree without looking into it.
    pub fn visible<'a>(&'a self, thread: &'a Thread) -> impl Iterator<Item = usize> + 'a {
        let mut next = 0;
        std::iter::from_fn(move || {
            let at = next;
            let node = thread.get(at)?;
            next = if self.is_folded(&node.comment.id) { thread.end_of(at) } else { at + 1 };
            Some(at)
        })
    }

    /// Unfolds whatever hides `i`.
    pub fn reveal(&mut self, thread: &Thread, i: usize) {
        for above in ancestors(thread, i) {
            if let Some(node) = thread.get(above) {
                self.unfold(&node.comment.id);
            }
        }
    }

    /// `i` when it is visible, else the visible comment that it is folded into: where a selection stays.
    #[must_use]
    pub fn anchor(&self, thread: &Thread, i: usize) -> usize {
        let folded = |&above: &usize| thread.get(above).is_some_and(|node| self.is_folded(&node.comment.id));
        ancestors(thread, i).filter(folded).last().unwrap_or(i)
    }

    fn set(&mut self, id: &str, fold: bool) {
        if !fold {
            self.folded.remove(id);
        } else if !self.folded.contains(id) {
            self.folded.insert(id.to_owned());
        }
    }
}

impl FromIterator<String> for Folds {
    fn from_iter<I: IntoIterator<Item = String>>(ids: I) -> Self {
        Self { folded: ids.into_iter().collect() }
    }
}

/// The comments above `i`, nearest first.
fn ancestors(thread: &Thread, i: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(thread.parent(i), |&at| thread.parent(at))
}

#[cfg(test)]
mod tests {
    use super::super::thread::tests::{any_comments, thread};
    use super::*;
    use proptest::prelude::*;

    /// 1 [2 [3] 4] 5 [6]
    fn sample() -> Thread {
        thread(&[("1", "-"), ("2", "1"), ("3", "2"), ("4", "1"), ("5", "-"), ("6", "5")])
    }

    fn shown(folds: &Folds, thread: &Thread) -> String {
        folds.visible(thread).map(|i| thread.nodes()[i].comment.id.as_str()).collect()
    }

    #[test]
    fn folds_hide_whole_subtrees() {
        let thread = sample();
        let mut folds = Folds::default();
        assert_eq!(shown(&folds, &thread), "123456");
        assert!(folds.toggle("2"));
        assert_eq!(shown(&folds, &thread), "12456");
        folds.fold("1");
        assert_eq!(shown(&folds, &thread), "156");
        assert!(!folds.toggle("1"));
        assert_eq!(shown(&folds, &thread), "12456", "the fold inside was remembered");
        folds.fold_all(&thread);
        assert_eq!(shown(&folds, &thread), "15");
        assert_eq!(folds.ids().count(), 3, "comments without answers are not folded");
        folds.unfold_all();
        assert_eq!(shown(&folds, &thread), "123456");
    }

    #[test]
    fn siblings_fold_together_and_back() {
        let thread = sample();
        let mut folds = Folds::default();
        folds.fold("1");
        folds.fold_siblings(&thread, 4);
        assert_eq!(shown(&folds, &thread), "15");
        folds.fold_siblings(&thread, 0);
        assert_eq!(shown(&folds, &thread), "123456");
        folds.fold_siblings(&thread, 3);
        assert_eq!(shown(&folds, &thread), "12456");
        folds.fold_siblings(&thread, 99);
        assert_eq!(shown(&folds, &thread), "12456");
    }

    #[test]
    fn levels_show_so_much_and_no_more() {
        let thread = sample();
        let mut folds = Folds::default();
        for (level, rows) in [(0, "15"), (1, "12456"), (2, "123456"), (9, "123456"), (1, "12456"), (0, "15")] {
            folds.fold_to_level(&thread, level);
            assert_eq!(shown(&folds, &thread), rows, "level {level}");
        }
    }

    #[test]
    fn a_hidden_selection_moves_to_the_fold() {
        let thread = sample();
        let mut folds: Folds = ["1".to_owned(), "2".to_owned()].into_iter().collect();
        assert_eq!((folds.anchor(&thread, 2), folds.anchor(&thread, 0), folds.anchor(&thread, 5)), (0, 0, 5));
        folds.reveal(&thread, 2);
        assert_eq!(shown(&folds, &thread), "123456");
    }

    proptest! {
        #[test]
        fn folding_is_sound_on_any_graph(
            comments in any_comments(), folded in proptest::collection::vec(0..40_u32, 0..12), level in 0..6_u32, pick in 0..60_usize,
        ) {
            let (thread, _) = Thread::build(comments);
            let mut folds: Folds = folded.iter().map(u32::to_string).collect();
            let visible: Vec<usize> = folds.visible(&thread).collect();
            prop_assert!(visible.windows(2).all(|pair| pair[0] < pair[1]));
            for i in 0..thread.len() {
                let anchor = folds.anchor(&thread, i);
                prop_assert!(visible.binary_search(&anchor).is_ok(), "the anchor is visible");
                prop_assert_eq!(visible.binary_search(&i).is_ok(), anchor == i, "hidden is what has another anchor");
                prop_assert!(anchor <= i && i < thread.end_of(anchor));
            }

            if pick < thread.len() {
                let before = folds.clone();
                let id = thread.nodes()[pick].comment.id.clone();
                folds.toggle(&id);
                folds.toggle(&id);
                prop_assert_eq!(&folds, &before, "toggling twice changes nothing");
                folds.reveal(&thread, pick);
                prop_assert_eq!(folds.anchor(&thread, pick), pick);
            }

            folds.fold_to_level(&thread, level);
            prop_assert!(folds.visible(&thread).all(|i| thread.nodes()[i].depth <= level));
            folds.unfold_all();
            prop_assert_eq!(folds.visible(&thread).count(), thread.len(), "every comment can be reached");
            folds.fold_all(&thread);
            prop_assert!(folds.visible(&thread).all(|i| thread.nodes()[i].depth == 0));
        }
    }
}
