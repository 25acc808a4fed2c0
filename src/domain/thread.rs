//! A comment tree as a flat pre-order list with depth and subtree length, and where its edges lead.
//!
//! Nothing here recurses: depth comes from the network. What is hidden is left to `fold`, spelling "no parent"
//! one way to the sources.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::{Comment, Warning};

/// Ids named in one warning; the others are counted.
const NAMED_IDS: usize = 5;

/// One comment in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The comment.
    pub comment: Comment,
    /// Where its parent stands in the list; `None` at the top. Always smaller than its own place.
    pub parent: Option<usize>,
    /// Steps from the top.
    pub depth: u32,
    /// Comments below it, at every depth.
    pub descendants: u32,
    /// Its parent is named but not loaded: it stands at the top in the meantime.
    pub orphan: bool,
}

/// A thread in pre-order. `nodes()[i]` is followed by its whole subtree, `descendants` long.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thread {
    nodes: Vec<Node>,
    index: Index,
}

/// Where ids stand, thread by thread: ids of two origins have nothing to do with each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Index(Vec<HashMap<String, usize>>);

impl Index {
    fn get(&self, origin: u16, id: &str) -> Option<usize> {
        self.0.get(usize::from(origin))?.get(id).copied()
    }

    fn insert(&mut self, comment: &Comment, at: usize) {
        let origin = usize::from(comment.origin);
        if self.0.len() <= origin {
            self.0.resize_with(origin + 1, HashMap::new);
        }
        if let Some(ids) = self.0.get_mut(origin) {
            ids.insert(comment.id.clone(), at);
        }
    }
}

impl Thread {
    /// Orders `comments` into a tree in linear time; children may come before their parents.
    ///
    /// Siblings and roots keep the order given. The later of two comments with one id wins, in the place of the first.
    /// A circle of answers (a comment that answers itself is the smallest) is broken at its smallest id, which then has
    /// no parent. A comment whose parent is not there becomes a root that keeps the parent's name and is marked
    /// `orphan`; those that miss the same parent stand together, where the first of them stood.
    #[must_use]
    pub fn build(comments: Vec<Comment>) -> (Self, Vec<Warning>) {
        let mut warnings = Vec::new();
        let (mut comments, slots) = unique(comments, &mut warnings);
        let mut parents: Vec<Option<usize>> =
            comments.iter().map(|c| c.parent.as_ref().and_then(|p| slots.get(c.origin, p))).collect();
        break_cycles(&mut comments, &mut parents, &mut warnings);

        let roots = roots(&comments, &parents);
        let order = pre_order(&roots, &parents);
        (Self::place(comments, &parents, &order, slots), warnings)
    }

    /// Moves the comments to their places and counts depths and descendants.
    fn place(mut comments: Vec<Comment>, parents: &[Option<usize>], order: &[usize], slots: Index) -> Self {
        let mut place_of = vec![0; comments.len()];
        for (place, &slot) in order.iter().enumerate() {
            place_of[slot] = place;
        }
        let mut nodes: Vec<Node> = Vec::with_capacity(order.len());
        for &slot in order {
            let parent = parents[slot].map(|p| place_of[p]);
            let depth = parent.and_then(|p| nodes.get(p)).map_or(0, |node| node.depth + 1);
            let comment = std::mem::take(&mut comments[slot]);
            let orphan = parent.is_none() && comment.parent.is_some();
            nodes.push(Node { comment, parent, depth, descendants: 0, orphan });
        }
        for i in (0..nodes.len()).rev() {
            if let Some(parent) = nodes[i].parent {
                nodes[parent].descendants += nodes[i].descendants + 1;
            }
        }
        let mut index = slots;
        for at in index.0.iter_mut().flat_map(HashMap::values_mut) {
            *at = place_of[*at];
        }
        Self { nodes, index }
    }

    /// Every comment, in pre-order.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// How many comments there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nobody has said anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The comment at place `i`.
    #[must_use]
    pub fn get(&self, i: usize) -> Option<&Node> {
        self.nodes.get(i)
    }

    /// Where the comment with this id of this origin stands.
    #[must_use]
    pub fn index_of(&self, origin: u16, id: &str) -> Option<usize> {
        self.index.get(origin, id)
    }

    /// The comment that `i` answers; `None` at the top.
    #[must_use]
    pub fn parent(&self, i: usize) -> Option<usize> {
        self.get(i)?.parent
    }

    /// The place after `i`'s whole subtree; the length of the list at its end.
    #[must_use]
    pub fn end_of(&self, i: usize) -> usize {
        self.get(i).map_or(self.len(), |node| i + 1 + node.descendants as usize)
    }

    /// The next answer to the same comment, or the next root.
    #[must_use]
    pub fn next_sibling(&self, i: usize) -> Option<usize> {
        let next = self.end_of(i);
        (self.get(next)?.parent == self.get(i)?.parent).then_some(next)
    }

    /// The answer to the same comment before `i`, or the root before it.
    #[must_use]
    pub fn prev_sibling(&self, i: usize) -> Option<usize> {
        let parent = self.get(i)?.parent;
        let mut before = i.checked_sub(1)?;
        // What stands just before is the parent itself or the last of the sibling's subtree.
        while self.parent(before) != parent {
            before = self.parent(before)?;
        }
        (Some(before) != parent).then_some(before)
    }

    /// The root that `i` hangs under; `i` itself when it is one.
    #[must_use]
    pub fn root_of(&self, i: usize) -> usize {
        let mut root = i;
        while let Some(parent) = self.parent(root) {
            root = parent;
        }
        root
    }

    /// The root after the one that `i` hangs under.
    #[must_use]
    pub fn next_thread(&self, i: usize) -> Option<usize> {
        self.next_sibling(self.root_of(i))
    }

    /// The root before the one that `i` hangs under.
    #[must_use]
    pub fn prev_thread(&self, i: usize) -> Option<usize> {
        self.prev_sibling(self.root_of(i))
    }

    /// The comment that everything around `i` answers to has the same author, and `i` is not that comment.
    #[must_use]
    pub fn is_by_root(&self, i: usize) -> bool {
        let root = self.root_of(i);
        let author = |i: usize| self.get(i).and_then(|node| node.comment.author.as_ref());
        root != i && author(i).is_some() && author(i) == author(root)
    }

    /// Gives a comment its body.
    pub fn set_html(&mut self, i: usize, html: super::Html) {
        if let Some(node) = self.nodes.get_mut(i) {
            node.comment.html = html;
        }
    }

    /// The comments again, in pre-order.
    #[must_use]
    pub fn into_comments(self) -> Vec<Comment> {
        self.nodes.into_iter().map(|node| node.comment).collect()
    }
}

/// Orders ids: numbers by value and before everything else, the rest by code point.
#[must_use]
pub fn compare_ids(a: &str, b: &str) -> Ordering {
    fn key(id: &str) -> (bool, usize, &str) {
        let number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        let digits = id.trim_start_matches('0');
        if number { (false, digits.len(), digits) } else { (true, 0, id) }
    }
    key(a).cmp(&key(b)).then_with(|| a.cmp(b))
}

/// One comment an id, and where each stands.
fn unique(comments: Vec<Comment>, warnings: &mut Vec<Warning>) -> (Vec<Comment>, Index) {
    let mut slots = Index(vec![HashMap::with_capacity(comments.len())]);
    let mut kept: Vec<Comment> = Vec::with_capacity(comments.len());
    let mut repeated = Vec::new();
    for comment in comments {
        if let Some(slot) = slots.get(comment.origin, &comment.id) {
            repeated.push(comment.id.clone());
            kept[slot] = comment;
        } else {
            slots.insert(&comment, kept.len());
            kept.push(comment);
        }
    }
    if !repeated.is_empty() {
        warnings.push(Warning::new(format!("came more than once, the last one is kept: {}", name(repeated))));
    }
    (kept, slots)
}

/// Takes the parent away from the smallest id of every circle.
fn break_cycles(comments: &mut [Comment], parents: &mut [Option<usize>], warnings: &mut Vec<Warning>) {
    let mut walk_of = vec![0; comments.len()];
    let mut broken = Vec::new();
    for start in 0..comments.len() {
        let walk = start + 1;
        let mut at = Some(start);
        while let Some(slot) = at.filter(|&slot| walk_of[slot] == 0) {
            walk_of[slot] = walk;
            at = parents[slot];
        }
        // Ending on this very walk's own steps is a circle; on an earlier walk's, a known way to the top.
        let Some(entry) = at.filter(|&slot| walk_of[slot] == walk) else { continue };
        let mut smallest = entry;
        let mut slot = entry;
        while let Some(next) = parents[slot].filter(|&next| next != entry) {
            slot = next;
            if compare_ids(&comments[slot].id, &comments[smallest].id).is_lt() {
                smallest = slot;
            }
        }
        parents[smallest] = None;
        comments[smallest].parent = None;
        broken.push(comments[smallest].id.clone());
    }
    if !broken.is_empty() {
        warnings.push(Warning::new(format!("answers that run in a circle were cut at: {}", name(broken))));
    }
}

/// The comments at the top, orphans of one missing parent side by side.
fn roots(comments: &[Comment], parents: &[Option<usize>]) -> Vec<usize> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group_of: HashMap<(u16, &str), usize> = HashMap::new();
    for slot in (0..comments.len()).filter(|&slot| parents[slot].is_none()) {
        let missing = comments[slot].parent.as_deref().map(|id| (comments[slot].origin, id));
        if let Some(&group) = missing.and_then(|id| group_of.get(&id)) {
            groups[group].push(slot);
            continue;
        }
        if let Some(id) = missing {
            group_of.insert(id, groups.len());
        }
        groups.push(vec![slot]);
    }
    groups.concat()
}

/// The slots in pre-order, by way of a list of children that is threaded through two arrays.
fn pre_order(roots: &[usize], parents: &[Option<usize>]) -> Vec<usize> {
    let mut first_child: Vec<Option<usize>> = vec![None; parents.len()];
    let mut next_sibling: Vec<Option<usize>> = vec![None; parents.len()];
    for slot in (0..parents.len()).rev() {
        if let Some(parent) = parents[slot] {
            next_sibling[slot] = first_child[parent].replace(slot);
        }
    }
    let mut order = Vec::with_capacity(parents.len());
    for &root in roots {
        // The stack holds at most one waiting sibling a level.
        let mut waiting = vec![root];
        while let Some(slot) = waiting.pop() {
            order.push(slot);
            waiting.extend(next_sibling[slot]);
            waiting.extend(first_child[slot]);
        }
    }
    order
}

/// The first few ids, sorted, and how many more there are.
fn name(mut ids: Vec<String>) -> String {
    ids.sort_by(|a, b| compare_ids(a, b));
    ids.dedup();
    let more = ids.len().saturating_sub(NAMED_IDS);
    ids.truncate(NAMED_IDS);
    let named = ids.join(", ");
    if more == 0 { named } else { format!("{named} and {more} more") }
}

#[cfg(test)]
pub(in crate::domain) mod tests {
    use super::super::Mark;
    use super::*;
    use proptest::prelude::*;

    /// A comment from `id` and `parent`; "-" means none.
    pub(in crate::domain) fn comment(id: &str, parent: &str) -> Comment {
        Comment { id: id.to_owned(), parent: (parent != "-").then(|| parent.to_owned()), ..Comment::default() }
    }

    pub(in crate::domain) fn thread(pairs: &[(&str, &str)]) -> Thread {
        Thread::build(pairs.iter().map(|(id, parent)| comment(id, parent)).collect()).0
    }

    /// Parent graphs with everything wrong in them: repeated ids, self-parents, circles, orphans.
    pub(in crate::domain) fn any_comments() -> impl Strategy<Value = Vec<Comment>> {
        let row = (0..40_u32, proptest::option::weighted(0.8, 0..46_u32), any::<bool>(), 0..2_u16);
        proptest::collection::vec(row, 0..60).prop_map(|rows| {
            rows.into_iter()
                .map(|(id, parent, seen, origin)| Comment {
                    origin,
                    id: id.to_string(),
                    parent: parent.map(|p| p.to_string()),
                    mark: if seen { Mark::Seen } else { Mark::Unseen },
                    ..Comment::default()
                })
                .collect()
        })
    }

    fn outline(thread: &Thread) -> String {
        let rows: Vec<String> = thread
            .nodes()
            .iter()
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
    fn the_last_of_a_repeated_id_wins_in_the_first_place() {
        let mut rows = vec![comment("1", "-"), comment("2", "-"), comment("1", "-")];
        rows[2].score = Some(9);
        let (thread, warnings) = Thread::build(rows);
        assert_eq!(outline(&thread), "1 2");
        assert_eq!(thread.nodes()[0].comment.score, Some(9));
        assert_eq!(warnings.len(), 1);
        assert!(warnings[0].to_string().ends_with(": 1"), "{}", warnings[0]);
    }

    #[test]
    fn a_circle_is_said_and_its_smallest_id_has_no_parent() {
        let (thread, warnings) = Thread::build(vec![comment("10", "9"), comment("9", "10")]);
        assert_eq!(outline(&thread), "9 .10");
        assert_eq!(thread.nodes()[0].comment.parent, None);
        assert!(!thread.nodes()[0].orphan);
        assert!(warnings[0].to_string().contains("circle"), "{warnings:?}");
    }

    #[test]
    fn many_circles_are_one_warning() {
        let rows = (0..1000).map(|i| comment(&i.to_string(), &i.to_string())).collect();
        let (_, warnings) = Thread::build(rows);
        assert_eq!(warnings.len(), 1);
        assert!(warnings[0].to_string().ends_with("0, 1, 2, 3, 4 and 995 more"), "{}", warnings[0]);
    }

    #[test]
    fn keys_lead_to_relatives() {
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
        assert_eq!((deep.nodes()[9_999].depth, deep.nodes()[0].descendants), (9_999, 9_999));
        let wide = (0..100_000).map(|i| comment(&i.to_string(), if i == 0 { "-" } else { "0" }));
        let (wide, _) = Thread::build(wide.collect());
        assert_eq!((wide.nodes()[99_999].depth, wide.nodes()[0].descendants), (1, 99_999));
        let orphans = (0..100_000).map(|i| comment(&i.to_string(), &format!("gone {}", i % 1000)));
        let (orphans, _) = Thread::build(orphans.collect());
        assert_eq!((orphans.len(), orphans.prev_sibling(99_999)), (100_000, Some(99_998)));
    }

    proptest! {
        #[test]
        fn any_graph_becomes_a_sound_pre_order_list(comments in any_comments()) {
            let ids: std::collections::BTreeSet<(u16, String)> =
                comments.iter().map(|c| (c.origin, c.id.clone())).collect();
            let (thread, _) = Thread::build(comments);
            prop_assert_eq!(thread.len(), ids.len(), "nothing is lost, nothing is doubled");
            for (i, node) in thread.nodes().iter().enumerate() {
                prop_assert_eq!(thread.index_of(node.comment.origin, &node.comment.id), Some(i));
                prop_assert_eq!(node.orphan, node.parent.is_none() && node.comment.parent.is_some());
                if let Some(parent) = node.parent {
                    let above = &thread.nodes()[parent];
                    prop_assert!(parent < i && i < thread.end_of(parent));
                    prop_assert_eq!(node.depth, above.depth + 1);
                    prop_assert_eq!(node.comment.parent.as_ref(), Some(&above.comment.id));
                    prop_assert_eq!(node.comment.origin, above.comment.origin);
                } else {
                    prop_assert_eq!(node.depth, 0);
                }
                let below = thread.nodes()[i + 1..].iter().take_while(|n| n.depth > node.depth).count();
                prop_assert_eq!(node.descendants as usize, below);
                if let Some(next) = thread.next_sibling(i) {
                    prop_assert_eq!(thread.prev_sibling(next), Some(i));
                }
            }
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
}
