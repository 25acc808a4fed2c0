//! Paints the lines around a text: notices above it, and below it the offer of the full text and the end.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::layout::Pane;
use crate::app::reader::notices::{Notice, notices};
use crate::input::{Action, Context, write_keys};
use crate::settings::{Role, Theme};
use crate::ui::paint::cells;

/// Paints a line of the notices above the text: rules, edits, changes, and doubts about the full text.
pub(super) fn note(model: &Model, theme: &Theme, row: Rect, inside: usize, buf: &mut Buffer) {
    let Some(opened) = &model.reader.opened else { return };
    let Some(notice) = notices(opened).into_iter().nth(inside) else { return };
    let changes = key(model, Action::ShowChanges);
    let (text, role) = match notice {
        Notice::Hidden(reason) => (format!("{reason} ({}: show)", key(model, Action::Unhide)), Role::Info),
        Notice::Edited(then) => (format!("edited {} ({changes}: changes)", ago(model, then)), Role::Info),
        Notice::Change { then, at, of } => {
            let next = if at + 1 < of { "earlier changes" } else { "back to the text" };
            let which = if of > 1 { format!(", {} of {of}", at + 1) } else { String::new() };
            (format!("changes {}{which} ({changes}: {next})", ago(model, then)), Role::Info)
        }
        Notice::Outdated => {
            let page = key(model, Action::FetchPage);
            (format!("this full text is older than the last edit ({page}: fetch it again)"), Role::Info)
        }
        Notice::Doubt(doubt) => (doubt.into_string(), Role::Faint),
    };
    cells::put(buf, row, &cells::cut(&text, row.width), theme.style(role));
}

/// Paints the offer to fetch the full text, under a text that breaks off.
pub(super) fn teaser(model: &Model, theme: &Theme, row: Rect, buf: &mut Buffer) {
    let text = format!("{}: fetch the full text", key(model, Action::FetchPage));
    cells::put(buf, row, &cells::cut(&text, row.width), theme.style(Role::Info));
}

/// Paints the end of the text and, if the reader has the focus, what comes next.
pub(super) fn end(model: &Model, theme: &Theme, row: Rect, buf: &mut Buffer) {
    if model.focus != Pane::Reader {
        cells::put(buf, row, "— end —", theme.style(Role::Faint));
        return;
    }
    let next = match model.next_unread_title() {
        None if model.feeds.unread() == 0 => {
            cells::put(buf, row, "— end — no unread articles", theme.style(Role::Faint));
            return;
        }
        Some(title) => format!("next unread: {title}"),
        None => "next unread".to_owned(),
    };
    let text = format!("— end — {}: {next}", key(model, Action::PageDown));
    cells::put(buf, row, &cells::cut(&text, row.width), theme.style(Role::Faint));
}

/// Returns the first key of an action in the reader; its id if it has no key.
fn key(model: &Model, action: Action) -> String {
    let keys = model.keymap.keys_for(Context::Reader, action);
    keys.first().map_or_else(|| action.spec().id.to_owned(), |keys| write_keys(keys))
}

/// Writes how long ago `then` was: `3h ago`, `now`, or `14 Mar` for an older time.
fn ago(model: &Model, then: crate::domain::Time) -> String {
    let age = cells::age_and_day(then, model.now, model.options.clock);
    if age.ends_with(['m', 'h', 'd']) { format!("{age} ago") } else { age }
}
