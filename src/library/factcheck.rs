//! Checks a stored article against the stored articles of other outlets, and against what searches on the web found,
//! without the network.
//!
//! `store` finds the candidates, and `factcheck` compares them.

use std::collections::{HashMap, HashSet};

use chrono::Duration;

use super::{Library, LibraryError};
use crate::domain::article::normalise_link;
use crate::domain::{Article, ArticleId, FoundText, Outlet, Text, Time};
use crate::factcheck::{Evidence, OnlineSearch, Passage, Report, Source, check, claims, query_terms};
use crate::page;
use crate::store::{Candidate, EVIDENCE_DAYS};

/// Found texts that one check reads. They come from few searches, and must leave room for the stored articles.
const MAX_FOUND_PASSAGES: usize = 50;

impl Library {
    /// Checks the claims of an article; `None` if there is no such article. Takes a few hundred milliseconds at most.
    pub fn fact_check(&self, article: ArticleId) -> Result<Option<Report>, LibraryError> {
        let Some((article, own)) = self.checked(article)? else { return Ok(None) };
        let text = flatten(article.html.0.clone());
        let source = source(&article, &own, &text);
        let mut terms: Vec<String> = Vec::new();
        for term in claims(&source).iter().flat_map(|claim| query_terms(&source, claim)) {
            if !terms.iter().any(|known| known.eq_ignore_ascii_case(&term)) {
                terms.push(term);
            }
        }
        let story = self.store.with_story(article.row.id)?;
        let candidates = self.store.evidence_candidates(&terms, &story, article.row.published, &own)?;
        let texts = flatten_all(&candidates);
        let found = without_stored(self.store.found_texts(article.row.published, &own)?, &candidates, &terms);
        // Of too many passages the last ones are not read: those of the user's own search come first.
        let mut passages: Vec<Passage<'_>> = found.iter().map(found_passage).collect();
        let with_texts = candidates.iter().zip(&texts);
        passages.extend(with_texts.map(|(candidate, text)| passage(candidate, text, &story)));
        let reviews = self.store.reviews(&own)?;
        let checked = check(&source, &passages, &reviews);
        let titles: HashMap<ArticleId, &Text> =
            candidates.iter().map(|candidate| (candidate.article, &candidate.outlet.title)).collect();
        let title = |evidence: &Evidence| match evidence.article {
            Some(article) => titles.get(&article).map(|title| (*title).clone()),
            None => found.iter().find(|text| Some(&text.url) == evidence.url.as_ref()).map(|text| text.outlet.clone()),
        };
        let online = found.iter().map(|text| text.found_at).max().map(|at| (found.len(), at));
        let row = &article.row;
        Ok(Some(Report::new((row.id, row.title.clone()), &checked, window(row.published), online, &title)))
    }

    /// Returns what to search on the web for the claims of an article; `None` if there is no such article.
    pub fn online_search(&self, article: ArticleId) -> Result<Option<OnlineSearch>, LibraryError> {
        let Some((article, own)) = self.checked(article)? else { return Ok(None) };
        let text = flatten(article.html.0.clone());
        Ok(Some(OnlineSearch::new(&source(&article, &own, &text), window(article.row.published))))
    }

    fn checked(&self, article: ArticleId) -> Result<Option<(Article, Outlet)>, LibraryError> {
        let Some(own) = self.store.outlet(article)? else { return Ok(None) };
        Ok(self.store.article(article)?.map(|article| (article, own)))
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
        article: Some(candidate.article),
        url: candidate.url.as_deref(),
        title: &candidate.title,
        text,
        language: candidate.language.as_deref(),
        published: candidate.published,
        is_same_story: story.contains(&candidate.article),
    }
}

fn found_passage(found: &FoundText) -> Passage<'_> {
    Passage {
        outlet: &found.host,
        article: None,
        url: Some(&found.url),
        title: &found.title,
        text: &found.text,
        language: found.language.as_deref(),
        published: found.published,
        is_same_story: false,
    }
}

/// Returns the found texts that have most of the terms and are none of the candidates, at most [`MAX_FOUND_PASSAGES`].
fn without_stored(found: Vec<FoundText>, candidates: &[Candidate], terms: &[String]) -> Vec<FoundText> {
    let stored: HashSet<String> =
        candidates.iter().filter_map(|candidate| normalise_link(candidate.url.as_deref()?)).collect();
    let terms: Vec<String> = terms.iter().map(|term| term.to_lowercase()).collect();
    let count = |text: &FoundText| {
        let all = format!("{} {}", text.title, text.text).to_lowercase();
        terms.iter().filter(|term| all.contains(term.as_str())).count()
    };
    let is_new = |text: &FoundText| normalise_link(&text.url).is_none_or(|url| !stored.contains(&url));
    let mut ranked: Vec<(usize, FoundText)> =
        found.into_iter().filter(is_new).map(|text| (count(&text), text)).filter(|(count, _)| *count > 0).collect();
    ranked.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    ranked.into_iter().map(|(_, text)| text).take(MAX_FOUND_PASSAGES).collect()
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
