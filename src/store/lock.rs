//! The lock that lets one process sync at a time; the system releases it when the process ends, even by a crash.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::StoreError;

/// Holds the sync lock until it is dropped.
#[derive(Debug)]
pub struct SyncLock {
    _file: File,
}

impl SyncLock {
    /// Takes the lock of the state folder `dir`. Returns `None` if another process, or an earlier call, holds it.
    pub fn try_acquire(dir: &Path) -> Result<Option<Self>, StoreError> {
        let path = dir.join("sync.lock");
        let fail = |reason: String| StoreError::Open { file: path.clone(), reason };
        std::fs::create_dir_all(dir).map_err(|e| fail(e.to_string()))?;
        let options = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = options.map_err(|e| fail(e.to_string()))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(e)) => Err(fail(e.to_string())),
        }
    }
}
