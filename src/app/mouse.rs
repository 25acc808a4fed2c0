//! The mouse: a click selects, a click on what is selected opens, the wheel scrolls what is under it.

use super::actions;
use super::asks::{read_article, reader_height, turn_to_selected};
use super::{
    Area, Effect, FEED_COLUMNS, LINK_COLUMNS, LinkTarget, Menu, Model, Overlay, Pane, Part, first_shown, keys,
    list_areas, palette, tree, welcome, writing,
};
use crate::input::{Action, Code, Key};

/// Lines that a turn of the wheel scrolls.
const WHEEL: isize = 3;

/// What the mouse did, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub kind: MouseKind,
    /// Columns from the left.
    pub x: u16,
    /// Rows from the top.
    pub y: u16,
}

impl Mouse {
    /// Whether it was inside.
    #[must_use]
    pub fn is_in(self, area: Option<Area>) -> bool {
        area.is_some_and(|area| area.contains(self.x, self.y))
    }
}

/// What the mouse can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// The left button went down.
    Click,
    /// The wheel, towards the user.
    ScrollDown,
    /// The wheel, away.
    ScrollUp,
}

/// The mouse did something.
pub(super) fn act(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    if model.ahead.is_some() {
        return Vec::new();
    }
    if model.is_writing() {
        match mouse.kind {
            MouseKind::Click => writing::click(model, (mouse.x, mouse.y)),
            MouseKind::ScrollDown => drop(writing::look(model, WHEEL)),
            MouseKind::ScrollUp => drop(writing::look(model, -WHEEL)),
        }
        return Vec::new();
    }
    if !model.overlays.is_empty() {
        let key = match mouse.kind {
            MouseKind::ScrollDown => Code::Down,
            MouseKind::ScrollUp => Code::Up,
            MouseKind::Click if matches!(model.overlays.last(), Some(Overlay::Palette(_))) => {
                return palette::click(model, mouse.x, mouse.y);
            }
            MouseKind::Click => return click_in_list(model, mouse),
        };
        return keys::press(model, Key::plain(key));
    }
    if model.is_first_run() {
        let action = match mouse.kind {
            MouseKind::Click => welcome::click(model, mouse.x, mouse.y),
            MouseKind::ScrollDown => Some(Action::Down),
            MouseKind::ScrollUp => Some(Action::Up),
        };
        model.status.key_pressed(model.now);
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
    if let Some(body) = panes.reader.map(super::Area::body).filter(|body| body.contains(mouse.x, mouse.y))
        && model.focus == Pane::Reader
        && let Some(target) = link_at(model, body, mouse)
    {
        return super::follow::follow(model, target, false);
    }
    if let Some(row) = row_in(panes.reader) {
        return click_in_reader(model, row);
    }
    Vec::new()
}

/// A click on a row of a list that lies over the panes selects it; on the selected one, takes it.
fn click_in_list(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    let (columns, count) = match model.overlays.last() {
        Some(Overlay::Links(_)) => (LINK_COLUMNS, model.reader.texts.links.len()),
        Some(Overlay::Menu(menu)) => (FEED_COLUMNS, menu.rows.len()),
        _ => return Vec::new(),
    };
    let (_, inside) = list_areas(model.size, columns, count);
    let Some(Overlay::Links(cursor) | Overlay::Menu(Menu { cursor, .. })) = model.overlays.last_mut() else {
        return Vec::new();
    };
    if !inside.contains(mouse.x, mouse.y) {
        return Vec::new();
    }
    let place = first_shown(*cursor, inside.height) + usize::from(mouse.y - inside.y);
    if place == *cursor {
        return keys::press(model, Key::plain(Code::Enter));
    }
    if place < count {
        *cursor = place;
    }
    Vec::new()
}

/// What a click in the text is on: a link or a note.
fn link_at(model: &Model, body: super::Area, mouse: Mouse) -> Option<LinkTarget> {
    let reader = &model.reader;
    let measure = reader.page.width.min(body.width);
    let column = mouse.x.checked_sub(body.x + (body.width - measure) / 2)?;
    let line = reader.line(reader.top + usize::from(mouse.y - body.y))?;
    let is_comment = reader.selected.is_some();
    line.span_at(usize::from(column)).and_then(super::follow::target_of).filter(|_| !is_comment)
}

fn click_in_reader(model: &mut Model, row: usize) -> Vec<Effect> {
    let height = reader_height(model);
    let effects = match model.reader.opened.clone() {
        Some(opened) if model.focus != Pane::Reader => read_article(model, &opened.article.row),
        _ => Vec::new(),
    };
    let reader = &mut model.reader;
    let line = reader.top + row;
    match reader.rows.at(line).map(|segment| (segment.part, segment.start)) {
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
