//! What the user does at the terminal.

use crate::app::layout::Area;
use crate::input::Key;

/// Something that the user did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Msg {
    /// Pressed a key.
    Key(Key),
    /// Pasted text.
    Paste(String),
    /// Used the mouse.
    Mouse(Mouse),
    /// Resized the terminal: columns, rows.
    Resize(u16, u16),
}

/// What the mouse did, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub kind: MouseKind,
    /// Columns from the left.
    pub x: u16,
    /// Rows from the top.
    pub y: u16,
}

impl Mouse {
    /// Whether it was inside.
    #[must_use]
    pub fn is_in(self, area: Option<Area>) -> bool {
        area.is_some_and(|area| area.contains(self.x, self.y))
    }
}

/// What the mouse can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// The left button went down.
    Click,
    /// The wheel, towards the user.
    ScrollDown,
    /// The wheel, away.
    ScrollUp,
}
