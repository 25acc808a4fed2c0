//! Keeps the store in step with the user's files: `feeds.toml` has the subscriptions, `rules.toml` the rules.
//!
//! The reader and the command line both use it. Every call blocks. `runtime` carries out the screen's requests.

mod analyst;
pub mod draft_files;
mod drafts;
mod factcheck;
pub mod logins;
pub mod moving;
pub mod newsboat_config;

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::domain::ArticleRule;
use crate::domain::article::TextHash;
use crate::domain::triage::Rules;
use crate::settings::{Paths, RulesFile, SettingsError, Subscriptions};
use crate::store::{CacheError, Store, StoreError};

/// The key under which the store has the hash of the `feeds.toml` that it follows.
const FEEDS_SEEN: &str = "feeds.toml";

/// The store, and the folders of the user's files.
#[derive(Clone)]
pub struct Library {
    /// The store.
    pub store: Store,
    /// Folders of the user's files.
    pub paths: Paths,
    seen: Arc<Seen>,
}

/// The versions of store and files that this process has seen, to detect changes by others.
#[derive(Debug, Default)]
struct Seen {
    /// Version of the store; 0 before the first check.
    version: AtomicI64,
    /// Last error in `feeds.toml`.
    error: Mutex<String>,
    /// Stamp of the `feeds.toml` that the store follows.
    feeds: Mutex<Option<Stamp>>,
    /// Stamp of `rules.toml` at the last check, and the hash of its content.
    rules: Mutex<Option<(Option<Stamp>, u64)>>,
}

/// The time of a file's last change and its size in bytes, which show most changes without reading the file.
type Stamp = (SystemTime, u64);

/// An error of the library.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// newsboat's cache can't be read.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// `feeds.toml` or `rules.toml` can't be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
}

/// Hashes a file's content; a missing file counts as empty.
fn fingerprint(file: &Path) -> u64 {
    let mut hash = TextHash::default();
    hash.write(&std::fs::read(file).unwrap_or_default());
    hash.0
}

fn stamp(file: &Path) -> Option<Stamp> {
    let found = std::fs::metadata(file).ok()?;
    Some((found.modified().ok()?, found.len()))
}

impl Library {
    /// Opens the store, makes it follow `feeds.toml`, and recovers drafts that editors left in files.
    pub fn open(paths: &Paths) -> Result<Self, LibraryError> {
        let library = Self { store: Store::open(&paths.state)?, paths: paths.clone(), seen: Arc::default() };
        library.follow_subscriptions()?;
        library.take_in_drafts()?;
        Ok(library)
    }

    /// Makes the store follow `feeds.toml` if that has changed since the last call; returns whether it has.
    pub fn follow_subscriptions(&self) -> Result<bool, LibraryError> {
        let file = self.paths.feeds_file();
        let now = stamp(&file);
        let mut followed = self.seen.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        if now.is_some() && *followed == now {
            return Ok(false);
        }
        let seen = format!("{:016x}", fingerprint(&file));
        if self.store.meta(FEEDS_SEEN)?.as_deref() == Some(seen.as_str()) {
            *followed = now;
            return Ok(false);
        }
        // Loading reads the file again. If it can't be read, that must fail and not remove all subscriptions.
        let subscriptions = Subscriptions::load(&file)?;
        self.store.reconcile(subscriptions.list())?;
        self.store.reconcile_smart_feeds(subscriptions.smart_feeds())?;
        self.store.set_meta(FEEDS_SEEN, &seen)?;
        *followed = now;
        Ok(true)
    }

    /// Changes `feeds.toml`, and makes the store follow it.
    pub fn change_subscriptions<T>(&self, change: impl FnOnce(&mut Subscriptions) -> T) -> Result<T, LibraryError> {
        let _turn = self.paths.lock_feeds()?;
        let mut subscriptions = Subscriptions::load(&self.paths.feeds_file())?;
        let result = change(&mut subscriptions);
        subscriptions.save()?;
        self.follow_subscriptions()?;
        Ok(result)
    }

    /// Changes `rules.toml`.
    pub fn change_rules<T>(
        &self,
        change: impl FnOnce(&mut RulesFile) -> Result<T, SettingsError>,
    ) -> Result<T, LibraryError> {
        let _turn = self.paths.lock_rules()?;
        let mut rules = RulesFile::load(&self.paths.rules_file())?;
        let result = change(&mut rules)?;
        rules.save()?;
        self.has_new_rules();
        Ok(result)
    }

    /// Loads the rules from `rules.toml`.
    pub fn rules(&self) -> Result<Rules, LibraryError> {
        self.has_new_rules();
        Ok(RulesFile::load(&self.paths.rules_file())?.rules().clone())
    }

    /// Loads the rules for articles from `rules.toml`.
    pub fn article_rules(&self) -> Result<Vec<ArticleRule>, LibraryError> {
        Ok(RulesFile::load(&self.paths.rules_file())?.article_rules().cloned().collect())
    }

    /// Returns whether the content of `rules.toml` has changed since the last call.
    pub fn has_new_rules(&self) -> bool {
        let file = self.paths.rules_file();
        let now = stamp(&file);
        let mut seen = self.seen.rules.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.as_ref().is_some_and(|(before, _)| *before == now) {
            return false;
        }
        let hash = fingerprint(&file);
        let before = seen.replace((now, hash));
        before.is_some_and(|(_, before)| before != hash)
    }

    /// Returns whether another process has written to the store since the last call.
    #[must_use]
    pub fn has_changed_elsewhere(&self) -> bool {
        let Ok(version) = self.store.data_version() else { return false };
        let before = self.seen.version.swap(version, Ordering::Relaxed);
        before != 0 && before != version
    }

    /// Returns whether the error differs from that of the last call.
    pub fn is_new_error(&self, error: &LibraryError) -> bool {
        let text = error.to_string();
        let mut last = self.seen.error.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = *last != text;
        *last = text;
        is_new
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn library(dir: &Path) -> Library {
        let paths = Paths { config: dir.to_path_buf(), state: dir.join("state"), newsboat: Vec::new() };
        Library::open(&paths).unwrap()
    }

    /// Writes a file and sets the time of its last change.
    fn write(file: &Path, text: &str, at: SystemTime) {
        std::fs::write(file, text).unwrap();
        std::fs::File::options().write(true).open(file).unwrap().set_modified(at).unwrap();
    }

    #[test]
    fn feeds_are_read_only_when_the_time_or_the_size_of_their_file_changes() {
        let dir = tempfile::tempdir().unwrap();
        let library = library(dir.path());
        let (file, then) = (library.paths.feeds_file(), SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000));
        let urls = || -> Vec<String> { library.store.feeds().unwrap().into_iter().map(|feed| feed.url).collect() };
        write(&file, "[[feed]]\nurl = \"http://a.example/\"\n", then);
        assert!(library.follow_subscriptions().unwrap() && !library.follow_subscriptions().unwrap());
        // A file of the same size and time is not read, so this change goes unnoticed.
        write(&file, "[[feed]]\nurl = \"http://b.example/\"\n", then);
        assert!(!library.follow_subscriptions().unwrap());
        assert_eq!(urls(), ["http://a.example/"]);
        let later = then + Duration::from_secs(1);
        write(&file, "[[feed]]\nurl = \"http://b.example/\"\n", later);
        assert!(library.follow_subscriptions().unwrap());
        assert_eq!(urls(), ["http://b.example/"]);
        write(&file, "[[feed]]\nurl = \"http://longer.example/\"\n", later);
        assert!(library.follow_subscriptions().unwrap());
    }

    #[test]
    fn rules_are_read_only_when_the_time_or_the_size_of_their_file_changes() {
        let dir = tempfile::tempdir().unwrap();
        let library = library(dir.path());
        let (file, then) = (library.paths.rules_file(), SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000));
        assert!(!library.has_new_rules(), "the first check only notes the content");
        write(&file, "# one", then);
        assert!(library.has_new_rules() && !library.has_new_rules());
        write(&file, "# two", then);
        assert!(!library.has_new_rules(), "a file of the same size and time is not read");
        let later = then + Duration::from_secs(1);
        write(&file, "# two", later);
        assert!(library.has_new_rules());
        write(&file, "# two", later + Duration::from_secs(1));
        assert!(!library.has_new_rules(), "the content is the same");
        write(&file, "# three", later);
        assert!(library.has_new_rules());
    }
}
