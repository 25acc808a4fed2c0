//! Defines the events of the terminal.

use crate::app::layout::Area;
use crate::input::Key;

/// An event of the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Msg {
    /// The user pressed a key.
    Key(Key),
    /// The user pasted text.
    Paste(String),
    /// The user clicked or turned the wheel.
    Mouse(Mouse),
    /// The terminal has a new size: columns, rows.
    Resize(u16, u16),
}

/// An event of the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// The kind of event.
    pub kind: MouseKind,
    /// Columns from the left.
    pub x: u16,
    /// Rows from the top.
    pub y: u16,
}

impl Mouse {
    /// Returns whether the pointer was in an area.
    #[must_use]
    pub fn is_in(self, area: Option<Area>) -> bool {
        area.is_some_and(|area| area.contains(self.x, self.y))
    }
}

/// The kind of a mouse event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// The left button went down.
    Click,
    /// The wheel turned towards the user.
    ScrollDown,
    /// The wheel turned away from the user.
    ScrollUp,
}
