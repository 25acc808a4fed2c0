//! Puts a filter on a thread and takes it off again, and keeps the user's own folds meanwhile.

use super::state::{AppliedFilter, Triage};
use crate::domain::Folds;

impl Triage {
    /// Shows only the comments of a filter, unfolded. The user's `folds` are kept until the filter is cleared.
    pub fn apply_filter(&mut self, filter: AppliedFilter, folds: &mut Folds) {
        let before = std::mem::take(folds);
        self.unfiltered.get_or_insert(before);
        self.filter = Some(filter);
    }

    /// Shows every comment again, folded as before the filter. Returns whether a filter was on.
    pub fn clear_filter(&mut self, folds: &mut Folds) -> bool {
        *folds = self.unfiltered.take().unwrap_or_else(|| std::mem::take(folds));
        self.filter.take().is_some()
    }

    /// Returns the folds to store: those that the user made, without automatic ones and without those of a filter.
    #[must_use]
    pub fn own_folds(&self, folds: &Folds) -> Vec<usize> {
        let folds = self.unfiltered.as_ref().unwrap_or(folds);
        folds.places().filter(|i| !self.analysis.folds(*i) || self.released.contains(i)).collect()
    }

    /// Returns the folds that the user sees without a filter.
    pub fn unfiltered_folds<'a>(&'a mut self, folds: &'a mut Folds) -> &'a mut Folds {
        self.unfiltered.as_mut().unwrap_or(folds)
    }
}
