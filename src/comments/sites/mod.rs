//! One module for each kind of site that has comments: its first request, and how to read each answer.
//!
//! None of them does I/O. Choosing an article's sites is left to `source`, `detect` and `embedded`.

pub(super) mod blogger;
pub(super) mod comment_feed;
pub(super) mod discourse;
pub(super) mod hacker_news;
pub(super) mod isso;
pub(super) mod lemmy;
pub(super) mod lobsters;
pub(super) mod mastodon;
pub(super) mod reddit;
pub(super) mod remark42;
pub(super) mod wordpress;
