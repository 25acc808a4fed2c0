//! The first run's side of the store: feeds added by the dozen, and what newsboat has left to import.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::library::{Library, LibraryError};
use crate::app::{Importable, Msg};
use crate::domain::{Subscription, Text, Warning, pluralize};
use crate::feeds::newsboat;

/// A larger file is no list of feeds.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

impl Library {
    /// Adds feeds; what is there already stays as it is.
    pub(super) fn add_feeds(&self, feeds: &[Subscription]) -> Result<Msg, LibraryError> {
        let (msg, _) = self.add_all(feeds)?;
        Ok(msg)
    }

    /// The first of newsboat's files that names a feed.
    pub(super) fn importable(&self) -> Option<Importable> {
        let (file, feeds, _) = self.paths.newsboat.iter().find_map(|file| read(file))?;
        Some(Importable { file: named(&file), feeds: feeds.len() })
    }

    /// Takes newsboat's feeds over. What can't be taken is told line by line.
    pub(super) fn import(&self) -> Result<Msg, LibraryError> {
        let Some((file, feeds, warnings)) = self.paths.newsboat.iter().find_map(|file| read(file)) else {
            return Ok(Msg::Failed(Text::line(
                "newsboat’s urls file names no feed any more; a adds one by its address",
            )));
        };
        let (msg, known) = self.add_all(&feeds)?;
        let Msg::AddedSeveral { feeds, urls, .. } = msg else { return Ok(msg) };
        let mut notice = format!("{} added from {}", pluralize(urls.len(), "feed"), named(&file));
        if known > 0 {
            let _ = write!(notice, ", {known} there already");
        }
        if !warnings.is_empty() {
            let _ = write!(notice, ", {} skipped; ! says why", warnings.len());
        }
        let remarks = warnings.iter().map(|warning| Text::line(&format!("{}: {warning}", named(&file)))).collect();
        Ok(Msg::AddedSeveral { feeds, urls, notice: Text::line(&notice), remarks })
    }

    /// Adds feeds; says how many were known.
    fn add_all(&self, feeds: &[Subscription]) -> Result<(Msg, usize), LibraryError> {
        let added: Vec<&Subscription> =
            self.change_subscriptions(|list| feeds.iter().filter(|feed| list.add(feed)).collect())?;
        let mut ids = Vec::new();
        for feed in &added {
            ids.extend(self.store.feed_by_url(&feed.url)?);
        }
        let urls: Vec<Text> = added.iter().map(|feed| Text::line(&feed.url)).collect();
        let notice = Text::line(&format!("{} added; u takes them out again", pluralize(urls.len(), "feed")));
        let known = feeds.len() - urls.len();
        Ok((Msg::AddedSeveral { feeds: ids, urls, notice, remarks: Vec::new() }, known))
    }
}

/// A file of newsboat's, if it names a feed.
fn read(file: &Path) -> Option<(std::path::PathBuf, Vec<Subscription>, Vec<Warning>)> {
    // Neither a pipe that never ends nor something huge is waited for.
    fs::metadata(file).ok().filter(|found| found.is_file() && found.len() <= MAX_BYTES)?;
    let bytes = fs::read(file).ok()?;
    let (feeds, warnings) = newsboat::import(&bytes, "urls").ok()?;
    (!feeds.is_empty()).then(|| (file.to_path_buf(), feeds, warnings))
}

/// A file as a person names it: below home it begins with `~`.
fn named(file: &Path) -> Text {
    let home = directories::BaseDirs::new();
    let inside = home.as_ref().and_then(|dirs| file.strip_prefix(dirs.home_dir()).ok());
    Text::line(&inside.map_or_else(|| file.display().to_string(), |rest| format!("~/{}", rest.display())))
}
