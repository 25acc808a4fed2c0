//! What is shown of a story: its best article, its outlets, who was first, and which articles are copies.
//!
//! It is a pure function of the story's stored articles, so that a list or a command needs no grouper.

use std::collections::{BTreeMap, BTreeSet};

use super::article::{OutletId, StoryArticle};
use super::term::{Term, TermId};
use crate::domain::{ArticleId, Time};

/// Articles of a story that are compared; of a larger story, the earliest.
const MAX_ARTICLES: usize = 500;
/// Different texts that each article is compared with to find copies.
const MAX_TEXTS: usize = 50;
/// Scores that differ by less are equal.
const TIE: f64 = 1e-6;

/// A story for display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The article that has most in common with the others.
    pub best: ArticleId,
    /// The earliest article.
    pub first: ArticleId,
    /// When the earliest and the latest article were published.
    pub from: Time,
    /// See [`Summary::from`].
    pub to: Time,
    /// All articles, earliest first.
    pub articles: Vec<ArticleId>,
    /// The outlets, in the order of their first articles.
    pub outlets: Vec<OutletId>,
    /// Articles with nearly the same text, at least two in a list, earliest first.
    pub copies: Vec<Vec<ArticleId>>,
}

/// Summarises the articles of a story, in any order; `None` if there are none.
#[must_use]
pub fn summarise(articles: &[StoryArticle]) -> Option<Summary> {
    let mut sorted: Vec<&StoryArticle> = articles.iter().collect();
    sorted.sort_by_key(|article| (article.published, article.id));
    let (first, last) = (*sorted.first()?, *sorted.last()?);
    let copies = copies(&sorted);
    let mut seen = BTreeSet::new();
    Some(Summary {
        best: best(&sorted, &copies).unwrap_or(first.id),
        first: first.id,
        from: first.published,
        to: last.published,
        articles: sorted.iter().map(|article| article.id).collect(),
        outlets: sorted.iter().map(|article| article.outlet).filter(|outlet| seen.insert(*outlet)).collect(),
        copies,
    })
}

/// Returns the article with the highest mean cosine to the others; of equals, the earliest. Of copies, only the first
/// takes part.
pub(super) fn best(sorted: &[&StoryArticle], copies: &[Vec<ArticleId>]) -> Option<ArticleId> {
    let later: BTreeSet<ArticleId> = copies.iter().flat_map(|copies| copies.iter().skip(1).copied()).collect();
    let originals = sorted.iter().filter(|article| !later.contains(&article.id)).take(MAX_ARTICLES);
    let originals: Vec<(ArticleId, Vec<(TermId, f64)>)> =
        originals.map(|article| (article.id, unit(&article.features.terms))).collect();
    let mut sums: BTreeMap<TermId, f64> = BTreeMap::new();
    for (term, weight) in originals.iter().flat_map(|(_, vector)| vector) {
        *sums.entry(*term).or_default() += weight;
    }
    let mut best: Option<(f64, ArticleId)> = None;
    for (id, vector) in originals {
        let others = |(term, weight): &(TermId, f64)| weight * (sums.get(term).copied().unwrap_or_default() - weight);
        let score = vector.iter().map(others).sum::<f64>();
        if best.is_none_or(|(most, _)| score > most + TIE) {
            best = Some((score, id));
        }
    }
    best.map(|(_, id)| id)
}

/// Returns terms as a vector of length 1.
fn unit(terms: &[Term]) -> Vec<(TermId, f64)> {
    let squares: f64 = terms.iter().map(|term| f64::from(term.weight).powi(2)).sum();
    let length = squares.sqrt().max(1.0);
    terms.iter().map(|term| (term.id, f64::from(term.weight) / length)).collect()
}

fn copies(sorted: &[&StoryArticle]) -> Vec<Vec<ArticleId>> {
    let mut texts: Vec<(&StoryArticle, Vec<ArticleId>)> = Vec::new();
    for article in sorted {
        let is_full = texts.len() >= MAX_TEXTS;
        match texts.iter_mut().find(|(text, _)| article.is_copy_of(text)) {
            Some((_, copies)) => copies.push(article.id),
            None if is_full => {}
            None => texts.push((article, vec![article.id])),
        }
    }
    texts.into_iter().map(|(_, copies)| copies).filter(|copies| copies.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};

    use super::super::features::Features;
    use super::*;

    const WIRE: &str = "The ferry Grey Heron ran aground on a sandbank off Port Ellis with 212 people aboard on Tuesday, \
        the coastguard said. All passengers were taken off by lifeboat within three hours.";

    fn article(id: i64, outlet: i64, hour: i64, title: &str, lead: &str) -> StoryArticle {
        let published = Utc.with_ymd_and_hms(2031, 3, 4, 0, 0, 0).unwrap() + Duration::hours(hour);
        StoryArticle {
            id: ArticleId(id),
            outlet: OutletId(outlet),
            published,
            features: Features::of(title, lead, Some("en")),
        }
    }

    #[test]
    fn a_story_is_summarised() {
        let articles = [
            article(7, 2, 5, "Passengers wait for news in cold", WIRE),
            article(3, 1, 9, "Night on the sandbank", "Children sang while lifeboats came to the ferry Grey Heron."),
            article(5, 1, 2, "Ferry Grey Heron runs aground off Port Ellis", WIRE),
            article(9, 3, 9, "Live", ""),
        ];
        let summary = summarise(&articles).unwrap();
        assert_eq!(summary.articles, [5, 7, 3, 9].map(ArticleId));
        assert_eq!((summary.first, summary.best), (ArticleId(5), ArticleId(5)));
        assert_eq!(summary.outlets, [1, 2, 3].map(OutletId));
        assert_eq!(summary.copies, [[5, 7].map(ArticleId)]);
        assert_eq!((summary.to - summary.from).num_hours(), 7);
        assert_eq!(summarise(&[]), None);
    }

    #[test]
    fn large_stories_are_bounded() {
        let texts = (0..2_000).map(|n| {
            article(n, n, n, "Ferry aground", &format!("{n} a{n} b{n} c{n} d{n} e{n} f{n} g{n} h{n} i{n} j{n}"))
        });
        let summary = summarise(&texts.collect::<Vec<_>>()).unwrap();
        assert_eq!((summary.articles.len(), summary.copies.len()), (2_000, 0));
    }
}
