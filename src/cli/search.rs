//! `tidings search`: best match first, each with the place where it matched.

use super::App;
use super::json;
use super::out::Out;
use super::render::plain;
use super::{articles, out};
use crate::domain::Query;
use crate::domain::query::snippet;
use crate::sync;

pub(super) fn run(app: &App, text: &str, limit: usize, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    let query = Query::parse_in(text, app.clock().zone)?;
    // Words of articles that came in since the last sync ended are still to be indexed.
    sync::index_all(&app.library.store)?;
    let words = query.words();
    let hits = app.library.store.search(&query, limit)?;
    let rows: Vec<_> = hits.iter().map(|hit| (&hit.row, snippet(&plain(&hit.html.0), &words))).collect();
    if as_json {
        return out
            .json(&rows.into_iter().map(|(row, snippet)| json::Row::new(row, Some(snippet))).collect::<Vec<_>>());
    }
    for (row, snippet) in &rows {
        out.line(&articles::line(row, app.clock()))?;
        out.line(&format!("       {snippet}"))?;
    }
    if rows.is_empty() {
        out::complain(&format!("nothing found for {text}"));
    }
    Ok(())
}
