//! Picks the sentences of an article that are worth checking, with the reasons why.
//!
//! A sentence is a claim if it states something that another report could confirm. Opinions, questions, calls to action
//! and boilerplate are none. Finding reports is left to `check`.

mod cues;

use std::ops::Range;

use super::details::Details;
use super::document::{Document, Sentence};
use super::figures::Figure;
use super::moments::When;
use super::tokens::{Kind, Token};
use super::units::Measure;
use super::values::{agree, is_comparable};
use super::vocabulary::Vocabulary;
use cues::Cues;

/// Claims of one article, at most.
pub const MAX_CLAIMS: usize = 12;
/// The score from which a sentence is a claim.
const MIN_SCORE: f64 = 2.0;
/// Words of the shortest claim; one with a figure may be shorter by one.
const MIN_WORDS: usize = 4;

/// Why a sentence is worth checking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It has a figure.
    Figure,
    /// It names a day or time.
    Date,
    /// It says who said so.
    NamedSource,
    /// It quotes someone.
    Quotation,
    /// It says that something is the most or the first of all.
    Superlative,
    /// It says what caused something.
    Cause,
    /// It names persons, places or bodies.
    Name,
}

impl Reason {
    /// The reason as the panel shows it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Figure => "a figure",
            Self::Date => "a date",
            Self::NamedSource => "a named source",
            Self::Quotation => "a quotation",
            Self::Superlative => "a superlative",
            Self::Cause => "a cause",
            Self::Name => "a name",
        }
    }
}

/// A sentence worth checking.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The sentence.
    pub text: String,
    /// Its bytes in the article's text, or in the title.
    pub range: Range<usize>,
    /// Whether it is the title.
    pub is_title: bool,
    /// Why it is worth checking, in the order of [`Reason`].
    pub reasons: Vec<Reason>,
    /// How much it is worth checking; at least 2.
    pub score: f64,
}

/// Picks the claims of a prepared article, with the number of each one's sentence, in order of the text.
pub(super) fn pick(document: &Document<'_>, vocabulary: &mut Vocabulary) -> Vec<(usize, Claim)> {
    let cues = Cues::of(document.language);
    let mut found: Vec<(usize, Claim)> = Vec::new();
    let (mut title, mut figures) = (None, Vec::new());
    for (at, sentence) in document.sentences.iter().enumerate() {
        let details = document.details(sentence, vocabulary);
        let Some((reasons, score)) = judge(sentence, &details, &cues) else { continue };
        let is_title = at == 0 && document.has_title;
        if is_title && document.sentences.len() > 1 {
            title = Some((details, reasons, score));
            continue;
        }
        figures.extend(details.figures.iter().cloned());
        let is_known = found.iter().any(|(_, claim)| claim.text == sentence.text);
        if score >= MIN_SCORE && !is_known {
            found.push((at, write(sentence, is_title, reasons, score)));
        }
    }
    // The text says most of what the title says; a figure that only the title has is a claim.
    if let (Some((details, reasons, score)), Some(sentence)) = (title, document.sentences.first()) {
        let is_said =
            |figure: &Figure| figures.iter().any(|other| is_comparable(figure, other) && agree(figure, other));
        if score >= MIN_SCORE && !details.figures.iter().all(is_said) {
            found.push((0, write(sentence, true, reasons, score)));
        }
    }
    found.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(a.0.cmp(&b.0)));
    found.truncate(MAX_CLAIMS);
    found.sort_by_key(|(at, _)| *at);
    found
}

fn write(sentence: &Sentence<'_>, is_title: bool, reasons: Vec<Reason>, score: f64) -> Claim {
    let range = sentence.start..sentence.start + sentence.text.len();
    Claim { text: sentence.text.to_owned(), range, is_title, reasons, score }
}

/// Returns the reasons and the score of a sentence. `None` if it is no statement of fact.
fn judge(sentence: &Sentence<'_>, details: &Details<'_>, cues: &Cues) -> Option<(Vec<Reason>, f64)> {
    let tokens = &details.tokens;
    let text = sentence.text.to_lowercase();
    let words = tokens.iter().filter(|token| token.kind != Kind::Mark).count();
    let quoted = quoted(tokens);
    if words < MIN_WORDS - usize::from(!details.figures.is_empty())
        || is_question(sentence.text)
        || cues.is_boilerplate(&text)
        || starts_with_command(tokens, cues)
    {
        return None;
    }
    let outside = |at: usize| !quoted.iter().any(|range| range.contains(&at));
    let opinion = cues.opinions(tokens, outside);
    let mut found: Vec<(Reason, f64)> = Vec::new();
    let figures = details.figures.iter().filter(|figure| !matches!(figure.measure, Measure::Rank)).count();
    match figures {
        // "the 58th exchange": a place in an order says less than other figures.
        0 if !details.figures.is_empty() => found.push((Reason::Figure, 1.0)),
        0 => {}
        1 => found.push((Reason::Figure, 2.5)),
        _ => found.push((Reason::Figure, 3.0)),
    }
    // "1 July" says more than "on Tuesday".
    if !details.moments.is_empty() {
        let is_near = details.moments.iter().all(|moment| matches!(moment.when, When::Near(_)));
        found.push((Reason::Date, if is_near { 1.0 } else { 2.0 }));
    }
    let has_name = !sentence.names.is_empty();
    let says = cues.says(tokens);
    if says {
        found.push((Reason::NamedSource, if has_name { 1.5 } else { 1.0 }));
    }
    if says && quoted.iter().any(|range| range.len() > 3) {
        found.push((Reason::Quotation, 1.0));
    }
    if cues.has_superlative(tokens) {
        found.push((Reason::Superlative, 1.0));
    }
    if cues.has_cause(&text) {
        found.push((Reason::Cause, 1.0));
    }
    let names = if sentence.names.len() > 1 { 1.0 } else { f64::from(u8::from(has_name)) * 0.5 };
    found.push((Reason::Name, if cues.has_body(tokens) { names + 1.0 } else { names }));
    found.retain(|(_, score)| *score > 0.0);
    let doubt = if figures > 0 { 1.0 } else { 2.0 } * f64::from(opinion);
    let score = found.iter().map(|(_, score)| score).sum::<f64>() - doubt;
    found.sort_by_key(|(reason, _)| *reason);
    Some((found.into_iter().map(|(reason, _)| reason).collect(), score))
}

fn is_question(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', '»', ')', ' ', '\u{a0}', '\u{202f}']).ends_with('?')
}

fn starts_with_command(tokens: &[Token<'_>], cues: &Cues) -> bool {
    tokens.iter().find(|token| token.kind == Kind::Word).is_some_and(|first| cues.is_command(&first.lower))
}

/// Ranges of tokens within quotation marks.
fn quoted(tokens: &[Token<'_>]) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut open: Option<usize> = None;
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Mark) {
        if !token.raw.starts_with(['"', '“', '”', '„', '«', '»']) {
            continue;
        }
        match open.take() {
            Some(start) => all.push(start + 1..at),
            None => open = Some(at),
        }
    }
    if let Some(start) = open {
        all.push(start + 1..tokens.len());
    }
    all
}

#[cfg(test)]
mod tests;
