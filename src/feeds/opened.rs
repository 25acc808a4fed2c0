//! What the module of a format reads of a feed at first, and later of each batch.

use super::convert::Texts;
use super::extensions::EntryExtension;
use crate::domain::{ParsedFeed, Warning};

/// Texts and extensions of the entries of a batch, in pairs.
pub(super) type Pairs = (Vec<Texts>, Vec<EntryExtension>);

/// What a format's module reads at first.
pub(super) struct Opened<D> {
    pub(super) document: D,
    /// The feed without its entries.
    pub(super) head: ParsedFeed,
    pub(super) warnings: Vec<Warning>,
    /// The entries of the only batch, if they were read too.
    pub(super) only: Option<Pairs>,
    pub(super) batches: usize,
    /// Number of entries, the empty ones included.
    pub(super) entries: usize,
    /// Number of the empty ones, which the reader skips.
    pub(super) empty: usize,
}
