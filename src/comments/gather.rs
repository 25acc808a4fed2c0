//! Comments from several answers become one list: merged by id, the better source's word against the other's.
//!
//! Which source is better is left to the caller, as a number.

use std::cmp::Ordering;
use std::collections::HashMap;

use crate::domain::thread::compare_ids;
use crate::domain::{Comment, Time};

/// What has come in so far.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    comments: HashMap<String, (u8, Comment)>,
}

impl Gathered {
    /// Merges `comments` in and counts those that were not known. Of two with one id, the one with more `trust` wins,
    /// the later on a tie; what it does not say is taken from the other. A missing parent is something said: it
    /// stands at the top.
    pub(super) fn add(&mut self, trust: u8, comments: Vec<Comment>) -> usize {
        let before = self.comments.len();
        for comment in comments {
            let (trust, comment) = match self.comments.remove(&comment.id) {
                None => (trust, comment),
                Some((old_trust, old)) if old_trust > trust => (old_trust, fill(old, comment)),
                Some((_, old)) => (trust, fill(comment, old)),
            };
            self.comments.insert(comment.id.clone(), (trust, comment));
        }
        self.comments.len() - before
    }

    /// How many different comments there are.
    pub(super) fn len(&self) -> usize {
        self.comments.len()
    }

    /// All of them, oldest first.
    pub(super) fn into_comments(self) -> Vec<Comment> {
        oldest_first(self.comments.into_values().map(|(_, comment)| comment).collect())
    }
}

/// `better`, with what it lacks from `other`.
fn fill(better: Comment, other: Comment) -> Comment {
    Comment {
        author: better.author.or(other.author),
        published: better.published.or(other.published),
        html: if better.html.0.is_empty() { other.html } else { better.html },
        score: better.score.or(other.score),
        url: better.url.or(other.url),
        by_author: better.by_author || other.by_author,
        ..better
    }
}

/// Sorts by date, then by number; by number alone when not every comment has a date.
pub(super) fn oldest_first(mut comments: Vec<Comment>) -> Vec<Comment> {
    let dated = comments.iter().all(|comment| comment.published.is_some());
    let date = |comment: &Comment| -> Option<Time> { comment.published.filter(|_| dated) };
    comments.sort_by(|a, b| match date(a).cmp(&date(b)) {
        Ordering::Equal => compare_ids(&a.id, &b.id),
        order => order,
    });
    comments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Html, Text};

    fn comment(id: &str, parent: Option<&str>, author: Option<&str>) -> Comment {
        Comment {
            id: id.into(),
            parent: parent.map(Into::into),
            author: author.map(Text::line),
            html: Html(id.into()),
            ..Comment::default()
        }
    }

    #[test]
    fn the_trusted_word_wins_and_gaps_are_filled() {
        for trusted_first in [true, false] {
            let mut gathered = Gathered::default();
            let trusted = (2, vec![comment("1", None, None)]);
            let other = (1, vec![comment("1", Some("9"), Some("Ann"))]);
            let (first, second) = if trusted_first { (trusted, other) } else { (other, trusted) };
            assert_eq!(gathered.add(first.0, first.1), 1);
            assert_eq!(gathered.add(second.0, second.1), 0);
            let all = gathered.into_comments();
            assert_eq!((all[0].parent.as_deref(), all[0].author.as_deref()), (None, Some("Ann")));
        }
    }

    #[test]
    fn comments_are_sorted_by_date_then_number() {
        let dated =
            |id: &str, date: &str| Comment { published: super::super::dates::parse(date), ..comment(id, None, None) };
        let ids = |comments: Vec<Comment>| oldest_first(comments).into_iter().map(|c| c.id).collect::<Vec<_>>();
        let rows = vec![dated("10", "2026-01-01"), dated("9", "2026-01-01"), dated("11", "2025-01-01")];
        assert_eq!(ids(rows.clone()), ["11", "9", "10"]);
        assert_eq!(ids(rows.into_iter().chain([comment("8", None, None)]).collect()), ["8", "9", "10", "11"]);
    }
}
