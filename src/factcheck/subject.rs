//! Judges whether two figures of one measure are about one thing, by what they count and by the words around them.
//!
//! Whether their values agree is left to `values`.

use super::figures::Figure;
use super::units::Measure;
use super::vocabulary::Stem;

/// How sure it is that two figures are about one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    /// They are about different things.
    Other,
    /// They count things that have different names.
    Apart,
    /// Nothing speaks for it or against it.
    Unknown,
    /// One sign speaks for it.
    Likely,
    /// They count or measure one thing.
    Same,
}

/// Judges whether two figures of one measure are about one thing. `names` is the number of names in both sentences.
pub(super) fn subject(left: &Figure, right: &Figure, names: usize) -> Subject {
    let near = common_near(left, right);
    let named = common(&left.names, &right.names);
    match left.measure {
        Measure::Count => counted(left, right, near),
        Measure::Age => match near + named {
            0 => Subject::Unknown,
            _ if names > 0 => Subject::Same,
            _ => Subject::Likely,
        },
        Measure::Score => match names {
            0 => Subject::Other,
            1 => Subject::Likely,
            _ => Subject::Same,
        },
        _ if is_beside(left, right) => Subject::Same,
        Measure::Scale => {
            if near > 0 {
                Subject::Same
            } else {
                Subject::Likely
            }
        }
        // Years and durations are said of many things in one sentence.
        Measure::Year | Measure::Rank | Measure::Duration => by_signs(near / 2),
        _ => by_signs(near),
    }
}

fn counted(left: &Figure, right: &Figure, near: usize) -> Subject {
    let heads = common_unsorted(&left.heads, &right.heads);
    let is_open = left.heads.is_empty() || right.heads.is_empty();
    match (left.role, right.role) {
        (Some(a), Some(b)) if a == b && (heads > 0 || is_open) => Subject::Same,
        (Some(a), Some(b)) if a == b => Subject::Likely,
        (Some(_), Some(_)) => Subject::Other,
        (None, None) if heads > 0 => Subject::Same,
        (None, None) if is_open && near > 0 => Subject::Likely,
        (None, None) if is_open => Subject::Unknown,
        // Other names for what is counted, in the same words otherwise: "1,250 patients with heatstroke".
        (None, None) if near > 0 => Subject::Unknown,
        (None, None) => Subject::Apart,
        _ if heads > 0 => Subject::Likely,
        _ if is_open || near > 0 => Subject::Unknown,
        _ => Subject::Apart,
    }
}

/// Judges by the number of telling words around both figures.
fn by_signs(near: usize) -> Subject {
    match near {
        0 => Subject::Unknown,
        1 => Subject::Likely,
        _ => Subject::Same,
    }
}

/// Whether two figures with a unit have the same telling word beside them: "weighs 90 kilograms".
pub(super) fn is_beside(left: &Figure, right: &Figure) -> bool {
    let has_unit = matches!(
        left.measure,
        Measure::Money(_) | Measure::Length | Measure::Area | Measure::Mass | Measure::Volume | Measure::Temperature
    );
    has_unit && has_beside(left, right)
}

/// Whether two figures have the same telling word beside them.
pub(super) fn has_beside(left: &Figure, right: &Figure) -> bool {
    common_unsorted(&left.beside, &right.beside) > 0
}

/// The number of telling words around both figures.
pub(super) fn common_near(left: &Figure, right: &Figure) -> usize {
    common(&left.near, &right.near)
}

fn common(left: &[Stem], right: &[Stem]) -> usize {
    left.iter().filter(|stem| right.binary_search(stem).is_ok()).count()
}

fn common_unsorted(left: &[Stem], right: &[Stem]) -> usize {
    left.iter().filter(|stem| right.contains(stem)).count()
}
