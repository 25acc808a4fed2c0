//! Checks an article: picks its claims, finds evidence in the passages, and judges each claim.

use std::collections::BTreeSet;

use super::agreement::{Outcome, Pair};
use super::alignment;
use super::claims::{self, Claim};
use super::comparison::{self, Found, MIN_SIMILARITY, Prepared, Wanted};
use super::details::Details;
use super::document::{Document, Sentence};
use super::evidence::{self, Evidence, Other};
use super::relation::{Weighted, Weights};
use super::reviews::{self, MatchedReview};
use super::verdict::{self, Point, Verdict};
use super::vocabulary::Vocabulary;
use super::voices::Voices;
use crate::domain::text::prefix;
use crate::domain::{ArticleId, Review, Time};

/// Passages that one check reads; the others are ignored.
pub const MAX_PASSAGES: usize = 250;
/// Bytes of a passage by which it is judged whether it is about the same event.
const LEAD: usize = 2_000;
/// Passages about the same event whose sentences are compared.
const MAX_RELATED: usize = 50;
/// Evidence of one claim, at most.
const MAX_EVIDENCE: usize = 30;

/// The article that is checked.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The outlet, by a name that its passages have too: the host of its site.
    pub outlet: &'a str,
    /// The title.
    pub title: &'a str,
    /// The text, without boilerplate as far as possible.
    pub text: &'a str,
    /// BCP 47 language tag; `None` lets the text decide.
    pub language: Option<&'a str>,
    /// When it was published.
    pub published: Time,
}

/// An article of another outlet that may have evidence.
#[derive(Debug, Clone, Copy)]
pub struct Passage<'a> {
    /// The outlet, as in [`Source`].
    pub outlet: &'a str,
    /// Its id in the store; `None` for a text that was found on the web.
    pub article: Option<ArticleId>,
    /// Its address.
    pub url: Option<&'a str>,
    /// The title.
    pub title: &'a str,
    /// The text, whole or in part.
    pub text: &'a str,
    /// BCP 47 language tag; `None` lets the text decide.
    pub language: Option<&'a str>,
    /// When it was published.
    pub published: Time,
    /// Whether it is known to be about the same event.
    pub is_same_story: bool,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// The claims, in order of the text.
    pub claims: Vec<Checked>,
    /// Other outlets whose articles were searched.
    pub outlets: usize,
    /// Articles of other outlets that were searched.
    pub searched: usize,
    /// Articles of other outlets that are about the same event.
    pub related: usize,
    /// When the oldest of the searched articles was published.
    pub first: Option<Time>,
    /// When the newest of them was published.
    pub last: Option<Time>,
}

/// A claim with what was found about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The claim.
    pub claim: Claim,
    /// What was found.
    pub verdict: Verdict,
    /// Its figures and then its days and times, with the voices about each.
    pub points: Vec<Point>,
    /// Sentences of other outlets: independent voices first, and then the surest.
    pub evidence: Vec<Evidence>,
    /// Published fact-checks of the claim, the most similar first.
    pub reviews: Vec<MatchedReview>,
}

/// Picks the claims of an article, in order of the text.
#[must_use]
pub fn claims(article: &Source<'_>) -> Vec<Claim> {
    let mut vocabulary = Vocabulary::default();
    let document = Document::new(article.title, article.text, article.language, article.published, &mut vocabulary);
    claims::pick(&document, &mut vocabulary).into_iter().map(|(_, claim)| claim).collect()
}

/// Checks an article against the first [`MAX_PASSAGES`] passages of other outlets, and against reviews.
#[must_use]
pub fn check<'a>(article: &Source<'a>, passages: &[Passage<'a>], published: &'a [Review]) -> Check {
    let own = key(article.outlet);
    let passages: Vec<&Passage<'a>> =
        passages.iter().filter(|passage| key(passage.outlet) != own).take(MAX_PASSAGES).collect();
    let mut vocabulary = Vocabulary::default();
    let source = Document::new(article.title, article.text, article.language, article.published, &mut vocabulary);
    // The first paragraphs show what an article is about; only those about the same event are read whole.
    let mut read = |text, passage: &Passage<'a>| {
        Document::new(passage.title, text, passage.language, passage.published, &mut vocabulary)
    };
    let leads: Vec<Document<'_>> = passages.iter().map(|passage| read(prefix(passage.text, LEAD), passage)).collect();
    let weights = Weights::new(std::iter::once(&source).chain(&leads));
    let related = related(&source, &passages, &leads, &weights);
    let mut others: Vec<Document<'_>> = Vec::with_capacity(related.len());
    for (_, (lead, passage)) in leads.into_iter().zip(&passages).enumerate().filter(|(at, _)| related.contains(at)) {
        others.push(if passage.text.len() <= LEAD { lead } else { read(passage.text, passage) });
    }
    let prepared_reviews = reviews::prepare(published, article.language, article.published, &mut vocabulary);
    let picked = claims::pick(&source, &mut vocabulary);
    let weighted: Vec<Weighted> = source.sentences.iter().map(|sentence| weights.weigh(sentence)).collect();
    let details = source.sentences.iter().map(|sentence| Some(source.details(sentence, &mut vocabulary))).collect();
    let own = Prepared { document: &source, details, closeness: Vec::new(), equals: Vec::new() };
    let claims: Vec<usize> = picked.iter().map(|(at, _)| *at).collect();
    let read: Vec<Prepared<'_, '_>> = others
        .iter()
        .map(|other| prepare(other, &weights, (&weighted, &own.details), &claims, &mut vocabulary))
        .collect();
    let repeated = comparison::repeated(&own.details, &read);
    let wanted: Vec<Wanted<'_, '_>> = picked
        .iter()
        .filter_map(|(at, _)| {
            let details = own.details.get(*at)?.as_ref()?;
            Some(Wanted { at: *at, source: &own, repeated: &repeated, sentence: source.sentences.get(*at)?, details })
        })
        .collect();
    let outlets: Vec<String> = related.iter().filter_map(|at| passages.get(*at)).map(|p| key(p.outlet)).collect();
    let voices = Voices::new(&source, &others, &outlets);
    let room = Room { passages: &passages, related: &related, read, voices };
    let checked = picked.into_iter().zip(&wanted).map(|((_, claim), wanted)| {
        let mut evidence = room.evidence(wanted);
        let reviews = reviews::matching(wanted.sentence, published, &prepared_reviews, &weights);
        let verdict = verdict::judge(wanted.details, &evidence, &reviews, related.len());
        let points = verdict::points(wanted.details, &evidence);
        if verdict == Verdict::Differs {
            // A sentence that repeats one figure and not another one is shown for what it differs in.
            for evidence in &mut evidence {
                evidence.agrees &= evidence.differing.is_empty();
            }
        }
        Checked { claim, verdict, points, evidence, reviews }
    });
    Check {
        claims: checked.collect(),
        outlets: passages.iter().map(|passage| key(passage.outlet)).collect::<BTreeSet<_>>().len(),
        searched: passages.len(),
        related: related.len(),
        first: passages.iter().map(|passage| passage.published).min(),
        last: passages.iter().map(|passage| passage.published).max(),
    }
}

/// Returns the numbers of the passages about the same event, at most [`MAX_RELATED`] of them: the closest.
fn related(source: &Document<'_>, passages: &[&Passage<'_>], leads: &[Document<'_>], weights: &Weights) -> Vec<usize> {
    let cosine = |(at, (passage, lead)): (usize, (&&Passage<'_>, &Document<'_>))| {
        let cosine = weights.same_event(source, lead);
        cosine.or(passage.is_same_story.then_some(1.0)).map(|cosine| (at, cosine))
    };
    let mut found: Vec<(usize, f64)> = passages.iter().zip(leads).enumerate().filter_map(cosine).collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut kept: Vec<usize> = found.into_iter().take(MAX_RELATED).map(|(at, _)| at).collect();
    kept.sort_unstable();
    kept
}

/// An outlet's name without differences that do not matter.
pub(super) fn key(outlet: &str) -> String {
    let lower = outlet.trim().to_lowercase();
    lower.strip_prefix("www.").map_or(lower.clone(), str::to_owned)
}

/// Reads the sentences of an article: those with a figure in digits, and those that have something in common with a claim.
fn prepare<'a, 'b>(
    document: &'a Document<'b>,
    weights: &Weights,
    (source, source_details): (&[Weighted], &[Option<Details<'_>>]),
    claims: &[usize],
    vocabulary: &mut Vocabulary,
) -> Prepared<'a, 'b> {
    let closeness = |sentence: &Sentence<'_>| {
        let weighted = weights.weigh(sentence);
        source.iter().map(|own| own.similarity(&weighted)).collect::<Vec<f64>>()
    };
    let closeness: Vec<Vec<f64>> = document.sentences.iter().map(closeness).collect();
    let is_near = |sentence: &Sentence<'_>, closeness: &[f64]| {
        sentence.text.contains(|c: char| c.is_ascii_digit())
            || claims.iter().any(|claim| closeness.get(*claim).is_some_and(|similarity| *similarity >= MIN_SIMILARITY))
    };
    let details = document.sentences.iter().zip(&closeness);
    let details = details
        .map(|(sentence, closeness)| is_near(sentence, closeness).then(|| document.details(sentence, vocabulary)));
    let details: Vec<Option<Details<'_>>> = details.collect();
    let equals = comparison::equals(source_details, &details);
    Prepared { document, details, closeness, equals }
}

/// What the claims of one article are compared with.
struct Room<'a, 'b> {
    passages: &'a [&'a Passage<'b>],
    /// Numbers of the passages about the same event.
    related: &'a [usize],
    /// Their articles, in the same order.
    read: Vec<Prepared<'a, 'b>>,
    voices: Voices,
}

impl Room<'_, '_> {
    /// Finds the evidence about a claim.
    fn evidence(&self, wanted: &Wanted<'_, '_>) -> Vec<Evidence> {
        let mut compared: Vec<Vec<Found>> = self.read.iter().map(|other| comparison::compared(wanted, other)).collect();
        alignment::settle(wanted, &self.read, self.voices.of_articles(), &mut compared);
        let mut all: Vec<(usize, Found)> = Vec::new();
        for (i, (other, compared)) in self.read.iter().zip(compared).enumerate() {
            all.extend(evidence::chosen(wanted, other, compared).into_iter().map(|found| (i, found)));
        }
        all.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(a.0.cmp(&b.0)));
        all.truncate(MAX_EVIDENCE);
        let voice = self.voices.for_claim(&all, |i, found| self.read.get(i)?.document.sentences.get(found.sentence));
        let written = all.iter().zip(voice).filter_map(|((i, found), voice)| self.write(wanted, *i, found, voice));
        let mut evidence: Vec<Evidence> = written.collect();
        evidence.sort_by_key(|evidence| evidence.is_copy);
        evidence
    }

    fn write(&self, wanted: &Wanted<'_, '_>, i: usize, found: &Found, voice: usize) -> Option<Evidence> {
        let passage = self.passages.get(*self.related.get(i)?)?;
        let other = self.read.get(i)?;
        let sentence = other.document.sentences.get(found.sentence)?;
        let quote = other.details.get(found.sentence)?.as_ref()?;
        let claim = (wanted.details, wanted.source.document.published);
        let other = |pair: &Pair| Other {
            point: pair.claim,
            value: quote.figures.get(pair.passage).filter(|_| pair.claim < claim.0.figures.len()).map(|f| f.value),
            is_update: evidence::is_update(claim, (quote, passage.published), pair),
        };
        let of = |outcome: Outcome| found.pairs.iter().filter(move |pair| pair.outcome == outcome);
        Some(Evidence {
            outlet: passage.outlet.to_owned(),
            article: passage.article,
            url: passage.url.map(str::to_owned),
            published: passage.published,
            quote: sentence.text.to_owned(),
            agrees: found.agrees,
            is_copy: voice == 0,
            voice,
            score: found.score,
            marks: evidence::marks(wanted.sentence, quote, &found.pairs),
            backed: of(Outcome::Agree).map(|pair| pair.claim).collect(),
            differing: of(Outcome::Differ).map(other).collect(),
        })
    }
}

#[cfg(test)]
mod tests;
