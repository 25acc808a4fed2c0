//! Translates a list query into SQL: which articles, in which order, by which index.
//!
//! Every plain list names its index (`INDEXED BY`), so that neither statistics nor a new version of SQLite can turn a
//! window into a scan of the table. A list is a union of disjoint arms, which SQLite merges in order.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::query_sql::{Filter, add_query, asks_for_hidden, filter_all};
use super::ranking::{Place, Ranking, Side};
use super::search::{self, Match};
use super::values::{self, to_ms};
use crate::domain::{ArticleId, ListQuery, Query, Scope};

/// One arm of a list's `UNION ALL`: `SELECT … FROM {from} WHERE {filter}`, with `a` as the alias of `articles`.
#[derive(Debug, Clone, Default)]
pub(super) struct UnionArm {
    from: String,
    pub(super) filter: String,
    pub(super) params: Vec<Value>,
    /// Number of articles, if a trigger keeps it.
    pub(super) total: Option<usize>,
}

/// A list, ready to be queried.
#[derive(Debug, Clone, Default)]
pub(super) struct Listing {
    pub(super) arms: Vec<UnionArm>,
    ranking: Ranking,
}

/// The feeds of a scope, as a condition on `feeds f`.
struct FeedSet {
    sql: &'static str,
    params: Vec<Value>,
}

/// Sums of the counts that the triggers keep for each feed.
struct Counts {
    feeds: usize,
    articles: usize,
    unread: usize,
    starred: usize,
}

impl FeedSet {
    fn of(scope: &Scope) -> Self {
        let (sql, params) = match scope {
            Scope::All | Scope::Unread => ("f.subscribed = 1 AND f.hidden = 0", vec![]),
            // A star keeps an article although its feed is removed.
            Scope::Starred => ("1", vec![]),
            Scope::Search(_) | Scope::Smart(..) => ("f.subscribed = 1", vec![]),
            Scope::Feed(id) => ("f.subscribed = 1 AND f.id = ?", vec![Value::Integer(id.0)]),
            // A folder lists the feeds below its row, which a hidden feed is not.
            Scope::Folder(path) => {
                let sql = "f.subscribed = 1 AND f.hidden = 0 AND (f.folder = ? OR substr(f.folder, 1, length(?)) = ?)";
                let below = Value::Text(format!("{path}/"));
                (sql, vec![Value::Text(path.clone()), below.clone(), below])
            }
            Scope::Tag(tag) => {
                let sql = "f.subscribed = 1 AND EXISTS (SELECT 1 FROM json_each(f.tags) WHERE value = ?)";
                (sql, vec![Value::Text(tag.clone())])
            }
        };
        Self { sql, params }
    }

    /// Makes the condition that an article is of one of the feeds.
    fn filter(&self) -> Filter {
        let sql = format!("a.feed IN (SELECT f.id FROM feeds f WHERE {})", self.sql);
        Filter { sql: vec![sql], params: self.params.clone() }
    }

    fn counts(&self, conn: &Connection) -> rusqlite::Result<Counts> {
        let sql = format!(
            "SELECT count(*), coalesce(sum(articles), 0), coalesce(sum(unread), 0), coalesce(sum(starred), 0)
             FROM feeds f WHERE {}",
            self.sql
        );
        conn.prepare_cached(&sql)?.query_row(params_from_iter(&self.params), |row| {
            let number = |i: usize| row.get(i).map(values::rows);
            Ok(Counts { feeds: number(0)?, articles: number(1)?, unread: number(2)?, starred: number(3)? })
        })
    }
}

/// Builds a list. `asked` joins its own query and that of its scope.
pub(super) fn listing(conn: &Connection, query: &ListQuery, asked: &Query) -> rusqlite::Result<Listing> {
    let set = FeedSet::of(&query.scope);
    let counts = set.counts(conn)?;
    let mut arms = Vec::new();
    match &query.scope {
        // An unsubscribed feed has no list, and many a tag is on no feed.
        Scope::Feed(_) | Scope::Tag(_) if counts.feeds == 0 => {}
        _ => arms = feed_arms(conn, query, asked, &set, &counts)?,
    }
    if let Scope::Tag(tag) = &query.scope {
        arms.extend(tagged_arms(conn, query, asked, (tag, &set))?);
    }
    if asks_for_hidden(asked) {
        arms.push(hidden_arm(conn, query, asked, &set)?);
    }
    Ok(Listing { arms, ranking: Ranking::of(query.sort) })
}

/// Builds the arms of the articles that have a tag themselves, without those of feeds with the tag.
fn tagged_arms(
    conn: &Connection,
    query: &ListQuery,
    asked: &Query,
    (tag, set): (&str, &FeedSet),
) -> rusqlite::Result<Vec<UnionArm>> {
    let tagged = "a.id IN (SELECT t.article FROM article_tags t WHERE t.tag = ?)";
    let mut filter = Filter::one(tagged, Value::Text(tag.to_owned()));
    filter.extend(set.filter().negated());
    filter.add("a.hidden < 3", []);
    let matched = add_query(&mut filter, conn, asked)?;
    add_unread(&mut filter, query.unread_only, query.unread_since.map(to_ms).filter(|_| query.unread_only));
    if let Some(matched) = matched {
        return Ok(text_arms(&matched, &filter));
    }
    // The tag's own articles are few: they are read by their ids, and sorted.
    let from = "articles a NOT INDEXED".to_owned();
    Ok(vec![UnionArm { from, filter: filter.joined(), params: filter.params, total: None }])
}

/// Builds the arm of the articles that rules hide. They are read by their ids, and sorted.
fn hidden_arm(conn: &Connection, query: &ListQuery, asked: &Query, set: &FeedSet) -> rusqlite::Result<UnionArm> {
    let mut filter = Filter::plain("a.hidden = 3");
    filter.extend(match &query.scope {
        Scope::Tag(tag) => {
            let tagged = "a.id IN (SELECT t.article FROM article_tags t WHERE t.tag = ?)";
            Filter::join(vec![set.filter(), Filter::one(tagged, Value::Text(tag.clone()))], " OR ")
        }
        _ => set.filter(),
    });
    if query.scope == Scope::Starred {
        filter.add("a.starred = 1", []);
    }
    filter.extend(filter_all(conn, asked)?);
    let unread_only = query.unread_only || query.scope == Scope::Unread;
    add_unread(&mut filter, unread_only, query.unread_since.map(to_ms).filter(|_| unread_only));
    let from = "hidden_articles h CROSS JOIN articles a ON a.id = h.article".to_owned();
    Ok(UnionArm { from, filter: filter.joined(), params: filter.params, total: None })
}

/// Builds the arms of the articles of a set of feeds.
fn feed_arms(
    conn: &Connection,
    query: &ListQuery,
    asked: &Query,
    set: &FeedSet,
    counts: &Counts,
) -> rusqlite::Result<Vec<UnionArm>> {
    let mut filter = Filter::default();
    match &query.scope {
        Scope::All | Scope::Unread => filter.add("a.hidden = 0", []),
        Scope::Starred => filter.add("a.starred = 1 AND a.hidden < 3", []),
        Scope::Feed(id) => {
            filter.add("a.feed = ? AND a.id NOT IN (SELECT article FROM hidden_articles)", [Value::Integer(id.0)]);
        }
        Scope::Folder(_) | Scope::Tag(_) => filter.extend(set.filter()),
        Scope::Search(_) | Scope::Smart(..) => {}
    }
    let matched = add_query(&mut filter, conn, asked)?;
    let unread_only = query.unread_only || query.scope == Scope::Unread;
    let since = query.unread_since.map(to_ms).filter(|_| unread_only);
    if let Some(matched) = matched {
        add_unread(&mut filter, unread_only, since);
        if query.scope != Scope::Starred {
            filter.add("a.hidden < 2", []);
        }
        return Ok(text_arms(&matched, &filter));
    }
    let known = |count: usize| asked.is_empty().then_some(count);
    let arms = match (&query.scope, unread_only) {
        (Scope::Starred, _) => {
            add_unread(&mut filter, unread_only, since);
            let total = known(counts.starred).filter(|_| !unread_only);
            vec![arm("articles_starred", &[], &filter, [], total)]
        }
        (Scope::Feed(_), _) => {
            add_unread(&mut filter, unread_only, since);
            let total = known(if unread_only { counts.unread } else { counts.articles });
            vec![arm("articles_of_feed", &[], &filter, [], total.filter(|_| since.is_none()))]
        }
        (_, false) => vec![arm("articles_by_time", &["a.hidden < 2"], &filter, [], known(counts.articles))],
        (_, true) => {
            let unread = ["a.hidden < 2", "a.read_at IS NULL"];
            let mut arms = vec![arm("articles_unread", &unread, &filter, [], known(counts.unread))];
            if let Some(since) = since {
                let read = ["a.read_at >= ?", "a.hidden < 2"];
                arms.push(arm("articles_read", &read, &filter, [Value::Integer(since)], None));
            }
            arms
        }
    };
    Ok(arms)
}

fn arm<const N: usize>(
    index: &str,
    own: &[&str],
    filter: &Filter,
    own_params: [Value; N],
    total: Option<usize>,
) -> UnionArm {
    let parts = own.iter().map(|s| (*s).to_owned()).chain(filter.sql.iter().cloned());
    UnionArm {
        from: format!("articles a INDEXED BY {index}"),
        filter: parts.collect::<Vec<_>>().join(" AND "),
        params: own_params.into_iter().chain(filter.params.iter().cloned()).collect(),
        total,
    }
}

/// Builds the arms of a text search: articles that the search index finds, and those that it lacks so far.
fn text_arms(matched: &Match, filter: &Filter) -> Vec<UnionArm> {
    let mut indexed = filter.clone();
    indexed.sql.insert(0, "articles_fts MATCH ?".into());
    indexed.params.insert(0, Value::Text(matched.expression.clone()));
    let mut queued = filter.clone();
    matched.add_fallback(&mut queued);
    queued.add(search::NOT_FOUND, [Value::Text(matched.expression.clone())]);
    let from = ["articles_fts s CROSS JOIN articles a ON a.id = s.rowid", search::QUEUED];
    let arms = from.into_iter().zip([indexed, queued]);
    arms.map(|(from, f)| UnionArm { from: from.into(), filter: f.joined(), params: f.params, total: None }).collect()
}

fn add_unread(filter: &mut Filter, unread_only: bool, since: Option<i64>) {
    match since {
        Some(since) => filter.add("(a.read_at IS NULL OR a.read_at >= ?)", [Value::Integer(since)]),
        None if unread_only => filter.add("a.read_at IS NULL", []),
        None => {}
    }
}

impl Listing {
    /// Reads the ids of at most `limit` articles from `offset` on; with `after`, only of articles behind it.
    pub(super) fn ids(
        &self,
        conn: &Connection,
        after: Option<&Place>,
        offset: usize,
        limit: usize,
    ) -> rusqlite::Result<Vec<ArticleId>> {
        let columns = self.ranking.columns();
        let Some((sql, mut params)) = self.select(&columns, after.map(|place| (Side::Behind, place)), " UNION ALL ")
        else {
            return Ok(Vec::new());
        };
        params.extend([limit, offset].map(|n| Value::Integer(values::limit(n))));
        conn.prepare_cached(&format!("{sql} ORDER BY {} LIMIT ? OFFSET ?", self.ranking.order()))?
            .query_map(params_from_iter(params), |row| row.get("id").map(ArticleId))?
            .collect()
    }

    /// Length of the list, from the triggers' counts where possible.
    pub(super) fn total(&self, conn: &Connection) -> rusqlite::Result<usize> {
        self.arms.iter().map(|arm| arm.total.map_or_else(|| self.count_in(conn, arm, None), Ok)).sum()
    }

    /// Number of articles before `place`; `None` if the list lacks `place` itself.
    pub(super) fn position(&self, conn: &Connection, place: &Place) -> rusqlite::Result<Option<usize>> {
        if self.count(conn, Side::At, place)? == 0 {
            return Ok(None);
        }
        self.count_before(conn, place).map(Some)
    }

    /// Number of articles before `place`, whether the list has `place` or not.
    pub(super) fn count_before(&self, conn: &Connection, place: &Place) -> rusqlite::Result<usize> {
        self.count(conn, Side::Before, place)
    }

    /// Finds the place of an article in the list; `None` if the list lacks it.
    pub(super) fn position_of(&self, conn: &Connection, article: ArticleId) -> rusqlite::Result<Option<usize>> {
        match self.place(conn, article)? {
            Some(place) => self.position(conn, &place),
            None => Ok(None),
        }
    }

    /// Reads the place of an article in the order of the list; `None` if there is no such article.
    pub(super) fn place(&self, conn: &Connection, id: ArticleId) -> rusqlite::Result<Option<Place>> {
        self.ranking.place(conn, id)
    }

    fn count(&self, conn: &Connection, side: Side, place: &Place) -> rusqlite::Result<usize> {
        self.arms.iter().map(|arm| self.count_in(conn, arm, Some((side, place)))).sum()
    }

    fn count_in(&self, conn: &Connection, arm: &UnionArm, bound: Option<(Side, &Place)>) -> rusqlite::Result<usize> {
        let one = Self { arms: vec![arm.clone()], ranking: self.ranking };
        let Some((sql, params)) = one.select("count(*)", bound, "") else { return Ok(0) };
        conn.prepare_cached(&sql)?.query_row(params_from_iter(params), |row| row.get(0).map(values::rows))
    }

    fn select(&self, columns: &str, bound: Option<(Side, &Place)>, join: &str) -> Option<(String, Vec<Value>)> {
        let mut params = Vec::new();
        let arms: Vec<String> = self
            .arms
            .iter()
            .map(|arm| {
                params.extend(arm.params.iter().cloned());
                let mut sql = format!("SELECT {columns} FROM {} WHERE {}", arm.from, arm.filter);
                if let Some((side, place)) = bound {
                    let (bound, values) = self.ranking.bound(side, place);
                    sql.push_str(" AND ");
                    sql.push_str(&bound);
                    params.extend(values);
                }
                sql
            })
            .collect();
        (!arms.is_empty()).then(|| (arms.join(join), params))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FeedId, Sort, Time};
    use crate::store::connection;

    fn plans(conn: &Connection, query: &ListQuery) -> Vec<String> {
        let listing = listing(conn, query, &Query::default()).unwrap();
        let place = Place { key: Value::Null, published: 5, id: ArticleId(3) };
        let (columns, order) = (listing.ranking.columns(), listing.ranking.order());
        let mut all = vec![listing.select(&columns, None, " UNION ALL ").unwrap()];
        all.push(listing.select(&columns, Some((Side::Behind, &place)), " UNION ALL ").unwrap());
        let mut lines = Vec::new();
        for (sql, params) in all {
            let sql = format!("EXPLAIN QUERY PLAN {sql} ORDER BY {order} LIMIT 60 OFFSET 9");
            let mut statement = conn.prepare(&sql).unwrap();
            let rows = statement.query_map(params_from_iter(params), |row| row.get::<_, String>(3)).unwrap();
            lines.extend(rows.map(Result::unwrap));
        }
        for arm in &listing.arms {
            for side in [Side::At, Side::Before] {
                let one = Listing { arms: vec![arm.clone()], ..listing.clone() };
                let (sql, params) = one.select("count(*)", Some((side, &place)), "").unwrap();
                let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
                let rows = statement.query_map(params_from_iter(params), |row| row.get::<_, String>(3)).unwrap();
                lines.extend(rows.map(Result::unwrap));
            }
        }
        lines
    }

    /// The plan of every plain list follows an index in order, and neither scans the table nor sorts. Only articles
    /// read since a moment are sorted: no more than one user reads in a session.
    #[test]
    fn plain_lists_follow_an_index() {
        let dir = tempfile::tempdir().unwrap();
        let conn = connection::open_writer(&dir.path().join("t.db")).unwrap();
        conn.execute("INSERT INTO feeds (url, folder, tags) VALUES ('https://a.example/', 'F/G', '[\"t\"]')", [])
            .unwrap();
        let scopes = [
            Scope::All,
            Scope::Unread,
            Scope::Starred,
            Scope::Feed(FeedId(1)),
            Scope::Folder("F".into()),
            Scope::Tag("t".into()),
        ];
        for (scope, sort) in
            scopes.into_iter().flat_map(|scope| [Sort::Newest, Sort::Oldest].map(|sort| (scope.clone(), sort)))
        {
            for (unread_only, unread_since) in [(false, None), (true, None), (true, Some(Time::default()))] {
                let query = ListQuery { scope: scope.clone(), unread_only, unread_since, sort, ..ListQuery::default() };
                for line in plans(&conn, &query) {
                    assert!(!line.starts_with("SCAN a") || line.contains("INDEX articles_"), "{query:?}: {line}");
                    // So are the articles that have a tag themselves.
                    let sorts_few = unread_since.is_some() || matches!(scope, Scope::Tag(_));
                    assert!(!line.contains("TEMP B-TREE") || sorts_few, "{query:?}: {line}");
                }
            }
        }
    }
}
