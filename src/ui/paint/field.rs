//! Paints the line that the user types, behind its label.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::cells;
use crate::app::line_edit::LineEdit;
use crate::settings::{Role, Theme};

/// Paints label and line; returns the position of the cursor.
pub(in crate::ui) fn field(theme: &Theme, label: &str, typed: &LineEdit, line: Rect, buf: &mut Buffer) -> Position {
    // A long line is shown instead of its label, not beside it.
    let (columns, needs) = (cells::width(label), cells::width(&typed.text()));
    let is_tight = columns > line.width / 4 && columns.saturating_add(needs) >= line.width;
    let label = if is_tight { "" } else { label };
    let rest = cells::put(buf, line, label, theme.style(Role::TitleFocused));
    // The cursor stays in view: the start of a long line is cut off.
    let mut shown = typed.before.as_str();
    while cells::width(shown) >= rest.width && !shown.is_empty() {
        let mut chars = shown.chars();
        chars.next();
        shown = chars.as_str();
    }
    let behind = cells::put(buf, rest, shown, theme.style(Role::Text));
    cells::put(buf, behind, &typed.after, theme.style(Role::Text));
    Position { x: behind.x.min(line.right().saturating_sub(1)), y: line.y }
}
