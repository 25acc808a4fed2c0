//! Collects all integration tests in one binary, because linking is slow.
//!
//! Tests of pure code are beside that code; the tests here need files, servers or a terminal.
#![allow(
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::panic,
    clippy::large_stack_arrays,
    missing_docs,
    reason = "tests panic on the first fault, slice known text, and are not documented"
)]

#[cfg(unix)]
mod analyst;
mod architecture;
mod article_rules;
mod cli;
mod comfort;
#[cfg(unix)]
mod commands;
mod comments;
mod demo_replies;
mod demo_stories;
mod docs;
mod embeds;
mod fact_check;
mod fact_check_online;
mod fact_checkers;
mod faults;
mod feed_page;
mod feeds;
mod flows;
mod forums;
mod glossary;
mod harness;
mod help;
mod large_feeds;
#[cfg(unix)]
mod listen;
#[cfg(unix)]
mod listen_audio;
#[cfg(unix)]
mod listen_cli;
#[cfg(target_os = "linux")]
mod listen_real;
mod lists;
mod live;
mod media;
mod moving;
mod net;
mod newsboat;
mod outbox;
mod over_time;
mod own_replies;
mod page;
mod private_feeds;
#[cfg(unix)]
mod program_feeds;
mod pty;
mod queries;
mod queries_screen;
mod reading;
mod recordings;
mod repeats;
mod save;
mod screens;
mod server;
#[cfg(unix)]
mod signals;
mod smart_feeds;
mod smart_screen;
mod sorts;
mod store;
mod stories;
mod stories_kept;
mod stories_screen;
mod story_rows;
mod sync;
mod threads;
mod token_senders;
mod triage;
mod triage_state;
mod triage_sync;
mod writing;
mod writing_program;
