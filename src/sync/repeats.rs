//! Looking at comments for what is repeated in other threads: queued work in batches, and the question itself.
//!
//! What is kept of a comment and how it is found are `store`'s; here is only how its HTML becomes words, within time.

use super::run::{ARTICLE_LIMIT, BATCH_LIMIT};
use super::{Context, SyncError};
use crate::domain::{ArticleId, Warning};
use crate::page;
use crate::store::{Elsewhere, Store, StoreError};
use crate::sync::Cancel;

/// Comments looked at in one go: readers' marks wait for no longer than writing that down takes.
const BATCH: usize = 500;

/// Looks at all comments that wait, in batches; says false when it was cancelled before the end.
pub async fn sketch(context: &Context, cancel: Cancel) -> Result<bool, SyncError> {
    while context.store(batch).await? > 0 {
        if *cancel.borrow() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Looks at all comments that wait, here and now: for a question that must not miss anything.
pub fn sketch_all(store: &Store) -> Result<(), StoreError> {
    while batch(store)? > 0 {}
    Ok(())
}

/// What comments of an article repeat in other cached threads, as far as those were looked at. Blocks.
pub fn repeated_elsewhere(store: &Store, article: ArticleId) -> Result<(Vec<Elsewhere>, Vec<Warning>), StoreError> {
    let fast = store.clone();
    page::within(BATCH_LIMIT, move || fast.repeated_elsewhere(article, page::own_words))
        .unwrap_or_else(|| store.repeated_elsewhere(article, words_or_nothing))
}

/// One batch at full speed; if a comment in it is more than the parser can bear, the batch again, one by one.
fn batch(store: &Store) -> Result<usize, StoreError> {
    let fast = store.clone();
    page::within(BATCH_LIMIT, move || fast.sketch_pending(BATCH, page::own_words))
        .unwrap_or_else(|| store.sketch_pending(BATCH, words_or_nothing))
}

fn words_or_nothing(html: &str) -> String {
    let html = html.to_owned();
    page::within(ARTICLE_LIMIT, move || page::own_words(&html)).unwrap_or_default()
}
