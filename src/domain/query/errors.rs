//! Errors in queries: what is wrong, where, and what is valid.

use unicode_width::UnicodeWidthStr;

use super::parse::{MAX_CHARS, MAX_DEPTH, MAX_TERMS};
use super::reference::{example, filter_names, list};
use super::values::{Measure, Part, State};

/// An error in a query. Its message is one line, and [`QueryError::pointer`] shows the place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{fault}{}", self.place())]
pub struct QueryError {
    /// What is wrong.
    pub fault: Fault,
    /// The query, without control characters; empty if it is too long to be shown.
    pub query: String,
    /// Where the faulty part begins, in characters from 0.
    pub at: usize,
    /// The faulty part's length in characters.
    pub length: usize,
}

/// What is wrong with a query, in a message that names the word and what is valid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// `color:red`
    #[error("unknown filter `{0}:`; use {names}, or quote the word to search for it", names = filter_names())]
    UnknownFilter(String),
    /// `feed:`
    #[error("`{0}` needs a value, such as {example}", example = example(.0))]
    MissingValue(String),
    /// `is:old`
    #[error("unknown state `is:{0}`; use {names}", names = list(&State::ALL))]
    UnknownState(String),
    /// `has:legs`
    #[error("unknown part `has:{0}`; use {names}", names = list(&Part::ALL))]
    UnknownPart(String),
    /// `height>3`
    #[error("unknown measure `{0}`; use age, {names}, or quote the word to search for it", names = list(&Measure::ALL))]
    UnknownMeasure(String),
    /// `words>many`
    #[error("`{0}` is not a number; write one such as 800")]
    BadNumber(String),
    /// `age<long`
    #[error("`{0}` is not an age; write one such as 3d, with min, h, d, w or y")]
    BadAge(String),
    /// `age=3d`
    #[error("an age can't be compared with =; use <, <=, > or >=")]
    AgeEquals,
    /// `after:yesterday`
    #[error("`{filter}:{word}` is not a date; write 2026-01-31, 2026-01 or 2026")]
    BadDate {
        /// The filter, `after` or `before`, or the name of an option.
        filter: String,
        /// The text after the colon.
        word: String,
    },
    /// `title:/(/`
    #[error("not a regular expression: {0}")]
    BadPattern(String),
    /// `title:/a`
    #[error("the regular expression has no closing /")]
    OpenPattern,
    /// `(a`
    #[error("this parenthesis is never closed; close it, or quote the word to search for it")]
    OpenGroup,
    /// `()`
    #[error("nothing stands between these parentheses")]
    EmptyGroup,
    /// `a OR`
    #[error("OR needs a term on both sides; quote the word to search for it")]
    LonelyOr,
    /// More characters than allowed.
    #[error("query too long: at most {MAX_CHARS} characters")]
    TooLong,
    /// More terms than allowed.
    #[error("query too long: at most {MAX_TERMS} terms")]
    TooManyTerms,
    /// More parentheses inside each other than allowed.
    #[error("too many parentheses inside each other: at most {MAX_DEPTH}")]
    TooDeep,
}

impl QueryError {
    fn place(&self) -> String {
        if self.query.is_empty() { String::new() } else { format!(" (column {})", self.at + 1) }
    }

    /// Returns the columns on the screen in front of the faulty part, and those that it takes, at least one.
    #[must_use]
    pub fn columns(&self) -> (usize, usize) {
        let width = |from: usize, count: usize| self.query.chars().skip(from).take(count).collect::<String>().width();
        (width(0, self.at), width(self.at, self.length).max(1))
    }

    /// Returns the query, and a line with carets under the faulty part; nothing if the query is too long to be shown.
    #[must_use]
    pub fn pointer(&self) -> Vec<String> {
        if self.query.is_empty() {
            return Vec::new();
        }
        let (before, length) = self.columns();
        vec![self.query.clone(), format!("{}{}", " ".repeat(before), "^".repeat(length))]
    }
}
