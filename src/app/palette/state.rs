//! The command palette while it is open.

use crate::app::line_edit::LineEdit;
use crate::app::ticket::Ticket;
use crate::domain::{ArticleRow, Scope, Text};
use crate::input::Action;

/// Articles that are asked for at once.
pub const TITLES: usize = 300;
/// The palette while it is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Palette {
    /// What is typed.
    pub line: LineEdit,
    /// What fits it, the best first.
    pub rows: Vec<Row>,
    /// The row that Enter takes.
    pub cursor: usize,
    /// The first row shown.
    pub top: usize,
    pub(super) newest: Vec<ArticleRow>,
    pub(super) newest_asked: Ticket,
    pub(super) found: Vec<ArticleRow>,
    pub(super) asked: Ticket,
}

/// Between a row's name and what is said about it.
pub const GAP: &str = "  ";

/// Where a row leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// An action, in the pane that had the keys before.
    Act(Action),
    /// A list.
    Go(Scope),
    /// An article.
    Read(Box<ArticleRow>),
}

/// One row of the palette.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Where it leads.
    pub target: Target,
    /// What it is called.
    pub name: Text,
    /// More about it, searched too.
    pub about: Text,
    /// At the right: the keys of an action, the unread articles of a list.
    pub badge: String,
    /// The graphemes by which it was found, counted over name, [`GAP`] and `about`, in order.
    pub letters: Vec<u32>,
}
