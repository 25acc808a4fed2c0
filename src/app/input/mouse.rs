//! Handles the mouse: a click selects a row or opens the selected one, the wheel scrolls the pane under the pointer.

use super::{Mouse, MouseKind};
use crate::app::layout::Area;
use crate::app::model::Model;
use crate::app::msg::Msg;
use crate::app::{articles, compose, feeds, overlay, reader, welcome};
use crate::input::{Action, Code, Key};

/// Lines that a turn of the wheel scrolls.
const WHEEL: isize = 3;

/// Hands the event to the room under the pointer.
pub(super) fn act(model: &mut Model, mouse: Mouse) {
    if model.type_ahead.is_some() {
        return;
    }
    let rows = match mouse.kind {
        MouseKind::Click => return click(model, (mouse.x, mouse.y)),
        MouseKind::ScrollDown => WHEEL,
        MouseKind::ScrollUp => -WHEEL,
    };
    let panes = model.panes();
    let (code, action) = if rows > 0 { (Code::Down, Action::Down) } else { (Code::Up, Action::Up) };
    if !model.overlays.is_empty() {
        model.status.key_pressed(model.now);
        model.post(overlay::Msg::Key(Key::plain(code)));
    } else if model.is_composing() {
        model.post(compose::Msg::Scroll(rows));
    } else if model.is_first_run() {
        model.status.key_pressed(model.now);
        model.post(Msg::Act(action, Key::plain(code)));
    } else if mouse.is_in(panes.reader) {
        model.post(reader::Msg::Scroll(rows));
    } else if mouse.is_in(panes.articles) {
        model.post(articles::Msg::Scroll(rows));
    } else if mouse.is_in(panes.feeds) {
        model.post(feeds::Msg::Scroll(rows));
    }
}

fn click(model: &mut Model, (x, y): (u16, u16)) {
    let panes = model.panes();
    let row_in = |area: Option<Area>| {
        let body = area?.body();
        body.contains(x, y).then(|| usize::from(y - body.y))
    };
    if !model.overlays.is_empty() {
        model.post(overlay::Msg::Click(x, y));
    } else if model.is_composing() {
        model.post(compose::Msg::Click(x, y));
    } else if model.is_first_run() {
        model.status.key_pressed(model.now);
        model.post(welcome::Msg::Click(x, y));
    } else if let Some(row) = row_in(panes.feeds) {
        model.post(feeds::Msg::Click(row));
    } else if let Some(row) = row_in(panes.articles) {
        model.post(articles::Msg::Click(row));
    } else if row_in(panes.reader).is_some() {
        model.post(reader::Msg::Click(x, y));
    }
}
