//! Shows the first run's page, which replaces the panes while there is no feed.

pub(super) mod handle;
mod msg;
pub mod page;
pub mod state;

pub use msg::{Effect, Importable, Msg};
