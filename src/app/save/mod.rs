//! Saves the open or selected article, its comments or both in a file.
//!
//! The user chooses the parts and the name; `runtime` writes the file, and never overwrites one without a question.

pub(super) mod handle;
mod msg;

pub use msg::{Effect, Job, Msg, Parts};
