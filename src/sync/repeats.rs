//! Repeated text: looking at comments in batches, and the questions themselves, within a thread and in others.
//!
//! What a repeat is says `domain::repeats`, what is kept of a comment `store`; here its HTML becomes words, within time.

use std::sync::Arc;

use super::run::{ARTICLE_LIMIT, BATCH_LIMIT};
use super::{Context, SyncError};
use crate::domain::repeats::{Fingerprint, Found, find, in_time};
use crate::domain::{ArticleId, Thread, Warning};
use crate::page;
use crate::store::{CrossThread, Store, StoreError};
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

/// Looks at the comments that wait, here and now, as long as `goes_on`: for a question that must not miss anything.
pub fn sketch_all(store: &Store, goes_on: impl Fn() -> bool) -> Result<(), StoreError> {
    while goes_on() && batch(store)? > 0 {}
    Ok(())
}

/// What comments of an article repeat in other cached threads, as far as those were looked at. Blocks.
pub fn repeated_elsewhere(store: &Store, article: ArticleId) -> Result<(Vec<CrossThread>, Vec<Warning>), StoreError> {
    let fast = store.clone();
    page::run_with_deadline(BATCH_LIMIT, move || fast.repeated_elsewhere(article, page::own_words))
        .unwrap_or_else(|| store.repeated_elsewhere(article, words_or_nothing))
}

/// What is repeated within a thread. Blocks: making words of a hundred thousand comments takes seconds.
#[must_use]
pub fn repeated_within(thread: &Arc<Thread>) -> Found {
    let print = |to_text: fn(&str) -> String, thread: &Thread| -> Vec<Option<Fingerprint>> {
        thread.nodes().map(|node| Fingerprint::of(&to_text(&node.comment.html.0))).collect()
    };
    let shared = Arc::clone(thread);
    let prints = page::run_with_deadline(BATCH_LIMIT, move || print(page::own_words, &shared))
        .unwrap_or_else(|| print(words_or_nothing, thread));
    find(&prints, &in_time(thread))
}

/// One batch at full speed; if a comment in it is more than the parser can bear, the batch again, one by one.
fn batch(store: &Store) -> Result<usize, StoreError> {
    let fast = store.clone();
    page::run_with_deadline(BATCH_LIMIT, move || fast.sketch_pending(BATCH, page::own_words))
        .unwrap_or_else(|| store.sketch_pending(BATCH, words_or_nothing))
}

fn words_or_nothing(html: &str) -> String {
    let html = html.to_owned();
    page::run_with_deadline(ARTICLE_LIMIT, move || page::own_words(&html)).unwrap_or_default()
}
