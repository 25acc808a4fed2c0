//! Builds a thread from comments in any order, and repairs duplicate ids, cycles and missing parents.
//!
//! It takes time linear in the number of comments, apart from a sort of the roots. Navigation is left to `Thread`.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::index::Index;
use super::{Shape, Thread, key};
use crate::domain::{Comment, Warning};

/// Ids listed in one warning; further ids are only counted.
const NAMED_IDS: usize = 5;

impl Thread {
    /// Orders `comments` into a tree in linear time; children may come before their parents.
    ///
    /// Siblings and roots keep the order given. The last of several comments with one id wins, at the position of
    /// the first. A cycle of parents, of one comment or more, is broken at its smallest id, which loses its parent.
    ///
    /// A comment whose parent is missing becomes a root that keeps the parent's id and is marked `orphan`. Orphans of
    /// one parent stand together, at the position of the first.
    #[must_use]
    pub fn build(comments: Vec<Comment>) -> (Self, Vec<Warning>) {
        let order = (0..).take(comments.len()).collect();
        Self::build_in(comments, order)
    }

    /// Like [`Self::build`], but of `comments` in the order that `order` states, which names each index once.
    ///
    /// Comments are large and may be very many, so each is moved only once, to its final index.
    #[must_use]
    pub fn build_in(mut comments: Vec<Comment>, order: Vec<u32>) -> (Self, Vec<Warning>) {
        let mut warnings = Vec::new();
        let (slots, order, removed) = unique(&mut comments, order, &mut warnings);
        let parent = |c: &Comment| slots.get((c.origin, c.parent.as_deref()?), |at| comments.get(at as usize).map(key));
        let mut parents: Vec<Option<u32>> = comments.iter().map(parent).collect();
        break_cycles(&mut comments, &mut parents, &mut warnings);

        let roots = roots(&comments, &parents, &order);
        let order = pre_order(roots, &parents, &order);
        (Self::assemble(comments, &parents, order, removed, slots), warnings)
    }

    /// Moves comments to their final indices and counts depths and descendants; `removed` slots are dropped.
    fn assemble(
        mut comments: Vec<Comment>,
        parents: &[Option<u32>],
        mut order: Vec<u32>,
        removed: Vec<u32>,
        mut index: Index,
    ) -> Self {
        let mut index_of = vec![0; comments.len()];
        for (i, &slot) in (0_u32..).zip(&order) {
            index_of[slot as usize] = i;
        }
        let mut shape: Vec<Shape> = Vec::with_capacity(order.len());
        for slot in order.iter().map(|&slot| slot as usize) {
            let parent = parents[slot].map(|parent| index_of[parent as usize]);
            let depth = parent.map_or(0, |parent| shape[parent as usize].depth + 1);
            let orphan = parent.is_none() && comments[slot].parent.is_some();
            shape.push(Shape { parent, depth, descendants: 0, orphan });
        }
        for i in (0..shape.len()).rev() {
            if let Some(parent) = shape[i].parent {
                shape[parent as usize].descendants += shape[i].descendants + 1;
            }
        }
        index.remap(|slot| index_of[slot as usize]);
        order.extend(removed);
        arrange(&mut comments, order);
        comments.truncate(shape.len());
        Self { comments, shape, index }
    }
}

/// Permutes `all` in place: index `i` receives the item at `from[i]`. `from` names each index once.
pub fn arrange<T>(all: &mut [T], mut from: Vec<u32>) {
    for start in (0..).take(from.len()) {
        // Follow one cycle of the permutation until it returns to its start.
        let mut at = start;
        loop {
            let next = std::mem::replace(&mut from[at as usize], at);
            if next == start {
                break;
            }
            all.swap(at as usize, next as usize);
            at = next;
        }
    }
}

/// Compares ids: numbers come first, by value, and others by code point.
#[must_use]
pub fn compare_ids(a: &str, b: &str) -> Ordering {
    fn key(id: &str) -> (bool, usize, &str) {
        let number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        let digits = id.trim_start_matches('0');
        if number { (false, digits.len(), digits) } else { (true, 0, id) }
    }
    key(a).cmp(&key(b)).then_with(|| a.cmp(b))
}

/// Indexes the ids and drops duplicates; returns the index, the order of the rest, and the dropped slots.
fn unique(comments: &mut [Comment], mut order: Vec<u32>, warnings: &mut Vec<Warning>) -> (Index, Vec<u32>, Vec<u32>) {
    let mut slots = Index::with_capacity(comments.len());
    let mut duplicates = Vec::new();
    for &at in &order {
        let key_at = |at: u32| comments.get(at as usize).map(key);
        duplicates.extend(slots.insert(key(&comments[at as usize]), at, key_at).map(|first| (first, at)));
    }
    if !duplicates.is_empty() {
        let ids = duplicates.iter().map(|(_, at)| comments[*at as usize].id.to_string()).collect();
        warnings.push(Warning::new(format!("duplicate comment ids, the last comment is kept: {}", list_ids(ids))));
        for (first, at) in &duplicates {
            comments.swap(*first as usize, *at as usize);
        }
        let mut dropped = duplicates.iter().peekable();
        order.retain(|at| dropped.next_if(|(_, dropped)| dropped == at).is_none());
    }
    (slots, order, duplicates.into_iter().map(|(_, at)| at).collect())
}

/// Removes the parent of the smallest id in every cycle.
fn break_cycles(comments: &mut [Comment], parents: &mut [Option<u32>], warnings: &mut Vec<Warning>) {
    let mut walk_of = vec![0_u32; comments.len()];
    let mut broken = Vec::new();
    for (start, walk) in (0..comments.len()).zip(1..) {
        let mut at = Some(start);
        while let Some(slot) = at.filter(|&slot| walk_of[slot] == 0) {
            walk_of[slot] = walk;
            at = parents[slot].map(|parent| parent as usize);
        }
        // A walk that meets its own steps has found a cycle; one that meets an earlier walk has a known path to a root.
        let Some(entry) = at.filter(|&slot| walk_of[slot] == walk) else { continue };
        let mut smallest = entry;
        let mut slot = entry;
        while let Some(next) = parents[slot].map(|next| next as usize).filter(|&next| next != entry) {
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
        warnings.push(Warning::new(format!("cycles of replies, broken at: {}", list_ids(broken))));
    }
}

/// Returns the slots of the roots, with orphans of one missing parent side by side.
fn roots(comments: &[Comment], parents: &[Option<u32>], order: &[u32]) -> Vec<u32> {
    let mut first_of: HashMap<(u16, &str), usize> = HashMap::new();
    let mut roots = Vec::new();
    for (place, &slot) in order.iter().enumerate().filter(|(_, slot)| parents[**slot as usize].is_none()) {
        let Comment { origin, parent, .. } = &comments[slot as usize];
        let missing = parent.as_deref().map(|parent| (*origin, parent));
        let first = missing.map_or(place, |missing| *first_of.entry(missing).or_insert(place));
        roots.push((first, slot));
    }
    // The sort is stable, so orphans of one parent keep their order.
    roots.sort_by_key(|(first, _)| *first);
    roots.into_iter().map(|(_, slot)| slot).collect()
}

/// Returns the slots in pre-order, using a linked list of children in two arrays.
fn pre_order(mut roots: Vec<u32>, parents: &[Option<u32>], order: &[u32]) -> Vec<u32> {
    let mut first_child: Vec<Option<u32>> = vec![None; parents.len()];
    let mut next_sibling: Vec<Option<u32>> = vec![None; parents.len()];
    for &slot in order.iter().rev() {
        if let Some(parent) = parents[slot as usize] {
            next_sibling[slot as usize] = first_child[parent as usize].replace(slot);
        }
    }
    let mut ordered = Vec::with_capacity(order.len());
    // Besides the remaining roots, the stack holds at most one sibling for each level.
    roots.reverse();
    let mut waiting = roots;
    while let Some(slot) = waiting.pop() {
        ordered.push(slot);
        waiting.extend(next_sibling[slot as usize]);
        waiting.extend(first_child[slot as usize]);
    }
    ordered
}

/// Formats the first few ids, sorted, and the number of further ones.
fn list_ids(mut ids: Vec<String>) -> String {
    ids.sort_by(|a, b| compare_ids(a, b));
    ids.dedup();
    let more = ids.len().saturating_sub(NAMED_IDS);
    ids.truncate(NAMED_IDS);
    let listed = ids.join(", ");
    if more == 0 { listed } else { format!("{listed} and {more} more") }
}
