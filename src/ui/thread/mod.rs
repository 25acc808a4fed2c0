//! Paints the comments: their headings, headers and texts, and the guides that show which comment replies to which.

mod header;
mod heading;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::cells;
use super::paint::text::Painter;
use crate::app::Model;
use crate::app::layout::Pane;
use crate::app::thread::indent::indent;
use crate::settings::{Role, Theme};

pub(super) use heading::{heading, state};

/// Paints a line of a comment: its header, its text, or the gap behind it.
pub(super) fn line(
    model: &Model,
    theme: &Theme,
    row: Rect,
    (index, start, inside): (usize, usize, usize),
    (painter, buf): (&mut Painter<'_>, &mut Buffer),
) {
    let reader = &model.reader;
    let Some(opened) = &reader.opened else { return };
    let Some(node) = opened.thread.get(index) else { return };
    let is_selected = reader.thread.selected == Some(index) && model.focus == Pane::Reader;
    let left = indent(node.depth, reader.page.width).min(row.width);
    let text = reader.thread.bodies.lines(index);
    let is_gap = inside > reader.thread.bodies.height(index) as usize;
    // In the gap behind a last reply, only the guides of the levels that go on are painted.
    let next = reader.scroll.map.next(Some(index)).and_then(|next| opened.thread.get(next));
    let next = next.map_or(0, |next| indent(next.depth, reader.page.width));
    let levels = if is_gap { next.min(left) } else { left };
    for x in (0..levels).step_by(2) {
        cells::put(buf, Rect { x: row.x + x, width: 1, ..row }, "│", theme.style(Role::Guide));
    }
    let rest = Rect { x: row.x + left, width: row.width - left, ..row };
    if inside == 0 {
        header::header(model, theme, rest, (index, node), buf);
        if is_selected {
            buf.set_style(rest, theme.style(Role::Selection));
        }
    } else if let Some(line) = text.and_then(|text| text.get(inside - 1)) {
        let rest = Rect { x: rest.x + rest.width.min(2), width: rest.width.saturating_sub(2), ..rest };
        if is_selected {
            let bar = Rect { x: row.x + left, width: 1, ..row };
            cells::put(buf, bar, "▌", theme.style(Role::TitleFocused));
        }
        painter.line(rest, start + inside, line, theme.style(Role::Text), buf);
    }
}
