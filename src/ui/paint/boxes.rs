//! Paints boxes with a border, over what is already painted.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::cells;
use crate::settings::{Role, Theme};

/// Paints a box in the middle of `area`; returns its inside.
pub(in crate::ui) fn centred_box(
    theme: &Theme,
    area: Rect,
    (columns, rows): (u16, u16),
    title: &str,
    buf: &mut Buffer,
) -> Rect {
    let (width, height) = (columns.min(area.width), rows.min(area.height));
    let outer = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    draw_box(theme, outer, title, buf)
}

/// Paints an empty box with a border and a title; returns its inside. A box without room for a border has none.
pub(in crate::ui) fn draw_box(theme: &Theme, outer: Rect, title: &str, buf: &mut Buffer) -> Rect {
    let Rect { width, height, .. } = outer;
    clear(theme, outer, buf);
    if width < 4 || height < 3 {
        return outer;
    }
    let style = theme.style(Role::TitleFocused);
    let rule = "─".repeat(usize::from(width - 2));
    cells::put(buf, cells::row(outer, 0), &format!("╭{rule}╮"), style);
    cells::put(buf, cells::row(outer, height - 1), &format!("╰{rule}╯"), style);
    for y in 1..height - 1 {
        let row = cells::row(outer, y);
        cells::put(buf, Rect { width: 1, ..row }, "│", style);
        cells::put(buf, Rect { x: row.right() - 1, width: 1, ..row }, "│", style);
    }
    let title_row = Rect { x: outer.x + 2, width: width - 4, height: 1, ..outer };
    cells::put(buf, title_row, &format!(" {} ", cells::cut(title, width.saturating_sub(6))), style);
    Rect { x: outer.x + 2, y: outer.y + 1, width: width - 4, height: height - 2 }
}

/// Empties the cells of an area.
pub(in crate::ui) fn clear(theme: &Theme, outer: Rect, buf: &mut Buffer) {
    for y in outer.top()..outer.bottom() {
        for x in outer.left()..outer.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
            }
        }
    }
    buf.set_style(outer, theme.style(Role::Text));
}
