//! Agglomerative clustering: merges the two groups of the highest score until none reaches a threshold.
//!
//! Only groups that are linked are compared, and a group has a bounded number of links, so the work grows with the
//! number of articles and not with its square.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::group::Group;

/// Links of a merged group, those with the highest scores.
const MAX_LINKS: usize = 64;

/// Merges `groups`; `links` holds, for each, the places of the groups that it may be merged with.
///
/// Of equal scores, the pair that stands first wins, so the result depends only on the order of `groups`.
pub(super) fn merge(groups: Vec<Group>, links: Vec<Vec<usize>>, least: f32) -> Vec<Group> {
    let mut state = State { groups: groups.into_iter().map(Some).collect(), links, heap: BinaryHeap::new(), least };
    for a in 0..state.groups.len() {
        let links = state.links.get(a).cloned().unwrap_or_default();
        links.into_iter().filter(|b| *b > a).for_each(|b| {
            state.offer(a, b);
        });
    }
    while let Some(Pair { a: Reverse(a), b: Reverse(b), .. }) = state.heap.pop() {
        state.join(a, b);
    }
    state.groups.into_iter().flatten().collect()
}

struct State {
    /// `None` where a group has been merged into a later one.
    groups: Vec<Option<Group>>,
    links: Vec<Vec<usize>>,
    heap: BinaryHeap<Pair>,
    least: f32,
}

/// Two groups that may be merged, the highest score first.
struct Pair {
    score: f32,
    a: Reverse<usize>,
    b: Reverse<usize>,
}

impl State {
    /// Puts a pair into the heap if its score suffices, and returns the score.
    fn offer(&mut self, a: usize, b: usize) -> f32 {
        let (Some(Some(first)), Some(Some(second))) = (self.groups.get(a), self.groups.get(b)) else { return 0.0 };
        let score = first.score(second);
        if score >= self.least {
            self.heap.push(Pair { score, a: Reverse(a), b: Reverse(b) });
        }
        score
    }

    fn join(&mut self, a: usize, b: usize) {
        let is_alive = |at: usize| self.groups.get(at).is_some_and(Option::is_some);
        if !is_alive(a) || !is_alive(b) {
            return;
        }
        let mut links: Vec<usize> = Vec::new();
        for at in [a, b] {
            links.extend(self.links.get_mut(at).map(std::mem::take).unwrap_or_default());
        }
        links.sort_unstable();
        links.dedup();
        links.retain(|at| *at != a && *at != b && self.groups.get(*at).is_some_and(Option::is_some));
        let take = |groups: &mut Vec<Option<Group>>, at: usize| groups.get_mut(at).and_then(Option::take);
        let (Some(mut group), Some(other)) = (take(&mut self.groups, a), take(&mut self.groups, b)) else { return };
        group.absorb(&other);
        let merged = self.groups.len();
        self.groups.push(Some(group));
        let mut scored: Vec<(f32, usize)> = links.into_iter().map(|at| (self.offer(at, merged), at)).collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        scored.truncate(MAX_LINKS);
        let links: Vec<usize> = scored.into_iter().map(|(_, at)| at).collect();
        for at in &links {
            if let Some(links) = self.links.get_mut(*at) {
                links.push(merged);
            }
        }
        self.links.push(links);
    }
}

impl Ord for Pair {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then(self.a.cmp(&other.a)).then(self.b.cmp(&other.b))
    }
}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Pair {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Pair {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::article::{OutletId, StoryArticle};
    use super::super::features::Features;
    use super::*;
    use crate::domain::ArticleId;

    fn groups(vectors: &[[(u32, f32); 4]]) -> Vec<Group> {
        let of = |(index, vector): (u32, &[(u32, f32); 4])| {
            let published = chrono::DateTime::UNIX_EPOCH;
            let article = StoryArticle {
                id: ArticleId(index.into()),
                outlet: OutletId(index.into()),
                published,
                features: Features::default(),
            };
            Group::of(index, &article, &Arc::from(vector.as_slice()))
        };
        (0..).zip(vectors).map(of).collect()
    }

    #[test]
    fn the_best_pairs_are_merged_first() {
        let a = [(1, 0.5), (2, 0.5), (3, 0.5), (4, 0.5)];
        let b = [(1, 0.5), (2, 0.5), (3, 0.5), (5, 0.5)];
        let c = [(6, 0.5), (7, 0.5), (8, 0.5), (9, 0.5)];
        let members = |links: Vec<Vec<usize>>| {
            let mut all: Vec<Vec<u32>> =
                merge(groups(&[a, b, c, a]), links, 0.5).into_iter().map(|group| group.members).collect();
            for members in &mut all {
                members.sort_unstable();
            }
            all.sort();
            all
        };
        let full = (0..4).map(|at| (0..4).filter(|other| *other != at).collect()).collect();
        assert_eq!(members(full), [vec![0, 1, 3], vec![2]]);
        assert_eq!(members(vec![vec![1], vec![0], vec![], vec![]]), [vec![0, 1], vec![2], vec![3]]);
        assert_eq!(members(vec![vec![]; 4]).len(), 4);
    }
}
