//! Batches of comments, so that work on a long thread can be given up between two of them.

use crate::app::document::Opened;

/// Comments whose texts are worked on at once.
pub(super) const BATCH: usize = 500;

/// The end of the batch that begins at a place.
pub(super) fn batch_end(opened: &Opened, from: usize) -> usize {
    (from + BATCH).min(opened.thread.len())
}
