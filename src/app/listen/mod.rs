//! Listening: the player's bar, the queue, and the sentence that is spoken.
//!
//! `state` knows no `Model`; `handle`, `audio` and `queue` change it, `follow` moves the reader along. The player itself is left to `runtime`.

mod audio;
pub mod follow;
pub mod handle;
pub mod msg;
pub mod queue;
pub mod spoken;
pub mod state;

pub use msg::{Effect, Msg};
