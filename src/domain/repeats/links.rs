//! Which earlier texts are worth comparing a text with: those firsts that share a band with it.
//!
//! Texts that share a band form a chain, from each to the first before it. Those that repeat something are stepped
//! over, so thousands of equal texts cost no more than one; and no chain is followed far, so texts that were made to
//! share bands cost no more either. Comparing is left to `cluster`.

use std::cmp::Reverse;

use super::fingerprint::Piece;
use super::minhash::BANDS;

/// Firsts looked at in one chain.
const MAX_STEPS: usize = 16;
/// Firsts that a text is compared with: those it shares most bands with.
const MAX_CANDIDATES: usize = 64;
/// The end of a chain.
const NONE: u32 = u32::MAX;

/// The chains, one for each band: the place of the piece before that shares it.
pub(super) struct Links {
    before: Vec<[u32; BANDS]>,
}

impl Links {
    pub(super) fn new(pieces: &[&Piece]) -> Self {
        let mut links = Self { before: vec![[NONE; BANDS]; pieces.len()] };
        let mut sorted: Vec<(u32, u32)> = Vec::with_capacity(pieces.len());
        for band in 0..BANDS {
            sorted.clear();
            sorted.extend((0..).zip(pieces).map(|(place, piece)| (piece.bands[band], place)));
            sorted.sort_unstable();
            for pair in sorted.windows(2) {
                if let [(a, earlier), (b, place)] = pair
                    && a == b
                {
                    links.before[*place as usize][band] = *earlier;
                }
            }
        }
        links
    }

    /// Lets the chains of `place` lead to firsts alone. Has to be done for every piece, in turn.
    pub(super) fn resolve(&mut self, place: u32, is_first: &[bool]) {
        for band in 0..BANDS {
            let at = self.before(place, band);
            if at != NONE && !is_first[at as usize] {
                self.before[place as usize][band] = self.before(at, band);
            }
        }
    }

    /// The firsts that a resolved piece shares bands with, most bands first.
    pub(super) fn candidates(&self, place: u32) -> Vec<u32> {
        let mut seen: Vec<u32> = Vec::new();
        for band in 0..BANDS {
            let mut at = self.before(place, band);
            for _ in 0..MAX_STEPS {
                if at == NONE {
                    break;
                }
                seen.push(at);
                at = self.before(at, band);
            }
        }
        seen.sort_unstable();
        let counted = seen.chunk_by(|a, b| a == b).filter_map(|run| Some((Reverse(run.len()), *run.first()?)));
        let mut counted: Vec<(Reverse<usize>, u32)> = counted.collect();
        counted.sort_unstable();
        counted.into_iter().take(MAX_CANDIDATES).map(|(_, place)| place).collect()
    }

    fn before(&self, place: u32, band: usize) -> u32 {
        self.before[place as usize][band]
    }
}
