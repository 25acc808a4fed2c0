//! Parses queries: terms side by side, `OR` between them, parentheses around them.
//!
//! `terms` reads the single terms. The depth of parentheses is limited, so the parser may recurse.

use super::errors::{Fault, QueryError};
use super::terms::split_term;
use super::{Condition, Expr, Query};
use crate::domain::Time;
use crate::domain::clock_format::{Zone, utc};

/// The longest query, in characters.
pub const MAX_CHARS: usize = 1_000;
/// The most terms in one query, far below the depth at which SQLite's FTS5 rejects an expression.
pub const MAX_TERMS: usize = 64;
/// The most parentheses inside each other.
pub const MAX_DEPTH: usize = 16;

impl Query {
    /// Like [`Query::parse_at`], but with dates in UTC, and ages counted from when the store runs the query.
    pub fn parse(raw: &str) -> Result<Self, QueryError> {
        parse(raw, utc, None)
    }

    /// Parses what a user typed, with dates in the time zone `zone`, and ages counted from `now`.
    ///
    /// Control characters count as spaces. A quote without an end reaches to the end of the text.
    pub fn parse_at(raw: &str, zone: Zone, now: Time) -> Result<Self, QueryError> {
        parse(raw, zone, Some(now))
    }
}

fn parse(raw: &str, zone: Zone, now: Option<Time>) -> Result<Query, QueryError> {
    if raw.chars().count() > MAX_CHARS {
        return Err(QueryError { fault: Fault::TooLong, query: String::new(), at: 0, length: 0 });
    }
    let text: String = raw.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut parser = Parser { rest: &text, zone, terms: 0, depth: 0, negated: 0 };
    match parser.alternatives() {
        Ok(expr) => Ok(Query { expr: expr.unwrap_or_default(), now }),
        Err((fault, place)) => {
            let chars = |bytes: usize| text.get(..text.len().saturating_sub(bytes)).unwrap_or_default().chars().count();
            let (at, end) = (chars(place.from), chars(place.to));
            Err(QueryError { fault, at, length: end.saturating_sub(at), query: text })
        }
    }
}

/// A part of the query, by the bytes that follow its beginning and its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Place {
    /// The part between two rests of the query.
    pub(super) fn between(from: &str, to: &str) -> Self {
        Self { from: from.len(), to: to.len() }
    }

    /// The first `bytes` bytes of a rest of the query.
    fn first(rest: &str, bytes: usize) -> Self {
        Self { from: rest.len(), to: rest.len().saturating_sub(bytes) }
    }
}

pub(super) type Parsed<T> = Result<T, (Fault, Place)>;

/// What is left of the query, and where in it the parser is.
struct Parser<'a> {
    rest: &'a str,
    zone: Zone,
    terms: usize,
    depth: usize,
    /// Number of open parentheses that a `-` negates.
    negated: usize,
}

impl<'a> Parser<'a> {
    /// Parses terms with `OR` between them, up to the end or to the parenthesis that closes the group.
    fn alternatives(&mut self) -> Parsed<Option<Expr>> {
        let Some(first) = self.side_by_side()? else {
            let starts_with_or = after_or(self.rest).is_some();
            return if starts_with_or { Err((Fault::LonelyOr, Place::first(self.rest, 2))) } else { Ok(None) };
        };
        let mut arms = vec![first];
        while let Some(after) = after_or(self.rest) {
            let place = Place::first(self.rest, 2);
            self.rest = after;
            arms.push(self.side_by_side()?.ok_or((Fault::LonelyOr, place))?);
        }
        Ok(Some(Expr::any(arms)))
    }

    /// Parses terms that stand side by side; `None` if there are none.
    fn side_by_side(&mut self) -> Parsed<Option<Expr>> {
        let mut parts = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if self.ends(self.rest) || after_or(self.rest).is_some() {
                return Ok((!parts.is_empty()).then(|| Expr::all(parts)));
            }
            parts.extend(self.term()?);
        }
    }

    /// Whether `rest` ends the query or the group.
    fn ends(&self, rest: &str) -> bool {
        rest.is_empty() || (self.depth > 0 && rest.starts_with(')'))
    }

    /// Parses one term or one group, negated or not; `None` for a term without words.
    fn term(&mut self) -> Parsed<Option<Expr>> {
        let start = self.rest;
        let negates = |c: char| !c.is_whitespace() && c != '-' && (c != ')' || self.depth == 0);
        let (negated, rest) = match start.strip_prefix('-') {
            Some(after) if after.starts_with(negates) => (true, after),
            _ => (false, start),
        };
        let expr = match rest.strip_prefix('(') {
            Some(inside) => Some(self.group(rest, inside, negated)?),
            None => self.condition(start, rest, negated)?.map(Expr::Is),
        };
        Ok(expr.map(|expr| if negated { Expr::Not(Box::new(expr)) } else { expr }))
    }

    fn group(&mut self, open: &'a str, inside: &'a str, negated: bool) -> Parsed<Expr> {
        if self.depth == MAX_DEPTH {
            return Err((Fault::TooDeep, Place::first(open, 1)));
        }
        self.rest = inside;
        self.depth += 1;
        self.negated += usize::from(negated);
        let expr = self.alternatives()?;
        self.negated -= usize::from(negated);
        self.depth -= 1;
        let Some(after) = self.rest.strip_prefix(')') else { return Err((Fault::OpenGroup, Place::first(open, 1))) };
        self.rest = after;
        expr.ok_or((Fault::EmptyGroup, Place::between(open, after)))
    }

    fn condition(&mut self, start: &'a str, rest: &'a str, negated: bool) -> Parsed<Option<Condition>> {
        let (mut term, tail) = split_term(rest, self.depth > 0)?;
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err((Fault::TooManyTerms, Place::between(start, tail)));
        }
        self.rest = tail;
        // Only parentheses that close groups may follow a word that is half typed.
        let is_last = tail.len() <= self.depth && tail.chars().all(|c| c == ')');
        term.is_half_typed = is_last && !negated && self.negated == 0;
        term.condition(self.zone).map_err(|fault| (fault, Place::between(rest, tail)))
    }
}

/// Returns what follows an `OR`, if `rest` begins with one.
fn after_or(rest: &str) -> Option<&str> {
    let after = rest.strip_prefix("OR")?;
    (after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || c == '(' || c == ')')).then_some(after)
}
