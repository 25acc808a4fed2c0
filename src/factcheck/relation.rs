//! Decides whether two articles are about one event, and how much two sentences have in common.
//!
//! Words count by inverse document frequency over the article and its passages (IDF), names count more. Articles about
//! two events of one kind share the words of that kind, but not the names that each of them repeats.

use super::document::{Document, Sentence};
use super::vocabulary::Stem;

/// How much more a name counts than another word.
const NAME_WEIGHT: f64 = 1.8;
/// The cosine from which two articles are about one event, if they also share names.
const MIN_COSINE: f64 = 0.16;
/// The cosine from which they are if they share two of their most telling names.
const MIN_COSINE_NAMED: f64 = 0.11;
/// The cosine from which articles without names are about one event.
const MIN_COSINE_NAMELESS: f64 = 0.35;
/// Names of an article that are taken for its most telling ones.
const KEY_NAMES: usize = 5;
/// Articles that are imagined beside those at hand, so that few passages do not make every word look frequent.
const IMAGINED: f64 = 25.0;

/// The weights of stems among the articles of one check.
pub(super) struct Weights {
    /// The weight of each stem, by its number.
    weights: Vec<f64>,
}

/// The weighted stems of a sentence.
pub(super) struct Weighted {
    /// Stems with their weights, by stem.
    stems: Vec<(Stem, f64)>,
    /// The sum of the weights.
    total: f64,
}

impl Weighted {
    /// How much two sentences have in common, from 0 to 1: the weight of their common stems, by the geometric mean of
    /// what both weigh.
    pub(super) fn similarity(&self, other: &Self) -> f64 {
        let (mut i, mut j, mut common) = (0, 0, 0.0);
        while let (Some(a), Some(b)) = (self.stems.get(i), other.stems.get(j)) {
            if a.0 == b.0 {
                common += a.1.max(b.1);
            }
            i += usize::from(a.0 <= b.0);
            j += usize::from(b.0 <= a.0);
        }
        let weight = (self.total * other.total).sqrt();
        if weight > 0.0 { (common / weight).min(1.0) } else { 0.0 }
    }
}

impl Weights {
    /// Counts in how many documents each stem is.
    pub(super) fn new<'a, 'b: 'a>(documents: impl Iterator<Item = &'a Document<'b>>) -> Self {
        let mut counts: Vec<u32> = Vec::new();
        let mut all = IMAGINED;
        for document in documents {
            all += 1.0;
            for stem in document.stems.keys() {
                let at = stem.0 as usize;
                if counts.len() <= at {
                    counts.resize(at + 1, 0);
                }
                if let Some(count) = counts.get_mut(at) {
                    *count += 1;
                }
            }
        }
        Self { weights: counts.into_iter().map(|count| (1.0 + all / (f64::from(count) + 0.5)).ln()).collect() }
    }

    /// The weight of a stem; one that is in no document weighs like one that is in one of them.
    fn of(&self, stem: Stem) -> f64 {
        self.weights.get(stem.0 as usize).copied().unwrap_or_else(|| (1.0 + IMAGINED / 1.5).ln())
    }

    /// Weighs the stems of a sentence.
    pub(super) fn weigh(&self, sentence: &Sentence<'_>) -> Weighted {
        let weight = |stem: &Stem| {
            let is_name = sentence.names.binary_search(stem).is_ok();
            (*stem, self.of(*stem) * if is_name { NAME_WEIGHT } else { 1.0 })
        };
        let stems: Vec<(Stem, f64)> = sentence.stems.iter().map(weight).collect();
        let total = stems.iter().map(|(_, weight)| weight).sum();
        Weighted { stems, total }
    }

    /// The cosine of two articles' weighted words.
    fn cosine(&self, left: &Document<'_>, right: &Document<'_>) -> f64 {
        let weight = |document: &Document<'_>, stem: &Stem, count: u32| {
            let name = if document.names.contains_key(stem) { NAME_WEIGHT } else { 1.0 };
            (1.0 + f64::from(count).ln()) * self.of(*stem) * name
        };
        let norm = |document: &Document<'_>| -> f64 {
            document.stems.iter().map(|(stem, count)| weight(document, stem, *count).powi(2)).sum::<f64>().sqrt()
        };
        let dot: f64 = left
            .stems
            .iter()
            .filter_map(|(stem, count)| Some(weight(left, stem, *count) * weight(right, stem, *right.stems.get(stem)?)))
            .sum();
        let norms = norm(left) * norm(right);
        if norms > 0.0 { dot / norms } else { 0.0 }
    }

    /// The names that an article repeats most, and of those that it repeats alike, the rarest and then the first.
    fn key_names(&self, document: &Document<'_>) -> Vec<Stem> {
        let in_title = |stem: &Stem| {
            let title = document.sentences.first().filter(|_| document.has_title);
            title.is_some_and(|title| title.stems.binary_search(stem).is_ok())
        };
        let mut names: Vec<(f64, Stem)> = document
            .names
            .iter()
            .map(|(stem, count)| {
                let count = f64::from(*count) + if in_title(stem) { 1.0 } else { 0.0 };
                (count * self.of(*stem), *stem)
            })
            .collect();
        names.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        names.into_iter().take(KEY_NAMES).map(|(_, stem)| stem).collect()
    }

    /// Returns the cosine of two articles if they are about one event.
    pub(super) fn same_event(&self, left: &Document<'_>, right: &Document<'_>) -> Option<f64> {
        let cosine = self.cosine(left, right);
        let (left_keys, right_keys) = (self.key_names(left), self.key_names(right));
        if left_keys.is_empty() || right_keys.is_empty() {
            return (cosine >= MIN_COSINE_NAMELESS).then_some(cosine);
        }
        let shared =
            |keys: &[Stem], other: &Document<'_>| keys.iter().filter(|stem| other.stems.contains_key(stem)).count();
        let shared = shared(&left_keys, right).min(shared(&right_keys, left));
        let is_same = shared > 0 && cosine >= if shared > 1 { MIN_COSINE_NAMED } else { MIN_COSINE };
        is_same.then_some(cosine)
    }
}
