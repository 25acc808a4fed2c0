//! Fingerprints, by which texts are compared: the set of all three consecutive words of a text, and of each paragraph.
//!
//! In scripts without spaces between words, characters stand in for words. The choice of texts to compare is left to
//! `links` and to the store.

use std::cmp::Ordering;

use super::MIN_WORDS;
use super::minhash::{self, BANDS, Sketch, high, mix};
use super::normal::paragraphs;
use crate::domain::article::Fnv;
use crate::domain::script::is_unspaced;

/// Words in a shingle.
const SHINGLE: usize = 3;
/// The most shingles kept of one text. A longer text keeps the smallest hashes, an unbiased sample that still gives
/// the likeness.
const MAX_SHINGLES: usize = 1_024;
/// The most paragraphs compared on their own.
const MAX_PARTS: usize = 32;

/// A comment's fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    pub(super) whole: Piece,
    /// Paragraphs of at least [`MIN_WORDS`] words; empty if the comment has only one paragraph.
    pub(super) parts: Vec<Piece>,
}

/// The fingerprint of a whole text or of one paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Hash of all words in order.
    pub(super) exact: u64,
    /// Sorted hashes of the shingles. In a text of a hundred shingles, two share a 32-bit hash once in a million texts.
    pub(super) hashes: Box<[u32]>,
    pub(super) bands: [u32; BANDS],
}

impl Fingerprint {
    /// Makes a text's fingerprint; `None` if it has fewer than [`MIN_WORDS`] words.
    ///
    /// In scripts without spaces between words, two characters count as a word.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let paragraphs = paragraphs(text);
        let mut words: Vec<u64> = Vec::new();
        let mut halves = 0;
        let mut parts = Vec::new();
        for paragraph in &paragraphs {
            let from = words.len();
            let before = halves;
            for word in paragraph.split(' ') {
                words.push(hash_of(word));
                halves += if word.chars().all(is_unspaced) { 1 } else { 2 };
            }
            if paragraphs.len() > 1 && halves - before >= 2 * MIN_WORDS && parts.len() < MAX_PARTS {
                parts.extend(words.get(from..).map(Piece::of));
            }
        }
        (halves >= 2 * MIN_WORDS).then(|| Self { whole: Piece::of(&words), parts })
    }

    /// Returns the Jaccard index of the whole texts' shingles, 0 to 1.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> f32 {
        self.whole.likeness(&other.whole)
    }

    /// Returns the bands of the whole text for the store.
    #[must_use]
    pub fn sketch(&self) -> Sketch {
        minhash::sketch(&self.whole.hashes)
    }
}

impl Piece {
    fn of(words: &[u64]) -> Self {
        let chain = |words: &[u64]| words.iter().fold(0, |hash: u64, word| mix(hash.rotate_left(23) ^ word));
        let mut hashes: Vec<u32> = words.windows(SHINGLE).map(|shingle| high(chain(shingle))).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(MAX_SHINGLES);
        Self { exact: chain(words), bands: minhash::bands(&hashes), hashes: hashes.into_boxed_slice() }
    }

    /// Returns the Jaccard index; for cut sets, an estimate from the smallest hashes of their union.
    pub(super) fn likeness(&self, other: &Self) -> f32 {
        let (a, b) = (&self.hashes, &other.hashes);
        let most = if a.len().max(b.len()) == MAX_SHINGLES { MAX_SHINGLES } else { usize::MAX };
        let (mut i, mut j, mut shared, mut all) = (0, 0, 0, 0);
        while let (Some(x), Some(y)) = (a.get(i), b.get(j))
            && all < most
        {
            let order = x.cmp(y);
            i += usize::from(order != Ordering::Greater);
            j += usize::from(order != Ordering::Less);
            shared += usize::from(order == Ordering::Equal);
            all += 1;
        }
        let all = (all + (a.len() - i) + (b.len() - j)).min(most);
        ratio(shared, all)
    }

    /// Returns whether the numbers of shingles allow a likeness of at least `likeness`.
    pub(super) fn may_reach(&self, other: &Self, likeness: f32) -> bool {
        let (a, b) = (self.hashes.len(), other.hashes.len());
        ratio(a.min(b), a.max(b)) >= likeness
    }
}

#[expect(clippy::cast_precision_loss, reason = "a text has at most a few thousand shingles")]
fn ratio(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

fn hash_of(word: &str) -> u64 {
    let mut hash = Fnv::default();
    hash.write(word.as_bytes());
    hash.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn likeness(a: &str, b: &str) -> f32 {
        Fingerprint::of(a).unwrap().likeness(&Fingerprint::of(b).unwrap())
    }

    #[test]
    fn short_texts_have_no_fingerprint() {
        for text in
            ["", "+1", "Thanks for this, it was a joy!", "ありがとうございました。", "> a b c d e f g h i j\nyes"]
        {
            assert_eq!(Fingerprint::of(text), None, "{text:?}");
        }
        for text in ["one two three four five six seven eight", "この路面電車は来週の月曜日からまた走ります"]
        {
            assert!(Fingerprint::of(text).is_some(), "{text:?}");
        }
    }

    #[test]
    fn likeness_is_the_share_of_common_shingles() {
        let text = "a b c d e f g h i j";
        for (other, want) in [
            ("A, b: c d e f g h i j!", 1.0),
            ("a b c d e f g h i k", 7.0 / 9.0),
            ("x b c d e f g h i k", 6.0 / 10.0),
            ("k l m n o p q r s t", 0.0),
        ] {
            assert!((likeness(text, other) - want).abs() < 1e-6, "{other}");
            assert!((likeness(other, text) - want).abs() < 1e-6, "{other}");
        }
    }

    #[test]
    fn characters_are_words_in_scripts_without_spaces() {
        let (a, b) = ("この路面電車は来週の月曜日からまた走ります。", "この路面電車は来週の火曜日からまた走ります。");
        // Twenty-one characters are 19 shingles; the one that differs is in three.
        assert!((likeness(a, b) - 16.0 / 22.0).abs() < 1e-6, "{}", likeness(a, b));
    }

    #[test]
    fn paragraphs_have_fingerprints_of_their_own() {
        let long = "one two three four five six seven eight";
        let fingerprint = Fingerprint::of(&format!("{long}\n\nshort\n\n{long} nine")).unwrap();
        assert_eq!(fingerprint.parts.len(), 2);
        assert_eq!(fingerprint.parts[0], Fingerprint::of(long).unwrap().whole);
        assert!(Fingerprint::of(long).unwrap().parts.is_empty());
        assert_eq!(Fingerprint::of(&format!("{long}\n\n").repeat(100)).unwrap().parts.len(), MAX_PARTS);
    }

    #[test]
    fn very_long_texts_are_compared_by_a_sample() {
        let words = |range: std::ops::Range<u32>| range.map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
        let (a, b) = (words(0..5_000), words(1_000..6_000));
        assert_eq!(Fingerprint::of(&a).unwrap().whole.hashes.len(), MAX_SHINGLES);
        assert!((likeness(&a, &b) - 4.0 / 6.0).abs() < 0.06, "{}", likeness(&a, &b));
        assert!((likeness(&a, &a) - 1.0).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn likeness_is_reflexive_and_symmetric(a in "[abc ]{0,80}", b in "[abc ]{0,80}") {
            let (a, b) = (Fingerprint::of(&a), Fingerprint::of(&b));
            if let (Some(a), Some(b)) = (&a, &b) {
                prop_assert!((a.likeness(a) - 1.0).abs() < f32::EPSILON);
                prop_assert!((a.likeness(b) - b.likeness(a)).abs() < f32::EPSILON);
                prop_assert!(a.whole.may_reach(&b.whole, a.likeness(b)));
            }
        }

        #[test]
        fn normalised_text_has_the_fingerprint_of_its_source(
            text in "\\PC{0,60}|[\\n> @:/a-c\u{e01}-\u{e5f}\u{4e00}-\u{4e20}]{0,80}",
        ) {
            let whole = |text: &str| Fingerprint::of(text).map(|fingerprint| fingerprint.whole);
            prop_assert_eq!(whole(&super::super::normalise(&text)), whole(&text));
        }
    }
}
