//! Handles keys, pasted text and the mouse while the user writes in the box.

use super::state::{Compose, End};
use super::writing::{end, save};
use crate::app::effect::{Effect, Terminal};
use crate::app::model::Model;
use crate::app::msg::Msg;
use crate::app::reader;
use crate::input::{Action, Context, Key, Lookup};

/// Handles a key. The keymap is asked only about keys that type no character.
pub(super) fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    let mut keys = std::mem::take(&mut model.pending_keys);
    if key.typed().is_none() {
        keys.push(key);
        match model.keymap.lookup(Context::Writing, &keys) {
            Lookup::Action(action) => return act(model, action, key),
            Lookup::Prefix => {
                model.pending_keys = keys;
                return Vec::new();
            }
            Lookup::Nothing if keys.len() > 1 => return Vec::new(),
            Lookup::Nothing => {}
        }
    }
    type_in(model, |compose| compose.buffer.edit(key, &compose.rows))
}

/// Inserts text that the user pasted.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    type_in(model, |compose| compose.buffer.insert(text))
}

/// Runs an edit or a move of the cursor; `edit` returns whether the text had room for it.
fn type_in(model: &mut Model, edit: impl FnOnce(&mut Compose) -> bool) -> Vec<Effect> {
    let Some(compose) = &mut model.compose else { return Vec::new() };
    let before = compose.buffer.text();
    let has_room = edit(compose);
    let has_changed = compose.buffer.text() != before;
    compose.is_edited |= has_changed;
    compose.is_unsaved |= has_changed;
    compose.back = 0;
    // Several keys may arrive before the next frame, and each needs the current rows.
    compose.wrap();
    if has_room { Vec::new() } else { model.say("this reply is longer than any site accepts") }
}

/// Carries out an action of the box's keymap. Actions of the program go on to the dispatch.
fn act(model: &mut Model, action: Action, key: Key) -> Vec<Effect> {
    let height = isize::try_from(model.reader_height() / 2).unwrap_or(1).max(1);
    match action {
        Action::EndWriting => return end(model, End::Menu),
        Action::ReplyInEditor => return end(model, End::Editor),
        Action::Undo | Action::Redo => {
            return type_in(model, |compose| {
                if action == Action::Undo {
                    compose.buffer.undo()
                } else {
                    compose.buffer.redo()
                };
                true
            });
        }
        Action::PageUp | Action::HalfPageUp => scroll(model, -height),
        Action::PageDown | Action::HalfPageDown => scroll(model, height),
        Action::Suspend => {
            let mut effects: Vec<Effect> = save(model).into_iter().collect();
            effects.push(Terminal::Suspend.into());
            return effects;
        }
        Action::Help
        | Action::Messages
        | Action::NextTheme
        | Action::Redraw
        | Action::Quit
        | Action::SyncAll
        | Action::Cancel => model.post(Msg::Act(action, key)),
        _ => return model.say("not available while you write a reply"),
    }
    Vec::new()
}

/// Scrolls the text above the box until the user types again.
pub(super) fn scroll(model: &mut Model, lines: isize) {
    let Some(compose) = &mut model.compose else { return };
    compose.back = compose.back.saturating_add_signed(-lines);
    if compose.reply.parent.is_none() {
        model.post(reader::Msg::Scroll(lines));
    }
}

/// Moves the cursor to the place that the user clicked.
pub(super) fn click(model: &mut Model, (x, y): (u16, u16)) {
    let Some(compose) = &mut model.compose else { return };
    let inside = compose.areas.1;
    if inside.contains(x, y) {
        let row = (compose.top + usize::from(y - inside.y)).min(compose.rows.len().saturating_sub(1));
        compose.buffer.go_to(&compose.rows, row, usize::from(x - inside.x));
    }
}
