//! Sends keys, text and the mouse to the room that they are for.

pub(super) mod handle;
mod keys;
mod mouse;
mod msg;
pub(super) mod type_ahead;
pub mod typed;

pub use msg::{Mouse, MouseKind, Msg};
