//! Holds the orders of lists of articles that the user has chosen.

use std::collections::BTreeMap;

use crate::domain::{Scope, Sort};

/// The orders of lists.
#[derive(Debug, Clone, Default)]
pub struct Sorts {
    /// The order of lists for which the user has chosen none.
    pub usual: Sort,
    /// The orders that the user has chosen, by the names of the lists.
    pub chosen: BTreeMap<String, Sort>,
}

impl Sorts {
    /// Returns the order of a list.
    #[must_use]
    pub fn of(&self, scope: &Scope) -> Sort {
        self.chosen.get(&scope.name()).copied().unwrap_or(self.usual)
    }
}
