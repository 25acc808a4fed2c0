//! `MinHash`, which reduces a set to a few numbers that two sets share with the probability of their likeness.
//!
//! Numbers are grouped in bands, and sets that share a whole band are worth comparing. Seeds and arithmetic are fixed,
//! so every build finds the bands that another build stored. Comparison is left to `fingerprint`.

/// Numbers computed of a set.
const PERMUTATIONS: usize = 64;
/// Bands within a thread, of four numbers each.
///
/// Texts of likeness 0.8 share one with probability 0.9998, of 0.6 with 0.89, of 0.3 with 0.12. Twice as many bands
/// would find all texts of likeness 0.6, and cost a long thread 13 MB.
pub(super) const BANDS: usize = 16;
/// Numbers in a band.
const ROWS: usize = PERMUTATIONS / BANDS;
/// Bands in the store, of five numbers each, for texts of likeness 0.8 and above.
///
/// Texts of likeness 0.8 share one with probability 1 - (1 - 0.8^5)^12 = 0.9915, of 0.9 almost surely, of 0.6 with
/// 0.62, of 0.3 with 0.03.
pub const SKETCH: usize = 12;
/// Numbers in a band of the store.
const SKETCH_ROWS: usize = 5;
/// Bits of a stored band's hash, below the bits of the band's number.
///
/// The whole stays under 2^31, which SQLite stores in four bytes. Among a million other texts, less than one in a
/// hundred lookups finds an unrelated text.
const SKETCH_BITS: u32 = 27;

/// The bands of a text for the store; each contains its band number.
pub type Sketch = [u32; SKETCH];

/// Factor and summand of each permutation. The high half of `a * x + b` is a strongly universal 32-bit hash.
const FACTORS: [(u64, u64); PERMUTATIONS] = factors();

const fn factors() -> [(u64, u64); PERMUTATIONS] {
    let mut all = [(0, 0); PERMUTATIONS];
    let mut i = 0;
    let mut seed = 0x7469_6469_6e67_7321;
    while i < PERMUTATIONS {
        all[i] = (mix(seed) | 1, mix(seed ^ u64::MAX));
        seed = mix(seed.wrapping_add(0x9e37_79b9_7f4a_7c15));
        i += 1;
    }
    all
}

/// The finaliser of splitmix64, in which each input bit changes about half of the output bits.
pub(super) const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Returns the high half.
pub(super) const fn high(x: u64) -> u32 {
    (x >> 32) as u32
}

fn minima(set: &[u32]) -> [u32; PERMUTATIONS] {
    let mut least = [u32::MAX; PERMUTATIONS];
    for x in set {
        for (least, (a, b)) in least.iter_mut().zip(FACTORS) {
            *least = (*least).min(high(a.wrapping_mul(u64::from(*x)).wrapping_add(b)));
        }
    }
    least
}

fn hash_of(rows: &[u32]) -> u64 {
    rows.iter().fold(0x2545_f491_4f6c_dd1d, |hash, row| mix(hash ^ u64::from(*row)))
}

/// Computes the bands for comparison within a thread.
pub(super) fn bands(set: &[u32]) -> [u32; BANDS] {
    let least = minima(set);
    let mut bands = [0; BANDS];
    for (band, rows) in bands.iter_mut().zip(least.chunks_exact(ROWS)) {
        *band = high(hash_of(rows));
    }
    bands
}

/// Computes the bands for the store.
pub(super) fn sketch(set: &[u32]) -> Sketch {
    let least = minima(set);
    let mut sketch = [0; SKETCH];
    for ((band, rows), number) in sketch.iter_mut().zip(least.chunks_exact(SKETCH_ROWS)).zip(0..) {
        *band = number << SKETCH_BITS | high(hash_of(rows)) >> (u32::BITS - SKETCH_BITS);
    }
    sketch
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes two sets of `n` numbers each, `shared` of which are common; `seed` varies the numbers.
    fn pair(n: u64, shared: u64, seed: u64) -> (Vec<u32>, Vec<u32>) {
        let number = |i: u64| high(mix(mix(seed).wrapping_add(i)));
        ((0..n).map(number).collect(), (n - shared..2 * n - shared).map(number).collect())
    }

    #[test]
    fn similar_sets_share_bands_with_the_stated_probability() {
        // Of 60 numbers 53 are common to both: 53 / 67 = 0.79. Of 60, 28: 28 / 92 = 0.30.
        for (shared, least, most) in [(53, 0.97, 1.0), (28, 0.0, 0.08)] {
            let tries = 400;
            let found = (0..tries).filter(|seed| {
                let (a, b) = pair(60, shared, *seed);
                sketch(&a).iter().zip(sketch(&b)).any(|(a, b)| *a == b)
            });
            let share = f64::from(u32::try_from(found.count()).unwrap()) / f64::from(u32::try_from(tries).unwrap());
            assert!((least..=most).contains(&share), "{shared}: {share}");
        }
        // Of 60 numbers 46: 0.62.
        let found = (0..200).filter(|seed| {
            let (a, b) = pair(60, 46, *seed);
            bands(&a).iter().zip(bands(&b)).any(|(a, b)| *a == b)
        });
        assert!(found.count() >= 165, "within a thread, most similar texts are found");
    }

    #[test]
    fn minima_agree_with_the_probability_of_the_likeness() {
        let mut agreed = 0_u32;
        for seed in 0..50 {
            let (a, b) = pair(100, 67, seed);
            agreed += minima(&a).iter().zip(minima(&b)).map(|(a, b)| u32::from(*a == b)).sum::<u32>();
        }
        // 67 / 133 = 0.504.
        let share = f64::from(agreed) / (50.0 * 64.0);
        assert!((share - 0.504).abs() < 0.03, "{share}");
    }

    #[test]
    fn stored_sketches_do_not_change() {
        // Users' databases contain these numbers: a change needs a migration that empties `sketches`.
        assert_eq!(sketch(&[1, 2, 3])[..2], [81_182_740, 262_667_183]);
        assert!(sketch(&[1]).iter().all(|band| *band < 1 << 31));
    }
}
