//! The two lines at the bottom: messages and progress, and the keys that work here.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::cells;
use crate::app::Model;
use crate::app::offered::offered;
use crate::app::overlay::prompt::Prompt;
use crate::app::overlay::stack::Overlay;
use crate::app::status::Level;
use crate::domain::pluralize;
use crate::input::{Action, footer as footer_keys, write_keys};
use crate::settings::{Role, Theme};

/// Columns of the progress bar.
const BAR: usize = 16;

pub(super) fn draw(model: &Model, theme: &Theme, line: Rect, buf: &mut Buffer) {
    let mut rest = Rect { x: line.x + line.width.min(1), width: line.width.saturating_sub(2), ..line };
    if let Some(progress) = &model.status.progress {
        let done = progress.done.min(progress.total);
        let filled = (done * BAR).checked_div(progress.total).unwrap_or(0);
        let bar = format!("{}{}", "█".repeat(filled), "░".repeat(BAR - filled));
        let text = format!(" {bar} {done}/{}", progress.total);
        rest = cells::put_right(buf, rest, &text, theme.style(Role::Progress));
    }
    // In the box of a reply the key for messages may be a letter of the text, so none is named.
    let key = footer_keys(&model.keymap, model.context(), &[Action::Messages]).into_iter().next().map(|(key, _)| key);
    let hint = |what: String| key.as_ref().map(|key| format!(" ({key}: {what})")).unwrap_or_default();
    let current = model.status.current();
    if current.is_none() && model.status.unseen_errors() > 0 {
        let n = model.status.unseen_errors();
        let what = hint(pluralize(n, "error"));
        rest = cells::put_right(buf, rest, &what, theme.style(Role::Faint));
    }
    match current {
        Some((message, waiting)) => {
            let role = if message.level == Level::Error { Role::Error } else { Role::Info };
            let is_cut = cells::width(&message.text) > rest.width;
            let more = match waiting {
                0 if is_cut && message.level == Level::Error => hint("whole message".to_owned()),
                0 => String::new(),
                n => hint(format!("{n} more")),
            };
            rest = cells::put_right(buf, rest, &more, theme.style(Role::Faint));
            cells::put(buf, rest, &cells::cut(&message.text, rest.width), theme.style(role));
        }
        None if model.status.fetching_page => {
            let stop = footer_keys(&model.keymap, model.context(), &[Action::Cancel]);
            let stop = stop.first().map(|(key, _)| format!(" ({key}: stop)")).unwrap_or_default();
            cells::put(
                buf,
                rest,
                &cells::cut(&format!("fetching the full text …{stop}"), rest.width),
                theme.style(Role::Faint),
            );
        }
        None => {
            if let Some(progress) = &model.status.progress {
                let text = if progress.title.is_empty() { "syncing …" } else { progress.title.as_str() };
                cells::put(buf, rest, &cells::cut(text, rest.width), theme.style(Role::Faint));
            }
        }
    }
}

/// Paints the footer: keys of a sequence, what the overlay on top takes, or the actions of the pane.
pub(super) fn footer(model: &Model, theme: &Theme, line: Rect, buf: &mut Buffer) {
    let line = Rect { x: line.x + line.width.min(1), width: line.width.saturating_sub(2), ..line };
    if !model.pending_keys.is_empty() {
        cells::put(buf, line, &format!("{} …", write_keys(&model.pending_keys)), theme.style(Role::FooterKey));
        return;
    }
    let Some(hint) = model.overlays.last().map(|overlay| overlay_hint(model, overlay, line.width)) else {
        return actions(model, theme, line, buf);
    };
    // The prompt lies over the status line, so an answer to a key is shown here meanwhile. Older errors wait.
    let answer = model.status.current().filter(|(message, _)| message.level == Level::Info);
    match answer {
        Some((message, _)) => cells::put(buf, line, &cells::cut(&message.text, line.width), theme.style(Role::Error)),
        None => cells::put(buf, line, &cells::cut(&hint, line.width), theme.style(Role::Footer)),
    };
}

/// The keys of an overlay. Those of lists are the user's own; Enter and Esc are fixed.
fn overlay_hint(model: &Model, overlay: &Overlay, columns: u16) -> String {
    let moving = || {
        let key = |action| model.keymap.keys_for(model.context(), action).first().map(|keys| write_keys(keys));
        [Action::Down, Action::Up].into_iter().filter_map(key).collect::<Vec<_>>().join(" ")
    };
    let key = |action| model.key(action);
    match overlay {
        Overlay::Prompt(prompt) => prompt_hint(prompt, columns),
        Overlay::Palette(_) if columns < 50 => "Enter: select, Esc: cancel".to_owned(),
        Overlay::Palette(_) => "Enter: select, ctrl-n ctrl-p: move, Esc: cancel".to_owned(),
        Overlay::Hints(hints) if hints.here => "type a label to preview the page, Esc: cancel".to_owned(),
        Overlay::Hints(_) => "type a label to follow the link, Esc: cancel".to_owned(),
        Overlay::Links(_) => {
            let (read, copy) = (key(Action::ReadLink), key(Action::CopyLink));
            format!("Enter: open, {read}: preview, {copy}: copy, Esc: close")
        }
        Overlay::Menu(_) => format!("{}: move, Enter: select, Esc: cancel", moving()),
        Overlay::Peek(..) | Overlay::Help(_) | Overlay::Messages(_) | Overlay::WhatsNew(_) => {
            format!("{}: scroll, Esc: close", moving())
        }
    }
}

/// The actions of the pane that has the keys, as many as there is room for.
fn actions(model: &Model, theme: &Theme, line: Rect, buf: &mut Buffer) {
    let context = model.context();
    // Help and palette lead to all other actions, so they are always there.
    let always: &[Action] = if line.width < 50 { &[Action::Help] } else { &[Action::Help, Action::Palette] };
    let help = footer_keys(&model.keymap, context, always);
    let mut rest = line;
    for (key, what) in &help {
        rest = cells::put_right(buf, rest, &format!(" {what}"), theme.style(Role::Footer));
        rest = cells::put_right(buf, rest, &format!("  {key}"), theme.style(Role::FooterKey));
    }
    let is_offered =
        |action: &Action| !always.contains(action) && (*action != Action::Import || model.welcome.import.is_some());
    let wanted: Vec<Action> = offered(context).iter().copied().filter(is_offered).collect();
    for (key, what) in footer_keys(&model.keymap, context, &wanted) {
        if cells::width(&key) + cells::width(what) + 3 > rest.width {
            break;
        }
        rest = cells::put(buf, rest, &key, theme.style(Role::FooterKey));
        rest = cells::put(buf, rest, &format!(" {what}  "), theme.style(Role::Footer));
    }
}

/// What may be typed, and how to leave where that fits too.
fn prompt_hint(prompt: &Prompt, columns: u16) -> String {
    let hint = prompt.kind.hint();
    let long = format!("{hint} (Enter: accept, ↑: earlier, Esc: cancel)");
    if cells::width(&long) <= columns { long } else { hint.to_owned() }
}
