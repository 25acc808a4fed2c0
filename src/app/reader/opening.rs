//! Asks for an article and shows it once it has loaded.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Effect as ReaderEffect, image_loading, leaving};
use crate::app::document::{LaidOutPage, Opened, PREVIEW_ID, View};
use crate::app::effect::Effect;
use crate::app::input::typed::Awaited;
use crate::app::layout::Pane;
use crate::app::model::Model;
use crate::app::thread;
use crate::app::ticket::Ticket;
use crate::domain::{ArticleId, Text};
use crate::input::Action;

/// Asks for an article, laid out for the current width. The open article comes in the text that the reader shows.
pub(super) fn ask(model: &mut Model, article: ArticleId) -> Effect {
    let opened = model.reader.opened.as_ref().filter(|opened| opened.article.row.id == article);
    let view = opened.map_or(View::Text, |opened| opened.view);
    ask_view(model, article, view)
}

/// Asks for one of an article's texts.
pub(super) fn ask_view(model: &mut Model, article: ArticleId, view: View) -> Effect {
    let ticket = model.ticket();
    model.reader.pending.article = (ticket, Some(article));
    let order = model.options.sort;
    ReaderEffect::Open { ticket, article, view, order, width: model.text_width() }.into()
}

/// Asks for the open article again, unless another article is loading.
pub(super) fn refresh(model: &mut Model, article: ArticleId) -> Vec<Effect> {
    let is_current = model.reader.pending.article.1 == Some(article) && article != PREVIEW_ID;
    if is_current { vec![ask(model, article)] } else { Vec::new() }
}

/// Shows the article that the reader asked for.
pub(super) fn show(model: &mut Model, ticket: Ticket, opened: Option<(Arc<Opened>, Arc<LaidOutPage>)>) -> Vec<Effect> {
    if ticket != model.reader.pending.article.0 {
        return Vec::new();
    }
    let mut effects = leaving::save(model);
    let Some((opened, page)) = opened else {
        model.reader.close();
        let key = model.key(Action::Open);
        model.fail(Text::line(&format!("this article could not be read from the store ({key}: try again)")));
        return effects;
    };
    let height = model.reader_height();
    if opened.is_preview() {
        // The page has arrived, so the progress message goes.
        model.status.key_pressed(model.now);
        model.article_history.extend(model.reader.article().filter(|article| *article != PREVIEW_ID));
    }
    model.reader.pending.layout = (ticket, page.width);
    let before = model.reader.opened.clone().filter(|before| before.article.row.id == opened.article.row.id);
    model.reader.open(opened.clone(), page, height);
    let now = |i: usize| opened.place_of(&before.as_ref()?.name_of(i)?);
    model.overlays.retain_mut(|overlay| overlay.follow_comment(&now));
    super::tree::to_pending_reply(&mut model.reader, height);
    effects.extend(image_loading::arrange(model));
    if !opened.thread.is_empty() {
        effects.push(thread::Effect::Analyse(opened).into());
    }
    effects.extend(prepare_next(model));
    model.release_typed(Awaited::Article);
    effects
}

/// Says why a page can't be previewed. The open article stays.
pub(super) fn not_previewed(model: &mut Model, ticket: Ticket, reason: Text) -> Vec<Effect> {
    if ticket == model.reader.pending.article.0 {
        model.reader.pending.article = (ticket, model.reader.article());
    }
    model.fail(reason)
}

/// Shows the open article as it was laid out again.
pub(super) fn relayout(model: &mut Model, ticket: Ticket, page: Arc<LaidOutPage>) {
    if ticket != model.reader.pending.layout.0 {
        return;
    }
    let height = model.reader_height();
    model.reader.relayout(page, height);
    if let Some(selected) = model.reader.thread.selected {
        super::tree::show(&mut model.reader, selected, height);
    }
}

/// Has the article laid out that the user will probably open next: the next unread one, or else the next one. Beside the
/// list that is the row below; the rows above have been shown before.
fn prepare_next(model: &mut Model) -> Option<Effect> {
    if model.focus == Pane::Feeds {
        return None;
    }
    let rows = &model.articles.window.rows;
    let behind = model.reader.article().and_then(|id| rows.iter().position(|row| row.id == id)).map_or(0, |at| at + 1);
    let mut following = rows.iter().skip(behind);
    let unread = following.clone().find(|row| !row.read && model.focus == Pane::Reader);
    let next = unread.or_else(|| following.next()).map(|row| row.id);
    let (ticket, order, width) = (model.ticket(), model.options.sort, model.text_width());
    next.map(|article| ReaderEffect::Prepare { ticket, article, order, width }.into())
}

/// Asks for the selected article if the reader is beside the list, and for a new layout if the width has changed.
pub(super) fn settle(model: &mut Model) -> Vec<Effect> {
    if model.panes().reader.is_none() {
        return Vec::new();
    }
    let mut effects = Vec::new();
    if model.focus != Pane::Reader
        && let Some(id) = model.articles.selected().map(|row| row.id)
        && model.reader.pending.article.1 != Some(id)
    {
        effects.push(ask(model, id));
    }
    let width = model.text_width();
    if let Some(opened) = model.reader.opened.clone()
        && model.reader.page.width != width
        && model.reader.pending.layout.1 != width
    {
        let ticket = model.ticket();
        model.reader.pending.layout = (ticket, width);
        effects.push(ReaderEffect::LayOut { ticket, opened, width, images: HashMap::new() }.into());
    }
    effects
}
