//! One module a kind of site that has comments: the address to ask first, and how to read each answer.
//!
//! None of them does I/O. Which site an article's comments come from is left to `source` and `detect`.

pub(super) mod blogger;
pub(super) mod discourse;
pub(super) mod hacker_news;
pub(super) mod isso;
pub(super) mod lemmy;
pub(super) mod lobsters;
pub(super) mod mastodon;
pub(super) mod reddit;
pub(super) mod remark42;
pub mod wordpress;
