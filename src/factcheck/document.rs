//! Prepares an article for comparison: its sentences with their stems, names, figures and moments.
//!
//! What two articles have in common is left to `relation`, what two sentences say to `agreement`.

use std::collections::{BTreeMap, BTreeSet};

use super::copies::Print;
use super::stop_words;
use super::tokens::{Kind, Token, tokens};
use super::units;
use super::vocabulary::{Stem, Vocabulary};
use crate::domain::language::Language;
use crate::domain::text::prefix;
use crate::domain::words::{language_of, without_accents};
use crate::domain::{Time, sentences};

/// Bytes of a text that are read.
const MAX_TEXT: usize = 20_000;
/// Sentences of a text that are read.
const MAX_SENTENCES: usize = 80;

/// Words of a text by which its language is told.
const GUESSED: usize = 60;

/// Names of agencies and outlets, which articles about different events share.
const AGENCIES: &[&str] = &[
    "reuters",
    "ap",
    "afp",
    "bbc",
    "cnn",
    "dpa",
    "efe",
    "pa",
    "bloomberg",
    "associated",
    "press",
    "agency",
    "gmt",
    "utc",
    "bst",
    "est",
    "edt",
    "cet",
    "cest",
];

/// An article or passage, prepared for comparison.
pub(super) struct Document<'a> {
    /// Its sentences; the title, if there is one, is the first.
    pub sentences: Vec<Sentence<'a>>,
    /// Whether the first sentence is the title.
    pub has_title: bool,
    /// Stems of its words with their number, by stem.
    pub stems: BTreeMap<Stem, u32>,
    /// Stems of its names with their number, by stem.
    pub names: BTreeMap<Stem, u32>,
    /// Its language, as stated or guessed.
    pub language: Language,
    /// When it was published.
    pub published: Time,
}

/// A sentence, prepared for comparison.
pub(super) struct Sentence<'a> {
    /// The sentence.
    pub text: &'a str,
    /// Byte offset in the article's text; 0 in a title.
    pub start: usize,
    /// Stems of the words that say something, sorted.
    pub stems: Vec<Stem>,
    /// Stems of the names, sorted.
    pub names: Vec<Stem>,
    /// Stems that stand for numbers in digits, which show that two articles are about one event.
    pub numbers: Vec<Stem>,
    /// Its words, for the search for copies.
    pub print: Print,
}

impl<'a> Document<'a> {
    /// Prepares a text with its title.
    pub(super) fn new(
        title: &'a str,
        text: &'a str,
        tag: Option<&str>,
        published: Time,
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let text = prefix(text, MAX_TEXT);
        let title = prefix(title, 400).trim();
        let language = match Language::of(tag) {
            // A tag of a language without lists is believed, because the lists cannot tell it from others.
            other @ Language::Other { .. } if tag.is_some_and(|tag| !tag.is_empty()) => other,
            _ => guess(text, tag),
        };
        let ranges = sentences::sentences(text, Some(code(language)));
        let mut parts: Vec<(&str, usize)> = Vec::new();
        if !title.is_empty() {
            parts.push((title, 0));
        }
        parts.extend(
            ranges.into_iter().take(MAX_SENTENCES).filter_map(|range| Some((text.get(range.clone())?, range.start))),
        );
        let read: Vec<Vec<Token<'a>>> = parts.iter().map(|(text, _)| tokens(text, language)).collect();
        let known = known_names(&read, language);
        let mut document = Self {
            sentences: Vec::with_capacity(parts.len()),
            has_title: !title.is_empty(),
            stems: BTreeMap::new(),
            names: BTreeMap::new(),
            language,
            published,
        };
        for ((text, start), tokens) in parts.into_iter().zip(&read) {
            let sentence = Sentence::new(text, start, tokens, &known, language, vocabulary);
            for stem in sentence.stems.iter().chain(&sentence.numbers) {
                *document.stems.entry(*stem).or_default() += 1;
            }
            for stem in &sentence.names {
                *document.names.entry(*stem).or_default() += 1;
            }
            document.sentences.push(sentence);
        }
        document
    }
}

impl<'a> Sentence<'a> {
    fn new(
        text: &'a str,
        start: usize,
        tokens: &[Token<'a>],
        known: &BTreeSet<&str>,
        language: Language,
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let is_headline = is_headline(tokens);
        let (mut stems, mut names, mut numbers, mut hashes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut is_first = true;
        for token in tokens {
            match token.kind {
                Kind::Mark => continue,
                Kind::Number => {
                    hashes.push(0);
                    numbers.extend(telling_number(token.raw).map(|number| vocabulary.word(&number, language).stem));
                }
                Kind::Word => hashes.push(hash(&token.lower)),
            }
            let word = vocabulary.word(&token.lower, language);
            let is_begin = std::mem::take(&mut is_first);
            if token.kind == Kind::Number
                || word.is_stop
                || units::is_unit(&token.lower, language)
                || token.lower.chars().count() < 2
            {
                continue;
            }
            stems.push(word.stem);
            let is_name = token.is_capital() && word.role.is_none() && !AGENCIES.contains(&token.lower.as_str());
            if is_name
                && (known.contains(token.lower.as_str()) || !is_begin && !is_headline && language != Language::German)
            {
                names.push(word.stem);
            }
        }
        stems.sort_unstable();
        stems.dedup();
        names.sort_unstable();
        names.dedup();
        Self { text, start, stems, names, numbers, print: Print::new(hashes) }
    }
}

/// Writes a number of three digits and more without marks; years are none.
fn telling_number(raw: &str) -> Option<String> {
    let digits: String = raw.chars().filter(char::is_ascii_digit).collect();
    let is_year = raw.len() == 4 && (raw.starts_with("19") || raw.starts_with("20"));
    ((3..=12).contains(&digits.len()) && !is_year).then(|| format!("#{digits}"))
}

/// Words that are capitalised within a sentence, in lower case; in German without nouns that have an article or adjective.
fn known_names<'a>(read: &'a [Vec<Token<'_>>], language: Language) -> BTreeSet<&'a str> {
    let inner = read.iter().filter(|tokens| !is_headline(tokens)).flat_map(|tokens| {
        let first = tokens.iter().position(|token| token.kind == Kind::Word).unwrap_or(0);
        tokens.iter().skip(first + 1)
    });
    let mut names: BTreeSet<&str> =
        inner.filter(|token| token.is_capital()).map(|token| token.lower.as_str()).collect();
    if language == Language::German {
        for pair in read.iter().flat_map(|tokens| tokens.windows(2)) {
            let [before, noun] = pair else { continue };
            let is_adjective = before.kind == Kind::Word
                && !before.is_capital()
                && before.lower.ends_with(['e', 'n', 'r', 's', 'm'])
                && before.lower.len() > 5;
            if before.kind == Kind::Number || is_adjective || stop_words::is_german_article(&before.lower) {
                names.remove(noun.lower.as_str());
            }
        }
    }
    names
}

/// Whether most words are capitalised, as in English titles, so that capitals say nothing of names.
fn is_headline(tokens: &[Token<'_>]) -> bool {
    let words = || tokens.iter().filter(|token| token.kind == Kind::Word && token.lower.chars().count() > 3);
    let capitals = words().filter(|token| token.is_capital()).count();
    words().count() >= 4 && capitals * 4 > words().count() * 3
}

fn code(language: Language) -> &'static str {
    match language {
        Language::English => "en",
        Language::German => "de",
        Language::French => "fr",
        Language::Spanish => "es",
        Language::Other { has_dotted_ordinals: true } => "pl",
        Language::Other { has_dotted_ordinals: false } => "",
    }
}

/// Returns the language of a text by its first words.
fn guess(text: &str, tag: Option<&str>) -> Language {
    let lower = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let words: Vec<String> = text.split_whitespace().take(GUESSED).map(lower).collect();
    let plain: Vec<_> = words.iter().map(|word| without_accents(word)).collect();
    language_of(plain.iter().map(AsRef::as_ref), tag)
}

/// Hashes a word (FNV-1a, 64 bits). 0 is kept for numbers.
fn hash(word: &str) -> u64 {
    let mixed = word
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    mixed.max(1)
}
