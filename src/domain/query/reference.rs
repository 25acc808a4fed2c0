//! The filters by name, and the reference of the query language, made from the tables that the parser uses.

use std::fmt::Write as _;

use super::parse::{MAX_CHARS, MAX_DEPTH, MAX_TERMS};
use super::values::{Measure, Part, State, UNITS};

/// The filters: name, example and meaning.
pub(super) const FILTERS: [(&str, &str, &str); 9] = [
    ("feed", "feed:lwn", "part of the feed's title or address"),
    ("folder", "folder:News", "the feed's folder, or one above it"),
    ("tag", "tag:rust", "a tag of the article or of its feed"),
    ("author", "author:\"Jane Doe\"", "words of the author's name"),
    ("title", "title:linux", "words of the title"),
    ("is", "is:unread", "a state, see below"),
    ("has", "has:audio", "what an article has, see below"),
    ("after", "after:2026-01-31", "published on this day, month or year, or later"),
    ("before", "before:2026-01-31", "published earlier than this day, month or year"),
];
/// The forms of a query that are no filter: example and meaning.
const FORMS: [(&str, &str); 9] = [
    ("rust compiler", "articles with all these words; the last word may be half typed"),
    ("\"press release\"", "these words in this order"),
    ("-sport", "articles that do not match the term"),
    ("linux OR bsd", "articles that match one side; OR is written in capitals, and binds less than a space"),
    ("(linux OR bsd) -is:read", "terms in parentheses count as one"),
    ("-(tag:sport tag:local)", "articles that do not match the terms in the parentheses together"),
    ("title:/^(ask|show) hn/", "titles that match a regular expression, in any case; `\\/` stands for a slash"),
    ("author:/^$/", "the same for authors; this one finds anonymous articles"),
    ("\"OR\"", "quotes make a word of anything"),
];

/// Joins the names of values.
pub(super) fn list<T>(values: &[(T, &str, &str)]) -> String {
    values.iter().map(|(_, name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// Joins the names of the filters.
pub(super) fn filter_names() -> String {
    FILTERS.map(|(name, ..)| format!("{name}:")).join(" ")
}

/// Returns an example of a filter `name:` or of a comparison `name>`.
pub(super) fn example(name: &str) -> String {
    let key = name.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
    match FILTERS.iter().find(|(own, ..)| *own == key) {
        Some((_, example, _)) => (*example).to_owned(),
        None if key == "age" => format!("{name}3d"),
        None => format!("{name}20"),
    }
}

/// Makes `docs/queries.md`.
#[must_use]
pub fn queries_markdown() -> String {
    let mut out = String::from(
        "# Queries\n\nGenerated from the tables of the parser. A query is what `search` takes in the reader, and what \
         `tidings search` and\n`tidings articles --query` take. In the reader, tab completes filters, states, feeds, \
         folders and tags. Upper and lower\ncase are the same everywhere, except in `OR`.\n",
    );
    let mut section = |title: &str, head: &str, rows: Vec<(String, String)>| {
        let _ = write!(out, "\n## {title}\n\n| {head} |\n| --- | --- |\n");
        for (left, right) in rows {
            let _ = writeln!(out, "| `{}` | {right} |", left.replace('|', "\\|"));
        }
    };
    section("Terms", "query | matches", FORMS.map(|(form, help)| (form.to_owned(), help.to_owned())).to_vec());
    section(
        "Filters",
        "filter | matches",
        FILTERS.map(|(_, example, help)| (example.to_owned(), help.to_owned())).to_vec(),
    );
    section(
        "States",
        "filter | matches articles if",
        State::ALL.map(|(_, name, help)| (format!("is:{name}"), help.to_owned())).to_vec(),
    );
    section(
        "Parts",
        "filter | matches articles with",
        Part::ALL.map(|(_, name, help)| (format!("has:{name}"), help.to_owned())).to_vec(),
    );
    let mut measures = vec![("age<3d".to_owned(), format!("the time since it was published, in {}", units()))];
    measures.extend(Measure::ALL.map(|(_, name, help)| (format!("{name}>=20"), help.to_owned())));
    section("Comparisons", "comparison | compares", measures);
    let _ = write!(
        out,
        "\nThe signs are `<`, `<=`, `>`, `>=` and `=`, without spaces around them; an age has no `=`.\n\n## Limits\n\nA query \
         has at most {MAX_CHARS} characters, {MAX_TERMS} terms, and {MAX_DEPTH} parentheses inside each other. An error \
         names its column.\n"
    );
    out
}

fn units() -> String {
    UNITS.iter().rev().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
