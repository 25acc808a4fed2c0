//! What the page of the first run knows.

use super::Importable;
use crate::domain::Subscription;

/// What the page knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Welcome {
    /// The feeds to begin with, and whether each is chosen.
    pub starters: Vec<(Subscription, bool)>,
    /// What another reader has left.
    pub import: Option<Importable>,
    /// The feed under the cursor.
    pub cursor: usize,
    /// The first one shown.
    pub top: usize,
}
