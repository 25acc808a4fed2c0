//! A reply of the user's: what it says, where it goes, how far it has come.
//!
//! The rules by which it goes on are in `reply::outbox`, keeping it is left to `store`.

use serde::Serialize;

use super::{ArticleId, Text, Time};

/// A reply's number in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ReplyId(pub i64);

/// How far a reply has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ReplyState {
    /// Being written.
    #[default]
    Draft,
    /// Goes out with the next sync.
    Queued,
    /// On its way: bytes may have left.
    Sending,
    /// There for everyone.
    Sent,
    /// Arrived, and waits for moderation.
    Pending,
    /// Refused; the text is kept.
    Failed,
    /// It may have arrived or not: the thread is searched for it before anything is sent again.
    Uncertain,
}

impl ReplyState {
    /// Every one.
    pub const ALL: [Self; 7] =
        [Self::Draft, Self::Queued, Self::Sending, Self::Sent, Self::Pending, Self::Failed, Self::Uncertain];

    /// For people.
    #[must_use]
    pub fn told(self) -> &'static str {
        match self {
            Self::Draft => "a draft",
            Self::Queued => "queued",
            Self::Sending => "on its way",
            Self::Sent => "sent",
            Self::Pending => "waits for moderation",
            Self::Failed => "refused",
            Self::Uncertain => "may have arrived",
        }
    }

    /// Its word in the store, the command line and the screen.
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

    /// The state of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether it has arrived.
    #[must_use]
    pub fn has_arrived(self) -> bool {
        matches!(self, Self::Sent | Self::Pending)
    }
}

/// A reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its number.
    pub id: ReplyId,
    /// The article that it is about.
    pub article: ArticleId,
    /// The thread: [`super::LoadedThread::origin`].
    pub origin: String,
    /// The id of the comment that it answers; `None` for the article itself.
    pub parent: Option<String>,
    /// How far it is.
    pub state: ReplyState,
    /// How often it was on its way.
    pub attempts: u32,
    /// What went wrong the last time, in the site's own words where it had some.
    pub error: Option<Text>,
    /// When it was begun.
    pub created: Time,
    /// When it last went on its way.
    pub tried: Option<Time>,
    /// Not before then is anything done about it: the site asked for a pause, or it is not settled yet.
    pub not_before: Option<Time>,
    /// Its id at the site, once it is known.
    pub remote: Option<String>,
    /// What it says: plain text, paragraphs apart by an empty line.
    pub text: String,
}

impl Reply {
    /// A draft without a word: the box was opened, and nothing more.
    #[must_use]
    pub fn is_unwritten(&self) -> bool {
        self.state == ReplyState::Draft && self.text.trim().is_empty()
    }
}
