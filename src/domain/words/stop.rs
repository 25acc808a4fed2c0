//! Stop words: words of a language that say nothing of what a text is about. They also tell its language.
//!
//! Feeds often state the wrong language, so the stop words of the text take precedence over the tag.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::language::Language;

/// The languages with a list of stop words, in the order of [`LISTS`].
const KNOWN: [Language; 4] = [Language::English, Language::German, Language::French, Language::Spanish];
/// Stop words without accents: function words, and names of days and months, which say when and not what.
const LISTS: [&str; 4] = [
    include_str!("stop/en.txt"),
    include_str!("stop/de.txt"),
    include_str!("stop/fr.txt"),
    include_str!("stop/es.txt"),
];
/// The fewest stop words that tell the language of a text.
const LEAST: usize = 3;

/// For each stop word, the languages that have it: bit `n` is `KNOWN[n]`.
static STOP_WORDS: LazyLock<HashMap<&'static str, u8>> = LazyLock::new(|| {
    let mut all = HashMap::new();
    for (n, list) in LISTS.iter().enumerate() {
        for word in list.split_whitespace() {
            *all.entry(word).or_default() |= 1 << n;
        }
    }
    all
});

/// Returns the language that has most of the words as stop words; else that of `tag`, a BCP 47 tag.
///
/// The words are in lower case without accents.
pub fn language_of<'a>(words: impl Iterator<Item = &'a str>, tag: Option<&str>) -> Language {
    let mut counts = [0_usize; KNOWN.len()];
    for word in words {
        let languages = STOP_WORDS.get(word).copied().unwrap_or_default();
        counts.iter_mut().enumerate().for_each(|(n, count)| *count += usize::from(languages >> n & 1));
    }
    let tagged = Language::of(tag);
    let most = counts.iter().copied().max().unwrap_or_default();
    if most < LEAST {
        return tagged;
    }
    let mut best = KNOWN.into_iter().zip(counts).filter(|(_, count)| *count == most).map(|(language, _)| language);
    if best.clone().any(|language| language == tagged) { tagged } else { best.next().unwrap_or(tagged) }
}

/// Returns whether `word`, in lower case without accents, is a stop word. Texts of another language have the stop words
/// of all languages.
#[must_use]
pub fn is_stop_word(word: &str, language: Language) -> bool {
    let languages = STOP_WORDS.get(word).copied().unwrap_or_default();
    match KNOWN.iter().position(|known| *known == language) {
        Some(n) => languages >> n & 1 == 1,
        None => languages != 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_tell_the_language() {
        for (text, tag, want) in [
            ("the rain has closed the road to the port", Some("de-DE"), Language::English),
            ("der regen hat die strasse zum hafen gesperrt und das dorf", Some("en-US"), Language::German),
            ("la pluie a ferme la route du port et les ecoles", None, Language::French),
            ("la lluvia ha cerrado el camino y los puertos de la costa", None, Language::Spanish),
            ("rain closes road", Some("en_GB"), Language::English),
            ("rain closes road", None, Language::Other { has_dotted_ordinals: false }),
            ("", Some("日本"), Language::Other { has_dotted_ordinals: false }),
        ] {
            assert_eq!(language_of(text.split(' '), tag), want, "{text}");
        }
        assert!(is_stop_word("war", Language::German) && !is_stop_word("war", Language::English));
    }
}
