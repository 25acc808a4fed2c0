//! Writes the question to the user's analyst about an article that was checked.
//!
//! `factcheck` knows its form, and `runtime` runs the program.

use super::factcheck::flatten;
use super::{Library, LibraryError};
use crate::factcheck::Report;
use crate::factcheck::analyst::{Asked, question};

impl Library {
    /// Writes the question about a report; `None` if the article was deleted since.
    pub fn analyst_question(&self, report: &Report) -> Result<Option<String>, LibraryError> {
        let Some(outlet) = self.store.outlet(report.article)? else { return Ok(None) };
        let Some(article) = self.store.article(report.article)? else { return Ok(None) };
        let asked = Asked {
            outlet: &outlet.host,
            url: article.row.url.as_deref(),
            published: article.row.published,
            language: article.language.as_deref(),
            text: &flatten(article.html.0),
        };
        Ok(Some(question(report, &asked)))
    }
}
