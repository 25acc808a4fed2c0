//! Writes the claims of a report as JSON has them: on the command line, and in the question to the analyst.

use serde::Serialize;

use super::{MatchedReview, Report, ReportedClaim, ReportedEvidence};
use crate::domain::clock_format::timestamp;
use crate::domain::{ArticleId, Text};

/// A claim, for JSON.
#[derive(Debug, Serialize)]
pub struct ListedClaim<'a> {
    /// Its index in the report.
    claim: usize,
    text: &'a Text,
    verdict: &'static str,
    reasons: Vec<&'static str>,
    evidence: Vec<Evidence<'a>>,
    reviews: Vec<Review<'a>>,
}

#[derive(Debug, Serialize)]
struct Evidence<'a> {
    outlet: &'a Text,
    outlet_title: &'a Text,
    /// `null` for a text that was found on the web.
    article: Option<ArticleId>,
    url: Option<&'a str>,
    published: String,
    quote: &'a Text,
    agrees: bool,
    copy: bool,
}

#[derive(Debug, Serialize)]
struct Review<'a> {
    publisher: &'a Text,
    rating: &'a Text,
    url: Option<&'a str>,
    published: Option<String>,
}

impl Report {
    /// Lists the claims for JSON.
    #[must_use]
    pub fn listed(&self) -> Vec<ListedClaim<'_>> {
        self.claims.iter().enumerate().map(|(at, claim)| ListedClaim::new(at, claim)).collect()
    }
}

impl<'a> ListedClaim<'a> {
    fn new(at: usize, claim: &'a ReportedClaim) -> Self {
        Self {
            claim: at,
            text: &claim.text,
            verdict: claim.verdict.name(),
            reasons: claim.reasons.iter().map(|reason| reason.label()).collect(),
            evidence: claim.evidence.iter().map(Evidence::new).collect(),
            reviews: claim.reviews.iter().map(Review::new).collect(),
        }
    }
}

impl<'a> Evidence<'a> {
    fn new(evidence: &'a ReportedEvidence) -> Self {
        Self {
            outlet: &evidence.host,
            outlet_title: &evidence.outlet,
            article: evidence.article,
            url: evidence.url.as_deref(),
            published: timestamp(evidence.published),
            quote: &evidence.quote,
            agrees: evidence.agrees,
            copy: evidence.is_copy,
        }
    }
}

impl<'a> Review<'a> {
    fn new(MatchedReview { review, .. }: &'a MatchedReview) -> Self {
        Self {
            publisher: &review.publisher,
            rating: &review.rating,
            url: review.url.as_deref(),
            published: review.published.map(timestamp),
        }
    }
}
