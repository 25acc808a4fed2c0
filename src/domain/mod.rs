//! Values and pure rules: what a feed, an article, a comment, a thread and a set text are.
//!
//! Imports nothing of ours and does no I/O, reads no clock. Parsing the outside world's formats is left to
//! `feeds`, `page` and `comments`.

pub mod article;
pub mod clock_format;
pub mod comment;
pub mod document;
pub mod enclosure;
pub mod encoding;
pub mod feed;
pub mod fold;
pub mod list;
pub mod position;
pub mod query;
pub mod repeats;
pub mod reply;
pub mod site;
pub mod suggest;
pub mod text;
pub mod thread;
pub mod triage;

pub use article::{Article, ArticleId, ArticleRow, CommentCounts, KeptPage};
pub use clock_format::ClockFormat;
pub use comment::{Comment, CommentBody, CommentRef, CommentStatus, LoadedThread, Moderation, ThreadSummary, Votes};
pub use document::{Document, Line, Picture, Span, TextStyle};
pub use feed::{Enclosure, Entry, FeedId, FeedRow, ParsedFeed, Subscription};
pub use fold::Folds;
pub use list::{ListQuery, Scope, Window};
pub use position::Position;
pub use query::Query;
pub use reply::{Reply, ReplyId, ReplyState};
pub use site::is_same_site;
pub use text::{Html, Text, pluralize};
pub use thread::{Node, Thread};

/// A moment, always in UTC.
pub type Time = chrono::DateTime<chrono::Utc>;

/// Something that went wrong without stopping the work: one line for people, naming what and where.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Warning(pub Text);

impl Warning {
    /// Scrubs `message` to one line.
    #[must_use]
    pub fn new(message: impl AsRef<str>) -> Self {
        Self(Text::line(message.as_ref()))
    }
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
