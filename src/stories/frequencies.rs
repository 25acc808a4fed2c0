//! Document frequencies: in how many articles each term occurs, and the weight that follows from it.
//!
//! The counts are of the articles that the caller has loaded or added. A prior of common words makes the weights
//! sensible while there are few.

use std::collections::HashMap;

use super::article::OutletId;
use super::common::is_common;
use super::term::{Term, TermId};
use super::vector::{TermIndex, float, norm};

/// Articles that the prior stands for, in each of which every unknown term is rare.
const PRIOR: f32 = 500.0;
/// In how many of them a word of [`is_common`] occurs.
const PRIOR_COMMON: f32 = 15.0;
/// In how many of them any other term occurs.
const PRIOR_RARE: f32 = 2.0;
/// The highest inverse frequency, as a logarithm: the words of a large story, in one of a hundred articles, must weigh
/// as much as a word that occurs once.
const MOST: f32 = 4.6;
/// The lowest one, so that no term has the weight 0.
const LEAST: f32 = 0.1;
/// Steps of the number of articles in a doubling. Between two steps, an article changes only weights of its own terms.
const STEPS: u32 = 2;
/// The lowest step.
const LEAST_STEP: u32 = 256;

/// Articles that are added to those of an outlet, so that the first ones do not count as a habit.
const FEW: f32 = 4.0;

/// Counts of the terms of all articles seen.
#[derive(Debug, Default)]
pub(super) struct Frequencies {
    indices: HashMap<TermId, TermIndex>,
    /// By index.
    counts: Vec<Count>,
    documents: u32,
    /// How many articles each outlet has.
    outlets: HashMap<OutletId, u32>,
}

/// Counts of a term.
#[derive(Debug, Clone, Copy)]
struct Count {
    /// In how many articles it occurs, by the prior too.
    documents: f32,
    /// The outlet that uses the term in most articles, if one has a majority (Boyer and Moore's vote).
    outlet: OutletId,
    /// By how many articles it has the majority, at least.
    votes: u32,
}

impl Count {
    fn add(&mut self, outlet: OutletId) {
        self.documents += 1.0;
        if self.outlet == outlet {
            self.votes += 1;
        } else if self.votes == 0 {
            (self.outlet, self.votes) = (outlet, 1);
        } else {
            self.votes -= 1;
        }
    }

    /// Returns the share of an outlet's articles that have the term because the outlet always has it: boilerplate, the
    /// name of a column. 0 for a term that other outlets use as much.
    fn habit(&self, outlet: OutletId, articles: u32) -> f32 {
        if self.outlet == outlet { float(self.votes.saturating_sub(1)) / (float(articles) + FEW) } else { 0.0 }
    }
}

impl Frequencies {
    /// Counts an article.
    pub(super) fn count(&mut self, terms: &[Term], outlet: OutletId) {
        self.documents = self.documents.saturating_add(1);
        *self.outlets.entry(outlet).or_default() += 1;
        for term in terms {
            let next = TermIndex::try_from(self.counts.len()).unwrap_or(TermIndex::MAX);
            let index = *self.indices.entry(term.id).or_insert_with(|| {
                let documents = if is_common(term.id) { PRIOR_COMMON } else { PRIOR_RARE };
                self.counts.push(Count { documents, outlet, votes: 0 });
                next
            });
            if let Some(count) = self.counts.get_mut(index as usize) {
                count.add(outlet);
            }
        }
    }

    /// Returns the number of articles, rounded down to a step: weights change only when it does.
    pub(super) fn step(&self) -> u32 {
        let documents = self.documents.max(LEAST_STEP);
        let unit = (1_u32 << documents.ilog2()) / STEPS;
        documents / unit * unit
    }

    /// Returns the terms of a counted article as a vector of length 1; empty if it has none.
    pub(super) fn vector(&self, terms: &[Term], outlet: OutletId) -> Vec<(TermIndex, f32)> {
        let all = PRIOR + float(self.step());
        let articles = self.outlets.get(&outlet).copied().unwrap_or_default();
        let weigh = |term: &Term| {
            let index = *self.indices.get(&term.id)?;
            let count = self.counts.get(index as usize)?;
            let inverse = (all / count.documents).ln().clamp(LEAST, MOST);
            Some((index, f32::from(term.weight) * inverse * (1.0 - count.habit(outlet, articles))))
        };
        let mut vector: Vec<(TermIndex, f32)> = terms.iter().filter_map(weigh).collect();
        vector.sort_unstable_by_key(|(term, _)| *term);
        let length = norm(&vector);
        for (_, weight) in &mut vector {
            *weight /= length;
        }
        vector
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(ids: &[u32]) -> Vec<Term> {
        ids.iter().map(|id| Term { id: TermId(*id), weight: 16 }).collect()
    }

    #[test]
    fn rare_terms_weigh_more() {
        let mut counts = Frequencies::default();
        for n in 0..200 {
            counts.count(&terms(&[1, 1000 + n]), OutletId(n.into()));
        }
        let vector = counts.vector(&terms(&[1, 1001]), OutletId(0));
        assert!(vector[0].1 < vector[1].1 / 3.0, "{vector:?}");
        assert!((norm(&vector) - 1.0).abs() < 1e-5);
        assert!(counts.vector(&[], OutletId(0)).is_empty());
    }

    #[test]
    fn terms_of_one_outlet_weigh_less_there() {
        let mut counts = Frequencies::default();
        for n in 0..100 {
            counts.count(
                &terms(&[if n % 5 == 0 { 1 } else { 2 + n }, 1000 + n]),
                OutletId(if n % 5 == 0 { 7 } else { n.into() }),
            );
        }
        let weight = |outlet| counts.vector(&terms(&[1, 1001]), outlet)[0].1;
        assert!(weight(OutletId(7)) < weight(OutletId(8)) / 3.0, "{} {}", weight(OutletId(7)), weight(OutletId(8)));
    }

    #[test]
    fn steps_are_half_of_a_doubling() {
        let mut counts = Frequencies::default();
        assert_eq!(counts.step(), LEAST_STEP);
        for (documents, step) in [(383, 256), (384, 384), (1023, 768), (1024, 1024), (1535, 1024), (1536, 1536)] {
            counts.documents = documents;
            assert_eq!(counts.step(), step);
        }
    }
}
