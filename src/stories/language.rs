//! The languages that have stop words and stems here, and which of them a text is in.
//!
//! Feeds often state the wrong language, so the stop words of the text take precedence over the tag.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A language with rules of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Language {
    English,
    German,
    French,
    Spanish,
    /// Any other language, and texts too short to tell.
    Other,
}

/// The languages with a list of stop words, in the order of [`LISTS`].
const KNOWN: [Language; 4] = [Language::English, Language::German, Language::French, Language::Spanish];
/// Stop words a line: function words, and names of days and months, which say when and not what.
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

impl Language {
    /// Returns the language that has most of the words as stop words; else that of `tag`, a BCP 47 tag.
    pub(super) fn of<'a>(words: impl Iterator<Item = &'a str>, tag: Option<&str>) -> Self {
        let mut counts = [0_usize; KNOWN.len()];
        for word in words {
            let languages = STOP_WORDS.get(word).copied().unwrap_or_default();
            counts.iter_mut().enumerate().for_each(|(n, count)| *count += usize::from(languages >> n & 1));
        }
        let tagged = Self::of_tag(tag);
        let most = counts.iter().copied().max().unwrap_or_default();
        if most < LEAST {
            return tagged;
        }
        let best = KNOWN.into_iter().zip(counts).filter(|(_, count)| *count == most).map(|(language, _)| language);
        let best: Vec<Self> = best.collect();
        if best.contains(&tagged) { tagged } else { best.first().copied().unwrap_or(Self::Other) }
    }

    fn of_tag(tag: Option<&str>) -> Self {
        match tag.unwrap_or_default().trim().get(..2).unwrap_or_default().to_ascii_lowercase().as_str() {
            "en" => Self::English,
            "de" => Self::German,
            "fr" => Self::French,
            "es" => Self::Spanish,
            _ => Self::Other,
        }
    }

    /// Returns whether `word`, in lower case without accents, is a stop word. Texts of an unknown language have the
    /// stop words of all languages.
    pub(super) fn is_stop_word(self, word: &str) -> bool {
        let languages = STOP_WORDS.get(word).copied().unwrap_or_default();
        match KNOWN.iter().position(|known| *known == self) {
            Some(n) => languages >> n & 1 == 1,
            None => languages != 0,
        }
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
            ("rain closes road", None, Language::Other),
            ("", Some("日本"), Language::Other),
        ] {
            assert_eq!(Language::of(text.split(' '), tag), want, "{text}");
        }
        assert!(Language::German.is_stop_word("war") && !Language::English.is_stop_word("war"));
    }
}
