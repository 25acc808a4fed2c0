//! `tidings mark`: marks articles as read, unread, starred or unstarred.

use super::App;
use super::args::Mark;
use super::out::Out;
use crate::domain::pluralize;

pub(super) fn run(app: &App, mark: Mark, names: &[String], out: &mut Out) -> anyhow::Result<()> {
    // All articles are found before any is marked, so a wrong name changes nothing.
    let articles = names.iter().map(|name| app.article(name)).collect::<anyhow::Result<Vec<_>>>()?;
    let store = &app.library.store;
    let now = chrono::Utc::now();
    let changed = match mark {
        Mark::Read => store.set_read(&articles, true, now)?,
        Mark::Unread => store.set_read(&articles, false, now)?,
        Mark::Starred => store.set_starred(&articles, true)?,
        Mark::Unstarred => store.set_starred(&articles, false)?,
    };
    out.line(&format!("{} of {} changed", changed.len(), pluralize(articles.len(), "article")))?;
    Ok(())
}
