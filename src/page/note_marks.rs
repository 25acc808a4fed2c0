//! Removes the marks of notes from flat text: they point elsewhere, and a voice would read them as numbers.
//!
//! References that are links are left to `speech`, which sees them as such.

/// Units whose superscript is a power and no mark.
const UNITS: &[&str] = &["km", "cm", "mm", "dm", "nm", "µm", "μm", "in", "ft", "yd", "mi", "kg", "ms", "px"];
/// Characters of the longest mark in brackets.
const MAX_MARK: usize = 12;

/// Removes marks such as `[1]`, `¹`, `*` and `†` after a word or its punctuation; powers such as `x²` and `km²` stay.
#[must_use]
pub fn without_note_marks(text: &str) -> String {
    if !text.contains(|c: char| matches!(c, '[' | '*' | '^' | '†' | '‡') || is_raised(c)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = mark(&out, rest);
        if length == 0 {
            out.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            continue;
        }
        // The space before a mark goes with it.
        out.truncate(out.trim_end().len());
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// Returns the bytes of the mark that begins `rest`, or 0 if there is none.
fn mark(before: &str, rest: &str) -> usize {
    let Some(first) = rest.chars().next().filter(|c| matches!(c, '[' | '*' | '^' | '†' | '‡') || is_raised(*c))
    else {
        return 0;
    };
    let is_apart = before.ends_with(char::is_whitespace);
    let word = before.trim_end();
    let Some(last) = word.chars().next_back() else { return 0 };
    let letters = word.chars().rev().take(3).take_while(|c| c.is_alphabetic()).count();
    let follows_word = letters >= 2 || matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '”' | '’' | '"' | '»' | '“');
    match first {
        '[' if follows_word || last.is_numeric() || last == ')' => bracketed(rest),
        '*' | '†' | '‡' if !is_apart && (last.is_alphabetic() || follows_word) => {
            let length: usize = rest.chars().take_while(|c| matches!(c, '*' | '†' | '‡')).map(char::len_utf8).sum();
            let after = rest.get(length..).and_then(|rest| rest.chars().next());
            // `*word*` is emphasis.
            let token = word.rsplit(char::is_whitespace).next().unwrap_or_default();
            let is_emphasis = token.contains('*');
            if after.is_some_and(char::is_alphanumeric) || is_emphasis { 0 } else { length }
        }
        '^' if !is_apart && follows_word => {
            let mut after = rest.chars().skip(1);
            let letter = after.next().filter(char::is_ascii_lowercase);
            let ends = after.next().is_none_or(|c| !c.is_alphanumeric());
            if letter.is_some() && ends { 2 } else { 0 }
        }
        _ if is_raised(first) => raised(word, rest, is_apart, follows_word),
        _ => 0,
    }
}

/// Returns the bytes of `[12]`, `[1, 2]`, `[a]` or `[note 3]`.
fn bracketed(rest: &str) -> usize {
    let Some(end) = rest.char_indices().take(MAX_MARK).find(|(_, c)| *c == ']').map(|(at, _)| at) else { return 0 };
    let inside = rest.get(1..end).unwrap_or_default();
    let is_list = !inside.is_empty()
        && inside.split([',', '-', '–', ' ']).all(|part| part.len() <= 3 && part.chars().all(|c| c.is_ascii_digit()));
    let is_letter = inside.len() == 1 && inside.chars().all(|c| c.is_ascii_lowercase() || c == '*');
    let is_named = inside.split_once(' ').is_some_and(|(name, number)| {
        matches!(name.to_lowercase().as_str(), "note" | "fn" | "n" | "nb" | "anm.") && number.len() <= 3
    });
    if is_list || is_letter || is_named { end + 1 } else { 0 }
}

/// Returns the bytes of a run of raised digits, unless they are a power.
fn raised(word: &str, rest: &str, is_apart: bool, follows_word: bool) -> usize {
    let run: String = rest.chars().take_while(|c| is_raised(*c)).collect();
    let has_brackets = run.starts_with('⁽');
    let token = word.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let is_power = !is_apart && UNITS.contains(&token) && run.chars().all(|c| matches!(c, '²' | '³'));
    let is_number = run.chars().all(|c| !matches!(c, '⁺' | '⁻' | 'ⁿ' | 'ⁱ'));
    let is_mark = is_number && !is_power && (follows_word || has_brackets || is_apart);
    if is_mark { run.len() } else { 0 }
}

fn is_raised(c: char) -> bool {
    matches!(c, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '⁺' | '⁻' | '⁽' | '⁾' | 'ⁿ' | 'ⁱ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_powers_stay() {
        for (text, expected) in [
            ("", ""),
            ("plain", "plain"),
            ("The river¹ rose.² Then", "The river rose. Then"),
            ("The river⁽¹²⁾ rose", "The river rose"),
            ("a word [1] and more.[2][3] End [4, 5].", "a word and more. End."),
            ("said[note 1] Ann[a], then", "said Ann, then"),
            ("x² + 10² of 3 km² or cm³, s⁻¹", "x² + 10² of 3 km² or cm³, s⁻¹"),
            ("[1] Smith, 2020", "[1] Smith, 2020"),
            ("a list a[0], arr[1024], [sic]", "a list a[0], arr[1024], [sic]"),
            ("price* and cost†, free**", "price and cost, free"),
            ("*word* 2 * 3, f*ck, 5* hotel", "*word* 2 * 3, f*ck, 5* hotel"),
            ("word^a and x^n", "word and x^n"),
            ("¹ first", "¹ first"),
            ("unclosed [1", "unclosed [1"),
            ("“so”¹ he said", "“so” he said"),
        ] {
            assert_eq!(without_note_marks(text), expected, "{text}");
        }
    }

    #[test]
    fn words_stay_as_they_are() {
        proptest::proptest!(|(text in "[b-d1¹²⁽⁾*† .é]{0,24}")| {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic() || c.is_ascii_digit()).collect::<String>();
            let without = without_note_marks(&text);
            proptest::prop_assert_eq!(letters(&without), letters(&text));
            proptest::prop_assert!(without.len() <= text.len());
        });
    }
}
