//! The one writer: a thread that owns the writing connection and puts all waiting jobs into one transaction.
//!
//! Each job has a savepoint of its own, so one that fails undoes nothing but itself. A job's answer is sent only after
//! the commit: what was answered is stored, and outlives the program's sudden end. The machine's it outlives only when
//! asked for, in a transaction of its own that waits for the disk: the others would be slow by that.

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
    kind: Kind,
    run: Work,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Needs no transaction.
    Looks,
    /// In one transaction with whatever else waits.
    Changes,
    /// On the disk before it is answered.
    Lasts,
}

/// The disk is waited for at a commit; by the second word on macOS, too, where the first leaves it in the drive's memory.
const WAIT: &str = "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;";
/// What `connection` sets.
const DO_NOT_WAIT: &str = "PRAGMA synchronous = NORMAL; PRAGMA fullfsync = OFF;";

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
        self.send(Kind::Changes, work)
    }

    /// The same, and waits until it is on the disk: then it outlives a power cut, with everything written before it.
    pub(super) fn write_durable<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.send(Kind::Lasts, work)
    }

    /// Runs `work` on the writing connection without a transaction; it must not change anything.
    pub(super) fn look<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.send(Kind::Looks, work)
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
                // The caller may have gone; its work is stored all the same.
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
    let mut left: Option<Job> = None;
    while let Some(job) = left.take().or_else(|| inbox.recv().ok()) {
        match job.kind {
            Kind::Looks => ((job.run)(Ok(conn)).settle)(Ok(())),
            Kind::Changes => left = batch(conn, file, job, &mut || inbox.try_recv().ok()),
            // How much is waited for can be set between transactions only.
            Kind::Lasts => match conn.execute_batch(WAIT) {
                Ok(()) => {
                    batch(conn, file, job, &mut || None);
                    // A disk that is waited for in vain costs time, nothing else.
                    let _ = conn.execute_batch(DO_NOT_WAIT);
                }
                Err(e) => refuse(job, StoreError::from_sqlite(file, &e)),
            },
        }
    }
}

fn refuse(job: Job, error: StoreError) {
    let done = (job.run)(Err(error.clone()));
    (done.settle)(Err(error));
}

/// One transaction with this job and what `more` has; gives back a job that needs one of its own.
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
        // On a full disk or a failing one SQLite rolls the whole transaction back by itself.
        let open = !conn.is_autocommit();
        next = (open && waiting.len() < JOBS && started.elapsed() < SLICE).then(&mut *more).flatten();
        if next.as_ref().is_some_and(|job| job.kind == Kind::Lasts) {
            left = next.take();
        }
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
    left
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
        conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE t (n INTEGER UNIQUE)")
            .unwrap();
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

    /// How much a commit waits for in this transaction: 1 leaves it to the system, 2 waits for the disk.
    fn wait_of(conn: &Connection) -> rusqlite::Result<(bool, i64)> {
        let wait = conn.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
        Ok((conn.is_autocommit(), wait))
    }

    #[test]
    fn what_is_to_last_waits_for_the_disk_and_nothing_else_does() {
        let (_dir, writer) = writer();
        assert_eq!(writer.write(wait_of).unwrap(), (false, 1));
        assert_eq!(writer.write_durable(wait_of).unwrap(), (false, 2));
        assert_eq!(writer.write(wait_of).unwrap(), (false, 1));
        let jobs: Vec<Caller<'_>> = (0..20)
            .map(|n| -> Caller<'_> {
                Box::new(move |w| {
                    let work = move |conn: &Connection| {
                        conn.execute("INSERT INTO t VALUES (?)", [n])?;
                        wait_of(conn)
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
        assert_eq!(writer.look(wait_of).unwrap(), (true, 1));
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
