//! The one writer: a thread that owns the writing connection and puts all waiting jobs into one transaction.
//!
//! Each job has a savepoint of its own, so one that fails undoes nothing but itself. A job's answer is sent only after
//! the commit: what was answered is stored.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::StoreError;

/// Jobs and time after which a transaction is closed, so that a mark never waits long behind a sync.
const JOBS: usize = 256;
const SLICE: Duration = Duration::from_millis(60);

/// Tells the caller how it ended, once the transaction has.
type Settle = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// What a job leaves for the end of its transaction.
struct Done {
    failed: bool,
    settle: Settle,
}

/// Gets the connection, or the reason why there is no transaction.
type Work = Box<dyn FnOnce(Result<&Connection, StoreError>) -> Done + Send>;

struct Job {
    /// Only looks: needs no transaction.
    looks: bool,
    run: Work,
}

/// The thread and the way to it. Dropping it waits until everything sent is stored.
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
        self.send(false, work)
    }

    /// Runs `work` on the writing connection without a transaction; it must not change anything.
    pub(super) fn look<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.send(true, work)
    }

    fn send<T: Send + 'static>(
        &self,
        looks: bool,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = sync_channel(1);
        let file = self.file.clone();
        let run = Box::new(move |conn: Result<&Connection, StoreError>| {
            let result = conn.and_then(|conn| work(conn).map_err(|e| StoreError::from_sqlite(&file, &e)));
            let failed = result.is_err();
            let settle: Settle = Box::new(move |end| {
                // The caller may have gone; its work is stored all the same.
                let _ = answer.send(result.and_then(|value| end.map(|()| value)));
            });
            Done { failed, settle }
        });
        let stopped = || StoreError::Stopped { file: self.file.clone() };
        let jobs = self.jobs.as_ref().ok_or_else(stopped)?;
        jobs.send(Job { looks, run }).map_err(|_| stopped())?;
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
    while let Ok(job) = inbox.recv() {
        if job.looks {
            let done = (job.run)(Ok(conn));
            (done.settle)(Ok(()));
        } else {
            batch(conn, file, job, inbox);
        }
    }
}

fn batch(conn: &Connection, file: &Path, first: Job, inbox: &Receiver<Job>) {
    if let Err(e) = conn.execute_batch("BEGIN IMMEDIATE") {
        let error = StoreError::from_sqlite(file, &e);
        let done = (first.run)(Err(error.clone()));
        (done.settle)(Err(error));
        return;
    }
    let started = Instant::now();
    let mut waiting: Vec<Settle> = Vec::new();
    let mut next = Some(first);
    while let Some(job) = next {
        waiting.extend(savepoint(conn, job));
        // On a full disk or a failing one SQLite rolls the whole transaction back by itself.
        let open = !conn.is_autocommit();
        next = (open && waiting.len() < JOBS && started.elapsed() < SLICE).then(|| inbox.try_recv().ok()).flatten();
    }
    let end = if conn.is_autocommit() {
        let message = "a write beside this one failed and took it back; try again".to_owned();
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
}

/// Runs one job; `None` when it panicked, which its caller learns by its channel closing.
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
        conn.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER UNIQUE)").unwrap();
        (dir, Writer::start(conn, &file).unwrap())
    }

    fn insert(writer: &Writer, n: i64) -> Result<(), StoreError> {
        writer.write(move |conn| conn.execute("INSERT INTO t VALUES (?)", [n]).map(|_| ()))
    }

    fn sum(writer: &Writer) -> i64 {
        writer.look(|conn| conn.query_row("SELECT coalesce(sum(n), 0) FROM t", [], |row| row.get(0))).unwrap()
    }

    type Caller<'a> = Box<dyn FnOnce(&Writer) + Send + 'a>;

    /// Runs the jobs of one batch: the first holds the writer until the others are on their way.
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

    #[test]
    fn what_the_engine_takes_back_is_reported_to_all() {
        let (_dir, writer) = writer();
        let lost = writer.write(|conn| {
            conn.execute("INSERT INTO t VALUES (5)", [])?;
            // What SQLite does by itself when the disk is full.
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
        writer.look(|conn| conn.query_row("PRAGMA max_page_count = 8", [], |_| Ok(()))).unwrap();
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
