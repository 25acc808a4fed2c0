//! The command palette: one field for every action, list and article.

pub(super) mod handle;
mod msg;
mod rank;
pub mod state;

pub use msg::{Effect, Msg};
pub use state::Palette;
