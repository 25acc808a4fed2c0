//! Why a source has no comments, and what it says about a page that was read only in part.

use crate::domain::{Text, Warning};

/// Most characters kept of a server's own error message.
const REASON_CHARS: usize = 200;

/// Why there are no comments, as one line for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommentsError {
    /// An answer was not the kind of document that was requested.
    #[error("{kind}: {reason}")]
    Malformed {
        /// Name of the kind of document.
        kind: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// Every method that the source knows has failed.
    #[error("no comments from {site}: {tried}")]
    Unavailable {
        /// Host or source that was asked.
        site: String,
        /// Each method and its error.
        tried: String,
    },
    /// No source recognises the document.
    #[error("no comments found: {0}")]
    Unrecognised(&'static str),
}

impl CommentsError {
    /// Builds [`Self::Malformed`] with the reason scrubbed to one line and cut to [`REASON_CHARS`].
    pub(super) fn malformed(kind: &'static str, reason: impl std::fmt::Display) -> Self {
        let reason = Text::line(&reason.to_string()).chars().take(REASON_CHARS).collect();
        Self::Malformed { kind, reason }
    }
}

/// Names the gap left by a page that exceeds the limits on size, depth or number of comments.
pub(super) fn truncated_page() -> Warning {
    Warning::new("the rest of the page (too large, too deep or too many comments)")
}
