//! Reads one term of a query: words, a filter with its value, a comparison, or a regular expression.

use regex::{Regex, RegexBuilder};

use super::errors::Fault;
use super::parse::{Parsed, Place};
use super::reference::FILTERS;
use super::values::{Comparison, Measure, Part, State, age, date};
use super::{Condition, Phrase};
use crate::domain::clock_format::Zone;

/// The most bytes of a compiled regular expression.
const MAX_PATTERN_BYTES: usize = 256 * 1024;
/// The deepest nesting of a regular expression.
const MAX_PATTERN_DEPTH: u32 = 32;

/// Compiles the regular expression of a query. It ignores case, and its size is limited.
pub fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(MAX_PATTERN_BYTES)
        .dfa_size_limit(MAX_PATTERN_BYTES)
        .nest_limit(MAX_PATTERN_DEPTH)
        .build()
}

/// What stands between the name and the value of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// No name.
    Words,
    /// `name:value`
    Filter,
    /// `name:/value/`
    Pattern,
    /// `name<value`
    Comparison(Comparison),
}

/// A term as written, split into its parts.
pub(super) struct Term<'a> {
    form: Form,
    /// The name as written; empty without one.
    key: &'a str,
    value: &'a str,
    quoted: bool,
    /// Whether the last word may be half typed.
    pub(super) is_half_typed: bool,
}

/// Splits off the first term of `rest`, which must begin neither with a space nor with the `-` that negates the term.
pub(super) fn split_term(rest: &str, in_group: bool) -> Parsed<(Term<'_>, &str)> {
    let term = |form, key, value, quoted| Term { form, key, value, quoted, is_half_typed: false };
    if let Some((key, after)) = pattern_start(rest) {
        let open = Place::between(rest, "");
        let (value, tail) = split_pattern(after).ok_or((Fault::OpenPattern, open))?;
        return Ok((term(Form::Pattern, key, value, true), tail));
    }
    let (head, tail) = rest.split_at_checked(end_of_word(rest, in_group)).unwrap_or((rest, ""));
    // A quote opens a value at the start of a term or after its colon; elsewhere it ends the word.
    if let Some(open) = tail.strip_prefix('"') {
        let key = head.strip_suffix(':');
        if head.is_empty() || key.is_some() {
            let (value, tail) = open.split_once('"').unwrap_or((open, ""));
            let form = if key.is_some() { Form::Filter } else { Form::Words };
            return Ok((term(form, key.unwrap_or_default(), value, true), tail));
        }
    }
    let word = match head.split_once(':') {
        // `12:30`, `a::b` and `https://a.example` are plain words.
        Some((key, value)) if is_filter(key) || (is_name(key) && !value.starts_with(['/', ':'])) => {
            term(Form::Filter, key, value, false)
        }
        _ => match split_comparison(head) {
            Some((key, comparison, value)) => term(Form::Comparison(comparison), key, value, false),
            None => term(Form::Words, "", head, false),
        },
    };
    Ok((word, tail))
}

/// Finds where a word ends: at a space or a quote, and in a group at the parenthesis that closes the group.
fn end_of_word(rest: &str, in_group: bool) -> usize {
    let mut open = 0_usize;
    let ends = |c: char| {
        match c {
            '(' => open += 1,
            ')' if open == 0 && in_group => return true,
            ')' => open = open.saturating_sub(1),
            _ => {}
        }
        c.is_whitespace() || c == '"'
    };
    rest.find(ends).unwrap_or(rest.len())
}

/// Returns the name of the filter and what follows the slash, if `rest` begins with a regular expression.
fn pattern_start(rest: &str) -> Option<(&str, &str)> {
    let (key, after) = rest.split_once(":/")?;
    ["title", "author"].iter().any(|name| name.eq_ignore_ascii_case(key)).then_some((key, after))
}

/// Splits at the slash that ends a regular expression: one without a backslash before it.
fn split_pattern(after: &str) -> Option<(&str, &str)> {
    let mut is_escaped = false;
    let end = after.find(|c: char| {
        let ends = c == '/' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    })?;
    let (value, tail) = after.split_at_checked(end)?;
    Some((value, tail.strip_prefix('/')?))
}

/// Splits `words>800`. `a<b` is a plain word, because `b` is no number and `a` is not compared.
fn split_comparison(head: &str) -> Option<(&str, Comparison, &str)> {
    let (key, rest) = head.split_at_checked(head.find(['<', '>', '='])?)?;
    let (comparison, value) = Comparison::ALL.iter().find_map(|(c, sign)| Some((*c, rest.strip_prefix(sign)?)))?;
    let is_number = comparison != Comparison::Equal && value.starts_with(|c: char| c.is_ascii_digit());
    let may_be_measure = is_name(key) && key.len() > 1 && is_number;
    (is_measure(key) || may_be_measure).then_some((key, comparison, value))
}

impl Term<'_> {
    /// Reads the term; `None` if it has no words.
    pub(super) fn condition(&self, zone: Zone) -> Result<Option<Condition>, Fault> {
        match self.form {
            Form::Words => Ok(self.words()),
            Form::Pattern => self.pattern().map(Some),
            Form::Comparison(comparison) => self.comparison(comparison).map(Some),
            // A word with a trailing colon is a plain word.
            Form::Filter if !is_filter(self.key) && self.value.is_empty() && !self.quoted => {
                Ok(Some(Condition::Text(Phrase { text: self.key.to_ascii_lowercase(), prefix: false })))
            }
            Form::Filter => self.filter(zone).map(Some),
        }
    }

    fn phrase(&self) -> Phrase {
        let text = self.value.split_whitespace().collect::<Vec<_>>().join(" ");
        Phrase { text, prefix: self.is_half_typed && !self.quoted }
    }

    fn words(&self) -> Option<Condition> {
        let phrase = self.phrase();
        let is_noise = phrase.text.is_empty() || phrase.text == "-";
        (!is_noise).then_some(Condition::Text(phrase))
    }

    fn filter(&self, zone: Zone) -> Result<Condition, Fault> {
        let key = self.key.to_ascii_lowercase();
        let phrase = self.phrase();
        let text = phrase.text.clone();
        if !is_filter(&key) {
            return Err(Fault::UnknownFilter(key));
        }
        if text.is_empty() {
            return Err(Fault::MissingValue(format!("{key}:")));
        }
        Ok(match key.as_str() {
            "feed" => Condition::Feed(text),
            "folder" => Condition::Folder(text),
            "tag" => Condition::Tag(text),
            "author" => Condition::Author(phrase),
            "title" => Condition::Title(phrase),
            "is" => Condition::Is(by_name(&State::ALL, &text).ok_or(Fault::UnknownState(text))?),
            "has" => Condition::Has(by_name(&Part::ALL, &text).ok_or(Fault::UnknownPart(text))?),
            "after" => Condition::After(date(&key, &text, zone)?),
            _ => Condition::Before(date(&key, &text, zone)?),
        })
    }

    fn pattern(&self) -> Result<Condition, Fault> {
        if self.value.is_empty() {
            return Err(Fault::MissingValue(format!("{}:", self.key.to_ascii_lowercase())));
        }
        let pattern = without_escaped_slashes(self.value);
        if let Err(error) = compile(&pattern) {
            return Err(Fault::BadPattern(reason(&error)));
        }
        let is_title = self.key.eq_ignore_ascii_case("title");
        Ok(if is_title { Condition::TitlePattern(pattern) } else { Condition::AuthorPattern(pattern) })
    }

    fn comparison(&self, comparison: Comparison) -> Result<Condition, Fault> {
        let key = self.key.to_ascii_lowercase();
        let value = self.value.to_owned();
        if !is_measure(&key) {
            return Err(Fault::UnknownMeasure(key));
        }
        if value.is_empty() {
            return Err(Fault::MissingValue(format!("{key}{}", comparison.sign())));
        }
        match by_name(&Measure::ALL, &key) {
            // A comment's score may be below zero, and so may an article's.
            Some(measure) => match value.parse::<i32>() {
                Ok(number) => Ok(Condition::Number(measure, comparison, number.into())),
                Err(_) => Err(Fault::BadNumber(value)),
            },
            None if comparison == Comparison::Equal => Err(Fault::AgeEquals),
            None => age(&value).map(|minutes| Condition::Age(comparison, minutes)).ok_or(Fault::BadAge(value)),
        }
    }
}

fn by_name<T: Copy>(values: &[(T, &str, &str)], word: &str) -> Option<T> {
    values.iter().find(|(_, name, _)| name.eq_ignore_ascii_case(word)).map(|(value, ..)| *value)
}

fn is_filter(key: &str) -> bool {
    FILTERS.iter().any(|(name, ..)| name.eq_ignore_ascii_case(key))
}

fn is_measure(key: &str) -> bool {
    key.eq_ignore_ascii_case("age") || by_name(&Measure::ALL, key).is_some()
}

fn is_name(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphabetic())
}

/// Removes the backslashes before slashes. Every other escape stays.
fn without_escaped_slashes(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some('/')) => {}
            ('\\', Some(next)) => {
                out.extend([c, next]);
                chars.next();
            }
            _ => out.push(c),
        }
    }
    out
}

/// Returns what is wrong with a regular expression: the last line of the parser's drawing of it.
fn reason(error: &regex::Error) -> String {
    if matches!(error, regex::Error::CompiledTooBig(_)) {
        return "too large".to_owned();
    }
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}
