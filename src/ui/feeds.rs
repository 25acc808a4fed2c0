//! Paints the left pane: collections, smart feeds, folders with their feeds, and tags, each with its number of unread articles.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::cells;
use super::paint::pane::{selection_style, title_style};
use crate::app::Model;
use crate::app::feeds::items::Item;
use crate::app::layout::Pane;
use crate::domain::Scope;
use crate::settings::{Role, Theme};

pub(super) fn draw(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let styles = (title_style(model, theme, Pane::Feeds), theme.style(Role::Border));
    let body = cells::title(buf, area, &title(model), "", styles);
    let pane = &model.feeds;
    for (y, index) in (0..body.height).zip(pane.top..pane.items.len()) {
        let line = cells::row(body, y);
        draw_row(model, theme, line, &pane.items[index], buf);
        if index == pane.cursor {
            buf.set_style(line, selection_style(model, theme, Pane::Feeds));
        }
    }
}

/// Returns the title of the pane, which says what hides rows.
fn title(model: &Model) -> String {
    let shown = &model.feeds.shown;
    let only = if shown.unread_only { " · unread only" } else { "" };
    let words = if shown.words.is_empty() { String::new() } else { format!(" · /{}", shown.words) };
    format!("Feeds{only}{words}")
}

fn draw_row(model: &Model, theme: &Theme, line: Rect, item: &Item, buf: &mut Buffer) {
    let pane = &model.feeds;
    let mut unread = 0;
    let mut failed = false;
    let (depth, mark, name, role) = match item {
        Item::Collection(Scope::Unread) => {
            unread = pane.unread();
            (0, "●", "Unread", Role::Unread)
        }
        Item::Collection(Scope::Starred) => (0, "★", "Starred", Role::Text),
        Item::Collection(_) => (0, "▪", "All articles", Role::Text),
        Item::Folder { path, name, depth, unread: below } => {
            unread = *below;
            (*depth, if pane.shown.is_closed(path) { "▸" } else { "▾" }, name.as_str(), Role::Title)
        }
        Item::Smart(index, depth) => {
            let Some(row) = pane.smart.get(*index) else { return };
            unread = row.unread;
            (*depth, "◇", row.feed.name.as_str(), if unread > 0 { Role::Unread } else { Role::Read })
        }
        Item::Feed(index, depth) => {
            let Some(feed) = pane.feeds.get(*index) else { return };
            unread = feed.unread;
            failed = feed.error.is_some();
            let role = if feed.unread > 0 { Role::Unread } else { Role::Read };
            (*depth, if failed { "!" } else { " " }, feed.title.as_str(), role)
        }
        Item::Tag(tag, below) => {
            unread = *below;
            (0, "#", tag.as_str(), Role::Text)
        }
    };
    let lead = u16::try_from(1 + depth * 2).unwrap_or(u16::MAX).min(line.width / 3);
    let mut rest = Rect { x: line.x + lead, width: line.width.saturating_sub(lead + 1), ..line };
    if unread > 0 {
        rest = cells::put_right(buf, rest, &format!(" {unread}"), theme.style(Role::Count));
    }
    let mark_role = match (failed, item) {
        (true, _) => Role::Error,
        (_, Item::Collection(Scope::Starred)) => Role::Starred,
        (_, Item::Collection(Scope::Unread)) => Role::New,
        _ => Role::Faint,
    };
    rest = cells::put(buf, rest, mark, theme.style(mark_role));
    rest = cells::put(buf, rest, " ", theme.style(role));
    cells::put(buf, rest, &cells::cut(name, rest.width), theme.style(role));
}
