//! Defines the messages and effects of the command palette.

use crate::app::ticket::Ticket;
use crate::domain::ArticleRow;
use crate::input::Key;

/// A message for the palette.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// Articles whose titles match.
    Titles {
        /// The question.
        ticket: Ticket,
        /// The articles, the newest first.
        rows: Vec<ArticleRow>,
    },
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The user clicked: column and row of the screen.
    Click(u16, u16),
}

/// A request of the palette to `runtime`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Find articles by their titles, or the newest ones if `words` is empty; answered by [`Msg::Titles`].
    FindTitles {
        /// The question.
        ticket: Ticket,
        /// The typed words. The last one may be incomplete.
        words: String,
    },
}
