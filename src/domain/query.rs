//! Parses the query language: `rust -"press release" feed:lwn is:unread after:2026-01-31`.
//!
//! An article matches a query if all terms hold. Matching is left to `store`.

use chrono::NaiveDate;

use super::Time;
use super::clock_format::{Zone, start_of_day, utc};

/// Names of the filters, for error messages and help.
pub const FILTERS: &[&str] = &["feed", "folder", "tag", "author", "title", "is", "after", "before"];
/// The values of `is:`.
pub const STATES: &[&str] = &["unread", "read", "starred", "commented"];
/// The longest query, in characters.
const MAX_CHARS: usize = 1_000;
/// The most terms in one query, far below the depth at which SQLite's FTS5 rejects an expression.
const MAX_TERMS: usize = 64;

/// A parsed query. Without terms it matches every article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Terms, all of which must hold.
    pub terms: Vec<Term>,
}

/// One condition, or its opposite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Whether it has a leading `-`, so that the condition must not hold.
    pub negated: bool,
    /// The condition.
    pub condition: Condition,
}

/// A condition on an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Anywhere in title, author or text.
    Text(Phrase),
    /// `title:`
    Title(Phrase),
    /// `author:`
    Author(Phrase),
    /// `feed:`: part of the feed's title or address, any case.
    Feed(String),
    /// `folder:`: the folder's path or one above it, any case.
    Folder(String),
    /// `tag:`: the whole tag, any case.
    Tag(String),
    /// `is:`
    Is(State),
    /// `after:`: published at this moment or later.
    After(Time),
    /// `before:`: published earlier than this moment.
    Before(Time),
}

/// Consecutive words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The words, separated by single spaces.
    pub text: String,
    /// Whether the last word matches as a prefix. It is set for a query's last bare word, which may be half typed.
    pub prefix: bool,
}

/// The values of `is:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The user has not read the article.
    Unread,
    /// The user has read it.
    Read,
    /// The user has starred it.
    Starred,
    /// It has comments, stated or loaded.
    Commented,
}

/// An error in a query, whose message names the word and what is valid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// `color:red`
    #[error(
        "unknown filter `{0}:`; use {list}, or quote the word to search for it",
        list = FILTERS.iter().map(|f| format!("{f}:")).collect::<Vec<_>>().join(" ")
    )]
    UnknownFilter(String),
    /// `feed:`
    #[error("`{0}:` needs a value, such as {example}", example = example(.0))]
    MissingValue(String),
    /// `is:old`
    #[error("unknown state `is:{0}`; use {list}", list = STATES.join(", "))]
    UnknownState(String),
    /// `after:yesterday`
    #[error("`{filter}:{word}` is not a date; write 2026-01-31, 2026-01 or 2026")]
    BadDate {
        /// `after` or `before`.
        filter: String,
        /// The text after the colon.
        word: String,
    },
    /// More characters or terms than the limits that the message states.
    #[error("query too long: at most {MAX_CHARS} characters and {MAX_TERMS} terms")]
    TooLong,
}

fn example(filter: &str) -> &'static str {
    match filter {
        "feed" => "feed:lwn",
        "folder" => "folder:News",
        "tag" => "tag:rust",
        "author" => "author:\"Jane Doe\"",
        "title" => "title:linux",
        "is" => "is:unread",
        "after" => "after:2026-01-31",
        _ => "before:2026-01-31",
    }
}

impl Query {
    /// Like [`Query::parse_in`], but with dates in UTC.
    pub fn parse(raw: &str) -> Result<Self, QueryError> {
        Self::parse_in(raw, utc)
    }

    /// Parses what a user typed, with dates in the time zone `zone`.
    ///
    /// Control characters count as spaces. A quote without an end reaches to the end of the text.
    pub fn parse_in(raw: &str, zone: Zone) -> Result<Self, QueryError> {
        if raw.chars().count() > MAX_CHARS {
            return Err(QueryError::TooLong);
        }
        let clean: String = raw.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let mut terms = Vec::new();
        let mut rest = clean.trim_start();
        while !rest.is_empty() {
            let (word, tail) = Word::split_first(rest);
            let last = tail.is_empty();
            terms.extend(word.term(last, zone)?);
            rest = tail.trim_start();
        }
        if terms.len() > MAX_TERMS {
            return Err(QueryError::TooLong);
        }
        Ok(Self { terms })
    }

    /// Returns whether the query has no terms and so matches every article.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Returns the words that a match contains, for snippets and highlighting. Phrases stay whole.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let wanted = self.terms.iter().filter(|term| !term.negated);
        wanted
            .filter_map(|term| match &term.condition {
                Condition::Text(p) | Condition::Title(p) | Condition::Author(p) => Some(p.text.clone()),
                _ => None,
            })
            .collect()
    }
}

/// A term as written, `-key:"value"`, split into its parts.
struct Word<'a> {
    negated: bool,
    key: Option<&'a str>,
    value: &'a str,
    quoted: bool,
}

impl<'a> Word<'a> {
    /// Splits off the first term of `rest`, which must not begin with a space.
    fn split_first(rest: &'a str) -> (Self, &'a str) {
        let (negated, rest) = match rest.strip_prefix('-') {
            Some(after) if after.starts_with(|c: char| !c.is_whitespace() && c != '-') => (true, after),
            _ => (false, rest),
        };
        let end = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
        let (head, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        // A quote opens a value at the start of a term or after its colon; elsewhere it ends the word.
        if let Some(open) = tail.strip_prefix('"') {
            let key = head.strip_suffix(':');
            if head.is_empty() || key.is_some() {
                let (value, tail) = open.split_once('"').unwrap_or((open, ""));
                return (Self { negated, key, value, quoted: true }, tail);
            }
        }
        let word = match head.split_once(':') {
            // `12:30`, `a::b` and `https://a.example` are plain words.
            Some((key, value)) if is_filter(key) || (is_name(key) && !value.starts_with(['/', ':'])) => {
                Self { negated, key: Some(key), value, quoted: false }
            }
            _ => Self { negated, key: None, value: head, quoted: false },
        };
        (word, tail)
    }

    fn term(&self, last: bool, zone: Zone) -> Result<Option<Term>, QueryError> {
        let text = self.value.split_whitespace().collect::<Vec<_>>().join(" ");
        let phrase = Phrase { text: text.clone(), prefix: last && !self.quoted && !self.negated };
        let Some(key) = self.key.map(str::to_ascii_lowercase) else {
            let noise = text.is_empty() || text == "-";
            return Ok((!noise).then_some(Term { negated: self.negated, condition: Condition::Text(phrase) }));
        };
        if !is_filter(&key) {
            // A word with a trailing colon is a plain word.
            if text.is_empty() && !self.quoted {
                let phrase = Phrase { text: key, prefix: false };
                return Ok(Some(Term { negated: self.negated, condition: Condition::Text(phrase) }));
            }
            return Err(QueryError::UnknownFilter(key));
        }
        if text.is_empty() {
            return Err(QueryError::MissingValue(key));
        }
        let condition = match key.as_str() {
            "feed" => Condition::Feed(text),
            "folder" => Condition::Folder(text),
            "tag" => Condition::Tag(text),
            "author" => Condition::Author(phrase),
            "title" => Condition::Title(phrase),
            "is" => Condition::Is(state(&text)?),
            "after" => Condition::After(date(&key, &text, zone)?),
            _ => Condition::Before(date(&key, &text, zone)?),
        };
        Ok(Some(Term { negated: self.negated, condition }))
    }
}

fn is_filter(key: &str) -> bool {
    FILTERS.iter().any(|filter| filter.eq_ignore_ascii_case(key))
}

fn is_name(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphabetic())
}

fn state(word: &str) -> Result<State, QueryError> {
    match word.to_ascii_lowercase().as_str() {
        "unread" => Ok(State::Unread),
        "read" => Ok(State::Read),
        "starred" => Ok(State::Starred),
        "commented" => Ok(State::Commented),
        _ => Err(QueryError::UnknownState(word.to_owned())),
    }
}

/// Returns when a day, month or year such as 2026-01-31, 2026-01 or 2026 begins in a time zone.
pub fn date(filter: &str, word: &str, zone: Zone) -> Result<Time, QueryError> {
    let bad = || QueryError::BadDate { filter: filter.to_owned(), word: word.to_owned() };
    let parts: Vec<&str> = word.split('-').collect();
    if parts.len() > 3 || parts.first().is_none_or(|year| year.len() != 4) {
        return Err(bad());
    }
    let part = |i: usize| parts.get(i).map_or(Ok(1), |p| p.parse::<u32>().map_err(|_| bad()));
    let year = i32::try_from(part(0)?).map_err(|_| bad())?;
    let day = NaiveDate::from_ymd_opt(year, part(1)?, part(2)?).ok_or_else(bad)?;
    Ok(start_of_day(day, zone))
}

/// Characters before the match in a snippet.
const BEFORE: usize = 60;
/// Length of a snippet in characters.
const SNIPPET: usize = 200;

/// Returns one line of `text` around the earliest match of `words`, or its beginning if none match.
///
/// It is cut between words where possible, with `…` at each cut.
#[must_use]
pub fn snippet(text: &str, words: &[String]) -> String {
    let chars: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let folded: Vec<char> = chars.iter().map(|c| fold(*c)).collect();
    let hit = words.iter().filter_map(|word| find(&folded, &word.chars().map(fold).collect::<Vec<_>>())).min();
    let from = hit.map_or(0, |at| at.saturating_sub(BEFORE));
    let to = (from + SNIPPET).min(chars.len());
    let mut part = chars.get(from..to).unwrap_or_default();
    // Cut at a space if one is near; text without spaces is cut at any character.
    if from > 0
        && let Some(space) = part.iter().take(BEFORE / 2).position(|c| *c == ' ')
    {
        part = part.get(space + 1..).unwrap_or_default();
    }
    if to < chars.len()
        && let Some(space) = part.iter().rev().take(BEFORE / 2).position(|c| *c == ' ')
    {
        part = part.get(..part.len() - space - 1).unwrap_or_default();
    }
    let ellipsis = |cut: bool| if cut { "…" } else { "" };
    format!("{}{}{}", ellipsis(from > 0), part.iter().collect::<String>(), ellipsis(to < chars.len()))
}

/// Lowers the case of one character to one character, which keeps positions valid.
fn fold(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

fn find(text: &[char], word: &[char]) -> Option<usize> {
    (!word.is_empty()).then(|| text.windows(word.len()).position(|part| part == word)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str, prefix: bool) -> Condition {
        Condition::Text(Phrase { text: words.into(), prefix })
    }

    fn terms(raw: &str) -> Vec<(bool, Condition)> {
        Query::parse(raw).unwrap().terms.into_iter().map(|t| (t.negated, t.condition)).collect()
    }

    fn day(y: i32, m: u32, d: u32) -> Time {
        NaiveDate::from_ymd_opt(y, m, d).unwrap().and_time(chrono::NaiveTime::MIN).and_utc()
    }

    #[test]
    fn dates_are_days_in_the_zone() {
        let west: Zone = |_| chrono::FixedOffset::west_opt(5 * 3600).unwrap();
        let query = Query::parse_in("after:2026-01-31 before:2026-02", west).unwrap();
        let times = ["2026-01-31T05:00:00Z", "2026-02-01T05:00:00Z"].map(|time| time.parse::<Time>().unwrap());
        let conditions: Vec<_> = query.terms.into_iter().map(|term| term.condition).collect();
        assert_eq!(conditions, [Condition::After(times[0]), Condition::Before(times[1])]);
    }

    #[test]
    fn each_form_is_parsed() {
        let phrase = |t: &str, prefix| Phrase { text: t.into(), prefix };
        for (raw, want) in [
            ("", vec![]),
            (" \t\n", vec![]),
            ("rust", vec![(false, text("rust", true))]),
            ("rust ", vec![(false, text("rust", false))]),
            ("rust lang", vec![(false, text("rust", false)), (false, text("lang", true))]),
            ("\"press  release\"", vec![(false, text("press release", false))]),
            ("-rust", vec![(true, text("rust", false))]),
            ("-\"a b\" c", vec![(true, text("a b", false)), (false, text("c", true))]),
            ("a - b", vec![(false, text("a", false)), (false, text("b", true))]),
            ("feed:lwn", vec![(false, Condition::Feed("lwn".into()))]),
            ("FEED:\"The Daily\"", vec![(false, Condition::Feed("The Daily".into()))]),
            ("-folder:News/Local", vec![(true, Condition::Folder("News/Local".into()))]),
            ("tag:x", vec![(false, Condition::Tag("x".into()))]),
            ("author:jane", vec![(false, Condition::Author(phrase("jane", true)))]),
            ("title:\"a b\"", vec![(false, Condition::Title(phrase("a b", false)))]),
            ("is:Unread", vec![(false, Condition::Is(State::Unread))]),
            ("-is:commented", vec![(true, Condition::Is(State::Commented))]),
            ("after:2026-01-31", vec![(false, Condition::After(day(2026, 1, 31)))]),
            ("before:2026-02", vec![(false, Condition::Before(day(2026, 2, 1)))]),
            ("before:2026", vec![(false, Condition::Before(day(2026, 1, 1)))]),
            ("12:30", vec![(false, text("12:30", true))]),
            ("https://a.example/x", vec![(false, text("https://a.example/x", true))]),
            ("std::fmt", vec![(false, text("std::fmt", true))]),
            ("Note: this", vec![(false, text("note", false)), (false, text("this", true))]),
            ("\"never closed", vec![(false, text("never closed", false))]),
            ("a\0b", vec![(false, text("a", false)), (false, text("b", true))]),
            ("6\"pipe\"", vec![(false, text("6", false)), (false, text("pipe", false))]),
            ("--x", vec![(false, text("--x", true))]),
        ] {
            assert_eq!(terms(raw), want, "{raw:?}");
        }
    }

    #[test]
    fn errors_name_the_word_and_what_is_valid() {
        for (raw, part) in [
            ("color:red", "unknown filter `color:`; use feed: folder: tag:"),
            ("is:old", "unknown state `is:old`; use unread, read, starred, commented"),
            ("a feed:", "`feed:` needs a value, such as feed:lwn"),
            ("tag:\"\"", "`tag:` needs a value"),
            ("after:yesterday", "`after:yesterday` is not a date; write 2026-01-31"),
            ("before:2026-13-01", "`before:2026-13-01` is not a date"),
            ("before:2026-1-1-1", "is not a date"),
        ] {
            let error = Query::parse(raw).unwrap_err().to_string();
            assert!(error.contains(part), "{raw:?}: {error}");
        }
        assert_eq!(Query::parse(&"a ".repeat(70)), Err(QueryError::TooLong));
        assert_eq!(Query::parse(&"a".repeat(5_000)), Err(QueryError::TooLong));
    }

    #[test]
    fn snippets_show_the_match() {
        let long = format!("{} needle {}", "hay ".repeat(100), "straw ".repeat(100));
        let found = snippet(&long, &["Needle".into()]);
        assert!(found.starts_with("…hay") && found.contains("needle") && found.ends_with("straw…"), "{found}");
        assert_eq!(snippet("short  text\nhere", &["absent".into()]), "short text here");
        assert_eq!(snippet("", &[String::new()]), "");
        assert!(snippet(&"漢".repeat(500), &["漢漢".into()]).chars().count() <= SNIPPET + 2);
    }

    proptest::proptest! {
        #[test]
        fn any_text_parses_or_fails(raw in "\\PC{0,80}", words in proptest::collection::vec("\\PC{0,9}", 0..4)) {
            if let Ok(query) = Query::parse(&raw) {
                for word in query.words() {
                    proptest::prop_assert!(!word.is_empty());
                }
            }
            proptest::prop_assert!(snippet(&raw, &words).chars().count() <= SNIPPET + 2);
        }
    }
}
