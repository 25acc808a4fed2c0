//! How much two texts have in common: the shingles (four words in a row) of one that are in the other.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use unicode_segmentation::UnicodeSegmentation;

const SHINGLE: usize = 4;

/// The shingles of a text, each with how often it occurs.
#[derive(Debug, Default)]
pub(super) struct Shingles {
    counts: HashMap<u64, usize>,
    total: usize,
    /// Words in the text.
    pub(super) words: usize,
}

/// Makes shingles that can be compared with each other.
#[derive(Debug, Default)]
pub(super) struct Shingler {
    hasher: RandomState,
}

impl Shingler {
    pub(super) fn cut(&self, text: &str) -> Shingles {
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
    /// The part of this text that is in the other, from 0 to 1.
    #[allow(clippy::cast_precision_loss, reason = "texts have fewer words than that")]
    pub(super) fn part_in(&self, other: &Self) -> f64 {
        let common: usize =
            self.counts.iter().map(|(shingle, count)| (*count).min(*other.counts.get(shingle).unwrap_or(&0))).sum();
        common as f64 / self.total.max(1) as f64
    }

    /// How alike both are, from 0 to 1: the harmonic mean of the parts.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        let (there, back) = (self.part_in(other), other.part_in(self));
        if there + back == 0.0 { 0.0 } else { 2.0 * there * back / (there + back) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted() {
        let shingler = Shingler::default();
        let cut = |text| shingler.cut(text);
        let (long, short) = (cut("one two three four five six"), cut("Zero two three four five"));
        assert!((short.part_in(&long) - 0.5).abs() < 1e-9);
        assert!((long.part_in(&short) - 1.0 / 3.0).abs() < 1e-9);
        assert!((long.likeness(&short) - 0.4).abs() < 1e-9);
        assert!(cut("").part_in(&long).abs() < 1e-9 && cut("a").likeness(&cut("a")) > 0.99);
    }
}
