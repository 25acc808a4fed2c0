//! Gives each word its stem as a small number, so that each distinct word is stemmed once per check.
//!
//! Stems of two languages share numbers where they are spelled alike, which lets names match across languages.

use std::collections::HashMap;

use super::roles::{self, Role};
use super::{stop_words, synonyms};
use crate::domain::language::Language;
use crate::domain::words::{is_stop_word, stem, without_accents};

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
    /// Whether it says that a value went up or down, or who spoke, and not what the value is of.
    pub is_aside: bool,
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
    /// By spelling, in lower case.
    words: HashMap<String, Word>,
}

impl Vocabulary {
    /// Looks up a word that is in lower case.
    pub(super) fn word(&mut self, lower: &str, language: Language) -> Word {
        let lower = crate::domain::text::prefix(lower, MAX_WORD);
        let at = self.tongue(language);
        if let Some(word) = self.tongues.get(at).and_then(|tongue| tongue.words.get(lower)) {
            return *word;
        }
        let plain = without_accents(lower);
        let has_list = !matches!(language, Language::Other { .. });
        let word = Word {
            stem: intern(&mut self.stems, &stem(&plain, language)),
            is_stop: has_list && (is_stop_word(&plain, language) || stop_words::is_news_word(lower, language)),
            is_aside: stop_words::is_aside(lower, language),
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
        let mut words: HashMap<String, Word> = HashMap::new();
        for group in synonyms::of(language) {
            let first = group.split_whitespace().next().unwrap_or_default();
            let shared = intern(&mut self.stems, &stem(&without_accents(first), language));
            for word in group.split_whitespace() {
                let is_aside = stop_words::is_aside(word, language);
                words.insert(word.to_owned(), Word { stem: shared, is_stop: false, is_aside, role: None });
            }
        }
        for (role, list) in roles::of(language) {
            for word in list.split_whitespace() {
                // All words of a role share a stem, which no spelling can be mistaken for.
                let shared = intern(&mut self.stems, &format!("·{role:?}"));
                words.insert(word.to_owned(), Word { stem: shared, is_stop: false, is_aside: false, role: Some(role) });
            }
        }
        self.tongues.push(Tongue { language, words });
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
