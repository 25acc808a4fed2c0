//! A published fact-check of a claim (schema.org `ClaimReview`).
//!
//! Reading reviews from a page, and matching them to claims, is left to `factcheck`.

use super::{Text, Time};

/// A published fact-check.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The claim that was checked, in the publisher's words.
    pub claim: Text,
    /// The publisher.
    pub publisher: Text,
    /// The rating in the publisher's words, or its number on the publisher's scale.
    pub rating: Text,
    /// Its address: `http` or `https`.
    pub url: Option<String>,
    /// When it was published.
    pub published: Option<Time>,
}
