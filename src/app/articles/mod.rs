//! The list of articles: which list, the cursor, marks, the search for the next unread one.

pub(super) mod handle;
mod msg;
pub mod pane;
mod unread;

pub use msg::{Around, Effect, Msg};
