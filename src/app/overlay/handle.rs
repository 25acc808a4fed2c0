//! Handles keys, pasted text and clicks for the overlays.

use super::menu::Menu;
use super::prompt::PromptKind;
use super::stack::{FACT_CHECK_COLUMNS, LINK_COLUMNS, MENU_COLUMNS, Overlay, QUEUE_COLUMNS};
use super::{Msg, submit};
use crate::app::cursor::step;
use crate::app::effect::{Effect, Terminal};
use crate::app::factcheck::notes::AnalystState;
use crate::app::layout::{first_shown, help_size, list_areas};
use crate::app::model::Model;
use crate::app::{factcheck, listen, palette, reader, stories, whats_new};
use crate::input::{Action, Code, Key, Lookup, help_for, help_lines};

/// Handles a message for the overlay on top.
pub(in crate::app) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::OpenPrompt(kind) => return model.prompt(kind, ""),
        Msg::EditFile(file) => return vec![Terminal::EditFile(file).into()],
        Msg::Key(key) => return press(model, key),
        Msg::Paste(text) => match model.overlays.last_mut() {
            Some(Overlay::Prompt(prompt)) => prompt.insert(&text),
            Some(Overlay::Palette(_)) => model.post(palette::Msg::Paste(text)),
            _ => {}
        },
        Msg::Click(x, y) => match model.overlays.last() {
            Some(Overlay::Palette(_)) => model.post(palette::Msg::Click(x, y)),
            _ => return click(model, (x, y)),
        },
    }
    Vec::new()
}

/// Handles a key of the overlay on top.
fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    match model.overlays.last() {
        Some(Overlay::Prompt(_)) => return submit::press(model, key),
        Some(Overlay::Hints(_)) => model.post(reader::Msg::HintKey(key)),
        Some(Overlay::Palette(_)) => model.post(palette::Msg::Key(key)),
        // In a list of articles this key opens one; here it pages, as in every pager.
        Some(Overlay::Help(_) | Overlay::Messages(_) | Overlay::WhatsNew(_) | Overlay::Peek(..))
            if key == Key::char(' ') && model.pending_keys.is_empty() =>
        {
            return act(model, Action::PageDown);
        }
        _ => {
            model.pending_keys.push(key);
            let keys = std::mem::take(&mut model.pending_keys);
            match model.keymap.lookup(model.context(), &keys) {
                Lookup::Action(action) => return act(model, action),
                Lookup::Prefix => model.pending_keys = keys,
                Lookup::Nothing if key == Key::plain(Code::Enter) => return act(model, Action::Open),
                Lookup::Nothing => {}
            }
        }
    }
    Vec::new()
}

/// Moves in the overlay on top, chooses from it, or closes it.
fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = usize::from(model.size.1).saturating_sub(6).max(1);
    let Some(most) = rows(model) else { return Vec::new() };
    match (model.overlays.last(), action) {
        (Some(Overlay::Menu(_)), Action::Open | Action::ToggleFold | Action::Right) => return choose(model),
        (Some(Overlay::Help(_)), Action::FilterList | Action::Find) => return model.prompt(PromptKind::SearchHelp, ""),
        (Some(Overlay::Story(at)), Action::Open | Action::ToggleFold | Action::Right) => {
            model.post(stories::Msg::OpenAt(*at));
            model.overlays.pop();
            return Vec::new();
        }
        (Some(Overlay::FactCheck(at)), action) => {
            let is_closing = step(*at, action, page, most).is_none() && action != Action::Quit;
            if let Some(msg) = on_fact_check(model, *at, action, is_closing) {
                model.post(msg);
                return Vec::new();
            }
        }
        (Some(Overlay::Queue(at)), action) => {
            if let Some(msg) = on_queue(*at, action) {
                model.post(msg);
                return Vec::new();
            }
        }
        (Some(Overlay::Links(at)), action) => {
            if let Some(effects) = act_on_link(model, *at, action) {
                return effects;
            }
        }
        _ => {}
    }
    let at = match model.overlays.last_mut() {
        Some(
            Overlay::Help(at)
            | Overlay::Messages(at)
            | Overlay::WhatsNew(at)
            | Overlay::Links(at)
            | Overlay::Queue(at)
            | Overlay::Story(at)
            | Overlay::FactCheck(at)
            | Overlay::Peek(_, at),
        ) => at,
        Some(Overlay::Menu(menu)) => &mut menu.cursor,
        _ => return Vec::new(),
    };
    match step(*at, action, page, most) {
        Some(row) => *at = row,
        None if action == Action::Quit => return vec![Terminal::Quit.into()],
        None => drop(model.overlays.pop()),
    }
    Vec::new()
}

/// Returns the rows of the overlay on top, if it has any to move over.
fn rows(model: &Model) -> Option<usize> {
    Some(match model.overlays.last() {
        Some(Overlay::Help(_)) => {
            let (columns, rows) = help_size(model.size);
            let lines = help_for(&model.keymap, model.help_context, &model.help_words);
            (help_lines(lines, columns).1.len() + 1).saturating_sub(usize::from(rows))
        }
        Some(Overlay::Messages(_)) => model.status.messages().count(),
        Some(Overlay::WhatsNew(_)) => whats_new::paragraphs().len(),
        Some(Overlay::Menu(menu)) => menu.rows.len(),
        Some(Overlay::Peek(place, _)) => model.reader.thread.bodies.height(*place) as usize + 1,
        Some(Overlay::Links(_)) => model.reader.thread.bodies.links.len(),
        Some(Overlay::Queue(_)) => model.listen.queue.len(),
        Some(Overlay::Story(_)) => model.stories.story.as_ref().map_or(0, |story| story.members.len()),
        Some(Overlay::FactCheck(_)) => model.factcheck.lines.len(),
        _ => return None,
    })
}

/// Posts the choice under a menu's cursor to its room.
fn choose(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Menu(menu)) = model.overlays.pop() else { return Vec::new() };
    if let Some(choice) = menu.rows.into_iter().nth(menu.cursor).and_then(|row| row.choice) {
        model.post(choice);
    }
    Vec::new()
}

/// Returns what an action does in the fact check; `None` for an action that moves or closes.
fn on_fact_check(model: &Model, at: usize, action: Action, is_closing: bool) -> Option<factcheck::Msg> {
    match action {
        Action::Open | Action::ToggleFold | Action::Right => Some(factcheck::Msg::Choose(at)),
        Action::CheckOnline => Some(factcheck::Msg::AskOnline),
        Action::AskAnalyst => Some(factcheck::Msg::AskAnalyst),
        // What would close the panel stops the search first, then the analyst.
        _ if is_closing && model.factcheck.online.progress.is_some() => Some(factcheck::Msg::StopSearch),
        _ if is_closing && model.factcheck.analyst.state == AnalystState::Running => Some(factcheck::Msg::StopAnalyst),
        _ => None,
    }
}

/// Returns what an action does with the selected article of the queue; `None` for an action that moves or closes.
fn on_queue(at: usize, action: Action) -> Option<listen::Msg> {
    match action {
        Action::Open | Action::ToggleFold | Action::Right | Action::Listen => Some(listen::Msg::PlayAt(at)),
        Action::QueueRemove | Action::QueueEarlier | Action::QueueLater => Some(listen::Msg::Change(at, action)),
        _ => None,
    }
}

/// Carries out an action on the selected link of the list; `None` for an action that moves or closes.
fn act_on_link(model: &mut Model, at: usize, action: Action) -> Option<Vec<Effect>> {
    let url = model.reader.thread.bodies.links.get(at).cloned()?;
    let mut effects = Vec::new();
    match action {
        Action::Open | Action::ToggleFold | Action::Right | Action::OpenInBrowser | Action::FollowLink => {
            model.post(reader::Msg::FollowLink(at, false));
        }
        Action::ReadLink => model.post(reader::Msg::FollowLink(at, true)),
        Action::CopyLink => effects.push(Terminal::Copy(url).into()),
        _ => return None,
    }
    model.overlays.pop();
    Some(effects)
}

/// Selects the row of a list that the user clicked, or chooses it if it is selected.
fn click(model: &mut Model, (x, y): (u16, u16)) -> Vec<Effect> {
    let (columns, count) = match model.overlays.last() {
        Some(Overlay::Links(_)) => (LINK_COLUMNS, model.reader.thread.bodies.links.len()),
        Some(Overlay::Menu(menu)) => (MENU_COLUMNS, menu.rows.len()),
        Some(Overlay::Queue(_)) => (QUEUE_COLUMNS, model.listen.queue.len()),
        Some(Overlay::FactCheck(_)) => (FACT_CHECK_COLUMNS, model.factcheck.lines.len()),
        _ => return Vec::new(),
    };
    let (_, inside) = list_areas(model.size, columns, count);
    let Some(
        Overlay::Links(cursor)
        | Overlay::Queue(cursor)
        | Overlay::FactCheck(cursor)
        | Overlay::Menu(Menu { cursor, .. }),
    ) = model.overlays.last_mut()
    else {
        return Vec::new();
    };
    if !inside.contains(x, y) {
        return Vec::new();
    }
    let place = first_shown(*cursor, inside.height) + usize::from(y - inside.y);
    if place == *cursor {
        return act(model, Action::Open);
    }
    if place < count {
        *cursor = place;
    }
    Vec::new()
}
