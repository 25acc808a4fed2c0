//! Holds the state of the command palette while it is open.

use crate::app::line_edit::LineEdit;
use crate::app::ticket::Ticket;
use crate::domain::{ArticleRow, Scope, Text};
use crate::input::Action;
use crate::settings::Described;

/// The most articles in one answer of the store.
pub const TITLES: usize = 300;

/// The state of the palette.
#[derive(Debug, Clone, PartialEq)]
pub struct Palette {
    /// The line with the typed text.
    pub line: LineEdit,
    /// The rows that match the text, the best first.
    pub rows: Vec<Row>,
    /// The index of the selected row.
    pub cursor: usize,
    /// The index of the first row in view.
    pub top: usize,
    /// The newest articles.
    pub(super) newest: Vec<ArticleRow>,
    /// The question for the newest articles.
    pub(super) newest_asked: Ticket,
    /// The articles whose titles match.
    pub(super) found: Vec<ArticleRow>,
    /// The last question for titles that match.
    pub(super) asked: Ticket,
}

/// The gap between a row's name and its description.
pub const GAP: &str = "  ";

/// The target of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// An action, carried out in the pane that it is for.
    Act(Action),
    /// A list.
    Go(Scope),
    /// An article.
    Read(Box<ArticleRow>),
    /// A setting.
    Setting(Box<Described>),
}

/// A row of the palette.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What the row does.
    pub target: Target,
    /// Its name.
    pub name: Text,
    /// Its description, which the search covers too.
    pub about: Text,
    /// The text at the right: the keys of an action, or the number of unread articles of a list.
    pub badge: String,
    /// The graphemes that match, counted over name, [`GAP`] and `about`, in order.
    pub letters: Vec<u32>,
}
