//! Paints what's new: the changelog, wrapped, in a box over the panes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::boxes::centred_box;
use super::paint::cells;
use crate::app::whats_new::paragraphs;
use crate::domain::line_breaks::wrapping;
use crate::settings::{Role, Theme};

/// The most columns of the box.
const COLUMNS: u16 = 84;

/// Paints the paragraphs from one on.
pub(super) fn draw(theme: &Theme, area: Rect, from: usize, buf: &mut Buffer) {
    let size = (area.width.saturating_sub(4).min(COLUMNS), area.height.saturating_sub(2));
    let inside = centred_box(theme, area, size, "What's new", buf);
    let mut y = 0;
    for paragraph in paragraphs().into_iter().skip(from) {
        let role = if paragraph.is_heading { Role::Heading } else { Role::Text };
        for line in textwrap::wrap(&paragraph.text, wrapping(usize::from(inside.width.max(8)))) {
            if y >= inside.height {
                return;
            }
            cells::put(buf, cells::row(inside, y), &line, theme.style(role));
            y += 1;
        }
        y += u16::from(paragraph.is_heading);
    }
}
