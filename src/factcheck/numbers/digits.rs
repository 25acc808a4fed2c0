//! Reads a number in digits with the grouping and decimal marks of its language.

use crate::domain::language::Language;

/// Digits of the longest number that is read.
const MAX_DIGITS: usize = 18;

/// Returns the value and its step. `None` for dates, versions and other texts that are no number.
pub(super) fn parse(raw: &str, language: Language) -> Option<(f64, f64)> {
    let marks: Vec<char> = raw.chars().filter(|c| !c.is_ascii_digit()).collect();
    let decimal = decimal_mark(raw, &marks, language)?;
    let (whole, fraction) = match decimal {
        Some(mark) => raw.rsplit_once(mark)?,
        None => (raw, ""),
    };
    let groups: Vec<&str> = whole.split(|c: char| !c.is_ascii_digit()).collect();
    let is_grouped = groups.iter().skip(1).all(|group| group.len() == 3)
        && (groups.len() == 1 || groups.first().is_some_and(|group| (1..=3).contains(&group.len())));
    let digits: String = groups.concat();
    if !is_grouped || digits.len() + fraction.len() > MAX_DIGITS {
        return None;
    }
    let value: f64 = format!("{digits}.{fraction}0").parse().ok()?;
    let places = i32::try_from(fraction.len()).ok()?;
    let step = if places == 0 { super::whole_step(value) } else { 10f64.powi(-places) };
    Some((value, step))
}

/// Returns which mark begins the decimals, if one does, and `None` where the marks make no number.
#[expect(clippy::option_option, reason = "a number without decimals is not the same as no number")]
fn decimal_mark(raw: &str, marks: &[char], language: Language) -> Option<Option<char>> {
    let Some(last) = marks.last().copied().filter(|mark| matches!(mark, '.' | ',')) else { return Some(None) };
    let is_mixed = marks.iter().any(|mark| *mark != last);
    let count = marks.iter().filter(|mark| **mark == last).count();
    if is_mixed {
        return (count == 1).then_some(Some(last));
    }
    if count > 1 {
        return Some(None);
    }
    let after = raw.rsplit_once(last)?.1.len();
    let is_decimal = match language {
        Language::English => last == '.',
        Language::German | Language::Spanish | Language::French => last == ',' || raw.starts_with("0."),
        Language::Other { .. } => false,
    };
    Some((after != 3 || is_decimal).then_some(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_by_language() {
        for (raw, language, expected) in [
            ("2,900", Language::English, Some((2900.0, 100.0))),
            ("2.9", Language::English, Some((2.9, 0.1))),
            ("3,15", Language::English, Some((3.15, 0.01))),
            ("1,234", Language::German, Some((1.234, 0.001))),
            ("1.234", Language::German, Some((1234.0, 1.0))),
            ("1.234.567", Language::Spanish, Some((1_234_567.0, 1.0))),
            ("1.5", Language::Spanish, Some((1.5, 0.1))),
            ("1'500", Language::German, Some((1500.0, 100.0))),
            ("3\u{202f}000,5", Language::French, Some((3000.5, 0.1))),
            ("03.12.2026", Language::German, None),
            ("1.2.3", Language::English, None),
            ("1234567890123456789012", Language::English, None),
        ] {
            assert_eq!(parse(raw, language), expected, "{raw}");
        }
    }
}
