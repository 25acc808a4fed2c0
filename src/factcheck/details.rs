//! Reads the parts of a sentence that are only needed where two sentences are compared: its figures and moments.

use std::ops::Range;

use super::document::{Document, Sentence};
use super::figures::{self, Figure};
use super::moments::{self, Moment};
use super::tokens::{Token, tokens};
use super::vocabulary::{Vocabulary, Word};

/// The parts of a sentence that are only read where two sentences are compared.
pub(super) struct Details<'a> {
    /// Its tokens.
    pub tokens: Vec<Token<'a>>,
    /// What is known of each token.
    pub words: Vec<Word>,
    /// Its figures, in order.
    pub figures: Vec<Figure>,
    /// Its moments, in order.
    pub moments: Vec<Moment>,
}

impl Details<'_> {
    /// The number of its points: figures come first, then moments.
    pub(super) fn points(&self) -> usize {
        self.figures.len() + self.moments.len()
    }

    /// The bytes of a point in the sentence.
    pub(super) fn point_range(&self, point: usize) -> Option<Range<usize>> {
        let moment = point.checked_sub(self.figures.len()).and_then(|at| self.moments.get(at));
        let tokens = self.figures.get(point).map(|figure| &figure.tokens).or(moment.map(|moment| &moment.tokens))?;
        let first = self.tokens.get(tokens.start)?;
        let last = self.tokens.get(tokens.end.checked_sub(1)?)?;
        Some(first.start..last.range().end)
    }
}

impl<'a> Document<'a> {
    /// Reads the tokens, figures and moments of one of its sentences.
    pub(super) fn details(&self, sentence: &Sentence<'a>, vocabulary: &mut Vocabulary) -> Details<'a> {
        let tokens = tokens(sentence.text, self.language);
        let words: Vec<Word> = tokens.iter().map(|token| vocabulary.word(&token.lower, self.language)).collect();
        let moments = moments::moments(&tokens, self.language, self.published);
        let figures = figures::figures(&tokens, &words, &sentence.names, &moments, self.language);
        Details { tokens, words, figures, moments }
    }
}
