//! Carries out the effects of the list of feeds: loads, adds and removes subscriptions.

use crate::app::feeds::{Effect, Msg as FeedsMsg};
use crate::app::msg::Msg;
use crate::app::undo::{self, Undo};
use crate::domain::{FeedId, Text};
use crate::library::{Library, LibraryError};
use crate::runtime::shell::ports::Shell;
use crate::runtime::shell::workers::Reading;

/// The key under which the store has the closed folders, a path in each line.
const CLOSED: &str = "closed folders";

/// The key under which the store has whether feeds without unread articles are hidden: empty if not.
const UNREAD_ONLY: &str = "feeds with unread articles only";

/// Starts an effect of this room.
pub(super) fn start(shell: &Shell, effect: Effect) {
    match effect {
        Effect::Load => shell.read(Reading::Other, loaded),
        Effect::Add(address) => shell.fetcher.add(address),
        Effect::Remove(feed) => shell.write(move |library, _| remove(library, feed)),
        Effect::KeepShown(folders, unread_only) => shell.write_quietly(move |library, _| {
            library.store.set_meta(CLOSED, &folders.join("\n"))?;
            Ok(library.store.set_meta(UNREAD_ONLY, if unread_only { "1" } else { "" })?)
        }),
    }
}

/// Loads the subscriptions, and which rows are hidden.
pub(super) fn loaded(library: &Library) -> Result<Msg, LibraryError> {
    let closed = library.store.meta(CLOSED)?.unwrap_or_default();
    let closed = closed.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let unread_only = library.store.meta(UNREAD_ONLY)?.is_some_and(|value| !value.is_empty());
    let (feeds, tags) = (library.store.feeds()?, library.store.tag_counts()?);
    Ok(FeedsMsg::Loaded { feeds, tags, closed, unread_only }.into())
}

/// Removes a feed from `feeds.toml`. Its articles stay in the store for a while, so that undo can bring them back.
fn remove(library: &Library, feed: FeedId) -> Result<Msg, LibraryError> {
    let Some(row) = library.store.feeds()?.into_iter().find(|row| row.id == feed) else {
        return Ok(Msg::Failed(Text::line("this feed is no longer in feeds.toml")));
    };
    let removed = library.change_subscriptions(|feeds| feeds.remove(&row.url))?;
    let notice = Text::line(&format!("removed {}", row.title));
    let undo = removed.map(|removed| Undo::Removed(Box::new(removed)));
    Ok(undo::Msg::Changed { undo, notice: Some(notice) }.into())
}
