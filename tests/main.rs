//! Every integration test in one binary: it links once.
//!
//! Tables beside pure code live with that code; here are the tests that need files, servers or a terminal.
#![allow(clippy::string_slice, missing_docs, reason = "tests slice what they know, and explain themselves")]

mod architecture;
mod comments;
mod feeds;
mod net;
mod page;
mod server;
mod store;
mod sync;
