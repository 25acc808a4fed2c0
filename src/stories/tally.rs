//! Weighs the terms of one article: names and numbers count more, repeated terms a little more.
//!
//! How rare a term is among all articles is left to `frequencies`.

use std::collections::HashSet;

use super::term::{Term, TermId};
use super::words::{Kind, Token};
use crate::domain::language::Language;
use crate::domain::words::{is_stop_word, stem};

/// Terms that are kept, the heaviest first.
pub(super) const MAX_TERMS: usize = 128;
/// Weights by kind of term, relative to an ordinary word.
const NAME: f32 = 1.5;
const NUMBER: f32 = 1.2;
/// Small numbers and years occur in every text.
const PLAIN_NUMBER: f32 = 0.5;
/// Two adjacent names, such as a person's, beside the weight of each.
const NAME_PAIR: f32 = 0.7;
const COMPOUND_PART: f32 = 0.5;
/// Letters of a part of a compound.
const PART: usize = 5;

/// Which words of an article are names, told by capitals where an ordinary word has none.
pub(super) struct Names<'a>(HashSet<&'a str>);

impl<'a> Names<'a> {
    /// Reads the names of an article. The capitals of a title where most words have one say nothing.
    pub(super) fn of(title: &'a [Token], lead: &'a [Token], language: Language) -> Self {
        let long: Vec<&Token> = title.iter().skip(1).filter(|token| token.text.len() > 3).collect();
        let capitals = long.iter().filter(|token| token.is_capital).count();
        let is_title_case = capitals * 10 >= long.len() * 7;
        let title = if is_title_case { &[] } else { title };
        let inner = title.iter().chain(lead).filter(|token| token.is_capital && !token.is_start);
        let texts = inner.map(|token| token.text.as_str());
        let mut names: HashSet<&str> = texts.filter(|text| !is_stop_word(text, language)).collect();
        for token in lead.iter().filter(|token| !token.is_capital) {
            names.remove(token.text.as_str());
        }
        Self(names)
    }

    /// Returns whether a token of the article is a name.
    fn has(&self, token: &Token) -> bool {
        token.is_capital && self.0.contains(token.text.as_str())
    }
}

/// Collects the terms of an article.
pub(super) struct Tally {
    /// Each occurrence of a term: how often it counts, and its weight by kind.
    counts: Vec<(TermId, f32, f32)>,
    language: Language,
}

impl Tally {
    pub(super) fn new(language: Language) -> Self {
        Self { counts: Vec::new(), language }
    }

    /// Returns the terms added so far, sorted.
    pub(super) fn ids(&self) -> Vec<TermId> {
        let mut ids: Vec<TermId> = self.counts.iter().map(|(term, ..)| *term).collect();
        ids.sort_unstable();
        ids
    }

    /// Adds tokens, each of which counts `times`.
    pub(super) fn add(&mut self, tokens: &[Token], times: f32, names: &Names<'_>) {
        let mut before: Option<(String, bool)> = None;
        for token in tokens {
            let previous = before.take();
            let is_single = token.text.chars().nth(1).is_none() && token.kind == Kind::Word;
            if is_single || (token.kind == Kind::Word && is_stop_word(&token.text, self.language)) {
                continue;
            }
            let is_name = names.has(token);
            let term = if token.kind == Kind::Word { stem(&token.text, self.language) } else { token.text.clone() };
            let weight = match token.kind {
                Kind::Number if is_plain(&token.text) => PLAIN_NUMBER,
                Kind::Number => NUMBER,
                Kind::Word if is_name => NAME,
                Kind::Word | Kind::Pair => 1.0,
            };
            self.count(TermId::of(&term), times, weight);
            if let Some((first, true)) = previous.filter(|_| is_name && token.is_adjacent) {
                self.count(TermId::of_pair(&first, &term), times, NAME_PAIR);
            }
            if self.language == Language::German && token.kind == Kind::Word {
                self.count_parts(&term, times);
            }
            before = Some((term, is_name));
        }
    }

    /// Counts the beginning and the end of a German word, which compounds share: "Bahnstreik", "Streikende", "Streik".
    fn count_parts(&mut self, term: &str, times: f32) {
        let letters: Vec<char> = term.chars().collect();
        let parts = [letters.first_chunk::<PART>(), letters.last_chunk::<PART>()];
        let mut parts: Vec<String> = parts.into_iter().flatten().map(|part| part.iter().collect()).collect();
        parts.dedup();
        for part in parts {
            self.count(TermId::of_pair("part", &part), times, COMPOUND_PART);
        }
    }

    fn count(&mut self, term: TermId, times: f32, weight: f32) {
        self.counts.push((term, times, weight));
    }

    /// Returns the terms: the weight grows with the logarithm of the count, and the highest weight by kind holds.
    pub(super) fn terms(mut self) -> Box<[Term]> {
        self.counts.sort_unstable_by_key(|(term, ..)| *term);
        let weigh = |same: &[(TermId, f32, f32)]| {
            let times: f32 = same.iter().map(|(_, times, _)| times).sum();
            let most = same.iter().map(|(.., weight)| *weight).fold(0.0, f32::max);
            Some(Term { id: same.first()?.0, weight: quantise((1.0 + times.ln()) * most) })
        };
        let mut terms: Vec<Term> = self.counts.chunk_by(|a, b| a.0 == b.0).filter_map(weigh).collect();
        terms.sort_unstable_by_key(|term| (std::cmp::Reverse(term.weight), term.id));
        terms.truncate(MAX_TERMS);
        terms.sort_unstable();
        terms.into_boxed_slice()
    }
}

/// Returns whether a number is at most ten, or a year.
fn is_plain(number: &str) -> bool {
    number.parse::<u32>().is_ok_and(|n| n <= 10 || (1900..2100).contains(&n))
}

/// Returns a weight in sixteenths, at most that of 255.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of a byte")]
fn quantise(weight: f32) -> u8 {
    (weight * 16.0).round().clamp(1.0, 255.0) as u8
}
