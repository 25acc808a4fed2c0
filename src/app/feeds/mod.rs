//! Shows the list of feeds with collections, folders and tags, and adds and removes feeds.

pub(super) mod handle;
pub mod items;
mod msg;
pub mod pane;

pub use msg::{Effect, Msg};
