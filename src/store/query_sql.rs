//! Translates a query into conditions on articles.
//!
//! Parts that the search index answers are collected for `search`; the others become SQL on `articles a`.

use std::cell::OnceCell;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::search::{self, Column, Match};
use super::values::{self, to_ms};
use crate::domain::feed::is_below;
use crate::domain::query::{Condition, Expr, Measure, Part, QueryError, State};
use crate::domain::{ListQuery, Query, Scope, Text, Time};

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

    /// Makes a filter of one condition without parameters.
    pub(super) fn plain(sql: impl Into<String>) -> Self {
        Self { sql: vec![sql.into()], params: Vec::new() }
    }

    /// Makes a filter of one condition with one parameter.
    pub(super) fn one(sql: impl Into<String>, param: Value) -> Self {
        Self { sql: vec![sql.into()], params: vec![param] }
    }

    /// Adds the conditions of another filter.
    pub(super) fn extend(&mut self, other: Self) {
        self.sql.extend(other.sql);
        self.params.extend(other.params);
    }

    /// Makes one condition of several.
    pub(super) fn join(filters: Vec<Self>, between: &str) -> Self {
        let sql: Vec<String> = filters.iter().map(Self::joined).collect();
        let params = filters.into_iter().flat_map(|filter| filter.params).collect();
        let sql = if sql.is_empty() { "1".to_owned() } else { format!("({})", sql.join(between)) };
        Self { sql: vec![sql], params }
    }

    /// Makes the opposite of all conditions together.
    pub(super) fn negated(self) -> Self {
        Self { sql: vec![format!("NOT ({})", self.joined())], params: self.params }
    }

    /// Joins the conditions into one that is never empty.
    pub(super) fn joined(&self) -> String {
        if self.sql.is_empty() { "1".to_owned() } else { self.sql.join(" AND ") }
    }
}

/// Columns of a feed that the conditions of a query compare with.
struct FeedFacts {
    id: i64,
    title: String,
    url: String,
    folder: Option<String>,
    tags: Vec<String>,
}

/// Joins the query of a list's scope and its own.
pub(super) fn query_of(list: &ListQuery) -> Result<Query, QueryError> {
    let own = list.query.clone();
    Ok(match &list.scope {
        // A caller that knows the user's time zone has parsed it already.
        Scope::Search(text) | Scope::Smart(_, text) if own.is_none() => Query::parse(text)?,
        _ => own.unwrap_or_default(),
    })
}

/// Adds a query to `filter`, except for the parts that the search index answers: these it returns as one match.
pub(super) fn add_query(filter: &mut Filter, conn: &Connection, query: &Query) -> rusqlite::Result<Option<Match>> {
    add_query_among(filter, conn, query, None)
}

/// Like [`add_query`], but of the search index only the articles whose ids lie between `ids` are looked at.
pub(super) fn add_query_among(
    filter: &mut Filter,
    conn: &Connection,
    query: &Query,
    ids: Option<(i64, i64)>,
) -> rusqlite::Result<Option<Match>> {
    let (matched, rest) = Translator::new(conn, query.now, ids).split(query)?;
    filter.extend(rest);
    Ok(matched)
}

/// Translates a query into a condition on the articles whose ids lie between two others.
pub(super) fn filter_among(conn: &Connection, query: &Query, ids: (i64, i64)) -> rusqlite::Result<Filter> {
    Translator::new(conn, query.now, Some(ids)).filter(&query.expr)
}

/// Translates a query into a condition on all articles.
pub(super) fn filter_all(conn: &Connection, query: &Query) -> rusqlite::Result<Filter> {
    Translator::new(conn, query.now, None).filter(&query.expr)
}

/// Returns whether a query asks for hidden articles, which no other list has.
pub(super) fn asks_for_hidden(query: &Query) -> bool {
    query.has(|condition| *condition == Condition::Is(State::Hidden))
}

/// Matches articles of the feeds in a JSON list of ids.
const IN_FEEDS: &str = "a.feed IN (SELECT value FROM json_each(?))";
/// Matches articles with one of the tags in a JSON list.
const IN_TAGS: &str = "a.id IN (SELECT t.article FROM json_each(?) j CROSS JOIN article_tags t ON t.tag = j.value)";
/// Articles of the same story, by time.
const SAME_STORY: &str = "stories own CROSS JOIN stories s ON s.story = own.story WHERE own.article = a.id";
/// The comments of an article: what is stated or what is loaded, whichever is more.
pub(super) const COMMENTS: &str = "max(a.loaded, coalesce(a.stated, 0))";

/// Translates conditions into SQL. The depth of a query is limited, so it may recurse.
pub(super) struct Translator<'a> {
    pub(super) conn: &'a Connection,
    /// The moment that ages count from.
    pub(super) now: Option<Time>,
    /// The lowest and the highest id of the articles in question; `None` for all articles.
    ids: Option<(i64, i64)>,
    /// All feeds, and all tags of articles, once a condition needs them.
    feeds: OnceCell<Vec<FeedFacts>>,
    tags: OnceCell<Vec<String>>,
}

impl<'a> Translator<'a> {
    pub(super) fn new(conn: &'a Connection, now: Option<Time>, ids: Option<(i64, i64)>) -> Self {
        Self { conn, now, ids, feeds: OnceCell::new(), tags: OnceCell::new() }
    }

    /// Splits a query into the part that the search index answers and the conditions of the rest.
    pub(super) fn split(&self, query: &Query) -> rusqlite::Result<(Option<Match>, Filter)> {
        let (mut matched, mut rest) = (Match::default(), Filter::default());
        let parts = match &query.expr {
            Expr::And(parts) => parts.as_slice(),
            other => std::slice::from_ref(other),
        };
        for part in parts {
            match Match::of(part) {
                Some(other) => matched.and(&other),
                None => rest.extend(self.filter(part)?),
            }
        }
        Ok(((!matched.expression.is_empty()).then_some(matched), rest))
    }

    /// Translates a part of a query into one condition.
    pub(super) fn filter(&self, expr: &Expr) -> rusqlite::Result<Filter> {
        if let Some(matched) = Match::of(expr) {
            return Ok(matched.filter(self.ids));
        }
        let join = |parts: &[Expr], between: &str| {
            let filters = parts.iter().map(|part| self.filter(part)).collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(Filter::join(filters, between))
        };
        match expr {
            Expr::And(parts) => join(parts, " AND "),
            Expr::Or(parts) => join(parts, " OR "),
            Expr::Not(part) => Ok(self.filter(part)?.negated()),
            Expr::Is(condition) => self.condition(condition),
        }
    }

    /// Translates a condition. None is ever unknown to SQL, so that its opposite holds where it does not.
    fn condition(&self, condition: &Condition) -> rusqlite::Result<Filter> {
        Ok(match condition {
            Condition::Text(phrase) => search::like(Column::Any, &phrase.text),
            Condition::Title(phrase) => search::like(Column::Title, &phrase.text),
            Condition::Author(phrase) => search::like(Column::Author, &phrase.text),
            Condition::TitlePattern(pattern) => Filter::one("matches(?, a.title)", Value::Text(pattern.clone())),
            Condition::AuthorPattern(pattern) => {
                Filter::one("matches(?, coalesce(a.author, ''))", Value::Text(pattern.clone()))
            }
            Condition::Feed(_) | Condition::Folder(_) => Filter::one(IN_FEEDS, self.feeds(condition)?),
            Condition::Tag(tag) => {
                let params = [self.feeds(condition)?, self.tags(tag)?];
                Filter { sql: vec![format!("({IN_FEEDS} OR {IN_TAGS})")], params: params.to_vec() }
            }
            Condition::Is(state) => Filter::plain(state_sql(*state)),
            Condition::Has(part) => Filter::plain(part_sql(*part)),
            Condition::After(time) => Filter::one("a.published >= ?", Value::Integer(to_ms(*time))),
            Condition::Before(time) => Filter::one("a.published < ?", Value::Integer(to_ms(*time))),
            Condition::Age(comparison, minutes) => {
                let sql = format!("coalesce(?, unixepoch() * 1000) - a.published {} ?", comparison.sign());
                let now = self.now.map_or(Value::Null, |now| Value::Integer(to_ms(now)));
                Filter { sql: vec![sql], params: vec![now, Value::Integer(minutes * 60_000)] }
            }
            Condition::Number(measure, comparison, number) => {
                let sql = format!("{} {} ?", measure_sql(*measure), comparison.sign());
                Filter::one(sql, Value::Integer(*number))
            }
        })
    }

    fn feeds(&self, condition: &Condition) -> rusqlite::Result<Value> {
        let all = match self.feeds.get() {
            Some(known) => known,
            None => self.feeds.get_or_init({
                let found = feed_facts(self.conn)?;
                || found
            }),
        };
        let met = all.iter().filter(|feed| feed.meets(condition));
        Ok(Value::Text(values::to_json(&met.map(|feed| feed.id).collect::<Vec<_>>())?))
    }

    /// Lists the tags of articles that are equal to `tag`, ignoring case.
    fn tags(&self, tag: &str) -> rusqlite::Result<Value> {
        let all = match self.tags.get() {
            Some(known) => known,
            None => self.tags.get_or_init({
                let found = article_tags(self.conn)?;
                || found
            }),
        };
        let equal: Vec<&String> = all.iter().filter(|own| own.to_lowercase() == tag.to_lowercase()).collect();
        Ok(Value::Text(values::to_json(&equal)?))
    }
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

fn state_sql(state: State) -> String {
    match state {
        State::Unread => "a.read_at IS NULL".to_owned(),
        State::Read => "a.read_at IS NOT NULL".to_owned(),
        State::Starred => "a.starred = 1".to_owned(),
        State::Tagged => "EXISTS (SELECT 1 FROM article_tags t WHERE t.article = a.id)".to_owned(),
        State::Queued => "a.id IN (SELECT article FROM listen_queue)".to_owned(),
        State::Edited => "a.edited IS NOT NULL".to_owned(),
        State::Commented => format!("{COMMENTS} > 0"),
        State::New => "a.unseen > 0".to_owned(),
        State::Hidden => "a.hidden = 3".to_owned(),
    }
}

fn part_sql(part: Part) -> String {
    let body =
        |column: &str| format!("EXISTS (SELECT 1 FROM bodies b WHERE b.article = a.id AND b.{column} IS NOT NULL)");
    match part {
        Part::Audio => format!("(has_audio(a.enclosures) OR {})", body("page_audio")),
        Part::Comments => format!("{COMMENTS} > 0"),
        Part::Pictures => "a.pictures > 0".to_owned(),
        Part::Story => format!("EXISTS (SELECT 1 FROM {SAME_STORY} AND s.article <> a.id)"),
        Part::Page => body("page"),
    }
}

fn measure_sql(measure: Measure) -> String {
    match measure {
        Measure::Words => "a.words".to_owned(),
        Measure::Score => "a.score".to_owned(),
        Measure::Comments => COMMENTS.to_owned(),
        Measure::Outlets => format!("max(1, (SELECT count(DISTINCT s.outlet) FROM {SAME_STORY}))"),
    }
}

fn article_tags(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached("SELECT DISTINCT tag FROM tag_counts")?.query_map([], |row| row.get(0))?.collect()
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
