//! Finds which of some articles each of many queries matches, for rules.
//!
//! The search index is asked once for the words of a query, and only the articles that it finds are compared with the
//! rest of the query. Queries without such words are compared together, many in one statement.

use std::collections::HashSet;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::query_sql::{Filter, Translator};
use super::values::to_json;
use crate::domain::{ArticleId, Query};

/// Queries that one statement compares articles with. A query has at most 64 terms, a term at most five parameters, and a
/// statement of SQLite at most 32,766 of them.
const QUERIES: usize = 64;

/// Finds for each query which of some articles it matches, in the order of the articles.
pub(super) fn hits(
    conn: &Connection,
    articles: &[ArticleId],
    queries: &[&Query],
) -> rusqlite::Result<Vec<Vec<ArticleId>>> {
    let mut all = vec![Vec::new(); queries.len()];
    let (Some(lowest), Some(highest)) = (articles.iter().min(), articles.iter().max()) else { return Ok(all) };
    let range = (lowest.0, highest.0);
    let mut translator = Translator::new(conn, None, Some(range));
    // The index finds an article that waits for it by an earlier text, or not at all.
    let is_indexed = !is_queued(conn, range)?;
    let mut others = Vec::new();
    for (query, found) in queries.iter().zip(&mut all) {
        translator.now = query.now;
        let (matched, rest) = translator.split(query)?;
        match matched.filter(|_| is_indexed) {
            Some(matched) => {
                let indexed = of_index(conn, &matched.expression, range)?;
                if !indexed.is_empty() {
                    let indexed = articles.iter().filter(|article| indexed.contains(article)).copied().collect();
                    *found = meeting(conn, indexed, rest)?;
                }
            }
            None => others.push((*query, found)),
        }
    }
    for part in others.chunks_mut(QUERIES) {
        compare(&mut translator, articles, part)?;
    }
    Ok(all)
}

/// Whether an article of a range of ids waits for the search index.
fn is_queued(conn: &Connection, (lowest, highest): (i64, i64)) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM index_queue WHERE article BETWEEN ? AND ?")?.exists((lowest, highest))
}

/// Asks the search index for the articles of a range of ids that match an expression.
fn of_index(
    conn: &Connection,
    expression: &str,
    (lowest, highest): (i64, i64),
) -> rusqlite::Result<HashSet<ArticleId>> {
    let sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ?";
    let row = (expression, lowest, highest);
    conn.prepare_cached(sql)?.query_map(row, |row| row.get(0).map(ArticleId))?.collect()
}

/// Returns those of some articles that meet a condition, in their order.
fn meeting(conn: &Connection, articles: Vec<ArticleId>, filter: Filter) -> rusqlite::Result<Vec<ArticleId>> {
    if filter.sql.is_empty() || articles.is_empty() {
        return Ok(articles);
    }
    let sql =
        format!("SELECT a.id FROM json_each(?) j CROSS JOIN articles a ON a.id = j.value WHERE {}", filter.joined());
    let params = [Value::Text(to_json(&articles)?)].into_iter().chain(filter.params);
    conn.prepare_cached(&sql)?.query_map(params_from_iter(params), |row| row.get(0).map(ArticleId))?.collect()
}

/// Compares articles with up to [`QUERIES`] queries, and adds those that each matches.
fn compare(
    translator: &mut Translator<'_>,
    articles: &[ArticleId],
    queries: &mut [(&Query, &mut Vec<ArticleId>)],
) -> rusqlite::Result<()> {
    let (mut columns, mut params) = (String::new(), Vec::new());
    for (query, _) in queries.iter() {
        translator.now = query.now;
        let filter = translator.filter(&query.expr)?;
        columns.extend([", (", &filter.joined(), ")"]);
        params.extend(filter.params);
    }
    params.push(Value::Text(to_json(&articles)?));
    let sql = format!("SELECT a.id{columns} FROM json_each(?) j CROSS JOIN articles a ON a.id = j.value");
    let mut statement = translator.conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(params))?;
    while let Some(row) = rows.next()? {
        for (at, (_, found)) in queries.iter_mut().enumerate() {
            if row.get(at + 1)? {
                found.push(ArticleId(row.get(0)?));
            }
        }
    }
    Ok(())
}
