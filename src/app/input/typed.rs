//! Keys and text that the user typed ahead, for an article or a reply's box that is still opening.
//!
//! Which keys wait is decided in `type_ahead`.

use crate::app::msg::Msg;

/// Input that waits.
#[derive(Debug)]
pub struct TypeAhead {
    pub(in crate::app) awaited: Awaited,
    pub(in crate::app) typed: Vec<Msg>,
}

/// What input waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum Awaited {
    /// The article that has been asked for.
    Article,
    /// The box for a reply, or the end of what was written in it.
    Box,
}
