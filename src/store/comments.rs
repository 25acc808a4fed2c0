//! Cached threads: what a source answered, merged into what was there.
//!
//! Nothing that was once loaded is lost by a later answer: what a complete answer lacks is marked removed and stays
//! readable. Making a tree of it is left to `domain::thread`.

use std::collections::{HashMap, HashSet};

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row};

use super::values::{from_ms, line, pack, texts, time, to_json, to_ms, unpack};
use super::{Store, StoreError};
use crate::domain::{ArticleId, Comment, CommentState, LoadedThread, Mark, Time, Warning};

/// What [`Store::save_thread`] did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ThreadSaved {
    /// Comments that were not there before.
    pub new: usize,
    /// Comments there are now.
    pub total: usize,
}

/// A cached thread.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredThread {
    /// Siblings in the order to show. `new` is set on what came after the last visit; before the first visit nothing
    /// stands out.
    pub comments: Vec<Comment>,
    /// The source of the last answer.
    pub source: String,
    /// The number of comments that the source or the feed states.
    pub stated: Option<u32>,
    /// Whether the last answer was all of it.
    pub complete: bool,
    /// When the last answer came.
    pub fetched: Time,
    /// What was odd about it.
    pub warnings: Vec<Warning>,
}

impl Store {
    /// Merges an answer into an article's thread, by the comments' ids; the answer's words win. An empty answer leaves
    /// a thread that has comments as it is. Does nothing when there is no such article.
    pub fn save_thread(&self, article: ArticleId, thread: &LoadedThread, now: Time) -> Result<ThreadSaved, StoreError> {
        let mut seen = HashSet::new();
        let comments = thread.comments.iter().filter(|c| seen.insert(c.id.as_str()));
        let packed: Vec<(Comment, Value)> = comments
            .map(|c| (Comment { html: crate::domain::Html::default(), ..c.clone() }, pack(Some(&c.html))))
            .collect();
        let head = LoadedThread { comments: Vec::new(), ..thread.clone() };
        self.write(move |conn| save(conn, article, &head, &packed, now))
    }

    /// The cached thread of an article; `None` when none was ever loaded.
    pub fn thread(&self, article: ArticleId) -> Result<Option<StoredThread>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT t.source, a.stated, t.complete, t.fetched, t.warnings, a.thread_visited
                       FROM threads t JOIN articles a ON a.id = t.article WHERE t.article = ?";
            let head = conn.prepare_cached(sql)?.query_row([article.0], |row| {
                let thread = StoredThread {
                    comments: Vec::new(),
                    source: row.get("source")?,
                    stated: row.get("stated")?,
                    complete: row.get("complete")?,
                    fetched: from_ms(row.get("fetched")?),
                    warnings: texts(row, "warnings")?.into_iter().map(Warning).collect(),
                };
                Ok((thread, row.get::<_, Option<i64>>("thread_visited")?))
            });
            let Some((mut thread, visited)) = head.optional()? else { return Ok(None) };
            thread.comments = conn
                .prepare_cached("SELECT * FROM comments WHERE article = ? ORDER BY position")?
                .query_map([article.0], |row| comment(row, visited))?
                .collect::<rusqlite::Result<_>>()?;
            Ok(Some(thread))
        })
    }

    /// The reader looked at the thread: nothing in it is unseen any more.
    /// `until` is when what was looked at was fetched: what came later is still unseen.
    pub fn visit_thread(&self, article: ArticleId, until: Time) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached(
                "UPDATE articles SET thread_visited = max(coalesce(thread_visited, 0), ?) WHERE id = ?",
            )?
            .execute((to_ms(until), article.0))?;
            count(conn, article)
        })
    }
}

fn save(
    conn: &Connection,
    article: ArticleId,
    head: &LoadedThread,
    answer: &[(Comment, Value)],
    now: Time,
) -> rusqlite::Result<ThreadSaved> {
    let known = conn.prepare_cached("SELECT 1 FROM articles WHERE id = ?")?.query_row([article.0], |_| Ok(()));
    if known.optional()?.is_none() {
        return Ok(ThreadSaved::default());
    }
    let cached: Vec<String> = conn
        .prepare_cached("SELECT id FROM comments WHERE article = ? ORDER BY position")?
        .query_map([article.0], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if answer.is_empty() && !cached.is_empty() {
        return Ok(ThreadSaved { new: 0, total: cached.len() });
    }
    save_head(conn, article, head, now)?;
    let before: HashSet<&str> = cached.iter().map(String::as_str).collect();
    let new = answer.iter().filter(|(c, _)| !before.contains(c.id.as_str())).count();
    let ids: Vec<&str> = answer.iter().map(|(c, _)| c.id.as_str()).collect();
    let answered: HashMap<&str, &(Comment, Value)> = answer.iter().map(|pair| (pair.0.id.as_str(), pair)).collect();
    let order = merged(&cached, &ids);
    let mut moved = conn.prepare_cached(
        "UPDATE comments SET position = ?3, state = CASE WHEN ?4 THEN ?5 ELSE state END WHERE article = ?1 AND id = ?2",
    )?;
    for (position, id) in (0_i64..).zip(&order) {
        match answered.get(id) {
            Some((comment, body)) => save_comment(conn, article, position, comment, body, now)?,
            None => {
                moved.execute((article.0, id, position, head.complete, state_number(CommentState::Removed)))?;
            }
        }
    }
    count(conn, article)?;
    Ok(ThreadSaved { new, total: order.len() })
}

fn save_head(conn: &Connection, article: ArticleId, head: &LoadedThread, now: Time) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO threads (article, source, stated, complete, fetched, warnings)
               VALUES (?, ?, ?, ?, ?, ?)";
    let warnings = to_json(&head.warnings)?;
    conn.prepare_cached(sql)?.execute((article.0, &head.source, head.stated, head.complete, to_ms(now), warnings))?;
    conn.prepare_cached("UPDATE articles SET stated = coalesce(?, stated) WHERE id = ?")?
        .execute((head.stated, article.0))
        .map(|_| ())
}

/// A comment that the source has removed keeps the words and the name it had in the cache.
fn save_comment(
    conn: &Connection,
    article: ArticleId,
    position: i64,
    comment: &Comment,
    body: &Value,
    now: Time,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO comments (article, id, position, parent, author, published, body, score, state, url,
                                     by_author, first_seen)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
               ON CONFLICT DO UPDATE SET position = ?3, parent = ?4, published = coalesce(?6, published), score = ?8,
                   state = ?9, url = coalesce(?10, url), by_author = ?11,
                   author = CASE WHEN ?9 = ?13 THEN coalesce(author, ?5) ELSE ?5 END,
                   body = CASE WHEN ?9 = ?13 THEN coalesce(body, ?7) ELSE ?7 END";
    conn.prepare_cached(sql)?
        .execute(rusqlite::params![
            article.0,
            comment.id,
            position,
            comment.parent,
            comment.author.as_deref(),
            comment.published.map(to_ms),
            body,
            comment.score,
            state_number(comment.state),
            comment.url,
            comment.by_author,
            to_ms(now),
            state_number(CommentState::Removed),
        ])
        .map(|_| ())
}

/// Writes the article's numbers anew.
fn count(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    let sql = "UPDATE articles SET
                   loaded = (SELECT count(*) FROM comments WHERE article = ?1),
                   unseen = (SELECT count(*) FROM comments WHERE article = ?1 AND state <> ?2
                             AND (thread_visited IS NULL OR first_seen > thread_visited))
               WHERE id = ?1";
    conn.prepare_cached(sql)?.execute((article.0, state_number(CommentState::Removed))).map(|_| ())
}

/// The answer's order, with each comment that it lacks after the one that it stood after.
fn merged<'a>(cached: &'a [String], answer: &[&'a str]) -> Vec<&'a str> {
    let answered: HashSet<&str> = answer.iter().copied().collect();
    let mut after: HashMap<Option<&str>, Vec<&str>> = HashMap::new();
    let mut last = None;
    for id in cached.iter().map(String::as_str) {
        if answered.contains(id) {
            last = Some(id);
        } else {
            after.entry(last).or_default().push(id);
        }
    }
    let mut order = after.remove(&None).unwrap_or_default();
    for id in answer {
        order.push(id);
        order.extend(after.remove(&Some(*id)).unwrap_or_default());
    }
    order
}

fn state_number(state: CommentState) -> u8 {
    match state {
        CommentState::Visible => 0,
        CommentState::Pending => 1,
        CommentState::Removed => 2,
    }
}

fn comment(row: &Row<'_>, visited: Option<i64>) -> rusqlite::Result<Comment> {
    let state = match row.get::<_, u8>("state")? {
        0 => CommentState::Visible,
        1 => CommentState::Pending,
        _ => CommentState::Removed,
    };
    let first_seen: i64 = row.get("first_seen")?;
    Ok(Comment {
        id: row.get("id")?,
        parent: row.get("parent")?,
        author: line(row, "author")?,
        published: time(row, "published")?,
        html: unpack(row, "body")?.unwrap_or_default(),
        score: row.get("score")?,
        votes: None,
        state,
        url: row.get("url")?,
        by_author: row.get("by_author")?,
        mark: Mark::default(),
        edited: false,
        origin: 0,
        new: state != CommentState::Removed && visited.is_some_and(|visited| first_seen > visited),
    })
}

#[cfg(test)]
mod tests {
    use super::merged;

    #[test]
    fn what_an_answer_lacks_keeps_its_place() {
        for (cached, answer, want) in [
            ("", "a b", "a b"),
            ("a b c", "a b c d", "a b c d"),
            ("a b c", "a c", "a b c"),
            ("a b c", "b a", "b c a"),
            ("a b", "c", "a b c"),
            ("a b c d", "d", "a b c d"),
        ] {
            let cached: Vec<String> = cached.split_whitespace().map(str::to_owned).collect();
            let answer: Vec<&str> = answer.split_whitespace().collect();
            assert_eq!(merged(&cached, &answer).join(" "), want, "{cached:?} + {answer:?}");
        }
    }
}
