//! Pairs an article's earlier texts with the ones that replaced them.
//!
//! `page` compares the two texts of a pair.

use crate::app::document::Change;
use crate::domain::{Article, Html};
use crate::store::{Revision, Store, StoreError};

/// Returns the changes of the text that the reader shows, the latest first.
///
/// Those are changes of the full text if it is shown and has any, else of the feed's text.
pub(super) fn list(store: &Store, article: &Article) -> Result<Vec<Change>, StoreError> {
    let (of_page, of_feed): (Vec<_>, Vec<_>) =
        store.revisions(article.row.id)?.into_iter().partition(|earlier| earlier.of_page);
    if article.from_page && !of_page.is_empty() {
        return Ok(pairs(of_page, article, article.html.clone()));
    }
    if of_feed.is_empty() {
        return Ok(Vec::new());
    }
    let now = store.feed_text(article.row.id)?.unwrap_or_default();
    Ok(pairs(of_feed, article, now))
}

/// Counts the changes without reading their texts.
pub(super) fn count(store: &Store, article: &Article) -> Result<usize, StoreError> {
    let (of_page, of_feed) = store.count_revisions(article.row.id)?;
    Ok(if article.from_page && of_page > 0 { of_page } else { of_feed })
}

fn pairs(earlier: Vec<Revision>, article: &Article, html: Html) -> Vec<Change> {
    let mut later = (article.row.title.clone(), html);
    let mut changes = Vec::with_capacity(earlier.len());
    for revision in earlier {
        let (title, html) = std::mem::replace(&mut later, (revision.title.clone(), revision.html.clone()));
        changes.push(Change { at: revision.at, titles: (revision.title, title), texts: (revision.html, html) });
    }
    changes
}
