//! Skimming: chooses the comments of a thread that are most worth reading in a number of minutes.
//!
//! The caller counts the words of each comment and excludes comments, such as repeats and done or removed ones.

use super::order::wilson;
use crate::domain::{CommentStatus, Node, Thread};

/// A parent of at most so many words is always chosen together with its reply.
const SHORT_PARENT: u32 = 60;
/// Words added to each comment's length when its value is divided by it, so that "Indeed." does not come first.
const BASE_WORDS: f64 = 40.0;
/// Value of the best possible votes or score.
const RATING: f64 = 3.0;
/// Value of being by the article's author.
const BY_AUTHOR: f64 = 3.0;
/// Value of being kept by the user.
const KEPT: f64 = 2.0;

/// A choice of comments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skim {
    /// Indices of the chosen comments, top to bottom.
    pub picks: Vec<u32>,
    /// Number of words in the chosen comments.
    pub words: u32,
    /// Number of words in the whole thread.
    pub of_words: u64,
    /// Number of comments in the whole thread.
    pub of: u32,
}

/// Chooses comments that can be read in `minutes`; the same input always gives the same choice.
///
/// `words` holds each comment's length in words and `skip` excludes comments, both by index. Either may be shorter than
/// the thread: missing entries mean no words, or not excluded.
///
/// A reply brings its parent along if the parent is short or no longer than the reply. Replies to comments that were
/// not chosen fill the remaining time.
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
            None => _ = choice.add(&[i], &length),
            Some(parent) => {
                let is_short = length(parent) <= length(i).max(SHORT_PARENT);
                if !is_short || !choice.add(&[i, parent], &length) {
                    late.push(i);
                }
            }
        }
    }
    for i in late {
        choice.add(&[i], &length);
    }
    Skim {
        picks: (0_u32..).zip(&choice.picked).filter(|(_, picked)| **picked).map(|(i, _)| i).collect(),
        words: choice.words,
        of_words: (0..thread.len()).map(|i| u64::from(length(i))).sum(),
        of: u32::try_from(thread.len()).unwrap_or(u32::MAX),
    }
}

/// The comments chosen so far and the words for which time remains.
struct Choice {
    left: u32,
    picked: Vec<bool>,
    words: u32,
}

impl Choice {
    /// Chooses all of `indices`, or none if the time is too short; returns whether it did.
    fn add(&mut self, indices: &[usize], length: &impl Fn(usize) -> u32) -> bool {
        let new: Vec<usize> = indices.iter().copied().filter(|&i| !self.picked[i]).collect();
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

/// Returns all indices, those with the most value for their length first.
fn ranked(thread: &Thread, words: &[u32]) -> Vec<usize> {
    let points = thread.nodes().filter_map(|node| node.comment.score).map(gain);
    let best = points.fold(0.0, f64::max);
    let per_length = |(i, node): (usize, Node<'_>)| {
        let length = f64::from(words.get(i).copied().unwrap_or(0));
        value(node, best) / (length + BASE_WORDS).sqrt()
    };
    let values: Vec<f64> = thread.nodes().enumerate().map(per_length).collect();
    let mut indices: Vec<usize> = (0..values.len()).collect();
    indices.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    indices
}

/// Returns the value of reading a comment; `best` is the gain of the thread's best score.
fn value(node: Node<'_>, best: f64) -> f64 {
    let comment = node.comment;
    let rating = match (comment.votes, comment.score) {
        (Some(votes), _) => wilson(votes),
        (None, Some(score)) if best > 0.0 => gain(score) / best,
        _ => 0.0,
    };
    let flags = [(comment.by_author, BY_AUTHOR), (comment.mark == CommentStatus::Kept, KEPT)];
    let extra: f64 = flags.into_iter().filter(|(set, _)| *set).map(|(_, value)| value).sum();
    1.0 + f64::from(node.descendants).ln_1p() + RATING * rating + extra
}

/// Scales a score logarithmically, since a hundred points are not worth a hundred times one point.
fn gain(score: i64) -> f64 {
    f64::from(u32::try_from(score.max(0)).unwrap_or(u32::MAX)).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::thread::tests::{any_comments, comment, thread};
    use crate::domain::{Comment, Votes};
    use proptest::prelude::*;

    /// Returns the picks for one minute at `time` words a minute.
    fn picks(thread: &Thread, words: &[u32], time: u32) -> Vec<u32> {
        skim(thread, words, &[], 1, time).picks
    }

    #[test]
    fn replies_and_votes_raise_a_comment() {
        // 1 [2 3] 4 5
        let mut rows: Vec<Comment> =
            [("1", "-"), ("2", "1"), ("3", "1"), ("4", "-"), ("5", "-")].map(|(id, parent)| comment(id, parent)).into();
        let plain = Thread::build(rows.clone()).0;
        assert_eq!(picks(&plain, &[50; 5], 50), [0], "the one with replies");
        rows[3].score = Some(40);
        rows[1].score = Some(2);
        assert_eq!(picks(&Thread::build(rows.clone()).0, &[50; 5], 50), [3], "the one with points");
        rows[4].votes = Some(Votes { up: 90, down: 2 });
        rows[4].by_author = true;
        assert_eq!(picks(&Thread::build(rows.clone()).0, &[50; 5], 50), [4], "the author's own");
        rows[2].mark = CommentStatus::Kept;
        rows[2].by_author = true;
        rows[2].score = Some(40);
        assert_eq!(picks(&Thread::build(rows).0, &[50; 5], 100), [0, 2], "a reply brings its parent along");
    }

    #[test]
    fn long_parents_are_left_out() {
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
        fn choices_fit_the_time_and_fill_it(
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
                // A comment is left out only if the remaining time is too short for it.
                prop_assert!(picked || skip[i] || words[i] == 0 || left < words[i]);
            }
            prop_assert_eq!(&skim, &super::skim(&thread, &words, &skip, minutes, 200));
        }
    }
}
