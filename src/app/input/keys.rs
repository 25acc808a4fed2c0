//! Sends a key to the overlay on top, to the box of a reply, or through the keymap as an action to the dispatch.

use super::type_ahead;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::msg::Msg;
use crate::app::{compose, overlay};
use crate::input::{Action, Context, Key, Lookup, write_keys};

/// The most keys that the reader names.
const MAX_NAMED: usize = 100;

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
        _ => name_once(model, keys),
    }
}

/// Says that a key does nothing here, where it works, and how to see all keys. Does so once for each key.
fn name_once(model: &mut Model, keys: &[Key]) -> Vec<Effect> {
    if model.unbound.iter().any(|known| known == keys) || model.unbound.len() >= MAX_NAMED {
        return Vec::new();
    }
    model.unbound.push(keys.to_vec());
    let places = [Context::Feeds, Context::Articles, Context::Reader, Context::Comments];
    let works = |context: &Context| matches!(model.keymap.lookup(*context, keys), Lookup::Action(_));
    let place = places.into_iter().find(works).map(|context| format!("works in {}", context.id()));
    let place = place.unwrap_or_else(|| "is bound to nothing".to_owned());
    let (written, help) = (write_keys(keys), model.key(Action::Help));
    model.say(&format!("{written} {place} ({help}: all keys)"))
}
