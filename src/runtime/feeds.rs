//! Carries out the effects of the list of feeds: loads, adds and removes subscriptions and smart feeds.

use crate::app::feeds::{Effect, FeedPage, Msg as FeedsMsg, PageMsg};
use crate::app::msg::Msg;
use crate::app::undo::{self, Undo};
use crate::domain::login::mask;
use crate::domain::{FeedId, SmartFeed, Subscription, Text, Time};
use crate::library::{Library, LibraryError};
use crate::runtime::shell::ports::Shell;
use crate::runtime::shell::workers::Reading;
use crate::settings::Subscriptions;

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
        Effect::LoadPage(feed, now) => shell.read(Reading::Other, move |library| page(library, feed, now)),
        Effect::Change(entry) => shell.write(move |library, _| change(library, &entry)),
        Effect::Move { url, down } => shell.write(move |library, _| move_feed(library, url, down)),
        Effect::AddSmart(feed) => shell.write(move |library, _| add_smart(library, feed)),
        Effect::ChangeSmart { name, feed } => shell.write(move |library, _| change_smart(library, &name, &feed)),
        Effect::RemoveSmart(name) => shell.write(move |library, _| remove_smart(library, &name)),
        Effect::Count => shell.counter.count(),
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
    let smart = library.store.smart_feeds()?;
    Ok(FeedsMsg::Loaded { feeds, smart, tags, closed, unread_only }.into())
}

/// Reads the page of a feed.
fn page(library: &Library, feed: FeedId, now: Time) -> Result<Msg, LibraryError> {
    let facts = library.store.feed_facts(Some(feed), now)?.pop();
    let feeds = Subscriptions::load(&library.paths.feeds_file())?;
    let entry = facts.as_ref().and_then(|facts| feeds.list().iter().find(|entry| entry.url == facts.url));
    Ok(match (&facts, entry) {
        (Some(facts), Some(entry)) => {
            let page = FeedPage { facts: facts.clone(), entry: entry.clone() };
            FeedsMsg::Page(PageMsg::Loaded(Box::new(page))).into()
        }
        _ => Msg::Failed(Text::line("this feed is no longer in feeds.toml")),
    })
}

/// Changes the entry of a feed in `feeds.toml`.
fn change(library: &Library, entry: &Subscription) -> Result<Msg, LibraryError> {
    let Some(before) = library.change_subscriptions(|feeds| feeds.change(entry))? else {
        return Ok(Msg::Failed(Text::line("this feed is no longer in feeds.toml")));
    };
    let notice = Text::line(&format!("changed {}", entry.title.as_deref().unwrap_or(&mask(&entry.url))));
    Ok(undo::Msg::Changed { undo: Some(Undo::FeedChanged(Box::new(before))), notice: Some(notice) }.into())
}

/// Moves a feed among those of its folder.
fn move_feed(library: &Library, url: String, down: bool) -> Result<Msg, LibraryError> {
    if !library.change_subscriptions(|feeds| feeds.move_within_folder(&url, down))? {
        let end = if down { "last" } else { "first" };
        return Ok(Msg::Notice(Text::line(&format!("the feed is the {end} of its folder"))));
    }
    let undo = Undo::FeedMoved { url, down: !down };
    Ok(undo::Msg::Changed { undo: Some(undo), notice: Some(Text::line("feed moved")) }.into())
}

/// Adds a smart feed to `feeds.toml`.
fn add_smart(library: &Library, feed: SmartFeed) -> Result<Msg, LibraryError> {
    if !library.change_subscriptions(|list| list.add_smart_feed(&feed))? {
        return Ok(Msg::Failed(Text::line(&format!("another smart feed has the name {}", feed.name))));
    }
    let notice = Text::line(&format!("kept as the smart feed {}", feed.name));
    Ok(undo::Msg::Changed {
        undo: Some(Undo::Added { urls: Vec::new(), smart: vec![feed.name] }),
        notice: Some(notice),
    }
    .into())
}

/// Changes a smart feed in `feeds.toml`.
fn change_smart(library: &Library, name: &Text, feed: &SmartFeed) -> Result<Msg, LibraryError> {
    let Some(before) = library.change_subscriptions(|list| list.change_smart_feed(name, feed))? else {
        let why = format!("not changed: feeds.toml no longer has {name}, or it has another {}", feed.name);
        return Ok(Msg::Failed(Text::line(&why)));
    };
    let notice = Text::line(&format!("changed the smart feed {}", feed.name));
    let undo = Undo::SmartChanged { name: feed.name.clone(), before };
    Ok(undo::Msg::Changed { undo: Some(undo), notice: Some(notice) }.into())
}

/// Removes a smart feed from `feeds.toml`.
fn remove_smart(library: &Library, name: &Text) -> Result<Msg, LibraryError> {
    let Some(removed) = library.change_subscriptions(|list| list.remove_smart_feed(name))? else {
        return Ok(Msg::Failed(Text::line("this smart feed is no longer in feeds.toml")));
    };
    let notice = Text::line(&format!("removed the smart feed {name}"));
    Ok(undo::Msg::Changed { undo: Some(Undo::SmartRemoved(Box::new(removed))), notice: Some(notice) }.into())
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
