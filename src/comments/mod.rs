//! Comment sources: what to request of a site, and how to read what it answers.
//!
//! Pure and sans-IO: a [`Source`] says which address it wants next and is handed the answer; fetching is left to the
//! caller, ordering comments into a tree to `domain::thread`. A new source is one more file beside `wordpress`, with
//! an arm in `source` and, if it can be told from a saved document, one in `recognise`.

mod capped_warnings;
mod crawl;
mod dates;
mod detect;
mod embedded;
mod endpoints;
mod fields;
mod in_page;
mod json;
mod markdown;
mod merge;
mod method;
mod outlet;
mod recognise;
mod replies;
pub mod sites;
mod source;

pub use endpoints::Endpoints;
pub use recognise::recognise;
pub use source::{Answer, Hints, Method, Request, Source};

use crate::domain::{Text, Warning};

/// Characters kept of a foreign error message.
const REASON_CHARS: usize = 200;

/// What is missing of a page that has more than is read of one.
fn cut() -> Warning {
    Warning::new("the end of a page that is larger, has more comments or nests them deeper than is read")
}

/// Why there are no comments. One line for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommentsError {
    /// An answer was not what its kind should be.
    #[error("{kind}: {reason}")]
    Malformed {
        /// The kind of document, in words.
        kind: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// Every way that the source knows has failed.
    #[error("no comments from {site}: {tried}")]
    Unavailable {
        /// The host asked.
        site: String,
        /// Each way, and what came of it.
        tried: String,
    },
    /// A document that no source recognises.
    #[error("no comments found: {0}")]
    Unrecognised(&'static str),
}

impl CommentsError {
    /// A malformed document, its reason scrubbed and cut to one line.
    fn malformed(kind: &'static str, reason: impl std::fmt::Display) -> Self {
        let reason = Text::line(&reason.to_string()).chars().take(REASON_CHARS).collect();
        Self::Malformed { kind, reason }
    }
}
