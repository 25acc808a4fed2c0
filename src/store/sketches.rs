//! What comments are compared by across threads: fed from a queue, as the search index is.
//!
//! Saving a thread only queues it; [`Store::sketch_pending`] does the work when there is time, a few hundred comments
//! at once, and only for comments whose words it doesn't know yet. Looking for what is alike is left to `cross_thread`,
//! turning HTML into text to the caller.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};

use super::values::{hash_bits, unpack};
use super::{Store, StoreError};
use crate::domain::ArticleId;
use crate::domain::article::Fnv;
use crate::domain::repeats::{Fingerprint, Sketch};

impl Store {
    /// Looks at up to `limit` comments that are new or have other words than when they were looked at, with `to_text`
    /// turning a body into text on the calling thread. Returns how many comments and threads it is further; 0 at the
    /// end. A few hundred at once keep marks quick meanwhile.
    pub fn sketch_pending(&self, limit: usize, to_text: fn(&str) -> String) -> Result<usize, StoreError> {
        let queued = self.read(|conn| queued(conn, limit))?;
        let ready: Vec<Ready> = queued.into_iter().map(|thread| thread.ready(to_text)).collect();
        if ready.is_empty() {
            return Ok(0);
        }
        self.write(move |conn| ready.iter().map(|thread| thread.store(conn)).sum())
    }
}

/// Puts a thread on the queue, from its beginning again if it was on it.
pub(super) fn enqueue(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    let sql = "INSERT INTO sketch_queue (article, ticket) VALUES (?, random())
               ON CONFLICT DO UPDATE SET ticket = excluded.ticket, origin = '', id = ''";
    conn.prepare_cached(sql)?.execute([article.0]).map(|_| ())
}

/// A comment's name within its article.
#[derive(Clone, Default)]
struct Name {
    origin: String,
    id: String,
}

/// A comment with words that are not known yet: its name, its words' hash and its body or what is made of it.
struct Seen<T> {
    name: Name,
    hash: i64,
    what: T,
}

/// Some comments of a queued thread.
struct Batch<T> {
    article: ArticleId,
    ticket: i64,
    comments: Vec<Seen<T>>,
    /// Where to go on; `None` at the end of the thread.
    reached: Option<Name>,
}

type Queued = Batch<String>;
type Ready = Batch<Option<Sketch>>;

fn queued(conn: &Connection, limit: usize) -> rusqlite::Result<Vec<Queued>> {
    let mut queue =
        conn.prepare_cached("SELECT article, ticket, origin, id FROM sketch_queue ORDER BY article DESC")?;
    let mut rows = queue.query([])?;
    let (mut batches, mut room) = (Vec::new(), limit);
    while room > 0
        && let Some(row) = rows.next()?
    {
        let after = Name { origin: row.get(2)?, id: row.get(3)? };
        let batch = batch(conn, ArticleId(row.get(0)?), row.get(1)?, &after, room)?;
        // A thread without anything new takes a place too: the scan is bounded.
        room = room.saturating_sub(batch.comments.len().max(1));
        batches.push(batch);
    }
    Ok(batches)
}

fn batch(conn: &Connection, article: ArticleId, ticket: i64, after: &Name, room: usize) -> rusqlite::Result<Queued> {
    let sql = "SELECT c.origin, c.id, b.body, s.hash FROM comments c
               LEFT JOIN comment_bodies b ON b.article = c.article AND b.origin = c.origin AND b.id = c.id
               LEFT JOIN sketches s ON s.article = c.article AND s.origin = c.origin AND s.id = c.id
               WHERE c.article = ?1 AND (c.origin, c.id) > (?2, ?3) ORDER BY c.origin, c.id";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query((article.0, &after.origin, &after.id))?;
    let mut batch = Batch { article, ticket, comments: Vec::new(), reached: None };
    while let Some(row) = rows.next()? {
        let hash = hash_of(row.get_ref(2)?);
        if row.get::<_, Option<i64>>(3)? == Some(hash) {
            continue;
        }
        let name = Name { origin: row.get(0)?, id: row.get(1)? };
        let what = unpack(row, 2)?.unwrap_or_default().0;
        batch.comments.push(Seen { name: name.clone(), hash, what });
        if batch.comments.len() >= room {
            batch.reached = Some(name);
            break;
        }
    }
    Ok(batch)
}

/// Of the body as it lies in its column, which need not be unpacked for it.
fn hash_of(body: ValueRef<'_>) -> i64 {
    let mut hash = Fnv::default();
    if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = body {
        hash.write(bytes);
    }
    hash_bits(hash.0)
}

impl Queued {
    fn ready(self, to_text: fn(&str) -> String) -> Ready {
        let sketch = |html: &str| Fingerprint::of(&to_text(html)).map(|print| print.sketch());
        let comments = self.comments.into_iter();
        let comments =
            comments.map(|seen| Seen { name: seen.name, hash: seen.hash, what: sketch(&seen.what) }).collect();
        Batch { article: self.article, ticket: self.ticket, comments, reached: self.reached }
    }
}

impl Ready {
    /// Leaves alone what was deleted or changed since it was read. Says how far it came.
    fn store(&self, conn: &Connection) -> rusqlite::Result<usize> {
        let sql = "SELECT 1 FROM sketch_queue WHERE article = ? AND ticket = ?";
        let waits = conn.prepare_cached(sql)?.query_row((self.article.0, self.ticket), |_| Ok(())).optional()?;
        if waits.is_none() {
            return Ok(0);
        }
        let mut bands: Vec<(u32, i64)> = Vec::new();
        for comment in &self.comments {
            let key = self.store_comment(conn, comment)?;
            bands.extend(comment.what.iter().flatten().map(|band| (*band, key)));
        }
        // In the order of the table, so that neighbours go to the same page.
        bands.sort_unstable();
        let mut insert = conn.prepare_cached("INSERT INTO sketch_bands (band, article, comment) VALUES (?, ?, ?)")?;
        for (band, key) in bands {
            insert.execute((band, self.article.0, key))?;
        }
        match &self.reached {
            Some(Name { origin, id }) => conn
                .prepare_cached("UPDATE sketch_queue SET origin = ?2, id = ?3 WHERE article = ?1")?
                .execute((self.article.0, origin, id))?,
            None => conn.prepare_cached("DELETE FROM sketch_queue WHERE article = ?")?.execute([self.article.0])?,
        };
        Ok(self.comments.len() + usize::from(self.reached.is_none()))
    }

    /// Writes down what a comment is compared by, takes its earlier bands out and returns its key.
    fn store_comment(&self, conn: &Connection, comment: &Seen<Option<Sketch>>) -> rusqlite::Result<i64> {
        let Name { origin, id } = &comment.name;
        let sql = "SELECT key, article, bands FROM sketches WHERE article = ? AND origin = ? AND id = ?";
        let mut before = conn.prepare_cached(sql)?;
        let mut before = before.query((self.article.0, origin, id))?;
        if let Some(row) = before.next()? {
            take_out(conn, row)?;
        }
        let sql = "INSERT INTO sketches (article, origin, id, hash, bands) VALUES (?, ?, ?, ?, ?)
                   ON CONFLICT (article, origin, id) DO UPDATE SET hash = excluded.hash, bands = excluded.bands
                   RETURNING key";
        let bands: Option<Vec<u8>> =
            comment.what.map(|bands| bands.iter().flat_map(|band| band.to_le_bytes()).collect());
        conn.prepare_cached(sql)?.query_row((self.article.0, origin, id, comment.hash, bands), |row| row.get(0))
    }
}

/// Takes the bands of articles' comments out, before the articles are deleted and their sketches with them.
pub(super) fn forget(conn: &Connection, ids: &[ArticleId]) -> rusqlite::Result<()> {
    let mut of_article = conn.prepare_cached("SELECT key, article, bands FROM sketches WHERE article = ?")?;
    for article in ids {
        let mut rows = of_article.query([article.0])?;
        while let Some(row) = rows.next()? {
            take_out(conn, row)?;
        }
    }
    Ok(())
}

/// Deletes the bands of a row of key, article and bands.
fn take_out(conn: &Connection, row: &Row<'_>) -> rusqlite::Result<()> {
    let (key, article): (i64, i64) = (row.get(0)?, row.get(1)?);
    let sql = "DELETE FROM sketch_bands WHERE band = ? AND article = ? AND comment = ?";
    let mut delete = conn.prepare_cached(sql)?;
    bands(row, 2)?.into_iter().try_for_each(|band| delete.execute((band, article, key)).map(drop))
}

/// The bands as a column holds them; none for a text that is too short.
pub(super) fn bands(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<u32>> {
    let blob = row.get_ref(column)?.as_blob_or_null()?.unwrap_or_default();
    Ok(blob.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
}
