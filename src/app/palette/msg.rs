//! What happens to the command palette, and what it asks for.

use crate::app::ticket::Ticket;
use crate::domain::ArticleRow;
use crate::input::Key;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// Articles whose titles match.
    Titles {
        /// The question.
        ticket: Ticket,
        /// The newest first.
        rows: Vec<ArticleRow>,
    },
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The user clicked: column and row of the screen.
    Click(u16, u16),
}

/// What the palette asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Find articles whose titles have these words, the last of which may be unfinished; without words, the newest.
    /// Answered by [`Msg::Titles`].
    FindTitles {
        /// The question.
        ticket: Ticket,
        /// What is typed so far.
        words: String,
    },
}
