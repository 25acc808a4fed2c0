//! Holds the claims of an article against the articles of other outlets and against published fact-checks.
//!
//! The room is pure: it picks claims, compares them with the passages that the caller found, and says what it found. It
//! fetches and searches nothing, and never says what is true. The word lists are for English, German, French and
//! Spanish; in other languages only names and numbers in digits count.

mod agreement;
mod alignment;
pub mod analyst;
mod bounds;
mod check;
mod claims;
mod comparison;
mod copies;
mod details;
mod difference;
mod document;
mod evidence;
mod figures;
mod listed;
mod moments;
mod numbers;
pub mod online;
mod query;
mod relation;
mod report;
mod reviews;
mod roles;
mod stop_words;
mod subject;
mod synonyms;
mod tokens;
mod units;
mod values;
mod verdict;
mod vocabulary;
mod voices;

pub use crate::domain::Review;
pub use check::{Check, Checked, MAX_PASSAGES, Passage, Source, check, claims};
pub use claims::{Claim, MAX_CLAIMS, Reason};
pub use evidence::{Evidence, Mark, MarkKind};
pub use listed::ListedClaim;
pub use online::OnlineSearch;
pub use query::query_terms;
pub use report::{Report, ReportedClaim, ReportedEvidence};
pub use reviews::{MAX_REVIEWS, MatchedReview, parse as parse_reviews};
pub use verdict::{Point, Verdict};
