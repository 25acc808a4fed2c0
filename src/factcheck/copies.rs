//! Finds copies: sentences and articles that are one text with small changes, as news agencies' reports are.
//!
//! Numbers count as equal, so a copy whose figure was changed is still a copy. What follows for a verdict is left to
//! `verdict`.

use super::document::{Document, Sentence};

/// Words in a row that are compared (shingles) in sentences.
const SENTENCE_SHINGLE: usize = 3;
/// Words in a row that are compared (shingles) in articles.
const SHINGLE: usize = 4;
/// The share of the shorter sentence's shingles that a copy has.
const SENTENCE_SHARE: f64 = 0.55;
/// The share of the longer sentence's words that a copy has in the same order.
const ORDER_SHARE: f64 = 0.7;
/// Words of a sentence that are compared in order.
const MAX_ORDER: usize = 64;
/// Words of the shortest sentence that can be a copy with changes; shorter ones can be similar by chance.
const MIN_WORDS: usize = 5;
/// The share of the shorter article's shingles that a copy has.
const SHARE: f64 = 0.4;
/// Shingles of the shortest article that can be a copy.
const MIN_SHINGLES: usize = 8;

/// The words of a sentence as the search for copies needs them.
pub(super) struct Print {
    /// Hashes of the words, in order; all numbers are 0.
    words: Vec<u64>,
    /// The same without repeats, sorted.
    sorted: Vec<u64>,
    /// Hashes of its shingles, sorted.
    shingles: Vec<u64>,
}

impl Print {
    /// Prepares the hashes of a sentence's words.
    pub(super) fn new(words: Vec<u64>) -> Self {
        let mut sorted = words.clone();
        sorted.sort_unstable();
        sorted.dedup();
        let shingles = shingles(&words, SENTENCE_SHINGLE);
        Self { words, sorted, shingles }
    }
}

/// Whether two sentences are one text with small changes.
pub(super) fn is_copied_sentence(left: &Sentence<'_>, right: &Sentence<'_>) -> bool {
    let (left, right) = (&left.print, &right.print);
    if left.words.len().min(right.words.len()) < MIN_WORDS {
        return left.words == right.words;
    }
    if share(&left.shingles, &right.shingles) >= SENTENCE_SHARE {
        return true;
    }
    // Words in order cannot be more than words in any order, which are counted faster.
    share(&left.sorted, &right.sorted) >= ORDER_SHARE && order_share(&left.words, &right.words) >= ORDER_SHARE
}

/// The shingles of an article, sorted.
pub(super) fn of_document(document: &Document<'_>) -> Vec<u64> {
    let mut all: Vec<u64> =
        document.sentences.iter().flat_map(|sentence| shingles(&sentence.print.words, SHINGLE)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether two articles are one text with small changes, by their shingles.
pub(super) fn is_copied(left: &[u64], right: &[u64]) -> bool {
    left.len().min(right.len()) >= MIN_SHINGLES && share(left, right) >= SHARE
}

/// The hashes of all runs of so many words, sorted and without repeats.
fn shingles(words: &[u64], length: usize) -> Vec<u64> {
    let mix = |run: &[u64]| {
        run.iter().fold(1, |all: u64, word| all.rotate_left(23).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ word)
    };
    let mut all: Vec<u64> = words.windows(length).map(mix).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The share of the smaller of two sorted lists that is in the other one.
#[expect(clippy::cast_precision_loss, reason = "a text has far fewer shingles than 2^52")]
fn share(left: &[u64], right: &[u64]) -> f64 {
    let (mut i, mut j, mut common) = (0, 0, 0_usize);
    while let (Some(a), Some(b)) = (left.get(i), right.get(j)) {
        common += usize::from(a == b);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    common as f64 / left.len().min(right.len()).max(1) as f64
}

/// The longest common subsequence of words, as a share of the longer sentence.
#[expect(clippy::cast_precision_loss, reason = "a sentence has few words")]
fn order_share(left: &[u64], right: &[u64]) -> f64 {
    let (left, right) = (left.get(..MAX_ORDER).unwrap_or(left), right.get(..MAX_ORDER).unwrap_or(right));
    let mut row = vec![0_usize; right.len() + 1];
    for word in left {
        let mut diagonal = 0;
        for (j, other) in right.iter().enumerate() {
            let before = row.get(j).copied().unwrap_or(0);
            let Some(cell) = row.get_mut(j + 1) else { break };
            let above = *cell;
            *cell = if word == other { diagonal + 1 } else { above.max(before) };
            diagonal = above;
        }
    }
    row.last().copied().unwrap_or(0) as f64 / left.len().max(right.len()).max(1) as f64
}
