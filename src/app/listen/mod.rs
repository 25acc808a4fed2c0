//! Listening: the player's bar, the queue, and the sentence that is spoken.
//!
//! `state` knows no `Model`; `handle` and `queue` change it. The player itself is left to `runtime`.

mod audio;
pub mod handle;
pub mod msg;
pub mod queue;
pub mod spoken;
pub mod state;

pub use msg::{Effect, Msg};
