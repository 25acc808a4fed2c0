//! The comments as the reader shows them: texts, selection, folds, marks.

use std::collections::BTreeSet;

use super::bodies::CommentBodies;
use super::state::Triage;
use crate::domain::Folds;

/// The comments of the open article.
#[derive(Debug, Clone, Default)]
pub struct ThreadView {
    /// The comments' texts.
    pub bodies: CommentBodies,
    /// The selected comment's place in the thread; `None` while the text is read.
    pub selected: Option<usize>,
    /// Which comments are folded.
    pub folds: Folds,
    /// The folds and releases that the store has, as places.
    pub(in crate::app) saved_folds: (Vec<usize>, Vec<usize>),
    /// Levels that are shown, after the level keys were used.
    pub level: u32,
    /// Marks, the filter, and what the analysis found.
    pub triage: Triage,
    /// Comments that are shown with their changes marked.
    pub changes: BTreeSet<usize>,
    /// Whether the comments have been in view since the article was opened.
    pub visited: bool,
}

impl ThreadView {
    /// The user's own folds, and the comments that no rule folds any more.
    #[must_use]
    pub fn own_folds(&self) -> (Vec<usize>, Vec<usize>) {
        (self.triage.own_folds(&self.folds), self.triage.released.iter().copied().collect())
    }
}
