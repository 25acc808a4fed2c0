//! `tidings import` and `tidings export`: reads OPML, newsboat's urls file and lists like `feeds.toml`, and writes OPML.

use std::path::Path;

use anyhow::{Context, bail};

use super::App;
use super::input;
use super::moving::{self, DRY, print_skipped};
use super::out::{Out, print_stderr};
use crate::domain::encoding;
use crate::domain::feed::{command_name, title_from_address};
use crate::domain::login::mask;
use crate::domain::{FeedList, pluralize};
use crate::feeds::{newsboat, opml};
use crate::library::logins::MovedLogins;
use crate::library::{Library, newsboat_config};
use crate::settings::Subscriptions;

pub(super) fn import(app: &App, file: &Path, is_dry: bool, out: &mut Out) -> anyhow::Result<()> {
    if moving::is_database(file)? {
        return moving::import_cache(app, file, is_dry, out);
    }
    let bytes = input::read(file)?;
    let text = encoding::decode(&bytes, None).0;
    if newsboat_config::is_config(&text) {
        return moving::import_config(app, &text, is_dry, out);
    }
    let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let (mut found, warnings) = if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
        (list(&bytes, file)?, Vec::new())
    } else {
        newsboat::import(&bytes, &name).with_context(|| format!("can't import {}", file.display()))?
    };
    print_skipped(file, &warnings);
    if found.is_empty() {
        bail!("{} has no feed to add", file.display());
    }
    let mut moved = MovedLogins::default();
    if is_dry {
        Library::without_logins(&mut found.feeds);
    } else {
        moved = app.library.move_logins(&mut found.feeds)?;
    }
    let add = |list: &mut Subscriptions| {
        let feeds = found.feeds.iter().filter(|feed| list.add(feed)).count();
        (feeds, found.smart.iter().filter(|feed| list.add_smart_feed(feed)).count())
    };
    let (added, smart) = if is_dry {
        add(&mut Subscriptions::load(&app.settings.paths.feeds_file())?)
    } else {
        app.library.change_subscriptions(add)?
    };
    let known = found.feeds.len() + found.smart.len() - added - smart;
    let (feeds, skipped) = (pluralize(added, "feed"), warnings.len());
    let smart = if smart > 0 { format!(" and {}", pluralize(smart, "smart feed")) } else { String::new() };
    let verb = if is_dry { "to add" } else { "added" };
    out.line(&format!("{feeds}{smart} {verb}, {known} already subscribed, {skipped} skipped"))?;
    moved.notice(&app.library).map_or(Ok(()), |notice| out.line(&notice))?;
    if is_dry {
        out.line(DRY)?;
    }
    Ok(())
}

/// Reads a list in the form of `feeds.toml`, such as `config/fact-checkers.toml`.
fn list(bytes: &[u8], file: &Path) -> anyhow::Result<FeedList> {
    let text = std::str::from_utf8(bytes).with_context(|| format!("{} is not UTF-8", file.display()))?;
    let list = Subscriptions::parse(text, file)?;
    Ok(FeedList { feeds: list.list().to_vec(), smart: list.smart_feeds().to_vec() })
}

pub(super) fn export(app: &App, file: Option<&Path>, out: &mut Out) -> anyhow::Result<()> {
    let subscriptions = Subscriptions::load(&app.settings.paths.feeds_file())?;
    let mut list = subscriptions.list().to_vec();
    for feed in list.extract_if(.., |feed| command_name(&feed.url).is_some()) {
        print_stderr(&format!("{}: not exported, because a program prints it", feed.url));
    }
    // Other readers show the titles of the file, so a feed without a title of the user's gets its own.
    let rows = app.library.store.feeds()?;
    for feed in &mut list {
        if feed.title.is_none() {
            feed.title = rows.iter().find(|row| row.url == feed.url).map(|row| row.title.clone());
            // A feed that was never fetched has no title of its own yet.
            feed.title.take_if(|title| *title == title_from_address(&feed.url));
        }
        feed.url = mask(&feed.url).into_owned();
    }
    let text = opml::write(&list, "tidings");
    match file {
        Some(file) => std::fs::write(file, text).with_context(|| format!("can't write {}", file.display())),
        None => Ok(out.raw(&text)?),
    }
}
