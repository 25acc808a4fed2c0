//! Finds the figures of a sentence: each number with its unit, its limit and what it counts.
//!
//! Numbers in names ("A320", "Flight 212") and moments are left out. Whether two figures agree is left to `agreement`.

mod age;
mod context;
mod manner;
mod score;
mod special;

use std::ops::Range;

use super::bounds::{self, Bound};
use super::moments::Moment;
use super::numbers::{self, Amount};
use super::roles::Role;
use super::tokens::{Kind, Token};
use super::units::{self, Measure};
use super::vocabulary::{Stem, Word};
use crate::domain::language::Language;
pub(super) use manner::{Manner, Share};

/// Figures of one sentence that are read.
const MAX_FIGURES: usize = 16;

/// A number of a sentence, with what it measures or counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    /// The tokens that it is written with, with its limit and unit.
    pub tokens: Range<usize>,
    /// The value, in the unit of its measure.
    pub value: f64,
    /// The end of a range, or the points of the second side.
    pub second: Option<f64>,
    /// The unit of the last digit that is not a trailing zero.
    pub step: f64,
    /// How the value is meant.
    pub bound: Bound,
    /// What it measures.
    pub measure: Measure,
    /// Whether the value was converted between units.
    pub is_converted: bool,
    /// Up to two stems of what it counts; none for persons in general.
    pub heads: Vec<Stem>,
    /// What happened to what it counts.
    pub role: Option<Role>,
    /// How it is told.
    pub manner: Manner,
    /// Whether it is a part of another figure, or the whole: "six of the nine members".
    pub share: Share,
    /// Stems of the words around it that are no names, sorted.
    pub near: Vec<Stem>,
    /// Stems of the names around it, sorted.
    pub names: Vec<Stem>,
    /// Stems of the nearest telling word on each side, names left out.
    pub beside: Vec<Stem>,
    /// Months and years named around it, sorted.
    pub periods: Vec<u32>,
}

/// Finds the figures of a sentence. `words` has one entry per token, `names` the stems of its names, sorted.
pub(super) fn figures(
    tokens: &[Token<'_>],
    words: &[Word],
    names: &[Stem],
    moments: &[Moment],
    language: Language,
) -> Vec<Figure> {
    let mut found: Vec<Figure> = Vec::new();
    let mut at = 0;
    while at < tokens.len() && found.len() < MAX_FIGURES {
        if let Some(moment) = moments.iter().find(|moment| moment.tokens.contains(&at)) {
            at = moment.tokens.end;
            continue;
        }
        let read = score::read(tokens, at, language).or_else(|| figure(tokens, at, language));
        if let Some(figure) = read {
            at = figure.tokens.end.max(at + 1);
            found.push(figure);
        } else {
            // A number that is no figure is passed over whole, so that its parts are not read.
            at += numbers::amount(tokens, at, language).map_or(1, |amount| amount.length.max(1));
        }
    }
    context::describe(&mut found, &Clause { tokens, words, names }, language);
    found
}

/// A sentence as its figures are described by it.
struct Clause<'a, 'b> {
    tokens: &'a [Token<'b>],
    words: &'a [Word],
    /// Stems of its names, sorted.
    names: &'a [Stem],
}

impl Clause<'_, '_> {
    /// The stem of a word that says something about a figure.
    fn telling(&self, at: usize) -> Option<Stem> {
        let word = self.words.get(at).filter(|word| !word.is_stop && !word.is_aside)?;
        self.tokens.get(at).filter(|token| token.kind == Kind::Word).map(|_| word.stem)
    }

    /// Whether a stem is that of a name.
    fn is_name(&self, stem: Stem) -> bool {
        self.names.binary_search(&stem).is_ok()
    }
}

/// Reads the figure whose number begins at token `at`.
fn figure(tokens: &[Token<'_>], at: usize, language: Language) -> Option<Figure> {
    let mut amount = numbers::amount(tokens, at, language)?;
    let currency = units::currency_before(tokens, at);
    let start = at - currency.map_or(0, |(_, length)| length);
    special::scale_by_letter(tokens, at, &mut amount, currency.is_some(), language);
    let (bound, length) = bounds::before(tokens, start, language);
    let mut end = at + amount.length;
    let mut figure = blank(start - length..end, &amount, bound);
    if let Some((second, length)) = special::range_end(tokens, at, &amount, language) {
        end += length;
        figure.second = Some(second.value);
        figure.value *= special::shared_factor(&amount, &second);
        figure.bound = Bound::Between;
    }
    if let Some((code, _)) = currency {
        figure.measure = Measure::Money(code);
    } else if let Some((measure, length)) = age::read(tokens, start - length, end, &amount, language) {
        (figure.measure, end) = (measure, end + length);
    } else if let Some(unit) = units::behind(tokens, end, language) {
        end += unit.length;
        convert(&mut figure, unit);
    } else if language == Language::German && special::before(tokens, at, 1) == "tempo" {
        (figure.measure, figure.value, figure.step) = (Measure::Speed, figure.value / 3.6, figure.step / 3.6);
        figure.is_converted = true;
    } else {
        figure.measure = special::bare(tokens, at, end, &amount, language)?;
    }
    if figure.bound == Bound::Exact {
        figure.bound = bounds::behind(tokens, end).unwrap_or(Bound::Exact);
    }
    if amount.is_about && figure.bound == Bound::Exact {
        figure.bound = Bound::About;
    }
    // "over three days" means during them.
    if figure.measure == Measure::Duration
        && figure.bound == Bound::MoreThan
        && tokens.get(figure.tokens.start).is_some_and(|t| t.lower == "over")
    {
        figure.bound = Bound::Exact;
    }
    figure.tokens.end = end;
    Some(figure)
}

fn blank(tokens: Range<usize>, amount: &Amount, bound: Bound) -> Figure {
    Figure {
        tokens,
        value: amount.value,
        second: None,
        step: amount.step,
        bound,
        measure: Measure::Count,
        is_converted: false,
        heads: Vec::new(),
        role: None,
        manner: Manner::Plain,
        share: Share::None,
        near: Vec::new(),
        names: Vec::new(),
        beside: Vec::new(),
        periods: Vec::new(),
    }
}

/// Converts degrees Fahrenheit.
fn celsius(value: f64) -> f64 {
    (value - 32.0) * 5.0 / 9.0
}

/// Converts a figure to the unit of its measure.
fn convert(figure: &mut Figure, unit: units::Unit) {
    figure.measure = unit.measure;
    if unit.is_fahrenheit {
        figure.value = celsius(figure.value);
        figure.second = figure.second.map(celsius);
        figure.step *= 5.0 / 9.0;
        figure.is_converted = true;
        return;
    }
    figure.value *= unit.factor;
    figure.second = figure.second.map(|value| value * unit.factor);
    figure.step *= unit.factor;
    figure.is_converted = (unit.factor - 1.0).abs() > f64::EPSILON;
}

/// Whether a token ends the words that belong to a figure.
fn is_break(token: &Token<'_>) -> bool {
    token.kind == Kind::Mark
        && token.raw.starts_with([',', ';', ':', '.', '(', ')', '–', '—', '"', '“', '”', '„', '«', '»'])
}

#[cfg(test)]
mod tests;
