//! Judges whether two figures of sentences about one event contradict each other.
//!
//! Some pairs do so by what the two sentences say. Others are left in doubt, with how much speaks for it, and `alignment`
//! decides them by what all articles say.

use super::figures::{Figure, Share};
use super::subject::{Subject, common_near, has_beside, is_beside, subject};
use super::units::Measure;
use super::values;

/// The similarity of two sentences below which their figures are not compared at all.
const DOUBTFUL: f64 = 0.05;
/// The strength below which a doubtful difference is never believed.
pub(super) const MIN_STRENGTH: f64 = 0.2;
/// The similarity of two sentences from which their figures may differ.
const DIFFER: f64 = 0.12;
/// The same for figures that have the same telling word beside them.
const DIFFER_BESIDE: f64 = 0.1;
/// The same for figures that are only likely about one thing, if no other figure of their measure is left.
const DIFFER_LOOSE: f64 = 0.2;
/// The same for such figures among others of their measure.
const DIFFER_LOOSEST: f64 = 0.4;
/// What is known of two sentences when their figures are compared.
pub(super) struct Context {
    /// The number of names in both.
    pub names: usize,
    /// How much they have in common.
    pub similarity: f64,
    /// Whether the two figures are the only ones of their measure that no other figure agrees with.
    pub is_only: bool,
    /// Whether figures of another measure surely agree.
    pub is_confirmed: bool,
}

/// How sure it is that two figures differ.
pub(super) struct Difference {
    /// How much speaks for it; greater is surer.
    pub strength: f64,
    /// Whether more must be known to believe it.
    pub is_doubtful: bool,
}

/// Returns how sure it is that two figures differ. `None` if they agree or are about two things.
pub(super) fn differing(left: &Figure, right: &Figure, context: &Context) -> Option<Difference> {
    if !values::is_comparable(left, right)
        || values::agree(left, right)
        || left.manner != right.manner
        || context.similarity < DOUBTFUL
        || have_other_periods(left, right)
    {
        return None;
    }
    let subject = subject(left, right, context.names);
    if context.similarity >= least(left, right, subject, context)? && left.share == right.share {
        return Some(Difference { strength: context.similarity, is_doubtful: false });
    }
    if values::is_far(left, right) {
        return None;
    }
    let of_subject = match subject {
        Subject::Same => 0.2,
        Subject::Likely => 0.1,
        _ => 0.0,
    };
    // Years and durations are said of many things.
    let is_vague = matches!(left.measure, Measure::Year | Measure::Duration | Measure::Rank);
    let has_whole = [left.share, right.share].contains(&Share::Whole);
    let signs = [
        (has_beside(left, right), 0.1),
        (left.measure == Measure::Count && subject != Subject::Unknown && common_near(left, right) > 0, 0.1),
        (is_vague && subject == Subject::Unknown, -0.05),
        (are_apart(left, right), -0.1),
        (left.share != right.share, if has_whole { -0.25 } else { -0.15 }),
    ];
    let of_signs: f64 = signs.iter().filter(|(is_so, _)| *is_so).map(|(_, weight)| weight).sum();
    let strength = context.similarity + of_subject + of_signs;
    (strength >= MIN_STRENGTH).then_some(Difference { strength, is_doubtful: true })
}

/// The similarity of two sentences from which two figures surely differ. `None` if they are of two things.
fn least(left: &Figure, right: &Figure, subject: Subject, context: &Context) -> Option<f64> {
    Some(match subject {
        Subject::Other | Subject::Apart => return None,
        // Values of quite different size are rather of different things, unless they surely are not.
        Subject::Same if values::is_far(left, right) => DIFFER_LOOSEST,
        _ if values::is_far(left, right) || are_apart(left, right) => f64::MAX,
        Subject::Same if is_beside(left, right) => DIFFER_BESIDE,
        // Sentences about one event count men, cars or days of several kinds.
        Subject::Same if left.measure == Measure::Count && left.role.is_none() => DIFFER_LOOSE,
        Subject::Same => DIFFER,
        Subject::Likely if context.is_only && context.is_confirmed => DIFFER,
        Subject::Likely if context.is_only => DIFFER_LOOSE,
        Subject::Unknown if context.is_only && context.is_confirmed && left.measure != Measure::Count => DIFFER_LOOSE,
        Subject::Likely => DIFFER_LOOSEST,
        Subject::Unknown => f64::MAX,
    })
}

/// Whether both figures have months or years around them, and none in common.
fn have_other_periods(left: &Figure, right: &Figure) -> bool {
    left.measure != Measure::Year && are_disjoint(&left.periods, &right.periods)
}

/// Whether both figures have names around them, and none in common.
fn are_apart(left: &Figure, right: &Figure) -> bool {
    are_disjoint(&left.names, &right.names)
}

fn are_disjoint<T: Ord>(left: &[T], right: &[T]) -> bool {
    !left.is_empty() && !right.is_empty() && !left.iter().any(|it| right.binary_search(it).is_ok())
}
