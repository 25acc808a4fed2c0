//! Handles the command palette: one field that finds every action, list and article.

pub(super) mod handle;
mod msg;
mod rank;
mod rows;
pub mod state;

pub use msg::{Effect, Msg};
pub use state::Palette;
