//! Reads the figures of two numbers, or of none: results of games and votes, and fractions of a whole.

use super::super::bounds::Bound;
use super::super::numbers::{self, Amount};
use super::super::tokens::{Kind, Token};
use super::super::units::Measure;
use super::special::{before, lower};
use super::{Figure, blank};
use crate::domain::language::Language;

/// Reads "3-1" and "3:1" where no noun follows, and "two-thirds of" as a percentage.
pub(super) fn read(tokens: &[Token<'_>], at: usize, language: Language) -> Option<Figure> {
    if let Some(figure) = fraction(tokens, at, language) {
        return Some(figure);
    }
    if let Some(figure) = votes(tokens, at, language).or_else(|| lap(tokens, at)) {
        return Some(figure);
    }
    let small = |at: usize| {
        tokens.get(at).filter(|t| t.kind == Kind::Number && t.raw.len() <= 3).and_then(|t| t.raw.parse::<f64>().ok())
    };
    let joint = tokens.get(at + 1).filter(|t| t.is_glued && (t.is_dash() || t.is_mark(':')))?;
    let (first, second) = (small(at)?, small(at + 2)?);
    let is_joined = tokens.get(at + 2).is_some_and(|t| t.is_glued)
        && !tokens.get(at + 3).is_some_and(|t| t.is_glued && (t.is_dash() || t.kind != Kind::Mark));
    let is_range = joint.is_dash()
        && first < second
        && tokens.get(at + 3).is_some_and(|t| t.kind == Kind::Word && !is_little(&t.lower));
    if !is_joined || is_range || first > 199.0 || second > 199.0 {
        return None;
    }
    let amount = Amount { value: first, step: 1.0, is_about: false, is_weak: false, length: 3 };
    let mut figure = blank(at..at + 3, &amount, Bound::Exact);
    (figure.measure, figure.second) = (Measure::Score, Some(second));
    Some(figure)
}

/// Reads "2:03:41", hours, minutes and seconds of a race.
fn lap(tokens: &[Token<'_>], at: usize) -> Option<Figure> {
    let part = |i: usize| tokens.get(at + i).filter(|t| t.kind == Kind::Number)?.raw.parse::<f64>().ok();
    let is_joint = |i: usize| tokens.get(at + i).is_some_and(|t| t.is_glued && t.is_mark(':'));
    if !is_joint(1) || !is_joint(3) {
        return None;
    }
    let value = part(0)? * 3600.0 + part(2)? * 60.0 + part(4)?;
    let amount = Amount { value, step: 1.0, is_about: false, is_weak: false, length: 5 };
    let mut figure = blank(at..at + amount.length, &amount, Bound::Exact);
    figure.measure = Measure::Duration;
    Some(figure)
}

/// Reads "152 votes to 150" and, where votes or goals are told, "6 to 3".
fn votes(tokens: &[Token<'_>], at: usize, language: Language) -> Option<Figure> {
    if language != Language::English {
        return None;
    }
    let first = numbers::amount(tokens, at, language).filter(|first| first.step < 100.0 && !first.is_weak)?;
    let named =
        usize::from(matches!(lower(tokens, at + first.length), "votes" | "goals" | "points" | "games" | "sets"));
    let joint = at + first.length + named;
    if lower(tokens, joint) != "to" {
        return None;
    }
    let second = numbers::amount(tokens, joint + 1, language).filter(|second| second.value <= first.value)?;
    let told = tokens.get(at.saturating_sub(6)..at)?.iter().any(|token| VOTES.contains(&token.lower.as_str()));
    if named == 0 && !told || before(tokens, at, 1) == "from" {
        return None;
    }
    let amount = Amount { length: first.length + named + 1 + second.length, ..first };
    let mut figure = blank(at..at + amount.length, &amount, Bound::Exact);
    (figure.measure, figure.second) = (Measure::Score, Some(second.value));
    Some(figure)
}

/// Words before a result.
const VOTES: &[&str] = &[
    "vote", "votes", "voted", "won", "win", "beat", "lost", "victory", "defeat", "defeated", "majority", "score",
    "scored",
];

/// Words that follow a score and are no noun that a range counts.
fn is_little(lower: &str) -> bool {
    lower.chars().count() <= 4
        || matches!(lower, "after" | "against" | "victory" | "defeat" | "gegen" | "contre" | "contra" | "thanks")
}

/// Reads fractions of a whole.
fn fraction(tokens: &[Token<'_>], at: usize, language: Language) -> Option<Figure> {
    let list: &[(&str, f64)] = match language {
        Language::English => &[
            ("half of", 50.0),
            ("half the", 50.0),
            ("a third of", 100.0 / 3.0),
            ("one third of", 100.0 / 3.0),
            ("a quarter of", 25.0),
            ("two - thirds", 200.0 / 3.0),
            ("two thirds", 200.0 / 3.0),
            ("three - quarters", 75.0),
            ("three quarters", 75.0),
        ],
        Language::German => &[
            ("die hälfte", 50.0),
            ("ein drittel", 100.0 / 3.0),
            ("zwei drittel", 200.0 / 3.0),
            ("ein viertel", 25.0),
            ("drei viertel", 75.0),
        ],
        Language::French => {
            &[("la moitié", 50.0), ("un tiers", 100.0 / 3.0), ("deux tiers", 200.0 / 3.0), ("un quart", 25.0)]
        }
        Language::Spanish => {
            &[("la mitad", 50.0), ("un tercio", 100.0 / 3.0), ("dos tercios", 200.0 / 3.0), ("un cuarto", 25.0)]
        }
        Language::Other { .. } => &[],
    };
    let (phrase, value) =
        list.iter().find(|(phrase, _)| phrase.split(' ').enumerate().all(|(i, word)| lower(tokens, at + i) == word))?;
    let amount = Amount { value: *value, step: 5.0, is_about: true, is_weak: false, length: phrase.split(' ').count() };
    let mut figure = blank(at..at + amount.length, &amount, Bound::About);
    figure.measure = Measure::Percent;
    Some(figure)
}
