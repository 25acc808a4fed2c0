//! Measures the overlap of two texts by the shingles (four words in a row) that both have.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use unicode_segmentation::UnicodeSegmentation;

/// Words of a shingle.
const SHINGLE: usize = 4;

/// The shingles of a text.
#[derive(Debug, Default)]
pub(super) struct Shingles {
    /// Occurrences of each shingle, by its hash.
    counts: HashMap<u64, usize>,
    total: usize,
    /// Words in the text.
    pub(super) words: usize,
}

/// Makes shingles with the same hashes, so that they can be compared.
#[derive(Debug, Default)]
pub(super) struct Shingler {
    hasher: RandomState,
}

impl Shingler {
    pub(super) fn shingles(&self, text: &str) -> Shingles {
        let words: Vec<u64> = text.unicode_words().map(|word| self.hasher.hash_one(word)).collect();
        let mut shingles = Shingles { words: words.len(), ..Shingles::default() };
        for shingle in words.windows(SHINGLE.min(words.len().max(1))) {
            *shingles.counts.entry(self.hasher.hash_one(shingle)).or_default() += 1;
            shingles.total += 1;
        }
        shingles
    }
}

impl Shingles {
    /// The share of this text that the other contains, from 0 to 1.
    #[allow(clippy::cast_precision_loss, reason = "texts have fewer words than that")]
    pub(super) fn share_in(&self, other: &Self) -> f64 {
        let common: usize =
            self.counts.iter().map(|(shingle, count)| (*count).min(*other.counts.get(shingle).unwrap_or(&0))).sum();
        common as f64 / self.total.max(1) as f64
    }

    /// The similarity of both texts, from 0 to 1: the harmonic mean of both shares.
    pub(super) fn similarity(&self, other: &Self) -> f64 {
        let (there, back) = (self.share_in(other), other.share_in(self));
        if there + back == 0.0 { 0.0 } else { 2.0 * there * back / (there + back) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_measured() {
        let shingler = Shingler::default();
        let shingles = |text| shingler.shingles(text);
        let (long, short) = (shingles("one two three four five six"), shingles("Zero two three four five"));
        assert!((short.share_in(&long) - 0.5).abs() < 1e-9);
        assert!((long.share_in(&short) - 1.0 / 3.0).abs() < 1e-9);
        assert!((long.similarity(&short) - 0.4).abs() < 1e-9);
        assert!(shingles("").share_in(&long).abs() < 1e-9 && shingles("a").similarity(&shingles("a")) > 0.99);
    }
}
