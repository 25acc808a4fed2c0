//! Checks a stored article against the stored articles of other outlets, without the network.
//!
//! `store` finds the candidates, and `factcheck` compares them.

use std::collections::HashMap;

use chrono::Duration;

use super::{Library, LibraryError};
use crate::domain::{Article, ArticleId, Outlet, Text, Time};
use crate::factcheck::{Passage, Report, Source, check, claims, query_terms};
use crate::page;
use crate::store::{Candidate, EVIDENCE_DAYS};

impl Library {
    /// Checks the claims of an article; `None` if there is no such article. Takes a few hundred milliseconds at most.
    pub fn fact_check(&self, article: ArticleId) -> Result<Option<Report>, LibraryError> {
        let Some(own) = self.store.outlet(article)? else { return Ok(None) };
        let Some(article) = self.store.article(article)? else { return Ok(None) };
        let text = flatten(article.html.0.clone());
        let source = source(&article, &own, &text);
        let mut terms: Vec<String> = Vec::new();
        for term in claims(&source).iter().flat_map(|claim| query_terms(&source, claim)) {
            if !terms.iter().any(|known| known.eq_ignore_ascii_case(&term)) {
                terms.push(term);
            }
        }
        let candidates = self.store.evidence_candidates(&terms, article.row.published, &own)?;
        let texts = flatten_all(&candidates);
        let story = self.store.with_story(article.row.id)?;
        let with_texts = candidates.iter().zip(&texts);
        let passages: Vec<Passage<'_>> = with_texts.map(|(candidate, text)| passage(candidate, text, &story)).collect();
        let reviews = self.store.reviews(&own)?;
        let found = check(&source, &passages, &reviews);
        let titles: HashMap<ArticleId, Text> =
            candidates.iter().map(|candidate| (candidate.article, candidate.outlet.title.clone())).collect();
        let row = &article.row;
        Ok(Some(Report::new((row.id, row.title.clone()), &found, window(row.published), &titles)))
    }
}

/// Returns the times of publication between which other articles are searched.
fn window(published: Time) -> (Time, Time) {
    let days = Duration::days(EVIDENCE_DAYS);
    (published - days, published + days)
}

fn source<'a>(article: &'a Article, own: &'a Outlet, text: &'a str) -> Source<'a> {
    Source {
        outlet: &own.host,
        title: &article.row.title,
        text,
        language: article.language.as_deref(),
        published: article.row.published,
    }
}

/// Makes a passage of a candidate; `story` has the articles of the checked article's story.
fn passage<'a>(candidate: &'a Candidate, text: &'a str, story: &[ArticleId]) -> Passage<'a> {
    Passage {
        outlet: &candidate.outlet.host,
        article: candidate.article,
        url: candidate.url.as_deref(),
        title: &candidate.title,
        text,
        language: candidate.language.as_deref(),
        published: candidate.published,
        is_same_story: story.contains(&candidate.article),
    }
}

/// Returns the scrubbed text of an article; empty if that takes too long.
pub(super) fn flatten(html: String) -> String {
    let text = page::run_with_deadline(page::LIMIT, move || page::prose(&html)).unwrap_or_default();
    Text::block(&text).into_string()
}

/// Returns the scrubbed texts of the candidates. A batch that takes too long is flattened one by one.
fn flatten_all(candidates: &[Candidate]) -> Vec<String> {
    let all: Vec<String> = candidates.iter().map(|candidate| candidate.html.0.clone()).collect();
    let flat = move || all.iter().map(|html| Text::block(&page::plain(html)).into_string()).collect();
    page::run_with_deadline(page::LIMIT, flat)
        .unwrap_or_else(|| candidates.iter().map(|candidate| flatten(candidate.html.0.clone())).collect())
}
