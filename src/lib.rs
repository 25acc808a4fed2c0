//! tidings, a terminal news reader.
//!
//! This list maps the crate. A module imports only from modules below it; `tests/architecture.rs` checks that.
//!
//! ```text
//! cli        the commands, one file each
//! runtime    the asynchronous shell: terminal guard, events, effects, clock
//! ui         Model -> Buffer
//! app        the pure core of the interface: Model, Msg, update, Effect
//! settings   config file, keymap, theme, paths
//! library    the store and the user's files beside it: subscriptions, rules, drafts; moving in from newsboat
//! sync       picks the feeds that are due, then fetch -> parse -> store, with bounded concurrency
//! feeds  page  comments  factcheck  reply  listen  stories  store  net  input
//! demo       a small news site on loopback, for `tidings demo` and for tests; imports only `domain`
//! domain     values and pure rules; imports no other module
//! ```
//!
//! `feeds`, `page`, `comments`, `factcheck`, `reply`, `listen` and `stories` are pure: bytes in, values out. `store`
//! blocks and `net` awaits, and neither imports the other. Each file begins with what it does and what it leaves to others.

#![cfg_attr(test, allow(clippy::string_slice))]

pub mod app;
pub mod cli;
pub mod comments;
pub mod demo;
pub mod domain;
pub mod factcheck;
pub mod feeds;
pub mod input;
pub mod library;
pub mod listen;
pub mod net;
pub mod page;
pub mod reply;
pub mod runtime;
pub mod settings;
pub mod store;
pub mod stories;
pub mod sync;
pub mod ui;
