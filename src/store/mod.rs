//! The store: feeds, articles, comments and the search index in one SQLite file, blocking.
//!
//! One writer thread batches all changes (`writer`); readers have connections of their own and see whole
//! transactions only. One file a table family. Lists are windows: nothing here reads a whole table to show a screen,
//! and unread counts are kept by triggers, never counted. What to fetch and when is left to `sync`, what HTML says to
//! `page`. A second process may use the same file at any time.

mod articles;
mod comments;
mod connection;
mod cross_thread;
mod entries;
mod error;
mod expire;
mod feeds;
mod fetches;
mod hosts;
mod list;
mod lock;
mod lookup;
mod marks;
mod merge;
mod meta;
mod outbox;
mod pages;
mod positions;
mod query_sql;
mod revisions;
mod save;
mod search;
mod sketches;
mod threads;
mod triage;
mod values;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

pub use crate::domain::{ListQuery, Scope, Window};
pub use comments::StoredThread;
pub use cross_thread::CrossThread;
pub use error::StoreError;
pub use feeds::Reconciled;
pub use fetches::{FeedState, FetchOutcome, FetchRecord};
pub use lock::SyncLock;
pub use merge::ThreadSaved;
pub use pages::PageSaved;
pub use revisions::Revision;
pub use save::SaveResult;
pub use search::Hit;
pub use threads::ThreadState;

use writer::Writer;

/// Reading connections kept open between uses.
const READERS: usize = 4;

/// A handle on the store; clones share it. Every method blocks: call them off the screen's thread.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    file: PathBuf,
    readers: Mutex<Vec<Connection>>,
    writer: Writer,
}

impl Store {
    /// Opens `tidings.db` in the state folder `dir`, makes both where there are none, and brings the schema up to
    /// date. A newer file is refused, a damaged one left as it is: see [`Store::set_aside`].
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let file = dir.join(connection::FILE);
        let writer = Writer::start(connection::open_writer(&file)?, &file)?;
        Ok(Self { inner: Arc::new(Inner { file, readers: Mutex::default(), writer }) })
    }

    /// Moves a damaged `tidings.db` in `dir` out of the way, to `tidings.db.corrupt-N`, so that the next
    /// [`Store::open`] starts an empty one. Returns its new name, `None` when there was no file. No store may have it
    /// open.
    pub fn set_aside(dir: &Path) -> Result<Option<PathBuf>, StoreError> {
        connection::set_aside(dir)
    }

    /// The database file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.inner.file
    }

    /// Runs `work` on a reading connection, over one state of the store from first to last statement.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let fail = |e: rusqlite::Error| StoreError::from_sqlite(&self.inner.file, &e);
        let kept = self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let conn = match kept {
            Some(conn) => conn,
            None => connection::open_reader(&self.inner.file).map_err(fail)?,
        };
        let transaction = conn.unchecked_transaction().map_err(fail)?;
        let result = work(&transaction).map_err(fail);
        transaction.finish().map_err(fail)?;
        let mut readers = self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS {
            readers.push(conn);
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

    /// The same, and waits for the disk: what this wrote outlives a power cut.
    fn write_durable<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.inner.writer.write_durable(work)
    }

    fn look<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.inner.writer.look(work)
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Store").field(&self.inner.file).finish()
    }
}
