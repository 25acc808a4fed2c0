//! Handles the messages and actions of the comments.

use std::sync::Arc;

use super::{Effect as ThreadEffect, Msg, analysed, context, filter, marks, rules, texts};
use crate::app::effect::Effect;
use crate::app::layout::Pane;
use crate::app::model::Model;
use crate::app::undo::{Undo, remember};
use crate::app::{articles, reader};
use crate::domain::{Text, Thread};
use crate::input::Action;

/// Handles a message.
pub(in crate::app) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::LaidOut { thread, width, comments } => texts::laid_out(model, &thread, width, &comments),
        Msg::NotLaidOut { thread, width, places } => texts::not_laid_out(model, &thread, width, &places),
        Msg::Analysed { thread, analysis } => {
            if model.is_shown(&thread) {
                analysed::show(model, analysis);
            }
        }
        Msg::Filtered { thread, filter } => {
            if model.is_shown(&thread) {
                return filter::apply(model, filter);
            }
        }
        Msg::FoundIn { thread, words, places } => found(model, &thread, words, &places),
        Msg::RulesChanged { undo, notice } => return rules_changed(model, undo, &notice),
        Msg::Fetched { article, notice } => {
            model.say(&notice);
            model.post(articles::Msg::Reload);
            model.post(reader::Msg::Refresh(article));
        }
        Msg::Filter(typed) => return filter::submit(model, &typed),
        Msg::Skim(typed) => return filter::skim(model, &typed),
        Msg::Release(name) => rules::release(model, &name),
        Msg::AddRule(rule) => return vec![ThreadEffect::AddRule(rule).into()],
        Msg::RemoveRule(rule) => return vec![ThreadEffect::RemoveRule(rule).into()],
        Msg::Unmark { article, marks, unfold } => return marks::unmark(model, article, (&marks, unfold)),
    }
    Vec::new()
}

/// Says which rules have changed, and analyses the thread with the new ones.
fn rules_changed(model: &mut Model, undo: Option<Undo>, notice: &Text) -> Vec<Effect> {
    let notice = model.with_undo(notice, undo.as_ref());
    remember(&mut model.undo, undo);
    model.say(&notice);
    model.reader.opened.clone().map(|opened| ThreadEffect::Analyse(opened).into()).into_iter().collect()
}

/// Adds the comments in which the store found the words of a search.
fn found(model: &mut Model, thread: &Arc<Thread>, words: String, places: &[usize]) {
    let count = model.is_shown(thread).then(|| model.reader.add_found(&words, places)).flatten();
    if let Some(count) = count {
        model.post(reader::Msg::FoundIn(words, count));
    }
}

/// Carries out an action on the comments; `None` when the action is for another room.
pub(in crate::app) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let of_thread: Option<fn(&mut Model) -> Vec<Effect>> = match action {
        Action::RefreshComments => return Some(fetch(model, false)),
        Action::FillGaps => return Some(fetch(model, true)),
        Action::Filter => Some(filter::ask),
        Action::Sort => Some(filter::sort),
        Action::Skim => Some(filter::ask_skim),
        Action::FoldSeen => Some(marks::fold_seen),
        _ => None,
    };
    let of_comment: Option<fn(&mut Model, usize) -> Vec<Effect>> = match action {
        Action::Done => Some(marks::done),
        Action::Keep => Some(marks::toggle_kept),
        Action::Mute => Some(rules::menu),
        Action::Why => Some(rules::why),
        Action::Repeats => Some(rules::cluster),
        Action::Peek => Some(context::peek),
        Action::ToQuote => Some(context::jump),
        _ => None,
    };
    let is_empty = model.reader.opened.as_ref().is_none_or(|opened| opened.thread.is_empty());
    match (of_thread, of_comment, model.reader.thread.selected) {
        (Some(_), ..) if is_empty => Some(model.say_no_comments()),
        (Some(act), ..) => Some(act(model)),
        (None, Some(act), Some(place)) => Some(act(model, place)),
        (None, Some(_), None) => Some(model.say_no_comment_selected()),
        (None, None, _) => None,
    }
}

/// Fetches the comments again; `is_thorough` fetches every page and stub.
fn fetch(model: &mut Model, is_thorough: bool) -> Vec<Effect> {
    let Some(opened) = model.reader.opened.clone() else { return Vec::new() };
    if opened.is_preview() {
        return model.say_is_preview();
    }
    model.say("fetching comments …");
    vec![ThreadEffect::Fetch(opened.article.row.id, is_thorough).into()]
}

/// Brings the comments up to date after a message: marks the selected one seen, asks for texts, and notes a visit.
pub(in crate::app) fn settle(model: &mut Model) -> Vec<Effect> {
    marks::see_selected(model);
    let mut effects: Vec<Effect> = texts::ask(model).into_iter().collect();
    effects.extend(visit(model));
    effects
}

/// Stores that the user has seen the comments, once for each time that they are loaded.
fn visit(model: &mut Model) -> Option<Effect> {
    let is_in_view = model.reader.comments_start() < model.reader.scroll.top + model.reader_height();
    if model.focus != Pane::Reader || model.reader.thread.visited || !is_in_view {
        return None;
    }
    let opened = model.reader.opened.clone().filter(|opened| !opened.thread.is_empty())?;
    model.reader.thread.visited = true;
    opened.fetched().map(|fetched| ThreadEffect::Visit(opened.article.row.id, fetched).into())
}
