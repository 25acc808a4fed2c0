//! The loop around the pure core: the terminal, its events, signals, and the threads that carry out effects.

mod counter;
mod editing;
mod events;
#[cfg(unix)]
mod hangup;
mod lending;
pub(super) mod ports;
pub(super) mod requests;
pub(super) mod session;
pub(super) mod signals;
pub(super) mod terminal;
pub(super) mod workers;
