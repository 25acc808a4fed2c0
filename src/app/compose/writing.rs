//! Opens the box, saves its text, and ends it in a menu or in the user's editor. `typing` handles its keys.
//!
//! While the store opens or saves a draft, keys wait, because the answer may change what they mean.

use super::buffer::MAX_BYTES;
use super::state::{Compose, End};
use super::{Effect as ComposeEffect, Msg};
use crate::app::effect::Effect;
use crate::app::input::typed::Awaited;
use crate::app::layout::Pane;
use crate::app::model::Model;
use crate::app::reader;
use crate::domain::{Reply, ReplyId, Text};
use crate::input::Action;

/// Returns whether the next pause in typing saves the text. After a failed save the clock's ticks try again instead.
#[must_use]
pub fn is_unsaved(model: &Model) -> bool {
    model.compose.as_ref().is_some_and(|compose| compose.is_unsaved && !compose.has_failed)
}

/// Asks for a draft. Keys wait until the box opens.
pub(super) fn ask(model: &mut Model, effect: ComposeEffect) -> Vec<Effect> {
    model.wait_for(Awaited::Box);
    vec![effect.into()]
}

/// Opens the box with a draft.
pub(super) fn open(model: &mut Model, reply: Reply) -> Vec<Effect> {
    let typed = model.take_typed(Awaited::Box);
    if reply.text.len() > MAX_BYTES {
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

/// Says why no draft could be opened, and drops the waiting keys.
pub(super) fn not_opened(model: &mut Model, why: Text) -> Vec<Effect> {
    model.take_typed(Awaited::Box);
    model.fail(why)
}

/// Ends writing: saves the text if needed, then shows the menu or starts the editor. An empty draft is removed.
pub(super) fn end(model: &mut Model, end: End) -> Vec<Effect> {
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

/// Returns the effect that removes a draft without text.
fn drop_blank(compose: &Compose) -> Effect {
    let before = compose.saving.clone().unwrap_or_else(|| compose.reply.text.clone());
    ComposeEffect::DropDraft { id: compose.reply.id, before }.into()
}

/// Saves the text if it is not saved yet. Once it is, closes the box and shows the menu or starts the editor.
fn finish_ending(model: &mut Model) -> Vec<Effect> {
    let Some(compose) = &mut model.compose else { return Vec::new() };
    let Some(end) = compose.end else { return Vec::new() };
    if compose.saving.is_some() {
        return Vec::new();
    }
    // After a failed save a file has a copy of the text. Saving again removes it.
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

/// Notes that the store has saved the text. `notice` says why it is in another draft, if it is.
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

/// Keeps the box open with its text, because the store could not save it.
pub(super) fn not_saved(model: &mut Model, was: ReplyId, why: Text) -> Vec<Effect> {
    let mut is_new_failure = true;
    if let Some(compose) = model.compose.as_mut().filter(|compose| compose.reply.id == was) {
        compose.saving = None;
        compose.is_unsaved = true;
        // The user hears of the first failure, and of one that keeps the box from closing.
        is_new_failure = !std::mem::replace(&mut compose.has_failed, true) || compose.end.take().is_some();
        model.take_typed(Awaited::Box);
    }
    if is_new_failure { model.fail(why) } else { Vec::new() }
}

/// Saves what the user has typed since the last save, unless a save is still under way.
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
