//! What to read of a thread when there are only so many minutes.
//!
//! A choice, and how much of the thread it is. What has no business in it (repeats, what is done or removed) is told by
//! the caller; counting words is left to whoever has the text.

use super::order::wilson;
use crate::domain::{CommentStatus, Node, Thread};

/// Words that are read in passing: a parent this short is taken along without much thought.
const CHEAP_WORDS: u32 = 60;
/// Added to a comment's length when its worth is held against it, so that "Indeed." is not the best of all.
const BASE_WORDS: f64 = 40.0;
/// What the best standing is worth, and what it is worth to be by the article's author or kept.
const STANDING: f64 = 3.0;
const BY_AUTHOR: f64 = 3.0;
const KEPT: f64 = 2.0;

/// A choice of comments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skim {
    /// Their places in the thread, top to bottom.
    pub picks: Vec<u32>,
    /// Words in them.
    pub words: u32,
    /// Words in the whole thread.
    pub of_words: u64,
    /// Comments in the whole thread.
    pub of: u32,
}

/// Chooses what can be read in `minutes`. `words` has each comment's length and `skip` what is not to be chosen, both
/// by place; what `skip` does not reach may be chosen, what `words` does not reach has none.
///
/// An answer comes with the comment it answers, if that is short or shorter than itself; answers to
/// comments that were not chosen fill the time that is left. The same thread always gives the same choice.
#[must_use]
pub fn skim(thread: &Thread, words: &[u32], skip: &[bool], minutes: u32, words_a_minute: u32) -> Skim {
    let length = |i: usize| words.get(i).copied().unwrap_or(0);
    let readable = |i: usize| length(i) > 0 && !skip.get(i).copied().unwrap_or(false);
    let mut choice =
        Choice { left: minutes.saturating_mul(words_a_minute), picked: vec![false; thread.len()], words: 0 };
    let mut late = Vec::new();
    for i in ranked(thread, words).into_iter().filter(|&i| readable(i)) {
        match thread.parent(i).filter(|&parent| readable(parent) && !choice.picked[parent]) {
            _ if choice.picked[i] => {}
            None => _ = choice.take(&[i], &length),
            Some(parent) => {
                let cheap = length(parent) <= length(i).max(CHEAP_WORDS);
                if !cheap || !choice.take(&[i, parent], &length) {
                    late.push(i);
                }
            }
        }
    }
    for i in late {
        choice.take(&[i], &length);
    }
    Skim {
        picks: (0_u32..).zip(&choice.picked).filter(|(_, picked)| **picked).map(|(i, _)| i).collect(),
        words: choice.words,
        of_words: (0..thread.len()).map(|i| u64::from(length(i))).sum(),
        of: u32::try_from(thread.len()).unwrap_or(u32::MAX),
    }
}

struct Choice {
    left: u32,
    picked: Vec<bool>,
    words: u32,
}

impl Choice {
    /// Takes all of these, or none when the time is too short; says whether it did.
    fn take(&mut self, places: &[usize], length: &impl Fn(usize) -> u32) -> bool {
        let new: Vec<usize> = places.iter().copied().filter(|&i| !self.picked[i]).collect();
        let cost = new.iter().fold(0_u32, |sum, &i| sum.saturating_add(length(i)));
        if cost > self.left {
            return false;
        }
        self.left -= cost;
        self.words += cost;
        for i in new {
            self.picked[i] = true;
        }
        true
    }
}

/// Every place, the one that gives most for the time first.
fn ranked(thread: &Thread, words: &[u32]) -> Vec<usize> {
    let points = thread.nodes().filter_map(|node| node.comment.score).map(gain);
    let best = points.fold(0.0, f64::max);
    let worth = |(i, node): (usize, Node<'_>)| {
        let length = f64::from(words.get(i).copied().unwrap_or(0));
        worth(node, best) / (length + BASE_WORDS).sqrt()
    };
    let worths: Vec<f64> = thread.nodes().enumerate().map(worth).collect();
    let mut places: Vec<usize> = (0..worths.len()).collect();
    places.sort_by(|&a, &b| worths[b].total_cmp(&worths[a]));
    places
}

/// What a comment is worth to someone in a hurry; `best` is the gain of the thread's best score.
fn worth(node: Node<'_>, best: f64) -> f64 {
    let comment = node.comment;
    let standing = match (comment.votes, comment.score) {
        (Some(votes), _) => wilson(votes),
        (None, Some(score)) if best > 0.0 => gain(score) / best,
        _ => 0.0,
    };
    let flags = [(comment.by_author, BY_AUTHOR), (comment.mark == CommentStatus::Kept, KEPT)];
    let extra: f64 = flags.into_iter().filter(|(set, _)| *set).map(|(_, worth)| worth).sum();
    1.0 + f64::from(node.descendants).ln_1p() + STANDING * standing + extra
}

/// A hundred points are not a hundred times as good as one.
fn gain(score: i64) -> f64 {
    f64::from(u32::try_from(score.max(0)).unwrap_or(u32::MAX)).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::thread::tests::{any_comments, comment, thread};
    use crate::domain::{Comment, Votes};
    use proptest::prelude::*;

    /// Picks in words a minute, for one minute.
    fn picks(thread: &Thread, words: &[u32], time: u32) -> Vec<u32> {
        skim(thread, words, &[], 1, time).picks
    }

    #[test]
    fn what_was_answered_and_liked_comes_first() {
        // 1 [2 3] 4 5
        let mut rows: Vec<Comment> =
            [("1", "-"), ("2", "1"), ("3", "1"), ("4", "-"), ("5", "-")].map(|(id, parent)| comment(id, parent)).into();
        let plain = Thread::build(rows.clone()).0;
        assert_eq!(picks(&plain, &[50; 5], 50), [0], "the one with answers");
        rows[3].score = Some(40);
        rows[1].score = Some(2);
        assert_eq!(picks(&Thread::build(rows.clone()).0, &[50; 5], 50), [3], "the one with points");
        rows[4].votes = Some(Votes { up: 90, down: 2 });
        rows[4].by_author = true;
        assert_eq!(picks(&Thread::build(rows.clone()).0, &[50; 5], 50), [4], "the author's own");
        rows[2].mark = CommentStatus::Kept;
        rows[2].by_author = true;
        rows[2].score = Some(40);
        assert_eq!(picks(&Thread::build(rows).0, &[50; 5], 100), [0, 2], "an answer comes with its parent");
    }

    #[test]
    fn long_parents_are_not_dragged_in() {
        let thread = thread(&[("1", "-"), ("2", "1"), ("3", "2")]);
        assert_eq!(picks(&thread, &[900, 50, 50], 100), [1, 2]);
        assert_eq!(picks(&thread, &[900, 50, 50], 10), Vec::<u32>::new());
        assert_eq!(picks(&thread, &[900, 50, 50], 1000), [0, 1, 2]);
    }

    #[test]
    fn coverage_is_of_the_whole_thread() {
        let thread = thread(&[("1", "-"), ("2", "1"), ("3", "-")]);
        let skim = skim(&thread, &[100, 30, 0], &[true, false], 5, 200);
        assert_eq!(skim, Skim { picks: vec![1], words: 30, of_words: 130, of: 3 });
        assert_eq!(super::skim(&Thread::default(), &[], &[], 5, 200), Skim::default());
    }

    proptest! {
        #[test]
        fn choices_fit_and_are_full(
            comments in any_comments(), words in proptest::collection::vec(0..300_u32, 60),
            skip in proptest::collection::vec(any::<bool>(), 60), minutes in 0..9_u32,
        ) {
            let (thread, _) = Thread::build(comments);
            let skim = skim(&thread, &words, &skip, minutes, 200);
            prop_assert!(skim.picks.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(skim.words <= minutes * 200);
            prop_assert_eq!(skim.words, skim.picks.iter().map(|&i| words[i as usize]).sum::<u32>());
            let left = minutes * 200 - skim.words;
            for i in 0..thread.len() {
                let picked = skim.picks.binary_search(&u32::try_from(i).unwrap()).is_ok();
                prop_assert!(!picked || (words[i] > 0 && !skip[i]));
                // Someone who has time for the whole thread gets all of it.
                prop_assert!(picked || skip[i] || words[i] == 0 || left < words[i]);
            }
            prop_assert_eq!(&skim, &super::skim(&thread, &words, &skip, minutes, 200));
        }
    }
}
