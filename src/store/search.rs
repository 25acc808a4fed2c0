//! The search index: fed from a queue, asked with queries whose words can never be its syntax.
//!
//! Indexing costs more than a whole sync, so saving an article only queues it; [`Store::index_pending`] does the work
//! when there is time. Until then an article is found by its title and author alone. Turning HTML into text is
//! `page`'s: the caller hands that in.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::articles::rows;
use super::query_sql::{Filter, add_terms};
use super::values::{limit as sql_limit, rows as row_count, unpack};
use super::{Store, StoreError};
use crate::domain::query::{Condition, Phrase, Term};
use crate::domain::{ArticleId, ArticleRow, Html, Query};

/// A word in the title counts this much more than one in the text; one in the author's name, that much.
const RANK: &str = "bm25(articles_fts, 8.0, 4.0, 1.0)";
/// Articles that the index doesn't have yet, known as `a`.
pub(super) const QUEUED: &str = "index_queue q CROSS JOIN articles a ON a.id = q.article";
/// An article that is queued again may still be found by its earlier text.
pub(super) const NOT_FOUND: &str = "a.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)";

/// An article that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its row.
    pub row: ArticleRow,
    /// Its body, for a snippet (see [`crate::domain::query::snippet`]).
    pub html: Html,
}

impl Store {
    /// Searches all subscribed feeds, hidden ones too: best match first, newest first among what the index doesn't have
    /// yet or when the query has no words.
    pub fn search(&self, query: &Query, limit: usize) -> Result<Vec<Hit>, StoreError> {
        self.read(|conn| {
            let mut filter = Filter::default();
            let matched = add_terms(&mut filter, conn, &query.terms)?;
            filter.add("a.hidden < 2", []);
            let ids = if let Some(matched) = matched {
                ranked(conn, &matched, &filter, limit)?
            } else {
                let sql = format!(
                    "SELECT a.id FROM articles a INDEXED BY articles_by_time WHERE {}
                     ORDER BY a.published DESC, a.id DESC LIMIT ?",
                    filter.joined()
                );
                select(conn, &sql, filter.params, limit)?
            };
            let mut hits = Vec::with_capacity(ids.len());
            let mut body = conn.prepare_cached(
                "SELECT (SELECT coalesce(page, content, summary) FROM bodies WHERE article = ?) AS html",
            )?;
            for row in rows(conn, &ids)? {
                let html = body.query_row([row.id.0], |found| unpack(found, 0))?.unwrap_or_default();
                hits.push(Hit { row, html });
            }
            Ok(hits)
        })
    }

    /// Articles of subscribed feeds in whose titles every one of `words` begins a word, the last stored first. Made for
    /// asking at every letter: nothing is ranked, and no body is read.
    pub fn titles(&self, words: &[&str], limit: usize) -> Result<Vec<ArticleRow>, StoreError> {
        let phrase = |word: &&str| Condition::Title(Phrase { text: (*word).to_owned(), prefix: true });
        let terms: Vec<Term> = words.iter().map(|word| Term { negated: false, condition: phrase(word) }).collect();
        self.read(|conn| {
            let mut filter = Filter::default();
            let Some(matched) = add_terms(&mut filter, conn, &terms)? else { return Ok(Vec::new()) };
            filter.add("a.hidden < 2", []);
            let mut params = vec![Value::Text(matched.expression.clone())];
            params.extend(filter.params.iter().cloned());
            let sql = format!(
                "SELECT a.id FROM articles_fts s CROSS JOIN articles a ON a.id = s.rowid
                 WHERE articles_fts MATCH ? AND {} ORDER BY s.rowid DESC LIMIT ?",
                filter.joined()
            );
            let mut ids = select(conn, &sql, params, limit)?;
            ids.extend(not_indexed(conn, &matched, &filter, limit.saturating_sub(ids.len()))?);
            rows(conn, &ids)
        })
    }

    /// Indexes up to `limit` queued articles, newest first, with `to_text` turning a body into text; returns how many
    /// are left. `to_text` runs on the calling thread. Batches of a few hundred keep marks quick meanwhile.
    pub fn index_pending(&self, limit: usize, to_text: fn(&str) -> String) -> Result<usize, StoreError> {
        let queued = self.read(|conn| queued(conn, limit))?;
        let ready: Vec<Ready> = queued.into_iter().map(|entry| entry.ready(to_text)).collect();
        if !ready.is_empty() {
            self.write(move |conn| ready.iter().try_for_each(|entry| entry.store(conn)))?;
        }
        self.pending()
    }

    /// How many articles wait to be indexed.
    pub fn pending(&self) -> Result<usize, StoreError> {
        self.read(|conn| conn.query_row("SELECT count(*) FROM index_queue", [], |row| row.get(0).map(row_count)))
    }
}

/// Puts an article on the queue, again if its text changed while it waited.
pub(super) fn enqueue(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    let sql = "INSERT INTO index_queue VALUES (?, random()) ON CONFLICT DO UPDATE SET ticket = excluded.ticket";
    conn.prepare_cached(sql)?.execute([article.0]).map(|_| ())
}

/// Takes articles that are about to be deleted out of the index, all of them before the first is deleted: a trigger
/// would have FTS5 write out its state for every single one.
pub(super) fn forget(conn: &Connection, ids: &[ArticleId]) -> rusqlite::Result<()> {
    let mut delete = conn.prepare_cached("DELETE FROM articles_fts WHERE rowid = ?")?;
    ids.iter().try_for_each(|id| delete.execute([id.0]).map(|_| ()))
}

/// A queued article as it was read.
struct Queued {
    article: ArticleId,
    ticket: i64,
    title: String,
    author: String,
    html: String,
}

/// An article ready for the index.
struct Ready {
    article: ArticleId,
    ticket: i64,
    columns: [String; 3],
}

fn queued(conn: &Connection, limit: usize) -> rusqlite::Result<Vec<Queued>> {
    let sql = "SELECT q.article, q.ticket, a.title, coalesce(a.author, ''), coalesce(b.page, b.content, b.summary)
               FROM index_queue q CROSS JOIN articles a ON a.id = q.article LEFT JOIN bodies b ON b.article = q.article
               ORDER BY q.article DESC LIMIT ?";
    conn.prepare_cached(sql)?
        .query_map([sql_limit(limit)], |row| {
            Ok(Queued {
                article: ArticleId(row.get(0)?),
                ticket: row.get(1)?,
                title: row.get(2)?,
                author: row.get(3)?,
                html: unpack(row, 4)?.unwrap_or_default().0,
            })
        })?
        .collect()
}

impl Queued {
    fn ready(self, to_text: fn(&str) -> String) -> Ready {
        let body = if self.html.is_empty() { String::new() } else { to_text(&self.html) };
        let columns = [self.title, self.author, body].map(|text| set_apart(&text));
        Ready { article: self.article, ticket: self.ticket, columns }
    }
}

impl Ready {
    /// Leaves alone what was deleted or changed since it was read.
    fn store(&self, conn: &Connection) -> rusqlite::Result<()> {
        let sql = "DELETE FROM index_queue WHERE article = ? AND ticket = ?";
        if conn.prepare_cached(sql)?.execute((self.article.0, self.ticket))? == 0 {
            return Ok(());
        }
        let [title, author, body] = &self.columns;
        let sql = "INSERT OR REPLACE INTO articles_fts (rowid, title, author, body) VALUES (?, ?, ?, ?)";
        conn.prepare_cached(sql)?.execute((self.article.0, title, author, body)).map(|_| ())
    }
}

/// Where a phrase is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Any,
    Title,
    Author,
}

/// What the index is asked: an FTS5 expression, and the same in `LIKE` for what it doesn't have yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Match {
    pub(super) expression: String,
    fallback: Filter,
}

impl Match {
    /// Adds a phrase: to the expression, or to `filter` where the index can't answer.
    pub(super) fn add(&mut self, column: Column, phrase: &Phrase, negated: bool, filter: &mut Filter) {
        let words = set_apart(&phrase.text);
        let (like, params) = like(column, &phrase.text);
        // The index knows letters and digits only.
        if !words.chars().any(char::is_alphanumeric) {
            let sign = if negated { "NOT " } else { "" };
            filter.add(format!("{sign}{like}"), params);
            return;
        }
        let expression = quoted(column, &words, phrase.prefix);
        if negated {
            filter.add(NOT_FOUND, [Value::Text(expression)]);
            return;
        }
        if !self.expression.is_empty() {
            self.expression.push_str(" AND ");
        }
        self.expression.push_str(&expression);
        self.fallback.add(like, params);
    }

    pub(super) fn add_fallback(&self, filter: &mut Filter) {
        filter.add(self.fallback.joined(), self.fallback.params.iter().cloned());
    }
}

/// An FTS5 string: inside double quotes nothing is syntax, and a double quote is written twice.
fn quoted(column: Column, words: &str, prefix: bool) -> String {
    let inside: String = words.chars().filter(|c| !c.is_control()).collect::<String>().replace('"', "\"\"");
    let column = match column {
        Column::Any => "",
        Column::Title => "title : ",
        Column::Author => "author : ",
    };
    format!("{column}\"{inside}\"{}", if prefix { " *" } else { "" })
}

fn like(column: Column, text: &str) -> (String, Vec<Value>) {
    let mut pattern = String::from("%");
    for c in text.chars().filter(|c| !c.is_control()) {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    let one = |name: &str| format!("coalesce({name}, '') LIKE ? ESCAPE '\\'");
    match column {
        Column::Any => {
            let sql = format!("({} OR {})", one("a.title"), one("a.author"));
            (sql, vec![Value::Text(pattern.clone()), Value::Text(pattern)])
        }
        Column::Title => (one("a.title"), vec![Value::Text(pattern)]),
        Column::Author => (one("a.author"), vec![Value::Text(pattern)]),
    }
}

/// Chinese and Japanese have no spaces between words, and the index would take a sentence for one word: each
/// character becomes a word of its own, in what is indexed and in what is asked, where they make a phrase.
fn set_apart(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + text.len() / 2);
    for c in text.chars() {
        let apart = matches!(c,
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
            | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3ffff}');
        if apart {
            out.extend([' ', c, ' ']);
        } else {
            out.push(c);
        }
    }
    out
}

fn ranked(conn: &Connection, matched: &Match, filter: &Filter, limit: usize) -> rusqlite::Result<Vec<ArticleId>> {
    let mut params = vec![Value::Text(matched.expression.clone())];
    params.extend(filter.params.iter().cloned());
    let sql = format!(
        "SELECT a.id FROM articles_fts s CROSS JOIN articles a ON a.id = s.rowid
         WHERE articles_fts MATCH ? AND {} ORDER BY {RANK}, a.published DESC LIMIT ?",
        filter.joined()
    );
    let mut found = select(conn, &sql, params, limit)?;
    found.extend(not_indexed(conn, matched, filter, limit.saturating_sub(found.len()))?);
    Ok(found)
}

/// What the index doesn't have yet, newest first.
fn not_indexed(conn: &Connection, matched: &Match, filter: &Filter, limit: usize) -> rusqlite::Result<Vec<ArticleId>> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let mut rest = filter.clone();
    matched.add_fallback(&mut rest);
    rest.add(NOT_FOUND, [Value::Text(matched.expression.clone())]);
    let sql = format!("SELECT a.id FROM {QUEUED} WHERE {} ORDER BY a.published DESC, a.id DESC LIMIT ?", rest.joined());
    select(conn, &sql, rest.params, limit)
}

fn select(conn: &Connection, sql: &str, mut params: Vec<Value>, limit: usize) -> rusqlite::Result<Vec<ArticleId>> {
    params.push(Value::Integer(sql_limit(limit)));
    conn.prepare_cached(sql)?.query_map(params_from_iter(params), |row| row.get(0).map(ArticleId))?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_never_syntax() {
        for (words, prefix, want) in [
            ("a", false, "\"a\""),
            ("a", true, "\"a\" *"),
            ("NEAR(a b)", false, "\"NEAR(a b)\""),
            ("say \"hi\" OR *", true, "\"say \"\"hi\"\" OR *\" *"),
            ("a\0\" OR b", false, "\"a\"\" OR b\""),
        ] {
            assert_eq!(quoted(Column::Any, words, prefix), want);
        }
        assert_eq!(quoted(Column::Title, "x", false), "title : \"x\"");
    }

    #[test]
    fn scripts_without_spaces_are_set_apart() {
        assert_eq!(set_apart("plain text"), "plain text");
        assert_eq!(set_apart("naïve"), "naïve");
        assert_eq!(set_apart("a今日b").split_whitespace().collect::<Vec<_>>(), ["a", "今", "日", "b"]);
    }
}
