//! Defines menus. A choice is a message for the room that carries it out.

use crate::app::msg::Msg;
use crate::domain::Text;

/// A list from which the user chooses a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Menu {
    /// The title above the list.
    pub title: Text,
    /// The rows.
    pub rows: Vec<MenuRow>,
    /// The index of the selected row.
    pub cursor: usize,
}

/// A row of a menu.
#[derive(Debug, Clone, PartialEq)]
pub struct MenuRow {
    /// The name of the choice.
    pub label: Text,
    /// More about it.
    pub detail: Text,
    /// The message that choosing the row sends; `None` for a row that only informs.
    pub choice: Option<Msg>,
}

impl MenuRow {
    /// Creates a row that the user can choose.
    #[must_use]
    pub fn new(label: &str, detail: &str, choice: impl Into<Msg>) -> Self {
        Self { label: Text::line(label), detail: Text::line(detail), choice: Some(choice.into()) }
    }

    /// Creates a row that only informs.
    #[must_use]
    pub fn info(label: &str, detail: &str) -> Self {
        Self { label: Text::line(label), detail: Text::line(detail), choice: None }
    }
}
