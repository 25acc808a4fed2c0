//! Sketches of leads, by which near-identical wire copies are found.
//!
//! A sketch is the smallest hashes of a text's three-word shingles, an unbiased sample of the set. Two sketches give an
//! estimate of the Jaccard index of the two sets.

use std::cmp::Ordering;

use super::term::fold;
use super::words::Token;
use crate::domain::article::Fnv;

/// Words in a shingle.
const SHINGLE: usize = 3;
/// The most hashes in a sketch.
pub(super) const SIZE: usize = 32;
/// The fewest shingles of a text that can be a copy.
const LEAST: usize = 8;
/// The least Jaccard index of copies in two outlets: one may have cut the end, or put a sentence of its own before it.
const ELSEWHERE: f32 = 0.5;
/// The least Jaccard index of copies in one outlet, whose articles may share a frame.
const SAME_OUTLET: f32 = 0.8;

/// Returns the sketch of a lead: sorted, at most [`SIZE`] hashes, empty for a lead too short to compare.
pub(super) fn sketch(lead: &[Token]) -> Box<[u32]> {
    let mut hashes: Vec<u32> = lead.windows(SHINGLE).map(shingle).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(if hashes.len() < LEAST { 0 } else { SIZE });
    hashes.into_boxed_slice()
}

fn shingle(tokens: &[Token]) -> u32 {
    let mut hash = Fnv::default();
    for token in tokens {
        hash.write(token.text.as_bytes());
    }
    fold(hash.0)
}

/// Returns whether two sketches are of copies of one text, in one outlet or in two.
pub(super) fn are_alike(a: &[u32], b: &[u32], same_outlet: bool) -> bool {
    let least = if same_outlet { SAME_OUTLET } else { ELSEWHERE };
    a.len() >= LEAST && b.len() >= LEAST && likeness(a, b) >= least
}

/// Estimates the Jaccard index from the smallest hashes of the union.
fn likeness(a: &[u32], b: &[u32]) -> f32 {
    let (mut at, mut shared, mut all) = ((0, 0), 0_u16, 0_u16);
    while usize::from(all) < SIZE {
        let order = match (a.get(at.0), b.get(at.1)) {
            (Some(first), Some(second)) => first.cmp(second),
            // A full sketch is cut: what follows its end is not known.
            (Some(_), None) if b.len() < SIZE => Ordering::Less,
            (None, Some(_)) if a.len() < SIZE => Ordering::Greater,
            _ => break,
        };
        at.0 += usize::from(order != Ordering::Greater);
        at.1 += usize::from(order != Ordering::Less);
        shared += u16::from(order == Ordering::Equal);
        all += 1;
    }
    if all == 0 { 0.0 } else { f32::from(shared) / f32::from(all) }
}

#[cfg(test)]
mod tests {
    use super::super::words::tokens;
    use super::*;

    fn sketch_of(words: std::ops::Range<u32>) -> Box<[u32]> {
        let text = words.map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
        sketch(&tokens(&text, 200))
    }

    #[test]
    fn copies_may_be_cut() {
        for (a, b, want) in [
            (0..60, 0..60, true),
            (0..60, 0..45, true),
            (0..100, 5..100, true),
            (0..60, 45..100, false),
            (0..60, 60..120, false),
            (0..5, 0..5, false),
        ] {
            assert_eq!(are_alike(&sketch_of(a.clone()), &sketch_of(b.clone()), false), want, "{a:?} {b:?}");
        }
    }

    #[test]
    fn an_outlet_may_have_a_frame() {
        let (a, b) = (sketch_of(0..60), sketch_of(0..45));
        assert!(!are_alike(&a, &b, true) && are_alike(&a, &a, true));
    }

    #[test]
    fn texts_without_words_are_no_copies() {
        assert!(!are_alike(&sketch(&[]), &sketch(&[]), true));
    }
}
