//! Sends a key to the overlay on top, to the box of a reply, or through the keymap as an action to the dispatch.

use super::type_ahead;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::msg::Msg;
use crate::app::{compose, overlay};
use crate::input::{Action, Context, Key, Lookup};

/// Handles a key.
pub(super) fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    if !type_ahead::is_for_now(model, &super::Msg::Key(key)) {
        return Vec::new();
    }
    model.status.key_pressed(model.now);
    if !model.overlays.is_empty() {
        model.post(overlay::Msg::Key(key));
        return Vec::new();
    }
    if model.is_composing() {
        model.post(compose::Msg::Key(key));
        return Vec::new();
    }
    model.pending_keys.push(key);
    let keys = std::mem::take(&mut model.pending_keys);
    match model.keymap.lookup(model.context(), &keys) {
        Lookup::Action(action) => model.post(Msg::Act(action, key)),
        Lookup::Prefix => model.pending_keys = keys,
        Lookup::Nothing => return say_where_it_works(model, &keys),
    }
    Vec::new()
}

/// Says what an unbound key needs, if it is bound in the comments and the user presses it in the text.
fn say_where_it_works(model: &mut Model, keys: &[Key]) -> Vec<Effect> {
    let is_for_comments = |lookup| matches!(lookup, Lookup::Action(action) if action != Action::Open);
    let found = model.keymap.lookup(Context::Comments, keys);
    let is_for_comments = found == Lookup::Prefix || is_for_comments(found);
    match &model.reader.opened {
        Some(opened) if model.context() == Context::Reader && is_for_comments => {
            if opened.thread.is_empty() {
                model.say_no_comments()
            } else {
                model.say_no_comment_selected()
            }
        }
        _ => Vec::new(),
    }
}
