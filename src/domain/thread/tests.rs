//! Tests of building threads, malformed ones included, and of navigating them.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::*;
use crate::domain::CommentStatus;

/// Makes a comment of `id` and `parent`, where "-" means no parent.
pub(in crate::domain) fn comment(id: &str, parent: &str) -> Comment {
    Comment { id: id.into(), parent: (parent != "-").then(|| parent.into()), ..Comment::default() }
}

pub(in crate::domain) fn thread(pairs: &[(&str, &str)]) -> Thread {
    Thread::build(pairs.iter().map(|(id, parent)| comment(id, parent)).collect()).0
}

/// Generates parent graphs with all faults: duplicate ids, self-parents, cycles and orphans.
pub(in crate::domain) fn any_comments() -> impl Strategy<Value = Vec<Comment>> {
    let row = (0..40_u32, proptest::option::weighted(0.8, 0..46_u32), any::<bool>(), 0..2_u16);
    proptest::collection::vec(row, 0..60).prop_map(|rows| {
        rows.into_iter()
            .map(|(id, parent, seen, origin)| Comment {
                origin,
                id: id.to_string().into(),
                parent: parent.map(|p| p.to_string().into()),
                mark: if seen { CommentStatus::Seen } else { CommentStatus::Unseen },
                ..Comment::default()
            })
            .collect()
    })
}

fn outline(thread: &Thread) -> String {
    let rows: Vec<String> = thread
        .nodes()
        .map(|n| format!("{}{}{}", ".".repeat(n.depth as usize), n.comment.id, if n.orphan { "?" } else { "" }))
        .collect();
    rows.join(" ")
}

#[test]
fn trees_come_out_in_pre_order() {
    for (pairs, expected) in [
        (&[][..], ""),
        (&[("1", "-"), ("2", "1"), ("3", "-"), ("4", "1"), ("5", "2")], "1 .2 ..5 .4 3"),
        (&[("2", "1"), ("1", "-")], "1 .2"),
        (&[("b", "-"), ("a", "-")], "b a"),
        (&[("7", "99"), ("1", "-"), ("8", "98"), ("9", "99"), ("10", "9")], "7? 9? .10 1 8?"),
        (&[("5", "5"), ("6", "5")], "5 .6"),
        (&[("10", "9"), ("9", "11"), ("11", "10"), ("12", "10")], "9 .10 ..11 ..12"),
        (&[("1", "-"), ("2", "-"), ("1", "2")], "2 .1"),
    ] {
        assert_eq!(outline(&thread(pairs)), expected, "{pairs:?}");
    }
}

#[test]
fn the_last_comment_of_a_duplicate_id_wins_at_the_first_position() {
    let mut rows = vec![comment("1", "-"), comment("2", "-"), comment("1", "-")];
    rows[2].score = Some(9);
    let (thread, warnings) = Thread::build(rows);
    assert_eq!(outline(&thread), "1 2");
    assert_eq!(thread.get(0).unwrap().comment.score, Some(9));
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].to_string().ends_with(": 1"), "{}", warnings[0]);
}

#[test]
fn a_cycle_is_reported_and_its_smallest_id_loses_its_parent() {
    let (thread, warnings) = Thread::build(vec![comment("10", "9"), comment("9", "10")]);
    assert_eq!(outline(&thread), "9 .10");
    assert_eq!(thread.get(0).unwrap().comment.parent, None);
    assert!(!thread.get(0).unwrap().orphan);
    assert_eq!(warnings[0].to_string(), "cycles of replies, broken at: 9");
}

#[test]
fn many_cycles_make_one_warning() {
    let rows = (0..1000).map(|i| comment(&i.to_string(), &i.to_string())).collect();
    let (_, warnings) = Thread::build(rows);
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].to_string().ends_with("0, 1, 2, 3, 4 and 995 more"), "{}", warnings[0]);
}

#[test]
fn navigation_finds_relatives() {
    // 1 [2 [3] 4] 5 [6]
    let t = thread(&[("1", "-"), ("2", "1"), ("3", "2"), ("4", "1"), ("5", "-"), ("6", "5")]);
    assert_eq!((t.parent(2), t.parent(0)), (Some(1), None));
    assert_eq!((t.next_sibling(1), t.next_sibling(2), t.next_sibling(0)), (Some(3), None, Some(4)));
    assert_eq!((t.prev_sibling(3), t.prev_sibling(1), t.prev_sibling(4)), (Some(1), None, Some(0)));
    assert_eq!((t.prev_sibling(0), t.prev_sibling(2)), (None, None));
    assert_eq!((t.root_of(2), t.root_of(4)), (0, 4));
    assert_eq!(
        (t.next_thread(2), t.next_thread(5), t.prev_thread(5), t.prev_thread(2)),
        (Some(4), None, Some(0), None)
    );
    assert_eq!((t.index_of(0, "6"), t.index_of(0, "7"), t.end_of(0)), (Some(5), None, 4));
    for beyond in [6, usize::MAX] {
        assert_eq!((t.parent(beyond), t.next_sibling(beyond), t.prev_sibling(beyond)), (None, None, None));
        assert_eq!(t.next_thread(beyond), None);
    }
}

#[test]
fn numbers_compare_by_value() {
    for (a, b) in
        [("9", "10"), ("0", "a"), ("a", "b"), ("007", "08"), ("99999999999999999999998", "99999999999999999999999")]
    {
        assert_eq!(compare_ids(a, b), Ordering::Less, "{a} {b}");
        assert_eq!(compare_ids(b, a), Ordering::Greater, "{b} {a}");
    }
}

#[test]
fn very_deep_and_very_wide_threads_are_built() {
    let deep =
        (0..10_000).rev().map(|i| comment(&i.to_string(), &if i == 0 { "-".into() } else { (i - 1).to_string() }));
    let (deep, _) = Thread::build(deep.collect());
    assert_eq!((deep.get(9_999).unwrap().depth, deep.get(0).unwrap().descendants), (9_999, 9_999));
    let wide = (0..100_000).map(|i| comment(&i.to_string(), if i == 0 { "-" } else { "0" }));
    let (wide, _) = Thread::build(wide.collect());
    assert_eq!((wide.get(99_999).unwrap().depth, wide.get(0).unwrap().descendants), (1, 99_999));
    let orphans = (0..100_000).map(|i| comment(&i.to_string(), &format!("gone {}", i % 1000)));
    let (orphans, _) = Thread::build(orphans.collect());
    assert_eq!((orphans.len(), orphans.prev_sibling(99_999)), (100_000, Some(99_998)));
}

proptest! {
    #[test]
    fn any_graph_becomes_a_sound_pre_order_list(comments in any_comments()) {
        let ids: std::collections::BTreeSet<(u16, String)> =
            comments.iter().map(|c| (c.origin, c.id.to_string())).collect();
        let (thread, _) = Thread::build(comments);
        prop_assert_eq!(thread.len(), ids.len(), "each id is there once");
        for (i, node) in thread.nodes().enumerate() {
            prop_assert_eq!(thread.index_of(node.comment.origin, &node.comment.id), Some(i));
            prop_assert_eq!(node.orphan, node.parent.is_none() && node.comment.parent.is_some());
            if let Some(parent) = node.parent {
                let above = thread.get(parent).unwrap();
                prop_assert!(parent < i && i < thread.end_of(parent));
                prop_assert_eq!(node.depth, above.depth + 1);
                prop_assert_eq!(node.comment.parent.as_ref(), Some(&above.comment.id));
                prop_assert_eq!(node.comment.origin, above.comment.origin);
            } else {
                prop_assert_eq!(node.depth, 0);
            }
            let below = thread.nodes().skip(i + 1).take_while(|n| n.depth > node.depth).count();
            prop_assert_eq!(node.descendants as usize, below);
            if let Some(next) = thread.next_sibling(i) {
                prop_assert_eq!(thread.prev_sibling(next), Some(i));
            }
        }
    }

    #[test]
    fn build_in_gives_the_tree_of_comments_in_that_order(
        (comments, order) in any_comments().prop_flat_map(|comments| {
            let order: Vec<u32> = (0..).take(comments.len()).collect();
            (Just(comments), Just(order).prop_shuffle())
        })
    ) {
        let in_order = order.iter().map(|at| comments[*at as usize].clone()).collect();
        prop_assert_eq!(Thread::build_in(comments, order), Thread::build(in_order));
    }

    #[test]
    fn building_again_changes_nothing(comments in any_comments()) {
        let (once, _) = Thread::build(comments);
        let (twice, warnings) = Thread::build(once.clone().into_comments());
        prop_assert_eq!(once, twice);
        prop_assert!(warnings.is_empty());
    }

    #[test]
    fn ids_are_totally_ordered(a in "[0-9a]{0,3}", b in "[0-9a]{0,3}", c in "[0-9a]{0,3}") {
        prop_assert_eq!(compare_ids(&a, &b), compare_ids(&b, &a).reverse());
        if compare_ids(&a, &b).is_le() && compare_ids(&b, &c).is_le() {
            prop_assert!(compare_ids(&a, &c).is_le());
        }
    }
}

proptest::proptest! {
    #[test]
    fn arrange_applies_the_permutation(keys in proptest::collection::vec(0..40_u32, 0..40)) {
        let mut from: Vec<u32> = (0..).take(keys.len()).collect();
        from.sort_by_key(|at| keys[*at as usize]);
        let want: Vec<u32> = from.iter().map(|at| keys[*at as usize]).collect();
        let mut found = keys;
        arrange(&mut found, from);
        proptest::prop_assert_eq!(found, want);
    }
}
