//! Cached threads: what a source answered, merged into what was there.
//!
//! Nothing that was once loaded is lost by a later answer: what a complete answer lacks is marked removed and stays
//! readable, and words that were changed leave the earlier ones behind. Making a tree of it is left to
//! `domain::thread`, marks and folds to `triage`.

use std::collections::{HashMap, HashSet};

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row};

use super::revisions::REVISIONS;
use super::sketches::enqueue;
use super::values::{from_ms, line, pack_comment, texts, time, to_json, to_ms, unpack, unpack_value};
use super::{Store, StoreError};
use crate::domain::{
    ArticleId, Comment, CommentRef, CommentState, Html, LoadedThread, Mark, ThreadHead, Time, Votes, Warning,
};

/// Comments that room is made for at once.
const MOST_AT_ONCE: u32 = 1_000_000;

/// What [`Store::save_thread`] did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ThreadSaved {
    /// Comments that were not there before.
    pub new: usize,
    /// Comments there are now.
    pub total: usize,
}

/// The cached threads of an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StoredThread {
    /// Each thread, the outlet's own first.
    pub heads: Vec<ThreadHead>,
    /// Siblings in the order to show; `origin` is a place in `heads`. `new` is set on what came after the last visit;
    /// before the first visit nothing stands out.
    pub comments: Vec<Comment>,
}

impl Store {
    /// Merges an answer into the thread of its origin, by the comments' ids; the answer's words win. An empty answer
    /// leaves a thread that has comments as it is; one that is empty because something is missing counts as a failure. What is new below a comment that is done is done too, unless its id is
    /// in `returns`. Does nothing when there is no such article.
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

    /// The cached threads of an article; `None` when none was ever loaded.
    pub fn thread(&self, article: ArticleId) -> Result<Option<StoredThread>, StoreError> {
        self.thread_with(article, "body")
    }

    /// The same without bodies, only their sizes, for a long thread.
    pub fn thread_outline(&self, article: ArticleId) -> Result<Option<StoredThread>, StoreError> {
        self.thread_with(article, "length(body)")
    }

    /// The bodies of these comments, in the same order; empty for what is not there.
    pub fn bodies(&self, article: ArticleId, comments: &[CommentRef]) -> Result<Vec<Html>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT body FROM comments WHERE article = ? AND origin = ? AND id = ?";
            let mut statement = conn.prepare_cached(sql)?;
            let mut body = |name: &CommentRef| {
                let found = statement.query_row((article.0, &name.origin, &name.id), |row| unpack(row, 0)).optional();
                found.map(|body| body.flatten().unwrap_or_default())
            };
            comments.iter().map(&mut body).collect()
        })
    }

    fn thread_with(&self, article: ArticleId, body: &str) -> Result<Option<StoredThread>, StoreError> {
        self.read(|conn| {
            let heads: Vec<ThreadHead> = conn
                .prepare_cached("SELECT * FROM threads WHERE article = ? ORDER BY origin")?
                .query_map([article.0], head)?
                .collect::<rusqlite::Result<_>>()?;
            if heads.is_empty() {
                return Ok(None);
            }
            let visited: Option<i64> = conn
                .prepare_cached("SELECT thread_visited FROM articles WHERE id = ?")?
                .query_row([article.0], |row| row.get(0))?;
            let mut statement =
                conn.prepare_cached(&format!("SELECT {COLUMNS}, {body} FROM comments WHERE article = ?"))?;
            let mut rows = statement.query([article.0])?;
            // Only keys are sorted, and the comments change places where they are: they are large and may be very many.
            let count = conn
                .prepare_cached("SELECT loaded FROM articles WHERE id = ?")?
                .query_row([article.0], |row| row.get::<_, Option<u32>>(0))?;
            let room = count.unwrap_or(0).min(MOST_AT_ONCE) as usize;
            let mut found: Vec<Comment> = Vec::with_capacity(room);
            let mut keys: Vec<(u16, i64, usize)> = Vec::with_capacity(room);
            while let Some(row) = rows.next()? {
                let (position, comment) = comment(row, &heads, visited)?;
                keys.push((comment.origin, position, found.len()));
                found.push(comment);
            }
            keys.sort_unstable();
            arrange(&mut found, keys.into_iter().map(|(.., at)| at).collect());
            Ok(Some(StoredThread { heads, comments: found }))
        })
    }

    /// The reader looked at the threads: nothing in them is new any more.
    /// `until` is when what was looked at was fetched: what came later is still new.
    pub fn visit_thread(&self, article: ArticleId, until: Time) -> Result<(), StoreError> {
        self.write(move |conn| {
            let sql = "UPDATE articles SET thread_visited = max(coalesce(thread_visited, 0), ?) WHERE id = ?";
            conn.prepare_cached(sql)?.execute((to_ms(until), article.0)).map(drop)
        })
    }
}

/// Puts at each place what stands at the one that `from` names; each is named once.
fn arrange<T>(all: &mut [T], mut from: Vec<usize>) {
    for start in 0..from.len() {
        // Round a circle of places, until what stood at its beginning has come to its end.
        let mut at = start;
        while from[at] != start {
            let next = from[at];
            all.swap(at, next);
            from[at] = at;
            at = next;
        }
        from[at] = at;
    }
}

/// What is known of the comments of one thread before an answer.
struct Known {
    /// In order.
    ids: Vec<String>,
    bodies: HashMap<String, Value>,
    marks: HashMap<String, Mark>,
}

fn known(conn: &Connection, article: ArticleId, origin: &str) -> rusqlite::Result<Known> {
    let mut rows: Vec<(i64, String)> = Vec::new();
    let (mut bodies, mut marks) = (HashMap::new(), HashMap::new());
    let sql = "SELECT position, id, body, mark FROM comments WHERE article = ? AND origin = ?";
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query((article.0, origin))?;
    while let Some(row) = found.next()? {
        let id: String = row.get(1)?;
        bodies.insert(id.clone(), row.get(2)?);
        marks.insert(id.clone(), mark_of(row.get(3)?));
        rows.push((row.get(0)?, id));
    }
    rows.sort_unstable();
    Ok(Known { ids: rows.into_iter().map(|(_, id)| id).collect(), bodies, marks })
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
    let known = known(conn, article, &head.origin)?;
    if answer.is_empty() && !known.ids.is_empty() {
        // It answered, but what it was asked for did not come: that is a failure like any other.
        let why = head.gaps.first().map(ToString::to_string);
        let sql = "UPDATE threads SET failure = ?3, fetched = ?4 WHERE article = ?1 AND origin = ?2";
        conn.prepare_cached(sql)?.execute((article.0, &head.origin, why, to_ms(now)))?;
        return Ok(ThreadSaved { new: 0, total: known.ids.len() });
    }
    save_head(conn, article, head, now)?;
    let ids: Vec<&str> = answer.iter().map(|(c, _)| c.id.as_str()).collect();
    let answered: HashMap<&str, &(Comment, Value)> = answer.iter().map(|pair| (pair.0.id.as_str(), pair)).collect();
    let order = merged(&known.ids, &ids);
    let done = inherited(answer, &known, returns);
    let writer = Writer { conn, article, origin: &head.origin, now };
    for (position, id) in (0_i64..).zip(&order) {
        match answered.get(id) {
            Some((comment, body)) => {
                let mark = if done.contains(*id) { Mark::Done } else { Mark::Unseen };
                writer.comment(position, (comment, mark), body, known.bodies.get(*id))?;
            }
            None => writer.missing(position, id, head.complete)?,
        }
    }
    count(conn, article)?;
    enqueue(conn, article)?;
    let new = ids.iter().filter(|id| !known.marks.contains_key(**id)).count();
    Ok(ThreadSaved { new, total: order.len() })
}

/// New comments below what is done, at every depth, that have no reason to come back.
fn inherited<'a>(answer: &'a [(Comment, Value)], known: &Known, returns: &HashSet<String>) -> HashSet<&'a str> {
    let parents: HashMap<&str, &str> =
        answer.iter().filter_map(|(c, _)| Some((c.id.as_str(), c.parent.as_deref()?))).collect();
    let mut decided: HashMap<&str, bool> = HashMap::new();
    for (comment, _) in answer.iter().filter(|(c, _)| !known.marks.contains_key(&c.id)) {
        let mut way = Vec::new();
        let mut at = Some(comment.id.as_str());
        // Up to what is known or decided; what runs in a circle ends at what was passed.
        let done = loop {
            let Some(id) = at else { break false };
            if let Some(mark) = known.marks.get(id) {
                break *mark == Mark::Done;
            }
            if let Some(done) = decided.get(id) {
                break *done;
            }
            if returns.contains(id) || way.len() > answer.len() {
                way.push(id);
                break false;
            }
            way.push(id);
            at = parents.get(id).copied();
        };
        decided.extend(way.into_iter().map(|id| (id, done)));
    }
    answer.iter().map(|(c, _)| c.id.as_str()).filter(|id| decided.get(id) == Some(&true)).collect()
}

fn save_head(conn: &Connection, article: ArticleId, head: &LoadedThread, now: Time) -> rusqlite::Result<()> {
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
    /// A comment that the source has removed keeps the words and the name it had in the cache; one whose words were
    /// changed keeps the earlier ones beside them.
    fn comment(
        &self,
        position: i64,
        (comment, mark): (&Comment, Mark),
        body: &Value,
        before: Option<&Value>,
    ) -> rusqlite::Result<()> {
        let is_edited = comment.state != CommentState::Removed
            && before.is_some_and(|before| before != body && !same_words(before, body));
        if let Some(before) = before.filter(|_| is_edited) {
            let sql = "INSERT OR REPLACE INTO comment_revisions (article, origin, comment, at, body)
                       VALUES (?, ?, ?, ?, ?)";
            let row = (self.article.0, self.origin, &comment.id, to_ms(self.now), before);
            self.conn.prepare_cached(sql)?.execute(row)?;
            let sql = "DELETE FROM comment_revisions WHERE article = ?1 AND origin = ?2 AND comment = ?3 AND at <=
                       (SELECT at FROM comment_revisions WHERE article = ?1 AND origin = ?2 AND comment = ?3
                        ORDER BY at DESC LIMIT 1 OFFSET ?4)";
            self.conn.prepare_cached(sql)?.execute((self.article.0, self.origin, &comment.id, REVISIONS))?;
        }
        let sql = "INSERT INTO comments (article, origin, id, position, parent, author, published, body, score, up, down,
                                         state, url, by_author, first_seen, mark)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
                   ON CONFLICT DO UPDATE SET position = ?4, parent = ?5, published = coalesce(?7, published), score = ?9,
                       up = ?10, down = ?11, state = ?12, url = coalesce(?13, url), by_author = ?14,
                       author = CASE WHEN ?12 = ?17 THEN coalesce(author, ?6) ELSE ?6 END,
                       body = CASE WHEN ?12 = ?17 THEN coalesce(body, ?8) ELSE ?8 END,
                       edited = CASE WHEN ?18 THEN ?15 ELSE edited END";
        self.conn
            .prepare_cached(sql)?
            .execute(rusqlite::params![
                self.article.0,
                self.origin,
                comment.id,
                position,
                comment.parent,
                comment.author.as_deref(),
                comment.published.map(to_ms),
                body,
                comment.score,
                comment.votes.map(|votes| votes.up),
                comment.votes.map(|votes| votes.down),
                state_number(comment.state),
                comment.url,
                comment.by_author,
                to_ms(self.now),
                mark_number(mark),
                state_number(CommentState::Removed),
                is_edited,
            ])
            .map(drop)
    }

    /// What an answer lacks keeps its place; where the answer was all of it, it is removed.
    fn missing(&self, position: i64, id: &str, is_removed: bool) -> rusqlite::Result<()> {
        let sql = "UPDATE comments SET position = ?4, state = CASE WHEN ?5 THEN ?6 ELSE state END
                   WHERE article = ?1 AND origin = ?2 AND id = ?3";
        let removed = state_number(CommentState::Removed);
        self.conn
            .prepare_cached(sql)?
            .execute((self.article.0, self.origin, id, position, is_removed, removed))
            .map(drop)
    }
}

/// Whether two bodies say the same, whatever their tags and spaces.
fn same_words(a: &Value, b: &Value) -> bool {
    let words = |value: &Value| -> Option<String> {
        let html = unpack_value(value).ok()?.unwrap_or_default().0;
        let outside = html.split('<').enumerate().map(|(at, part)| match part.split_once('>') {
            Some((_, text)) if at > 0 => text,
            _ => part,
        });
        Some(outside.flat_map(str::split_whitespace).collect())
    };
    words(a) == words(b)
}

/// Writes the article's numbers anew.
pub(super) fn count(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    let sql = "UPDATE articles SET
                   loaded = (SELECT count(*) FROM comments WHERE article = ?1),
                   unseen = (SELECT count(*) FROM comments WHERE article = ?1 AND state <> ?2 AND mark = 0),
                   stated = coalesce((SELECT sum(coalesce(t.stated, (SELECT count(*) FROM comments c
                                                  WHERE c.article = t.article AND c.origin = t.origin)))
                                      FROM threads t WHERE t.article = ?1 HAVING count(t.stated) > 0), stated)
               WHERE id = ?1";
    conn.prepare_cached(sql)?.execute((article.0, state_number(CommentState::Removed))).map(drop)
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

pub(super) fn state_number(state: CommentState) -> u8 {
    match state {
        CommentState::Visible => 0,
        CommentState::Pending => 1,
        CommentState::Removed => 2,
    }
}

pub(super) fn mark_number(mark: Mark) -> u8 {
    match mark {
        Mark::Unseen => 0,
        Mark::Seen => 1,
        Mark::Done => 2,
        Mark::Kept => 3,
    }
}

fn mark_of(number: u8) -> Mark {
    match number {
        0 => Mark::Unseen,
        1 => Mark::Seen,
        2 => Mark::Done,
        _ => Mark::Kept,
    }
}

fn head(row: &Row<'_>) -> rusqlite::Result<ThreadHead> {
    let warnings =
        |column| -> rusqlite::Result<Vec<Warning>> { Ok(texts(row, column)?.into_iter().map(Warning).collect()) };
    Ok(ThreadHead {
        origin: row.get("origin")?,
        source: row.get("source")?,
        page: row.get("page")?,
        stated: row.get("stated")?,
        complete: row.get("complete")?,
        fetched: from_ms(row.get("fetched")?),
        gaps: warnings("gaps")?,
        warnings: warnings("warnings")?,
        failure: line(row, "failure")?,
    })
}

/// By number, as there may be very many rows; the body, or its size, comes last.
const COLUMNS: &str = "position, origin, id, parent, author, published, score, up, down, state, url, by_author,
                       first_seen, mark, edited";

fn comment(row: &Row<'_>, heads: &[ThreadHead], visited: Option<i64>) -> rusqlite::Result<(i64, Comment)> {
    let state = match row.get::<_, u8>(9)? {
        0 => CommentState::Visible,
        1 => CommentState::Pending,
        _ => CommentState::Removed,
    };
    let name = row.get_ref(1)?.as_str()?;
    let origin = heads.iter().position(|head| head.origin == name).unwrap_or(0);
    let first_seen: i64 = row.get(12)?;
    let votes = row.get::<_, Option<u32>>(7)?.zip(row.get::<_, Option<u32>>(8)?);
    let (html, bytes) = if let ValueRef::Integer(bytes) = row.get_ref(15)? {
        (Html::default(), u32::try_from(bytes).unwrap_or(u32::MAX))
    } else {
        let html = unpack(row, 15)?.unwrap_or_default();
        let bytes = u32::try_from(html.0.len()).unwrap_or(u32::MAX);
        (html, bytes)
    };
    let comment = Comment {
        id: row.get(2)?,
        parent: row.get(3)?,
        author: line(row, 4)?,
        published: time(row, 5)?,
        html,
        bytes,
        score: row.get(6)?,
        votes: votes.map(|(up, down)| Votes { up, down }),
        state,
        url: row.get(10)?,
        by_author: row.get(11)?,
        new: state != CommentState::Removed && visited.is_some_and(|visited| first_seen > visited),
        mark: mark_of(row.get(13)?),
        edited: row.get::<_, Option<i64>>(14)?.is_some(),
        origin: u16::try_from(origin).unwrap_or(0),
    };
    Ok((row.get(0)?, comment))
}

#[cfg(test)]
mod tests {
    use super::{arrange, merged};

    proptest::proptest! {
        #[test]
        fn everything_comes_to_its_place(keys in proptest::collection::vec(0..40_u32, 0..40)) {
            let mut from: Vec<usize> = (0..keys.len()).collect();
            from.sort_by_key(|at| keys[*at]);
            let want: Vec<u32> = from.iter().map(|at| keys[*at]).collect();
            let mut found = keys;
            arrange(&mut found, from);
            proptest::prop_assert_eq!(found, want);
        }
    }

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
