//! Divides a thread into batches, so that work on a long thread can stop between two of them.

use crate::app::document::Opened;

/// How many comments a batch has.
pub(super) const BATCH: usize = 500;

/// Returns the end of the batch that begins at index `from`.
pub(super) fn batch_end(opened: &Opened, from: usize) -> usize {
    (from + BATCH).min(opened.thread.len())
}
