//! Every integration test in one binary: it links once.
//!
//! Tables beside pure code live with that code; here are the tests that need files, servers or a terminal.
#![allow(clippy::string_slice, missing_docs, reason = "tests slice what they know, and explain themselves")]

mod architecture;
mod cli;
mod comments;
mod docs;
mod feeds;
mod flows;
mod harness;
mod net;
mod page;
mod pty;
mod screens;
mod server;
mod store;
mod sync;
