//! Compares the points of two sentences: their figures, days and times of day.
//!
//! Two points are only compared if they are about one thing. That two values are equal is itself a sign of it, so
//! points may agree on fewer other signs than are needed to say that they differ.

use chrono::NaiveDate;

use super::details::Details;
use super::difference::{Context, Difference, differing};
use super::figures::Figure;
use super::moments::{Moment, When};
use super::subject::{Subject, subject};
use super::units::Measure;
use super::values;

/// The similarity of two sentences from which their days and times may differ.
const DIFFER_MOMENT: f64 = 0.35;
/// The same for figures whose heads have different names.
const AGREE_APART: f64 = 0.3;
/// The similarity from which figures of one measure and value may agree without further signs.
const AGREE_LOOSE: f64 = 0.25;

/// The similarity from which equal percentages with decimals may agree without further signs.
const AGREE_DECIMALS: f64 = 0.12;

/// What comparing two points says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// They agree.
    Agree,
    /// They are about one thing and differ.
    Differ,
}

/// Two points that were compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    /// Number of the claim's point: its figures come first, then its moments.
    pub claim: usize,
    /// Number of the passage's point, counted alike.
    pub passage: usize,
    /// What the comparison says.
    pub outcome: Outcome,
    /// How sure it is; greater is surer.
    pub strength: f64,
    /// Whether two figures agree that are surely about one thing.
    pub is_sure: bool,
    /// Whether two figures differ that are about one thing only if nothing else in the articles matches them better.
    pub is_doubtful: bool,
}

/// Compares all points of a claim with all points of a sentence of another article.
///
/// A point that agrees with some point of the other sentence differs from none of its others.
pub(super) fn compare(claim: &Details<'_>, passage: &Details<'_>, names: usize, similarity: f64) -> Vec<Pair> {
    let mut pairs = agreeing_pairs(&claim.figures, &passage.figures, names, similarity);
    // Of two figures of one measure, one that agrees does not show what the other one is of.
    let sure: Vec<Measure> = pairs
        .iter()
        .filter(|pair| pair.is_sure)
        .filter_map(|pair| claim.figures.get(pair.claim))
        .map(|figure| figure.measure)
        .collect();
    let open = |taken: fn(&Pair) -> usize, count: usize| -> Vec<usize> {
        (0..count).filter(|at| !pairs.iter().any(|pair| taken(pair) == *at)).collect()
    };
    let open_left = open(|pair| pair.claim, claim.figures.len());
    let open_right = open(|pair| pair.passage, passage.figures.len());
    let of_measure = |figures: &[Figure], open: &[usize], measure: Measure| {
        open.iter().filter(|at| figures.get(**at).is_some_and(|figure| figure.measure == measure)).count()
    };
    each_pair(&claim.figures, &passage.figures, |i, left, j, right| {
        if !open_left.contains(&i) || !open_right.contains(&j) {
            return;
        }
        let is_only = of_measure(&claim.figures, &open_left, left.measure) == 1
            && of_measure(&passage.figures, &open_right, right.measure) == 1;
        let is_confirmed = sure.iter().any(|measure| *measure != left.measure);
        let context = Context { names, similarity, is_only, is_confirmed };
        if let Some(Difference { strength, is_doubtful }) = differing(left, right, &context) {
            pairs.push(Pair { claim: i, passage: j, outcome: Outcome::Differ, strength, is_sure: false, is_doubtful });
        }
    });
    each_pair(&claim.moments, &passage.moments, |i, left, j, right| {
        let is_only = is_only_moment(left, &claim.moments) && is_only_moment(right, &passage.moments);
        if let Some(outcome) = moments(left, right, is_only && similarity >= DIFFER_MOMENT) {
            let (claim, passage) = (claim.figures.len() + i, passage.figures.len() + j);
            pairs.push(Pair { claim, passage, outcome, strength: similarity, is_sure: false, is_doubtful: false });
        }
    });
    pairs
}

fn each_pair<T>(left: &[T], right: &[T], mut with: impl FnMut(usize, &T, usize, &T)) {
    for (i, a) in left.iter().enumerate() {
        for (j, b) in right.iter().enumerate() {
            with(i, a, j, b);
        }
    }
}

/// Pairs each figure with at most one that agrees; equal values come first.
fn agreeing_pairs(claim: &[Figure], passage: &[Figure], names: usize, similarity: f64) -> Vec<Pair> {
    let mut found: Vec<(bool, Pair)> = Vec::new();
    each_pair(claim, passage, |i, left, j, right| {
        if !values::is_comparable(left, right) || !values::agree(left, right) {
            return;
        }
        let subject = subject(left, right, names);
        // Two figures of different things are equal by chance less often than they are near or within a limit.
        let is_exact = values::is_exact(left, right);
        let is_telling = is_exact && values::is_telling(left)
            || left.is_converted != right.is_converted && (values::is_telling(left) || values::is_telling(right))
            || is_exact && similarity >= AGREE_DECIMALS && values::has_decimals(left);
        let agrees = match subject {
            Subject::Other => false,
            Subject::Apart => is_telling || is_exact && similarity >= AGREE_APART,
            Subject::Unknown => is_telling || similarity >= if is_exact { AGREE_LOOSE } else { AGREE_APART },
            Subject::Likely | Subject::Same => true,
        };
        if agrees {
            let strength = similarity + if subject == Subject::Same { 1.5 } else { 1.0 };
            let is_sure = subject == Subject::Same || is_telling;
            let pair = Pair { claim: i, passage: j, outcome: Outcome::Agree, strength, is_sure, is_doubtful: false };
            found.push((is_exact, pair));
        }
    });
    found.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.strength.total_cmp(&a.1.strength)));
    let mut pairs: Vec<Pair> = Vec::new();
    for (_, pair) in found {
        if !pairs.iter().any(|taken| taken.claim == pair.claim || taken.passage == pair.passage) {
            pairs.push(pair);
        }
    }
    pairs
}

/// Whether a moment is the only one of its kind in a sentence.
fn is_only_moment(moment: &Moment, all: &[Moment]) -> bool {
    let is_clock = |moment: &Moment| matches!(moment.when, When::Clock(..));
    all.iter().filter(|other| is_clock(other) == is_clock(moment)).count() == 1
}

fn moments(left: &Moment, right: &Moment, may_differ: bool) -> Option<Outcome> {
    let of = |is_same: bool, is_exact: bool| match (is_same, is_exact && may_differ) {
        (true, _) => Some(Outcome::Agree),
        (false, true) => Some(Outcome::Differ),
        (false, false) => None,
    };
    match (&left.when, &right.when) {
        (When::Day(a), When::Day(b)) => of(a == b, true),
        (When::Near(_), When::Day(_) | When::Near(_)) | (When::Day(_), When::Near(_)) => {
            of(days(left).iter().any(|day| days(right).contains(day)), false)
        }
        (When::Month(y, m), When::Month(z, n)) => of((y, m) == (z, n), true),
        (When::Clock(a, Some(zone)), When::Clock(b, Some(other))) => {
            of((a - zone).rem_euclid(1440) == (b - other).rem_euclid(1440), true)
        }
        (When::Clock(a, None), When::Clock(b, None)) => of(a == b, true),
        (When::Clock(a, _), When::Clock(b, _)) => of(a == b, false),
        _ => None,
    }
}

fn days(moment: &Moment) -> Vec<NaiveDate> {
    match &moment.when {
        When::Day(day) => vec![*day],
        When::Near(days) => days.to_vec(),
        When::Month(..) | When::Clock(..) => Vec::new(),
    }
}
