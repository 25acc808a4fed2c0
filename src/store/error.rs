//! What can go wrong with the store, in one line each: the file, what happened, what to do.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::domain::query::QueryError;

/// Why the store could not do what was asked. Nothing of a failed change is stored.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The file or its folder can't be opened or made.
    #[error("{}: cannot be opened ({reason}); check that its folder exists and may be written", file.display())]
    Open {
        /// The database.
        file: PathBuf,
        /// As the system or SQLite says.
        reason: String,
    },
    /// Written by a later program: an older one would not know what it destroys.
    #[error(
        "{}: made by a newer tidings (schema {found}, this one knows {known}); update tidings or name another folder",
        file.display()
    )]
    Newer {
        /// The database.
        file: PathBuf,
        /// The schema's number in the file.
        found: usize,
        /// The last number this program knows.
        known: usize,
    },
    /// Not a database, or a broken one.
    #[error(
        "{}: is damaged ({reason}); move the file aside and sync again: the subscriptions are in feeds.toml",
        file.display()
    )]
    Corrupt {
        /// The database.
        file: PathBuf,
        /// As SQLite says.
        reason: String,
    },
    /// Another process held the lock for longer than we wait.
    #[error("{}: another tidings is writing to it; try again in a moment", file.display())]
    Busy {
        /// The database.
        file: PathBuf,
    },
    /// No space left.
    #[error("{}: the disk is full; free some space and try again, nothing stored before is lost", file.display())]
    Full {
        /// The database.
        file: PathBuf,
    },
    /// Anything else that SQLite refuses.
    #[error("{}: {message}", file.display())]
    Sql {
        /// The database.
        file: PathBuf,
        /// As SQLite says.
        message: String,
    },
    /// The writer thread is gone.
    #[error("{}: its writer has stopped; start tidings again", file.display())]
    Stopped {
        /// The database.
        file: PathBuf,
    },
    /// A search that can't be read.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl StoreError {
    /// Sorts SQLite's answer by what the user can do about it.
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
