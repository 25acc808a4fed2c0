//! Merges the comments of several answers into one list, by id, preferring the more trusted source.
//!
//! The caller gives each source's trust as a number. One thread has limits on its number of comments and bytes; beyond
//! them the caller stops requesting and reports a gap.

use std::cmp::Ordering;
use std::collections::HashMap;

use compact_str::CompactString;

use crate::domain::thread::compare_ids;
use crate::domain::{Comment, Time, Warning};

/// Most comments of one thread.
const MOST: usize = 200_000;
/// Most bytes of their texts, names and addresses: up to two thousand answers may each be as long as the server likes.
const MOST_BYTES: usize = 128 << 20;

/// The comments merged so far.
#[derive(Debug)]
pub(super) struct Merged {
    comments: HashMap<CompactString, (u8, Comment)>,
    bytes: usize,
    /// Most comments and bytes.
    most: (usize, usize),
    /// Whether comments beyond the limits were dropped.
    is_cut: bool,
}

impl Default for Merged {
    fn default() -> Self {
        Self { comments: HashMap::new(), bytes: 0, most: (MOST, MOST_BYTES), is_cut: false }
    }
}

impl Merged {
    /// Merges `comments` in and returns how many are new.
    ///
    /// Of two comments with one id, the one with more `trust` wins, and the later one on a tie. The other fills its
    /// missing fields, except the parent: no parent means that the comment is at the top. Comments beyond the limits
    /// are dropped.
    pub(super) fn add(&mut self, trust: u8, comments: Vec<Comment>) -> usize {
        let before = self.comments.len();
        for comment in comments {
            let is_new = !self.comments.contains_key(&comment.id);
            let is_one_too_many = is_new && self.comments.len() >= self.most.0;
            if is_one_too_many || self.bytes.saturating_add(bytes(&comment)) > self.most.1 {
                self.is_cut = true;
                continue;
            }
            let (trust, comment) = match self.comments.remove(&comment.id) {
                None => (trust, comment),
                Some((old_trust, old)) => {
                    self.bytes = self.bytes.saturating_sub(bytes(&old));
                    if old_trust > trust { (old_trust, fill(old, comment)) } else { (trust, fill(comment, old)) }
                }
            };
            self.bytes = self.bytes.saturating_add(bytes(&comment));
            self.comments.insert(comment.id.clone(), (trust, comment));
        }
        self.comments.len() - before
    }

    /// Whether comments were dropped, so that the caller must stop requesting.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Names the limit that was exceeded, if one was.
    pub(super) fn gap(&self) -> Option<Warning> {
        let limit = if self.comments.len() >= self.most.0 {
            format!("{} comments", self.most.0)
        } else {
            format!("{} MiB of comments", self.most.1 >> 20)
        };
        self.is_cut.then(|| Warning::new(format!("more than {limit}: the rest was not fetched")))
    }

    /// Like [`Self::default`], but with other limits.
    #[cfg(test)]
    pub(super) fn limited(comments: usize, bytes: usize) -> Self {
        Self { most: (comments, bytes), ..Self::default() }
    }

    /// Number of comments with different ids.
    pub(super) fn len(&self) -> usize {
        self.comments.len()
    }

    /// Returns all comments, oldest first.
    pub(super) fn into_comments(self) -> Vec<Comment> {
        oldest_first(self.comments.into_values().map(|(_, comment)| comment).collect())
    }
}

fn bytes(comment: &Comment) -> usize {
    let texts = [comment.parent.as_deref(), comment.author.as_deref(), comment.url.as_deref()];
    let texts = texts.into_iter().flatten().map(str::len);
    texts.fold(comment.id.len().saturating_add(comment.html.0.len()), usize::saturating_add)
}

/// Fills the missing fields of `better` from `other`.
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

/// Sorts by date and then by id; by id alone if any comment has no date.
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
    fn the_more_trusted_comment_wins_and_its_gaps_are_filled() {
        for trusted_first in [true, false] {
            let mut merged = Merged::default();
            let trusted = (2, vec![comment("1", None, None)]);
            let other = (1, vec![comment("1", Some("9"), Some("Ann"))]);
            let (first, second) = if trusted_first { (trusted, other) } else { (other, trusted) };
            assert_eq!(merged.add(first.0, first.1), 1);
            assert_eq!(merged.add(second.0, second.1), 0);
            let all = merged.into_comments();
            assert_eq!((all[0].parent.as_deref(), all[0].author.as_deref()), (None, Some("Ann")));
        }
    }

    #[test]
    fn comments_beyond_the_limits_are_dropped() {
        let named = |ids: std::ops::Range<usize>| ids.map(|id| comment(&id.to_string(), None, None)).collect();
        let mut merged = Merged::default();
        assert_eq!(merged.add(0, named(0..MOST)), MOST);
        assert_eq!((merged.is_cut(), merged.gap()), (false, None));
        assert_eq!(merged.add(0, named(MOST - 1..MOST + 9)), 0);
        let gap = merged.gap().map(|gap| gap.to_string());
        assert_eq!(gap.as_deref(), Some("more than 200000 comments: the rest was not fetched"));
        assert_eq!(merged.into_comments().len(), MOST);
        // A comment that comes again does not count twice.
        let long = |id: &str| Comment { html: Html("x".repeat(1 << 20)), ..comment(id, None, None) };
        let mut merged = Merged::limited(9, (3 << 20) + 100);
        for _ in 0..5 {
            merged.add(0, vec![long("a"), long("b")]);
        }
        assert!(!merged.is_cut());
        merged.add(0, vec![long("c"), long("d")]);
        assert_eq!(merged.len(), 3);
        let gap = merged.gap().map(|gap| gap.to_string());
        assert_eq!(gap.as_deref(), Some("more than 3 MiB of comments: the rest was not fetched"));
    }

    #[test]
    fn comments_are_sorted_by_date_then_id() {
        let dated = |id: &str, date: &str| Comment {
            published: crate::domain::dates::parse_printed(date),
            ..comment(id, None, None)
        };
        let ids = |comments: Vec<Comment>| oldest_first(comments).into_iter().map(|c| c.id).collect::<Vec<_>>();
        let rows = vec![dated("10", "2026-01-01"), dated("9", "2026-01-01"), dated("11", "2025-01-01")];
        assert_eq!(ids(rows.clone()), ["11", "9", "10"]);
        assert_eq!(ids(rows.into_iter().chain([comment("8", None, None)]).collect()), ["8", "9", "10", "11"]);
    }
}
