//! Reads newsboat's `cache.db`, read-only and in parts, so that newsboat is never kept waiting for long.
//!
//! The file may be damaged or made by a stranger: values of any type are read, long ones are cut, and nothing in the
//! file's schema is run. `feeds` turns the rows into entries, `import` stores them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, Row};

use crate::domain::{CachedArticle, CachedFeed};

/// How long a statement waits while newsboat writes.
const BUSY: Duration = Duration::from_secs(3);
/// The most articles that are read of one cache.
const MAX_ARTICLES: i64 = 1_000_000;
/// The most feeds that are read of one cache.
const MAX_FEEDS: i64 = 20_000;
/// Articles that are read at once.
const PART: i64 = 500;
/// First bytes of every SQLite file.
const HEADER: &[u8] = b"SQLite format 3\0";

/// Why newsboat's cache can't be read.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// The file is missing or can't be opened.
    #[error("{}: can't open ({reason})", .file.display())]
    Open {
        /// Path of the file.
        file: PathBuf,
        /// Message of SQLite.
        reason: String,
    },
    /// The file has no tables of newsboat.
    #[error("{}: not newsboat's cache.db (no tables rss_feed and rss_item)", .file.display())]
    NotNewsboat {
        /// Path of the file.
        file: PathBuf,
    },
    /// newsboat is writing to the file.
    #[error("{}: newsboat is writing to it; close newsboat or wait until its reload ends, then import again", .file.display())]
    Busy {
        /// Path of the file.
        file: PathBuf,
    },
    /// Nothing can be read from the file.
    #[error("{}: damaged, and nothing in it can be read ({reason})", .file.display())]
    Damaged {
        /// Path of the file.
        file: PathBuf,
        /// Message of SQLite.
        reason: String,
    },
}

/// newsboat's cache, opened read-only.
#[derive(Debug)]
pub struct NewsboatCache {
    conn: Connection,
    file: PathBuf,
    /// The columns of an article, with a stand-in for those that an old newsboat does not have.
    columns: String,
    /// What could not be read, for the user.
    damage: Option<String>,
}

impl NewsboatCache {
    /// Returns whether the first bytes of a file are those of a SQLite database.
    #[must_use]
    pub fn is_database(first_bytes: &[u8]) -> bool {
        first_bytes.starts_with(HEADER)
    }

    /// Opens a cache for reading. Waits a few seconds if newsboat is writing to it.
    pub fn open(file: &Path) -> Result<Self, CacheError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = |e: &rusqlite::Error| CacheError::Open { file: file.to_owned(), reason: e.to_string() };
        let conn = Connection::open_with_flags(file, flags).map_err(|e| open(&e))?;
        conn.busy_timeout(BUSY).map_err(|e| open(&e))?;
        conn.execute_batch("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")
            .map_err(|e| error(file, &e))?;
        let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('rss_feed', 'rss_item')";
        let tables: i64 = conn.query_row(sql, [], |row| row.get(0)).map_err(|e| error(file, &e))?;
        if tables < 2 {
            return Err(CacheError::NotNewsboat { file: file.to_owned() });
        }
        let columns = columns(&conn).map_err(|e| error(file, &e))?;
        Ok(Self { conn, file: file.to_owned(), columns, damage: None })
    }

    /// Lists the feeds, in the order in which newsboat first saw them.
    pub fn feeds(&mut self) -> Result<Vec<CachedFeed>, CacheError> {
        let sql = "SELECT substr(rssurl, 1, 8000), substr(title, 1, 8000) FROM rss_feed ORDER BY rowid LIMIT ?";
        let mut feeds = Vec::new();
        let read = (|| {
            let mut statement = self.conn.prepare(sql)?;
            let mut rows = statement.query([MAX_FEEDS])?;
            while let Some(row) = rows.next()? {
                feeds.push(CachedFeed { address: text(row, 0), title: text(row, 1) });
            }
            Ok(())
        })();
        self.note_damage(read, "some feeds")?;
        Ok(feeds)
    }

    /// Counts the articles; 0 if that can't be found out.
    #[must_use]
    pub fn count(&self) -> usize {
        let count = self.conn.query_row("SELECT count(*) FROM rss_item", [], |row| row.get::<_, i64>(0));
        usize::try_from(count.unwrap_or(0).min(MAX_ARTICLES)).unwrap_or(0)
    }

    /// Reads all articles and hands them to `each` in parts. After a damaged page it reads backwards from the last row.
    ///
    /// Each part is a transaction of its own. A row that newsboat adds or deletes between two parts may be missed.
    pub fn read<E: From<CacheError>>(
        &mut self,
        mut each: impl FnMut(Vec<CachedArticle>) -> Result<(), E>,
    ) -> Result<(), E> {
        let (mut last, mut left) = (i64::MIN, MAX_ARTICLES);
        let damage = loop {
            let (part, read) = self.part(&format!("id > {last} ORDER BY id"), left.min(PART));
            let Some(end) = part.last().map(|row| row.row) else { break read };
            (last, left) = (end, left - i64::try_from(part.len()).unwrap_or(PART));
            each(part)?;
            if read.is_err() || left <= 0 {
                break read;
            }
        };
        if damage.is_ok() {
            return Ok(());
        }
        self.note_damage(damage, "some articles")?;
        let mut first = i64::MAX;
        while left > 0 {
            let (part, read) = self.part(&format!("id < {first} AND id > {last} ORDER BY id DESC"), left.min(PART));
            let Some(end) = part.last().map(|row| row.row) else { break };
            (first, left) = (end, left - i64::try_from(part.len()).unwrap_or(PART));
            each(part)?;
            if read.is_err() {
                break;
            }
        }
        Ok(())
    }

    /// What could not be read so far, for the user.
    #[must_use]
    pub fn damage(&self) -> Option<&str> {
        self.damage.as_deref()
    }

    /// Reads up to `most` articles, and says whether an error ended the part.
    fn part(&self, which: &str, most: i64) -> (Vec<CachedArticle>, rusqlite::Result<()>) {
        let mut part = Vec::new();
        let read = (|| {
            let sql = format!("SELECT {} FROM rss_item WHERE {which} LIMIT ?", self.columns);
            let mut statement = self.conn.prepare_cached(&sql)?;
            let mut rows = statement.query([most])?;
            while let Some(row) = rows.next()? {
                part.push(article(row));
            }
            Ok(())
        })();
        (part, read)
    }

    /// Remembers damage, and passes any other error on.
    fn note_damage(&mut self, read: rusqlite::Result<()>, what: &str) -> Result<(), CacheError> {
        let Err(e) = read else { return Ok(()) };
        match error(&self.file, &e) {
            CacheError::Damaged { reason, .. } => {
                self.damage = Some(format!("damaged: {what} can't be read ({reason})"));
                Ok(())
            }
            other => Err(other),
        }
    }
}

/// Lists the columns to read of an article, as `article` expects them.
fn columns(conn: &Connection) -> rusqlite::Result<String> {
    let mut statement = conn.prepare("SELECT name FROM pragma_table_info('rss_item')")?;
    let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let column = |&(name, most): &(&str, u32)| match () {
        () if !names.iter().any(|known| known == name) => "''".to_owned(),
        () if most == 0 => name.to_owned(),
        () => format!("substr({name}, 1, {most})"),
    };
    // Each column with the most characters that are read of it; 0 for a number.
    let wanted = [
        ("id", 0),
        ("guid", 8_000),
        ("title", 64_000),
        ("author", 8_000),
        ("url", 8_000),
        ("feedurl", 8_000),
        ("pubDate", 0),
        ("content", 2_000_000),
        ("unread", 0),
        ("enclosure_url", 8_000),
        ("enclosure_type", 200),
        ("flags", 100),
        ("deleted", 0),
        ("base", 8_000),
    ];
    Ok(wanted.iter().map(column).collect::<Vec<_>>().join(", "))
}

fn article(row: &Row<'_>) -> CachedArticle {
    CachedArticle {
        row: number(row, 0),
        guid: text(row, 1),
        title: text(row, 2),
        author: text(row, 3),
        url: text(row, 4),
        feed: text(row, 5),
        published: number(row, 6),
        content: text(row, 7),
        unread: number(row, 8) != 0,
        enclosure: text(row, 9),
        enclosure_type: text(row, 10),
        flags: text(row, 11),
        deleted: number(row, 12) != 0,
        base: text(row, 13),
    }
}

/// Reads a column of any type as text.
fn text(row: &Row<'_>, column: usize) -> String {
    match row.get_ref(column) {
        Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        Ok(ValueRef::Integer(number)) => number.to_string(),
        Ok(ValueRef::Real(number)) => number.to_string(),
        Ok(ValueRef::Null) | Err(_) => String::new(),
    }
}

/// Reads a column of any type as a number; 0 if it is none.
fn number(row: &Row<'_>, column: usize) -> i64 {
    match row.get_ref(column) {
        Ok(ValueRef::Integer(number)) => number,
        _ => text(row, column).trim().parse().unwrap_or(0),
    }
}

fn error(file: &Path, error: &rusqlite::Error) -> CacheError {
    let (file, reason) = (file.to_owned(), error.to_string());
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => CacheError::Busy { file },
        // A journal that an interrupted newsboat left can only be rolled back by a writer.
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            CacheError::Open { file, reason }
        }
        _ => CacheError::Damaged { file, reason },
    }
}
