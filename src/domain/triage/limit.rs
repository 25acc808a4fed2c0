//! Limiting a thread to some of its comments, with the path to each of them.
//!
//! Nothing is hidden here: the rows to show are told, `app` shows them. Folds stay as they are.

use std::borrow::Cow;

use super::words::fold;
use crate::domain::{Comment, CommentState, Mark, Thread};

/// Which comments a thread is limited to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// Those with all of these words, or parts of words, in the text or the author's name.
    Words(String),
    /// Those by this author. Unsigned comments are by nobody.
    Author(String),
    /// Those still to be looked at.
    Unseen,
    /// Those kept.
    Kept,
}

/// What a limit leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limited {
    /// For each place of the thread: whether it matches or is on the path to one that does.
    pub shown: Vec<bool>,
    /// The places that match, top to bottom.
    pub matches: Vec<u32>,
}

/// Limits a thread; `mark` says how far the reader is with a comment, `text` gives its plain text. No words at all match
/// everything.
pub fn limit<'a>(
    thread: &Thread,
    limit: &Limit,
    mark: impl Fn(usize) -> Mark,
    text: impl Fn(usize) -> Cow<'a, str>,
) -> Limited {
    let wanted = match limit {
        Limit::Words(words) | Limit::Author(words) => fold(words),
        Limit::Unseen | Limit::Kept => String::new(),
    };
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let matches = |i: usize, comment: &Comment| match limit {
        Limit::Words(_) => words.is_empty() || has_words(&words, comment, &text(i)),
        Limit::Author(_) => by(&wanted, comment),
        Limit::Unseen => mark(i) == Mark::Unseen && comment.state != CommentState::Removed,
        Limit::Kept => mark(i) == Mark::Kept,
    };
    let mut shown: Vec<bool> = thread.nodes().iter().enumerate().map(|(i, node)| matches(i, &node.comment)).collect();
    let matches = (0_u32..).zip(&shown).filter(|(_, hit)| **hit).map(|(i, _)| i).collect();
    // Parents stand before their answers: one pass from the end reaches every ancestor.
    for (i, node) in thread.nodes().iter().enumerate().rev() {
        if let Some(parent) = node.parent.filter(|_| shown[i]) {
            shown[parent] = true;
        }
    }
    Limited { shown, matches }
}

fn has_words(words: &[&str], comment: &Comment, text: &str) -> bool {
    let text = fold(text);
    let author = fold(comment.author.as_deref().unwrap_or_default());
    words.iter().all(|word| text.contains(word) || author.contains(word))
}

fn by(wanted: &str, comment: &Comment) -> bool {
    let author = comment.author.as_deref().map(|author| fold(author.trim()));
    author.is_some_and(|author| !author.is_empty() && author == wanted.trim())
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
        rows[2].mark = Mark::Kept;
        rows[4].mark = Mark::Seen;
        Thread::build(rows).0
    }

    const TEXTS: [&str; 5] = ["the price of tea", "TEA is dear", "Straße", "", "no"];

    fn limited(by: &Limit) -> (Vec<u32>, String) {
        let thread = sample();
        let limited = limit(&thread, by, |i| thread.nodes()[i].comment.mark, |i| Cow::Borrowed(TEXTS[i]));
        let rows = thread.nodes().iter().zip(limited.shown).filter(|(_, shown)| *shown);
        (limited.matches, rows.map(|(node, _)| node.comment.id.as_str()).collect())
    }

    #[test]
    fn the_path_to_each_match_stays() {
        let words = |words: &str| Limit::Words(words.to_owned());
        let author = |name: &str| Limit::Author(name.to_owned());
        for (by, matches, shown) in [
            (words("tea"), vec![0, 1], "12"),
            (words("DEAR tea"), vec![1], "12"),
            (words("strasse bob"), vec![2], "123"),
            (words("ann price"), vec![0], "1"),
            (words("coffee"), vec![], ""),
            (words("  "), vec![0, 1, 2, 3, 4], "12345"),
            (author("BOB"), vec![2, 3], "1234"),
            (author(""), vec![], ""),
            (Limit::Unseen, vec![0, 1, 3], "124"),
            (Limit::Kept, vec![2], "123"),
        ] {
            assert_eq!(limited(&by), (matches, shown.to_owned()), "{by:?}");
        }
    }

    proptest! {
        #[test]
        fn shown_is_what_matches_and_what_is_above_it(comments in any_comments()) {
            let (thread, _) = Thread::build(comments);
            let limited = limit(&thread, &Limit::Unseen, |i| thread.nodes()[i].comment.mark, |_| Cow::Borrowed(""));
            let mut expected = vec![false; thread.len()];
            for &place in &limited.matches {
                prop_assert!(thread.nodes()[place as usize].comment.is_left());
                let mut at = Some(place as usize);
                while let Some(i) = at {
                    expected[i] = true;
                    at = thread.parent(i);
                }
            }
            prop_assert_eq!(limited.shown, expected);
            prop_assert_eq!(limited.matches.len(), thread.nodes().iter().filter(|node| node.comment.is_left()).count());
        }
    }
}
