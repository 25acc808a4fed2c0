//! Terms: the hashes by which words, names and numbers are compared, and their weights in one article.

use crate::domain::article::Fnv;

/// The hash of a term. Two of half a million terms share a hash about thirty times, which costs no accuracy.
///
/// The store keeps terms by this hash: a change makes every stored row stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TermId(pub(super) u32);

impl TermId {
    /// Hashes a term.
    pub(super) fn of(text: &str) -> Self {
        let mut hash = Fnv::default();
        hash.write(text.as_bytes());
        Self(fold(hash.0))
    }

    /// Hashes two adjacent terms as one.
    pub(super) fn of_pair(first: &str, second: &str) -> Self {
        let mut hash = Fnv::default();
        hash.write(first.as_bytes());
        hash.write(second.as_bytes());
        Self(fold(hash.0))
    }
}

/// Returns half of a 64-bit hash, to which all its bits contribute.
pub(super) fn fold(hash: u64) -> u32 {
    let mixed = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    u32::try_from(mixed >> 32).unwrap_or_default()
}

/// A term of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Term {
    pub(super) id: TermId,
    /// The weight in the article without the inverse document frequency, in sixteenths.
    pub(super) weight: u8,
}
