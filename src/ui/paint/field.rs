//! A line that the user types, behind its label.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::cells;
use crate::app::line_edit::LineEdit;
use crate::settings::{Role, Theme};

/// Paints label and line; returns where the cursor stands.
pub(in crate::ui) fn field(theme: &Theme, label: &str, typed: &LineEdit, line: Rect, buf: &mut Buffer) -> Position {
    // The label gives way to a line that needs its room.
    let (columns, needs) = (cells::width(label), cells::width(&typed.text()));
    let is_tight = columns > line.width / 4 && columns.saturating_add(needs) >= line.width;
    let label = if is_tight { "" } else { label };
    let rest = cells::put(buf, line, label, theme.style(Role::TitleFocused));
    // The cursor stays in view: of a long line the end before it is shown.
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
