//! A text that a search on the web found. It is evidence for a fact check, and belongs to no feed.
//!
//! The search is left to `sync`, the comparison to `factcheck`.

use super::{Text, Time};

/// A text that was found on the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundText {
    /// Its address, http or https.
    pub url: String,
    /// What tells its outlet apart; see [`super::outlet::address_key`]. The outlet's title if that has no host.
    pub host: String,
    /// The outlet's title, for the user.
    pub outlet: Text,
    /// The title.
    pub title: Text,
    /// When it was published: as stated, else when it was found.
    pub published: Time,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// The plain text of its page, else what the search has of it; may be empty.
    pub text: Text,
    /// When it was found last.
    pub found_at: Time,
}
