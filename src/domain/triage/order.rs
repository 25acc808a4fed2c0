//! Sorts the comments of a thread.
//!
//! Sorting moves only siblings; the tree is left to `thread`, folds to `fold`.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::domain::thread::compare_ids;
use crate::domain::{Node, Thread, Votes};

/// Standard score of the Wilson bound, for a confidence of 80 % as Lobsters uses.
const Z: f64 = 1.2816;
/// Integer steps between a Wilson bound of 0 and one of 1.
const STEPS: f64 = 1e9;

/// The sort order of siblings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Oldest first, as most sources deliver them.
    #[default]
    Thread,
    /// Newest first.
    Newest,
    /// Most descendants first.
    Answered,
    /// Best votes or score first.
    Score,
    /// Longest first.
    Longest,
}

impl Order {
    /// Every order, in the sequence of [`Self::next`].
    pub const ALL: [Self; 5] = [Self::Thread, Self::Newest, Self::Answered, Self::Score, Self::Longest];

    /// Returns the order's name in the config file and on the screen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Thread => "thread",
            Self::Newest => "newest",
            Self::Answered => "answered",
            Self::Score => "score",
            Self::Longest => "longest",
        }
    }

    /// Returns the order with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.as_str() == name)
    }

    /// Returns the next order, and the first after the last.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|order| *order == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }
}

/// Sorts siblings at every level, and equal ones by id. An article's several threads stay one after the other.
///
/// Orphans of one missing parent stay together, at the position of the first of them.
#[must_use]
pub fn sort(thread: Thread, order: Order) -> Thread {
    let keys: Vec<Key> = thread.nodes().map(|node| key(node, order)).collect();
    let comments = thread.into_comments();
    let mut indices: Vec<u32> = (0..).take(keys.len()).collect();
    indices.sort_by(|&a, &b| {
        let (a, b) = (a as usize, b as usize);
        let (one, other) = (&comments[a], &comments[b]);
        let by_key = || keys[a].compare(keys[b]);
        one.origin.cmp(&other.origin).then_with(by_key).then_with(|| compare_ids(&one.id, &other.id))
    });
    Thread::build_in(comments, indices).0
}

/// Returns the lower bound of the share of upvotes among all possible voters (Wilson 1927), 0 to 1; 0 without votes.
#[must_use]
pub fn wilson(votes: Votes) -> f64 {
    let n = f64::from(votes.up) + f64::from(votes.down);
    if n == 0.0 {
        return 0.0;
    }
    let share = f64::from(votes.up) / n;
    let spread = Z * ((share * (1.0 - share) + Z * Z / (4.0 * n)) / n).sqrt();
    ((share + Z * Z / (2.0 * n) - spread) / (1.0 + Z * Z / n)).clamp(0.0, 1.0)
}

/// A sort key: the lowest class comes first, and within a class the highest value.
#[derive(Debug, Clone, Copy)]
struct Key {
    class: u8,
    value: i64,
}

impl Key {
    fn compare(self, other: Self) -> Ordering {
        self.class.cmp(&other.class).then_with(|| other.value.cmp(&self.value))
    }
}

fn key(node: Node<'_>, order: Order) -> Key {
    let comment = node.comment;
    let known = |value: Option<i64>| value.map_or(Key { class: 1, value: 0 }, |value| Key { class: 0, value });
    let written = comment.published.map(|time| time.timestamp_millis());
    match order {
        Order::Thread => known(written.map(|at| -at)),
        Order::Newest => known(written),
        Order::Answered => known(Some(i64::from(node.descendants))),
        Order::Longest if comment.outline => known(Some(i64::from(comment.bytes))),
        Order::Longest => known(i64::try_from(length(&comment.html.0)).ok()),
        // A share of votes and a score can't be compared, so each kind of source is sorted on its own.
        Order::Score => match (comment.votes, comment.score) {
            (Some(votes), _) => Key { class: 0, value: steps(wilson(votes)) },
            (None, Some(score)) => Key { class: 1, value: score },
            (None, None) => Key { class: 2, value: 0 },
        },
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a bound is between 0 and 1, so the steps fit")]
fn steps(bound: f64) -> i64 {
    (bound * STEPS) as i64
}

/// Counts the characters outside tags.
fn length(html: &str) -> usize {
    let mut inside = false;
    let outside = |c: &char| {
        let was = inside;
        inside = *c == '<' || (inside && *c != '>');
        !was && !inside
    };
    html.chars().filter(outside).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Comment;
    use crate::domain::thread::tests::{any_comments, comment};
    use crate::domain::{Html, Time};
    use proptest::prelude::*;

    fn ids(thread: &Thread) -> String {
        let ids: Vec<&str> = thread.nodes().map(|node| node.comment.id.as_str()).collect();
        ids.join(" ")
    }

    fn at(minute: i64) -> Option<Time> {
        Time::from_timestamp(60 * minute, 0)
    }

    /// 1 [2 [5 6] 3] 4, and the orphans 7 and 8.
    fn sample() -> Thread {
        let html = |text: &str| Html(text.to_owned());
        let votes = |up, down| Some(Votes { up, down });
        let rows = [("1", "-"), ("2", "1"), ("5", "2"), ("6", "2"), ("3", "1"), ("4", "-"), ("7", "99"), ("8", "99")];
        let mut rows: Vec<Comment> = rows.iter().map(|(id, parent)| comment(id, parent)).collect();
        for (row, minute) in rows.iter_mut().zip([1, 2, 5, 6, 3, 4, 0, 9]) {
            row.published = at(minute);
        }
        rows[6].published = None;
        for (row, text) in rows.iter_mut().zip(["<p>ab</p>", "a", "bb", "ccc", "<b title='long long'>x</b>y", "abc"]) {
            row.html = html(text);
        }
        for (row, score) in rows.iter_mut().zip([Some(1), Some(-3), Some(2), Some(2), None, Some(8)]) {
            row.score = score;
        }
        rows[2].votes = votes(1, 0);
        rows[3].votes = votes(90, 10);
        Thread::build(rows).0
    }

    #[test]
    fn only_siblings_move() {
        for (order, want) in [
            (Order::Thread, "1 2 5 6 3 4 8 7"),
            (Order::Newest, "8 7 4 1 3 2 6 5"),
            (Order::Answered, "1 2 5 6 3 4 7 8"),
            (Order::Score, "4 1 2 6 5 3 7 8"),
            (Order::Longest, "4 1 3 2 6 5 7 8"),
        ] {
            let sorted = sort(sample(), order);
            assert_eq!(ids(&sorted), want, "{order:?}");
            assert_eq!(sorted.nodes().filter(|node| node.orphan).count(), 2, "{order:?}");
            assert_eq!(ids(&sort(sorted, Order::Thread)), "1 2 5 6 3 4 8 7", "{order:?} and back");
        }
    }

    #[test]
    fn orders_have_names_and_a_sequence() {
        let mut order = Order::default();
        for known in Order::ALL {
            assert_eq!((order, Order::parse(known.as_str())), (known, Some(known)));
            order = order.next();
        }
        assert_eq!((order, Order::parse("best")), (Order::Thread, None));
    }

    #[test]
    fn few_votes_count_for_less_than_many() {
        let bound = |up, down| wilson(Votes { up, down });
        assert!(bound(90, 10) > bound(1, 0) && bound(1, 0) > bound(1, 1) && bound(1, 1) > bound(0, 9));
        assert_eq!((bound(0, 0), bound(0, 5)), (0.0, 0.0));
        assert!(bound(u32::MAX, u32::MAX) < 0.5 && bound(u32::MAX, 0) <= 1.0);
    }

    #[test]
    fn tags_do_not_count_as_length() {
        for (html, want) in [("", 0), ("äb", 2), ("<p>a</p> b", 3), ("a<b", 1), ("a > b", 5), ("<<a>>b", 2)] {
            assert_eq!(length(html), want, "{html}");
        }
    }

    #[test]
    fn deep_and_wide_threads_are_sorted() {
        let id = |i: usize| i.to_string();
        let deep = (0..100_000).map(|i: usize| comment(&id(i), &i.checked_sub(1).map_or("-".into(), id)));
        let wide = (0..100_000).map(|i: usize| comment(&id(i), if i == 0 { "-" } else { "0" }));
        let both = [Thread::build(deep.collect()).0, Thread::build(wide.collect()).0];
        for (thread, order) in both.into_iter().flat_map(|thread| Order::ALL.map(|order| (thread.clone(), order))) {
            assert_eq!(sort(thread, order).len(), 100_000);
        }
    }

    proptest! {
        #[test]
        fn sorting_keeps_every_comment_and_its_parent(
            comments in any_comments(),
            facts in proptest::collection::vec((any::<Option<i8>>(), any::<Option<(u8, u8)>>(), any::<Option<u8>>(), 0..9_usize), 60),
        ) {
            let (mut comments, mut facts) = (comments, facts.into_iter());
            for comment in &mut comments {
                let Some((score, votes, minute, long)) = facts.next() else { break };
                comment.score = score.map(i64::from);
                comment.votes = votes.map(|(up, down)| Votes { up: up.into(), down: down.into() });
                comment.published = minute.and_then(|minute| at(minute.into()));
                comment.html = Html("x".repeat(long));
            }
            let (thread, _) = Thread::build(comments);
            for order in Order::ALL {
                let sorted = sort(thread.clone(), order);
                prop_assert_eq!(sorted.len(), thread.len());
                for node in thread.nodes() {
                    let there = sorted.get(sorted.index_of(node.comment.origin, &node.comment.id).unwrap()).unwrap();
                    prop_assert_eq!(there.comment, node.comment);
                    prop_assert_eq!((there.depth, there.descendants, there.orphan), (node.depth, node.descendants, node.orphan));
                }
                for (i, node) in sorted.nodes().enumerate() {
                    let Some(next) = sorted.next_sibling(i).map(|next| sorted.get(next).unwrap()) else { continue };
                    // Orphans stand in groups, so only those of one parent are in order.
                    prop_assert!(node.comment.origin <= next.comment.origin);
                    if node.comment.parent == next.comment.parent && node.comment.origin == next.comment.origin {
                        let ordered = key(node, order).compare(key(next, order))
                            .then_with(|| compare_ids(&node.comment.id, &next.comment.id));
                        prop_assert!(ordered.is_lt(), "{:?}", order);
                    }
                }
                prop_assert_eq!(sort(sorted.clone(), order), sorted, "sorting again changes nothing");
            }
        }
    }
}
