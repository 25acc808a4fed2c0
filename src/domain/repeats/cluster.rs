//! Who repeats whom in a thread.
//!
//! Comments are gone through in order, and each is held against those before it that repeat nothing themselves: the
//! firsts. So a cluster is a star around its first and never a chain, along which words could drift. A whole text
//! that repeats a whole text counts before a shared paragraph; of equals, the earliest.

use std::collections::HashMap;

use super::fingerprint::{Fingerprint, Piece};
use super::links::Links;
use super::{Cluster, Found, REPEATS, Repeat, SIMILAR};
use crate::domain::Thread;

/// The clusters among texts that stand in the order of their time.
#[must_use]
pub fn within(texts: &[&str]) -> Vec<Cluster> {
    let prints: Vec<Option<Fingerprint>> = texts.iter().map(|text| Fingerprint::of(text)).collect();
    within_prints(&prints)
}

/// The clusters among comments that stand in the order of their time. What has no print is in none.
#[must_use]
pub fn within_prints(prints: &[Option<Fingerprint>]) -> Vec<Cluster> {
    let order: Vec<u32> = (0..).take(prints.len()).collect();
    find(prints, &order).clusters
}

/// The places of a thread's comments by time: the earliest first, of one moment in pre-order, undated ones last.
#[must_use]
pub fn in_time(thread: &Thread) -> Vec<u32> {
    let mut order: Vec<u32> = (0..).take(thread.len()).collect();
    order.sort_by_key(|place| {
        let published = thread.get(*place as usize).and_then(|node| node.comment.published);
        (published.is_none(), published)
    });
    order
}

/// Clusters and similar comments among `prints`, gone through in `order`: each place once.
#[must_use]
pub fn find(prints: &[Option<Fingerprint>], order: &[u32]) -> Found {
    let mut search = Search::new(prints, order);
    for comment in 0..search.comments.len() {
        let verdict = search.verdict(comment);
        search.settle(comment, verdict);
    }
    search.found()
}

/// A comment and where its pieces stand: the whole text, then its paragraphs.
struct Candidate<'a> {
    place: u32,
    print: &'a Fingerprint,
    pieces: std::ops::Range<u32>,
}

/// What a comment turned out to be, by the place of another in `comments`.
#[derive(Clone, Copy)]
enum Verdict {
    First,
    Similar(usize, f32),
    Member(usize, f32),
    Part(usize, f32),
}

struct Search<'a> {
    comments: Vec<Candidate<'a>>,
    pieces: Vec<&'a Piece>,
    owners: Vec<u32>,
    links: Links,
    /// Which pieces are of firsts.
    is_first: Vec<bool>,
    verdicts: Vec<Verdict>,
    /// The first comment with exactly these words.
    exact: HashMap<u64, usize>,
}

impl<'a> Search<'a> {
    fn new(prints: &'a [Option<Fingerprint>], order: &[u32]) -> Self {
        let (mut comments, mut pieces, mut owners) = (Vec::new(), Vec::new(), Vec::new());
        let mut end = 0;
        for place in order {
            let Some(print) = prints.get(*place as usize).and_then(Option::as_ref) else { continue };
            let begin = end;
            for piece in std::iter::once(&print.whole).chain(&print.parts) {
                pieces.push(piece);
                owners.push(u32::try_from(comments.len()).unwrap_or(u32::MAX));
                end += 1;
            }
            comments.push(Candidate { place: *place, print, pieces: begin..end });
        }
        let links = Links::new(&pieces);
        let is_first = vec![false; pieces.len()];
        let verdicts = Vec::with_capacity(comments.len());
        Self { comments, pieces, owners, links, is_first, verdicts, exact: HashMap::new() }
    }

    fn verdict(&mut self, comment: usize) -> Verdict {
        let Candidate { print, ref pieces, .. } = self.comments[comment];
        let pieces = pieces.clone();
        pieces.clone().for_each(|piece| self.links.resolve(piece, &self.is_first));
        if let Some(&same) = self.exact.get(&print.whole.exact)
            && self.comments[same].print == print
        {
            // What was found for this text holds for it again.
            return match self.verdicts[same] {
                Verdict::First | Verdict::Similar(..) => Verdict::Member(same, 1.0),
                other => other,
            };
        }
        let (mut whole, mut part) = (None, None);
        for place in pieces {
            for other in self.links.candidates(place) {
                let owner = self.owners[other as usize] as usize;
                let wholes = self.is_whole(place, comment) && self.is_whole(other, owner);
                let (best, least) = if wholes { (&mut whole, SIMILAR) } else { (&mut part, REPEATS) };
                hold(self.pieces[place as usize], (self.pieces[other as usize], owner), least, best);
            }
        }
        match (whole, part) {
            (Some((first, likeness)), _) if likeness >= REPEATS => Verdict::Member(first, likeness),
            (_, Some((first, likeness))) => Verdict::Part(first, likeness),
            (Some((first, likeness)), None) => Verdict::Similar(first, likeness),
            (None, None) => Verdict::First,
        }
    }

    fn is_whole(&self, piece: u32, owner: usize) -> bool {
        self.comments[owner].pieces.start == piece
    }

    fn settle(&mut self, comment: usize, verdict: Verdict) {
        self.verdicts.push(verdict);
        let Candidate { print, pieces, .. } = &self.comments[comment];
        self.exact.entry(print.whole.exact).or_insert(comment);
        if matches!(verdict, Verdict::First | Verdict::Similar(..)) {
            pieces.clone().for_each(|piece| self.is_first[piece as usize] = true);
        }
    }

    fn found(self) -> Found {
        let place = |comment: usize| self.comments[comment].place;
        let mut clusters: HashMap<usize, Cluster> = HashMap::new();
        let mut cluster = |first: usize, put: &dyn Fn(&mut Cluster)| {
            put(clusters.entry(first).or_insert_with(|| Cluster { first: place(first), ..Cluster::default() }));
        };
        for (comment, verdict) in self.verdicts.iter().enumerate() {
            match *verdict {
                Verdict::Member(first, likeness) => cluster(first, &|c| c.members.push((place(comment), likeness))),
                Verdict::Part(first, likeness) => cluster(first, &|c| c.parts.push((place(comment), likeness))),
                Verdict::First | Verdict::Similar(..) => {}
            }
        }
        let similar = self.verdicts.iter().enumerate().filter_map(|(comment, verdict)| match *verdict {
            Verdict::Similar(of, likeness) if !clusters.contains_key(&comment) => {
                Some((place(comment), Repeat { of: place(of), likeness, part: false }))
            }
            _ => None,
        });
        let similar = similar.collect();
        let mut clusters: Vec<(usize, Cluster)> = clusters.into_iter().collect();
        clusters.sort_unstable_by_key(|(first, _)| *first);
        Found { clusters: clusters.into_iter().map(|(_, cluster)| cluster).collect(), similar }
    }
}

/// Keeps the other piece's owner if it is more like `piece` than the best so far, or as like and earlier.
fn hold(piece: &Piece, (other, owner): (&Piece, usize), least: f32, best: &mut Option<(usize, f32)>) {
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
