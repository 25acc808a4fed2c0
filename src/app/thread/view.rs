//! Holds the comments as the reader shows them: texts, selection, folds and marks.

use std::collections::BTreeSet;

use super::bodies::CommentBodies;
use super::state::Triage;
use crate::domain::Folds;

/// The comments of the open article.
#[derive(Debug, Clone, Default)]
pub struct ThreadView {
    /// The comments' texts.
    pub bodies: CommentBodies,
    /// The place of the selected comment; `None` while the user reads the text.
    pub selected: Option<usize>,
    /// The folded comments.
    pub folds: Folds,
    /// The places of the folded and of the released comments, as the store has them.
    pub(in crate::app) saved_folds: (Vec<usize>, Vec<usize>),
    /// The number of levels that the level keys have left unfolded.
    pub level: u32,
    /// Marks, the filter, and the result of the analysis.
    pub triage: Triage,
    /// The places of the comments that are shown with their changes marked.
    pub changes: BTreeSet<usize>,
    /// Whether the comments have been in view since they were loaded.
    pub visited: bool,
}

impl ThreadView {
    /// Returns the places of the comments that the user has folded, and of those exempt from automatic folding.
    #[must_use]
    pub fn own_folds(&self) -> (Vec<usize>, Vec<usize>) {
        (self.triage.own_folds(&self.folds), self.triage.released.iter().copied().collect())
    }
}
