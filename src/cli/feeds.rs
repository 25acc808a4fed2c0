//! `tidings feeds` and `tidings remove`: list the feeds, and remove one.

use super::App;
use super::json;
use super::out::Out;
use crate::domain::login::mask;

pub(super) fn list(app: &App, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    let feeds = app.library.store.feeds()?;
    if as_json {
        return out.json(&feeds.iter().map(json::Feed::from).collect::<Vec<_>>());
    }
    if feeds.is_empty() {
        out.line("No feeds yet. `tidings add URL` adds one, `tidings import FILE` adds a list, `tidings demo` opens sample feeds.")?;
    }
    for feed in &feeds {
        let folder = feed.folder.as_ref().map(|folder| format!("{folder}/")).unwrap_or_default();
        let error = feed.error.as_ref().map(|error| format!("  ! {error}")).unwrap_or_default();
        let hidden = if feed.hidden { "  (hidden)" } else { "" };
        let counts = format!("{}/{}", feed.unread, feed.articles);
        out.line(&format!("{:>4}  {counts:>11}  {folder}{}{hidden}{error}", feed.id.0, feed.title))?;
    }
    Ok(())
}

pub(super) fn remove(app: &App, name: &str, out: &mut Out) -> anyhow::Result<()> {
    let feed = app.feed(name)?;
    app.library.change_subscriptions(|feeds| feeds.remove(&feed.url))?;
    out.line(&format!("removed {} <{}>", feed.title, mask(&feed.url)))?;
    Ok(())
}
