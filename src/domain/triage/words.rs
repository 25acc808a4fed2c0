//! Words made comparable: one case, one kind of quotation mark and hyphen, no invisible characters.
//!
//! What is looked for and where is left to the files beside it.

/// The text in one case. Full-width letters become the usual ones, a sharp s two, curly apostrophes straight ones.
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
                let usual = char::from_u32(u32::from(c) - 0xff01 + 0x21).unwrap_or(c);
                out.extend(usual.to_lowercase());
            }
            _ => out.extend(c.to_lowercase().map(|c| if c == 'ς' { 'σ' } else { c })),
        }
    }
    out
}

/// Characters that are written without spaces between words: each of them counts as one.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}'
        | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Accents and vowel signs that stand behind their letter.
pub(super) fn is_mark(c: char) -> bool {
    unicode_width::UnicodeWidthChar::width(c) == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_folds_alike() {
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
