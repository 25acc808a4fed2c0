//! Folding of a comment tree, which decides which comments are visible.
//!
//! A fold is a bit at a comment's index, so that folding a hundred thousand comments costs no more than a walk over
//! them. Indices change when the thread is loaded again: keeping folds by comment id is left to the caller. The tree is
//! left to `thread`, the cursor to `app`.

use super::Thread;

/// The set of comments whose replies are hidden.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folds {
    /// By index in the thread; comments past its end are not folded.
    folded: Vec<bool>,
}

impl Folds {
    /// Toggles a comment's fold and returns whether it is folded now.
    pub fn toggle(&mut self, i: usize) -> bool {
        let fold = !self.is_folded(i);
        self.set(i, fold);
        fold
    }

    /// Hides the replies to a comment.
    pub fn fold(&mut self, i: usize) {
        self.set(i, true);
    }

    /// Shows the replies to a comment.
    pub fn unfold(&mut self, i: usize) {
        self.set(i, false);
    }

    /// Folds every comment that has replies.
    pub fn fold_all(&mut self, thread: &Thread) {
        for (i, node) in thread.nodes().enumerate() {
            if node.descendants > 0 {
                self.set(i, true);
            }
        }
    }

    /// Unfolds every comment.
    pub fn unfold_all(&mut self) {
        self.folded.clear();
    }

    /// Folds `i` and its siblings if they have replies; unfolds them if all of these are folded.
    pub fn fold_siblings(&mut self, thread: &Thread, i: usize) {
        if i >= thread.len() {
            return;
        }
        let first = thread.parent(i).map_or(0, |parent| parent + 1);
        let siblings: Vec<usize> = std::iter::successors(Some(first), |&at| thread.next_sibling(at))
            .filter(|&at| thread.get(at).is_some_and(|node| node.descendants > 0))
            .collect();
        let fold = !siblings.iter().all(|&at| self.is_folded(at));
        for at in siblings {
            self.set(at, fold);
        }
    }

    /// Shows comments down to depth `level`; 0 shows only the roots. Folds below that depth stay as they are.
    pub fn fold_to_level(&mut self, thread: &Thread, level: u32) {
        for (i, node) in thread.nodes().enumerate() {
            if node.depth <= level && node.descendants > 0 {
                self.set(i, node.depth == level);
            }
        }
    }

    /// Returns whether the replies to a comment are hidden.
    #[must_use]
    pub fn is_folded(&self, i: usize) -> bool {
        self.folded.get(i) == Some(&true)
    }

    /// Iterates over the indices of folded comments, in pre-order.
    pub fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.folded.iter().enumerate().filter_map(|(i, folded)| folded.then_some(i))
    }

    /// Iterates over the indices of visible comments, top to bottom, and skips folded subtrees in one step.
    pub fn visible<'a>(&'a self, thread: &'a Thread) -> impl Iterator<Item = usize> + 'a {
        let mut next = 0;
        std::iter::from_fn(move || {
            let at = next;
            let end = thread.get(at).map(|node| at + 1 + node.descendants as usize)?;
            next = if self.is_folded(at) { end } else { at + 1 };
            Some(at)
        })
    }

    /// Unfolds every ancestor of `i`, which makes `i` visible.
    pub fn reveal(&mut self, thread: &Thread, i: usize) {
        for above in ancestors(thread, i) {
            self.unfold(above);
        }
    }

    /// Returns `i` if it is visible, else the visible ancestor whose fold hides it; a selection moves there.
    #[must_use]
    pub fn anchor(&self, thread: &Thread, i: usize) -> usize {
        ancestors(thread, i).filter(|&above| self.is_folded(above)).last().unwrap_or(i)
    }

    fn set(&mut self, i: usize, fold: bool) {
        if fold && self.folded.len() <= i {
            self.folded.resize(i + 1, false);
        }
        if let Some(folded) = self.folded.get_mut(i) {
            *folded = fold;
        }
    }
}

impl FromIterator<usize> for Folds {
    fn from_iter<I: IntoIterator<Item = usize>>(places: I) -> Self {
        let mut folds = Self::default();
        places.into_iter().for_each(|i| folds.fold(i));
        folds
    }
}

/// Iterates over the ancestors of `i`, nearest first.
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
        folds.visible(thread).map(|i| thread.get(i).unwrap().comment.id.as_str()).collect()
    }

    #[test]
    fn folds_hide_whole_subtrees() {
        let thread = sample();
        let mut folds = Folds::default();
        assert_eq!(shown(&folds, &thread), "123456");
        assert!(folds.toggle(1));
        assert_eq!(shown(&folds, &thread), "12456");
        folds.fold(0);
        assert_eq!(shown(&folds, &thread), "156");
        assert!(!folds.toggle(0));
        assert_eq!(shown(&folds, &thread), "12456", "the fold inside was remembered");
        folds.fold_all(&thread);
        assert_eq!(shown(&folds, &thread), "15");
        assert_eq!(folds.places().count(), 3, "comments without replies are not folded");
        folds.unfold_all();
        assert_eq!(shown(&folds, &thread), "123456");
    }

    #[test]
    fn siblings_fold_together_and_back() {
        let thread = sample();
        let mut folds = Folds::default();
        folds.fold(0);
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
    fn levels_show_comments_down_to_a_depth() {
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
        let mut folds: Folds = [0, 1].into_iter().collect();
        assert_eq!((folds.anchor(&thread, 2), folds.anchor(&thread, 0), folds.anchor(&thread, 5)), (0, 0, 5));
        folds.reveal(&thread, 2);
        assert_eq!(shown(&folds, &thread), "123456");
    }

    proptest! {
        #[test]
        fn folding_is_sound_on_any_graph(
            comments in any_comments(), folded in proptest::collection::vec(0..60_usize, 0..12), level in 0..6_u32, pick in 0..60_usize,
        ) {
            let (thread, _) = Thread::build(comments);
            let mut folds: Folds = folded.iter().copied().collect();
            let visible: Vec<usize> = folds.visible(&thread).collect();
            prop_assert!(visible.windows(2).all(|pair| pair[0] < pair[1]));
            for i in 0..thread.len() {
                let anchor = folds.anchor(&thread, i);
                prop_assert!(visible.binary_search(&anchor).is_ok(), "the anchor is visible");
                prop_assert_eq!(visible.binary_search(&i).is_ok(), anchor == i, "a hidden comment has another anchor");
                prop_assert!(anchor <= i && i < thread.end_of(anchor));
            }

            if pick < thread.len() {
                let before = folds.clone();
                folds.toggle(pick);
                folds.toggle(pick);
                prop_assert!(folds.places().eq(before.places()), "toggling twice changes nothing");
                folds.reveal(&thread, pick);
                prop_assert_eq!(folds.anchor(&thread, pick), pick);
            }

            folds.fold_to_level(&thread, level);
            prop_assert!(folds.visible(&thread).all(|i| thread.get(i).unwrap().depth <= level));
            folds.unfold_all();
            prop_assert_eq!(folds.visible(&thread).count(), thread.len(), "every comment is visible");
            folds.fold_all(&thread);
            prop_assert!(folds.visible(&thread).all(|i| thread.get(i).unwrap().depth == 0));
        }
    }
}
