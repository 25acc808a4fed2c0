//! Groups the comments of a thread into clusters that repeat one original.
//!
//! Comments are processed in order, and each is compared only with originals: earlier ones that repeat nothing
//! themselves. So a cluster is a star around its original and never a chain, along which the text could drift. A
//! repeated whole text takes precedence over a shared paragraph, and among equals the earliest original wins.

use std::collections::HashMap;

use super::fingerprint::{Fingerprint, Piece};
use super::links::Links;
use super::{Cluster, Found, REPEATS, Repeat, SIMILAR};
use crate::domain::Thread;

/// Finds the clusters among texts in chronological order.
#[must_use]
pub fn within(texts: &[&str]) -> Vec<Cluster> {
    let fingerprints: Vec<Option<Fingerprint>> = texts.iter().map(|text| Fingerprint::of(text)).collect();
    let order: Vec<u32> = (0..).take(fingerprints.len()).collect();
    find(&fingerprints, &order).clusters
}

/// Returns the indices of a thread's comments by date, oldest first and undated ones last; equal dates in pre-order.
#[must_use]
pub fn chronological(thread: &Thread) -> Vec<u32> {
    let mut order: Vec<u32> = (0..).take(thread.len()).collect();
    order.sort_by_key(|index| {
        let published = thread.get(*index as usize).and_then(|node| node.comment.published);
        (published.is_none(), published)
    });
    order
}

/// Finds clusters and similar comments; `order` lists each index of `fingerprints` once, in chronological order.
///
/// Comments without a fingerprint, whose text is too short, are in no cluster.
#[must_use]
pub fn find(fingerprints: &[Option<Fingerprint>], order: &[u32]) -> Found {
    let mut search = Search::new(fingerprints, order);
    for comment in 0..search.comments.len() {
        let verdict = search.verdict(comment);
        search.record(comment, verdict);
    }
    search.found()
}

/// A comment to compare, with the range of its pieces: the whole text, then its paragraphs.
struct Candidate<'a> {
    /// Index of the comment in the thread.
    index: u32,
    fingerprint: &'a Fingerprint,
    pieces: std::ops::Range<u32>,
}

/// The result for a comment. A number is the index in `comments` of the comment that it repeats or is similar to.
#[derive(Clone, Copy)]
enum Verdict {
    Original,
    Similar(usize, f32),
    Member(usize, f32),
    Part(usize, f32),
}

/// A search for repeats, in the state after some of the comments.
struct Search<'a> {
    /// Comments with a fingerprint, in chronological order.
    comments: Vec<Candidate<'a>>,
    /// Pieces of all comments, in the same order.
    pieces: Vec<&'a Piece>,
    /// For each piece, the index of its comment in `comments`.
    owners: Vec<u32>,
    links: Links,
    /// For each piece, whether it is of an original.
    is_original: Vec<bool>,
    verdicts: Vec<Verdict>,
    /// The first comment with exactly these words, by their hash.
    exact: HashMap<u64, usize>,
}

impl<'a> Search<'a> {
    fn new(fingerprints: &'a [Option<Fingerprint>], order: &[u32]) -> Self {
        let (mut comments, mut pieces, mut owners) = (Vec::new(), Vec::new(), Vec::new());
        let mut end = 0;
        for index in order {
            let Some(fingerprint) = fingerprints.get(*index as usize).and_then(Option::as_ref) else { continue };
            let begin = end;
            for piece in std::iter::once(&fingerprint.whole).chain(&fingerprint.parts) {
                pieces.push(piece);
                owners.push(u32::try_from(comments.len()).unwrap_or(u32::MAX));
                end += 1;
            }
            comments.push(Candidate { index: *index, fingerprint, pieces: begin..end });
        }
        let links = Links::new(&pieces);
        let is_original = vec![false; pieces.len()];
        let verdicts = Vec::with_capacity(comments.len());
        Self { comments, pieces, owners, links, is_original, verdicts, exact: HashMap::new() }
    }

    fn verdict(&mut self, comment: usize) -> Verdict {
        let Candidate { fingerprint, ref pieces, .. } = self.comments[comment];
        let pieces = pieces.clone();
        pieces.clone().for_each(|piece| self.links.resolve(piece, &self.is_original));
        if let Some(&same) = self.exact.get(&fingerprint.whole.exact)
            && self.comments[same].fingerprint == fingerprint
        {
            // The verdict on the same text holds again.
            return match self.verdicts[same] {
                Verdict::Original | Verdict::Similar(..) => Verdict::Member(same, 1.0),
                other => other,
            };
        }
        let (mut whole, mut part) = (None, None);
        for piece in pieces {
            for other in self.links.candidates(piece) {
                let owner = self.owners[other as usize] as usize;
                let wholes = self.is_whole(piece, comment) && self.is_whole(other, owner);
                let (best, least) = if wholes { (&mut whole, SIMILAR) } else { (&mut part, REPEATS) };
                keep_better(self.pieces[piece as usize], (self.pieces[other as usize], owner), least, best);
            }
        }
        match (whole, part) {
            (Some((original, likeness)), _) if likeness >= REPEATS => Verdict::Member(original, likeness),
            (_, Some((original, likeness))) => Verdict::Part(original, likeness),
            (Some((original, likeness)), None) => Verdict::Similar(original, likeness),
            (None, None) => Verdict::Original,
        }
    }

    fn is_whole(&self, piece: u32, owner: usize) -> bool {
        self.comments[owner].pieces.start == piece
    }

    fn record(&mut self, comment: usize, verdict: Verdict) {
        self.verdicts.push(verdict);
        let Candidate { fingerprint, pieces, .. } = &self.comments[comment];
        self.exact.entry(fingerprint.whole.exact).or_insert(comment);
        if matches!(verdict, Verdict::Original | Verdict::Similar(..)) {
            pieces.clone().for_each(|piece| self.is_original[piece as usize] = true);
        }
    }

    fn found(self) -> Found {
        let index = |comment: usize| self.comments[comment].index;
        let mut clusters: HashMap<usize, Cluster> = HashMap::new();
        let mut cluster = |first: usize, add: &dyn Fn(&mut Cluster)| {
            add(clusters.entry(first).or_insert_with(|| Cluster { first: index(first), ..Cluster::default() }));
        };
        for (comment, verdict) in self.verdicts.iter().enumerate() {
            match *verdict {
                Verdict::Member(first, likeness) => cluster(first, &|c| c.members.push((index(comment), likeness))),
                Verdict::Part(first, likeness) => cluster(first, &|c| c.parts.push((index(comment), likeness))),
                Verdict::Original | Verdict::Similar(..) => {}
            }
        }
        let similar = self.verdicts.iter().enumerate().filter_map(|(comment, verdict)| match *verdict {
            Verdict::Similar(of, likeness) if !clusters.contains_key(&comment) => {
                Some((index(comment), Repeat { of: index(of), likeness, part: false }))
            }
            _ => None,
        });
        let similar = similar.collect();
        let mut clusters: Vec<(usize, Cluster)> = clusters.into_iter().collect();
        clusters.sort_unstable_by_key(|(first, _)| *first);
        Found { clusters: clusters.into_iter().map(|(_, cluster)| cluster).collect(), similar }
    }
}

/// Replaces `best` if the other piece is more like `piece` than the best so far, or as like and of an earlier comment.
fn keep_better(piece: &Piece, (other, owner): (&Piece, usize), least: f32, best: &mut Option<(usize, f32)>) {
    let least = best.map_or(least, |(_, likeness)| likeness);
    if !piece.may_reach(other, least) {
        return;
    }
    let likeness = piece.likeness(other);
    if likeness >= least && best.is_none_or(|(earlier, before)| likeness > before || owner < earlier) {
        *best = Some((owner, likeness));
    }
}

#[cfg(test)]
mod tests;
