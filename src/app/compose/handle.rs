//! Handles the messages and actions of the user's replies.

use super::{Effect as ComposeEffect, Msg, layout, outbox, typing, writing};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::input::Action;

/// Handles a message.
pub(in crate::app) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let effect = match msg {
        Msg::Written(reply) => return outbox::written(model, &reply),
        Msg::Begun(reply) => return writing::open(model, *reply),
        Msg::NotBegun(why) => return writing::not_opened(model, why),
        Msg::Saved { was, reply, notice } => return writing::saved(model, was, *reply, notice),
        Msg::NotSaved(was, why) => return writing::not_saved(model, was, why),
        Msg::NotEdited(id, why) => return outbox::not_edited(model, id, why),
        Msg::Unfinished(false) => return Vec::new(),
        Msg::Unfinished(true) => {
            let key = model.key(Action::Outbox);
            return model.say(&format!("you have an unfinished reply ({key}: outbox)"));
        }
        Msg::Listed(replies) => return outbox::list(model, &replies),
        Msg::Changed { undo, notice, send } => return outbox::changed(model, undo, &notice, send),
        Msg::Posted { notice, is_failure, manual } => return outbox::posted(model, (notice, is_failure), manual),
        Msg::Key(key) => return typing::press(model, key),
        Msg::Paste(text) => return typing::paste(model, &text),
        Msg::Click(x, y) => {
            typing::click(model, (x, y));
            return Vec::new();
        }
        Msg::Scroll(lines) => {
            typing::scroll(model, lines);
            return Vec::new();
        }
        Msg::Edit(id) => return outbox::edit(model, id),
        Msg::Synced => {
            outbox::synced(model);
            return Vec::new();
        }
        Msg::Change(id, act) => ComposeEffect::Change(id, act),
        Msg::Show(id) => ComposeEffect::Load(id),
        Msg::Send => ComposeEffect::Send,
        Msg::SendAgain(id) => ComposeEffect::SendAgain(id),
    };
    vec![effect.into()]
}

/// Carries out an action on replies; `None` when the action is for another room.
pub(in crate::app) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::Reply | Action::ReplyInEditor => Some(outbox::begin(model, action == Action::ReplyInEditor)),
        Action::Outbox => Some(vec![ComposeEffect::List.into()]),
        _ => None,
    }
}

/// Saves what the user has typed since the last save.
pub(in crate::app) fn save(model: &mut Model) -> Option<Effect> {
    writing::save(model)
}

/// Saves the text before the program ends.
pub(in crate::app) fn leave(model: &mut Model) -> Option<Effect> {
    writing::leave(model)
}

/// Lays the box out for the current screen.
pub(in crate::app) fn settle(model: &mut Model) {
    layout::settle(model);
}
