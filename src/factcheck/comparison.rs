//! Compares a claim with the sentences of one article.
//!
//! What of it becomes evidence is left to `alignment` and `evidence`.

use super::agreement::{Pair, compare};
use super::copies;
use super::details::Details;
use super::document::{Document, Sentence};
use super::figures::Figure;
use super::subject::{Subject, subject};
use super::values;

/// The similarity below which two sentences are not compared.
pub(super) const MIN_SIMILARITY: f64 = 0.07;
/// The similarity below which two sentences are no copies.
const MIN_COPY: f64 = 0.3;

/// A sentence that was found for a claim, before it is written out.
pub(super) struct Found {
    /// Number of the sentence in its article.
    pub sentence: usize,
    /// The compared points that speak for or against the claim.
    pub pairs: Vec<Pair>,
    /// Whether it says the same.
    pub agrees: bool,
    /// Whether it is a copy of a sentence of the article.
    pub is_copy: bool,
    /// How sure the match is.
    pub score: f64,
}

/// A claim that is searched for.
pub(super) struct Wanted<'a, 'b> {
    /// Number of its sentence.
    pub at: usize,
    /// The article.
    pub source: &'a Prepared<'a, 'b>,
    /// By sentence of the article, which of its figures some other article has.
    pub repeated: &'a [Vec<bool>],
    /// Its sentence.
    pub sentence: &'a Sentence<'b>,
    /// Its tokens, figures and moments.
    pub details: &'a Details<'b>,
}

/// An article with what is read of its sentences.
pub(super) struct Prepared<'a, 'b> {
    /// The article.
    pub document: &'a Document<'b>,
    /// The details of its sentences; `None` for those that need no comparison.
    pub details: Vec<Option<Details<'b>>>,
    /// By sentence, its similarity to each sentence of the checked article; empty for the checked article itself.
    pub closeness: Vec<Vec<f64>>,
    /// By sentence and figure, the figures of the checked article with this value; empty for the checked article itself.
    pub equals: Vec<Vec<Vec<Equal>>>,
}

impl Prepared<'_, '_> {
    /// A figure of a sentence.
    pub(super) fn figure(&self, sentence: usize, at: usize) -> Option<&Figure> {
        self.details.get(sentence)?.as_ref()?.figures.get(at)
    }

    /// Whether the article has a figure of this value.
    pub(super) fn has(&self, figure: &Figure) -> bool {
        let is_it = |known: &Figure| values::is_comparable(known, figure) && values::agree(known, figure);
        self.details.iter().flatten().flat_map(|details| &details.figures).any(is_it)
    }
}

/// A figure of the checked article that has the value of another article's figure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Equal {
    /// Number of its sentence.
    pub sentence: usize,
    /// Its number in the sentence.
    pub figure: usize,
    /// Whether the two are written alike.
    pub is_exact: bool,
    /// Whether the two are hardly equal by chance.
    pub is_telling: bool,
    /// Whether the two are likely about one thing.
    pub is_likely: bool,
}

/// Finds the figures of the checked article that have the values of another article's figures.
pub(super) fn equals(source: &[Option<Details<'_>>], other: &[Option<Details<'_>>]) -> Vec<Vec<Vec<Equal>>> {
    let known = || {
        let of = |(sentence, details)| {
            let details: &Option<Details<'_>> = details;
            let figures = details.iter().flat_map(|details| &details.figures).enumerate();
            figures.map(move |(figure, known)| (sentence, figure, known))
        };
        source.iter().enumerate().flat_map(of)
    };
    let of_figure = |figure: &Figure| {
        let equal = known().filter(|(_, _, it)| values::is_comparable(it, figure) && values::agree(it, figure));
        let describe = |(sentence, at, it): (usize, usize, &Figure)| Equal {
            sentence,
            figure: at,
            is_exact: values::is_exact(it, figure),
            is_telling: values::is_exact(it, figure) && values::is_telling(it),
            is_likely: subject(it, figure, 1) >= Subject::Likely,
        };
        equal.map(describe).collect()
    };
    let of_details = |details: &Option<Details<'_>>| {
        details.as_ref().map_or_else(Vec::new, |details| details.figures.iter().map(of_figure).collect())
    };
    other.iter().map(of_details).collect()
}

/// By sentence of the checked article, which of its figures some other article has.
pub(super) fn repeated(source: &[Option<Details<'_>>], read: &[Prepared<'_, '_>]) -> Vec<Vec<bool>> {
    let figures = |details: &Option<Details<'_>>| vec![false; details.as_ref().map_or(0, |it| it.figures.len())];
    let mut all: Vec<Vec<bool>> = source.iter().map(figures).collect();
    for equal in read.iter().flat_map(|other| &other.equals).flatten().flatten() {
        let cell = all.get_mut(equal.sentence).and_then(|figures| figures.get_mut(equal.figure));
        if let Some(cell) = cell {
            *cell = true;
        }
    }
    all
}

impl Wanted<'_, '_> {
    /// Whether another sentence of the article is closer to a quote and has a figure of the same subject: then a figure
    /// of the quote is rather about what that sentence says.
    pub(super) fn has_closer(&self, other: &Prepared<'_, '_>, at: usize, pair: &Pair) -> bool {
        let place = other.document.sentences.get(at).zip(other.closeness.get(at)).zip(other.figure(at, pair.passage));
        let (Some(claim), Some(((quote, closeness), figure))) = (self.details.figures.get(pair.claim), place) else {
            return false;
        };
        let similarity = closeness.get(self.at).copied().unwrap_or(0.0);
        let least = subject(claim, figure, common_names(self.sentence, quote));
        let first = usize::from(self.source.document.has_title);
        let closer =
            closeness.iter().enumerate().filter(|(at, other)| *at >= first && *at != self.at && **other > similarity);
        closer.into_iter().any(|(at, _)| {
            let rival =
                self.source.document.sentences.get(at).zip(self.source.details.get(at).and_then(Option::as_ref));
            let Some((sentence, details)) = rival else { return false };
            let names = common_names(sentence, quote);
            // A figure of another size, and one that some article repeats, are not waiting for this one.
            let known = self.repeated.get(at);
            let is_waiting = |i: usize, rival: &Figure| {
                !values::is_far(rival, figure) && !known.and_then(|known| known.get(i)).copied().unwrap_or(false)
            };
            let is_rival = |(i, rival): (usize, &Figure)| {
                rival.measure == figure.measure
                    && subject(rival, figure, names) >= least
                    && (values::agree(rival, figure) || is_waiting(i, rival))
            };
            details.figures.iter().enumerate().any(is_rival)
        })
    }
}

/// The number of names of the first sentence that the second one has too.
fn common_names(left: &Sentence<'_>, right: &Sentence<'_>) -> usize {
    left.names.iter().filter(|stem| right.stems.binary_search(stem).is_ok()).count()
}

/// Compares a claim with all sentences of one article.
pub(super) fn compared(wanted: &Wanted<'_, '_>, other: &Prepared<'_, '_>) -> Vec<Found> {
    let mut compared: Vec<Found> = Vec::new();
    let all = other.document.sentences.iter().zip(&other.closeness).zip(&other.details).enumerate();
    for (at, ((sentence, closeness), read)) in all {
        let Some(read) = read else { continue };
        let similarity = closeness.get(wanted.at).copied().unwrap_or(0.0);
        let pairs = compare(wanted.details, read, common_names(wanted.sentence, sentence), similarity);
        let is_copy = similarity >= MIN_COPY && copies::is_copied_sentence(wanted.sentence, sentence);
        compared.push(Found { sentence: at, pairs, agrees: false, is_copy, score: similarity });
    }
    compared
}
