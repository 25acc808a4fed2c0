//! Translates the terms of a query into conditions on articles.
//!
//! Terms that the search index answers are collected for `search`; the others become SQL on `articles a`.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::search::{self, Match};
use super::values::{self, to_ms};
use crate::domain::feed::is_below;
use crate::domain::query::{Condition, QueryError, State, Term};
use crate::domain::{ListQuery, Query, Scope, Text};

/// Conditions joined by AND, with their parameters in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    pub(super) sql: Vec<String>,
    pub(super) params: Vec<Value>,
}

impl Filter {
    pub(super) fn add(&mut self, sql: impl Into<String>, params: impl IntoIterator<Item = Value>) {
        self.sql.push(sql.into());
        self.params.extend(params);
    }

    /// Joins the conditions into one that is never empty.
    pub(super) fn joined(&self) -> String {
        if self.sql.is_empty() { "1".to_owned() } else { self.sql.join(" AND ") }
    }
}

/// Columns of a feed that the terms of a query compare with.
struct FeedFacts {
    id: i64,
    title: String,
    url: String,
    folder: Option<String>,
    tags: Vec<String>,
}

/// Lists the terms of a list query: those of its scope and its own.
pub(super) fn terms(query: &ListQuery) -> Result<Vec<Term>, QueryError> {
    let mut terms = match &query.scope {
        // A caller that knows the user's time zone has parsed it already.
        Scope::Search(text) if query.query.is_none() => Query::parse(text)?.terms,
        _ => Vec::new(),
    };
    terms.extend(query.query.iter().flat_map(|q| q.terms.clone()));
    Ok(terms)
}

/// Matches articles of the feeds in a JSON list of ids.
const IN_FEEDS: &str = "a.feed IN (SELECT value FROM json_each(?))";

/// Adds the terms to `filter`, except for those that the search index answers: these it returns as one match.
pub(super) fn add_terms(filter: &mut Filter, conn: &Connection, terms: &[Term]) -> rusqlite::Result<Option<Match>> {
    let mut matched = Match::default();
    for Term { negated, condition } in terms {
        let sign = if *negated { "NOT " } else { "" };
        match condition {
            Condition::Text(phrase) => matched.add(search::Column::Any, phrase, *negated, filter),
            Condition::Title(phrase) => matched.add(search::Column::Title, phrase, *negated, filter),
            Condition::Author(phrase) => matched.add(search::Column::Author, phrase, *negated, filter),
            Condition::Feed(_) | Condition::Folder(_) | Condition::Tag(_) => {
                let feeds: Vec<i64> = feed_facts(conn)?.iter().filter(|f| f.meets(condition)).map(|f| f.id).collect();
                filter.add(format!("{sign}{IN_FEEDS}"), [Value::Text(values::to_json(&feeds)?)]);
            }
            Condition::Is(state) => filter.add(format!("{sign}({})", state_sql(*state)), []),
            Condition::After(time) => filter.add(format!("{sign}(a.published >= ?)"), [Value::Integer(to_ms(*time))]),
            Condition::Before(time) => filter.add(format!("{sign}(a.published < ?)"), [Value::Integer(to_ms(*time))]),
        }
    }
    Ok((!matched.expression.is_empty()).then_some(matched))
}

impl FeedFacts {
    /// Whether the feed meets a condition, ignoring case. SQLite's own `LIKE` ignores case in ASCII only.
    fn meets(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Feed(part) => {
                let part = part.to_lowercase();
                self.title.to_lowercase().contains(&part) || self.url.to_lowercase().contains(&part)
            }
            Condition::Folder(path) => {
                self.folder.as_ref().is_some_and(|own| is_below(&own.to_lowercase(), &path.to_lowercase()))
            }
            Condition::Tag(tag) => self.tags.iter().any(|own| own.to_lowercase() == tag.to_lowercase()),
            _ => false,
        }
    }
}

fn state_sql(state: State) -> &'static str {
    match state {
        State::Unread => "a.read_at IS NULL",
        State::Read => "a.read_at IS NOT NULL",
        State::Starred => "a.starred = 1",
        State::Commented => "a.loaded > 0 OR coalesce(a.stated, 0) > 0",
    }
}

fn feed_facts(conn: &Connection) -> rusqlite::Result<Vec<FeedFacts>> {
    let sql = "SELECT id, coalesce(user_title, title, ''), url, folder, tags FROM feeds WHERE subscribed = 1";
    conn.prepare_cached(sql)?
        .query_map([], |row| {
            let tags = values::texts(row, 4)?.into_iter().map(Text::into_string).collect();
            Ok(FeedFacts { id: row.get(0)?, title: row.get(1)?, url: row.get(2)?, folder: row.get(3)?, tags })
        })?
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_contains_its_subfolders() {
        for (own, path, below) in [
            ("News", "News", true),
            ("News/Local", "News", true),
            ("Newsroom", "News", false),
            ("A/News", "News", false),
        ] {
            assert_eq!(is_below(own, path), below, "{own} below {path}");
        }
    }
}
