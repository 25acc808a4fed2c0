//! Finds the sentences of other articles that say the same as a claim, or give another figure.
//!
//! Which articles are searched is left to the caller, and what the evidence amounts to is left to `verdict`.

use std::ops::Range;

use super::agreement::{Outcome, Pair};
use super::comparison::{Found, Prepared, Wanted};
use super::copies;
use super::details::Details;
use super::document::Sentence;
use super::units::Measure;
use crate::domain::{ArticleId, Time};

/// The similarity from which a sentence without figures says the same.
const SAME: f64 = 0.48;
/// What an equal day or time adds to it.
const SAME_MOMENT: f64 = 0.2;
/// Quotes of one article that agree with one claim, and of those that differ.
const MAX_QUOTES: usize = 2;

/// A sentence of another outlet's article about a claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The outlet.
    pub outlet: String,
    /// The article; `None` for a text that was found on the web.
    pub article: Option<ArticleId>,
    /// Its address.
    pub url: Option<String>,
    /// When it was published: a later figure may be an update.
    pub published: Time,
    /// The sentence.
    pub quote: String,
    /// Whether it says the same; else it gives another figure, day or time.
    pub agrees: bool,
    /// Whether the article or the sentence is a copy of the checked one, which makes it no voice of its own.
    pub is_copy: bool,
    /// Number of the voice within the check: copies of one text have one. 0 is that of the checked article.
    pub voice: usize,
    /// How sure the match is; greater is surer.
    pub score: f64,
    /// Bytes of the quote to mark.
    pub marks: Vec<Mark>,
    /// Numbers of the claim's points that the sentence repeats.
    pub(super) backed: Vec<usize>,
    /// The claim's points for which the sentence has another value.
    pub(super) differing: Vec<Other>,
}

impl Evidence {
    /// Whether the sentence has another value for a point of the claim.
    pub(super) fn differs_in(&self, point: usize) -> bool {
        self.differing.iter().any(|other| other.point == point)
    }
}

/// Another value for a point of a claim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Other {
    /// The point's number.
    pub point: usize,
    /// The value; `None` for days and times.
    pub value: Option<f64>,
    /// Whether one value may be an update of the other.
    pub is_update: bool,
}

/// A part of a quote that matches the claim or differs from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the quote.
    pub range: Range<usize>,
    /// What the part is.
    pub kind: MarkKind,
}

/// What a marked part of a quote is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// A word that the claim has too.
    Word,
    /// A figure, day or time that agrees.
    Agrees,
    /// A figure, day or time that differs.
    Differs,
}

/// Whether a differing figure may come from a count that has grown: the later report has the greater value.
pub(super) fn is_update(claim: (&Details<'_>, Time), quote: (&Details<'_>, Time), pair: &Pair) -> bool {
    let (Some(own), Some(other)) = (claim.0.figures.get(pair.claim), quote.0.figures.get(pair.passage)) else {
        return false;
    };
    let is_counted = own.measure == Measure::Count && own.role.is_some() && other.role.is_some();
    is_counted && if other.value > own.value { quote.1 >= claim.1 } else { quote.1 <= claim.1 }
}

/// Chooses the evidence about a claim among the compared sentences of one article.
pub(super) fn chosen(wanted: &Wanted<'_, '_>, other: &Prepared<'_, '_>, compared: Vec<Found>) -> Vec<Found> {
    let figures = wanted.details.figures.len();
    let mut chosen = if figures == 0 { find_same(compared) } else { choose(compared, figures) };
    for found in &mut chosen {
        // A sentence that the article has elsewhere is no other voice either.
        let quote = other.document.sentences.get(found.sentence);
        let own = &wanted.source.document.sentences;
        found.is_copy = quote.is_some_and(|quote| own.iter().any(|own| copies::is_copied_sentence(own, quote)));
    }
    chosen
}

/// Chooses the most similar sentence, for a claim without figures.
fn find_same(mut compared: Vec<Found>) -> Vec<Found> {
    for found in &mut compared {
        let has_moment = found.pairs.iter().any(|pair| pair.outcome == Outcome::Agree);
        found.score += if has_moment { SAME_MOMENT } else { 0.0 };
    }
    compared.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.sentence.cmp(&b.sentence)));
    let best = compared.into_iter().find(|found| found.score >= SAME || found.is_copy);
    best.map(|mut found| {
        found.agrees = !found.pairs.iter().any(|pair| pair.outcome == Outcome::Differ);
        found
    })
    .into_iter()
    .collect()
}

/// Chooses the sentences that repeat most figures of a claim, and those that differ in a figure that none repeats.
fn choose(mut compared: Vec<Found>, figures: usize) -> Vec<Found> {
    let mut settled: Vec<usize> = Vec::new();
    let mut chosen: Vec<Found> = Vec::new();
    for outcome in [Outcome::Agree, Outcome::Differ] {
        for _ in 0..MAX_QUOTES {
            let gain = |found: &Found| -> f64 {
                let open = found.pairs.iter().filter(|pair| pair.outcome == outcome && !settled.contains(&pair.claim));
                open.map(|pair| pair.strength + if pair.claim < figures { 1.0 } else { 0.0 }).sum()
            };
            let has_point = |found: &Found| {
                let mut open =
                    found.pairs.iter().filter(|pair| pair.outcome == outcome && !settled.contains(&pair.claim));
                open.any(|pair| pair.claim < figures || outcome == Outcome::Differ)
            };
            let best = (0..compared.len()).filter(|at| compared.get(*at).is_some_and(has_point)).max_by(|a, b| {
                let of = |at: usize| compared.get(at).map_or(0.0, gain);
                of(*a).total_cmp(&of(*b)).then(b.cmp(a))
            });
            let Some(best) = best else { break };
            let mut found = compared.remove(best);
            found.score += gain(&found);
            found.agrees = outcome == Outcome::Agree;
            found.pairs.retain(|pair| !settled.contains(&pair.claim));
            settled.extend(found.pairs.iter().filter(|pair| pair.outcome == outcome).map(|pair| pair.claim));
            chosen.push(found);
        }
    }
    for found in &mut chosen {
        // A figure that another sentence of the same article repeats does not differ.
        let is_repeated =
            |pair: &Pair| pair.outcome == Outcome::Differ && found.agrees && settled.contains(&pair.claim);
        let kept: Vec<Pair> = found.pairs.iter().filter(|pair| !is_repeated(pair)).copied().collect();
        found.pairs = kept;
    }
    chosen
}

/// Marks the parts of a quote that match a claim.
pub(super) fn marks(claim: &Sentence<'_>, quote: &Details<'_>, pairs: &[Pair]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for pair in pairs {
        let Some(range) = quote.point_range(pair.passage) else { continue };
        let kind = if pair.outcome == Outcome::Agree { MarkKind::Agrees } else { MarkKind::Differs };
        marks.push(Mark { range, kind });
    }
    for (token, word) in quote.tokens.iter().zip(&quote.words) {
        let range = token.range();
        let is_free = !marks.iter().any(|mark| mark.range.start < range.end && range.start < mark.range.end);
        if is_free && !word.is_stop && claim.stems.binary_search(&word.stem).is_ok() {
            marks.push(Mark { range, kind: MarkKind::Word });
        }
    }
    marks.sort_by_key(|mark| (mark.range.start, mark.range.end));
    marks.dedup_by(|b, a| b.range.start < a.range.end);
    marks
}
