//! Folds the stories of a list: each is one row, the best article that the list has of it, unless it is unfolded.
//!
//! Which articles are one story is left to `stories`. Only the newest grouped articles are folded, so that the work for a
//! window does not grow with the store.

use std::collections::{HashMap, HashSet};

use compact_str::CompactString;
use rusqlite::types::Value;
use rusqlite::{Connection, Params, Row, params_from_iter};

use super::list::Listing;
use super::values::{limit as sql_limit, rows as number, to_json, to_ms};
use crate::domain::{ArticleId, InStory, ListQuery, Scope, Sort, StoryHead, StoryId};

/// The newest grouped articles, of which the stories are folded.
const FOLDED: usize = 5_000;

/// A list whose stories are folded.
pub(super) struct FoldedListing {
    /// The list without the articles that are folded under another, or that stand below their story's first row.
    rows: Listing,
    /// The first row of each story.
    heads: Vec<StoryHead>,
    /// The articles of the heads, in the same order.
    firsts: Vec<ArticleId>,
    /// The head of each other article, as its place in `heads`.
    head_of: HashMap<ArticleId, usize>,
    /// The unfolded heads with their places among `rows`, in the order of the list.
    unfolded: Vec<(usize, usize)>,
}

/// The list that a reading connection folded last, for as long as the store does not change.
#[derive(Default)]
pub(super) struct FoldCache(Option<(i64, ListQuery, FoldedListing)>);

/// A grouped article.
struct Grouped {
    story: StoryId,
    article: ArticleId,
    outlet: CompactString,
    is_best: bool,
    published: i64,
}

/// A grouped article that a list has.
struct Listed<'a> {
    grouped: &'a Grouped,
    read_at: Option<i64>,
    /// The arm of the list that has it.
    arm: usize,
}

impl FoldCache {
    /// Folds the stories of the list that `listing` builds, unless that is the last one and the store is unchanged.
    pub(super) fn fold(
        &mut self,
        conn: &Connection,
        query: &ListQuery,
        listing: impl FnOnce() -> rusqlite::Result<Listing>,
    ) -> rusqlite::Result<&FoldedListing> {
        // Changes with every transaction of another connection, and this one never writes.
        let version = conn.pragma_query_value(None, "data_version", |row| row.get(0))?;
        let is_known = |(at, known, _): &(i64, ListQuery, FoldedListing)| *at == version && known == query;
        // The conditions of a query may depend on the time.
        let known = self.0.take().filter(is_known).filter(|_| folds(query));
        let folded = match known {
            Some((_, _, folded)) => folded,
            None => fold(conn, listing()?, query)?,
        };
        Ok(&self.0.insert((version, query.clone(), folded)).2)
    }
}

/// Returns whether a list shows stories as one row. A list of the articles that match words has each by itself.
fn folds(query: &ListQuery) -> bool {
    query.unfolded.is_some() && query.query.is_none() && !matches!(query.scope, Scope::Search(_) | Scope::Smart(..))
}

/// Folds the stories of a list if its query wishes so.
pub(super) fn fold(conn: &Connection, rows: Listing, query: &ListQuery) -> rusqlite::Result<FoldedListing> {
    let sql = "SELECT story, article, outlet, is_best, published FROM stories INDEXED BY stories_by_time
               ORDER BY published DESC, article DESC LIMIT ?";
    let stories = if folds(query) { grouped(conn, sql, [sql_limit(FOLDED)])? } else { Vec::new() };
    fold_stories(conn, rows, query, &stories)
}

/// Like [`fold`], but folds only the stories that the first `limit` rows need. `None` if that is no less work. Returns
/// also whether these are all stories.
pub(super) fn fold_top(
    conn: &Connection,
    rows: &Listing,
    query: &ListQuery,
    limit: usize,
) -> rusqlite::Result<Option<(FoldedListing, bool)>> {
    let is_simple = folds(query) && query.sort == Sort::Newest && query.unfolded.as_ref().is_some_and(Vec::is_empty);
    let candidates = if is_simple { rows.ids(conn, None, 0, limit * 2)? } else { Vec::new() };
    let last = candidates.last().filter(|_| candidates.len() == limit * 2);
    let Some(lowest) = last.map(|id| rows.place(conn, *id)).transpose()?.flatten() else { return Ok(None) };
    let older = "SELECT 1 FROM stories INDEXED BY stories_by_time WHERE published < ?";
    let is_whole = !conn.prepare_cached(older)?.exists([lowest.published])?;
    let sql = "SELECT o.story, o.article, o.outlet, o.is_best, o.published
               FROM (SELECT DISTINCT story FROM (SELECT story FROM stories INDEXED BY stories_by_time
                     WHERE published >= ? ORDER BY published DESC, article DESC LIMIT ?)) s
               CROSS JOIN stories o INDEXED BY stories_articles ON o.story = s.story";
    let stories = grouped(conn, sql, [lowest.published, sql_limit(FOLDED)])?;
    let folded = fold_stories(conn, rows.clone(), query, &stories)?;
    let ids = folded.rows.ids(conn, None, 0, limit)?;
    let are_known = ids.len() == limit && ids.iter().all(|id| candidates.contains(id));
    Ok(are_known.then_some((folded, is_whole)))
}

/// Reads grouped articles, as far as their story has two or more of them: those of a story together, newest first.
fn grouped(conn: &Connection, sql: &str, params: impl Params) -> rusqlite::Result<Vec<Grouped>> {
    let read = |row: &Row<'_>| {
        Ok(Grouped {
            story: StoryId(row.get(0)?),
            article: ArticleId(row.get(1)?),
            outlet: row.get_ref(2)?.as_str()?.into(),
            is_best: row.get(3)?,
            published: row.get(4)?,
        })
    };
    let mut statement = conn.prepare_cached(sql)?;
    let mut all = statement.query_map(params, read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    all.sort_unstable_by_key(|grouped| (grouped.story, std::cmp::Reverse((grouped.published, grouped.article))));
    let is_shared: Vec<bool> = all
        .chunk_by(|one, other| one.story == other.story)
        .flat_map(|story| story.iter().map(|_| story.len() > 1))
        .collect();
    let mut is_shared = is_shared.into_iter();
    all.retain(|_| is_shared.next() == Some(true));
    Ok(all)
}

/// Folds some stories of a list, of which `stories` has the articles.
fn fold_stories(
    conn: &Connection,
    rows: Listing,
    query: &ListQuery,
    stories: &[Grouped],
) -> rusqlite::Result<FoldedListing> {
    let (heads, firsts, head_of) = (Vec::new(), Vec::new(), HashMap::new());
    let mut folded = FoldedListing { rows, heads, firsts, head_of, unfolded: Vec::new() };
    let Some(unfolded) = query.unfolded.as_ref().filter(|_| !stories.is_empty()) else { return Ok(folded) };
    let mut listed = among(&folded.rows, conn, stories)?.into_iter();
    let mut hidden = Vec::new();
    for articles in stories.chunk_by(|one, other| one.story == other.story) {
        let members: Vec<Listed<'_>> = listed.by_ref().take(articles.len()).flatten().collect();
        let Some(story) = articles.first().map(|grouped| grouped.story) else { continue };
        folded.add(story, &members, unfolded.contains(&story), query.unread_since.map(to_ms), &mut hidden);
    }
    leave_out(&mut folded.rows, &hidden)?;
    for (at, head) in folded.heads.iter().enumerate().filter(|(_, head)| head.is_unfolded) {
        if let Some(first) = folded.firsts.get(at)
            && let Some(place) = folded.rows.position_of(conn, *first)?
            && !head.others.is_empty()
        {
            folded.unfolded.push((place, at));
        }
    }
    folded.unfolded.sort_unstable();
    Ok(folded)
}

/// Finds those of some grouped articles that a list has; `None` stands for one that it lacks.
fn among<'a>(rows: &Listing, conn: &Connection, articles: &'a [Grouped]) -> rusqlite::Result<Vec<Option<Listed<'a>>>> {
    let ids = Value::Text(to_json(&articles.iter().map(|grouped| grouped.article.0).collect::<Vec<_>>())?);
    let mut found: Vec<Option<Listed<'a>>> = articles.iter().map(|_| None).collect();
    for (arm, of) in rows.arms.iter().enumerate() {
        let sql = format!(
            "SELECT j.key, a.read_at FROM json_each(?) j CROSS JOIN articles a INDEXED BY articles_listed
             ON a.id = j.value WHERE {}",
            of.filter
        );
        let params = std::iter::once(&ids).chain(&of.params);
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(params))?;
        while let Some(row) = rows.next()? {
            let at = row.get(0).map(number)?;
            if let (Some(place), Some(grouped)) = (found.get_mut(at), articles.get(at)) {
                *place = Some(Listed { grouped, read_at: row.get(1)?, arm });
            }
        }
    }
    Ok(found)
}

/// Removes articles from a list, each from the arm that has it.
fn leave_out(rows: &mut Listing, articles: &[(usize, ArticleId)]) -> rusqlite::Result<()> {
    for (at, arm) in rows.arms.iter_mut().enumerate() {
        let out: Vec<ArticleId> = articles.iter().filter(|(of, _)| *of == at).map(|(_, id)| *id).collect();
        if !out.is_empty() {
            arm.filter.push_str(" AND a.id NOT IN (SELECT value FROM json_each(?))");
            arm.params.push(Value::Text(to_json(&out)?));
            arm.total = arm.total.map(|total| total.saturating_sub(out.len()));
        }
    }
    Ok(())
}

impl FoldedListing {
    /// Adds a story with the articles of it that the list has, newest first, and puts those below its head in `hidden`.
    /// An article that was read since `since` counts as unread, so that the head stays while the user reads.
    fn add(
        &mut self,
        story: StoryId,
        members: &[Listed<'_>],
        is_unfolded: bool,
        since: Option<i64>,
        hidden: &mut Vec<(usize, ArticleId)>,
    ) {
        let was_read = |listed: &Listed<'_>| listed.read_at.is_some_and(|at| since.is_none_or(|since| at < since));
        let rank = |listed: &&Listed<'_>| {
            let Grouped { is_best, published, article, .. } = listed.grouped;
            (was_read(listed), !is_best, *published, *article)
        };
        let Some(first) = members.iter().min_by_key(rank).filter(|_| members.len() > 1) else { return };
        let (head, at) = (first.grouped, self.heads.len());
        let others: Vec<&Listed<'_>> = members.iter().filter(|listed| listed.grouped.article != head.article).collect();
        hidden.extend(others.iter().map(|listed| (listed.arm, listed.grouped.article)));
        self.head_of.extend(others.iter().map(|listed| (listed.grouped.article, at)));
        let outlets: HashSet<&str> = others.iter().map(|listed| listed.grouped.outlet.as_str()).collect();
        self.firsts.push(head.article);
        self.heads.push(StoryHead {
            story,
            outlets: outlets.iter().filter(|outlet| **outlet != head.outlet).count(),
            unread: others.iter().filter(|listed| listed.read_at.is_none()).count(),
            is_unfolded,
            others: others.iter().map(|listed| listed.grouped.article).collect(),
        });
    }

    /// Number of rows.
    pub(super) fn total(&self, conn: &Connection) -> rusqlite::Result<usize> {
        Ok(self.rows.total(conn)? + self.below().map(|(_, others)| others.len()).sum::<usize>())
    }

    /// Reads the ids of at most `limit` rows from `offset` on.
    pub(super) fn ids(&self, conn: &Connection, offset: usize, limit: usize) -> rusqlite::Result<Vec<ArticleId>> {
        let (mut ids, mut row, mut start) = (Vec::new(), 0, offset);
        let missing = |ids: &Vec<ArticleId>| limit - ids.len();
        // `row` counts rows of `self.rows` that are passed; `start` is where to begin, counted from there.
        for (place, others) in self.below() {
            let above = place + 1 - row;
            if start < above {
                ids.extend(self.rows.ids(conn, None, row + start, (above - start).min(missing(&ids)))?);
            }
            start = start.saturating_sub(above);
            ids.extend(others.iter().skip(start).take(missing(&ids)));
            start = start.saturating_sub(others.len());
            row = place + 1;
        }
        if missing(&ids) > 0 {
            ids.extend(self.rows.ids(conn, None, row + start, missing(&ids))?);
        }
        Ok(ids)
    }

    /// Finds the row of an article, which it returns too; `None` if the list lacks it. A folded article has its story's.
    pub(super) fn with_position(
        &self,
        conn: &Connection,
        article: ArticleId,
    ) -> rusqlite::Result<Option<(ArticleId, usize)>> {
        let Some(position) = self.rows.position_of(conn, self.first_of(article))? else { return Ok(None) };
        let (above, _) = self.unfolded_around(article);
        Ok(Some((article, position + self.before(position) + above.len())))
    }

    /// Returns the first row of an article's story: the article itself if it is in none.
    pub(super) fn first_of(&self, article: ArticleId) -> ArticleId {
        self.head_of.get(&article).and_then(|at| self.firsts.get(*at)).copied().unwrap_or(article)
    }

    /// Lists the articles above and below one within its unfolded story; none if that is not unfolded.
    pub(super) fn unfolded_around(&self, article: ArticleId) -> (Vec<ArticleId>, Vec<ArticleId>) {
        let first = self.first_of(article);
        let head = self.firsts.iter().zip(&self.heads).find(|(known, head)| **known == first && head.is_unfolded);
        let Some((_, head)) = head else { return (Vec::new(), Vec::new()) };
        let mut above: Vec<ArticleId> = std::iter::once(first).chain(head.others.iter().copied()).collect();
        let at = above.iter().position(|known| *known == article).unwrap_or(0);
        let below = above.split_off(at);
        (above, below.into_iter().skip(1).collect())
    }

    /// Returns the list without the articles that stand under another.
    pub(super) fn into_rows(self) -> Listing {
        self.rows
    }

    /// Tells what the rows are of the stories that are folded.
    pub(super) fn in_story(&self, ids: &[ArticleId]) -> HashMap<ArticleId, InStory> {
        let heads: HashMap<ArticleId, &StoryHead> = self.firsts.iter().copied().zip(&self.heads).collect();
        let of = |id: &ArticleId| match heads.get(id) {
            Some(head) => Some((*id, InStory::Head((*head).clone()))),
            None => self.head_of.contains_key(id).then_some((*id, InStory::Other)),
        };
        ids.iter().filter_map(of).collect()
    }

    /// Lists the places of unfolded heads with the articles below each, in the order of the list.
    fn below(&self) -> impl Iterator<Item = (usize, &[ArticleId])> {
        let others = |(place, at): &(usize, usize)| Some((*place, self.heads.get(*at)?.others.as_slice()));
        self.unfolded.iter().filter_map(others)
    }

    /// Number of unfolded articles above a place of `self.rows`.
    fn before(&self, place: usize) -> usize {
        self.below().take_while(|(head, _)| *head < place).map(|(_, others)| others.len()).sum()
    }
}
