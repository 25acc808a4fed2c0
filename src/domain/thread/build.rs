//! Making a thread of comments in any order, with anything wrong in them: repeated ids, circles, parents that are not there.
//!
//! Linear in the number of comments. Where the edges lead is left to the thread.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::index::Index;
use super::{Place, Thread, key};
use crate::domain::{Comment, Warning};

/// Ids named in one warning; the others are counted.
const NAMED_IDS: usize = 5;

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
        let mut parents: Vec<Option<usize>> = comments
            .iter()
            .map(|c| slots.get((c.origin, c.parent.as_deref()?), |at| comments.get(at).map(key)))
            .collect();
        break_cycles(&mut comments, &mut parents, &mut warnings);

        let roots = roots(&comments, &parents);
        let order = pre_order(&roots, &parents);
        (Self::place(comments, &parents, order, slots), warnings)
    }

    /// Moves the comments to their places and counts depths and descendants.
    fn place(mut comments: Vec<Comment>, parents: &[Option<usize>], order: Vec<usize>, slots: Index) -> Self {
        let mut place_of = vec![0_u32; comments.len()];
        for (place, &slot) in (0_u32..).zip(&order) {
            place_of[slot] = place;
        }
        let mut places: Vec<Place> = Vec::with_capacity(order.len());
        for &slot in &order {
            let parent = parents[slot].map(|parent| place_of[parent]);
            let depth = parent.map_or(0, |parent| places[parent as usize].depth + 1);
            let orphan = parent.is_none() && comments[slot].parent.is_some();
            places.push(Place { parent, depth, descendants: 0, orphan });
        }
        for i in (0..places.len()).rev() {
            if let Some(parent) = places[i].parent {
                places[parent as usize].descendants += places[i].descendants + 1;
            }
        }
        let mut index = slots;
        index.moved(|slot| place_of[slot] as usize);
        arrange(&mut comments, order);
        Self { comments, places, index }
    }
}

/// Puts at each place what stands at the one that `from` names; each is named once.
pub fn arrange<T>(all: &mut [T], mut from: Vec<usize>) {
    for start in 0..from.len() {
        // Round a circle of places, until what stood at its beginning has come to its end.
        let mut at = start;
        while from[at] != start {
            let next = from[at];
            all.swap(at, next);
            from[at] = at;
            at = next;
        }
        from[at] = at;
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

/// One comment an id, and where each stands. Comments are large and may be very many: they are moved only where an id
/// came twice.
fn unique(mut comments: Vec<Comment>, warnings: &mut Vec<Warning>) -> (Vec<Comment>, Index) {
    let (slots, again) = index(&comments);
    if again.is_empty() {
        return (comments, slots);
    }
    let ids = again.iter().map(|(_, at)| comments[*at].id.to_string()).collect();
    warnings.push(Warning::new(format!("came more than once, the last one is kept: {}", name(ids))));
    for (first, at) in &again {
        comments.swap(*first, *at);
    }
    let mut gone = again.iter().map(|(_, at)| *at).peekable();
    let mut at = 0;
    comments.retain(|_| {
        at += 1;
        gone.next_if_eq(&(at - 1)).is_none()
    });
    let (slots, _) = index(&comments);
    (comments, slots)
}

/// Where each id stands first, and where it came again.
fn index(comments: &[Comment]) -> (Index, Vec<(usize, usize)>) {
    let mut slots = Index::with_capacity(comments.len());
    let mut again = Vec::new();
    let key_at = |at: usize| comments.get(at).map(key);
    for (at, comment) in comments.iter().enumerate() {
        again.extend(slots.add(key(comment), at, key_at).map(|first| (first, at)));
    }
    (slots, again)
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
        broken.push(comments[smallest].id.to_string());
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
