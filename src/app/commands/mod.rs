//! Runs the user's commands on articles, and lists those that are running.
//!
//! `settings` reads them from `commands.toml`; `runtime` starts the programs.

pub(super) mod handle;
mod msg;
pub mod state;

pub use msg::{Effect, Msg, Run};
