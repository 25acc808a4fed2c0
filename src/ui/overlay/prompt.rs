//! Paints a prompt, what is wrong with its line, and the completions of a term.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::Model;
use crate::app::overlay::prompt::{Fault, Prompt};
use crate::settings::{Role, Theme};
use crate::ui::paint::cells;
use crate::ui::paint::field::field;
use crate::ui::paint::pane::rect;

/// The fewest columns of a message beside its carets.
const MESSAGE: u16 = 30;

/// Paints the prompt over the status line, or over the last line if no status line is shown.
pub(super) fn draw(model: &Model, theme: &Theme, prompt: &Prompt, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let status = rect(model.panes().status).intersection(area);
    let line = if status.is_empty() { cells::row(area, area.height.checked_sub(1)?) } else { status };
    clear(theme, line, buf);
    let line = Rect { x: line.x + line.width.min(1), width: line.width.saturating_sub(1), ..line };
    let cursor = field(theme, prompt.kind.label(), &prompt.line, line, buf);
    let below = Rect { y: line.y + 1, ..line }.intersection(area);
    if let Some(fault) = prompt.fault.as_ref().filter(|_| !below.is_empty()) {
        let before = cells::width(&prompt.line.before);
        let start = i64::from(cursor.x) - i64::from(before);
        draw_fault(theme, fault, start, below, buf);
    } else if !prompt.completions().is_empty() && !below.is_empty() {
        clear(theme, below, buf);
        let mut rest = below;
        for (at, choice) in prompt.completions().iter().enumerate() {
            let role = if at == 0 { Role::FooterKey } else { Role::Footer };
            rest = cells::put(buf, rest, &cells::cut(choice, rest.width), theme.style(role));
            rest = cells::put(buf, rest, "  ", theme.style(Role::Footer));
        }
    }
    Some(cursor)
}

/// Paints carets below the faulty part of a line that begins at column `start`, and the message beside them.
fn draw_fault(theme: &Theme, fault: &Fault, start: i64, line: Rect, buf: &mut Buffer) {
    clear(theme, line, buf);
    let columns = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let (left, right) = (i64::from(line.x), i64::from(line.right()));
    let from = start.saturating_add(columns(fault.before)).clamp(left, right);
    let to = start.saturating_add(columns(fault.before + fault.columns)).clamp(from, right);
    let cell = |at: i64| u16::try_from(at).unwrap_or(line.x);
    let carets = Rect { x: cell(from), width: cell(to) - cell(from), ..line };
    let behind =
        Rect { x: carets.right().saturating_add(1), width: line.right().saturating_sub(carets.right() + 1), ..line };
    let front = Rect { width: carets.x.saturating_sub(line.x + 1), ..line };
    let needs = cells::width(&fault.message);
    // The message stands where it fits whole, else where it has some room, else it takes the line.
    let room = [behind, front].into_iter().find(|room| room.width >= needs);
    let room = room.or_else(|| [behind, front].into_iter().find(|room| room.width >= MESSAGE)).unwrap_or(line);
    let style = theme.style(Role::Error);
    cells::put(buf, carets, &"^".repeat(usize::from(carets.width)), style);
    cells::put(buf, room, &cells::cut(&fault.message, room.width), style);
}

fn clear(theme: &Theme, line: Rect, buf: &mut Buffer) {
    cells::put(buf, line, &" ".repeat(usize::from(line.width)), theme.style(Role::Text));
}
