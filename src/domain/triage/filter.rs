//! Filters a thread to the comments that match, with the ancestors of each.
//!
//! The result names the comments to show; `app` shows them. Folds stay as they are.

use super::case_fold::fold;
use crate::domain::{Comment, CommentStatus, Moderation, Node, Thread};

/// A filter on the comments of a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommentFilter {
    /// Comments whose author's name contains this; unsigned comments never match.
    Author(String),
    /// Comments that the user has not seen.
    Unseen,
    /// Comments that the user has kept.
    Kept,
}

/// The result of a filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilteredThread {
    /// For each index of the thread, whether the comment matches or is an ancestor of a match.
    pub shown: Vec<bool>,
    /// Indices of the matches, top to bottom.
    pub matches: Vec<u32>,
}

/// Filters a thread; `status` returns the status of the comment at an index.
pub fn filter(thread: &Thread, filter: &CommentFilter, status: impl Fn(usize) -> CommentStatus) -> FilteredThread {
    let wanted = match filter {
        CommentFilter::Author(name) => fold(name.trim()),
        CommentFilter::Unseen | CommentFilter::Kept => String::new(),
    };
    let is_match = |(i, node): (usize, Node<'_>)| match filter {
        CommentFilter::Author(_) => is_by(&wanted, node.comment),
        CommentFilter::Unseen => status(i) == CommentStatus::Unseen && node.comment.state != Moderation::Removed,
        CommentFilter::Kept => status(i) == CommentStatus::Kept,
    };
    filter_to(thread, thread.nodes().enumerate().map(is_match).collect())
}

/// Filters a thread to the comments whose index is true in `shown`.
#[must_use]
pub fn filter_to(thread: &Thread, mut shown: Vec<bool>) -> FilteredThread {
    let matches = (0_u32..).zip(&shown).filter(|(_, hit)| **hit).map(|(i, _)| i).collect();
    // Parents come before their replies, so one pass from the end reaches every ancestor.
    for (i, node) in thread.nodes().enumerate().rev() {
        if let Some(parent) = node.parent.filter(|_| shown.get(i) == Some(&true))
            && let Some(above) = shown.get_mut(parent)
        {
            *above = true;
        }
    }
    FilteredThread { shown, matches }
}

/// Search words, folded. A comment matches if its text or author's name contains each of them, even within a word.
#[derive(Debug, Clone)]
pub struct SearchWords(Vec<String>);

impl SearchWords {
    /// Splits the words that the user types. Without any words, every comment matches.
    #[must_use]
    pub fn new(words: &str) -> Self {
        Self(fold(words).split_whitespace().map(str::to_owned).collect())
    }

    /// Returns whether a comment of this author and plain text matches.
    #[must_use]
    pub fn matches(&self, author: Option<&str>, text: &str) -> bool {
        let (text, author) = (fold(text), fold(author.unwrap_or_default()));
        self.0.iter().all(|word| text.contains(word) || author.contains(word))
    }
}

fn is_by(wanted: &str, comment: &Comment) -> bool {
    !wanted.is_empty() && comment.author.as_deref().is_some_and(|author| fold(author).contains(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Text;
    use crate::domain::thread::tests::{any_comments, comment};
    use proptest::prelude::*;

    /// 1 [2 [3] 4] 5
    fn sample() -> Thread {
        let rows = [("1", "-", "Ann"), ("2", "1", ""), ("3", "2", "Bob"), ("4", "1", "bob"), ("5", "-", "Bobby")];
        let mut rows: Vec<Comment> = rows
            .iter()
            .map(|(id, parent, author)| Comment { author: Text::line(author).non_empty(), ..comment(id, parent) })
            .collect();
        rows[2].mark = CommentStatus::Kept;
        rows[4].mark = CommentStatus::Seen;
        Thread::build(rows).0
    }

    const TEXTS: [&str; 5] = ["the price of tea", "TEA is dear", "Straße", "", "no"];

    fn outcome(thread: &Thread, filtered: FilteredThread) -> (Vec<u32>, String) {
        let rows = thread.nodes().zip(filtered.shown).filter(|(_, shown)| *shown);
        (filtered.matches, rows.map(|(node, _)| node.comment.id.as_str()).collect())
    }

    #[test]
    fn the_ancestors_of_each_match_are_shown() {
        let thread = sample();
        for (words, matches, shown) in [
            ("tea", vec![0, 1], "12"),
            ("DEAR tea", vec![1], "12"),
            ("strasse bob", vec![2], "123"),
            ("ann price", vec![0], "1"),
            ("coffee", vec![], ""),
            ("  ", vec![0, 1, 2, 3, 4], "12345"),
        ] {
            let sought = SearchWords::new(words);
            let nodes = thread.nodes().zip(TEXTS);
            let hits = nodes.map(|(node, text)| sought.matches(node.comment.author.as_deref(), text)).collect();
            assert_eq!(outcome(&thread, filter_to(&thread, hits)), (matches, shown.to_owned()), "{words}");
        }
        let author = |name: &str| CommentFilter::Author(name.to_owned());
        for (by, matches, shown) in [
            (author("BOB"), vec![2, 3, 4], "12345"),
            (author(" bobb "), vec![4], "5"),
            (author(""), vec![], ""),
            (CommentFilter::Unseen, vec![0, 1, 3], "124"),
            (CommentFilter::Kept, vec![2], "123"),
        ] {
            let filtered = filter(&thread, &by, |i| thread.get(i).unwrap().comment.mark);
            assert_eq!(outcome(&thread, filtered), (matches, shown.to_owned()), "{by:?}");
        }
    }

    proptest! {
        #[test]
        fn only_matches_and_their_ancestors_are_shown(comments in any_comments()) {
            let (thread, _) = Thread::build(comments);
            let filtered = filter(&thread, &CommentFilter::Unseen, |i| thread.get(i).unwrap().comment.mark);
            let mut expected = vec![false; thread.len()];
            for &place in &filtered.matches {
                prop_assert!(thread.get(place as usize).unwrap().comment.is_unseen());
                let mut at = Some(place as usize);
                while let Some(i) = at {
                    expected[i] = true;
                    at = thread.parent(i);
                }
            }
            prop_assert_eq!(filtered.shown, expected);
            prop_assert_eq!(filtered.matches.len(), thread.nodes().filter(|node| node.comment.is_unseen()).count());
        }
    }
}
