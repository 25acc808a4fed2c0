//! What each article of a story has that the others lack: the sentences without a counterpart.
//!
//! A sentence has a counterpart if one sentence of another article has most of its terms, or the whole article nearly
//! all of them. The caller divides the texts into sentences, and leaves out articles of other languages.

use std::collections::BTreeMap;

use super::features::Features;
use super::term::TermId;

/// Articles that are compared; later ones are left out.
const MAX_ARTICLES: usize = 12;
/// Sentences of an article that are compared; later ones are left out.
const MAX_SENTENCES: usize = 100;
/// The fewest terms of a sentence that says something.
const LEAST_TERMS: usize = 4;
/// The share of a sentence's terms, by weight, that a counterpart has.
const SENTENCE: f32 = 0.5;
/// The share of a sentence's terms, by weight, that an article has which says the same in several sentences.
const ARTICLE: f32 = 0.8;

/// Returns, for each article, the indices of the sentences that no other article has a counterpart of.
///
/// Of the first 12 articles, the first 100 sentences are compared; sentences with fewer than four terms are left out.
#[must_use]
pub fn differences(articles: &[Vec<&str>], language: Option<&str>) -> Vec<Vec<usize>> {
    let features = |sentences: &Vec<&str>| {
        sentences.iter().take(MAX_SENTENCES).map(|sentence| Features::of("", sentence, language)).collect::<Vec<_>>()
    };
    let features: Vec<Vec<Features>> = articles.iter().take(MAX_ARTICLES).map(features).collect();
    let mut places: BTreeMap<TermId, Vec<(usize, usize)>> = BTreeMap::new();
    for (article, sentences) in features.iter().enumerate() {
        for (sentence, features) in sentences.iter().enumerate() {
            for term in &features.terms {
                places.entry(term.id).or_default().push((article, sentence));
            }
        }
    }
    let lacking = |(article, sentences): (usize, &Vec<Features>)| {
        let is_new =
            |features: &Features| features.terms.len() >= LEAST_TERMS && !has_counterpart(article, features, &places);
        sentences.iter().enumerate().filter(|(_, features)| is_new(features)).map(|(at, _)| at).collect()
    };
    let mut all: Vec<Vec<usize>> = features.iter().enumerate().map(lacking).collect();
    all.resize(articles.len(), Vec::new());
    all
}

/// Returns whether another article has a counterpart of a sentence; `places` tells where each term occurs.
fn has_counterpart(article: usize, sentence: &Features, places: &BTreeMap<TermId, Vec<(usize, usize)>>) -> bool {
    let mut by_sentence: BTreeMap<(usize, usize), f32> = BTreeMap::new();
    let mut by_article: BTreeMap<usize, f32> = BTreeMap::new();
    let mut all = 0.0;
    for term in &sentence.terms {
        let weight = f32::from(term.weight);
        all += weight;
        let mut last = None;
        for place in places.get(&term.id).into_iter().flatten().filter(|place| place.0 != article) {
            *by_sentence.entry(*place).or_default() += weight;
            if last.replace(place.0) != Some(place.0) {
                *by_article.entry(place.0).or_default() += weight;
            }
        }
    }
    by_sentence.into_values().any(|shared| shared >= SENTENCE * all)
        || by_article.into_values().any(|shared| shared >= ARTICLE * all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_without_counterpart_are_found() {
        let articles = [
            vec![
                "The ferry Grey Heron ran aground off Port Ellis on Tuesday with 212 people aboard.",
                "The captain reported a failure of the steering gear.",
                "Yes.",
            ],
            vec![
                "With 212 people aboard, the Grey Heron has run aground near Port Ellis.",
                "Children sang until the lifeboats came, and hotels opened their ballrooms.",
            ],
            vec![],
        ];
        assert_eq!(differences(&articles, Some("en")), [vec![1], vec![1], vec![]]);
    }

    #[test]
    fn an_article_alone_differs_in_everything() {
        assert_eq!(differences(&[vec!["Four quite different words stand together here."]], None), [vec![0]]);
        assert!(differences(&[], None).is_empty());
    }

    #[test]
    fn hostile_texts_are_bounded() {
        let sentence = "river bridge harbour lantern ".repeat(100);
        let articles = vec![vec![sentence.as_str(); 300]; 20];
        assert_eq!(differences(&articles, None), vec![Vec::<usize>::new(); 20]);
    }
}
