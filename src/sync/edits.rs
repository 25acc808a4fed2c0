//! Tells edits of an article's words from changes in its markup alone.
//!
//! The comparison runs after the article is stored, off the writer thread, because it parses untrusted HTML.

use super::{Context, SyncError};
use crate::domain::{ArticleId, Html};
use crate::page;

/// Compares the latest earlier text of an article with the present one, and stores whether words changed. Texts that
/// can't be compared in time count as changed.
pub(super) async fn classify_edit(context: &Context, article: ArticleId) -> Result<(), SyncError> {
    let read = move |store: &crate::store::Store| {
        let Some(earlier) = store.revisions(article)?.into_iter().next() else { return Ok(None) };
        let Some(now) = store.article(article)? else { return Ok(None) };
        let html = if earlier.of_page { Some(now.html) } else { store.feed_text(article)? };
        Ok(Some((earlier, now.row.title, html.unwrap_or_default())))
    };
    let Some((earlier, title, html)) = context.store(read).await? else { return Ok(()) };
    let revision = earlier.id;
    let changed = earlier.title != title || {
        let differ = move || words(&earlier.html) != words(&html);
        context.parse("", differ).await.unwrap_or(true)
    };
    context.store(move |store| store.classify_revision(article, revision, changed)).await
}

fn words(html: &Html) -> Vec<String> {
    page::plain(&html.0).split_whitespace().map(str::to_owned).collect()
}
