//! The user's own analyst: a program that gets an article, its claims and the evidence, and answers with notes.
//!
//! This file writes the question, `answer` reads what the program says. Running it is left to `runtime`.

mod answer;

use std::collections::HashSet;

use serde_json::json;

use super::Report;
use crate::domain::clock_format::timestamp;
use crate::domain::text::prefix;
use crate::domain::{ArticleId, Text, Time};

pub use answer::{AnswerError, parse};

/// Bytes of the answer, at most.
pub const MAX_ANSWER: usize = 1 << 20;
/// Bytes of the article's text in the question, at most.
const MAX_TEXT: usize = 1 << 20;

/// What the analyst said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analysis {
    /// The name of the program.
    pub name: Text,
    /// The notes, in its order.
    pub notes: Vec<Note>,
    /// Notes and citations that were skipped, because they name no claim, no given article and no web address, or are
    /// too many.
    pub skipped: usize,
}

/// A note about a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Index of the claim in the report.
    pub claim: usize,
    /// What it says; may have several lines.
    pub text: Text,
    /// What it cites.
    pub cites: Vec<Cite>,
}

/// What a note cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cite {
    /// The checked article, or one of the evidence.
    Article(ArticleId),
    /// An http or https address.
    Url(String),
}

/// The checked article, as far as the report has it not.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Host of its outlet.
    pub outlet: &'a str,
    /// Its address.
    pub url: Option<&'a str>,
    /// When it was published.
    pub published: Time,
    /// BCP 47 language tag.
    pub language: Option<&'a str>,
    /// Its scrubbed text.
    pub text: &'a str,
}

/// Writes the question, one JSON document. Claims are numbered from 0, in the order of the report.
#[must_use]
pub fn question(report: &Report, asked: &Asked<'_>) -> String {
    json!({
        "article": {
            "id": report.article, "title": report.title, "outlet": asked.outlet, "url": asked.url,
            "published": timestamp(asked.published), "language": asked.language, "text": prefix(asked.text, MAX_TEXT),
        },
        "claims": report.listed(),
        "outlets": report.outlets, "searched": report.searched,
        "from": timestamp(report.window.0), "to": timestamp(report.window.1),
    })
    .to_string()
}

/// Returns the articles that the question has. Texts that were found on the web are cited by their addresses.
fn given(report: &Report) -> HashSet<ArticleId> {
    let evidence = report.claims.iter().flat_map(|claim| &claim.evidence).filter_map(|evidence| evidence.article);
    std::iter::once(report.article).chain(evidence).collect()
}

#[cfg(test)]
mod tests;
