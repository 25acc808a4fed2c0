//! Holds the state of the first run's page.

use super::Importable;
use crate::domain::Subscription;
use crate::input::Action;

/// The state of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Welcome {
    /// The suggested feeds, and whether each is selected.
    pub starters: Vec<(Subscription, bool)>,
    /// The feeds of another reader that the user can import.
    pub import: Option<Importable>,
    /// The index of the feed under the cursor.
    pub cursor: usize,
    /// The index of the first feed in view.
    pub top: usize,
}

impl Welcome {
    /// Returns whether the page has a use for an action.
    #[must_use]
    pub fn has_use_for(&self, action: Action) -> bool {
        match action {
            Action::Import => self.import.is_some(),
            Action::ToggleChoice | Action::ChooseAll | Action::AddChosen => true,
            action => works_everywhere(action),
        }
    }
}

/// Returns whether an action works on the page as it does everywhere.
pub(super) fn works_everywhere(action: Action) -> bool {
    matches!(
        action,
        Action::AddFeed
            | Action::Import
            | Action::ImportFile
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
