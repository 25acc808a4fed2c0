//! Decides whether two figures of one measure have values that can both be true.

use super::bounds::Bound;
use super::figures::Figure;
use super::units::Measure;

/// The relative error of a value after conversion between units, which reports round.
const CONVERTED: f64 = 0.035;
/// The relative error of a rounded value: "3,000" for 2,950.
const ROUNDED: f64 = 0.05;
/// The relative error of "about".
const ABOUT: f64 = 0.1;

/// The ratio from which two values are of different size.
const FAR: f64 = 5.0;

/// Whether the figures can be compared at all.
pub(super) fn is_comparable(left: &Figure, right: &Figure) -> bool {
    let is_like = left.measure != Measure::Age || left.second.is_some() == right.second.is_some();
    left.measure == right.measure && is_like
        || matches!(
            (left.measure, right.measure),
            (Measure::Degrees, Measure::Temperature) | (Measure::Temperature, Measure::Degrees)
        )
}

/// Whether two comparable figures can both be true.
pub(super) fn agree(left: &Figure, right: &Figure) -> bool {
    match left.measure {
        Measure::Score => is_same_score(left, right),
        Measure::Year | Measure::Rank | Measure::Age => {
            is_near(left.value, right.value, 0.0) && left.second.is_some() == right.second.is_some()
        }
        _ if is_bounded_alike(left, right) => is_rounded(left, right),
        _ => is_rounded(left, right) || intervals_meet(left, right),
    }
}

/// Two figures with the same limit are compared by their numbers: "at least 12" and "at least 15" differ.
fn is_bounded_alike(left: &Figure, right: &Figure) -> bool {
    left.bound == right.bound && !matches!(left.bound, Bound::Between | Bound::About)
}

/// Whether two values are of different size, so that they are rather of different things.
pub(super) fn is_far(left: &Figure, right: &Figure) -> bool {
    left.value.abs() > FAR * right.value.abs() || right.value.abs() > FAR * left.value.abs()
}

/// Whether two values are written alike, so that no rounding or limit is needed to make them agree.
pub(super) fn is_exact(left: &Figure, right: &Figure) -> bool {
    is_near(left.value, right.value, 1e-9) && left.second.is_some() == right.second.is_some()
}

/// The sides of a score may be told in any order.
fn is_same_score(left: &Figure, right: &Figure) -> bool {
    let pair = |figure: &Figure| (figure.value, figure.second.unwrap_or(0.0));
    let (a, b) = pair(left);
    let (c, d) = pair(right);
    is_near(a, c, 0.0) && is_near(b, d, 0.0) || is_near(a, d, 0.0) && is_near(b, c, 0.0)
}

/// Whether one value is the other one, rounded to fewer digits or converted.
fn is_rounded(left: &Figure, right: &Figure) -> bool {
    if left.second.is_some() || right.second.is_some() {
        return false;
    }
    let converted =
        if left.is_converted != right.is_converted || left.is_converted && !is_near(left.step, right.step, 1e-9) {
            CONVERTED
        } else {
            1e-9
        };
    if is_near(left.value, right.value, converted) {
        return true;
    }
    let (coarse, fine) = if left.step >= right.step { (left, right) } else { (right, left) };
    let is_coarser = coarse.step > fine.step * 1.5;
    let distance = (coarse.value - fine.value).abs();
    is_coarser && distance <= coarse.step / 2.0 + 1e-9 && is_near(coarse.value, fine.value, ROUNDED)
}

/// Whether a percentage is written with decimals, which two of them share by chance less often than whole ones.
pub(super) fn has_decimals(figure: &Figure) -> bool {
    figure.measure == Measure::Percent && figure.step < 1.0
}

/// Whether the values that each figure allows have one in common.
fn intervals_meet(left: &Figure, right: &Figure) -> bool {
    let (a, b) = (interval(left), interval(right));
    let slack = 1e-9 * (a.1.abs() + b.1.abs());
    a.0 <= b.1 + slack && b.0 <= a.1 + slack
}

/// The least and greatest value that a figure allows.
///
/// Reports choose the nearest round number as a limit, so "more than 200" allows up to 300 and not 2,000.
fn interval(figure: &Figure) -> (f64, f64) {
    let value = figure.value;
    let margin = figure.step.max(value.abs() * 0.15).min(value.abs() * 0.5);
    match figure.bound {
        Bound::Exact => (value, value),
        Bound::About => {
            let margin = (value.abs() * ABOUT).max(figure.step / 2.0).min(value.abs() * 0.25);
            (value - margin, value + margin)
        }
        Bound::Nearly => (value * 0.9, value),
        Bound::AtLeast | Bound::MoreThan => (value, value + margin),
        Bound::AtMost | Bound::LessThan => (value - margin, value),
        Bound::Between => (value, figure.second.unwrap_or(value)),
    }
}

fn is_near(left: f64, right: f64, relative: f64) -> bool {
    (left - right).abs() <= relative * left.abs().max(right.abs()) + 1e-9
}

/// Whether two reports of one event hardly give a value by chance: one of a thousand and more, or of three digits, or of
/// two digits and a unit.
pub(super) fn is_telling(figure: &Figure) -> bool {
    let digits = match figure.measure {
        Measure::Year | Measure::Age | Measure::Rank | Measure::Score => return false,
        // Percentages of two digits are frequent.
        Measure::Count | Measure::Percent | Measure::Points => 100.0,
        _ => 10.0,
    };
    let is_large = figure.value >= 1000.0 && matches!(figure.measure, Measure::Count | Measure::Money(_));
    is_large || figure.step > 0.0 && figure.value / figure.step >= digits - 1e-9
}
