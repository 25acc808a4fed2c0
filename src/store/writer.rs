//! The writer thread owns the writing connection and batches all waiting jobs into one transaction.
//!
//! Each job has a savepoint of its own, so a failing job undoes nothing but itself. The writer answers a job only after
//! the commit, so an answered change survives a crash of the program. A change survives a power cut only if its caller
//! asks for that; it then gets a transaction of its own that waits for the disk, which is slow.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::{StoreError, connection};

/// Jobs after which a transaction is committed, so that a mark never waits long behind a sync.
const JOBS: usize = 256;
/// Time after which a transaction is committed, for the same reason.
const SLICE: Duration = Duration::from_millis(60);

/// Sends a job's result to its caller, given the result of the transaction.
type Settle = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// Result of a job, kept until its transaction ends.
struct Done {
    failed: bool,
    settle: Settle,
}

/// Runs a job, given the connection or the reason why there is no transaction.
type Work = Box<dyn FnOnce(Result<&Connection, StoreError>) -> Done + Send>;

struct Job {
    kind: Kind,
    run: Work,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Reads only, without a transaction.
    Read,
    /// Changes something, in one transaction with other waiting jobs.
    Write,
    /// Changes something, and is answered once the change is on the disk.
    Durable,
}

/// Makes commits durable. macOS needs `fullfsync` for that, since `synchronous` alone leaves data in the drive's cache.
const DURABLE: &str = "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;";
/// Restores the settings of `connection`, under which a commit does not wait for the disk.
const NOT_DURABLE: &str = "PRAGMA synchronous = NORMAL; PRAGMA fullfsync = OFF;";

/// Handle on the writer thread. Dropping it waits until all sent jobs are stored.
pub(super) struct Writer {
    file: PathBuf,
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(conn: Connection, file: &Path) -> Result<Self, StoreError> {
        let (jobs, inbox) = channel();
        let path = file.to_owned();
        let thread = std::thread::Builder::new()
            .name("store".into())
            .spawn(move || run(&conn, &path, &inbox))
            .map_err(|e| StoreError::Open { file: file.to_owned(), reason: e.to_string() })?;
        Ok(Self { file: file.to_owned(), jobs: Some(jobs), thread: Some(thread) })
    }

    /// Runs `work` in a transaction and waits until it is committed.
    pub(super) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.send(Kind::Write, work)
    }

    /// Like [`Self::write`], but also waits for the disk, so that this change and all before it survive a power cut.
    pub(super) fn write_durable<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.send(Kind::Durable, work)
    }

    /// Runs `work` on the writing connection without a transaction; it must not change anything.
    pub(super) fn query<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.send(Kind::Read, work)
    }

    fn send<T: Send + 'static>(
        &self,
        kind: Kind,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = sync_channel(1);
        let file = self.file.clone();
        let run = Box::new(move |conn: Result<&Connection, StoreError>| {
            let result = conn.and_then(|conn| work(conn).map_err(|e| StoreError::from_sqlite(&file, &e)));
            let failed = result.is_err();
            let settle: Settle = Box::new(move |end| {
                // The caller may no longer wait, but its change is stored all the same.
                let _ = answer.send(result.and_then(|value| end.map(|()| value)));
            });
            Done { failed, settle }
        });
        let stopped = || StoreError::Stopped { file: self.file.clone() };
        let jobs = self.jobs.as_ref().ok_or_else(stopped)?;
        jobs.send(Job { kind, run }).map_err(|_| stopped())?;
        answered.recv().map_err(|_| stopped())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(conn: &Connection, file: &Path, inbox: &Receiver<Job>) {
    let (mut left, mut is_ready): (Option<Job>, bool) = (None, false);
    while let Some(job) = left.take().or_else(|| inbox.recv().ok()) {
        // Only now, so that the first frame does not wait for it.
        if !is_ready && let Err(e) = connection::prepare_writer(conn) {
            refuse(job, StoreError::from_sqlite(file, &e));
            continue;
        }
        is_ready = true;
        match job.kind {
            Kind::Read => ((job.run)(Ok(conn)).settle)(Ok(())),
            Kind::Write => left = batch(conn, file, job, &mut || inbox.try_recv().ok()),
            // SQLite does not change these settings inside a transaction.
            Kind::Durable => match conn.execute_batch(DURABLE) {
                Ok(()) => {
                    batch(conn, file, job, &mut || None);
                    // If this fails, later commits wait for the disk too: they are slower, but correct.
                    let _ = conn.execute_batch(NOT_DURABLE);
                }
                Err(e) => refuse(job, StoreError::from_sqlite(file, &e)),
            },
        }
    }
}

/// Fails a job that can't have a transaction.
fn refuse(job: Job, error: StoreError) {
    let done = (job.run)(Err(error.clone()));
    (done.settle)(Err(error));
}

/// Runs one transaction with `first` and the jobs of `more`. Returns a job that needs a transaction of its own.
fn batch(conn: &Connection, file: &Path, first: Job, more: &mut dyn FnMut() -> Option<Job>) -> Option<Job> {
    if let Err(e) = conn.execute_batch("BEGIN IMMEDIATE") {
        refuse(first, StoreError::from_sqlite(file, &e));
        return None;
    }
    let mut left = None;
    let started = Instant::now();
    let mut waiting: Vec<Settle> = Vec::new();
    let mut next = Some(first);
    while let Some(job) = next {
        waiting.extend(savepoint(conn, job));
        // On a full or failing disk, SQLite rolls the whole transaction back by itself.
        let open = !conn.is_autocommit();
        next = (open && waiting.len() < JOBS && started.elapsed() < SLICE).then(&mut *more).flatten();
        if next.as_ref().is_some_and(|job| job.kind == Kind::Durable) {
            left = next.take();
        }
    }
    let end = if conn.is_autocommit() {
        let message = "not saved, because another write in the same transaction failed; try again".to_owned();
        Err(StoreError::Sql { file: file.to_owned(), message })
    } else {
        conn.execute_batch("COMMIT").map_err(|e| StoreError::from_sqlite(file, &e))
    };
    if end.is_err() && !conn.is_autocommit() {
        let _ = conn.execute_batch("ROLLBACK");
    }
    for settle in waiting {
        settle(end.clone());
    }
    left
}

/// Runs one job in a savepoint. Returns `None` if the job panicked; its caller then sees its channel closed.
fn savepoint(conn: &Connection, job: Job) -> Option<Settle> {
    let exec = |sql: &str| conn.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
    let undo = || {
        let _ = exec("ROLLBACK TO job");
        let _ = exec("RELEASE job");
    };
    if let Err(e) = exec("SAVEPOINT job") {
        let file = conn.path().map(PathBuf::from).unwrap_or_default();
        return Some((job.run)(Err(StoreError::from_sqlite(&file, &e))).settle);
    }
    let Ok(done) = catch_unwind(AssertUnwindSafe(|| (job.run)(Ok(conn)))) else {
        undo();
        return None;
    };
    if done.failed {
        undo();
    } else {
        let _ = exec("RELEASE job");
    }
    Some(done.settle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Barrier};

    fn writer() -> (tempfile::TempDir, Writer) {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("t.db");
        let conn = Connection::open(&file).unwrap();
        conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE t (n INTEGER UNIQUE)")
            .unwrap();
        (dir, Writer::start(conn, &file).unwrap())
    }

    fn insert(writer: &Writer, n: i64) -> Result<(), StoreError> {
        writer.write(move |conn| conn.execute("INSERT INTO t VALUES (?)", [n]).map(|_| ()))
    }

    fn sum(writer: &Writer) -> i64 {
        writer.query(|conn| conn.query_row("SELECT coalesce(sum(n), 0) FROM t", [], |row| row.get(0))).unwrap()
    }

    type Caller<'a> = Box<dyn FnOnce(&Writer) + Send + 'a>;

    /// Runs the jobs as one batch: a first job blocks the writer until all others are sent.
    fn together(writer: &Writer, jobs: Vec<Caller<'_>>) {
        let gate = Arc::new(Barrier::new(jobs.len() + 1));
        std::thread::scope(|scope| {
            let held = Arc::clone(&gate);
            scope.spawn(move || {
                writer.write(move |_| {
                    held.wait();
                    Ok(())
                })
            });
            for job in jobs {
                let gate = Arc::clone(&gate);
                scope.spawn(move || {
                    gate.wait();
                    job(writer);
                });
            }
        });
    }

    #[test]
    fn a_failing_job_undoes_only_itself() {
        let (_dir, writer) = writer();
        insert(&writer, 1).unwrap();
        let jobs: Vec<Caller<'_>> = vec![
            Box::new(|w| insert(w, 10).unwrap()),
            Box::new(|w| {
                let both = w.write(|conn| {
                    conn.execute("INSERT INTO t VALUES (100)", [])?;
                    conn.execute("INSERT INTO t VALUES (1)", [])
                });
                assert!(matches!(both, Err(StoreError::Sql { .. })), "{both:?}");
            }),
            Box::new(|w| {
                let half = w.write(|conn| -> rusqlite::Result<()> {
                    conn.execute("INSERT INTO t VALUES (1000)", [])?;
                    panic!("on purpose")
                });
                assert!(matches!(half, Err(StoreError::Stopped { .. })), "{half:?}");
            }),
            Box::new(|w| insert(w, 20).unwrap()),
        ];
        together(&writer, jobs);
        assert_eq!(sum(&writer), 31);
    }

    /// Whether no transaction is open, and `PRAGMA synchronous`: 1 leaves writing to the system, 2 waits for the disk.
    fn durability(conn: &Connection) -> rusqlite::Result<(bool, i64)> {
        let wait = conn.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
        Ok((conn.is_autocommit(), wait))
    }

    #[test]
    fn only_durable_writes_wait_for_the_disk() {
        let (_dir, writer) = writer();
        assert_eq!(writer.write(durability).unwrap(), (false, 1));
        assert_eq!(writer.write_durable(durability).unwrap(), (false, 2));
        assert_eq!(writer.write(durability).unwrap(), (false, 1));
        let jobs: Vec<Caller<'_>> = (0..20)
            .map(|n| -> Caller<'_> {
                Box::new(move |w| {
                    let work = move |conn: &Connection| {
                        conn.execute("INSERT INTO t VALUES (?)", [n])?;
                        durability(conn)
                    };
                    let (done, wait) = if n % 3 == 0 { (w.write_durable(work), 2) } else { (w.write(work), 1) };
                    assert_eq!(done.unwrap(), (false, wait));
                })
            })
            .collect();
        together(&writer, jobs);
        assert_eq!(sum(&writer), 190);
        let failed = writer.write_durable(|conn| conn.execute("INSERT INTO t VALUES (1)", []));
        assert!(matches!(failed, Err(StoreError::Sql { .. })), "{failed:?}");
        assert_eq!(writer.query(durability).unwrap(), (true, 1));
    }

    #[test]
    fn a_rollback_by_sqlite_is_reported_to_all_jobs() {
        let (_dir, writer) = writer();
        let lost = writer.write(|conn| {
            conn.execute("INSERT INTO t VALUES (5)", [])?;
            // SQLite does this by itself when the disk is full.
            conn.execute_batch("ROLLBACK")
        });
        assert!(lost.is_err());
        assert_eq!(sum(&writer), 0);
        insert(&writer, 7).unwrap();
        assert_eq!(sum(&writer), 7);
    }

    #[test]
    fn a_full_disk_loses_only_what_did_not_fit() {
        let (_dir, writer) = writer();
        insert(&writer, 1).unwrap();
        writer.query(|conn| conn.query_row("PRAGMA max_page_count = 8", [], |_| Ok(()))).unwrap();
        let big = writer.write(|conn| {
            conn.execute_batch(
                "CREATE TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100)
                 SELECT zeroblob(4000) FROM n",
            )
        });
        assert!(matches!(big, Err(StoreError::Full { .. })), "{big:?}");
        insert(&writer, 2).unwrap();
        assert_eq!(sum(&writer), 3);
    }

    #[test]
    fn dropping_the_writer_keeps_what_was_sent() {
        let (dir, writer) = writer();
        for n in 0..50 {
            insert(&writer, n).unwrap();
        }
        drop(writer);
        let conn = Connection::open(dir.path().join("t.db")).unwrap();
        assert_eq!(conn.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0)).unwrap(), 50);
    }
}
