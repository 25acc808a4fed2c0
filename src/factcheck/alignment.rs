//! Decides which differing figures stand for a claim's figure, by what all articles about the event say.
//!
//! Two sentences alone often leave it open whether their figures are about one thing. Three facts settle it: a figure
//! that some article repeats is not contradicted by figures of other things, a figure that the checked article has
//! elsewhere belongs there, and a value that several outlets give is the one that the claim lacks. Comparing two
//! sentences is left to `agreement`, counting voices to `verdict`.

use std::collections::BTreeSet;

use super::agreement::{Outcome, Pair};
use super::comparison::{Found, Prepared, Wanted};
use super::difference::MIN_STRENGTH;
use super::figures::Figure;
use super::values;

/// The strength from which one voice is believed that a figure is about the claim's thing, by how many give its value.
const BELIEVED: [f64; 3] = [0.34, 0.24, MIN_STRENGTH];
/// The share of its closeness to the claim that a quote has to the sentence to which its figure belongs.
const ELSEWHERE: f64 = 0.7;

/// Removes the differing figures that are about other things. `voices` has the voice of each article.
pub(super) fn settle(
    wanted: &Wanted<'_, '_>,
    read: &[Prepared<'_, '_>],
    voices: &[usize],
    compared: &mut [Vec<Found>],
) {
    for point in 0..wanted.details.figures.len() {
        let is_backed = each_pair(compared).any(|(_, _, pair)| pair.claim == point && pair.outcome == Outcome::Agree);
        let beside = if is_backed { beside_the_claim(point, read, compared) } else { Vec::new() };
        let mut kept: Vec<Candidate<'_>> = Vec::new();
        for (article, sentence, pair) in each_pair(compared) {
            if pair.claim != point || pair.outcome != Outcome::Differ || is_backed && pair.is_doubtful {
                continue;
            }
            let Some(other) = read.get(article) else { continue };
            let Some(figure) = other.figure(sentence, pair.passage) else { continue };
            if !belongs_elsewhere(wanted, other, sentence, pair.passage)
                && !beside.iter().any(|it| is_one(it, figure))
                && !wanted.has_closer(other, sentence, pair)
            {
                kept.push(Candidate { article, sentence, pair: *pair, figure });
            }
        }
        let told: BTreeSet<(usize, usize, usize)> =
            believed(&kept, read, voices).iter().map(|it| (it.article, it.sentence, it.pair.passage)).collect();
        for (article, all) in compared.iter_mut().enumerate() {
            for found in all {
                let sentence = found.sentence;
                found.pairs.retain(|pair| {
                    pair.claim != point
                        || pair.outcome == Outcome::Agree
                        || told.contains(&(article, sentence, pair.passage))
                });
            }
        }
    }
}

/// A figure of another article that may differ from the claim's.
struct Candidate<'a> {
    article: usize,
    sentence: usize,
    pair: Pair,
    figure: &'a Figure,
}

/// The candidates that are sure by themselves, and the best of each article that are sure enough by what others say.
fn believed<'a, 'b>(
    all: &'a [Candidate<'b>],
    read: &'a [Prepared<'_, '_>],
    voices: &'a [usize],
) -> Vec<&'a Candidate<'b>> {
    // The strength that a doubtful candidate must have to be the best of its article.
    let mut best: Vec<f64> = vec![0.0; read.len()];
    for candidate in all {
        let strength = if candidate.pair.is_doubtful { candidate.pair.strength } else { f64::MAX };
        if let Some(best) = best.get_mut(candidate.article) {
            *best = best.max(strength);
        }
    }
    let is_best =
        |candidate: &Candidate<'_>| best.get(candidate.article).is_some_and(|best| candidate.pair.strength >= *best);
    let is_believed = |candidate: &&Candidate<'_>| {
        !candidate.pair.is_doubtful
            || is_best(candidate) && candidate.pair.strength >= least(candidate.figure, read, voices)
    };
    all.iter().filter(is_believed).collect()
}

/// The strength from which a figure is believed, by how many voices give its value.
fn least(figure: &Figure, read: &[Prepared<'_, '_>], voices: &[usize]) -> f64 {
    let having = read.iter().zip(voices).filter(|(other, _)| other.has(figure));
    let mut having: Vec<usize> = having.map(|(_, voice)| *voice).collect();
    having.sort_unstable();
    having.dedup();
    BELIEVED.get(having.len().saturating_sub(1)).or(BELIEVED.last()).copied().unwrap_or(1.0)
}

fn each_pair(compared: &[Vec<Found>]) -> impl Iterator<Item = (usize, usize, &Pair)> {
    let of = |(i, all)| {
        let all: &Vec<Found> = all;
        all.iter().flat_map(move |found| found.pairs.iter().map(move |pair| (i, found.sentence, pair)))
    };
    compared.iter().enumerate().flat_map(of)
}

/// Whether the checked article has the figure in another sentence that is about as close to the quote as the claim.
fn belongs_elsewhere(wanted: &Wanted<'_, '_>, other: &Prepared<'_, '_>, sentence: usize, at: usize) -> bool {
    let Some(closeness) = other.closeness.get(sentence) else { return false };
    let of = |sentence: usize| closeness.get(sentence).copied().unwrap_or(0.0);
    let first = usize::from(wanted.source.document.has_title);
    let equals = other.equals.get(sentence).and_then(|figures| figures.get(at));
    equals.into_iter().flatten().any(|equal| {
        equal.sentence >= first
            && (equal.is_telling
                || equal.is_exact && equal.sentence == wanted.at
                || equal.is_likely && (equal.sentence == wanted.at || of(equal.sentence) >= of(wanted.at) * ELSEWHERE))
    })
}

/// The figures of the articles that repeat the claim's figure, which are thus of other things; each value once.
fn beside_the_claim<'a>(point: usize, read: &'a [Prepared<'_, '_>], compared: &[Vec<Found>]) -> Vec<&'a Figure> {
    let mut all: Vec<&Figure> = Vec::new();
    for (other, compared) in read.iter().zip(compared) {
        let mut pairs = compared.iter().flat_map(|found| &found.pairs);
        if !pairs.any(|pair| pair.claim == point && pair.outcome == Outcome::Agree) {
            continue;
        }
        for figure in other.details.iter().flatten().flat_map(|details| &details.figures) {
            if !all.iter().any(|known| values::is_comparable(known, figure) && values::is_exact(known, figure)) {
                all.push(figure);
            }
        }
    }
    all
}

fn is_one(left: &Figure, right: &Figure) -> bool {
    values::is_comparable(left, right) && values::agree(left, right)
}

#[cfg(test)]
mod tests;
