//! Holds keys and text that the user typed while an article or the box for a reply was opening.
//!
//! `type_ahead` decides which keys wait.

use crate::app::msg::Msg;

/// Queued input, and what it waits for.
#[derive(Debug)]
pub struct TypeAhead {
    pub(in crate::app) awaited: Awaited,
    pub(in crate::app) typed: Vec<Msg>,
}

/// What input waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum Awaited {
    /// The article that is loading.
    Article,
    /// The box for a reply, while it opens or saves its text at the end.
    Box,
}
