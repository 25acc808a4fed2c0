//! What the page of the first run knows.

use super::Importable;
use crate::domain::Subscription;
use crate::input::Action;

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

impl Welcome {
    /// Whether an action has a meaning while there is no feed.
    #[must_use]
    pub fn means(&self, action: Action) -> bool {
        match action {
            Action::Import => self.import.is_some(),
            Action::ToggleChoice | Action::ChooseAll | Action::AddChosen => true,
            action => works_everywhere(action),
        }
    }
}

/// Whether an action of the page does what it does everywhere.
pub(super) fn works_everywhere(action: Action) -> bool {
    matches!(
        action,
        Action::AddFeed
            | Action::Undo
            | Action::Palette
            | Action::Help
            | Action::Messages
            | Action::Dismiss
            | Action::NextTheme
            | Action::Redraw
            | Action::Suspend
            | Action::Quit
    )
}
