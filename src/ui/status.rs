//! The two lines at the bottom: messages and progress, and the keys that work here.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::cells;
use crate::app::{Level, Model, Overlay, Prompt, offered};
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
    // Where no key shows the messages, none is named: in the box for a reply `!` is a letter.
    let key = footer_keys(&model.keymap, model.context(), &[Action::Messages]).into_iter().next().map(|(key, _)| key);
    let hint = |what: String| key.as_ref().map(|key| format!(" ({key} shows {what})")).unwrap_or_default();
    let current = model.status.current();
    if current.is_none() && model.status.unseen_errors() > 0 {
        let n = model.status.unseen_errors();
        let what = hint(format!("{n} {}", if n == 1 { "failure" } else { "failures" }));
        rest = cells::put_right(buf, rest, &what, theme.style(Role::Faint));
    }
    match current {
        Some((message, waiting)) => {
            let role = if message.level == Level::Error { Role::Error } else { Role::Info };
            let is_cut = cells::width(&message.text) > rest.width;
            let more = match waiting {
                0 if is_cut && message.level == Level::Error => hint("all".to_owned()),
                0 => String::new(),
                n => hint(format!("{n} more")),
            };
            rest = cells::put_right(buf, rest, &more, theme.style(Role::Faint));
            cells::put(buf, rest, &cells::cut(&message.text, rest.width), theme.style(role));
        }
        None if model.status.fetching_page => {
            let stop = footer_keys(&model.keymap, model.context(), &[Action::Cancel]);
            let stop = stop.first().map(|(key, _)| format!(" {key} stops it")).unwrap_or_default();
            cells::put(
                buf,
                rest,
                &cells::cut(&format!("fetching the page …{stop}"), rest.width),
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

pub(super) fn footer(model: &Model, theme: &Theme, line: Rect, buf: &mut Buffer) {
    let line = Rect { x: line.x + line.width.min(1), width: line.width.saturating_sub(2), ..line };
    if !model.pending.is_empty() {
        cells::put(buf, line, &format!("{} …", write_keys(&model.pending)), theme.style(Role::FooterKey));
        return;
    }
    let told;
    let hint = match model.overlays.last() {
        Some(Overlay::Prompt(prompt)) => {
            told = prompt_hint(prompt, line.width);
            Some(told.as_str())
        }
        Some(Overlay::Palette(_)) if line.width < 50 => Some("enter takes it, esc leaves"),
        Some(Overlay::Palette(_)) => Some("enter takes it, ctrl-n ctrl-p choose, esc leaves"),
        Some(Overlay::Hints(hints)) if hints.here => Some("type a label to read its page here, esc leaves"),
        Some(Overlay::Hints(_)) => Some("type a label to follow it, esc leaves"),
        Some(Overlay::Links(_)) => Some("enter opens, e reads it here, y copies, q leaves"),
        Some(Overlay::Menu(_)) => Some("j k choose, enter takes it, esc leaves"),
        Some(Overlay::Peek(..)) => Some("j k scroll, esc closes"),
        Some(Overlay::Help(_) | Overlay::Messages(_)) => Some("j k scroll, q leaves"),
        None => None,
    };
    // The prompt lies over the status line: what a key had for an answer is said here meanwhile. Older errors wait.
    if let (Some(_), Some((message, _))) = (hint, model.status.current().filter(|(m, _)| m.level == Level::Info)) {
        cells::put(buf, line, &cells::cut(&message.text, line.width), theme.style(Role::Error));
        return;
    }
    if let Some(hint) = hint {
        cells::put(buf, line, &cells::cut(hint, line.width), theme.style(Role::Footer));
        return;
    }
    let context = model.context();
    // These two are always there: who knows them finds the rest.
    let always: &[Action] = if line.width < 50 { &[Action::Help] } else { &[Action::Help, Action::Palette] };
    let help = footer_keys(&model.keymap, context, always);
    let mut rest = line;
    for (key, what) in &help {
        rest = cells::put_right(buf, rest, &format!(" {what}"), theme.style(Role::Footer));
        rest = cells::put_right(buf, rest, &format!("  {key}"), theme.style(Role::FooterKey));
    }
    let wanted: Vec<Action> = offered(context)
        .iter()
        .copied()
        .filter(|action| !always.contains(action) && (*action != Action::Import || model.welcome.import.is_some()))
        .collect();
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
    let long = format!("{}; enter accepts, esc leaves", prompt.hint());
    if cells::width(&long) <= columns { long } else { prompt.hint().to_owned() }
}
