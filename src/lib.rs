//! tidings: a terminal news reader.
//!
//! The map of the crate. Imports point down this list only; `tests/architecture.rs` proves it.
//!
//! ```text
//! cli        one file a command
//! runtime    the only asynchronous shell: terminal guard, events, effects, clock
//! ui         Model -> Buffer
//! app        the pure core of the screen: Model, Msg, update, Effect
//! settings   config file, keymap, theme, paths
//! sync       what is due, then fetch -> parse -> store, bounded
//! feeds  page  comments  reply  store  net  input
//! demo       a small news site on loopback, for `tidings demo` and for tests; imports `domain` alone
//! domain     values and pure rules; imports nothing of ours
//! ```
//!
//! `feeds`, `page`, `comments` and `reply` are pure: bytes in, values out. `store` blocks, `net` awaits; neither
//! knows of the other. What each file leaves to others stands at its head.

#![cfg_attr(test, allow(clippy::string_slice))]

pub mod app;
pub mod cli;
pub mod comments;
pub mod demo;
pub mod domain;
pub mod feeds;
pub mod input;
pub mod library;
pub mod net;
pub mod page;
pub mod reply;
pub mod runtime;
pub mod settings;
pub mod store;
pub mod sync;
pub mod ui;
