//! Which of an article's texts is shown: the longest there is, the feed's own, or what changed.

use std::sync::Arc;

use super::asks::{ask_view, say};
use super::{Effect, Model, Opened, Pane, UNKEPT};
use crate::domain::{Html, Text, Time};

/// One of an article's texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum View {
    /// The page if it was fetched, else the feed's text.
    #[default]
    Text,
    /// The feed's text, though there is a page.
    Feed,
    /// A change: 0 is the latest.
    Change(usize),
}

/// A text and the one that came after it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Change {
    /// When the later one was seen.
    pub at: Time,
    /// The titles, earlier and later.
    pub titles: (Text, Text),
    /// The texts, earlier and later.
    pub texts: (Html, Html),
}

/// Steps through the changes, the latest first, and behind the oldest back to the text.
pub(super) fn show_changes(model: &mut Model) -> Vec<Effect> {
    if let Some(place) = model.reader.selected {
        return show_comment_changes(model, place);
    }
    let Some(opened) = model.reader.opened.clone() else { return Vec::new() };
    if opened.revisions == 0 {
        return say(model, "the outlet has not changed this article since it came in");
    }
    let next = match opened.view {
        View::Change(at) if at + 1 < opened.revisions => View::Change(at + 1),
        View::Change(_) => View::Text,
        View::Text | View::Feed => View::Change(0),
    };
    turn_to(model, &opened, next)
}

/// Back from changes to the text. Says whether there was something to leave.
pub(super) fn leave_changes(model: &mut Model) -> Option<Vec<Effect>> {
    let opened = model.reader.opened.clone().filter(|opened| matches!(opened.view, View::Change(_)))?;
    (model.focus == Pane::Reader).then(|| turn_to(model, &opened, View::Text))
}

/// Fetches the full page of an article; once it is there, turns from it to the feed's text and back.
pub(super) fn fetch_page(model: &mut Model) -> Vec<Effect> {
    let row = match model.focus {
        Pane::Reader => model.reader.opened.as_ref().map(|opened| opened.article.row.clone()),
        _ => model.articles.selected().cloned(),
    };
    let Some(row) = row else { return Vec::new() };
    let opened = model.reader.opened.clone().filter(|opened| opened.article.row.id == row.id && row.id != UNKEPT);
    if let Some(opened) = opened.filter(|opened| opened.article.page.is_some() && !is_outdated(opened)) {
        let view = if opened.view == View::Text { View::Feed } else { View::Text };
        return turn_to(model, &opened, view);
    }
    if row.id == UNKEPT {
        return say(model, "this is the page itself");
    }
    if row.url.is_none() {
        return say(model, "this article has no address to fetch its page from");
    }
    model.status.fetching_page = true;
    vec![Effect::FetchPage(row.id)]
}

/// Whether the outlet has changed the article since its page was fetched.
#[must_use]
pub fn is_outdated(opened: &Opened) -> bool {
    let fetched = opened.article.page.as_ref().and_then(|page| page.at);
    matches!((fetched, opened.article.row.edited), (Some(fetched), Some(edited)) if fetched < edited)
}

fn turn_to(model: &mut Model, opened: &Arc<Opened>, view: View) -> Vec<Effect> {
    vec![ask_view(model, opened.article.row.id, view)]
}

/// The title of the next unread article, as far as the list in memory tells.
#[must_use]
pub fn next_unread_title(model: &Model) -> Option<&Text> {
    let window = &model.articles.window;
    let after = (model.articles.cursor + 1).saturating_sub(window.offset);
    window.rows.get(after..)?.iter().find(|row| !row.read).map(|row| &row.title)
}
/// A comment with what changed in it, or as it reads now.
fn show_comment_changes(model: &mut Model, place: usize) -> Vec<Effect> {
    let Some(opened) = model.reader.opened.clone() else { return Vec::new() };
    if !opened.thread.get(place).is_some_and(|node| node.comment.edited) {
        return say(model, "this comment has not been edited since it was first loaded");
    }
    let width = model.reader.page.width;
    if model.reader.changes.remove(&place) {
        model.reader.texts.forget(place);
        return vec![Effect::SetComments { opened, width, places: vec![place] }];
    }
    model.reader.changes.insert(place);
    vec![Effect::SetCommentChanges { opened, width, place }]
}
