//! Completes the term in front of the cursor: names of filters and comparisons, states, feeds, folders and tags.

use super::reference::FILTERS;
use super::values::{Measure, Part, State};

/// The names that a completion may use, beside those of the language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Titles of feeds.
    pub feeds: Vec<String>,
    /// Paths of folders.
    pub folders: Vec<String>,
    /// Tags of feeds and articles.
    pub tags: Vec<String>,
}

/// What a term may become.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completion {
    /// The text before the part that is replaced.
    pub before: String,
    /// What may replace it, best first.
    pub choices: Vec<String>,
}

/// Finds what the term at the end of `text` may become.
#[must_use]
pub fn complete(text: &str, known: &Known) -> Completion {
    let (before, term) = text.split_at_checked(start_of_term(text)).unwrap_or((text, ""));
    let choices = if let Some((key, value)) = term.split_once(':') {
        values(key, value.trim_start_matches('"'), known)
    } else {
        let filters = FILTERS.iter().map(|(name, ..)| format!("{name}:"));
        let measures = Measure::ALL.iter().map(|(_, name, _)| format!("{name}>"));
        let names = filters.chain(["age<".to_owned()]).chain(measures);
        names.filter(|name| starts_with(name, term)).collect()
    };
    Completion { before: before.to_owned(), choices }
}

/// Finds the byte at which the last term begins, behind its `-` and its parentheses.
fn start_of_term(text: &str) -> usize {
    let (mut start, mut is_quoted) = (0, false);
    for (at, c) in text.char_indices() {
        let is_first = at == start;
        match c {
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '-' | '(' if is_first => start = at + c.len_utf8(),
            _ if c.is_whitespace() => start = at + c.len_utf8(),
            _ => {}
        }
    }
    start
}

fn values(key: &str, value: &str, known: &Known) -> Vec<String> {
    let key = key.to_ascii_lowercase();
    let names: Vec<String> = match key.as_str() {
        "is" => State::ALL.iter().map(|(_, name, _)| (*name).to_owned()).collect(),
        "has" => Part::ALL.iter().map(|(_, name, _)| (*name).to_owned()).collect(),
        "feed" => known.feeds.clone(),
        "folder" => known.folders.clone(),
        "tag" => known.tags.clone(),
        _ => Vec::new(),
    };
    // Names that begin with the value come before those that have it elsewhere.
    let (first, others): (Vec<_>, Vec<_>) = names
        .into_iter()
        .filter(|name| name.to_lowercase().contains(&value.to_lowercase()))
        .partition(|name| starts_with(name, value));
    first.into_iter().chain(others).map(|name| format!("{key}:{}", quoted(&name))).collect()
}

fn starts_with(name: &str, part: &str) -> bool {
    name.to_lowercase().starts_with(&part.to_lowercase())
}

/// Quotes a value if it would not be one word. A value can't have a quote in it.
fn quoted(name: &str) -> String {
    let name: String = name.chars().filter(|c| *c != '"').collect();
    if name.contains(|c: char| c.is_whitespace() || "()".contains(c)) { format!("\"{name}\"") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_term_is_completed() {
        let known = Known {
            feeds: vec!["LWN.net".into(), "The Daily".into(), "Daily \"Rust\" (x)".into()],
            folders: vec!["News".into(), "News/Local".into()],
            tags: vec!["kernel".into()],
        };
        for (text, before, choices) in [
            ("fe", "", vec!["feed:"]),
            ("rust -fo", "rust -", vec!["folder:"]),
            ("a", "", vec!["author:", "after:", "age<"]),
            ("(wor", "(", vec!["words>"]),
            ("is:un", "", vec!["is:unread"]),
            ("x OR IS:S", "x OR ", vec!["is:starred"]),
            ("has:p", "", vec!["has:pictures", "has:page"]),
            ("feed:lwn", "", vec!["feed:LWN.net"]),
            ("feed:daily", "", vec!["feed:\"Daily Rust (x)\"", "feed:\"The Daily\""]),
            ("feed:\"the d", "", vec!["feed:\"The Daily\""]),
            ("-(folder:loc", "-(", vec!["folder:News/Local"]),
            ("tag:", "", vec!["tag:kernel"]),
            ("tag:none", "", vec![]),
            ("\"a fe", "", vec![]),
            ("x:y", "", vec![]),
        ] {
            let found = complete(text, &known);
            assert_eq!(
                (found.before.as_str(), found.choices),
                (before, choices.into_iter().map(String::from).collect())
            );
        }
        assert_eq!(complete("", &known).choices.len(), FILTERS.len() + Measure::ALL.len() + 1);
    }
}
