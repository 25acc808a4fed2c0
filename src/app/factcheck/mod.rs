//! The panel of the fact check: the claims of the open article, and what other outlets say about each.
//!
//! On the user's yes it searches the web for more evidence, and on a key it asks the user's analyst. `factcheck` decides
//! what was found, `library` finds the articles to compare with.

pub(super) mod analyst;
pub(super) mod handle;
pub mod lines;
mod msg;
pub mod notes;
mod online;
pub mod state;

pub use msg::{Effect, Msg};
