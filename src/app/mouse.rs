//! The mouse: a click selects, a click on what is selected opens, the wheel scrolls what is under it.

use super::actions;
use super::asks::{read_article, reader_height, turn_to_selected};
use super::{Effect, Model, Mouse, MouseKind, Overlay, Pane, Part, keys, palette, rows, tree, welcome};
use crate::input::{Action, Code, Key};

/// Lines that a turn of the wheel scrolls.
const WHEEL: isize = 3;

/// The mouse did something.
pub(super) fn act(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    if !model.overlays.is_empty() {
        let key = match mouse.kind {
            MouseKind::ScrollDown => Code::Down,
            MouseKind::ScrollUp => Code::Up,
            MouseKind::Click if matches!(model.overlays.last(), Some(Overlay::Palette(_))) => {
                return palette::click(model, mouse.x, mouse.y);
            }
            MouseKind::Click => return Vec::new(),
        };
        return keys::press(model, Key::plain(key));
    }
    if model.is_first_run() {
        let action = match mouse.kind {
            MouseKind::Click => welcome::click(model, mouse.x, mouse.y),
            MouseKind::ScrollDown => Some(Action::Down),
            MouseKind::ScrollUp => Some(Action::Up),
        };
        model.status.key_pressed();
        return action.map(|action| actions::act(model, action, Key::plain(Code::Enter))).unwrap_or_default();
    }
    let panes = model.panes();
    let rows = match mouse.kind {
        MouseKind::Click => return click(model, mouse),
        MouseKind::ScrollDown => WHEEL,
        MouseKind::ScrollUp => -WHEEL,
    };
    if mouse.is_in(panes.reader) {
        let height = reader_height(model);
        model.reader.scroll(rows, height);
    } else if mouse.is_in(panes.articles) {
        model.articles.move_by(rows);
    } else if mouse.is_in(panes.feeds) {
        let last = model.feeds.items.len().saturating_sub(1);
        model.feeds.cursor = model.feeds.cursor.saturating_add_signed(rows).min(last);
        return turn_to_selected(model);
    }
    Vec::new()
}

fn click(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    let panes = model.panes();
    let row_in = |area: Option<super::Area>| {
        let body = area?.body();
        body.contains(mouse.x, mouse.y).then(|| usize::from(mouse.y - body.y))
    };
    let open = |model: &mut Model| keys::press(model, Key::plain(Code::Enter));
    if let Some(row) = row_in(panes.feeds) {
        let place = model.feeds.top + row;
        if place >= model.feeds.items.len() {
            return Vec::new();
        }
        let again = model.focus == Pane::Feeds && model.feeds.cursor == place;
        model.focus = Pane::Feeds;
        model.feeds.cursor = place;
        return if again { open(model) } else { turn_to_selected(model) };
    }
    if let Some(row) = row_in(panes.articles) {
        let place = model.articles.top + row;
        if place >= model.articles.window.total {
            return Vec::new();
        }
        let again = model.focus == Pane::Articles && model.articles.cursor == place;
        model.focus = Pane::Articles;
        model.articles.cursor = place;
        return if again { open(model) } else { Vec::new() };
    }
    if let Some(row) = row_in(panes.reader) {
        return click_in_reader(model, row);
    }
    Vec::new()
}

fn click_in_reader(model: &mut Model, row: usize) -> Vec<Effect> {
    let height = reader_height(model);
    let effects = match model.reader.opened.clone() {
        Some(opened) if model.focus != Pane::Reader => read_article(model, &opened.article.row),
        _ => Vec::new(),
    };
    let reader = &mut model.reader;
    let line = reader.top + row;
    let segment = rows::segment_at(&reader.segments, line).and_then(|at| reader.segments.get(at)).cloned();
    match segment.map(|segment| (segment.part, segment.start)) {
        Some((Part::Comment(i), start)) => {
            if reader.selected == Some(i) && start == line {
                tree::act(reader, Action::ToggleFold, height);
            } else {
                tree::to(reader, Some(i), height);
            }
        }
        _ => reader.selected = None,
    }
    effects
}
