//! The panel of the fact check: the claims of the open article, and what other outlets say about each.
//!
//! On the user's yes it searches the web for more evidence. `factcheck` decides what was found, `library` finds the articles to compare with.

pub(super) mod handle;
pub mod lines;
mod msg;
mod online;
pub mod state;

pub use msg::{Effect, Msg};
