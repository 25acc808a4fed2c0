//! Sends keys, text and the mouse to the room that they are for.

mod keys;
mod mouse;
mod msg;
pub(super) mod type_ahead;
pub mod typed;

pub use msg::{Mouse, MouseKind, Msg};

use super::effect::Effect;
use super::model::Model;
use super::{compose, overlay};

/// Handles an event of the terminal.
pub(super) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
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
