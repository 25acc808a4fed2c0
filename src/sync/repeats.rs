//! Sketches comments in batches, and finds text that is repeated within a thread or in other threads.
//!
//! `domain::repeats` defines repeats and `store` keeps the sketches; this module turns HTML into words, within time
//! limits.

use std::sync::Arc;

use super::run::{ARTICLE_LIMIT, BATCH_LIMIT};
use super::{Context, SyncError};
use crate::domain::repeats::{Fingerprint, Found, chronological, find};
use crate::domain::{ArticleId, Thread, Warning};
use crate::page;
use crate::store::{CrossThread, Store, StoreError};
use crate::sync::Cancel;

/// Comments sketched at once; bounded because the user's marks wait while a batch is written.
const BATCH: usize = 500;

/// Sketches all queued comments, in batches. Returns false if the caller cancelled before the end.
pub async fn sketch(context: &Context, cancel: Cancel) -> Result<bool, SyncError> {
    while context.store(batch).await? > 0 {
        if *cancel.borrow() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Sketches queued comments as long as `goes_on` returns true. Blocks. For searches that must not miss a comment.
pub fn sketch_all(store: &Store, goes_on: impl Fn() -> bool) -> Result<(), StoreError> {
    while goes_on() && batch(store)? > 0 {}
    Ok(())
}

/// Finds comments in other cached threads, as far as those are sketched, that repeat text of an article's comments.
/// Blocks.
pub fn repeated_elsewhere(store: &Store, article: ArticleId) -> Result<(Vec<CrossThread>, Vec<Warning>), StoreError> {
    let fast = store.clone();
    page::run_with_deadline(BATCH_LIMIT, move || fast.repeated_elsewhere(article, page::own_words))
        .unwrap_or_else(|| store.repeated_elsewhere(article, words_or_nothing))
}

/// Finds repeated text within a thread. Blocks: a hundred thousand comments take seconds.
#[must_use]
pub fn repeated_within(thread: &Arc<Thread>) -> Found {
    let fingerprints = |to_text: fn(&str) -> String, thread: &Thread| -> Vec<Option<Fingerprint>> {
        thread.nodes().map(|node| Fingerprint::of(&to_text(&node.comment.html.0))).collect()
    };
    let shared = Arc::clone(thread);
    let fingerprints = page::run_with_deadline(BATCH_LIMIT, move || fingerprints(page::own_words, &shared))
        .unwrap_or_else(|| fingerprints(words_or_nothing, thread));
    find(&fingerprints, &chronological(thread))
}

/// Sketches one batch. If a comment in it makes the parser panic or exceed its time, sketches the batch again with a
/// time limit for each comment.
fn batch(store: &Store) -> Result<usize, StoreError> {
    let fast = store.clone();
    page::run_with_deadline(BATCH_LIMIT, move || fast.sketch_pending(BATCH, page::own_words))
        .unwrap_or_else(|| store.sketch_pending(BATCH, words_or_nothing))
}

/// Returns the words of a comment, or nothing if the parser fails.
fn words_or_nothing(html: &str) -> String {
    let html = html.to_owned();
    page::run_with_deadline(ARTICLE_LIMIT, move || page::own_words(&html)).unwrap_or_default()
}
