//! A menu: a list to choose from. A choice is a message for the room that carries it out.

use crate::app::msg::Msg;
use crate::domain::Text;

/// A list to choose one from.
#[derive(Debug, Clone, PartialEq)]
pub struct Menu {
    /// Above the list.
    pub title: Text,
    /// The choices.
    pub rows: Vec<MenuRow>,
    /// The row under the cursor.
    pub cursor: usize,
}

/// A line of a menu.
#[derive(Debug, Clone, PartialEq)]
pub struct MenuRow {
    /// The choice.
    pub label: Text,
    /// More about it.
    pub detail: Text,
    /// What choosing it does; `None` where the row is only to be read.
    pub choice: Option<Msg>,
}

impl MenuRow {
    /// A choice.
    #[must_use]
    pub fn new(label: &str, detail: &str, choice: impl Into<Msg>) -> Self {
        Self { label: Text::line(label), detail: Text::line(detail), choice: Some(choice.into()) }
    }

    /// A line that is only to be read.
    #[must_use]
    pub fn info(label: &str, detail: &str) -> Self {
        Self { label: Text::line(label), detail: Text::line(detail), choice: None }
    }
}
