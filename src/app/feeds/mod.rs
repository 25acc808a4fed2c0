//! The list of feeds: collections, folders, feeds, tags; adding and removing feeds.

pub(super) mod handle;
mod msg;
pub mod pane;

pub use msg::{Effect, Msg};
