//! Carries out the actions of the registry. The room that has the keys comes first, then those around it.

use super::effect::{Effect, Terminal};
use super::layout::Pane;
use super::model::Model;
use super::overlay::stack::Overlay;
use super::undo::Undo;
use super::{
    articles, commands, compose, factcheck, feeds, input, listen, nav, palette, preferences, reader, save, stories,
    thread, welcome, whats_new,
};
use crate::input::{Action, Key};

/// Carries out an action.
pub(super) fn act(model: &mut Model, action: Action, key: Key) -> Vec<Effect> {
    if input::type_ahead::is_early(model, action) {
        return model.say("the article is still loading; try again in a moment");
    }
    if action == Action::Dismiss && (model.status.dismiss() || model.reader.find.take().is_some()) {
        return Vec::new();
    }
    let on_page = if model.is_first_run() { welcome::handle::act(model, action) } else { None };
    on_page
        .or_else(|| commands::handle::act(model, action))
        .or_else(|| save::handle::act(model, action))
        .or_else(|| (model.focus == Pane::Reader).then(|| in_reader(model, action, key)).flatten())
        .or_else(|| articles::handle::act(model, action))
        .or_else(|| feeds::handle::act(model, action))
        .or_else(|| nav::act(model, action))
        .or_else(|| compose::handle::act(model, action))
        .or_else(|| listen::handle::act(model, action))
        .or_else(|| stories::handle::act(model, action))
        .or_else(|| welcome::handle::import(model, action))
        .unwrap_or_else(|| program(model, action))
}

/// Carries out an action of the reader or of the comments in it.
fn in_reader(model: &mut Model, action: Action, key: Key) -> Option<Vec<Effect>> {
    reader::handle::act(model, action, key)
        .or_else(|| thread::handle::act(model, action))
        .or_else(|| factcheck::handle::act(model, action))
}

/// Carries out an action that belongs to no room.
fn program(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Undo => return undo(model),
        Action::Help => {
            model.help_words.clear();
            model.help_context = model.context();
            model.overlays.push(Overlay::Help(0));
        }
        Action::Palette => return palette::handle::open(model),
        Action::Messages => {
            model.status.dismiss();
            model.overlays.push(Overlay::Messages(0));
        }
        Action::EditSettings => return preferences::ask(model),
        Action::WhatsNew => return whats_new::open(model),
        Action::NextTheme => return vec![Terminal::NextTheme.into()],
        Action::Redraw => return vec![Terminal::Redraw.into()],
        Action::Suspend => return vec![Terminal::Suspend.into()],
        Action::Quit => return vec![Terminal::Quit.into()],
        _ => {}
    }
    Vec::new()
}

/// Undoes the last change.
fn undo(model: &mut Model) -> Vec<Effect> {
    let Some(undo) = model.undo.pop() else { return model.say("nothing to undo") };
    if let Undo::Marks { article, marks, unfold } = undo.clone() {
        model.post(thread::Msg::Unmark { article, marks, unfold });
    }
    if let Undo::Queue(queue) = &undo {
        model.post(listen::Msg::Queue(queue.clone()));
    }
    vec![Effect::Undo(undo)]
}
