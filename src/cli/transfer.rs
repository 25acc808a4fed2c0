//! `tidings import` and `tidings export`: OPML both ways, newsboat's urls file in.

use std::path::Path;

use anyhow::{Context, bail};

use super::App;
use super::input;
use super::out::{Out, complain};
use crate::domain::pluralize;
use crate::feeds::{newsboat, opml};
use crate::settings::Subscriptions;

pub(super) fn import(app: &App, file: &Path, out: &mut Out) -> anyhow::Result<()> {
    let bytes = input::read(file)?;
    let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let (found, warnings) =
        newsboat::import(&bytes, &name).with_context(|| format!("{} can't be imported", file.display()))?;
    for warning in &warnings {
        complain(&format!("{}: {warning}", file.display()));
    }
    if found.is_empty() {
        bail!("{} names no feed that can be added", file.display());
    }
    let added = app.library.change_subscriptions(|feeds| found.iter().filter(|feed| feeds.add(feed)).count())?;
    let known = found.len() - added;
    let remarks = pluralize(warnings.len(), "remark");
    out.line(&format!("{} added, {known} known already, {remarks}", pluralize(added, "feed")))?;
    Ok(())
}

pub(super) fn export(app: &App, file: Option<&Path>, out: &mut Out) -> anyhow::Result<()> {
    let subscriptions = Subscriptions::load(&app.settings.paths.feeds_file())?;
    let mut list = subscriptions.list().to_vec();
    // Readers show what the file calls a feed: where the user gave no title, the feed's own is written.
    let rows = app.library.store.feeds()?;
    for feed in &mut list {
        if feed.title.is_none() {
            feed.title = rows.iter().find(|row| row.url == feed.url).map(|row| row.title.clone());
        }
    }
    let text = opml::write(&list, "tidings");
    match file {
        Some(file) => std::fs::write(file, text).with_context(|| format!("{} can't be written", file.display())),
        None => Ok(out.raw(&text)?),
    }
}
