//! Errors of the store, each as one line that names the file, what happened and what to do.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::domain::query::QueryError;

/// Why the store failed. It stores nothing of a failed change.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The file or its folder can't be opened or created.
    #[error("{}: can't open ({reason}); check that its folder exists and is writable", file.display())]
    Open {
        /// Path of the database.
        file: PathBuf,
        /// Message of the system or SQLite.
        reason: String,
    },
    /// A newer program wrote the file; this one might destroy what it does not know.
    #[error(
        "{}: written by a newer tidings (schema {found}, this one knows {known}); update tidings or use another folder",
        file.display()
    )]
    Newer {
        /// Path of the database.
        file: PathBuf,
        /// Schema number in the file.
        found: usize,
        /// Highest schema number this program knows.
        known: usize,
    },
    /// The file is not a database, or a broken one.
    #[error(
        "{}: damaged ({reason}); move the file aside and sync again (feeds.toml keeps the subscriptions)",
        file.display()
    )]
    Corrupt {
        /// Path of the database.
        file: PathBuf,
        /// Message of SQLite.
        reason: String,
    },
    /// Another process held the lock for longer than a statement waits.
    #[error("{}: another tidings is writing to it; try again in a moment", file.display())]
    Busy {
        /// Path of the database.
        file: PathBuf,
    },
    /// The disk is full.
    #[error("{}: disk full; free some space and try again (nothing already stored is lost)", file.display())]
    Full {
        /// Path of the database.
        file: PathBuf,
    },
    /// Any other error of SQLite.
    #[error("{}: {message}", file.display())]
    Sql {
        /// Path of the database.
        file: PathBuf,
        /// Message of SQLite.
        message: String,
    },
    /// The writer thread has ended.
    #[error("{}: the writer thread has stopped; restart tidings", file.display())]
    Stopped {
        /// Path of the database.
        file: PathBuf,
    },
    /// A search query that can't be parsed.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl StoreError {
    /// Classifies SQLite's error by what the user can do about it.
    pub(super) fn from_sqlite(file: &Path, error: &rusqlite::Error) -> Self {
        let (file, reason) = (file.to_owned(), error.to_string());
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Corrupt { file, reason },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { file },
            Some(ErrorCode::DiskFull) => Self::Full { file },
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                Self::Open { file, reason }
            }
            _ => Self::Sql { file, message: reason },
        }
    }
}
