//! Writes superscripts and subscripts in plain characters: 10², H₂O, 1st.

const RAISED: &str = "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻=⁼(⁽)⁾[⁽]⁾nⁿiⁱ";
const LOWERED: &str = "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋=₌(₍)₎";

/// Raises or lowers `text`, where Unicode has the characters for all of it.
///
/// Square brackets around the number of a note become round ones, so that it doesn't look like the number of a link.
/// Ordinals and trade marks stay on the line; other short superscripts get a `^`, so that a power doesn't look like a
/// product.
pub(super) fn script(text: &str, raised: bool) -> String {
    let table = if raised { RAISED } else { LOWERED };
    let set: Option<String> = text.trim().chars().map(|c| lookup(table, c)).collect();
    match set {
        Some(set) if !set.is_empty() => set,
        _ if raised && is_exponent(text) => format!("^{}", text.trim()),
        _ => text.to_owned(),
    }
}

fn lookup(table: &str, wanted: char) -> Option<char> {
    let mut pairs = table.chars();
    while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
        if from == wanted {
            return Some(to);
        }
    }
    None
}

fn is_exponent(text: &str) -> bool {
    let text = text.trim();
    !matches!(text.to_lowercase().as_str(), "st" | "nd" | "rd" | "th" | "er" | "re" | "e" | "o" | "a" | "tm" | "sm")
        && text.chars().count() <= 3
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '−' | '/'))
        && !text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_rise_and_words_stay() {
        for (text, raised, expected) in [
            ("2", true, "²"),
            ("-3", true, "⁻³"),
            ("2", false, "₂"),
            ("th", true, "th"),
            ("x", true, "^x"),
            ("[1]", true, "⁽¹⁾"),
            ("[note 1]", true, "[note 1]"),
            ("max", false, "max"),
            (" ", true, " "),
        ] {
            assert_eq!(script(text, raised), expected, "{text}");
        }
    }
}
