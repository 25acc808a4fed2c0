//! Values and pure rules: feeds, articles, comments, threads, replies, queries and laid-out documents.
//!
//! The module imports no other module of the crate, does no I/O and reads no clock. Parsing of feeds, pages and comment
//! sources is left to `feeds`, `page` and `comments`.

pub mod article;
pub mod article_rule;
pub mod clock_format;
pub mod comment;
pub mod dates;
pub mod document;
pub mod enclosure;
pub mod encoding;
pub mod endpoints;
pub mod feed;
pub mod file_name;
pub mod fold;
pub mod found;
pub mod health;
pub mod host;
pub mod language;
pub mod line_breaks;
pub mod list;
pub mod login;
pub mod media;
pub mod moving;
pub mod outlet;
pub mod position;
pub mod query;
pub mod queue;
pub mod repeats;
pub mod reply;
pub mod review;
pub mod script;
pub mod search_template;
pub mod sentences;
pub mod site;
pub mod smart;
pub mod sort;
pub mod story;
pub mod suggest;
pub mod tags;
pub mod text;
pub mod thread;
pub mod transcript;
pub mod triage;
pub mod words;

pub use article::{Article, ArticleId, ArticleRow, CommentCounts, FetchedPage};
pub use article_rule::{ArticleRule, RuleAction, RuleEffect};
pub use clock_format::ClockFormat;
pub use comment::{Comment, CommentBody, CommentRef, CommentStatus, LoadedThread, Moderation, ThreadSummary, Votes};
pub use document::{Document, Line, Picture, Span, TextStyle};
pub use endpoints::Endpoints;
pub use feed::{Enclosure, Entry, FeedId, FeedRow, ParsedFeed, Subscription};
pub use fold::Folds;
pub use found::FoundText;
pub use list::{Column, Dates, InStory, ListQuery, Scope, StoryHead, Window};
pub use media::{Chapter, Media, TranscriptLink};
pub use moving::{CachedArticle, CachedFeed, ImportCounts, ImportedArticle};
pub use outlet::Outlet;
pub use position::Position;
pub use query::Query;
pub use reply::{Reply, ReplyId, ReplyState};
pub use review::Review;
pub use site::is_same_site;
pub use smart::{FeedList, SmartFeed, SmartFeedId, SmartFeedRow};
pub use sort::Sort;
pub use story::{Story, StoryId, StoryMember};
pub use text::{Html, Text, pluralize};
pub use thread::{Node, Thread};
pub use transcript::{Cue, Transcript};

/// A point in time, always in UTC.
pub type Time = chrono::DateTime<chrono::Utc>;

/// A one-line message about a problem that did not stop the work; it names the problem and where it is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Warning(pub Text);

impl Warning {
    /// Makes a warning of `message`, scrubbed to one line, without passwords in addresses.
    #[must_use]
    pub fn new(message: impl AsRef<str>) -> Self {
        Self(Text::line(&login::mask(message.as_ref())))
    }
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
