//! Words that are common in news of any subject, as a prior for document frequencies while few articles are known.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::term::TermId;
use crate::domain::language::Language;
use crate::domain::words::stem;

/// A language's tag, then common words of news in it, without accents.
const WORDS: &str = include_str!("common.txt");

static COMMON: LazyLock<HashSet<TermId>> = LazyLock::new(|| {
    let mut all = HashSet::new();
    for line in WORDS.lines() {
        let mut words = line.split_whitespace();
        let language = Language::of(words.next());
        all.extend(words.map(|word| TermId::of(&stem(word, language))));
    }
    all
});

/// Returns whether a term is common in news of any subject.
pub(super) fn is_common(term: TermId) -> bool {
    COMMON.contains(&term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_language_are_found_by_their_stems() {
        for (word, language, want) in [
            ("governments", Language::English, true),
            ("reported", Language::English, true),
            ("regierungen", Language::German, true),
            ("ministres", Language::French, true),
            ("ciudades", Language::Spanish, true),
            ("earthquake", Language::English, false),
            ("kormoran", Language::German, false),
        ] {
            assert_eq!(is_common(TermId::of(&stem(word, language))), want, "{word}");
        }
    }
}
