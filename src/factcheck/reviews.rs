//! Reads published fact-checks from the JSON-LD of pages (schema.org `ClaimReview`), and matches them to claims.
//!
//! Finding the scripts in a page is left to `page`, fetching of fact-checkers' feeds to `sync`.

use std::collections::VecDeque;

use serde_json::{Map, Value};

use super::document::{Document, Sentence};
use super::relation::Weights;
use super::vocabulary::Vocabulary;
use crate::domain::host::without_www;
use crate::domain::text::prefix;
use crate::domain::{Review, Text, Time, dates};

/// Reviews of one page, at most.
pub const MAX_REVIEWS: usize = 50;
/// Bytes of the longest script that is read.
const MAX_SCRIPT: usize = 1 << 20;
/// Values of one script that are looked at.
const MAX_VALUES: usize = 20_000;
/// Bytes of the longest field.
const MAX_FIELD: usize = 1_000;
/// The similarity from which a review is about a claim.
const MIN_SIMILARITY: f64 = 0.45;
/// Stems that a claim and a review have in common at least.
const MIN_COMMON: usize = 3;

/// A review that is about a claim.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchedReview {
    /// The review.
    pub review: Review,
    /// The similarity of its claim, from 0 to 1.
    pub similarity: f64,
}

/// Reads the reviews in a page's JSON-LD scripts, without repeats, in the order of the page. `site`, a host, publishes
/// those that name no publisher.
#[must_use]
pub fn parse(scripts: &[&str], site: &str) -> Vec<Review> {
    let mut found: Vec<Review> = Vec::new();
    for script in scripts.iter().filter(|script| script.len() <= MAX_SCRIPT) {
        let Some(value) = parse_script(script) else { continue };
        let mut waiting: VecDeque<&Value> = VecDeque::from([&value]);
        let mut seen = 0;
        while let Some(value) = waiting.pop_front() {
            seen += 1;
            if seen > MAX_VALUES || found.len() >= MAX_REVIEWS {
                break;
            }
            match value {
                Value::Array(values) => waiting.extend(values.iter().take(MAX_VALUES)),
                Value::Object(object) => {
                    let review = is_review(object).then(|| read(object, site)).flatten();
                    found.extend(review.filter(|review| !found.contains(review)));
                    waiting.extend(object.values().filter(|value| value.is_object() || value.is_array()));
                }
                _ => {}
            }
        }
    }
    found
}

/// Parses a script, also where a page wraps it in comments or breaks lines inside strings.
fn parse_script(raw: &str) -> Option<Value> {
    let json = raw.get(raw.find(['{', '['])?..=raw.rfind(['}', ']'])?)?;
    let flat = || json.replace(|c: char| c.is_control(), " ");
    serde_json::from_str(json).or_else(|_| serde_json::from_str(&flat())).ok()
}

fn is_review(object: &Map<String, Value>) -> bool {
    let is_named =
        |value: &Value| value.as_str().is_some_and(|kind| kind.rsplit(['/', ':']).next() == Some("ClaimReview"));
    match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().take(20).any(is_named),
        Some(kind) => is_named(kind),
        None => false,
    }
}

fn read(object: &Map<String, Value>, site: &str) -> Option<Review> {
    let claim = text(object.get("claimReviewed")).or_else(|| {
        let item = object.get("itemReviewed")?;
        text(item.get("name")).or_else(|| text(item.get("text")))
    })?;
    let rating = object.get("reviewRating").map(first)?;
    let rating = text(rating.get("alternateName")).or_else(|| text(rating.get("name"))).or_else(|| numeric(rating))?;
    let stated = name(object.get("publisher")).or_else(|| name(object.get("author")));
    let publisher = stated.or_else(|| Text::line(without_www(site)).non_empty())?;
    let url = text(object.get("url"))
        .map(Text::into_string)
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let published = text(object.get("datePublished")).and_then(|date| dates::parse(&date));
    Some(Review { claim, publisher, rating, url, published })
}

/// The first value of a list, or the value itself.
fn first(value: &Value) -> &Value {
    value.as_array().and_then(|values| values.first()).unwrap_or(value)
}

fn text(value: Option<&Value>) -> Option<Text> {
    match first(value?) {
        Value::String(raw) => Text::line(prefix(raw, MAX_FIELD)).non_empty(),
        Value::Number(number) => Some(Text::line(&number.to_string())),
        _ => None,
    }
}

fn name(value: Option<&Value>) -> Option<Text> {
    let value = first(value?);
    if value.is_string() { text(Some(value)) } else { text(value.get("name")) }
}

/// "2 of 5": the rating on the publisher's scale.
fn numeric(rating: &Value) -> Option<Text> {
    let value = text(rating.get("ratingValue"))?;
    Some(text(rating.get("bestRating")).map_or_else(|| value.clone(), |best| Text::line(&format!("{value} of {best}"))))
}

/// Returns the reviews that are about a claim, the most similar first.
pub(super) fn matching(
    claim: &Sentence<'_>,
    reviews: &[Review],
    prepared: &[Document<'_>],
    weights: &Weights,
) -> Vec<MatchedReview> {
    let mut found: Vec<MatchedReview> = Vec::new();
    for (review, document) in reviews.iter().zip(prepared) {
        let best = document.sentences.iter().map(|sentence| similarity(claim, sentence, weights)).fold(0.0, f64::max);
        if best >= MIN_SIMILARITY {
            found.push(MatchedReview { review: review.clone(), similarity: best });
        }
    }
    found.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
    found
}

fn similarity(claim: &Sentence<'_>, review: &Sentence<'_>, weights: &Weights) -> f64 {
    let common = claim.stems.iter().filter(|stem| review.stems.binary_search(stem).is_ok()).count();
    let has_name = claim.names.is_empty()
        || review.names.is_empty()
        || claim.names.iter().any(|stem| review.stems.binary_search(stem).is_ok());
    if common >= MIN_COMMON && has_name { weights.weigh(claim).similarity(&weights.weigh(review)) } else { 0.0 }
}

/// Prepares the claims of reviews for comparison with an article in this language.
pub(super) fn prepare<'a>(
    reviews: &'a [Review],
    language: Option<&str>,
    published: Time,
    vocabulary: &mut Vocabulary,
) -> Vec<Document<'a>> {
    reviews.iter().map(|review| Document::new("", &review.claim, language, published, vocabulary)).collect()
}

#[cfg(test)]
mod tests;
