//! Carries out the effects of the welcome page: adds several feeds, and imports files of feeds and newsboat's cache.

use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::app::feeds::Msg as FeedsMsg;
use crate::app::msg::Msg;
use crate::app::welcome::{Effect, Importable, Msg as WelcomeMsg};
use crate::domain::{FeedId, FeedList, ImportCounts, SmartFeed, Subscription, Text, Time, Warning, pluralize};
use crate::feeds::newsboat;
use crate::library::moving::Moved;
use crate::library::{Library, LibraryError};
use crate::runtime::shell::ports::Shell;
use crate::runtime::shell::workers::Reading;
use crate::store::NewsboatCache;

/// The most bytes of a list of feeds.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Starts an effect of this room.
pub(super) fn start(shell: &Shell, effect: Effect) {
    match effect {
        Effect::AddFeeds(feeds) => shell.write(move |library, _| Ok(added(add_all(library, &feeds)?.0))),
        Effect::LookForImport => {
            shell.read(Reading::Other, |library| Ok(WelcomeMsg::Importable(importable(library)).into()));
        }
        Effect::Import => shell.write(import),
        Effect::ImportFile(path) => shell.write(move |library, now| import_file(library, &path, now)),
    }
}

/// Feeds that were added: their ids and addresses.
type Added = (Vec<FeedId>, Vec<Text>);

fn added((feeds, urls): Added) -> Msg {
    let notice = Text::line(&format!("{} added", pluralize(urls.len(), "feed")));
    FeedsMsg::AddedSeveral { feeds, urls, smart: Vec::new(), notice, skipped: Vec::new() }.into()
}

/// Finds the first of newsboat's files that names a feed, and its cache.
fn importable(library: &Library) -> Option<Importable> {
    let urls = library.paths.newsboat.iter().find_map(|file| read(file));
    let cache = cache(library);
    let (feeds, articles) = cache.as_ref().map_or((0, 0), |(_, feeds, articles)| (*feeds, *articles));
    let (file, feeds) = match (urls, cache) {
        (Some((file, found, _)), _) => (file, found.feeds.len()),
        (None, Some((file, _, _))) => (file, feeds),
        (None, None) => return None,
    };
    Some(Importable { file: short_path(&file), feeds, articles })
}

/// Finds the first of newsboat's caches that can be read: its path and the numbers of its feeds and articles.
fn cache(library: &Library) -> Option<(PathBuf, usize, usize)> {
    let files = library.paths.newsboat.iter().map(|urls| urls.with_file_name("cache.db"));
    files.filter(|file| file.is_file()).find_map(|file| {
        let mut cache = NewsboatCache::open(&file).ok()?;
        let feeds = cache.feeds().ok()?.len();
        (feeds > 0).then(|| (file, feeds, cache.count()))
    })
}

/// Imports newsboat's feeds, and the articles of its cache. Each skipped line becomes a message.
fn import(library: &Library, now: Time) -> Result<Msg, LibraryError> {
    let urls = library.paths.newsboat.iter().find_map(|file| read(file));
    let cache = cache(library);
    let Some(file) = urls.as_ref().map(|(file, _, _)| file).or(cache.as_ref().map(|(file, _, _)| file)) else {
        return Ok(Msg::Failed(Text::line("found neither newsboat’s urls file nor its cache")));
    };
    let mut imported = Imported::new(file);
    if let Some((file, list, warnings)) = &urls {
        imported.add_list(library, list)?;
        imported.skip(file, warnings);
    }
    if let Some((file, _, _)) = &cache {
        match library.import_newsboat(file, now, false, |_, _| {}) {
            Ok(moved) => imported.add_moved(library, file, &moved)?,
            // The feeds are imported all the same.
            Err(LibraryError::Cache(error)) => imported.skipped.push(Text::line(&error.to_string())),
            Err(error) => return Err(error),
        }
    }
    Ok(imported.msg())
}

/// Imports a file that the user names.
fn import_file(library: &Library, path: &str, now: Time) -> Result<Msg, LibraryError> {
    let file = full_path(path);
    let failed = |reason: &str| WelcomeMsg::NotImported(path.to_owned(), Text::line(reason)).into();
    let bytes = match head_or_all(&file) {
        Ok(bytes) => bytes,
        Err(reason) => return Ok(failed(&reason)),
    };
    let mut imported = Imported::new(&file);
    if NewsboatCache::is_database(&bytes) {
        match library.import_newsboat(&file, now, false, |_, _| {}) {
            Ok(moved) => imported.add_moved(library, &file, &moved)?,
            Err(LibraryError::Cache(error)) => return Ok(failed(&error.to_string())),
            Err(error) => return Err(error),
        }
        return Ok(imported.msg());
    }
    let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    match newsboat::import(&bytes, &name) {
        Ok((list, _)) if list.is_empty() => Ok(failed("it has no feed to add")),
        Ok((list, warnings)) => {
            imported.add_list(library, &list)?;
            imported.skip(&file, &warnings);
            Ok(imported.msg())
        }
        Err(error) => Ok(failed(&error.to_string())),
    }
}

/// Result of an import, for the screen.
struct Imported {
    file: Text,
    feeds: Vec<FeedId>,
    urls: Vec<Text>,
    /// Names of the smart feeds.
    smart: Vec<Text>,
    known: usize,
    articles: Option<ImportCounts>,
    skipped: Vec<Text>,
    /// Where the passwords of addresses are now.
    moved: Option<Text>,
}

impl Imported {
    fn new(file: &Path) -> Self {
        let file = short_path(file);
        Self {
            file,
            feeds: Vec::new(),
            urls: Vec::new(),
            smart: Vec::new(),
            known: 0,
            articles: None,
            skipped: Vec::new(),
            moved: None,
        }
    }

    fn add_list(&mut self, library: &Library, list: &FeedList) -> Result<(), LibraryError> {
        let ((ids, urls), moved) = add_all(library, &list.feeds)?;
        self.moved = self.moved.take().or(moved);
        self.known += list.feeds.len() - urls.len();
        self.feeds.extend(ids);
        self.urls.extend(urls);
        if !list.smart.is_empty() {
            let added: Vec<&SmartFeed> = library
                .change_subscriptions(|known| list.smart.iter().filter(|feed| known.add_smart_feed(feed)).collect())?;
            self.known += list.smart.len() - added.len();
            self.smart.extend(added.into_iter().map(|feed| feed.name.clone()));
        }
        Ok(())
    }

    fn add_moved(&mut self, library: &Library, file: &Path, moved: &Moved) -> Result<(), LibraryError> {
        for feed in &moved.feeds_added {
            self.feeds.extend(library.store.feed_by_url(&feed.url)?);
            self.urls.push(Text::line(&feed.url));
        }
        self.articles = Some(moved.articles);
        self.moved = self.moved.take().or_else(|| moved.logins.notice(library));
        self.skip(file, &moved.skipped);
        Ok(())
    }

    fn skip(&mut self, file: &Path, warnings: &[Warning]) {
        let file = short_path(file);
        self.skipped.extend(warnings.iter().map(|warning| Text::line(&format!("{file}: {warning}"))));
    }

    fn msg(self) -> Msg {
        let mut notice = pluralize(self.urls.len(), "feed");
        if !self.smart.is_empty() {
            let _ = write!(notice, " and {}", pluralize(self.smart.len(), "smart feed"));
        }
        if let Some(counts) = self.articles {
            let _ = write!(notice, " and {}", pluralize(counts.added, "article"));
        }
        let _ = write!(notice, " added from {}", self.file);
        if self.known > 0 {
            let _ = write!(notice, ", {} already subscribed", self.known);
        }
        if !self.skipped.is_empty() {
            let _ = write!(notice, ", {} skipped (see messages)", self.skipped.len());
        }
        if let Some(moved) = &self.moved {
            let _ = write!(notice, "; {moved}");
        }
        let Self { feeds, urls, smart, skipped, .. } = self;
        FeedsMsg::AddedSeveral { feeds, urls, smart, notice: Text::line(&notice), skipped }.into()
    }
}

/// Adds the feeds that are not subscribed yet.
fn add_all(library: &Library, feeds: &[Subscription]) -> Result<(Added, Option<Text>), LibraryError> {
    let mut feeds = feeds.to_vec();
    let moved = library.move_logins(&mut feeds)?.notice(library);
    let added: Vec<&Subscription> =
        library.change_subscriptions(|list| feeds.iter().filter(|feed| list.add(feed)).collect())?;
    let mut ids = Vec::new();
    for feed in &added {
        ids.extend(library.store.feed_by_url(&feed.url)?);
    }
    Ok(((ids, added.iter().map(|feed| Text::line(&feed.url)).collect()), moved))
}

/// Reads a file of newsboat's; `None` if it names no feed.
fn read(file: &Path) -> Option<(std::path::PathBuf, FeedList, Vec<Warning>)> {
    // Reading a pipe might never end, and a huge file would take long.
    fs::metadata(file).ok().filter(|found| found.is_file() && found.len() <= MAX_BYTES)?;
    let bytes = fs::read(file).ok()?;
    let (list, warnings) = newsboat::import(&bytes, "urls").ok()?;
    (!list.feeds.is_empty()).then(|| (file.to_path_buf(), list, warnings))
}

/// Reads a file that the user names: of a database the beginning, of others all.
fn head_or_all(file: &Path) -> Result<Vec<u8>, String> {
    let found = fs::metadata(file).map_err(|error| error.to_string())?;
    // Reading a pipe might never end.
    if !found.is_file() {
        return Err("not a file".to_owned());
    }
    let mut bytes = Vec::new();
    let read = fs::File::open(file).and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes));
    read.map_err(|error| error.to_string())?;
    if found.len() > MAX_BYTES && !NewsboatCache::is_database(&bytes) {
        return Err("too large for a list of feeds".to_owned());
    }
    Ok(bytes)
}

/// Returns the path that the user typed; `~/` is the home folder.
fn full_path(path: &str) -> PathBuf {
    let home = directories::BaseDirs::new();
    match (path.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.home_dir().join(rest),
        _ => PathBuf::from(path),
    }
}

/// Returns a path for the screen: below the home folder it begins with `~`.
fn short_path(file: &Path) -> Text {
    let home = directories::BaseDirs::new();
    let inside = home.as_ref().and_then(|dirs| file.strip_prefix(dirs.home_dir()).ok());
    Text::line(&inside.map_or_else(|| file.display().to_string(), |rest| format!("~/{}", rest.display())))
}
