//! Selects the earlier texts that are worth comparing with a text: originals that share a band with it.
//!
//! Texts that share a band form a chain, in which each links to the nearest earlier one. Chains skip texts that repeat
//! another, so thousands of equal texts cost no more than one. Chains are followed only a few steps, so texts made to
//! share bands cost little too. Comparison is left to `cluster`.

use std::cmp::Reverse;

use super::fingerprint::Piece;
use super::minhash::BANDS;

/// The most originals taken from one chain.
const MAX_STEPS: usize = 16;
/// The most originals that a text is compared with: those that share most bands with it.
const MAX_CANDIDATES: usize = 64;
/// Marks the end of a chain.
const NONE: u32 = u32::MAX;

/// The chains: for each piece and band, the index of the nearest earlier piece that shares the band.
pub(super) struct Links {
    before: Vec<[u32; BANDS]>,
}

impl Links {
    pub(super) fn new(pieces: &[&Piece]) -> Self {
        let mut links = Self { before: vec![[NONE; BANDS]; pieces.len()] };
        let mut sorted: Vec<(u32, u32)> = Vec::with_capacity(pieces.len());
        for band in 0..BANDS {
            sorted.clear();
            sorted.extend((0..).zip(pieces).map(|(i, piece)| (piece.bands[band], i)));
            sorted.sort_unstable();
            for pair in sorted.windows(2) {
                if let [(a, earlier), (b, later)] = pair
                    && a == b
                {
                    links.before[*later as usize][band] = *earlier;
                }
            }
        }
        links
    }

    /// Makes the chains of `piece` skip all but originals; the caller must do so for every piece, in order.
    pub(super) fn resolve(&mut self, piece: u32, is_original: &[bool]) {
        for band in 0..BANDS {
            let at = self.before(piece, band);
            if at != NONE && !is_original[at as usize] {
                self.before[piece as usize][band] = self.before(at, band);
            }
        }
    }

    /// Returns the originals that share bands with a resolved piece, most shared bands first.
    pub(super) fn candidates(&self, piece: u32) -> Vec<u32> {
        let mut seen: Vec<u32> = Vec::new();
        for band in 0..BANDS {
            let mut at = self.before(piece, band);
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
        counted.into_iter().take(MAX_CANDIDATES).map(|(_, piece)| piece).collect()
    }

    fn before(&self, piece: u32, band: usize) -> u32 {
        self.before[piece as usize][band]
    }
}
