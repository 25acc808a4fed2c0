//! `tidings search`: lists the articles that match a query, best match first, each with a snippet around the match.

use super::App;
use super::json;
use super::out::Out;
use super::render::plain;
use super::{articles, out};
use crate::domain::query::snippet;
use crate::sync;

pub(super) fn run(app: &App, text: &str, limit: usize, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    let query = app.query(text)?;
    // The end of a sync indexes new articles; here that is done for articles of a sync that has not ended yet.
    sync::index_all(&app.library.store)?;
    let words = query.words();
    let hits = app.library.store.search(&query, limit)?;
    let rows: Vec<_> = hits.iter().map(|hit| (&hit.row, snippet(&plain(&hit.html.0), &words))).collect();
    if as_json {
        let stories = app.library.store.stories_of(&rows.iter().map(|(row, _)| row.id).collect::<Vec<_>>())?;
        let rows = rows
            .into_iter()
            .map(|(row, snippet)| json::ListedArticle::new(row, stories.get(&row.id).copied(), Some(snippet)));
        return out.json(&rows.collect::<Vec<_>>());
    }
    for (row, snippet) in &rows {
        out.line(&articles::line(row, app.clock()))?;
        out.line(&format!("       {snippet}"))?;
    }
    if rows.is_empty() {
        out::print_stderr(&format!("no article matches {text}"));
    }
    Ok(())
}
