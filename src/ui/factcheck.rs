//! Paints the panel of the fact check.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::paint::boxes::draw_box;
use super::paint::cells;
use super::paint::pane::rect;
use crate::app::Model;
use crate::app::factcheck::lines::{LineKind, PanelLine};
use crate::app::layout::{first_shown, list_areas};
use crate::app::overlay::stack::FACT_CHECK_COLUMNS;
use crate::factcheck::MarkKind;
use crate::settings::{Role, Theme};

/// Paints the panel with the cursor on a line.
pub(super) fn draw(model: &Model, theme: &Theme, area: Rect, cursor: usize, buf: &mut Buffer) {
    let lines = &model.factcheck.lines;
    let (frame, _) = list_areas((area.width, area.height), FACT_CHECK_COLUMNS, lines.len().max(1));
    let inside = draw_box(theme, rect(frame).intersection(area), &title(model), buf);
    if lines.is_empty() {
        cells::put(buf, inside, &cells::cut("Checking…", inside.width), theme.style(Role::Faint));
        return;
    }
    let from = first_shown(cursor, inside.height);
    for (y, (at, line)) in (0..inside.height).zip(lines.iter().enumerate().skip(from)) {
        let row = cells::row(inside, y);
        paint(theme, row, line, buf);
        if at == cursor {
            buf.set_style(row, theme.style(Role::Selection));
        }
    }
}

/// Returns the title, with the host that a running search asks.
fn title(model: &Model) -> String {
    let progress = model.factcheck.online.progress.as_ref();
    progress.map_or_else(|| "Fact check".to_owned(), |progress| format!("Fact check · {progress}"))
}

/// Paints a line with its marks.
fn paint(theme: &Theme, row: Rect, line: &PanelLine, buf: &mut Buffer) {
    let role = match line.kind {
        LineKind::Claim => Role::Unread,
        LineKind::Verdict => Role::Heading,
        LineKind::Quote => Role::Text,
        LineKind::Source => Role::Author,
        LineKind::Note | LineKind::Reason => Role::Faint,
    };
    let indent = u16::try_from(line.indent).unwrap_or(0).min(row.width);
    let mut rest = Rect { x: row.x + indent, width: row.width - indent, ..row };
    let plain = theme.style(role);
    let mut at = 0;
    for (range, kind) in &line.marks {
        rest = cells::put(buf, rest, line.text.get(at..range.start).unwrap_or_default(), plain);
        rest =
            cells::put(buf, rest, line.text.get(range.clone()).unwrap_or_default(), plain.patch(style(theme, *kind)));
        at = range.end.max(at);
    }
    cells::put(buf, rest, line.text.get(at..).unwrap_or_default(), plain);
}

fn style(theme: &Theme, kind: MarkKind) -> Style {
    match kind {
        MarkKind::Word => Style::new().add_modifier(Modifier::BOLD),
        MarkKind::Agrees => theme.style(Role::Inserted).add_modifier(Modifier::BOLD),
        MarkKind::Differs => theme.style(Role::Error).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
    }
}
