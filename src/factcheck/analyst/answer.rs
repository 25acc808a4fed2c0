//! Reads the analyst's answer. It is hostile text like any other: scrubbed, bounded, and it cites only what it was given
//! and web addresses.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;
use url::Url;

use super::{Analysis, Cite, Note, given};
use crate::domain::text::prefix;
use crate::domain::{ArticleId, Text};
use crate::factcheck::Report;

/// Notes of one answer, at most.
const MAX_NOTES: usize = 100;
/// Citations of one note, at most.
const MAX_CITES: usize = 20;
/// Bytes of a note, at most.
const MAX_NOTE: usize = 4_000;
/// Bytes of a cited address, at most.
const MAX_URL: usize = 2_000;

/// The reason why an answer can't be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AnswerError {
    /// It is no JSON document, or one without notes.
    #[error("did not answer with JSON of notes: {0}")]
    NotNotes(Text),
    /// It has nothing in it.
    #[error("gave no answer")]
    Empty,
}

#[derive(Deserialize)]
struct Answer {
    notes: Vec<Given>,
}

#[derive(Deserialize)]
struct Given {
    claim: Value,
    text: String,
    #[serde(default)]
    cites: Vec<Value>,
}

/// Reads an answer to the question about a report, of the program with this name.
pub fn parse(name: &Text, answer: &[u8], report: &Report) -> Result<Analysis, AnswerError> {
    if answer.trim_ascii().is_empty() {
        return Err(AnswerError::Empty);
    }
    let answer: Answer =
        serde_json::from_slice(answer).map_err(|error| AnswerError::NotNotes(Text::line(&error.to_string())))?;
    let known = given(report);
    let mut analysis = Analysis { name: name.clone(), notes: Vec::new(), skipped: 0 };
    for given in answer.notes {
        let claim = given.claim.as_u64().and_then(|claim| usize::try_from(claim).ok());
        let claim = claim.filter(|claim| *claim < report.claims.len() && analysis.notes.len() < MAX_NOTES);
        let text = Text::block(prefix(&given.text, MAX_NOTE)).non_empty();
        let (Some(claim), Some(text)) = (claim, text) else {
            analysis.skipped += 1;
            continue;
        };
        let mut cites: Vec<Cite> = Vec::new();
        for given in &given.cites {
            match cite(given, &known).filter(|_| cites.len() < MAX_CITES) {
                Some(found) if cites.contains(&found) => {}
                Some(found) => cites.push(found),
                None => analysis.skipped += 1,
            }
        }
        analysis.notes.push(Note { claim, text, cites });
    }
    Ok(analysis)
}

/// Reads a citation: the number of a given article, or a web address without a user name.
fn cite(given: &Value, known: &HashSet<ArticleId>) -> Option<Cite> {
    let text = given.as_str().map_or_else(|| given.to_string(), |text| text.trim().to_owned());
    if let Ok(id) = text.parse() {
        return known.contains(&ArticleId(id)).then_some(Cite::Article(ArticleId(id)));
    }
    let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.as_str().len() <= MAX_URL;
    is_plain.then(|| Cite::Url(url.into()))
}
