//! The queue of articles to listen to.
//!
//! Storing it is left to `store`, playing it to `app` and `runtime`.

use super::{ArticleId, Text};

/// An article in the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueItem {
    /// The article.
    pub article: ArticleId,
    /// Its title.
    pub title: Text,
    /// Its outlet.
    pub feed: Text,
    /// Seconds that the user has heard of it.
    pub position: f64,
    /// Its length in seconds, once that is known.
    pub seconds: Option<f64>,
}
