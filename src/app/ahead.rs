//! What is typed ahead: keys wait for the article, or the box, that they are meant for, so that none means something else
//! for having been fast.
//!
//! Asking for what they wait for is left to `asks` and `writing`.

use super::update::update;
use super::{Effect, Model, Msg, Pane, UNKEPT};
use crate::domain::ArticleId;
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
/// twice does not wait for a store that never answers; Esc takes back what was typed for an article.
pub(super) fn wait(model: &mut Model, msg: Msg) -> Option<Msg> {
    let Some(ahead) = &mut model.ahead else {
        if !is_for_next_article(model, &msg) {
            return Some(msg);
        }
        model.ahead = Some(Ahead { of: Awaited::Article, typed: vec![msg] });
        return None;
    };
    if ahead.of == Awaited::Article && matches!(msg, Msg::Key(key) if key == Key::plain(Code::Esc)) {
        model.ahead = None;
        return None;
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

/// Does what was typed, up to leaving.
pub(super) fn replay(model: &mut Model, typed: Vec<Msg>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for msg in typed {
        effects.extend(update(model, msg));
        if effects.contains(&Effect::Quit) {
            break;
        }
    }
    effects
}

/// What was waited for is there, or will not come: what was typed.
pub(super) fn take(model: &mut Model, of: Awaited) -> Vec<Msg> {
    model.ahead.take_if(|ahead| ahead.of == of).map(|ahead| ahead.typed).unwrap_or_default()
}

/// What was typed for an article that will not come is for no other.
pub(super) fn settle(model: &mut Model) {
    if !is_turning(model) {
        drop(take(model, Awaited::Article));
    }
}

/// Whether an action is for a text that is not there yet.
pub(super) fn is_early(model: &Model, action: Action) -> bool {
    model.focus == Pane::Reader && is_turning(model) && is_for_text(action)
}

/// Whether another article is on its way, or looked for.
fn is_turning(model: &Model) -> bool {
    let is_other = |asked: ArticleId| asked != UNKEPT && model.reader.article() != Some(asked);
    model.seeking.is_some() || model.reader.asked.1.is_some_and(is_other)
}

/// Whether a key is for the text, while another article is on its way.
fn is_for_next_article(model: &Model, msg: &Msg) -> bool {
    let Msg::Key(key) = msg else { return false };
    if model.focus != Pane::Reader || !model.overlays.is_empty() || model.is_writing() || !is_turning(model) {
        return false;
    }
    // Where a key before it leads is not known yet: it may be for a comment.
    match model.keymap.lookup(Context::Comments, &[model.pending.as_slice(), &[*key]].concat()) {
        // Out of the text; from a comment it is into its parent.
        Lookup::Action(Action::Left) => model.reader.selected.is_some(),
        Lookup::Action(action) => is_for_text(action),
        Lookup::Prefix => true,
        Lookup::Nothing => false,
    }
}

fn is_for_text(action: Action) -> bool {
    match action.spec().category {
        Category::Reading | Category::Comments | Category::Writing => action != Action::Zen,
        Category::Moving => !matches!(action, Action::Back | Action::NextPane | Action::PreviousPane),
        Category::Articles => {
            matches!(action, Action::NextUnread | Action::PreviousUnread | Action::ToggleRead | Action::ToggleStar)
        }
        Category::Feeds | Category::Program => false,
    }
}
