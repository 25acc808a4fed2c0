//! `tidings queue`: lists and changes the queue of articles to listen to.

use serde::Serialize;

use super::App;
use super::args::QueueCommand;
use super::out::Out;
use crate::domain::pluralize;
use crate::domain::queue::{Heard, QueueItem, SoundKind};
use crate::domain::{ArticleId, Text};
use crate::listen::progress::clock;

/// An article of the queue, as JSON.
#[derive(Serialize)]
struct Item<'a> {
    article: ArticleId,
    title: &'a Text,
    kind: SoundKind,
    position: f64,
    seconds: Option<f64>,
}

pub(super) fn run(app: &App, command: Option<&QueueCommand>, json: bool, out: &mut Out) -> anyhow::Result<()> {
    let store = &app.library.store;
    match command {
        Some(QueueCommand::Add { article }) => {
            let articles = articles(app, article)?;
            let before = store.enqueue(&articles)?.len();
            report(store.queue()?.len() - before, "added", json, out)?;
        }
        Some(QueueCommand::Remove { article }) => {
            let articles = articles(app, article)?;
            let (before, mut queue) = (store.queue()?.len(), ids(&store.queue()?));
            queue.retain(|known| !articles.contains(known));
            store.set_queue(&queue)?;
            report(before - queue.len(), "removed", json, out)?;
        }
        Some(QueueCommand::Clear) => {
            let before = store.queue()?.len();
            store.set_queue(&[])?;
            report(before, "removed", json, out)?;
        }
        Some(QueueCommand::List) | None => {
            if !json {
                return list(&store.queue()?, out);
            }
        }
    }
    if json { out.json(&store.queue()?.iter().map(to_json).collect::<Vec<_>>()) } else { Ok(()) }
}

/// Finds all articles before any is queued, so a wrong name changes nothing.
fn articles(app: &App, names: &[String]) -> anyhow::Result<Vec<ArticleId>> {
    names.iter().map(|name| app.article(name)).collect()
}

fn ids(queue: &[QueueItem]) -> Vec<ArticleId> {
    queue.iter().map(|item| item.article).collect()
}

fn report(count: usize, verb: &str, json: bool, out: &mut Out) -> anyhow::Result<()> {
    if !json {
        out.line(&format!("{} {verb}", pluralize(count, "article")))?;
    }
    Ok(())
}

fn list(queue: &[QueueItem], out: &mut Out) -> anyhow::Result<()> {
    if queue.is_empty() {
        out.line("The queue is empty. `tidings queue add ARTICLE` adds an article.")?;
    }
    for item in queue {
        let Heard { kind, position, seconds } = item.heard;
        let length = seconds.map(|seconds| format!(" / {}", clock(seconds))).unwrap_or_default();
        let (article, kind, position) = (item.article.0, kind.as_str(), clock(position));
        out.line(&format!("{article:>6}  {kind}  {position}{length}  {}", item.title))?;
    }
    Ok(())
}

fn to_json(item: &QueueItem) -> Item<'_> {
    let Heard { kind, position, seconds } = item.heard;
    Item { article: item.article, title: &item.title, kind, position, seconds }
}
