//! Folds the stories of a list: each is one row, the best article that the list has of it, unless it is unfolded.
//!
//! Which articles are one story is left to `stories`. Only the newest grouped articles are folded, so that the work for a
//! window does not grow with the store.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::list::Listing;
use super::values::{limit as sql_limit, to_json, to_ms};
use crate::domain::{ArticleId, InStory, ListQuery, Scope, StoryHead, StoryId};

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

/// A grouped article that a list has.
struct Listed {
    article: ArticleId,
    published: i64,
    read_at: Option<i64>,
    outlet: String,
    is_best: bool,
    /// The arm of the list that has it.
    arm: usize,
}

/// Folds the stories of a list if its query wishes so. A list of the articles that match words has each by itself.
pub(super) fn fold(conn: &Connection, rows: Listing, query: &ListQuery) -> rusqlite::Result<FoldedListing> {
    let (heads, firsts, head_of) = (Vec::new(), Vec::new(), HashMap::new());
    let mut folded = FoldedListing { rows, heads, firsts, head_of, unfolded: Vec::new() };
    let is_whole = query.query.is_none() && !matches!(query.scope, Scope::Search(_) | Scope::Smart(..));
    let Some(unfolded) = query.unfolded.as_ref().filter(|_| is_whole) else { return Ok(folded) };
    let stories = shared(conn)?;
    let articles: Vec<ArticleId> = stories.values().flatten().copied().collect();
    let mut listed: HashMap<ArticleId, Listed> =
        among(&folded.rows, conn, &articles)?.into_iter().map(|listed| (listed.article, listed)).collect();
    let mut hidden = Vec::new();
    for (story, articles) in stories {
        let members = articles.iter().filter_map(|article| listed.remove(article)).collect();
        folded.add(story, members, unfolded.contains(&story), query.unread_since.map(to_ms), &mut hidden);
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

/// Lists the newest articles by story, as far as a story has two or more of them, newest first.
fn shared(conn: &Connection) -> rusqlite::Result<BTreeMap<StoryId, Vec<ArticleId>>> {
    let sql = "SELECT story, article FROM stories INDEXED BY stories_by_time
               ORDER BY published DESC, article DESC LIMIT ?";
    let mut stories: BTreeMap<StoryId, Vec<ArticleId>> = BTreeMap::new();
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([sql_limit(FOLDED)])?;
    while let Some(row) = rows.next()? {
        stories.entry(StoryId(row.get(0)?)).or_default().push(ArticleId(row.get(1)?));
    }
    stories.retain(|_, articles| articles.len() > 1);
    Ok(stories)
}

/// Reads those of some grouped articles that a list has.
fn among(rows: &Listing, conn: &Connection, articles: &[ArticleId]) -> rusqlite::Result<Vec<Listed>> {
    let ids = Value::Text(to_json(&articles)?);
    let mut found = Vec::new();
    for (at, arm) in rows.arms.iter().enumerate() {
        let sql = format!(
            "SELECT a.id, a.published, a.read_at, s.outlet, s.is_best FROM json_each(?) j
             CROSS JOIN articles a ON a.id = j.value CROSS JOIN stories s ON s.article = a.id WHERE {}",
            arm.filter
        );
        let params = std::iter::once(&ids).chain(&arm.params);
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(params))?;
        while let Some(row) = rows.next()? {
            found.push(Listed {
                article: ArticleId(row.get(0)?),
                published: row.get(1)?,
                read_at: row.get(2)?,
                outlet: row.get(3)?,
                is_best: row.get(4)?,
                arm: at,
            });
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
        members: Vec<Listed>,
        is_unfolded: bool,
        since: Option<i64>,
        hidden: &mut Vec<(usize, ArticleId)>,
    ) {
        let was_read = |listed: &Listed| listed.read_at.is_some_and(|at| since.is_none_or(|since| at < since));
        let rank = |listed: &&Listed| (was_read(listed), !listed.is_best, listed.published, listed.article);
        let Some(first) = members.iter().min_by_key(rank).filter(|_| members.len() > 1) else { return };
        let (head, own) = (first.article, first.outlet.clone());
        let (others, at): (Vec<Listed>, usize) =
            (members.into_iter().filter(|listed| listed.article != head).collect(), self.heads.len());
        hidden.extend(others.iter().map(|listed| (listed.arm, listed.article)));
        self.head_of.extend(others.iter().map(|listed| (listed.article, at)));
        let outlets: HashSet<&String> =
            others.iter().map(|listed| &listed.outlet).filter(|name| **name != own).collect();
        self.firsts.push(head);
        self.heads.push(StoryHead {
            story,
            outlets: outlets.len(),
            unread: others.iter().filter(|listed| listed.read_at.is_none()).count(),
            is_unfolded,
            others: others.iter().map(|listed| listed.article).collect(),
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
