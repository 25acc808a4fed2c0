//! Opens the database: sets connections up, migrates the schema, and moves a damaged file aside.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::StoreError;
use super::functions;
use super::values::{limit, rows};

/// File name of the database inside the state folder.
pub(super) const FILE: &str = "tidings.db";
/// SQL of each migration; number `n` brings a file from schema `n` to `n + 1`. Append-only.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
    include_str!("migrations/0006.sql"),
    include_str!("migrations/0007.sql"),
    include_str!("migrations/0008.sql"),
    include_str!("migrations/0009.sql"),
    include_str!("migrations/0010.sql"),
    include_str!("migrations/0011.sql"),
    include_str!("migrations/0012.sql"),
    include_str!("migrations/0013.sql"),
    include_str!("migrations/0014.sql"),
    include_str!("migrations/0015.sql"),
    include_str!("migrations/0016.sql"),
    include_str!("migrations/0017.sql"),
    include_str!("migrations/0018.sql"),
    include_str!("migrations/0019.sql"),
    include_str!("migrations/0020.sql"),
];
/// How long a statement waits for another process's write.
const BUSY: Duration = Duration::from_secs(10);
/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 64;

/// Opens the writing connection, creates the file and its folder if missing, and brings the schema up to date.
///
/// With [`prepare_writer`] the writer's thread makes it ready to write. That reads the schema, for which no start waits.
pub(super) fn open_writer(file: &Path) -> Result<Connection, StoreError> {
    let unopened = |e: &io::Error| StoreError::Open { file: file.to_owned(), reason: e.to_string() };
    if let Some(folder) = file.parent() {
        make_folder(folder).map_err(|e| unopened(&e))?;
    }
    let fail = |e: rusqlite::Error| StoreError::from_sqlite(file, &e);
    let mut conn = Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(fail)?;
    conn.busy_timeout(BUSY).map_err(fail)?;
    functions::register(&conn).map_err(fail)?;
    let version = schema_version(&conn).map_err(fail)?;
    refuse_newer(file, version)?;
    if version < MIGRATIONS.len() {
        prepare_writer(&conn).map_err(fail)?;
        migrate(&mut conn, file)?;
    }
    Ok(conn)
}

/// Switches to write-ahead logging, and sets how the connection writes.
pub(super) fn prepare_writer(conn: &Connection) -> rusqlite::Result<()> {
    write_ahead(conn)?;
    // A checkpoint syncs the disk, so checkpoints are rare, and the log is cut back after each. Without
    // temp_store = MEMORY: SQLite walks an in-memory savepoint journal from its start after every statement.
    conn.execute_batch(
        "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;
         PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 33554432;",
    )?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// Opens a read-only connection; the writing one has to be open already.
pub(super) fn open_reader(file: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(BUSY)?;
    functions::register(&conn)?;
    // The page cache keeps SQLite's default size: most pages are read once, and the system caches the file as well.
    conn.execute_batch("PRAGMA temp_store = MEMORY;")?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(conn)
}

/// Renames the database and its log to `tidings.db.corrupt-N` with the first free `N`. Returns the new path, or `None`
/// if there is no database.
pub(super) fn set_aside(dir: &Path) -> Result<Option<PathBuf>, StoreError> {
    let file = dir.join(FILE);
    if !file.exists() {
        return Ok(None);
    }
    let fail = |e: io::Error| StoreError::Open { file: file.clone(), reason: e.to_string() };
    let name = |n: u32, suffix: &str| dir.join(format!("{FILE}.corrupt-{n}{suffix}"));
    let number = (1..u32::MAX).find(|n| !name(*n, "").exists()).unwrap_or(u32::MAX);
    fs::rename(&file, name(number, "")).map_err(fail)?;
    for suffix in ["-wal", "-shm"] {
        match fs::rename(dir.join(format!("{FILE}{suffix}")), name(number, suffix)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(fail(e)),
            _ => {}
        }
    }
    Ok(Some(name(number, "")))
}

/// Creates the state folder so that only the user can open it, because what a user reads is private.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn schema_version(conn: &Connection) -> rusqlite::Result<usize> {
    conn.pragma_query_value(None, "user_version", |row| row.get(0).map(rows))
}

fn refuse_newer(file: &Path, found: usize) -> Result<(), StoreError> {
    let known = MIGRATIONS.len();
    if found > known {
        return Err(StoreError::Newer { file: file.to_owned(), found, known });
    }
    Ok(())
}

/// Switches the file to write-ahead logging. A new file has to be locked for that, and SQLite does not wait for the
/// lock by itself.
fn write_ahead(conn: &Connection) -> rusqlite::Result<()> {
    let mut tries = 0;
    loop {
        match conn.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())) {
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && tries < 100 => {
                tries += 1;
                std::thread::sleep(Duration::from_millis(20));
            }
            other => return other,
        }
    }
}

fn migrate(conn: &mut Connection, file: &Path) -> Result<(), StoreError> {
    let fail = |e: rusqlite::Error| StoreError::from_sqlite(file, &e);
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fail)?;
    // Another process may have migrated the file while this one waited for the lock.
    let version = schema_version(&transaction).map_err(fail)?;
    refuse_newer(file, version)?;
    for sql in MIGRATIONS.iter().skip(version) {
        transaction.execute_batch(sql).map_err(fail)?;
    }
    transaction.pragma_update(None, "user_version", limit(MIGRATIONS.len())).map_err(fail)?;
    transaction.commit().map_err(fail)
}
