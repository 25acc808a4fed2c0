//! Finds the article that a new one is a copy of, by the smallest hashes of their sketches.
//!
//! Copies are found apart from stories: the terms of ten thousand copies are so frequent that they weigh nothing.

use std::collections::HashMap;

/// Hashes of a sketch that are looked up. Of two texts with a Jaccard index of one half, one in 250 shares none of them.
const LOOKED_UP: usize = 8;

/// The originals, by the smallest hashes of their sketches.
#[derive(Debug, Default)]
pub(super) struct Originals {
    /// The latest article with the hash.
    by_hash: HashMap<u32, u32>,
}

impl Originals {
    /// Returns the articles that may have the text of the sketch, at most eight.
    pub(super) fn candidates(&self, sketch: &[u32]) -> Vec<u32> {
        let mut found: Vec<u32> =
            sketch.iter().take(LOOKED_UP).filter_map(|hash| self.by_hash.get(hash).copied()).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Adds an article that is no copy.
    pub(super) fn add(&mut self, article: u32, sketch: &[u32]) {
        self.by_hash.extend(sketch.iter().take(LOOKED_UP).map(|hash| (*hash, article)));
    }
}
