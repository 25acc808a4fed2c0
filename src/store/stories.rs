//! Keeps the story of each article with its features, and the queue of articles that wait to be grouped.
//!
//! `stories` decides what belongs together, and `sync` calls it. Everything about an article is deleted with it.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Row};

use super::articles::rows;
use super::values::{from_ms, limit as sql_limit, line, rows as row_count, to_ms, unpack};
use super::{Store, StoreError};
use crate::domain::outlet::{Origin, outlet_key, outlet_name};
use crate::domain::{ArticleId, ArticleRow, FeedId, StoryId, Text, Time};

/// The key under which the store has the id of the next story.
const NEXT_STORY: &str = "next_story";
/// Days before the newest article from which articles are grouped; older ones join no story.
pub const STORY_DAYS: i64 = 10;
/// Articles of a story whose outlets are named, the earliest.
const NAMED: i64 = 200;
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// The queue, without articles that are too old, of removed feeds, or of feeds that the user keeps out of stories.
const WAITING: &str = "story_queue q CROSS JOIN articles a ON a.id = q.article JOIN feeds f ON f.id = a.feed
    WHERE a.hidden < 2 AND f.without_stories = 0 AND a.published >= ?";

/// An article that waits to be grouped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ungrouped {
    /// The article.
    pub article: ArticleId,
    /// When it was published.
    pub published: Time,
    /// Its title.
    pub title: String,
    /// Its longest text, as HTML.
    pub html: String,
    /// BCP 47 tag of its language, or of its feed's.
    pub language: Option<String>,
    /// Tells its outlet from others: see [`outlet_key`].
    pub outlet: String,
}

/// A grouped article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouped {
    /// The article.
    pub article: ArticleId,
    /// Its story.
    pub story: StoryId,
    /// Tells its outlet from others.
    pub outlet: String,
    /// When it was published.
    pub published: Time,
    /// Its features, as `stories` wrote them.
    pub features: Vec<u8>,
}

/// A grouped article with what is shown of it.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedRow {
    /// The article in its story.
    pub grouped: Grouped,
    /// The row of a list.
    pub row: ArticleRow,
    /// Name of its outlet.
    pub outlet_name: Text,
}

impl Store {
    /// Lists the articles that wait to be grouped, earliest first, and removes those from the queue that never will be.
    pub fn ungrouped(&self) -> Result<Vec<ArticleId>, StoreError> {
        let (ids, stale) = self.read(|conn| {
            let oldest = oldest(conn)?;
            let all: i64 = conn.query_row("SELECT count(*) FROM story_queue", [], |row| row.get(0))?;
            let sql = format!("SELECT a.id FROM {WAITING} ORDER BY a.published, a.id");
            let ids: Vec<ArticleId> = conn
                .prepare_cached(&sql)?
                .query_map([oldest], |row| row.get(0).map(ArticleId))?
                .collect::<Result<_, _>>()?;
            let has_stale = row_count(all) > ids.len();
            Ok((ids, has_stale.then_some(oldest)))
        })?;
        if let Some(oldest) = stale {
            self.write(move |conn| {
                let sql = format!("DELETE FROM story_queue WHERE article NOT IN (SELECT a.id FROM {WAITING})");
                conn.execute(&sql, [oldest])
            })?;
        }
        Ok(ids)
    }

    /// Reads articles that wait to be grouped, and skips those that no longer do.
    pub fn to_group(&self, ids: &[ArticleId]) -> Result<Vec<Ungrouped>, StoreError> {
        let sql = "SELECT a.id, a.published, a.title, coalesce(b.page, b.content, b.summary),
                   coalesce(a.language, f.language), a.url, f.url, f.site
                   FROM story_queue q CROSS JOIN articles a ON a.id = q.article JOIN feeds f ON f.id = a.feed
                   LEFT JOIN bodies b ON b.article = a.id WHERE q.article = ?";
        self.read(|conn| {
            let mut statement = conn.prepare_cached(sql)?;
            let found = ids.iter().map(|id| statement.query_row([id.0], ungrouped).optional());
            found.filter_map(Result::transpose).collect()
        })
    }

    /// Reads up to `limit` grouped articles, the newest, as far back as an article of the queue can be compared with;
    /// and the id of the next story.
    pub fn recently_grouped(&self, limit: usize) -> Result<(Vec<Grouped>, StoryId), StoreError> {
        self.read(|conn| {
            let sql = "SELECT article, story, outlet, published, features FROM stories INDEXED BY stories_by_time
                       WHERE published >= ? ORDER BY published DESC, article DESC LIMIT ?";
            let from = oldest(conn)?.saturating_sub(STORY_DAYS * DAY);
            let rows =
                conn.prepare_cached(sql)?.query_map((from, sql_limit(limit)), grouped)?.collect::<Result<_, _>>()?;
            Ok((rows, next_story(conn)?))
        })
    }

    /// Stores where articles were placed, and the id of the next story. Skips articles that were deleted or removed from
    /// the queue meanwhile.
    pub fn save_stories(&self, placed: Vec<Grouped>, next: StoryId) -> Result<(), StoreError> {
        self.write(move |conn| {
            let mut wait = conn.prepare_cached("DELETE FROM story_queue WHERE article = ?")?;
            let mut insert = conn.prepare_cached(
                "INSERT OR REPLACE INTO stories (article, story, outlet, published, features) VALUES (?, ?, ?, ?, ?)",
            )?;
            for Grouped { article, story, outlet, published, features } in &placed {
                if wait.execute([article.0])? > 0 {
                    insert.execute((article.0, story.0, outlet, to_ms(*published), features))?;
                }
            }
            let sql = "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
            conn.prepare_cached(sql)?.execute((NEXT_STORY, next.0.to_string())).map(drop)
        })
    }

    /// Moves articles to other stories.
    pub fn move_articles(&self, moved: Vec<(ArticleId, StoryId)>) -> Result<(), StoreError> {
        self.write(move |conn| {
            let mut update = conn.prepare_cached("UPDATE stories SET story = ?2 WHERE article = ?1")?;
            moved.iter().try_for_each(|(article, story)| update.execute((article.0, story.0)).map(drop))
        })
    }

    /// Stores the best article of stories, which stands for the story in lists.
    pub fn mark_best(&self, best: Vec<(StoryId, ArticleId)>) -> Result<(), StoreError> {
        self.write(move |conn| {
            let mut mark = conn.prepare_cached(
                "UPDATE stories SET is_best = (article = ?2) WHERE story = ?1 AND is_best <> (article = ?2)",
            )?;
            best.iter().try_for_each(|(story, article)| mark.execute((story.0, article.0)).map(drop))
        })
    }

    /// Finds up to `limit` stories with two articles or more, the one with the newest article first. Leaves out those
    /// without an article since `since`.
    pub fn newest_stories(&self, since: Option<Time>, limit: usize) -> Result<Vec<StoryId>, StoreError> {
        let sql = "SELECT s.story FROM stories s INDEXED BY stories_by_time JOIN articles a ON a.id = s.article
                   WHERE s.published >= ? AND a.hidden < 2 ORDER BY s.published DESC, s.article DESC";
        self.read(|conn| {
            let mut statement = conn.prepare_cached(sql)?;
            let mut newest = statement.query([since.map_or(i64::MIN, to_ms)])?;
            let (mut seen, mut found) = (HashSet::new(), Vec::new());
            while found.len() < limit
                && let Some(row) = newest.next()?
            {
                let story = StoryId(row.get(0)?);
                if seen.insert(story) && is_shared(conn, story)? {
                    found.push(story);
                }
            }
            Ok(found)
        })
    }

    /// Finds the stories of articles, as far as those have two articles or more.
    pub fn stories_of(&self, articles: &[ArticleId]) -> Result<HashMap<ArticleId, StoryId>, StoreError> {
        self.read(|conn| {
            let mut story = conn.prepare_cached("SELECT story FROM stories WHERE article = ?")?;
            let mut found = HashMap::new();
            for article in articles {
                let story = story.query_row([article.0], |row| row.get(0).map(StoryId)).optional()?;
                if let Some(story) = story
                    && is_shared(conn, story)?
                {
                    found.insert(*article, story);
                }
            }
            Ok(found)
        })
    }

    /// Lists an article and the others of its story.
    pub fn with_story(&self, article: ArticleId) -> Result<Vec<ArticleId>, StoreError> {
        let sql = "SELECT ?1 UNION SELECT s.article FROM stories own CROSS JOIN stories s INDEXED BY stories_articles
                   ON s.story = own.story WHERE own.article = ?1";
        self.read(|conn| conn.prepare_cached(sql)?.query_map([article.0], |row| row.get(0).map(ArticleId))?.collect())
    }

    /// Names the other outlets of an article's story, in the order of their first articles.
    pub fn also_in(&self, article: ArticleId) -> Result<Vec<Text>, StoreError> {
        let sql =
            "SELECT s.article, s.story, s.outlet, s.published, x'', coalesce(f.user_title, f.title), f.url, f.site
                   FROM stories own CROSS JOIN stories s INDEXED BY stories_articles ON s.story = own.story
                   JOIN articles a ON a.id = s.article JOIN feeds f ON f.id = a.feed
                   WHERE own.article = ?1 AND s.outlet <> own.outlet AND a.hidden < 2
                   ORDER BY s.published, s.article LIMIT ?2";
        self.read(|conn| {
            let mut outlets = HashSet::new();
            let mut names = Vec::new();
            let mut statement = conn.prepare_cached(sql)?;
            for other in statement.query_map((article.0, NAMED), named)? {
                let (grouped, name) = other?;
                if outlets.insert(grouped.outlet) {
                    names.push(name);
                }
            }
            Ok(names)
        })
    }

    /// Reads up to `limit` articles of a story, earliest first.
    pub fn story(&self, story: StoryId, limit: usize) -> Result<Vec<GroupedRow>, StoreError> {
        let sql =
            "SELECT s.article, s.story, s.outlet, s.published, s.features, coalesce(f.user_title, f.title), f.url,
                   f.site FROM stories s INDEXED BY stories_articles JOIN articles a ON a.id = s.article
                   JOIN feeds f ON f.id = a.feed
                   WHERE s.story = ? AND a.hidden < 2 ORDER BY s.published, s.article LIMIT ?";
        self.read(|conn| {
            let all: Vec<(Grouped, Text)> = conn
                .prepare_cached(sql)?
                .query_map((story.0, sql_limit(limit)), named)?
                .collect::<rusqlite::Result<_>>()?;
            let mut members = Vec::with_capacity(all.len());
            for (grouped, outlet_name) in all {
                if let Some(row) = rows(conn, &[grouped.article])?.pop() {
                    members.push(GroupedRow { grouped, row, outlet_name });
                }
            }
            Ok(members)
        })
    }
}

/// Queues a new article to be grouped.
pub(super) fn enqueue(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO story_queue VALUES (?)")?.execute([article.0]).map(drop)
}

/// Removes a feed's articles from all stories, or queues them again.
pub(super) fn set_without(conn: &Connection, feed: FeedId, without: bool) -> rusqlite::Result<()> {
    if without {
        let sql = "DELETE FROM stories WHERE article IN (SELECT id FROM articles WHERE feed = ?)";
        return conn.prepare_cached(sql)?.execute([feed.0]).map(drop);
    }
    let sql = "INSERT OR IGNORE INTO story_queue SELECT id FROM articles INDEXED BY articles_of_feed
               WHERE feed = ? AND published >= ? AND id NOT IN (SELECT article FROM stories)";
    conn.prepare_cached(sql)?.execute((feed.0, oldest(conn)?)).map(drop)
}

/// Returns the time from which articles are grouped, in milliseconds.
fn oldest(conn: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT max(published) FROM articles INDEXED BY articles_by_time WHERE hidden < 2";
    let newest: Option<i64> = conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok(newest.map_or(i64::MIN, |newest| newest.saturating_sub(STORY_DAYS * DAY)))
}

fn next_story(conn: &Connection) -> rusqlite::Result<StoryId> {
    let sql = "SELECT value FROM meta WHERE key = ?";
    let stored: Option<String> = conn.prepare_cached(sql)?.query_row([NEXT_STORY], |row| row.get(0)).optional()?;
    Ok(StoryId(stored.and_then(|value| value.parse().ok()).unwrap_or(1)))
}

/// Returns whether a story has two articles or more.
fn is_shared(conn: &Connection, story: StoryId) -> rusqlite::Result<bool> {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM stories s INDEXED BY stories_articles
               JOIN articles a ON a.id = s.article WHERE s.story = ? AND a.hidden < 2 LIMIT 2)";
    conn.prepare_cached(sql)?.query_row([story.0], |row| row.get::<_, i64>(0)).map(|articles| articles > 1)
}

fn ungrouped(row: &Row<'_>) -> rusqlite::Result<Ungrouped> {
    Ok(Ungrouped {
        article: ArticleId(row.get(0)?),
        published: from_ms(row.get(1)?),
        title: row.get(2)?,
        html: unpack(row, 3)?.unwrap_or_default().0,
        language: row.get(4)?,
        outlet: outlet_key(row.get_ref(5)?.as_str_or_null()?, origin(row, 6)?),
    })
}

fn grouped(row: &Row<'_>) -> rusqlite::Result<Grouped> {
    Ok(Grouped {
        article: ArticleId(row.get(0)?),
        story: StoryId(row.get(1)?),
        outlet: row.get(2)?,
        published: from_ms(row.get(3)?),
        features: row.get(4)?,
    })
}

fn named(row: &Row<'_>) -> rusqlite::Result<(Grouped, Text)> {
    let grouped = grouped(row)?;
    let name = outlet_name(&grouped.outlet, line(row, 5)?, origin(row, 6)?);
    Ok((grouped, name))
}

/// Reads the address of a feed, and that of its site from the next column.
fn origin<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<Origin<'a>> {
    Ok(Origin { feed: row.get_ref(column)?.as_str()?, site: row.get_ref(column + 1)?.as_str_or_null()? })
}
