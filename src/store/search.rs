//! Fills the search index from a queue, and searches it with queries whose words are never taken for its syntax.
//!
//! Indexing takes longer than a whole sync, so saving an article only queues it; [`Store::index_pending`] indexes it
//! later. Until then searches find an article by its title and author alone. The caller supplies the function of `page`
//! that turns HTML into text.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::articles::rows;
use super::query_sql::{Filter, add_query, asks_for_hidden, filter_among};
use super::values::{limit as sql_limit, rows as row_count, to_json, unpack};
use super::{Store, StoreError};
use crate::domain::query::{Condition, Expr, Phrase};
use crate::domain::{ArticleId, ArticleRow, Html, Query};

/// Rank of a match: a word in the title weighs 8 times as much as one in the text, one in the author's name 4 times.
const RANK: &str = "bm25(articles_fts, 8.0, 4.0, 1.0)";
/// Articles, with the alias `a`, that the index lacks so far.
pub(super) const QUEUED: &str = "index_queue q CROSS JOIN articles a ON a.id = q.article";
/// The part of the index queue to which rules are applied next, as [`Store::apply_rules`] chooses it.
const NEXT_FOR_RULES: &str =
    "(SELECT i.article, i.ticket FROM (SELECT article FROM rule_queue ORDER BY article LIMIT ?1) r
     CROSS JOIN index_queue i ON i.article = r.article)";
/// Excludes articles that the index finds: one queued again may still be found by its earlier text.
pub(super) const NOT_FOUND: &str = "a.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)";

/// An article that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Row of the article.
    pub row: ArticleRow,
    /// Body of the article, for a snippet (see [`crate::domain::query::snippet`]).
    pub html: Html,
}

impl Store {
    /// Searches all subscribed feeds, hidden ones too. The best match comes first; articles that the index lacks so far
    /// follow, newest first. A query without words lists the newest first.
    pub fn search(&self, query: &Query, limit: usize) -> Result<Vec<Hit>, StoreError> {
        self.read(|conn| {
            let mut filter = Filter::default();
            let matched = add_query(&mut filter, conn, query)?;
            // The index by time has no hidden articles.
            let (shown, index) = if asks_for_hidden(query) {
                ("a.hidden <> 2", "")
            } else {
                ("a.hidden < 2", "INDEXED BY articles_by_time")
            };
            filter.add(shown, []);
            let ids = if let Some(matched) = matched {
                ranked(conn, &matched, &filter, limit)?
            } else {
                let sql = format!(
                    "SELECT a.id FROM articles a {index} WHERE {}
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

    /// Finds articles of subscribed feeds whose titles have a word that begins with each of `words`, the last stored
    /// first. Fast enough for a search at every key press: it ranks nothing and reads no body.
    pub fn titles(&self, words: &[&str], limit: usize) -> Result<Vec<ArticleRow>, StoreError> {
        let phrase = |word: &&str| Condition::Title(Phrase { text: (*word).to_owned(), prefix: true });
        let query = Query { expr: Expr::all(words.iter().map(|word| Expr::Is(phrase(word))).collect()), now: None };
        self.read(|conn| {
            let mut filter = Filter::default();
            let Some(matched) = add_query(&mut filter, conn, &query)? else { return Ok(Vec::new()) };
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

    /// Lists those of some articles that a query matches, in the order of their ids. It knows the titles and authors of
    /// articles that are not indexed yet, but not their text, so callers index first (see [`Self::index_pending`]).
    pub fn matching(&self, articles: &[ArticleId], query: &Query) -> Result<Vec<ArticleId>, StoreError> {
        let (Some(lowest), Some(highest)) = (articles.iter().min(), articles.iter().max()) else {
            return Ok(Vec::new());
        };
        self.read(|conn| {
            let filter = filter_among(conn, query, (lowest.0, highest.0))?;
            let sql = format!(
                "SELECT DISTINCT a.id FROM json_each(?) j CROSS JOIN articles a ON a.id = j.value WHERE {} ORDER BY a.id",
                filter.joined()
            );
            let params = [Value::Text(to_json(&articles)?)].into_iter().chain(filter.params);
            conn.prepare_cached(&sql)?.query_map(params_from_iter(params), |row| row.get(0).map(ArticleId))?.collect()
        })
    }

    /// Indexes up to `limit` queued articles, the last stored first. Returns how many are left. `to_text` turns a body
    /// into text on the calling thread. Batches of a few hundred keep other writes, such as marks, from waiting.
    pub fn index_pending(&self, limit: usize, to_text: fn(&str) -> String) -> Result<usize, StoreError> {
        let queued = self.read(|conn| queued(conn, "index_queue", limit))?;
        self.index(queued, to_text)?;
        self.pending()
    }

    /// Like [`Store::index_pending`], but indexes those of the next `limit` articles of the queue of rules that are not
    /// indexed yet.
    pub fn index_for_rules(&self, limit: usize, to_text: fn(&str) -> String) -> Result<(), StoreError> {
        let queued = self.read(|conn| queued(conn, NEXT_FOR_RULES, limit))?;
        self.index(queued, to_text)
    }

    fn index(&self, queued: Vec<Queued>, to_text: fn(&str) -> String) -> Result<(), StoreError> {
        let ready: Vec<Ready> = queued.into_iter().map(|entry| entry.ready(to_text)).collect();
        if ready.is_empty() {
            return Ok(());
        }
        self.write(move |conn| ready.iter().try_for_each(|entry| entry.store(conn)))
    }

    /// Counts the articles that wait to be indexed.
    pub fn pending(&self) -> Result<usize, StoreError> {
        self.read(|conn| conn.query_row("SELECT count(*) FROM index_queue", [], |row| row.get(0).map(row_count)))
    }
}

/// Queues an article for the index. If it is queued already, its new ticket voids the text read so far.
pub(super) fn enqueue(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    let sql = "INSERT INTO index_queue VALUES (?, random()) ON CONFLICT DO UPDATE SET ticket = excluded.ticket";
    conn.prepare_cached(sql)?.execute([article.0]).map(|_| ())
}

/// Removes articles from the index before any of them is deleted. A trigger would make FTS5 write its state out for
/// each single one.
pub(super) fn forget(conn: &Connection, ids: &[ArticleId]) -> rusqlite::Result<()> {
    let mut delete = conn.prepare_cached("DELETE FROM articles_fts WHERE rowid = ?")?;
    ids.iter().try_for_each(|id| delete.execute([id.0]).map(|_| ()))
}

/// A queued article, as read from the database.
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
    words: usize,
    pictures: usize,
}

/// Reads up to `limit` articles of the index queue, or of a part of it.
fn queued(conn: &Connection, queue: &str, limit: usize) -> rusqlite::Result<Vec<Queued>> {
    let sql = format!(
        "SELECT q.article, q.ticket, a.title, coalesce(a.author, ''), coalesce(b.page, b.content, b.summary)
         FROM {queue} q CROSS JOIN articles a ON a.id = q.article LEFT JOIN bodies b ON b.article = q.article
         ORDER BY q.article DESC LIMIT ?1"
    );
    conn.prepare_cached(&sql)?
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
        let columns = [self.title, self.author, body].map(|text| split_cjk(&text));
        let [_, _, text] = &columns;
        let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
        let pictures = self.html.match_indices("<img").count();
        Ready { article: self.article, ticket: self.ticket, words, pictures, columns }
    }
}

impl Ready {
    /// Stores the article in the index, unless it was deleted or changed since it was read.
    fn store(&self, conn: &Connection) -> rusqlite::Result<()> {
        let sql = "DELETE FROM index_queue WHERE article = ? AND ticket = ?";
        if conn.prepare_cached(sql)?.execute((self.article.0, self.ticket))? == 0 {
            return Ok(());
        }
        let [title, author, body] = &self.columns;
        let sql = "INSERT OR REPLACE INTO articles_fts (rowid, title, author, body) VALUES (?, ?, ?, ?)";
        conn.prepare_cached(sql)?.execute((self.article.0, title, author, body))?;
        let counts = (self.article.0, sql_limit(self.words), sql_limit(self.pictures));
        let sql = "UPDATE articles SET words = ?2, pictures = ?3 WHERE id = ?1 AND (words, pictures) <> (?2, ?3)";
        conn.prepare_cached(sql)?.execute(counts).map(|_| ())
    }
}

/// Column that a phrase is searched in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Any,
    Title,
    Author,
}

/// A text search: an FTS5 expression, and the same as `LIKE` conditions for articles that the index lacks so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Match {
    pub(super) expression: String,
    fallback: Filter,
}

impl Match {
    /// Makes the search for a part of a query; `None` if the part is more than words, or negates some, or has words of
    /// which the index knows no letter.
    pub(super) fn of(expr: &Expr) -> Option<Self> {
        let join = |parts: &[Expr], between: &str| {
            let parts = parts.iter().map(Self::of).collect::<Option<Vec<_>>>().filter(|parts| !parts.is_empty())?;
            let expressions: Vec<&str> = parts.iter().map(|part| part.expression.as_str()).collect();
            let expression = format!("({})", expressions.join(between));
            let fallback = Filter::join(parts.into_iter().map(|part| part.fallback).collect(), between);
            Some(Self { expression, fallback })
        };
        let (column, phrase) = match expr {
            Expr::And(parts) => return join(parts, " AND "),
            Expr::Or(parts) => return join(parts, " OR "),
            Expr::Is(Condition::Text(phrase)) => (Column::Any, phrase),
            Expr::Is(Condition::Title(phrase)) => (Column::Title, phrase),
            Expr::Is(Condition::Author(phrase)) => (Column::Author, phrase),
            Expr::Is(_) | Expr::Not(_) => return None,
        };
        let words = split_cjk(&phrase.text);
        // The index has letters and digits only.
        words
            .chars()
            .any(char::is_alphanumeric)
            .then(|| Self { expression: quoted(column, &words, phrase.prefix), fallback: like(column, &phrase.text) })
    }

    /// Narrows the search to what another one finds too.
    pub(super) fn and(&mut self, other: &Self) {
        if !self.expression.is_empty() {
            self.expression.push_str(" AND ");
        }
        self.expression.push_str(&other.expression);
        self.fallback.extend(other.fallback.clone());
    }

    /// Makes a condition of the search, for articles whose ids lie between `ids`.
    pub(super) fn filter(&self, ids: Option<(i64, i64)>) -> Filter {
        let mut found = Filter::one("articles_fts MATCH ?", Value::Text(self.expression.clone()));
        if let Some((lowest, highest)) = ids {
            found.add("rowid BETWEEN ? AND ?", [Value::Integer(lowest), Value::Integer(highest)]);
        }
        let sql = format!(
            "(a.id IN (SELECT rowid FROM articles_fts WHERE {}) OR (a.id IN (SELECT article FROM index_queue) AND {}))",
            found.joined(),
            self.fallback.joined()
        );
        found.params.extend(self.fallback.params.iter().cloned());
        Filter { sql: vec![sql], params: found.params }
    }

    pub(super) fn add_fallback(&self, filter: &mut Filter) {
        filter.add(self.fallback.joined(), self.fallback.params.iter().cloned());
    }
}

/// Quotes words as an FTS5 string: inside double quotes nothing is syntax, and a double quote is written twice.
fn quoted(column: Column, words: &str, prefix: bool) -> String {
    let inside: String = words.chars().filter(|c| !c.is_control()).collect::<String>().replace('"', "\"\"");
    let column = match column {
        Column::Any => "",
        Column::Title => "title : ",
        Column::Author => "author : ",
    };
    format!("{column}\"{inside}\"{}", if prefix { " *" } else { "" })
}

/// Quotes the words of a term as an FTS5 string; `None` if the index can't have any of them.
pub(super) fn phrase(term: &str) -> Option<String> {
    let words = split_cjk(term);
    words.chars().any(char::is_alphanumeric).then(|| quoted(Column::Any, &words, false))
}

/// Finds a phrase anywhere in a column, without the index.
pub(super) fn like(column: Column, text: &str) -> Filter {
    let mut pattern = String::from("%");
    for c in text.chars().filter(|c| !c.is_control()) {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    let one = |name: &str| format!("coalesce({name}, '') LIKE ? ESCAPE '\\'");
    let pattern = Value::Text(pattern);
    match column {
        Column::Any => {
            let sql = format!("({} OR {})", one("a.title"), one("a.author"));
            Filter { sql: vec![sql], params: vec![pattern.clone(), pattern] }
        }
        Column::Title => Filter::one(one("a.title"), pattern),
        Column::Author => Filter::one(one("a.author"), pattern),
    }
}

/// Puts spaces around Chinese and Japanese characters. These scripts have no spaces between words, so the index would
/// take a sentence for one word. In queries the separate characters make a phrase.
fn split_cjk(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + text.len() / 2);
    for c in text.chars() {
        let is_cjk = matches!(c,
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
            | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3ffff}');
        if is_cjk {
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

/// Finds matching articles that the index lacks so far, newest first.
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
    fn chinese_and_japanese_characters_are_indexed_one_by_one() {
        assert_eq!(split_cjk("plain text"), "plain text");
        assert_eq!(split_cjk("naïve"), "naïve");
        assert_eq!(split_cjk("a今日b").split_whitespace().collect::<Vec<_>>(), ["a", "今", "日", "b"]);
    }
}
