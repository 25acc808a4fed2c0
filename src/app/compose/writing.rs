//! The box's life: it opens, has the keys, is saved, and ends in a menu or in the user's editor.
//!
//! While the store is asked keys wait, so that none means something that the answer would have changed.

use super::buffer::MOST_BYTES;
use super::state::{Compose, End};
use super::{Effect as ComposeEffect, Msg};
use crate::app::effect::{Effect, Terminal};
use crate::app::input::typed::Awaited;
use crate::app::layout::Pane;
use crate::app::model::Model;
use crate::app::msg::Msg as AnyMsg;
use crate::app::reader;
use crate::domain::{Reply, ReplyId, Text};
use crate::input::{Action, Context, Key, Lookup};

/// Whether the next pause is to save something. A save that failed is repeated now and then instead.
#[must_use]
pub fn is_unsaved(model: &Model) -> bool {
    model.compose.as_ref().is_some_and(|compose| compose.is_unsaved && !compose.has_failed)
}

/// Asks for a draft; keys wait for the box.
pub(super) fn ask(model: &mut Model, effect: ComposeEffect) -> Vec<Effect> {
    model.wait_for(Awaited::Box);
    vec![effect.into()]
}

/// Opens the box with a draft.
pub(super) fn open(model: &mut Model, reply: Reply) -> Vec<Effect> {
    let typed = model.take_typed(Awaited::Box);
    if reply.text.len() > MOST_BYTES {
        let key = model.key(Action::ReplyInEditor);
        return model.say(&format!("this draft is too long for the box ({key}: open your editor)"));
    }
    if model.reader.pending.article.1 != Some(reply.article) {
        model.post(reader::Msg::Enter(reply.article));
    }
    model.focus = Pane::Reader;
    model.compose = Some(Compose::new(reply));
    model.post_all(typed);
    Vec::new()
}

/// Says why no draft could be opened, and drops the keys that waited.
pub(super) fn not_opened(model: &mut Model, why: Text) -> Vec<Effect> {
    model.take_typed(Awaited::Box);
    model.fail(why)
}

/// Handles a key. The keymap has those that type no character.
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

/// Inserts text that was pasted.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    type_in(model, |compose| compose.buffer.insert(text))
}

/// Changes the text or moves in it; `edit` returns whether there was room.
fn type_in(model: &mut Model, edit: impl FnOnce(&mut Compose) -> bool) -> Vec<Effect> {
    let Some(compose) = &mut model.compose else { return Vec::new() };
    let before = compose.buffer.text();
    let has_room = edit(compose);
    let has_changed = compose.buffer.text() != before;
    compose.is_edited |= has_changed;
    compose.is_unsaved |= has_changed;
    compose.back = 0;
    // Several keys may come before the next frame, and each moves in the rows as they are now.
    compose.wrap();
    if has_room { Vec::new() } else { model.say("this reply is longer than any site accepts") }
}

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
        | Action::Cancel => model.post(AnyMsg::Act(action, key)),
        _ => return model.say("not while you write a reply"),
    }
    Vec::new()
}

/// Scrolls the text above the box, until the user types something.
pub(super) fn scroll(model: &mut Model, lines: isize) {
    let Some(compose) = &mut model.compose else { return };
    compose.back = compose.back.saturating_add_signed(-lines);
    if compose.reply.parent.is_none() {
        model.post(reader::Msg::Scroll(lines));
    }
}

/// Puts the cursor where the user clicked.
pub(super) fn click(model: &mut Model, (x, y): (u16, u16)) {
    let Some(compose) = &mut model.compose else { return };
    let inside = compose.areas.1;
    if inside.contains(x, y) {
        let row = (compose.top + usize::from(y - inside.y)).min(compose.rows.len().saturating_sub(1));
        compose.buffer.go_to(&compose.rows, row, usize::from(x - inside.x));
    }
}

/// Ends writing: saves what is not saved yet, then does what follows.
fn end(model: &mut Model, end: End) -> Vec<Effect> {
    let Some(compose) = &mut model.compose else { return Vec::new() };
    compose.end = Some(end);
    if end == End::Menu && compose.buffer.is_blank() {
        let effect = drop_blank(compose);
        close(model);
        return vec![effect];
    }
    model.wait_for(Awaited::Box);
    finish_ending(model)
}

fn drop_blank(compose: &Compose) -> Effect {
    let before = compose.saving.clone().unwrap_or_else(|| compose.reply.text.clone());
    ComposeEffect::DropDraft { id: compose.reply.id, before }.into()
}

/// Saves what is not saved; once everything is, closes the box and does what follows.
fn finish_ending(model: &mut Model) -> Vec<Effect> {
    let Some(compose) = &mut model.compose else { return Vec::new() };
    let Some(end) = compose.end else { return Vec::new() };
    if compose.saving.is_some() {
        return Vec::new();
    }
    // After a failure a file has a copy, which goes once the store has the text.
    if compose.text() != compose.reply.text || compose.has_failed {
        return vec![compose.save()];
    }
    let reply = compose.reply.clone();
    close(model);
    let typed = model.take_typed(Awaited::Box);
    match end {
        End::Menu => {
            model.post(Msg::Written(Box::new(reply)));
            model.post_all(typed);
            Vec::new()
        }
        End::Editor => vec![ComposeEffect::EditInEditor(reply.id).into()],
    }
}

fn close(model: &mut Model) {
    model.compose = None;
    model.post(reader::Msg::Uncovered);
}

/// Notes that the store has the text, in this draft or in another one, and why.
pub(super) fn saved(model: &mut Model, was: ReplyId, reply: Reply, notice: Option<Text>) -> Vec<Effect> {
    if let Some(compose) = model.compose.as_mut().filter(|compose| compose.reply.id == was) {
        if compose.saving.as_ref() == Some(&reply.text) {
            compose.saving = None;
        }
        compose.has_failed = false;
        compose.reply = reply;
    }
    if let Some(notice) = notice {
        model.fail(notice);
    }
    finish_ending(model)
}

/// Keeps the box open with the whole text: it could not be saved.
pub(super) fn not_saved(model: &mut Model, was: ReplyId, why: Text) -> Vec<Effect> {
    let mut is_news = true;
    if let Some(compose) = model.compose.as_mut().filter(|compose| compose.reply.id == was) {
        compose.saving = None;
        compose.is_unsaved = true;
        // The first failure is said, and any that the user waits for.
        is_news = !std::mem::replace(&mut compose.has_failed, true) || compose.end.take().is_some();
        model.take_typed(Awaited::Box);
    }
    if is_news { model.fail(why) } else { Vec::new() }
}

/// Saves what the user typed since the last time; one text after the other.
pub(super) fn save(model: &mut Model) -> Option<Effect> {
    let compose = model.compose.as_mut().filter(|compose| compose.is_unsaved && compose.saving.is_none())?;
    Some(compose.save())
}

/// Saves the text before the program ends, and removes a draft without text.
pub(super) fn leave(model: &mut Model) -> Option<Effect> {
    let mut compose = model.compose.take()?;
    match () {
        () if compose.buffer.is_blank() => Some(drop_blank(&compose)),
        () if compose.is_unsaved => Some(compose.save()),
        () => None,
    }
}
