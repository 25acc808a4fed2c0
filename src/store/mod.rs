//! The store keeps feeds, articles, comments and the search index in one SQLite file; all its methods block.
//!
//! One writer thread batches all changes (`writer`). Readers have connections of their own and see only whole
//! transactions. Each family of tables has a file here. Lists are windows: no query reads a whole table to show a
//! screen, and triggers keep the unread counts. `sync` decides what to fetch and when, `page` turns HTML into text. A
//! second process may use the same file at any time.

mod article_rules;
mod articles;
mod comments;
mod connection;
mod cross_thread;
mod duplicates;
mod entries;
mod error;
mod evidence;
mod expire;
mod feed_facts;
mod feeds;
mod fetches;
mod file_cache;
mod found;
mod functions;
mod hits;
mod hosts;
mod import;
mod imported;
mod list;
mod lock;
mod lookup;
mod marks;
mod merge;
mod meta;
mod newsboat;
mod outbox;
mod pages;
mod positions;
mod query_sql;
mod queue;
mod ranking;
mod reviews;
mod revisions;
mod rule_effects;
mod save;
mod search;
mod sketches;
mod smart_counts;
mod smart_feeds;
mod stories;
mod story_rows;
mod tags;
mod threads;
mod transcripts;
mod triage;
mod values;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

pub use crate::domain::{ListQuery, Scope, Window};
pub use article_rules::{Applied, RuleMatches};
pub use comments::StoredThread;
pub use cross_thread::CrossThread;
pub use error::StoreError;
pub use evidence::{Candidate, EVIDENCE_DAYS, MAX_CANDIDATES};
pub use feeds::Reconciled;
pub use fetches::{FeedState, FetchOutcome, FetchRecord};
pub use file_cache::FileCache;
pub use import::Import;
pub use lock::SyncLock;
pub use merge::ThreadSaved;
pub use newsboat::{CacheError, NewsboatCache};
pub use pages::PageSaved;
pub use revisions::Revision;
pub use save::{SaveResult, Saving};
pub use search::Hit;
pub use stories::{Grouped, GroupedRow, STORY_DAYS, Ungrouped};
pub use threads::ThreadState;

use story_rows::FoldCache;
use writer::Writer;

/// Reading connections that stay open between uses. Each has the schema, statements and pages in memory.
const READERS: usize = 2;

/// A handle on the store; clones share it. Every method blocks, so the thread that draws must not call one.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    file: PathBuf,
    readers: Mutex<Vec<Reader>>,
    writer: Writer,
}

/// A reading connection.
struct Reader {
    conn: Connection,
    folded: FoldCache,
}

impl Store {
    /// Opens `tidings.db` in the state folder `dir`, creates both if missing, and brings the schema up to date. Refuses
    /// a newer file, and leaves a damaged one as it is: see [`Store::set_aside`].
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let file = dir.join(connection::FILE);
        let writer = Writer::start(connection::open_writer(&file)?, &file)?;
        Ok(Self { inner: Arc::new(Inner { file, readers: Mutex::default(), writer }) })
    }

    /// Moves a damaged `tidings.db` in `dir` to `tidings.db.corrupt-N`, so that the next [`Store::open`] creates a new
    /// one. Returns the new path, or `None` if there was no file. No store may have the file open.
    pub fn set_aside(dir: &Path) -> Result<Option<PathBuf>, StoreError> {
        connection::set_aside(dir)
    }

    /// Path of the database file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.inner.file
    }

    /// Runs `work` on a reading connection in one transaction, so that all its statements see the same state.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        self.read_folding(|conn, _| work(conn))
    }

    /// Like [`Self::read`], with the list that the connection folded last.
    fn read_folding<T>(
        &self,
        work: impl FnOnce(&Connection, &mut FoldCache) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let fail = |e: rusqlite::Error| StoreError::from_sqlite(&self.inner.file, &e);
        let kept = self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = if let Some(reader) = kept {
            reader
        } else {
            let conn = connection::open_reader(&self.inner.file).map_err(fail)?;
            Reader { conn, folded: FoldCache::default() }
        };
        let transaction = reader.conn.unchecked_transaction().map_err(fail)?;
        let result = work(&transaction, &mut reader.folded).map_err(fail);
        transaction.finish().map_err(fail)?;
        let mut readers = self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS {
            readers.push(reader);
        }
        result
    }

    /// Runs `work` on the writer thread, in a transaction, and waits for the commit.
    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.inner.writer.write(work)
    }

    /// Like [`Self::write`], but also waits for the disk, so that the change survives a power cut.
    fn write_durable<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.inner.writer.write_durable(work)
    }

    /// Runs `work` on the writing connection without a transaction; it must not change anything.
    fn query_writer<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.inner.writer.query(work)
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Store").field(&self.inner.file).finish()
    }
}
