//! The queue of articles to listen to.
//!
//! Storing it is left to `store`, playing it to `app` and `runtime`.

use serde::Serialize;

use super::{ArticleId, Text};

/// What is heard of an article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SoundKind {
    /// A voice that reads its text.
    #[default]
    Voice,
    /// The publisher's recording.
    Audio,
}

impl SoundKind {
    /// Returns the name, as JSON and the store have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Voice => "voice",
            Self::Audio => "audio",
        }
    }

    /// Returns the kind with a name; an unknown one is the voice.
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        if name == "audio" { Self::Audio } else { Self::Voice }
    }

    /// Returns the other kind.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Voice => Self::Audio,
            Self::Audio => Self::Voice,
        }
    }
}

/// How much the user has heard of an article.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Heard {
    /// What the user heard.
    pub kind: SoundKind,
    /// Seconds that the user has heard.
    pub position: f64,
    /// The length in seconds, once that is known.
    pub seconds: Option<f64>,
}

/// An article in the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueItem {
    /// The article.
    pub article: ArticleId,
    /// Its title.
    pub title: Text,
    /// Its outlet.
    pub feed: Text,
    /// What will be heard, and how much the user has heard of it.
    pub heard: Heard,
}
