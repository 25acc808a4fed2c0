//! Writing systems that put no spaces between words, where each character counts as a word.
//!
//! `repeats` and `triage` split text with it. The search index of `store` has a table of its own, since a change of that
//! table would make every indexed article stale.

/// Returns whether `c` is a letter or digit of Han, kana, Thai, Lao, Burmese or Khmer.
///
/// Sketches in users' databases depend on it: a change needs a migration that empties the table `sketches`.
#[must_use]
pub fn is_unspaced(c: char) -> bool {
    c >= '\u{e01}'
        && c.is_alphanumeric()
        && matches!(c,
            '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_of_unspaced_scripts_count() {
        assert!("漢仮名カナไทยລາວမြန်မာខ្មែរ々".chars().filter(|c| c.is_alphanumeric()).all(is_unspaced));
        assert!(!"aé한글हिन्दी・。฿\u{e48}".chars().any(is_unspaced));
    }
}
