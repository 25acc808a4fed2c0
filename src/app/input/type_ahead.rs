//! Makes keys wait for the article or the box that they are meant for.
//!
//! Otherwise a key that the user types while an article loads would act on the article before.

use super::Msg;
use super::typed::{Awaited, TypeAhead};
use crate::app::document::PREVIEW_ID;
use crate::app::layout::Pane;
use crate::app::model::Model;
use crate::app::msg::Msg as AnyMsg;
use crate::domain::ArticleId;
use crate::input::{Action, Category, Code, Context, Key, Lookup};

/// Returns whether the model handles a key or a paste now; if not, queues it. Esc drops the keys for an article, and
/// ctrl-c twice is always handled, so that the user can leave even while the store does not answer.
pub(super) fn is_for_now(model: &mut Model, msg: &Msg) -> bool {
    let Some(ahead) = &mut model.type_ahead else {
        if !is_for_next_article(model, msg) {
            return true;
        }
        let typed = vec![AnyMsg::Input(msg.clone())];
        model.type_ahead = Some(TypeAhead { awaited: Awaited::Article, typed });
        return false;
    };
    if ahead.awaited == Awaited::Article && *msg == Msg::Key(Key::plain(Code::Esc)) {
        model.type_ahead = None;
        return false;
    }
    let is_leaving = |msg: &Msg| matches!(msg, Msg::Key(Key { code: Code::Char('c'), ctrl: true, .. }));
    let was_leaving = matches!(ahead.typed.last(), Some(AnyMsg::Input(last)) if is_leaving(last));
    if is_leaving(msg) && was_leaving {
        return true;
    }
    ahead.typed.push(AnyMsg::Input(msg.clone()));
    false
}

/// Drops queued keys whose article is no longer loading.
pub(in crate::app) fn settle(model: &mut Model) {
    if !is_turning(model) {
        model.take_typed(Awaited::Article);
    }
}

/// Returns whether an action is for a text that is still loading.
pub(in crate::app) fn is_early(model: &Model, action: Action) -> bool {
    model.focus == Pane::Reader && is_turning(model) && is_for_text(action)
}

/// Returns whether another article is loading, or the store is searching for one.
fn is_turning(model: &Model) -> bool {
    let is_other = |asked: ArticleId| asked != PREVIEW_ID && model.reader.article() != Some(asked);
    model.unread_search.is_some() || model.reader.pending.article.1.is_some_and(is_other)
}

/// Returns whether a key is for the text while another article is loading.
fn is_for_next_article(model: &Model, msg: &Msg) -> bool {
    let Msg::Key(key) = msg else { return false };
    if model.focus != Pane::Reader || !model.overlays.is_empty() || model.is_composing() || !is_turning(model) {
        return false;
    }
    // An earlier key may select a comment once the article is there, so keys of the comments count too.
    match model.keymap.lookup(Context::Comments, &[model.pending_keys.as_slice(), &[*key]].concat()) {
        // In the text this key leaves the reader; in the comments it goes to the parent.
        Lookup::Action(Action::Left) => model.reader.thread.selected.is_some(),
        Lookup::Action(action) => is_for_text(action),
        Lookup::Prefix => true,
        Lookup::Nothing => false,
    }
}

/// Returns whether an action needs the text of an article.
fn is_for_text(action: Action) -> bool {
    match action.spec().category {
        Category::Reading | Category::Comments | Category::Commands | Category::Writing => action != Action::Zen,
        Category::Moving => !matches!(action, Action::Back | Action::NextPane | Action::PreviousPane),
        Category::Articles => {
            matches!(
                action,
                Action::NextUnread | Action::PreviousUnread | Action::ToggleRead | Action::ToggleStar | Action::Tag
            )
        }
        Category::Listening | Category::Feeds | Category::FirstRun | Category::Program => false,
    }
}
