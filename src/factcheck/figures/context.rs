//! Finds what each figure of a sentence counts: its head, its role, and the words around it.

use super::super::moments::names;
use super::super::roles::Role;
use super::super::tokens::{Kind, Token};
use super::super::units::Measure;
use super::super::vocabulary::{Stem, Word};
use super::{Clause, Figure, Manner, is_break, manner};
use crate::domain::language::Language;

/// Tokens on each side of a figure that count as around it.
const AROUND: usize = 8;
/// Tokens behind a figure that are searched for its head.
const HEAD_REACH: usize = 5;
/// Tokens before a figure that are searched for its role.
const ROLE_REACH: usize = 4;

/// Fills in the descriptions of the figures of one sentence.
pub(super) fn describe(figures: &mut [Figure], clause: &Clause<'_, '_>, language: Language) {
    let tokens = clause.tokens;
    let spans: Vec<_> = figures.iter().map(|figure| figure.tokens.clone()).collect();
    for (i, figure) in figures.iter_mut().enumerate() {
        let after_last = i.checked_sub(1).and_then(|i| spans.get(i)).map_or(0, |span| span.end);
        let next = spans.get(i + 1).map_or(tokens.len(), |span| span.start);
        describe_one(figure, clause, after_last, next);
        figure.periods =
            periods(tokens, figure.tokens.start.saturating_sub(AROUND)..figure.tokens.end + AROUND, language);
    }
    manner::relate(figures, tokens);
    share_role(figures, clause.words);
    for figure in figures.iter_mut().filter(|figure| figure.heads.is_empty() && figure.role.is_none()) {
        head_before(figure, clause);
    }
}

/// Takes the telling words before a figure as its head where none follows: "the attendance was 12,400".
fn head_before(figure: &mut Figure, clause: &Clause<'_, '_>) {
    if is_clause_of_persons(clause.tokens, figure.tokens.end) {
        return;
    }
    let back = figure.tokens.start.saturating_sub(ROLE_REACH)..figure.tokens.start;
    figure.heads.extend(back.rev().filter_map(|at| clause.telling(at)).take(2));
}

fn describe_one(figure: &mut Figure, clause: &Clause<'_, '_>, after_last: usize, next: usize) {
    let (tokens, words) = (clause.tokens, clause.words);
    let (start, end) = (figure.tokens.start, figure.tokens.end);
    let mut is_clause = true;
    for at in end..next.min(end + HEAD_REACH + 3) {
        let (Some(token), Some(word)) = (tokens.get(at), words.get(at)) else { break };
        if is_break(token) || is_conjunction(&token.lower) {
            break;
        }
        if token.kind != Kind::Word {
            continue;
        }
        figure.role = figure.role.or(word.role);
        if word.is_stop {
            // "12 people", "12 of the": the head is what follows; "12 were", "12 in": there is none.
            is_clause &= is_passed(&token.lower) && !PERSONS.contains(&token.lower.as_str());
        } else if word.role.is_none() && is_clause && figure.heads.len() < 2 && at < end + HEAD_REACH {
            figure.heads.push(word.stem);
        }
    }
    if figure.role.is_none() {
        // What stands before a conjunction is said of something else: "23 deaths, and said that 131 people".
        let back = (after_last.max(start.saturating_sub(ROLE_REACH))..start).rev();
        let mut clause_before =
            back.take_while(|at| tokens.get(*at).is_some_and(|token| !is_conjunction(&token.lower)));
        figure.role = clause_before.find_map(|at| words.get(at).and_then(|word| word.role));
    }
    figure.manner = Manner::of(figure, tokens);
    // What stands beyond another figure belongs to that one.
    let around = start.saturating_sub(AROUND).max(after_last)..(end + AROUND).min(next);
    let stems = around.filter(|at| !(start..end).contains(at)).filter_map(|at| clause.telling(at));
    (figure.names, figure.near) = stems.partition(|stem| clause.is_name(*stem));
    figure.beside = beside(figure, clause);
    for stems in [&mut figure.near, &mut figure.names] {
        stems.sort_unstable();
        stems.dedup();
    }
}

/// Tokens before a figure that are searched for the telling word beside it.
const BESIDE: usize = 5;

/// Stems of the nearest telling word on each side of a figure.
fn beside(figure: &Figure, clause: &Clause<'_, '_>) -> Vec<Stem> {
    let (start, end) = (figure.tokens.start, figure.tokens.end);
    let before = (start.saturating_sub(BESIDE)..start).rev().find_map(|at| clause.telling(at));
    let behind = (end..end + 3).find_map(|at| clause.telling(at));
    before.into_iter().chain(behind).filter(|stem| !clause.is_name(*stem)).collect()
}

/// Whether a figure counts persons in general.
fn is_clause_of_persons(tokens: &[Token<'_>], end: usize) -> bool {
    (end..end + 2).filter_map(|at| tokens.get(at)).any(|token| PERSONS.contains(&token.lower.as_str()))
}

const PERSONS: [&str; 11] = [
    "people",
    "persons",
    "person",
    "others",
    "menschen",
    "personen",
    "personnes",
    "personas",
    "weitere",
    "autres",
    "otras",
];

/// Gives the only role of a sentence to the only figure of persons that has none: "12 people, among them two, died".
fn share_role(figures: &mut [Figure], words: &[Word]) {
    let mut roles: Vec<Role> = words.iter().filter_map(|word| word.role).collect();
    roles.sort_unstable();
    roles.dedup();
    let [role] = roles.as_slice() else { return };
    if figures.iter().any(|figure| figure.role.is_some() && figure.manner != Manner::Part) {
        return;
    }
    let mut open =
        figures.iter_mut().filter(|f| f.measure == Measure::Count && f.heads.is_empty() && f.manner != Manner::Part);
    if let (Some(only), None) = (open.next(), open.next()) {
        only.role = Some(*role);
    }
}

/// Months (1 to 12) and years that are named around a figure, sorted.
fn periods(tokens: &[Token<'_>], around: std::ops::Range<usize>, language: Language) -> Vec<u32> {
    let named = |token: &Token<'_>| {
        let year = (token.kind == Kind::Number && token.raw.len() == 4).then(|| token.raw.parse().ok()).flatten();
        names::month(token, language).or(year.filter(|year| (1900..2100).contains(year)))
    };
    let mut all: Vec<u32> =
        tokens.get(around.start..around.end.min(tokens.len())).unwrap_or_default().iter().filter_map(named).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn is_conjunction(lower: &str) -> bool {
    matches!(
        lower,
        "and"
            | "und"
            | "et"
            | "y"
            | "while"
            | "but"
            | "sowie"
            | "when"
            | "after"
            | "als"
            | "nachdem"
            | "lorsque"
            | "cuando"
            | "that"
            | "dass"
            | "que"
    )
}

/// Whether the head may follow a stop word.
fn is_passed(lower: &str) -> bool {
    matches!(
        lower,
        "of" | "the"
            | "other"
            | "others"
            | "more"
            | "new"
            | "people"
            | "persons"
            | "de"
            | "des"
            | "d"
            | "der"
            | "personnes"
            | "personas"
            | "menschen"
            | "personen"
            | "autres"
            | "otras"
            | "otros"
            | "nouveaux"
            | "nuevos"
            | "neue"
            | "its"
            | "their"
            | "his"
            | "her"
    )
}
