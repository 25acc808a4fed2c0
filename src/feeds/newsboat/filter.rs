//! Translates a filter of newsboat into a query: `unread = "yes" and tags # "news"` becomes `is:unread tag:"news"`.
//!
//! A filter compares attributes of an article or of its feed; see "Filter Language" in newsboat's documentation. What a
//! query can't say is an error, which names the reason.

use std::iter::Peekable;
use std::str::Chars;

use crate::domain::Query;
use crate::domain::query::{Comparison, Condition, Expr, MAX_DEPTH, MAX_TERMS, Phrase, State, compile};

/// Minutes of a day: newsboat's ages are days.
const DAY: i64 = 1_440;
/// The operators, each before those that it begins with.
const OPERATORS: [&str; 12] = ["==", "=~", "=", "!=", "!~", "!#", "#", "<=", "<", ">=", ">", "between"];

/// Translates a filter. The error says why there is no such query.
pub fn translate(filter: &str) -> Result<String, String> {
    let mut parser = Parser { rest: filter.chars().peekable(), depth: 0, terms: 0 };
    let expr = parser.expression()?;
    parser.skip_spaces();
    if parser.rest.peek().is_some() {
        return Err("not a filter".to_owned());
    }
    let query = Query { expr, now: None }.to_string();
    // A name with a quotation mark, for example, can't be written in a query.
    match Query::parse(&query) {
        Ok(parsed) if parsed.to_string() == query => Ok(query),
        Ok(_) => Err("no query can contain its texts".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// The value that an attribute is compared with.
enum Value {
    Text(String),
    /// Two numbers, equal ones for a single number.
    Numbers(i64, i64),
}

struct Parser<'a> {
    rest: Peekable<Chars<'a>>,
    /// Number of open parentheses.
    depth: usize,
    /// Number of conditions so far.
    terms: usize,
}

impl Parser<'_> {
    fn skip_spaces(&mut self) {
        while self.rest.next_if(|c| c.is_whitespace()).is_some() {}
    }

    /// Parses conditions with `and` and `or` between them. As in newsboat, both bind alike, and all to the right of one is
    /// its right side.
    fn expression(&mut self) -> Result<Expr, String> {
        let mut parts = vec![self.part()?];
        let mut is_and = Vec::new();
        loop {
            self.skip_spaces();
            if self.rest.peek().is_none_or(|c| *c == ')') {
                break;
            }
            is_and.push(match self.word().as_str() {
                "and" => true,
                "or" => false,
                _ => return Err("not a filter: `and` or `or` is missing".to_owned()),
            });
            parts.push(self.part()?);
        }
        let last = parts.pop().unwrap_or_default();
        let join =
            |right, (left, is_and)| if is_and { Expr::all(vec![left, right]) } else { Expr::any(vec![left, right]) };
        Ok(parts.into_iter().zip(is_and).rev().fold(last, join))
    }

    /// Parses a condition, or an expression in parentheses.
    fn part(&mut self) -> Result<Expr, String> {
        self.skip_spaces();
        if self.rest.next_if_eq(&'(').is_none() {
            return self.condition();
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("too many parentheses inside each other".to_owned());
        }
        let expr = self.expression()?;
        self.depth -= 1;
        match self.rest.next() {
            Some(')') => Ok(expr),
            _ => Err("not a filter: a parenthesis is never closed".to_owned()),
        }
    }

    fn condition(&mut self) -> Result<Expr, String> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err(format!("more than {MAX_TERMS} conditions"));
        }
        let attribute = self.word();
        self.skip_spaces();
        let operator = self.operator().ok_or("not a filter: an operator is missing")?;
        self.skip_spaces();
        let value = self.value().ok_or("not a filter: a value is missing")?;
        condition(&attribute, operator, &value)
    }

    fn word(&mut self) -> String {
        std::iter::from_fn(|| self.rest.next_if(|c| c.is_alphanumeric() || *c == '_')).collect()
    }

    fn operator(&mut self) -> Option<&'static str> {
        let ahead: String = self.rest.clone().take(7).collect();
        let found = OPERATORS.into_iter().find(|operator| ahead.starts_with(operator))?;
        self.rest.nth(found.len() - 1);
        Some(found)
    }

    fn value(&mut self) -> Option<Value> {
        if self.rest.next_if_eq(&'"').is_some() {
            let mut text = String::new();
            loop {
                match self.rest.next()? {
                    '"' => return Some(Value::Text(text)),
                    // Only quotation marks and backslashes are escaped; other backslashes belong to regular expressions.
                    '\\' => match self.rest.next_if(|c| matches!(c, '"' | '\\')) {
                        Some(c) => text.push(c),
                        None => text.push('\\'),
                    },
                    c => text.push(c),
                }
            }
        }
        let first = self.number()?;
        if self.rest.next_if_eq(&':').is_none() {
            return Some(Value::Numbers(first, first));
        }
        Some(Value::Numbers(first, self.number()?))
    }

    fn number(&mut self) -> Option<i64> {
        let digits: String = std::iter::from_fn(|| self.rest.next_if(char::is_ascii_digit)).collect();
        digits.parse().ok()
    }
}

/// Translates one comparison.
fn condition(attribute: &str, operator: &str, value: &Value) -> Result<Expr, String> {
    let text = match value {
        Value::Text(text) => text.clone(),
        Value::Numbers(first, _) => first.to_string(),
    };
    if attribute == "age" {
        return age(operator, value);
    }
    let (operator, is_negated) = match operator {
        "=" | "==" => ("=", false),
        "!=" => ("=", true),
        "=~" => ("=~", false),
        "!~" => ("=~", true),
        "#" => ("#", false),
        "!#" => ("#", true),
        _ => return Err(format!("no query compares {attribute} by {operator}")),
    };
    let phrase = |text: &str| Phrase { text: text.split_whitespace().collect::<Vec<_>>().join(" "), prefix: false };
    let expr = match (attribute, operator) {
        ("unread", "=") if text == "yes" => Expr::Is(Condition::Is(State::Unread)),
        ("unread", "=") if text == "no" => Expr::Is(Condition::Is(State::Read)),
        ("title", "#") => Expr::Is(Condition::Title(phrase(&text))),
        ("author", "#") => Expr::Is(Condition::Author(phrase(&text))),
        ("title", _) => Expr::Is(Condition::TitlePattern(pattern(operator, &text)?)),
        ("author", _) => Expr::Is(Condition::AuthorPattern(pattern(operator, &text)?)),
        ("content", "#" | "=~") => any(operator, &text, |text| Condition::Text(phrase(text)))?,
        ("feedtitle" | "rssurl", _) => any(operator, &text, |text| Condition::Feed(text.to_owned()))?,
        ("tags", _) => any(operator, &text, |text| Condition::Tag(text.to_owned()))?,
        _ => return Err(format!("no query compares {attribute} by {operator}")),
    };
    Ok(if is_negated { Expr::Not(Box::new(expr)) } else { expr })
}

/// Translates a comparison with an age, which newsboat rounds down to whole days.
fn age(operator: &str, value: &Value) -> Result<Expr, String> {
    let (low, high) = match value {
        Value::Numbers(low, high) => (*low, *high),
        Value::Text(text) => text.trim().parse().map(|days| (days, days)).map_err(|_| "an age is a number of days")?,
    };
    // Longer ages are no ages of a query either.
    let days = |days: i64| days.clamp(0, i64::from(u16::MAX)) * DAY;
    let younger = |limit: i64| Expr::Is(Condition::Age(Comparison::Less, days(limit)));
    let older = |limit: i64| Expr::Is(Condition::Age(Comparison::AtLeast, days(limit)));
    let between = || Expr::all(vec![older(low), younger(high.saturating_add(1))]);
    Ok(match operator {
        "<" => younger(low),
        "<=" => younger(low.saturating_add(1)),
        ">" => older(low.saturating_add(1)),
        ">=" => older(low),
        "=" | "==" | "between" => between(),
        "!=" => Expr::Not(Box::new(between())),
        _ => return Err(format!("no query compares age by {operator}")),
    })
}

/// Makes the regular expression of a comparison.
fn pattern(operator: &str, text: &str) -> Result<String, String> {
    if operator == "=" {
        return Ok(format!("^{}$", regex::escape(text)));
    }
    match compile(text) {
        Ok(_) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(format!("not a regular expression: {text}")),
    }
}

/// Makes a condition of a text; of a regular expression only if it has nothing but words, or words with `|` between them.
fn any(operator: &str, text: &str, condition: impl Fn(&str) -> Condition) -> Result<Expr, String> {
    if operator != "=~" {
        return if text.trim().is_empty() { Err("an empty value".to_owned()) } else { Ok(Expr::Is(condition(text))) };
    }
    let whole = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    // A dot stands for any character, and in names and addresses always for itself.
    let words: Vec<String> = whole.split('|').map(|word| word.replace("\\.", ".")).collect();
    let is_plain = |word: &String| !word.trim().is_empty() && !word.contains(|c| "\\^$*+?()[]{}".contains(c));
    if !words.iter().all(is_plain) {
        return Err(format!("no query has this regular expression here: {text}"));
    }
    Ok(Expr::any(words.iter().map(|word| Expr::Is(condition(word))).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_become_queries() {
        for (filter, query) in [
            ("unread = \"yes\"", "is:unread"),
            ("unread == \"no\"", "is:read"),
            ("unread != \"yes\"", "-is:unread"),
            ("tags # \"news\" and unread=\"yes\"", "tag:\"news\" is:unread"),
            ("tags !# \"two words\"", "-tag:\"two words\""),
            ("title =~ \"^Ask (HN|Reddit)/\"", "title:/^Ask (HN|Reddit)\\//"),
            ("title = \"What? 1.0\"", "title:/^What\\? 1\\.0$/"),
            ("title # \"rust\"", "title:\"rust\""),
            ("author !~ \"doe$\"", "-author:/doe$/"),
            ("content =~ \"rust\"", "\"rust\""),
            ("content =~ \"(rust|zig lang)\"", "(\"rust\" OR \"zig lang\")"),
            ("feedtitle = \"The Daily\"", "feed:\"The Daily\""),
            ("rssurl =~ \"example\\\\.com|b.example\"", "(feed:\"example.com\" OR feed:\"b.example\")"),
            ("rssurl !~ \"youtube.com\"", "-feed:\"youtube.com\""),
            ("age < 7", "age<1w"),
            ("age <= 7", "age<8d"),
            ("age > 0", "age>=1d"),
            ("age between 0:10", "age>=0min age<11d"),
            ("age = \"3\"", "age>=3d age<4d"),
            // `and` and `or` bind alike, and to the right.
            ("unread = \"yes\" and tags # \"a\" or tags # \"b\"", "is:unread (tag:\"a\" OR tag:\"b\")"),
            ("tags # \"a\" or tags # \"b\" and unread = \"yes\"", "tag:\"a\" OR tag:\"b\" is:unread"),
            (
                "(tags # \"a\" and age < 1) or (unread = \"no\" and ( title # \"x\" ))",
                "tag:\"a\" age<1d OR is:read title:\"x\"",
            ),
        ] {
            // A list of alternatives alone needs no parentheses.
            let query = query.strip_prefix('(').and_then(|query| query.strip_suffix(')')).unwrap_or(query);
            assert_eq!(translate(filter).as_deref(), Ok(query), "{filter}");
        }
    }

    #[test]
    fn what_no_query_can_say_is_an_error() {
        for (filter, reason) in [
            ("flags # \"s\"", "no query compares flags by #"),
            ("unread_count > 0", "no query compares unread_count by >"),
            ("content =~ \"rust.*lang\"", "no query has this regular expression here"),
            ("feedtitle =~ \"^The\"", "no query has this regular expression here"),
            ("title =~ \"(\"", "not a regular expression"),
            ("title < \"a\"", "no query compares title by <"),
            ("tags # \"a\\\"b\"", "no query can contain its texts"),
            ("age # 3", "no query compares age by #"),
            ("age = \"old\"", "an age is a number of days"),
            ("tags # \"\"", "an empty value"),
            ("unread", "an operator is missing"),
            ("unread = ", "a value is missing"),
            ("unread = \"yes", "a value is missing"),
            ("(unread = \"yes\"", "a parenthesis is never closed"),
            ("unread = \"yes\" xor unread = \"no\"", "`and` or `or` is missing"),
            ("unread = \"yes\")", "not a filter"),
            ("", "an operator is missing"),
        ] {
            let error = translate(filter).unwrap_err();
            assert!(error.contains(reason), "{filter}: {error}");
        }
        let deep = format!("{}unread = \"yes\"{}", "(".repeat(100_000), ")".repeat(100_000));
        assert!(translate(&deep).unwrap_err().contains("parentheses"));
        let long = vec!["title # \"x\""; 100_000].join(" and ");
        assert!(translate(&long).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_filter_gives_a_query_or_an_error(
            filter in "((unread|title|tags|age|content|rssurl) ?(=|=~|!~|#|!#|<|between) ?(\"[a-z|.()/\\\\\\\\\"]{0,6}\"|[0-9:]{1,9}) ?(and|or|\\)|\\()? ?){1,6}"
        ) {
            if let Ok(query) = translate(&filter) {
                proptest::prop_assert_eq!(Query::parse(&query).unwrap().to_string(), query);
            }
        }
    }
}
