//! The user's replies: text, target and state of delivery.
//!
//! The transitions between states are in `reply::outbox`; storage is left to `store`.

use serde::Serialize;

use super::{ArticleId, Text, Time};

/// Id of a reply in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ReplyId(pub i64);

/// State of a reply's delivery.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ReplyState {
    /// The user is writing it.
    #[default]
    Draft,
    /// The next sync sends it.
    Queued,
    /// A request is under way, and the site may have received it.
    Sending,
    /// The site has published it.
    Sent,
    /// The site has received it, and it awaits moderation.
    Pending,
    /// The site rejected it; the text is kept.
    Failed,
    /// The site may have received it: tidings searches the thread for it before sending it again.
    Uncertain,
}

impl ReplyState {
    /// Every state.
    pub const ALL: [Self; 7] =
        [Self::Draft, Self::Queued, Self::Sending, Self::Sent, Self::Pending, Self::Failed, Self::Uncertain];

    /// Returns the state in words for the user.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Pending => "awaiting moderation",
            Self::Failed => "failed",
            Self::Uncertain => "may have arrived",
        }
    }

    /// Returns the state's name in the store, on the command line and on the screen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Pending => "pending",
            Self::Failed => "failed",
            Self::Uncertain => "uncertain",
        }
    }

    /// Returns the state with this name.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Returns whether the site has received it.
    #[must_use]
    pub fn has_arrived(self) -> bool {
        matches!(self, Self::Sent | Self::Pending)
    }
}

/// A reply that the user writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Id in the store.
    pub id: ReplyId,
    /// The article that it is about.
    pub article: ArticleId,
    /// The thread's [`super::LoadedThread::origin`].
    pub origin: String,
    /// Id of the parent comment; `None` for a reply to the article.
    pub parent: Option<String>,
    /// State of its delivery.
    pub state: ReplyState,
    /// Number of attempts to send it.
    pub attempts: u32,
    /// Error of the last attempt, in the site's own words if it stated any.
    pub error: Option<Text>,
    /// When the user began it.
    pub created: Time,
    /// Time of the last attempt.
    pub tried: Option<Time>,
    /// Earliest time of the next step: the site asked to wait, or the outcome is still open.
    pub not_before: Option<Time>,
    /// Its id at the site, once known.
    pub remote: Option<String>,
    /// The plain text, with blank lines between paragraphs.
    pub text: String,
}

impl Reply {
    /// Returns whether it is a draft without text, so that the user only opened the editor.
    #[must_use]
    pub fn is_unwritten(&self) -> bool {
        self.state == ReplyState::Draft && self.text.trim().is_empty()
    }
}
