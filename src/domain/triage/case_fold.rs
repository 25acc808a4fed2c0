//! Case folding for search: one case, one kind of apostrophe and hyphen, and no invisible characters.

/// Folds text to one case; full-width letters become ASCII, `ß` becomes `ss`, and curly apostrophes become straight.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ß' | 'ẞ' => out.push_str("ss"),
            'ς' => out.push('σ'),
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            '‘' | '’' | 'ʼ' | '＇' => out.push('\''),
            '‐' | '‑' => out.push('-'),
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            '\u{ff01}'..='\u{ff5e}' => {
                let ascii = char::from_u32(u32::from(c) - 0xff01 + 0x21).unwrap_or(c);
                out.extend(ascii.to_lowercase());
            }
            _ => out.extend(c.to_lowercase().map(|c| if c == 'ς' { 'σ' } else { c })),
        }
    }
    out
}

/// Returns whether `c` is an accent or vowel sign that combines with the letter before it.
pub(super) fn is_combining(c: char) -> bool {
    unicode_width::UnicodeWidthChar::width(c) == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_of_a_word_fold_to_one() {
        for (text, want) in [
            ("Straße STRASSE", "strasse strasse"),
            ("ΣΊΣΥΦΟΣ σίσυφος", "σίσυφοσ σίσυφοσ"),
            ("Don’t co\u{ad}op", "don't coop"),
            ("ＡＢＣ１", "abc1"),
            ("well‑known", "well-known"),
        ] {
            assert_eq!(fold(text), want, "{text}");
        }
    }
}
