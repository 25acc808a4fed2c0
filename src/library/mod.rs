//! The store and the user's files beside it: `feeds.toml` says what is subscribed, `rules.toml` what is muted.
//!
//! The reader and the command line both work on it. Everything here blocks. What the screen asks of the store is answered
//! in `runtime`.

pub mod draft_files;
mod drafts;

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::domain::article::Fnv;
use crate::domain::triage::Rules;
use crate::settings::{Paths, RulesFile, SettingsError, Subscriptions};
use crate::store::{Store, StoreError};

/// The key of the store's note on which `feeds.toml` it follows.
const FEEDS_SEEN: &str = "feeds.toml";

/// The store, and the folders of the user's files.
#[derive(Clone)]
pub struct Library {
    /// The store.
    pub store: Store,
    /// The folders.
    pub paths: Paths,
    seen: Arc<Seen>,
}

/// What this process has seen of changes by others.
#[derive(Debug, Default)]
struct Seen {
    /// The store's version; 0 before the first look.
    version: AtomicI64,
    /// The last error in `feeds.toml`.
    error: Mutex<String>,
    /// `feeds.toml` as it was followed last.
    feeds: Mutex<Option<Stamp>>,
    /// `rules.toml` at the last look, and a hash of its content.
    rules: Mutex<Option<(Option<Stamp>, u64)>>,
}

/// When a file was changed and how long it is, in bytes: tells most changes without reading the file.
type Stamp = (SystemTime, u64);

/// What can go wrong here.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// `feeds.toml` or `rules.toml` can't be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
}

/// Hashes a file's content; a missing file is empty.
fn fingerprint(file: &Path) -> u64 {
    let mut hash = Fnv::default();
    hash.write(&std::fs::read(file).unwrap_or_default());
    hash.0
}

fn stamp(file: &Path) -> Option<Stamp> {
    let found = std::fs::metadata(file).ok()?;
    Some((found.modified().ok()?, found.len()))
}

impl Library {
    /// Opens the store, makes it follow `feeds.toml`, and takes in drafts that editors left in files.
    pub fn open(paths: &Paths) -> Result<Self, LibraryError> {
        let library = Self { store: Store::open(&paths.state)?, paths: paths.clone(), seen: Arc::default() };
        library.follow_subscriptions()?;
        library.take_in_drafts()?;
        Ok(library)
    }

    /// Reads `feeds.toml` again if it has changed since the last time; returns whether it has.
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
        // Loaded again: a file that can't be read must fail, not unsubscribe from everything.
        let subscriptions = Subscriptions::load(&file)?;
        self.store.reconcile(subscriptions.list())?;
        self.store.set_meta(FEEDS_SEEN, &seen)?;
        *followed = now;
        Ok(true)
    }

    /// Changes `feeds.toml` and follows it.
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

    /// The rules as the file has them now.
    pub fn rules(&self) -> Result<Rules, LibraryError> {
        self.has_new_rules();
        Ok(RulesFile::load(&self.paths.rules_file())?.rules().clone())
    }

    /// Whether the content of `rules.toml` has changed since the last look.
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

    /// Whether another process has written to the store since the last look.
    pub fn has_changed_elsewhere(&self) -> bool {
        let Ok(version) = self.store.data_version() else { return false };
        let before = self.seen.version.swap(version, Ordering::Relaxed);
        before != 0 && before != version
    }

    /// Whether this error differs from the last one.
    pub fn is_news(&self, error: &LibraryError) -> bool {
        let text = error.to_string();
        let mut last = self.seen.error.lock().unwrap_or_else(PoisonError::into_inner);
        let is_news = *last != text;
        *last = text;
        is_news
    }
}
