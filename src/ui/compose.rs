//! Paints the box in which the user writes a reply.
//!
//! `app` decides where the box is, and which lines of the text are in view.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::paint::boxes::{clear, draw_box};
use super::paint::pane::rect;
use super::paint::{bidi, cells};
use crate::app::Model;
use crate::app::compose::state::Compose;
use crate::input::{Action, Context, footer};
use crate::settings::{Role, Theme};

/// Paints the box, if it is open; returns the position of its cursor.
pub(super) fn draw(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let compose = model.compose.as_ref()?;
    let (frame, inside) = compose.areas();
    let (frame, inside) = (rect(frame).intersection(area), rect(inside).intersection(area));
    if inside.y > frame.y {
        draw_box(theme, frame, &format!("reply to {}", compose.answered()), buf);
        draw_lower_border(model, theme, frame, compose, buf);
        let (above, below) = compose.has_more();
        let sides = [(above, "↑", 0), (below, "↓", frame.height.saturating_sub(1))];
        for (_, arrow, y) in sides.into_iter().filter(|(is_more, ..)| *is_more && frame.width > 4) {
            let corner = Rect { x: frame.right() - 2, width: 1, ..cells::row(frame, y) };
            cells::put(buf, corner, arrow, theme.style(Role::TitleFocused));
        }
    } else {
        clear(theme, frame, buf);
    }
    for (y, line) in (0..inside.height).zip(compose.lines()) {
        let line = if model.options.bidi { bidi::line(line) } else { line.to_owned() };
        cells::put(buf, cells::row(inside, y), &line, theme.style(Role::Text));
    }
    let (column, row) = compose.cursor();
    let line = compose.lines().nth(row).filter(|_| model.options.bidi);
    let column = line.map_or(column, |line| bidi::column(line, column));
    // White space at the end of a line may hang over: the cursor goes at most one column behind the text.
    let x = inside.x.saturating_add(u16::try_from(column).unwrap_or(u16::MAX).min(inside.width));
    let y = inside.y.saturating_add(u16::try_from(row).unwrap_or(u16::MAX));
    let cursor = Position { x: x.min(frame.right().saturating_sub(1)), y };
    frame.contains(cursor).then_some(cursor)
}

/// Paints into the lower border how to end, as far as that fits, and whether the text is saved.
fn draw_lower_border(model: &Model, theme: &Theme, frame: Rect, compose: &Compose, buf: &mut Buffer) {
    let line = cells::row(frame, frame.height.saturating_sub(1));
    // The border under the text may be bold.
    let plain = |role| theme.style(role).remove_modifier(Modifier::BOLD);
    let mut rest = Rect { x: line.x + 2, width: line.width.saturating_sub(4), ..line };
    let keys = footer(&model.keymap, Context::Writing, &[Action::EndWriting, Action::ReplyInEditor]);
    for (i, (key, label)) in keys.iter().enumerate() {
        let columns = cells::width(key).saturating_add(cells::width(label)).saturating_add(3);
        if columns > rest.width {
            break;
        }
        rest = cells::put(buf, rest, if i == 0 { " " } else { "  " }, plain(Role::Footer));
        rest = cells::put(buf, rest, key, theme.style(Role::FooterKey));
        rest = cells::put(buf, rest, &format!(" {label}"), plain(Role::Footer));
    }
    rest = cells::put(buf, rest, " ", plain(Role::Footer));
    let kept = compose.save_status();
    if !kept.is_empty() && cells::width(kept).saturating_add(3) <= rest.width {
        cells::put_right(buf, rest, &format!(" {kept} "), plain(Role::Faint));
    }
}
