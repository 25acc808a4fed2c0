//! Making a thread of comments in any order, with anything wrong in them: repeated ids, circles, parents that are not there.
//!
//! Linear in the number of comments, but for a sort of those at the top. Where the edges lead is left to the thread.

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
        let order = (0..).take(comments.len()).collect();
        Self::build_in(comments, order)
    }

    /// The same of comments that lie in another order: `order` names the place of each once. They are large and may be
    /// very many, so each is moved once, to where it belongs.
    #[must_use]
    pub fn build_in(mut comments: Vec<Comment>, order: Vec<u32>) -> (Self, Vec<Warning>) {
        let mut warnings = Vec::new();
        let (slots, order, gone) = unique(&mut comments, order, &mut warnings);
        let parent = |c: &Comment| slots.get((c.origin, c.parent.as_deref()?), |at| comments.get(at as usize).map(key));
        let mut parents: Vec<Option<u32>> = comments.iter().map(parent).collect();
        break_cycles(&mut comments, &mut parents, &mut warnings);

        let roots = roots(&comments, &parents, &order);
        let order = pre_order(roots, &parents, &order);
        (Self::place(comments, &parents, order, gone, slots), warnings)
    }

    /// Moves the comments to their places and counts depths and descendants.
    fn place(
        mut comments: Vec<Comment>,
        parents: &[Option<u32>],
        mut order: Vec<u32>,
        gone: Vec<u32>,
        mut index: Index,
    ) -> Self {
        let mut place_of = vec![0; comments.len()];
        for (place, &slot) in (0_u32..).zip(&order) {
            place_of[slot as usize] = place;
        }
        let mut places: Vec<Place> = Vec::with_capacity(order.len());
        for slot in order.iter().map(|&slot| slot as usize) {
            let parent = parents[slot].map(|parent| place_of[parent as usize]);
            let depth = parent.map_or(0, |parent| places[parent as usize].depth + 1);
            let orphan = parent.is_none() && comments[slot].parent.is_some();
            places.push(Place { parent, depth, descendants: 0, orphan });
        }
        for i in (0..places.len()).rev() {
            if let Some(parent) = places[i].parent {
                places[parent as usize].descendants += places[i].descendants + 1;
            }
        }
        index.moved(|slot| place_of[slot as usize]);
        order.extend(gone);
        arrange(&mut comments, order);
        comments.truncate(places.len());
        Self { comments, places, index }
    }
}

/// Puts at each place what stands at the one that `from` names; each is named once.
pub fn arrange<T>(all: &mut [T], mut from: Vec<u32>) {
    for start in (0..).take(from.len()) {
        // Round a circle of places, until what stood at its beginning has come to its end.
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

/// Where each id stands, the order without the places of those that came before under the same id, and these places.
fn unique(comments: &mut [Comment], mut order: Vec<u32>, warnings: &mut Vec<Warning>) -> (Index, Vec<u32>, Vec<u32>) {
    let mut slots = Index::with_capacity(comments.len());
    let mut again = Vec::new();
    for &at in &order {
        let key_at = |at: u32| comments.get(at as usize).map(key);
        again.extend(slots.add(key(&comments[at as usize]), at, key_at).map(|first| (first, at)));
    }
    if !again.is_empty() {
        let ids = again.iter().map(|(_, at)| comments[*at as usize].id.to_string()).collect();
        warnings.push(Warning::new(format!("came more than once, the last one is kept: {}", name(ids))));
        for (first, at) in &again {
            comments.swap(*first as usize, *at as usize);
        }
        let mut gone = again.iter().peekable();
        order.retain(|at| gone.next_if(|(_, gone)| gone == at).is_none());
    }
    (slots, order, again.into_iter().map(|(_, at)| at).collect())
}

/// Takes the parent away from the smallest id of every circle.
fn break_cycles(comments: &mut [Comment], parents: &mut [Option<u32>], warnings: &mut Vec<Warning>) {
    let mut walk_of = vec![0_u32; comments.len()];
    let mut broken = Vec::new();
    for (start, walk) in (0..comments.len()).zip(1..) {
        let mut at = Some(start);
        while let Some(slot) = at.filter(|&slot| walk_of[slot] == 0) {
            walk_of[slot] = walk;
            at = parents[slot].map(|parent| parent as usize);
        }
        // Ending on this very walk's own steps is a circle; on an earlier walk's, a known way to the top.
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
        warnings.push(Warning::new(format!("answers that run in a circle were cut at: {}", name(broken))));
    }
}

/// The comments at the top, orphans of one missing parent side by side.
fn roots(comments: &[Comment], parents: &[Option<u32>], order: &[u32]) -> Vec<u32> {
    let mut first_of: HashMap<(u16, &str), usize> = HashMap::new();
    let mut roots = Vec::new();
    for (place, &slot) in order.iter().enumerate().filter(|(_, slot)| parents[**slot as usize].is_none()) {
        let Comment { origin, parent, .. } = &comments[slot as usize];
        let missing = parent.as_deref().map(|parent| (*origin, parent));
        let first = missing.map_or(place, |missing| *first_of.entry(missing).or_insert(place));
        roots.push((first, slot));
    }
    // Stable: those of one place keep their order.
    roots.sort_by_key(|(first, _)| *first);
    roots.into_iter().map(|(_, slot)| slot).collect()
}

/// The slots in pre-order, by way of a list of children that is threaded through two arrays.
fn pre_order(mut roots: Vec<u32>, parents: &[Option<u32>], order: &[u32]) -> Vec<u32> {
    let mut first_child: Vec<Option<u32>> = vec![None; parents.len()];
    let mut next_sibling: Vec<Option<u32>> = vec![None; parents.len()];
    for &slot in order.iter().rev() {
        if let Some(parent) = parents[slot as usize] {
            next_sibling[slot as usize] = first_child[parent as usize].replace(slot);
        }
    }
    let mut ordered = Vec::with_capacity(order.len());
    // Above the roots still to come, at most one waiting sibling a level.
    roots.reverse();
    let mut waiting = roots;
    while let Some(slot) = waiting.pop() {
        ordered.push(slot);
        waiting.extend(next_sibling[slot as usize]);
        waiting.extend(first_child[slot as usize]);
    }
    ordered
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
