//! Judges a claim by what was found about it.
//!
//! A verdict says what was found, and nothing of what is true. The search for evidence is left to `evidence`.

use std::collections::BTreeSet;
use std::ops::Range;

use super::details::Details;
use super::evidence::Evidence;
use super::reviews::MatchedReview;

/// The relative difference of two values that are one, rounded in different ways.
const ROUNDED: f64 = 0.05;

/// What was found about a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// So many independent outlets say the same.
    Corroborated {
        /// Outlets, without the article's own and with copies of one text counted once.
        outlets: usize,
    },
    /// Others give another figure, day or time, and none or few of them give the claim's.
    Differs,
    /// A fact-check of it was published.
    Reviewed,
    /// Others report the event, but none of them says the same in words of its own.
    SingleSource,
    /// No report of another outlet about the event was found.
    Insufficient,
}

impl Verdict {
    /// The name of the verdict in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Corroborated { .. } => "corroborated",
            Self::Differs => "differs",
            Self::Reviewed => "reviewed",
            Self::SingleSource => "single-source",
            Self::Insufficient => "insufficient",
        }
    }
}

/// A figure, day or time of a claim, with the voices about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Its bytes in the claim.
    pub range: Range<usize>,
    /// Independent voices that give the same value.
    pub agreeing: usize,
    /// Voices that give another value, those that may be updates among them.
    pub differing: usize,
}

/// Counts the voices about each point of a claim.
pub(super) fn points(claim: &Details<'_>, evidence: &[Evidence]) -> Vec<Point> {
    let count = |(point, range): (usize, Range<usize>)| {
        let tally = Tally::of(point, evidence);
        Point { range, agreeing: tally.agreeing.len(), differing: tally.differing.len() }
    };
    (0..claim.points()).filter_map(|point| Some((point, claim.point_range(point)?))).map(count).collect()
}

/// Judges a claim by the evidence about it. `related` is the number of reports of the event.
pub(super) fn judge(claim: &Details<'_>, evidence: &[Evidence], reviews: &[MatchedReview], related: usize) -> Verdict {
    if !reviews.is_empty() {
        return Verdict::Reviewed;
    }
    let tally: Vec<Tally> = (0..claim.points()).map(|point| Tally::of(point, evidence)).collect();
    if tally.iter().any(Tally::differs) {
        return Verdict::Differs;
    }
    // A claim is corroborated as soon as others give half of its figures.
    let figures = tally.get(..claim.figures.len()).unwrap_or_default();
    let backed = figures.iter().filter(|tally| !tally.agreeing.is_empty()).count();
    let voices: BTreeSet<usize> = evidence.iter().filter(|e| e.agrees && !e.is_copy).map(|e| e.voice).collect();
    if !voices.is_empty() && backed * 2 >= figures.len() {
        return Verdict::Corroborated { outlets: voices.len() };
    }
    if related > 0 || !evidence.is_empty() { Verdict::SingleSource } else { Verdict::Insufficient }
}

/// The voices about one point.
struct Tally {
    agreeing: BTreeSet<usize>,
    /// All voices that differ.
    differing: BTreeSet<usize>,
    /// The most voices that give one other value, without those that may be updates.
    against: usize,
    has_copy: bool,
}

impl Tally {
    fn of(point: usize, evidence: &[Evidence]) -> Self {
        let agreeing = |e: &&Evidence| e.backed.contains(&point);
        let others = || {
            let of =
                |e: &Evidence| e.differing.iter().filter(|other| other.point == point).copied().collect::<Vec<_>>();
            evidence.iter().flat_map(move |e| of(e).into_iter().map(|other| (e.voice, other)))
        };
        let against = |value: Option<f64>| {
            let alike = others().filter(|(_, other)| !other.is_update && is_one_value(other.value, value));
            alike.map(|(voice, _)| voice).collect::<BTreeSet<_>>().len()
        };
        Self {
            agreeing: evidence.iter().filter(agreeing).filter(|e| !e.is_copy).map(|e| e.voice).collect(),
            differing: others().map(|(voice, _)| voice).collect(),
            against: others().map(|(_, other)| against(other.value)).max().unwrap_or(0),
            has_copy: evidence.iter().filter(agreeing).any(|e| e.is_copy),
        }
    }

    /// Whether the value is told to differ: no other voice gives it, or more than twice as many give one other value,
    /// without those that may be updates. A copy that repeats the value shows that it is no slip of this article.
    fn differs(&self) -> bool {
        let agreeing = self.agreeing.len() + usize::from(self.has_copy);
        if agreeing == 0 { !self.differing.is_empty() } else { self.against > 2 * agreeing }
    }
}

/// Whether two values are one, but for rounding.
fn is_one_value(left: Option<f64>, right: Option<f64>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() <= ROUNDED * left.abs().max(right.abs()),
        (None, None) => true,
        _ => false,
    }
}
