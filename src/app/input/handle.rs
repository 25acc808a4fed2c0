//! Passes each event of the terminal on to the room that it is for.

use super::{Msg, keys, mouse, type_ahead};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::{compose, overlay};

/// Handles an event of the terminal.
pub(in crate::app) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) => return keys::press(model, key),
        Msg::Paste(text) => {
            if !type_ahead::is_for_now(model, &Msg::Paste(text.clone())) {
                return Vec::new();
            }
            if model.overlays.is_empty() {
                model.post(compose::Msg::Paste(text));
            } else {
                model.post(overlay::Msg::Paste(text));
            }
        }
        Msg::Mouse(event) => mouse::act(model, event),
        Msg::Resize(width, height) => model.size = (width, height),
    }
    Vec::new()
}
