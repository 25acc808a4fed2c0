//! Turning to another of an article's texts: the full text, the feed's own, or what changed.

use super::opening::ask_view;
use crate::app::document::{Opened, View};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::{reader, thread};
use crate::domain::ArticleRow;

/// Steps through the changes, the latest first, and behind the oldest back to the text.
pub(super) fn show_changes(model: &mut Model) -> Vec<Effect> {
    if let Some(place) = model.reader.thread.selected {
        return show_comment_changes(model, place);
    }
    let Some(opened) = model.reader.opened.clone() else { return Vec::new() };
    if opened.revisions == 0 {
        return model.say("no changes since it was first fetched");
    }
    let next = match opened.view {
        View::Change(at) if at + 1 < opened.revisions => View::Change(at + 1),
        View::Change(_) => View::Text,
        View::Text | View::Feed => View::Change(0),
    };
    turn_to(model, &opened, next)
}

/// Goes from changes back to the text; `None` when no changes are shown.
pub(super) fn leave_changes(model: &mut Model) -> Option<Vec<Effect>> {
    let opened = model.reader.opened.clone().filter(|opened| matches!(opened.view, View::Change(_)))?;
    Some(turn_to(model, &opened, View::Text))
}

/// Fetches the full text of an article; once it is there, turns to the feed's text and back.
pub(super) fn fetch_full_text(model: &mut Model, row: &ArticleRow) -> Vec<Effect> {
    let opened = model.reader.opened.clone().filter(|opened| opened.article.row.id == row.id);
    if opened.as_ref().is_some_and(|opened| opened.is_preview()) {
        return model.say("a preview already shows its page");
    }
    if let Some(opened) = opened.filter(|opened| opened.article.page.is_some() && !opened.is_outdated()) {
        let view = if opened.view == View::Text { View::Feed } else { View::Text };
        return turn_to(model, &opened, view);
    }
    let names_transcript = model
        .reader
        .opened
        .as_ref()
        .is_some_and(|opened| opened.article.row.id == row.id && !opened.article.media.transcripts.is_empty());
    if row.url.is_none() && !names_transcript {
        return model.say("this article has no address to fetch its full text from");
    }
    model.status.fetching_page = true;
    vec![reader::Effect::FetchFullText(row.id).into()]
}

fn turn_to(model: &mut Model, opened: &Opened, view: View) -> Vec<Effect> {
    vec![ask_view(model, opened.article.row.id, view)]
}

/// Shows a comment with its changes marked, or as it reads now.
fn show_comment_changes(model: &mut Model, place: usize) -> Vec<Effect> {
    let Some(opened) = model.reader.opened.clone() else { return Vec::new() };
    if !opened.thread.get(place).is_some_and(|node| node.comment.edited) {
        return model.say("this comment has not been edited since it was first loaded");
    }
    let width = model.reader.page.width;
    if model.reader.thread.changes.remove(&place) {
        model.reader.thread.bodies.forget(place);
        return vec![thread::Effect::LayOut { opened, width, places: vec![place] }.into()];
    }
    model.reader.thread.changes.insert(place);
    vec![thread::Effect::LayOutChanges { opened, width, place }.into()]
}
