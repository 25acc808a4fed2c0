//! A folder of cached files with a size limit: pictures, speech and recordings. The oldest files are deleted when it is full.
//!
//! Names are hashes of what the file was made from, so that a file never changes.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::domain::article::Fnv;

/// A folder of cached files.
#[derive(Debug, Clone)]
pub struct FileCache {
    folder: PathBuf,
    limit: u64,
}

impl FileCache {
    /// Makes a cache of at most `limit` bytes. The folder comes with the first file.
    #[must_use]
    pub fn new(folder: &Path, limit: u64) -> Self {
        Self { folder: folder.to_path_buf(), limit }
    }

    /// Returns the path of the file that was or will be made from `source`; `ending` is part of its name.
    #[must_use]
    pub fn path(&self, source: &[u8], ending: &str) -> PathBuf {
        let mut hash = Fnv::default();
        hash.write(source);
        self.folder.join(format!("{:016x}{ending}", hash.0))
    }

    /// Writes a file, to a temporary one first, so that no other process reads half of it.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let mut temporary = tempfile::NamedTempFile::new_in(&self.folder)?;
        temporary.write_all(bytes)?;
        temporary.persist(path).map_err(|error| error.error)?;
        self.make_room(0, path)
    }

    /// Returns whether there is room for so many bytes more.
    #[must_use]
    pub fn has_room(&self, bytes: u64) -> bool {
        let files = self.files().unwrap_or_default();
        files.iter().map(|(_, len, _)| len).sum::<u64>().saturating_add(bytes) <= self.limit
    }

    /// Deletes the oldest files until there is room for so many bytes more, but never the file `kept`.
    pub fn make_room(&self, bytes: u64, kept: &Path) -> io::Result<()> {
        let mut files = self.files()?;
        files.sort();
        let mut total: u64 = files.iter().map(|(_, len, _)| len).sum();
        for (_, len, path) in files.iter().filter(|(.., path)| path != kept) {
            if total.saturating_add(bytes) <= self.limit {
                break;
            }
            std::fs::remove_file(path)?;
            total -= len;
        }
        Ok(())
    }

    /// Lists the files with the times of their last change and their bytes.
    fn files(&self) -> io::Result<Vec<(SystemTime, u64, PathBuf)>> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.folder)?.flatten() {
            // A file may be deleted by another process meanwhile.
            let Ok(metadata) = entry.metadata() else { continue };
            files.push((metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), metadata.len(), entry.path()));
        }
        Ok(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_files_are_deleted_when_the_cache_is_full() {
        let folder = tempfile::tempdir().unwrap();
        let cache = FileCache::new(folder.path(), 20);
        for (age, name) in ["new", "old", "older"].iter().enumerate() {
            let path = folder.path().join(name);
            std::fs::write(&path, [0; 10]).unwrap();
            let then = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000 - age as u64);
            std::fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
        }
        let path = cache.path(b"source", ".wav");
        cache.write(&path, &[1; 10]).unwrap();
        let mut names: Vec<_> = folder.path().read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        let mut expected = [path, folder.path().join("new")];
        expected.sort();
        assert_eq!(names, expected);
    }
}
