//! Counts the unread articles of smart feeds, behind the screen.
//!
//! Triggers queue the articles that change (see `migrations/0018.sql`). [`Store::count_smart_feeds`] runs the queries over
//! those articles only. A new query, one about feeds that changed, and now and then one about ages run over all articles.
//! It reads on a connection of its own and writes small portions, so that no mark waits for it.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Params, params_from_iter};

use super::list::listing;
use super::query_sql::{Filter, add_query_among, asks_for_hidden};
use super::search::QUEUED;
use super::values::{rows as row_count, to_json, to_ms};
use super::{Store, StoreError};
use crate::domain::clock_format::Zone;
use crate::domain::{ListQuery, Query, Scope, SmartFeedId, Time};

/// Articles added to and removed from the counts in one write.
const PORTION: usize = 2_000;
/// Changed articles are looked at together if their ids are less than this apart.
const SPAN: i64 = 2_000;
/// Such groups of articles from which it is cheaper to run each query over all articles.
const MAX_SPANS: usize = 50;
/// Rows of the queue from which it is cheaper to run each query over all articles.
const MAX_QUEUE: usize = 20_000;
/// How long the count of a query about ages holds.
const AGES_HOLD: TimeDelta = TimeDelta::minutes(5);

/// The condition for members whose articles are in a JSON list.
const AMONG: &str = "article IN (SELECT value FROM json_each(?))";

/// An unread article, and a smart feed that it is counted for.
type Member = (i64, i64);

/// What counting does next.
enum Step {
    /// Look at changed articles, in the order of their ids, and empty the queue up to this row.
    Changed(Vec<i64>, i64),
    /// Run every query over all articles, because too many have changed.
    All,
    /// Run the query of a smart feed over all articles.
    Whole(i64, String),
    /// Forget a smart feed that the user has removed.
    Forget(i64),
}

impl Store {
    /// Brings the counts of the smart feeds up to date. Days in queries are days in `zone`, and ages count to `now`. Calls
    /// `on_change` after each step that has changed counts, and returns whether any has. If nothing has changed since the
    /// last call, it costs one small read.
    pub fn count_smart_feeds(&self, zone: Zone, now: Time, mut on_change: impl FnMut()) -> Result<bool, StoreError> {
        let mut counting = Counting { store: self, zone, now, turn: 0, has_changed: false };
        let mut has_changed = false;
        while let Some((step, turn)) = self.read(|conn| next_step(conn, now))? {
            counting.turn = turn;
            let is_done = match step {
                Step::Changed(articles, last) => counting.changed(&articles, last)?,
                Step::All => counting.all_again()?,
                Step::Whole(smart, query) => counting.whole(smart, &query)?,
                Step::Forget(smart) => counting.forget(smart)?,
            };
            if std::mem::take(&mut counting.has_changed) {
                has_changed = true;
                on_change();
            }
            // Another process counts, or the user has changed a query: the next call goes on.
            if !is_done {
                break;
            }
        }
        Ok(has_changed)
    }
}

/// One call of [`Store::count_smart_feeds`].
struct Counting<'a> {
    store: &'a Store,
    zone: Zone,
    now: Time,
    /// The turn in which the step was chosen, or that of its last write. If it is another one, the reads may be old.
    turn: i64,
    /// Whether the step has changed counts.
    has_changed: bool,
}

impl Counting<'_> {
    /// Runs all queries over changed articles. Returns false if another process took the turn.
    fn changed(&mut self, articles: &[i64], last: i64) -> Result<bool, StoreError> {
        let unread = self.store.read(|conn| unread_of(conn, articles))?;
        let spans: Vec<&[i64]> = spans(&unread);
        if spans.len() > MAX_SPANS {
            return self.all_again();
        }
        // No query has to run over an article that was read: it is counted nowhere.
        let read: Vec<i64> = articles.iter().copied().filter(|id| unread.binary_search(id).is_err()).collect();
        for part in read.chunks(PORTION) {
            let before = self.store.read(|conn| members(conn, AMONG, [to_json(&part)?]))?;
            if !self.store_members(&before, &BTreeSet::new())? {
                return Ok(false);
            }
        }
        for span in spans {
            let (before, found) = self.store.read(|conn| {
                let mut found = self.matches(conn, (span[0], span[span.len() - 1]))?;
                found.retain(|(article, _)| span.binary_search(article).is_ok());
                Ok((members(conn, AMONG, [to_json(&span)?])?, found))
            })?;
            if !self.store_members(&before, &found)? {
                return Ok(false);
            }
        }
        // What is queued from now on has a higher number.
        self.write(move |conn| conn.prepare_cached("DELETE FROM smart_queue WHERE id <= ?")?.execute([last]).map(drop))
    }

    /// Has every query run over all articles.
    fn all_again(&mut self) -> Result<bool, StoreError> {
        self.write(|conn| {
            conn.execute("UPDATE smart_feeds SET wanted = wanted + 1", [])?;
            conn.execute("DELETE FROM smart_queue", []).map(drop)
        })
    }

    /// Runs one query over all unread articles. Returns false if another process took the turn.
    fn whole(&mut self, smart: i64, query: &str) -> Result<bool, StoreError> {
        let (before, found, wanted) = self.store.read(|conn| {
            let wanted: Option<i64> = conn
                .prepare_cached("SELECT wanted FROM smart_feeds WHERE id = ?")?
                .query_row([smart], |row| row.get(0))
                .optional()?;
            let before = members(conn, "smart = ?", [smart])?;
            let scope = Scope::Smart(SmartFeedId(smart), String::new());
            let list = ListQuery { scope, unread_only: true, ..ListQuery::default() };
            let found = match self.parsed(query) {
                Some(query) => listing(conn, &list, &query)?.ids(conn, None, 0, usize::MAX)?,
                None => Vec::new(),
            };
            Ok((before, found.into_iter().map(|article| (article.0, smart)).collect(), wanted))
        })?;
        let now = to_ms(self.now);
        Ok(self.store_members(&before, &found)?
            && self.write(move |conn| {
                let sql = "UPDATE smart_feeds SET counted = ?2, counted_at = ?3 WHERE id = ?1";
                conn.prepare_cached(sql)?.execute((smart, wanted, now)).map(drop)
            })?)
    }

    /// Deletes what is stored of a smart feed that the user has removed.
    fn forget(&mut self, smart: i64) -> Result<bool, StoreError> {
        let before = self.store.read(|conn| members(conn, "smart = ?", [smart]))?;
        Ok(self.store_members(&before, &BTreeSet::new())?
            && self.write(move |conn| {
                conn.execute("DELETE FROM smart_feeds WHERE id = ?", [smart])?;
                // Without smart feeds nothing is queued, and what was queued before is for none.
                let sql = "DELETE FROM smart_queue WHERE NOT EXISTS (SELECT 1 FROM smart_feeds)";
                conn.execute(sql, []).map(drop)
            })?)
    }

    /// Finds the unread articles in a range of ids that each query matches.
    fn matches(&self, conn: &Connection, range: (i64, i64)) -> rusqlite::Result<BTreeSet<Member>> {
        let mut found = BTreeSet::new();
        let mut statement = conn.prepare_cached("SELECT id, query FROM smart_feeds WHERE name IS NOT NULL")?;
        let mut feeds = statement.query([])?;
        while let Some(row) = feeds.next()? {
            let (smart, query): (i64, String) = (row.get(0)?, row.get(1)?);
            if let Some(query) = self.parsed(&query) {
                found.extend(unread_among(conn, &query, range)?.into_iter().map(|article| (article, smart)));
            }
        }
        Ok(found)
    }

    /// Parses a query. The list was checked when it was read, so an error is one of another version, and finds nothing.
    fn parsed(&self, query: &str) -> Option<Query> {
        Query::parse_at(query, self.zone, self.now).ok()
    }

    /// Stores what differs between the members that are stored and those that were found, in portions.
    fn store_members(&mut self, before: &BTreeSet<Member>, found: &BTreeSet<Member>) -> Result<bool, StoreError> {
        let change = |sql: &'static str, members: Vec<Member>| {
            move |conn: &Connection| {
                let mut change = conn.prepare_cached(sql)?;
                members.iter().try_for_each(|member| change.execute(*member).map(drop))
            }
        };
        let (gone, new): (Vec<Member>, Vec<Member>) =
            (before.difference(found).copied().collect(), found.difference(before).copied().collect());
        for portion in gone.chunks(PORTION) {
            let sql = "DELETE FROM smart_unread WHERE article = ? AND smart = ?";
            if !self.write(change(sql, portion.to_vec()))? {
                return Ok(false);
            }
            self.has_changed = true;
        }
        for portion in new.chunks(PORTION) {
            // Skips articles that were deleted meanwhile.
            let sql = "INSERT OR IGNORE INTO smart_unread SELECT id, ?2 FROM articles WHERE id = ?1";
            if !self.write(change(sql, portion.to_vec()))? {
                return Ok(false);
            }
            self.has_changed = true;
        }
        Ok(true)
    }

    /// Writes, unless another process has counted since the step was chosen. Returns whether it wrote.
    fn write(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<()> + Send + 'static,
    ) -> Result<bool, StoreError> {
        let turn = self.turn;
        self.turn += 1;
        self.store.write(move |conn| {
            let sql = "UPDATE smart_turn SET turn = turn + 1 WHERE turn = ?";
            if conn.prepare_cached(sql)?.execute([turn])? == 0 {
                return Ok(false);
            }
            work(conn)?;
            Ok(true)
        })
    }
}

/// Chooses the next step, and reads the turn; `None` if all counts are right. Marks come before queries over all
/// articles, since the user looks at their effect.
fn next_step(conn: &Connection, now: Time) -> rusqlite::Result<Option<(Step, i64)>> {
    let step = match queued(conn)? {
        Some(step) => step,
        None => match waiting(conn, now)? {
            Some(step) => step,
            None => return Ok(None),
        },
    };
    let turn = conn.prepare_cached("SELECT turn FROM smart_turn")?.query_row([], |row| row.get(0))?;
    Ok(Some((step, turn)))
}

/// Reads the changed articles of the queue, with all articles of the stories in it.
fn queued(conn: &Connection) -> rusqlite::Result<Option<Step>> {
    let sql = "SELECT count(*), max(id) FROM (SELECT id FROM smart_queue LIMIT ?)";
    let (count, last): (usize, Option<i64>) = conn
        .prepare_cached(sql)?
        .query_row([super::values::limit(MAX_QUEUE + 1)], |row| Ok((row.get(0).map(row_count)?, row.get(1)?)))?;
    let Some(last) = last else { return Ok(None) };
    if count > MAX_QUEUE {
        return Ok(Some(Step::All));
    }
    let sql = "SELECT article FROM smart_queue WHERE id <= ?1 AND article IS NOT NULL
               UNION SELECT s.article FROM smart_queue q CROSS JOIN stories s ON s.story = q.story WHERE q.id <= ?1
               ORDER BY 1";
    let articles = conn.prepare_cached(sql)?.query_map([last], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(Some(Step::Changed(articles, last)))
}

/// Finds a smart feed that waits to be counted as a whole, or to be forgotten.
fn waiting(conn: &Connection, now: Time) -> rusqlite::Result<Option<Step>> {
    let sql = "SELECT id, query, name IS NULL FROM smart_feeds WHERE name IS NULL OR wanted <> counted
               OR (about_time AND counted_at NOT BETWEEN ?1 + 1 AND ?2) ORDER BY position, id LIMIT 1";
    let held = now.checked_sub_signed(AGES_HOLD).unwrap_or(Time::MIN_UTC);
    conn.prepare_cached(sql)?
        .query_row((to_ms(held), to_ms(now)), |row| {
            let (smart, query, is_removed) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(if is_removed { Step::Forget(smart) } else { Step::Whole(smart, query) })
        })
        .optional()
}

/// Reads the members for which a condition holds.
fn members(conn: &Connection, condition: &str, params: impl Params) -> rusqlite::Result<BTreeSet<Member>> {
    conn.prepare_cached(&format!("SELECT article, smart FROM smart_unread WHERE {condition}"))?
        .query_map(params, |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Lists those of some articles that are unread, in the order of their ids.
fn unread_of(conn: &Connection, articles: &[i64]) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT a.id FROM json_each(?) j CROSS JOIN articles a ON a.id = j.value
               WHERE a.read_at IS NULL AND a.hidden <> 2 ORDER BY a.id";
    conn.prepare_cached(sql)?.query_map([to_json(&articles)?], |row| row.get(0))?.collect()
}

/// Divides articles, in the order of their ids, into parts whose ids lie close together.
fn spans(mut articles: &[i64]) -> Vec<&[i64]> {
    let mut spans = Vec::new();
    while let Some(first) = articles.first() {
        let (span, rest) = articles.split_at(articles.partition_point(|id| id - first < SPAN));
        spans.push(span);
        articles = rest;
    }
    spans
}

/// Finds the unread articles in a range of ids that a query matches.
fn unread_among(conn: &Connection, query: &Query, range: (i64, i64)) -> rusqlite::Result<BTreeSet<i64>> {
    let mut found = BTreeSet::new();
    for (sql, params) in selects(conn, query, range)? {
        // Not cached: the statements of many queries would push those of the screen out.
        let mut statement = conn.prepare(&sql)?;
        let rows = statement.query_map(params_from_iter(params), |row| row.get::<_, i64>(0))?;
        for id in rows {
            found.insert(id?);
        }
    }
    Ok(found)
}

/// Makes the statements that find the unread articles in a range of ids. They read no articles outside of the range.
fn selects(conn: &Connection, query: &Query, (low, high): (i64, i64)) -> rusqlite::Result<Vec<(String, Vec<Value>)>> {
    let range = [Value::Integer(low), Value::Integer(high)];
    // As in the list of the query: only a query that asks for them has articles that a rule hides.
    let shown = if asks_for_hidden(query) { "a.hidden <> 2" } else { "a.hidden < 2" };
    let mut rest = Filter::plain(format!("a.read_at IS NULL AND {shown}"));
    let matched = add_query_among(&mut rest, conn, query, Some((low, high)))?;
    let select = |from: &str, mut filter: Filter| {
        filter.extend(rest.clone());
        (format!("SELECT a.id FROM {from} WHERE {}", filter.joined()), filter.params)
    };
    let Some(matched) = matched else {
        let mut filter = Filter::default();
        filter.add("a.id BETWEEN ? AND ?", range);
        return Ok(vec![select("articles a NOT INDEXED", filter)]);
    };
    let mut indexed = Filter::one("articles_fts MATCH ?", Value::Text(matched.expression.clone()));
    indexed.add("s.rowid BETWEEN ? AND ?", range.clone());
    let mut queued = Filter::default();
    queued.add("q.article BETWEEN ? AND ?", range);
    matched.add_fallback(&mut queued);
    Ok(vec![select("articles_fts s CROSS JOIN articles a ON a.id = s.rowid", indexed), select(QUEUED, queued)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock_format::utc;
    use crate::store::connection;

    #[test]
    fn articles_whose_ids_lie_close_together_are_one_span() {
        let ids = [1, 2, 2_000, 2_001, 9_000];
        assert_eq!(spans(&ids), [&[1, 2, 2_000][..], &[2_001], &[9_000]]);
        assert!(spans(&[]).is_empty());
    }

    /// Counting a changed article must not read all others, whatever the query.
    #[test]
    fn a_range_of_articles_is_read_by_its_ids() {
        let dir = tempfile::tempdir().unwrap();
        let conn = connection::open_writer(&dir.path().join("t.db")).unwrap();
        for query in [
            "rust",
            "-rust",
            "rust OR is:starred",
            "title:/x/ tag:later",
            "feed:a -is:queued",
            "has:page has:story",
            "outlets>2 age<3d words>10",
            "is:unread",
        ] {
            let query = Query::parse_at(query, utc, Time::default()).unwrap();
            for (sql, params) in selects(&conn, &query, (5, 9)).unwrap() {
                let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
                let rows = statement.query_map(params_from_iter(params), |row| row.get::<_, String>(3)).unwrap();
                for line in rows.map(Result::unwrap) {
                    let scans = ["SCAN a", "SCAN q", "SCAN s", "SCAN articles", "SCAN index_queue"];
                    let is_scan = scans.iter().any(|scan| line == *scan || line.starts_with(&format!("{scan} ")));
                    // The search index gets the range too: `>` and `<` are its constraints on the id.
                    let is_index = line.contains("VIRTUAL TABLE INDEX") && line.contains('>') && line.contains('<');
                    assert!(!is_scan || is_index, "{sql}: {line}");
                }
            }
        }
    }
}
