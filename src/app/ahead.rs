//! What is typed ahead: keys wait for the article, or the box, that they are meant for, so that none means something else
//! for having been fast.
//!
//! Asking for what they wait for is left to `asks` and `writing`.

use super::update::update;
use super::{Effect, Model, Msg, Pane, UNKEPT};
use crate::input::{Action, Category, Code, Context, Key, Lookup};

/// Keys that wait.
#[derive(Debug)]
pub struct Ahead {
    of: Awaited,
    typed: Vec<Msg>,
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Awaited {
    /// The article that has been asked for.
    Article,
    /// The box for a reply, or the end of what was written in it.
    Box,
}

/// From now on keys wait.
pub(super) fn begin(model: &mut Model, of: Awaited) {
    model.ahead = Some(Ahead { of, typed: Vec::new() });
}

/// Keeps a key or a paste for later, if it is for what is not there yet; gives it back if not. Whoever asks to leave
/// twice does not wait for a store that never answers; nobody waits longer for an article than until Esc.
pub(super) fn wait(model: &mut Model, msg: Msg) -> Option<Msg> {
    let Some(ahead) = &mut model.ahead else {
        if !is_for_next_article(model, &msg) {
            return Some(msg);
        }
        model.ahead = Some(Ahead { of: Awaited::Article, typed: vec![msg] });
        return None;
    };
    if ahead.of == Awaited::Article && matches!(msg, Msg::Key(key) if key == Key::plain(Code::Esc)) {
        stay(model);
        return Some(msg);
    }
    let is_leaving = |msg: &Msg| matches!(msg, Msg::Key(Key { code: Code::Char('c'), ctrl: true, .. }));
    if is_leaving(&msg) && ahead.typed.last().is_some_and(is_leaving) {
        return Some(msg);
    }
    ahead.typed.push(msg);
    None
}

/// What was waited for is there: does what was typed.
pub(super) fn release(model: &mut Model, of: Awaited) -> Vec<Effect> {
    let typed = take(model, of);
    replay(model, typed)
}

/// Does what was typed.
pub(super) fn replay(model: &mut Model, typed: Vec<Msg>) -> Vec<Effect> {
    typed.into_iter().flat_map(|msg| update(model, msg)).collect()
}

/// What was waited for is there, or will not come: what was typed.
pub(super) fn take(model: &mut Model, of: Awaited) -> Vec<Msg> {
    model.ahead.take_if(|ahead| ahead.of == of).map(|ahead| ahead.typed).unwrap_or_default()
}

/// Gives the article up that has not come: keys are for what is shown.
fn stay(model: &mut Model) {
    model.ahead = None;
    model.seeking = None;
    model.reader.asked.1 = model.reader.article();
}

/// Whether a key is for the text, while another article is on its way.
fn is_for_next_article(model: &Model, msg: &Msg) -> bool {
    let asked = model.reader.asked.1.filter(|asked| *asked != UNKEPT && model.reader.article() != Some(*asked));
    let Msg::Key(key) = msg else { return false };
    if model.focus != Pane::Reader
        || !model.overlays.is_empty()
        || model.is_writing()
        || (asked.is_none() && model.seeking.is_none())
    {
        return false;
    }
    // Where a key before it leads is not known yet: it may be for a comment.
    match model.keymap.lookup(Context::Comments, &[model.pending.as_slice(), &[*key]].concat()) {
        Lookup::Action(action) => is_for_text(action),
        Lookup::Prefix => true,
        Lookup::Nothing => false,
    }
}

fn is_for_text(action: Action) -> bool {
    match action.spec().category {
        Category::Reading | Category::Comments | Category::Writing => action != Action::Zen,
        Category::Moving => !matches!(action, Action::Back | Action::Left | Action::NextPane | Action::PreviousPane),
        Category::Articles => {
            matches!(action, Action::NextUnread | Action::PreviousUnread | Action::ToggleRead | Action::ToggleStar)
        }
        Category::Feeds | Category::Program => false,
    }
}
