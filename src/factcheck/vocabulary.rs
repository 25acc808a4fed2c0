//! Gives each word its stem as a small number, so that each distinct word is stemmed once per check.
//!
//! Stems of two languages share numbers where they are spelled alike, which lets names match across languages.

use std::collections::HashMap;

use rust_stemmers::{Algorithm, Stemmer};

use super::roles::{self, Role};
use super::{stop_words, synonyms};
use crate::domain::language::Language;

/// Bytes of the longest word that is stemmed; longer ones count as they are, cut to this length.
const MAX_WORD: usize = 40;

/// The number of a stem within one [`Vocabulary`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Stem(pub u32);

/// What is known of a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// Its stem, or that of its group of synonyms.
    pub stem: Stem,
    /// Whether it says nothing about the subject.
    pub is_stop: bool,
    /// Whether it says only that a value went up or down.
    pub is_move: bool,
    /// What it says happened, if that is what it says.
    pub role: Option<Role>,
}

/// The words seen so far.
#[derive(Default)]
pub(super) struct Vocabulary {
    stems: HashMap<String, Stem>,
    tongues: Vec<Tongue>,
}

/// The words of one language.
struct Tongue {
    language: Language,
    stemmer: Option<Stemmer>,
    words: HashMap<String, Word>,
}

impl Vocabulary {
    /// Looks up a word that is in lower case.
    pub(super) fn word(&mut self, lower: &str, language: Language) -> Word {
        let lower = crate::domain::text::prefix(lower, MAX_WORD);
        let at = self.tongue(language);
        let Some(tongue) = self.tongues.get(at) else {
            return Word { stem: Stem(0), is_stop: true, is_move: false, role: None };
        };
        if let Some(word) = tongue.words.get(lower) {
            return *word;
        }
        let stemmed = tongue.stemmer.as_ref().map_or_else(|| lower.into(), |stemmer| stemmer.stem(lower));
        let word = Word {
            stem: intern(&mut self.stems, &stemmed),
            is_stop: false,
            is_move: stop_words::is_move(lower, language),
            role: None,
        };
        if let Some(tongue) = self.tongues.get_mut(at) {
            tongue.words.insert(lower.to_owned(), word);
        }
        word
    }

    /// Returns the place of a language's words, which are made when it is first seen.
    fn tongue(&mut self, language: Language) -> usize {
        if let Some(at) = self.tongues.iter().position(|tongue| tongue.language == language) {
            return at;
        }
        let stemmer = algorithm(language).map(Stemmer::create);
        let stem =
            |word: &str| stemmer.as_ref().map_or_else(|| word.to_owned(), |stemmer| stemmer.stem(word).into_owned());
        let mut words: HashMap<String, Word> = HashMap::new();
        for word in stop_words::of(language).into_iter().flat_map(str::split_whitespace) {
            words.insert(
                word.to_owned(),
                Word { stem: intern(&mut self.stems, &stem(word)), is_stop: true, is_move: false, role: None },
            );
        }
        for group in synonyms::of(language) {
            let first = group.split_whitespace().next().unwrap_or_default();
            let shared = intern(&mut self.stems, &stem(first));
            for word in group.split_whitespace() {
                words.insert(
                    word.to_owned(),
                    Word { stem: shared, is_stop: false, is_move: stop_words::is_move(word, language), role: None },
                );
            }
        }
        for (role, list) in roles::of(language) {
            for word in list.split_whitespace() {
                // All words of a role share a stem, which no spelling can be mistaken for.
                let shared = intern(&mut self.stems, &format!("·{role:?}"));
                words.insert(word.to_owned(), Word { stem: shared, is_stop: false, is_move: false, role: Some(role) });
            }
        }
        self.tongues.push(Tongue { language, stemmer, words });
        self.tongues.len() - 1
    }
}

fn intern(stems: &mut HashMap<String, Stem>, stem: &str) -> Stem {
    if let Some(known) = stems.get(stem) {
        return *known;
    }
    let new = Stem(u32::try_from(stems.len()).unwrap_or(u32::MAX));
    stems.insert(stem.to_owned(), new);
    new
}

fn algorithm(language: Language) -> Option<Algorithm> {
    match language {
        Language::English => Some(Algorithm::English),
        Language::German => Some(Algorithm::German),
        Language::French => Some(Algorithm::French),
        Language::Spanish => Some(Algorithm::Spanish),
        Language::Other { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_synonyms_share_a_stem() {
        let mut vocabulary = Vocabulary::default();
        for (language, left, right) in [
            (Language::English, "houses", "home"),
            (Language::English, "negotiations", "negotiation"),
            (Language::German, "häuser", "haus"),
            (Language::French, "incendies", "feu"),
            (Language::Spanish, "sismo", "terremoto"),
        ] {
            assert_eq!(vocabulary.word(left, language).stem, vocabulary.word(right, language).stem, "{left} {right}");
        }
        assert!(vocabulary.word("the", Language::English).is_stop);
        assert_eq!(vocabulary.word("dead", Language::English).role, Some(Role::Killed));
        assert_eq!(vocabulary.word("verletzte", Language::German).role, Some(Role::Injured));
    }
}
