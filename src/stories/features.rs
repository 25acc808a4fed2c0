//! What is kept of an article's text to group it: weighted terms, a sketch and the series of its title.
//!
//! Features depend on the text alone, so they are made once and stored. Inverse document frequencies are left to
//! `frequencies`, and the bytes for the store to `bytes`.

use super::series::Series;
use super::sketch::sketch;
use super::tally::{Names, Tally};
use super::term::{Term, TermId};
use super::words::{Token, tokens};
use crate::domain::language::Language;
use crate::domain::words::{language_of, stem};

/// Words of a title that are read.
const TITLE_WORDS: usize = 40;
/// Words of a lead that [`Features::of`] reads. Later paragraphs are background, which different stories share.
pub const LEAD_WORDS: usize = 120;
/// How often a word of the title counts.
const TITLE: f32 = 2.0;
/// Words of the longest heading before a title.
const LABEL_WORDS: usize = 4;

/// The features of an article's text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Features {
    /// Sorted by term.
    pub(super) terms: Box<[Term]>,
    /// See [`sketch`].
    pub(super) sketch: Box<[u32]>,
    pub(super) series: Option<Series>,
}

impl Features {
    /// Makes the features of a title and a lead, both plain text.
    ///
    /// The lead is the article's first paragraphs; words after the first [`LEAD_WORDS`] are ignored. `language` is a BCP 47 tag.
    #[must_use]
    pub fn of(title: &str, lead: &str, language: Option<&str>) -> Self {
        let (title, lead) = (tokens(title, TITLE_WORDS), tokens(lead, LEAD_WORDS));
        let words = title.iter().chain(&lead).map(|token| token.text.as_str());
        let language = language_of(words, language);
        let names = Names::of(&title, &lead, language);
        let mut tally = Tally::new(language);
        tally.add(&lead, 1.0, &names);
        let in_lead = tally.ids();
        let segments = segments(&title);
        for segment in &segments {
            if segments.len() == 1 || !is_label(segment, &in_lead, language) {
                tally.add(segment, TITLE, &names);
            }
        }
        Self { terms: tally.terms(), sketch: sketch(&lead), series: Series::of(&title) }
    }

    /// Returns whether the text has no words to compare it by.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// Returns whether a segment of a title is a heading of the outlet, such as "Garden diary:", that the text does not
/// repeat.
fn is_label(segment: &[Token], in_lead: &[TermId], language: Language) -> bool {
    let is_in_lead = |token: &Token| in_lead.binary_search(&TermId::of(&stem(&token.text, language))).is_ok();
    !in_lead.is_empty() && segment.len() <= LABEL_WORDS && !segment.iter().any(is_in_lead)
}

/// Divides a title where an outlet puts a label: behind ":" and "|".
fn segments(title: &[Token]) -> Vec<&[Token]> {
    let mut rest = title;
    let mut out = Vec::new();
    while !rest.is_empty() {
        let end = rest.iter().skip(1).position(|token| token.is_start).map_or(rest.len(), |at| at + 1);
        let (segment, after) = rest.split_at(end);
        out.push(segment);
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::tally::MAX_TERMS;
    use super::*;

    fn weight(features: &Features, word: &str) -> Option<u8> {
        features.terms.iter().find(|term| term.id == TermId::of(word)).map(|term| term.weight)
    }

    #[test]
    fn titles_names_and_numbers_weigh_more() {
        let features = Features::of(
            "Quake shakes island",
            "Many fled in Tarvos on 3 May when 212 walls fell, and the walls of the bakery",
            Some("en"),
        );
        let of = |word| weight(&features, word).unwrap();
        assert!(of("shak") > of("bakery") && of("wall") > of("bakery"));
        assert!(of("tarvo") > of("bakery") && of("212") > of("bakery") && of("3") < of("bakery"));
        assert_eq!(weight(&features, "the"), None);
        assert_eq!(weight(&features, "may"), None);
    }

    #[test]
    fn headings_of_the_outlet_are_left_out() {
        let labelled = Features::of("Garden diary: pruning the pears", "The pears ask for the saw.", Some("en"));
        assert_eq!((weight(&labelled, "garden"), weight(&labelled, "pear").is_some()), (None, true));
        let subject = Features::of("Budget: fuel duty frozen", "The budget freezes the duty on fuel.", Some("en"));
        assert!(weight(&subject, "budget").is_some());
    }

    #[test]
    fn german_compounds_share_parts() {
        let ids = |text| Features::of(text, "", Some("de")).terms.iter().map(|term| term.id).collect::<HashSet<_>>();
        let shared = |a, b| ids(a).intersection(&ids(b)).count();
        assert!(shared("Bahnstreik", "Streik") > 0 && shared("Elbbrücke", "Brückensperrung") > 0);
        assert_eq!(shared("Bahnstreik", "Elbbrücke"), 0);
    }

    #[test]
    fn other_scripts_have_terms() {
        assert!(Features::of("路面電車が脱線", "", None).terms.len() >= 4);
        assert!(!Features::of("Землетрясение на острове", "", None).is_empty());
        assert!(Features::of("", "... !", None).is_empty());
    }

    #[test]
    fn hostile_texts_are_bounded() {
        let words = (0..100_000).map(|n| format!("Word{n}")).collect::<Vec<_>>().join(" ");
        let features = Features::of(&words, &words, None);
        assert!(features.terms.len() <= MAX_TERMS && features.to_bytes().len() < 1_000);
    }
}
