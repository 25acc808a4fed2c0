//! Paints the two lines at the bottom: messages with progress, and the keys of the current context.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::listen;
use super::paint::cells;
use crate::app::Model;
use crate::app::factcheck::notes::AnalystState;
use crate::app::offered::offered;
use crate::app::overlay::prompt::Prompt;
use crate::app::overlay::stack::Overlay;
use crate::app::status::Level;
use crate::domain::pluralize;
use crate::input::{Action, footer as footer_keys, write_keys};
use crate::settings::{Role, Theme};

/// The columns of the progress bar.
const BAR: usize = 16;

pub(super) fn draw(model: &Model, theme: &Theme, line: Rect, buf: &mut Buffer) {
    let mut rest = Rect { x: line.x + line.width.min(1), width: line.width.saturating_sub(2), ..line };
    rest = listen::bar(model, theme, rest, buf);
    if let Some(progress) = &model.status.progress {
        let done = progress.done.min(progress.total);
        let filled = (done * BAR).checked_div(progress.total).unwrap_or(0);
        let bar = format!("{}{}", "█".repeat(filled), "░".repeat(BAR - filled));
        let text = format!(" {bar} {done}/{}", progress.total);
        rest = cells::put_right(buf, rest, &text, theme.style(Role::Progress));
    }
    // While the user writes a reply, the key for messages may be a letter of the text: then no key is named.
    let key = footer_keys(&model.keymap, model.context(), &[Action::Messages]).into_iter().next().map(|(key, _)| key);
    let hint = |label: String| key.as_ref().map(|key| format!(" ({key}: {label})")).unwrap_or_default();
    let current = model.status.current();
    if current.is_none() && model.status.unseen_errors() > 0 {
        let errors = hint(pluralize(model.status.unseen_errors(), "error"));
        rest = cells::put_right(buf, rest, &errors, theme.style(Role::Faint));
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
            let text = format!("fetching the full text …{stop}");
            cells::put(buf, rest, &cells::cut(&text, rest.width), theme.style(Role::Faint));
        }
        None => {
            let synced = model.status.progress.as_ref().map(|progress| progress.title.to_string());
            let synced = synced.map(|title| if title.is_empty() { "syncing …".to_owned() } else { title });
            if let Some(text) = synced.or_else(|| listen::title(model)) {
                cells::put(buf, rest, &cells::cut(&text, rest.width), theme.style(Role::Faint));
            }
        }
    }
}

/// Paints the footer: an unfinished key sequence, the keys of the overlay on top, or the actions of the pane.
pub(super) fn footer(model: &Model, theme: &Theme, line: Rect, buf: &mut Buffer) {
    let line = Rect { x: line.x + line.width.min(1), width: line.width.saturating_sub(2), ..line };
    if !model.pending_keys.is_empty() {
        return draw_continuations(model, theme, line, buf);
    }
    let Some(hint) = model.overlays.last().map(|overlay| overlay_hint(model, overlay, line.width)) else {
        return draw_actions(model, theme, line, buf);
    };
    // A prompt covers the status line, so the footer shows notices meanwhile. Errors wait until the prompt closes.
    let is_covered = matches!(model.overlays.last(), Some(Overlay::Prompt(_)));
    let notice = model.status.current().filter(|(message, _)| is_covered && message.level == Level::Info);
    match notice {
        Some((message, _)) => cells::put(buf, line, &cells::cut(&message.text, line.width), theme.style(Role::Text)),
        None => cells::put(buf, line, &cells::cut(&hint, line.width), theme.style(Role::Footer)),
    };
}

/// Paints an unfinished key sequence and the keys that may follow, as many as fit.
fn draw_continuations(model: &Model, theme: &Theme, line: Rect, buf: &mut Buffer) {
    let mut rest = cells::put(buf, line, &write_keys(&model.pending_keys), theme.style(Role::FooterKey));
    for (keys, action) in model.keymap.continuations(model.context(), &model.pending_keys) {
        let (keys, label) = (write_keys(keys), model.keymap.label_of(action));
        if cells::width(&keys) + cells::width(label) + 5 > rest.width {
            break;
        }
        rest = cells::put(buf, rest, &format!("  {keys}"), theme.style(Role::FooterKey));
        rest = cells::put(buf, rest, &format!(" {label}"), theme.style(Role::Footer));
    }
    cells::put(buf, rest, " …", theme.style(Role::FooterKey));
}

/// Returns the keys of an overlay. The user can change those of lists; Enter and Esc are fixed.
fn overlay_hint(model: &Model, overlay: &Overlay, columns: u16) -> String {
    let move_keys = || {
        let key = |action| model.keymap.keys_for(model.context(), action).first().map(|keys| write_keys(keys));
        [Action::Down, Action::Up].into_iter().filter_map(key).collect::<Vec<_>>().join(" ")
    };
    let key = |action| model.key(action);
    match overlay {
        Overlay::Prompt(prompt) => prompt_hint(prompt, columns),
        Overlay::Palette(_) if columns < 50 => "Enter: select, Esc: cancel".to_owned(),
        Overlay::Palette(_) => "Enter: select, ctrl-n ctrl-p: move, Esc: cancel".to_owned(),
        Overlay::Hints(hints) if hints.is_preview => "type a label to preview the page, Esc: cancel".to_owned(),
        Overlay::Hints(_) => "type a label to open the link, Esc: cancel".to_owned(),
        Overlay::Links(_) => {
            let (read, copy) = (key(Action::ReadLink), key(Action::CopyLink));
            format!("Enter: open, {read}: preview, {copy}: copy, Esc: close")
        }
        Overlay::Queue(_) if columns < 50 => format!("Enter: play, {}: remove, Esc: close", key(Action::QueueRemove)),
        Overlay::Queue(_) => {
            let keys = [Action::QueueRemove, Action::QueueEarlier, Action::QueueLater].map(key);
            format!("Enter: play, {}: remove, {} {}: move, Esc: close", keys[0], keys[1], keys[2])
        }
        Overlay::Story(_) => format!("{}: move, Enter: open, Esc: close", move_keys()),
        Overlay::FactCheck(_) => fact_check_hint(model, &move_keys(), columns),
        Overlay::Menu(_) => format!("{}: move, Enter: select, Esc: cancel", move_keys()),
        Overlay::Help(_) => {
            let search =
                footer_keys(&model.keymap, model.context(), &[Action::FilterList, Action::Find]).into_iter().next();
            let search = search.map(|(key, _)| format!(", {key}: search")).unwrap_or_default();
            format!("{}: scroll{search}, Esc: close", move_keys())
        }
        Overlay::Peek(..) | Overlay::Messages(_) | Overlay::WhatsNew(_) => {
            format!("{}: scroll, Esc: close", move_keys())
        }
    }
}

/// Returns the keys of the fact check.
fn fact_check_hint(model: &Model, move_keys: &str, columns: u16) -> String {
    if model.factcheck.online.progress.is_some() {
        return format!("{move_keys}: move, Esc: stop the search");
    }
    if model.factcheck.analyst.state == AnalystState::Running {
        return format!("{move_keys}: move, Esc: stop the analyst");
    }
    let more =
        format!("{}: check online, {}: analyst, ", model.key(Action::CheckOnline), model.key(Action::AskAnalyst));
    let more = if columns < 70 { "" } else { more.as_str() };
    format!("{move_keys}: move, Enter: open there, {more}Esc: close")
}

/// Paints the actions of the focused pane, as many as fit.
fn draw_actions(model: &Model, theme: &Theme, line: Rect, buf: &mut Buffer) {
    let context = model.context();
    // Help and palette lead to all other actions, so the footer always has them.
    let always: &[Action] = if line.width < 50 { &[Action::Help] } else { &[Action::Help, Action::Palette] };
    let help = footer_keys(&model.keymap, context, always);
    let mut rest = line;
    for (key, label) in &help {
        rest = cells::put_right(buf, rest, &format!(" {label}"), theme.style(Role::Footer));
        rest = cells::put_right(buf, rest, &format!("  {key}"), theme.style(Role::FooterKey));
    }
    let selected = model.articles.selected().map(|row| row.id);
    let has_use = |action: &Action| match action {
        Action::Import => model.welcome.import.is_some(),
        Action::UnfoldStory => selected.is_some_and(|row| model.articles.window.in_story.contains_key(&row)),
        _ => true,
    };
    let is_offered = |action: &Action| !always.contains(action) && has_use(action);
    let wanted: Vec<Action> = offered(context).iter().copied().filter(is_offered).collect();
    for (key, label) in footer_keys(&model.keymap, context, &wanted) {
        if cells::width(&key) + cells::width(label) + 3 > rest.width {
            break;
        }
        rest = cells::put(buf, rest, &key, theme.style(Role::FooterKey));
        rest = cells::put(buf, rest, &format!(" {label}  "), theme.style(Role::Footer));
    }
}

/// Returns what the user may type, and the fixed keys if they fit too.
fn prompt_hint(prompt: &Prompt, columns: u16) -> String {
    let hint = prompt.kind.hint();
    let long = format!("{hint} (Enter: accept, ↑: earlier, Esc: cancel)");
    if cells::width(&long) <= columns { long } else { hint.to_owned() }
}
