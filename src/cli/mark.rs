//! `tidings mark`: marks articles as read, unread, starred or unstarred, changes their tags, and shows hidden ones.

use anyhow::bail;

use super::App;
use super::args::Mark;
use super::out::Out;
use crate::domain::tags::{TagChange, tag};
use crate::domain::{ArticleId, pluralize};

pub(super) fn run(app: &App, mark: Mark, names: &[String], out: &mut Out) -> anyhow::Result<()> {
    let store = &app.library.store;
    let now = chrono::Utc::now();
    let (articles, changed) = match mark {
        Mark::Tag | Mark::Untag => {
            let Some((name, articles)) = names.split_first().filter(|(_, articles)| !articles.is_empty()) else {
                bail!("name a tag and an article, such as: tidings mark tag rust 12");
            };
            let tag = tag(name)?;
            let articles = found(app, articles)?;
            let change =
                |article: &ArticleId| TagChange { article: *article, tag: tag.clone(), is_added: mark == Mark::Tag };
            let changed = store.change_tags(&articles.iter().map(change).collect::<Vec<_>>())?;
            (articles.len(), changed.len())
        }
        Mark::Read | Mark::Unread => {
            let articles = found(app, names)?;
            (articles.len(), store.set_read(&articles, mark == Mark::Read, now)?.len())
        }
        Mark::Shown => {
            let articles = found(app, names)?;
            (articles.len(), store.unhide(&articles)?.len())
        }
        Mark::Starred | Mark::Unstarred => {
            let articles = found(app, names)?;
            (articles.len(), store.set_starred(&articles, mark == Mark::Starred)?.len())
        }
    };
    out.line(&format!("{changed} of {} changed", pluralize(articles, "article")))?;
    Ok(())
}

/// Finds all articles before any is marked, so that a wrong name changes nothing.
fn found(app: &App, names: &[String]) -> anyhow::Result<Vec<ArticleId>> {
    names.iter().map(|name| app.article(name)).collect()
}
