//! Sketches comments, so that repeated text is found across threads; filled from a queue, as the search index is.
//!
//! Saving a thread only queues it. [`Store::sketch_pending`] sketches a few hundred comments at once, and only those
//! that are new or changed. `cross_thread` searches for similar comments; the caller supplies the function that turns
//! HTML into text.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};

use super::values::{hash_bits, unpack};
use super::{Store, StoreError};
use crate::domain::ArticleId;
use crate::domain::article::Fnv;
use crate::domain::repeats::{Fingerprint, Sketch};

impl Store {
    /// Sketches up to `limit` comments that are new or changed since their last sketch. Returns the number of comments
    /// and finished threads; 0 at the end of the queue. `to_text` turns a body into text on the calling thread. Batches
    /// of a few hundred keep other writes, such as marks, from waiting.
    pub fn sketch_pending(&self, limit: usize, to_text: fn(&str) -> String) -> Result<usize, StoreError> {
        let queued = self.read(|conn| queued(conn, limit))?;
        let ready: Vec<Ready> = queued.into_iter().map(|thread| thread.ready(to_text)).collect();
        if ready.is_empty() {
            return Ok(0);
        }
        self.write(move |conn| ready.iter().map(|thread| thread.store(conn)).sum())
    }
}

/// Queues the threads of an article; if they are queued already, sketching starts from their beginning again.
pub(super) fn enqueue(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    let sql = "INSERT INTO sketch_queue (article, ticket) VALUES (?, random())
               ON CONFLICT DO UPDATE SET ticket = excluded.ticket, origin = '', id = ''";
    conn.prepare_cached(sql)?.execute([article.0]).map(|_| ())
}

/// Identifies a comment within its article.
#[derive(Clone, Default)]
struct CommentKey {
    origin: String,
    id: String,
}

/// A comment without an up-to-date sketch, the hash of its body, and its body or new sketch.
struct Pending<T> {
    key: CommentKey,
    hash: i64,
    content: T,
}

/// Some comments of a queued article.
struct Batch<T> {
    article: ArticleId,
    ticket: i64,
    comments: Vec<Pending<T>>,
    /// Last comment read; `None` at the end of the article's threads.
    reached: Option<CommentKey>,
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
        let after = CommentKey { origin: row.get(2)?, id: row.get(3)? };
        let batch = batch(conn, ArticleId(row.get(0)?), row.get(1)?, &after, room)?;
        // A thread without new comments takes a place too, to bound the scan.
        room = room.saturating_sub(batch.comments.len().max(1));
        batches.push(batch);
    }
    Ok(batches)
}

fn batch(
    conn: &Connection,
    article: ArticleId,
    ticket: i64,
    after: &CommentKey,
    room: usize,
) -> rusqlite::Result<Queued> {
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
        let key = CommentKey { origin: row.get(0)?, id: row.get(1)? };
        let content = unpack(row, 2)?.unwrap_or_default().0;
        batch.comments.push(Pending { key: key.clone(), hash, content });
        if batch.comments.len() >= room {
            batch.reached = Some(key);
            break;
        }
    }
    Ok(batch)
}

/// Hashes a body as its column stores it, without unpacking it.
fn hash_of(body: ValueRef<'_>) -> i64 {
    let mut hash = Fnv::default();
    if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = body {
        hash.write(bytes);
    }
    hash_bits(hash.0)
}

impl Queued {
    fn ready(self, to_text: fn(&str) -> String) -> Ready {
        let sketch = |html: &str| Fingerprint::of(&to_text(html)).map(|fingerprint| fingerprint.sketch());
        let ready = |comment: Pending<String>| Pending {
            key: comment.key,
            hash: comment.hash,
            content: sketch(&comment.content),
        };
        let comments = self.comments.into_iter().map(ready).collect();
        Batch { article: self.article, ticket: self.ticket, comments, reached: self.reached }
    }
}

impl Ready {
    /// Stores the sketches, unless the threads were deleted or changed since they were read. Returns the number of
    /// comments and finished threads.
    fn store(&self, conn: &Connection) -> rusqlite::Result<usize> {
        let sql = "SELECT 1 FROM sketch_queue WHERE article = ? AND ticket = ?";
        let waits = conn.prepare_cached(sql)?.query_row((self.article.0, self.ticket), |_| Ok(())).optional()?;
        if waits.is_none() {
            return Ok(0);
        }
        let mut bands: Vec<(u32, i64)> = Vec::new();
        for comment in &self.comments {
            let key = self.store_comment(conn, comment)?;
            bands.extend(comment.content.iter().flatten().map(|band| (*band, key)));
        }
        // In the order of the table, so that neighbouring rows go to the same page.
        bands.sort_unstable();
        let mut insert = conn.prepare_cached("INSERT INTO sketch_bands (band, article, comment) VALUES (?, ?, ?)")?;
        for (band, key) in bands {
            insert.execute((band, self.article.0, key))?;
        }
        match &self.reached {
            Some(CommentKey { origin, id }) => conn
                .prepare_cached("UPDATE sketch_queue SET origin = ?2, id = ?3 WHERE article = ?1")?
                .execute((self.article.0, origin, id))?,
            None => conn.prepare_cached("DELETE FROM sketch_queue WHERE article = ?")?.execute([self.article.0])?,
        };
        Ok(self.comments.len() + usize::from(self.reached.is_none()))
    }

    /// Stores the sketch of a comment, deletes its earlier bands, and returns its row.
    fn store_comment(&self, conn: &Connection, comment: &Pending<Option<Sketch>>) -> rusqlite::Result<i64> {
        let CommentKey { origin, id } = &comment.key;
        let sql = "SELECT key, article, bands FROM sketches WHERE article = ? AND origin = ? AND id = ?";
        let mut before = conn.prepare_cached(sql)?;
        let mut before = before.query((self.article.0, origin, id))?;
        if let Some(row) = before.next()? {
            delete_bands(conn, row)?;
        }
        let sql = "INSERT INTO sketches (article, origin, id, hash, bands) VALUES (?, ?, ?, ?, ?)
                   ON CONFLICT (article, origin, id) DO UPDATE SET hash = excluded.hash, bands = excluded.bands
                   RETURNING key";
        let bands: Option<Vec<u8>> =
            comment.content.map(|bands| bands.iter().flat_map(|band| band.to_le_bytes()).collect());
        conn.prepare_cached(sql)?.query_row((self.article.0, origin, id, comment.hash, bands), |row| row.get(0))
    }
}

/// Deletes the bands of articles' comments before the articles are deleted, because their sketches go with them.
pub(super) fn forget(conn: &Connection, ids: &[ArticleId]) -> rusqlite::Result<()> {
    let mut of_article = conn.prepare_cached("SELECT key, article, bands FROM sketches WHERE article = ?")?;
    for article in ids {
        let mut rows = of_article.query([article.0])?;
        while let Some(row) = rows.next()? {
            delete_bands(conn, row)?;
        }
    }
    Ok(())
}

/// Deletes the bands of a row with the columns key, article and bands.
fn delete_bands(conn: &Connection, row: &Row<'_>) -> rusqlite::Result<()> {
    let (key, article): (i64, i64) = (row.get(0)?, row.get(1)?);
    let sql = "DELETE FROM sketch_bands WHERE band = ? AND article = ? AND comment = ?";
    let mut delete = conn.prepare_cached(sql)?;
    bands(row, 2)?.into_iter().try_for_each(|band| delete.execute((band, article, key)).map(drop))
}

/// Reads the bands in a column; none for a text that is too short to compare.
pub(super) fn bands(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<u32>> {
    let blob = row.get_ref(column)?.as_blob_or_null()?.unwrap_or_default();
    Ok(blob.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
}
