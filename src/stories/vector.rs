//! Sparse vectors: their length, sum and dot product.

use std::cmp::Ordering;

/// The index of a term among those seen.
pub(super) type TermIndex = u32;
/// Terms with their weights: sorted by term, without zeros.
pub(super) type Vector = [(TermIndex, f32)];

/// What two vectors have in common.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Overlap {
    /// The dot product.
    pub(super) dot: f32,
    /// The part of it that the term with the largest part contributes.
    pub(super) most: f32,
    /// How many terms both have.
    pub(super) shared: u32,
}

/// Returns the length of a vector; 1 for an empty one.
pub(super) fn norm(vector: &Vector) -> f32 {
    let squares: f32 = vector.iter().map(|(_, weight)| weight * weight).sum();
    if squares > 0.0 { squares.sqrt() } else { 1.0 }
}

/// Compares two vectors.
pub(super) fn overlap(a: &Vector, b: &Vector) -> Overlap {
    let (mut i, mut j) = (0, 0);
    let mut overlap = Overlap::default();
    while let (Some((x, weight_a)), Some((y, weight_b))) = (a.get(i), b.get(j)) {
        if x == y {
            overlap.dot += weight_a * weight_b;
            overlap.most = overlap.most.max(weight_a * weight_b);
            overlap.shared += 1;
        }
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    overlap
}

/// Adds two vectors, and keeps at most `most` terms, the heaviest.
pub(super) fn add(a: &Vector, b: &Vector, most: usize) -> Vec<(TermIndex, f32)> {
    let mut sum: Vec<(TermIndex, f32)> = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    loop {
        let order = match (a.get(i), b.get(j)) {
            (Some(first), Some(second)) => first.0.cmp(&second.0),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        let first = a.get(i).filter(|_| order != Ordering::Greater);
        let second = b.get(j).filter(|_| order != Ordering::Less);
        i += usize::from(first.is_some());
        j += usize::from(second.is_some());
        let entries = first.into_iter().chain(second);
        sum.extend(entries.copied().reduce(|(term, weight), (_, other)| (term, weight + other)));
    }
    if sum.len() > most {
        sum.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        sum.truncate(most);
        sum.sort_unstable_by_key(|(term, _)| *term);
    }
    sum
}

/// Returns a count as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "a relative error of a ten-millionth does not matter")]
pub(super) fn float(count: u32) -> f32 {
    count as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_added_and_compared() {
        let (a, b) = (vec![(1, 3.0), (4, 4.0)], vec![(0, 1.0), (4, 2.0), (9, 5.0)]);
        assert!((norm(&a) - 5.0).abs() < 1e-6 && (norm(&[]) - 1.0).abs() < 1e-6);
        assert_eq!(overlap(&a, &b), Overlap { dot: 8.0, most: 8.0, shared: 1 });
        assert_eq!(overlap(&a, &[]), Overlap::default());
        assert_eq!(add(&a, &b, 9), [(0, 1.0), (1, 3.0), (4, 6.0), (9, 5.0)]);
        assert_eq!(add(&a, &b, 2), [(4, 6.0), (9, 5.0)]);
        assert_eq!(add(&[], &a, 9), a);
    }
}
