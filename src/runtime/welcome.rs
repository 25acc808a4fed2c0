//! Carries out the effects of the welcome page: adds several feeds, and imports newsboat's feeds.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::app::feeds::Msg as FeedsMsg;
use crate::app::msg::Msg;
use crate::app::welcome::{Effect, Importable, Msg as WelcomeMsg};
use crate::domain::{FeedId, Subscription, Text, Warning, pluralize};
use crate::feeds::newsboat;
use crate::library::{Library, LibraryError};
use crate::runtime::shell::ports::Shell;
use crate::runtime::shell::workers::Reading;

/// The most bytes of a list of feeds.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Starts an effect of this room.
pub(super) fn start(shell: &Shell, effect: Effect) {
    match effect {
        Effect::AddFeeds(feeds) => shell.write(move |library, _| Ok(added(add_all(library, &feeds)?))),
        Effect::LookForImport => {
            shell.read(Reading::Other, |library| Ok(WelcomeMsg::Importable(importable(library)).into()));
        }
        Effect::Import => shell.write(|library, _| import(library)),
    }
}

/// Feeds that were added: their ids and addresses.
type Added = (Vec<FeedId>, Vec<Text>);

fn added((feeds, urls): Added) -> Msg {
    let notice = Text::line(&format!("{} added", pluralize(urls.len(), "feed")));
    FeedsMsg::AddedSeveral { feeds, urls, notice, skipped: Vec::new() }.into()
}

/// Finds the first of newsboat's files that names a feed.
fn importable(library: &Library) -> Option<Importable> {
    let (file, feeds, _) = library.paths.newsboat.iter().find_map(|file| read(file))?;
    Some(Importable { file: short_path(&file), feeds: feeds.len() })
}

/// Imports newsboat's feeds. Each skipped line becomes a message.
fn import(library: &Library) -> Result<Msg, LibraryError> {
    let Some((file, feeds, warnings)) = library.paths.newsboat.iter().find_map(|file| read(file)) else {
        return Ok(Msg::Failed(Text::line("newsboat’s urls file no longer names a feed")));
    };
    let count = feeds.len();
    let (feeds, urls) = add_all(library, &feeds)?;
    let mut notice = format!("{} added from {}", pluralize(urls.len(), "feed"), short_path(&file));
    if count > urls.len() {
        let _ = write!(notice, ", {} already subscribed", count - urls.len());
    }
    if !warnings.is_empty() {
        let _ = write!(notice, ", {} skipped (see messages)", warnings.len());
    }
    let skipped = warnings.iter().map(|warning| Text::line(&format!("{}: {warning}", short_path(&file)))).collect();
    Ok(FeedsMsg::AddedSeveral { feeds, urls, notice: Text::line(&notice), skipped }.into())
}

/// Adds the feeds that are not subscribed yet.
fn add_all(library: &Library, feeds: &[Subscription]) -> Result<Added, LibraryError> {
    let added: Vec<&Subscription> =
        library.change_subscriptions(|list| feeds.iter().filter(|feed| list.add(feed)).collect())?;
    let mut ids = Vec::new();
    for feed in &added {
        ids.extend(library.store.feed_by_url(&feed.url)?);
    }
    Ok((ids, added.iter().map(|feed| Text::line(&feed.url)).collect()))
}

/// Reads a file of newsboat's; `None` if it names no feed.
fn read(file: &Path) -> Option<(std::path::PathBuf, Vec<Subscription>, Vec<Warning>)> {
    // Reading a pipe might never end, and a huge file would take long.
    fs::metadata(file).ok().filter(|found| found.is_file() && found.len() <= MAX_BYTES)?;
    let bytes = fs::read(file).ok()?;
    let (feeds, warnings) = newsboat::import(&bytes, "urls").ok()?;
    (!feeds.is_empty()).then(|| (file.to_path_buf(), feeds, warnings))
}

/// Returns a path for the screen: below the home folder it begins with `~`.
fn short_path(file: &Path) -> Text {
    let home = directories::BaseDirs::new();
    let inside = home.as_ref().and_then(|dirs| file.strip_prefix(dirs.home_dir()).ok());
    Text::line(&inside.map_or_else(|| file.display().to_string(), |rest| format!("~/{}", rest.display())))
}
