//! Comment sources: what to request from a site, and how to read its answers.
//!
//! A [`Source`] does no I/O: it names the next address, and the caller fetches it and passes the answer back.
//! `domain::thread` orders the comments into a tree. A new source is one more file below `sites`, with an arm in
//! `source` or `detect`. If a saved document shows its kind, `recognise` gets an arm as well.

mod address;
mod capped_warnings;
mod crawl;
mod detect;
mod embedded;
mod error;
mod fields;
mod html;
mod in_page;
mod json;
mod markdown;
mod merge;
mod method;
mod outlet;
mod recognise;
mod request;
mod sites;
mod source;

pub use error::CommentsError;
pub use method::Method;
pub use recognise::recognise;
pub use request::{Answer, Hints, Request};
pub use source::Source;
