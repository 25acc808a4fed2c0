//! What several keys, clicks and answers ask for alike: a list, an article, a prompt, a word to the user.

use super::{Effect, Item, Model, Overlay, Pane, Prompt, View};
use crate::domain::{ArticleId, ArticleRow, ListQuery, Scope, Text};

/// Where a key is for comments and there are none.
pub(super) const NO_COMMENTS: &str = "no comments are loaded; r looks for some";
/// Where it is for a comment and none is selected.
pub(super) const FOR_COMMENTS: &str = "this is for a comment; c goes to the comments";

/// Reads lists and counts again; nothing moves.
pub(super) fn reload(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    vec![Effect::LoadFeeds, model.articles.reload(ticket)]
}

/// Asks for an article, set for the width there is; the open one in the text that is shown of it.
pub(super) fn ask_open(model: &mut Model, article: ArticleId) -> Effect {
    let opened = model.reader.opened.as_ref().filter(|opened| opened.article.row.id == article);
    let view = opened.map_or(View::Text, |opened| opened.view);
    ask_view(model, article, view)
}

/// Asks for one of an article's texts.
pub(super) fn ask_view(model: &mut Model, article: ArticleId, view: View) -> Effect {
    let ticket = model.ticket();
    model.reader.pending.article = (ticket, Some(article));
    let order = model.options.sort;
    Effect::Open { ticket, article, view, order, width: model.text_width() }
}

/// Opens an article in the reader and marks it read.
pub(super) fn read_article(model: &mut Model, row: &ArticleRow) -> Vec<Effect> {
    model.focus = Pane::Reader;
    model.trail.clear();
    let mut effects = Vec::new();
    // Asked again even when it is shown: a sync may have brought text or comments. The place in it is kept.
    effects.push(ask_open(model, row.id));
    if !row.read {
        model.articles.touch(&[row.id], |row| row.read = true);
        effects.push(Effect::SetRead { articles: vec![row.id], read: true });
    }
    effects
}

/// Has a comment's text set, wherever it is, unless it is or is being set.
pub(super) fn ask_text(model: &mut Model, comment: usize) -> Option<Effect> {
    let (width, opened) = (model.reader.page.width, model.reader.opened.clone()?);
    let places = model.reader.thread.bodies.ask(std::iter::once(comment));
    (!places.is_empty()).then_some(Effect::SetComments { opened, width, places })
}

/// Looks for an unread article from the selected one on.
pub(super) fn seek_unread(model: &mut Model, backwards: bool) -> Effect {
    let ticket = model.ticket();
    model.seeking = Some((ticket, backwards));
    let from = model.articles.selected().map(|row| row.id);
    Effect::NextUnread { ticket, query: model.articles.query.clone(), from, backwards }
}

/// Turns the list to what the feeds' cursor is on.
pub(super) fn turn_to_selected(model: &mut Model) -> Vec<Effect> {
    let scope = model.feeds.scope();
    turn_to(model, scope)
}

/// Turns the list to a scope.
pub(super) fn turn_to(model: &mut Model, scope: Scope) -> Vec<Effect> {
    let title = title_of(model, &scope);
    // A search finds what has been read too.
    let is_search = matches!(scope, Scope::Search(_));
    let unread_only = scope == Scope::Unread || (model.options.unread_only && !is_search);
    let query = ListQuery { scope, unread_only, unread_since: Some(model.now), query: None };
    if model.articles.query.scope == query.scope
        && model.articles.query.unread_only == query.unread_only
        && model.articles.loaded
    {
        return Vec::new();
    }
    // What was looked for in another list is no longer wanted.
    model.seeking = None;
    let ticket = model.ticket();
    vec![model.articles.turn_to(query, title, ticket)]
}

fn title_of(model: &Model, scope: &Scope) -> Text {
    match scope {
        Scope::All => Text::line("All articles"),
        Scope::Unread => Text::line("Unread"),
        Scope::Starred => Text::line("Starred"),
        Scope::Feed(id) => {
            model.feeds.feeds.iter().find(|feed| feed.id == *id).map(|feed| feed.title.clone()).unwrap_or_default()
        }
        Scope::Folder(path) => Text::line(path),
        Scope::Tag(tag) => Text::line(&format!("#{tag}")),
        Scope::Search(words) => Text::line(&format!("Search: {words}")),
    }
}

/// A prompt is on top.
pub(super) fn ask(model: &mut Model, prompt: Prompt) -> Vec<Effect> {
    model.overlays.push(Overlay::Prompt(prompt));
    Vec::new()
}

pub(super) fn say(model: &mut Model, text: &str) -> Vec<Effect> {
    model.status.say(Text::line(text), model.now);
    Vec::new()
}

/// Rows of the reader's text.
pub(super) fn reader_height(model: &Model) -> usize {
    let area = model.panes().reader;
    area.map_or(0, |area| usize::from(area.body().height))
}

/// Whether the selected row of the feeds is a folder.
pub(super) fn on_folder(model: &Model) -> bool {
    matches!(model.feeds.selected(), Some(Item::Folder { .. }))
}
