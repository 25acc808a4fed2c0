//! Tells how a figure is meant: as a part of another one, as an earlier or known value, or as one that is expected.
//!
//! Figures that are told in different manners do not contradict each other.

use super::super::bounds;
use super::super::tokens::Token;
use super::super::units::Measure;
use super::{Figure, is_break};

/// Tokens before a figure that are searched for a word of expectation.
const BEFORE: usize = 8;
/// Tokens behind a figure that are searched for it.
const BEHIND: usize = 4;
/// Tokens between a value and the one that it replaces, at most.
const PAST_REACH: usize = 5;

/// How a figure is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Manner {
    /// As what is.
    Plain,
    /// As a part of another figure, or as a difference: "including three children", "37 more than".
    Part,
    /// As an earlier or known value that another one is compared with: "up from 48", "less than the 1.7% it predicted".
    Past,
    /// As what is expected.
    Forecast,
}

/// Whether a figure is told with the whole that it is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Share {
    /// It is told alone.
    None,
    /// It is the part: "six" in "six of the nine members".
    Part,
    /// It is the whole: "nine" there.
    Whole,
}

impl Manner {
    /// Reads how a figure is told by the words around it.
    pub(super) fn of(figure: &Figure, tokens: &[Token<'_>]) -> Self {
        let start = figure.tokens.start;
        let is_opened = |at: usize| tokens.get(at).is_some_and(|token| PARTS.contains(&token.lower.as_str()));
        if (start.saturating_sub(3)..start).any(is_opened) || is_difference(figure, tokens) {
            Self::Part
        } else if bounds::is_comparison(tokens, start) {
            Self::Past
        } else if is_forecast(figure, tokens) {
            Self::Forecast
        } else {
            Self::Plain
        }
    }
}

/// Reads how the figures of one sentence belong together.
pub(super) fn relate(figures: &mut [Figure], tokens: &[Token<'_>]) {
    replaced(figures, tokens);
    share(figures, tokens);
}

/// Marks the figure that another one replaces: "up from 48", "to 4.25% from 4%", "from 4% to 4.25%".
fn replaced(figures: &mut [Figure], tokens: &[Token<'_>]) {
    let follows = |figure: &Figure, words: &[&str]| {
        let start = figure.tokens.start;
        let before = tokens.get(start.saturating_sub(1)..start).unwrap_or_default();
        before.iter().any(|token| words.contains(&token.lower.as_str()))
    };
    for at in 1..figures.len() {
        let (before, rest) = figures.split_at_mut(at);
        let (Some(last), Some(figure)) = (before.last_mut(), rest.first_mut()) else { return };
        let is_next = figure.tokens.start.saturating_sub(last.tokens.end) <= PAST_REACH;
        if !is_next || last.measure != figure.measure || figure.measure == Measure::Year {
            continue;
        }
        if follows(figure, FROM) && !follows(last, FROM) {
            figure.manner = Manner::Past;
            if figure.measure == Measure::Count && figure.role.is_none() && figure.heads.is_empty() {
                (figure.role, figure.heads) = (last.role, last.heads.clone());
            }
        } else if follows(last, FROM) && follows(figure, TO) {
            last.manner = Manner::Past;
        }
    }
}

/// Marks parts and wholes: "six of the nine members", "118 of 142 drones".
fn share(figures: &mut [Figure], tokens: &[Token<'_>]) {
    const OF: &[&str] = &["of", "the", "its", "their", "von", "den", "der", "des", "sur", "les", "de", "los", "las"];
    for at in 1..figures.len() {
        let (before, rest) = figures.split_at_mut(at);
        let (Some(part), Some(whole)) = (before.last_mut(), rest.first_mut()) else { return };
        let between = tokens.get(part.tokens.end..whole.tokens.start).unwrap_or_default();
        let is_of = !between.is_empty() && between.iter().all(|token| OF.contains(&token.lower.as_str()));
        if is_of && part.measure == whole.measure && whole.value > part.value {
            (part.share, whole.share) = (Share::Part, Share::Whole);
            if part.heads.is_empty() && part.role.is_none() {
                part.heads.clone_from(&whole.heads);
            }
        }
    }
}

/// Words before a value that another one replaces.
const FROM: &[&str] = &["from", "von", "de"];
/// Words before the value that replaces it.
const TO: &[&str] = &["to", "auf", "à", "a"];

/// Whether a figure is expected: a word for it stands before the figure in its clause, or right behind.
fn is_forecast(figure: &Figure, tokens: &[Token<'_>]) -> bool {
    let is_word = |token: &Token<'_>| FORECASTS.contains(&token.lower.as_str());
    let (start, end) = (figure.tokens.start, figure.tokens.end);
    let before = tokens.get(start.saturating_sub(BEFORE)..start).unwrap_or_default();
    let behind = tokens.get(end..(end + BEHIND).min(tokens.len())).unwrap_or_default();
    before.iter().rev().take_while(|token| !is_break(token)).any(is_word)
        || behind.iter().take_while(|token| !is_break(token)).any(is_word)
}

/// Words by which something is expected.
const FORECASTS: &[&str] = &[
    "expected",
    "expects",
    "expect",
    "forecast",
    "forecasts",
    "predicted",
    "predicts",
    "projected",
    "projects",
    "erwartet",
    "erwarten",
    "prognostiziert",
    "attendu",
    "attendue",
    "prévoit",
    "prévu",
    "previsto",
    "prevé",
    "espera",
];

/// Whether a figure is what something exceeds another thing by: "37 more than", "0.7 degrees above", "three seats short".
///
/// Changes in per cent are left out, because "28% higher" and "up 28%" are one thing.
fn is_difference(figure: &Figure, tokens: &[Token<'_>]) -> bool {
    let end = figure.tokens.end;
    let is_one = |at: usize| tokens.get(at).is_some_and(|token| DIFFERENCES.contains(&token.lower.as_str()));
    !matches!(figure.measure, Measure::Percent | Measure::Points | Measure::Age | Measure::Year)
        && (is_one(end) || figure.measure == Measure::Count && is_one(end + 1))
}

/// Words behind a figure that is a difference.
const DIFFERENCES: &[&str] = &[
    "more",
    "fewer",
    "less",
    "above",
    "below",
    "higher",
    "lower",
    "short",
    "ahead",
    "behind",
    "longer",
    "mehr",
    "weniger",
    "höher",
    "niedriger",
];

/// Words that open a part of another figure.
const PARTS: &[&str] =
    &["including", "among", "darunter", "dont", "parmi", "incluidos", "incluidas", "incluyendo", "ellos", "ellas"];
