//! Merges a source's answer into the cached thread.
//!
//! No answer deletes a loaded comment. A comment that a complete answer lacks is marked removed and stays readable; an
//! edited comment keeps its earlier text. `comments` reads threads.

use std::collections::{HashMap, HashSet};

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use super::comments::{count, mark_number, mark_of, state_number};
use super::revisions::REVISIONS;
use super::sketches::enqueue;
use super::values::{limit, pack_comment, to_json, to_ms, unpack_value};
use super::{Store, StoreError};
use crate::domain::{ArticleId, Comment, CommentStatus, Html, LoadedThread, Moderation, ReplyState, Time};

/// Result of [`Store::save_thread`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ThreadSaved {
    /// Number of comments that the cached thread did not have before.
    pub new: usize,
    /// Number of comments that the cached thread has now.
    pub total: usize,
}

impl Store {
    /// Merges an answer into the cached thread of its origin, by comment id; the answer's text wins. Does nothing if
    /// there is no such article.
    ///
    /// An empty answer leaves a thread with comments as it is, and counts as a failure if it names gaps. A new comment
    /// below a done one is done too, unless its id is in `returns`.
    pub fn save_thread(
        &self,
        article: ArticleId,
        thread: &LoadedThread,
        returns: &HashSet<String>,
        now: Time,
    ) -> Result<ThreadSaved, StoreError> {
        let mut seen = HashSet::new();
        let comments = thread.comments.iter().filter(|c| seen.insert(c.id.as_str()));
        let packed: Vec<(Comment, Value)> =
            comments.map(|c| (Comment { html: Html::default(), ..c.clone() }, pack_comment(&c.html))).collect();
        let head = LoadedThread { comments: Vec::new(), ..thread.clone() };
        let returns = returns.clone();
        self.write(move |conn| save(conn, article, &head, (&packed, &returns), now))
    }
}

/// Comments of one cached thread before the merge.
struct Cached {
    /// Ids in order.
    ids: Vec<String>,
    bodies: HashMap<String, Value>,
    marks: HashMap<String, CommentStatus>,
}

fn cached(conn: &Connection, article: ArticleId, origin: &str) -> rusqlite::Result<Cached> {
    let mut rows: Vec<(i64, String)> = Vec::new();
    let (mut bodies, mut marks) = (HashMap::new(), HashMap::new());
    let sql = "SELECT position, c.id, body, mark FROM comments c
               LEFT JOIN comment_bodies USING (article, origin, id) WHERE c.article = ? AND c.origin = ?";
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query((article.0, origin))?;
    while let Some(row) = found.next()? {
        let id: String = row.get(1)?;
        bodies.insert(id.clone(), row.get(2)?);
        marks.insert(id.clone(), mark_of(row.get(3)?));
        rows.push((row.get(0)?, id));
    }
    rows.sort_unstable();
    Ok(Cached { ids: rows.into_iter().map(|(_, id)| id).collect(), bodies, marks })
}

fn save(
    conn: &Connection,
    article: ArticleId,
    head: &LoadedThread,
    (answer, returns): (&[(Comment, Value)], &HashSet<String>),
    now: Time,
) -> rusqlite::Result<ThreadSaved> {
    let is_there = conn.prepare_cached("SELECT 1 FROM articles WHERE id = ?")?.query_row([article.0], |_| Ok(()));
    if is_there.optional()?.is_none() {
        return Ok(ThreadSaved::default());
    }
    let cached = cached(conn, article, &head.origin)?;
    if answer.is_empty() && !cached.ids.is_empty() {
        // The source answered without the comments: a failure like any other, if it names a gap.
        let why = head.gaps.first().map(ToString::to_string);
        let sql = "UPDATE threads SET failure = ?3, fetched = ?4 WHERE article = ?1 AND origin = ?2";
        conn.prepare_cached(sql)?.execute((article.0, &head.origin, why, to_ms(now)))?;
        return Ok(ThreadSaved { new: 0, total: cached.ids.len() });
    }
    save_summary(conn, article, head, now)?;
    let ids: Vec<&str> = answer.iter().map(|(c, _)| c.id.as_str()).collect();
    let answered: HashMap<&str, &(Comment, Value)> = answer.iter().map(|pair| (pair.0.id.as_str(), pair)).collect();
    let order = merged(&cached.ids, &ids);
    let done = inherited(answer, &cached, returns);
    let own = own_replies(conn, article, &head.origin)?;
    let writer = Writer { conn, article, origin: &head.origin, now };
    for (position, id) in (0_i64..).zip(&order) {
        match answered.get(id) {
            Some((comment, body)) => {
                let mark = match () {
                    () if done.contains(*id) => CommentStatus::Done,
                    () if own.contains(*id) => CommentStatus::Seen,
                    () => CommentStatus::Unseen,
                };
                writer.comment(position, (comment, mark), body, cached.bodies.get(*id))?;
            }
            None => writer.missing(position, id, head.complete)?,
        }
    }
    approve_replies(conn, article, &head.origin)?;
    count(conn, article)?;
    enqueue(conn, article)?;
    let new = ids.iter().filter(|id| !cached.marks.contains_key(**id)).count();
    Ok(ThreadSaved { new, total: order.len() })
}

/// Ids, in the thread, of the user's own replies.
fn own_replies(conn: &Connection, article: ArticleId, origin: &str) -> rusqlite::Result<HashSet<String>> {
    let sql = "SELECT remote FROM outbox WHERE article = ? AND origin = ? AND remote IS NOT NULL";
    conn.prepare_cached(sql)?.query_map((article.0, origin), |row| row.get(0))?.collect()
}

/// Marks replies that waited for moderation as sent once they are visible in the thread.
fn approve_replies(conn: &Connection, article: ArticleId, origin: &str) -> rusqlite::Result<()> {
    let sql = "UPDATE outbox SET state = ?3 WHERE article = ?1 AND origin = ?2 AND state = ?4 AND remote IN
                   (SELECT id FROM comments WHERE article = ?1 AND origin = ?2 AND state = ?5)";
    let (from, to) = (ReplyState::Pending.as_str(), ReplyState::Sent.as_str());
    let shown = state_number(Moderation::Visible);
    conn.prepare_cached(sql)?.execute((article.0, origin, to, from, shown)).map(drop)
}

/// Ids of new comments that inherit "done" from a comment above, at any depth, and are not in `returns`.
fn inherited<'a>(answer: &'a [(Comment, Value)], cached: &Cached, returns: &HashSet<String>) -> HashSet<&'a str> {
    let parents: HashMap<&str, &str> =
        answer.iter().filter_map(|(c, _)| Some((c.id.as_str(), c.parent.as_deref()?))).collect();
    let mut decided: HashMap<&str, bool> = HashMap::new();
    for (comment, _) in answer.iter().filter(|(c, _)| !cached.marks.contains_key(c.id.as_str())) {
        let mut path = Vec::new();
        let mut at = Some(comment.id.as_str());
        // Climbs to a cached or decided comment. A cycle of parents ends when the path outgrows the answer.
        let done = loop {
            let Some(id) = at else { break false };
            if let Some(mark) = cached.marks.get(id) {
                break *mark == CommentStatus::Done;
            }
            if let Some(done) = decided.get(id) {
                break *done;
            }
            path.push(id);
            if returns.contains(id) || path.len() > answer.len() + 1 {
                break false;
            }
            at = parents.get(id).copied();
        };
        decided.extend(path.into_iter().map(|id| (id, done)));
    }
    answer.iter().map(|(c, _)| c.id.as_str()).filter(|id| decided.get(id) == Some(&true)).collect()
}

fn save_summary(conn: &Connection, article: ArticleId, head: &LoadedThread, now: Time) -> rusqlite::Result<()> {
    let sql =
        "INSERT OR REPLACE INTO threads (article, origin, source, page, stated, complete, fetched, gaps, warnings)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    conn.prepare_cached(sql)?
        .execute(rusqlite::params![
            article.0,
            head.origin,
            head.source,
            head.page,
            head.stated,
            head.complete,
            to_ms(now),
            to_json(&head.gaps)?,
            to_json(&head.warnings)?,
        ])
        .map(drop)
}

/// Writes the comments of one thread.
struct Writer<'a> {
    conn: &'a Connection,
    article: ArticleId,
    origin: &'a str,
    now: Time,
}

impl Writer<'_> {
    /// Writes a comment. One that the source removed keeps the text and author it had in the cache; of an edited one
    /// the store keeps the earlier text too.
    fn comment(
        &self,
        position: i64,
        (comment, mark): (&Comment, CommentStatus),
        body: &Value,
        before: Option<&Value>,
    ) -> rusqlite::Result<()> {
        let is_edited = comment.state != Moderation::Removed
            && before.is_some_and(|before| before != body && !has_same_text(before, body));
        if let Some(before) = before.filter(|_| is_edited) {
            let sql = "INSERT OR REPLACE INTO comment_revisions (article, origin, comment, at, body)
                       VALUES (?, ?, ?, ?, ?)";
            let row = (self.article.0, self.origin, comment.id.as_str(), to_ms(self.now), before);
            self.conn.prepare_cached(sql)?.execute(row)?;
            let sql = "DELETE FROM comment_revisions WHERE article = ?1 AND origin = ?2 AND comment = ?3 AND at <=
                       (SELECT at FROM comment_revisions WHERE article = ?1 AND origin = ?2 AND comment = ?3
                        ORDER BY at DESC LIMIT 1 OFFSET ?4)";
            self.conn.prepare_cached(sql)?.execute((self.article.0, self.origin, comment.id.as_str(), REVISIONS))?;
        }
        let last_text = before.filter(|before| comment.state == Moderation::Removed && **before != Value::Null);
        let kept = last_text.unwrap_or(body);
        if before != Some(kept) {
            self.body(&comment.id, kept)?;
        }
        let sql = "INSERT INTO comments (article, origin, id, position, parent, author, published, bytes, score, up, down,
                                         state, url, by_author, first_seen, mark)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
                   ON CONFLICT DO UPDATE SET position = ?4, parent = ?5, published = coalesce(?7, published), score = ?9,
                       up = ?10, down = ?11, state = ?12, url = coalesce(?13, url), by_author = ?14,
                       author = CASE WHEN ?12 = ?17 THEN coalesce(author, ?6) ELSE ?6 END,
                       bytes = ?8,
                       edited = CASE WHEN ?18 THEN ?15 ELSE edited END";
        self.conn
            .prepare_cached(sql)?
            .execute(rusqlite::params![
                self.article.0,
                self.origin,
                comment.id.as_str(),
                position,
                comment.parent.as_deref(),
                comment.author.as_deref(),
                comment.published.map(to_ms),
                limit(bytes_of(kept)),
                comment.score,
                comment.votes.map(|votes| votes.up),
                comment.votes.map(|votes| votes.down),
                state_number(comment.state),
                comment.url,
                comment.by_author,
                to_ms(self.now),
                mark_number(mark),
                state_number(Moderation::Removed),
                is_edited,
            ])
            .map(drop)
    }

    /// Writes a comment's body; an empty one has no row.
    fn body(&self, id: &str, body: &Value) -> rusqlite::Result<()> {
        if *body == Value::Null {
            let sql = "DELETE FROM comment_bodies WHERE article = ? AND origin = ? AND id = ?";
            return self.conn.prepare_cached(sql)?.execute((self.article.0, self.origin, id)).map(drop);
        }
        let sql = "INSERT OR REPLACE INTO comment_bodies (article, origin, id, body) VALUES (?, ?, ?, ?)";
        self.conn.prepare_cached(sql)?.execute((self.article.0, self.origin, id, body)).map(drop)
    }

    /// Updates a comment that the answer lacks: it keeps its place, and counts as removed if the answer was complete.
    fn missing(&self, position: i64, id: &str, is_removed: bool) -> rusqlite::Result<()> {
        let sql = "UPDATE comments SET position = ?4, state = CASE WHEN ?5 THEN ?6 ELSE state END
                   WHERE article = ?1 AND origin = ?2 AND id = ?3";
        let removed = state_number(Moderation::Removed);
        self.conn
            .prepare_cached(sql)?
            .execute((self.article.0, self.origin, id, position, is_removed, removed))
            .map(drop)
    }
}

/// Size of a body as its column stores it, in bytes.
fn bytes_of(body: &Value) -> usize {
    match body {
        Value::Text(text) => text.len(),
        Value::Blob(frame) => frame.len(),
        _ => 0,
    }
}

/// Whether two bodies have the same text, apart from tags and white space.
fn has_same_text(a: &Value, b: &Value) -> bool {
    let text = |value: &Value| -> Option<String> {
        let html = unpack_value(value).ok()?.unwrap_or_default().0;
        let outside = html.split('<').enumerate().map(|(at, part)| match part.split_once('>') {
            Some((_, text)) if at > 0 => text,
            _ => part,
        });
        Some(outside.flat_map(str::split_whitespace).collect())
    };
    text(a) == text(b)
}

/// Merges the orders of cache and answer: that of the answer, with each comment it lacks after its cached predecessor.
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

#[cfg(test)]
mod tests {
    use super::merged;

    #[test]
    fn comments_that_an_answer_lacks_keep_their_place() {
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
