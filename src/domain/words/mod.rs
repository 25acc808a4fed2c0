//! Words of a language: their stems, its stop words, and which language a text is in.
//!
//! English, German, French and Spanish have rules and lists of their own. Dividing a text into words is left to the
//! caller, because rooms divide texts in different ways.

mod stem;
mod stop;

use std::borrow::Cow;

use icu_normalizer::DecomposingNormalizerBorrowed;

pub use stem::stem;
pub use stop::{is_stop_word, language_of};

/// Removes the accents of a word that is in lower case. Lists and rules of this module have none.
#[must_use]
pub fn without_accents(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(word);
    if decomposed.contains(is_accent) {
        return Cow::Owned(decomposed.chars().filter(|c| !is_accent(*c)).collect());
    }
    decomposed
}

/// Whether a character is an accent of the one before it, as decomposed text has them.
#[must_use]
pub fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_are_removed() {
        for (word, plain) in
            [("été", "ete"), ("größe", "große"), ("año", "ano"), ("quake", "quake"), ("路面", "路面"), ("", "")]
        {
            assert_eq!(without_accents(word), plain);
        }
    }
}
