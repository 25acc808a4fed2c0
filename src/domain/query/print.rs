//! Writes a query so that parsing it gives the same query.

use std::fmt::{self, Display, Formatter};

use chrono::SecondsFormat;

use super::values::{Measure, Part, State, UNITS};
use super::{Condition, Expr, Phrase, Query};

impl Display for Query {
    /// Writes the query in the language that [`Query::parse`] reads. Dates are days in UTC, so a moment within a day is
    /// written as that day.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.expr.fmt(f)
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(parts) => join(parts, " ", f),
            Self::Or(parts) => join(parts, " OR ", f),
            Self::Not(part) if matches!(**part, Self::Is(_)) => write!(f, "-{part}"),
            Self::Not(part) => write!(f, "-({part})"),
            Self::Is(condition) => condition.fmt(f),
        }
    }
}

/// Joins parts. `OR` binds less than a space, so only alternatives need parentheses.
fn join(parts: &[Expr], between: &str, f: &mut Formatter<'_>) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        match part {
            Expr::Or(_) => write!(f, "({part})")?,
            _ => part.fmt(f)?,
        }
    }
    Ok(())
}

impl Display for Condition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(phrase) => phrase.fmt(f),
            Self::Title(phrase) => write!(f, "title:{phrase}"),
            Self::Author(phrase) => write!(f, "author:{phrase}"),
            Self::TitlePattern(pattern) => write!(f, "title:/{}/", escaped(pattern)),
            Self::AuthorPattern(pattern) => write!(f, "author:/{}/", escaped(pattern)),
            Self::Feed(text) => write!(f, "feed:\"{text}\""),
            Self::Folder(text) => write!(f, "folder:\"{text}\""),
            Self::Tag(text) => write!(f, "tag:\"{text}\""),
            Self::Is(state) => write!(f, "is:{}", name(&State::ALL, state)),
            Self::Has(part) => write!(f, "has:{}", name(&Part::ALL, part)),
            Self::After(time) => write!(f, "after:{}", day(*time)),
            Self::Before(time) => write!(f, "before:{}", day(*time)),
            Self::Age(comparison, minutes) => {
                let unit = UNITS.iter().find(|(_, length)| minutes % length == 0 && minutes / length > 0);
                let (unit, length) = unit.copied().unwrap_or(("min", 1));
                write!(f, "age{}{}{unit}", comparison.sign(), minutes / length)
            }
            Self::Number(measure, comparison, number) => {
                write!(f, "{}{}{number}", name(&Measure::ALL, measure), comparison.sign())
            }
        }
    }
}

impl Display for Phrase {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // A bare word at the end is half typed; a quoted one never is.
        if self.prefix { f.write_str(&self.text) } else { write!(f, "\"{}\"", self.text) }
    }
}

fn name<T: PartialEq>(values: &[(T, &'static str, &str)], value: &T) -> &'static str {
    values.iter().find(|(own, ..)| own == value).map_or("", |(_, name, _)| name)
}

fn day(time: super::Time) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true).chars().take(10).collect()
}

/// Writes a backslash before each slash that has none.
fn escaped(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend([c].into_iter().chain(chars.next())),
            '/' => out.push_str("\\/"),
            _ => out.push(c),
        }
    }
    out
}
