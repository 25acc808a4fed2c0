//! Searches for the next unread article: in the list, and then in all unread articles.

use super::{Effect as ArticlesEffect, Msg};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::ticket::Ticket;
use crate::domain::{ArticleId, ArticleRow, Scope};

/// Searches for an unread article from the selected one on.
pub(super) fn seek(model: &mut Model, backwards: bool) -> Effect {
    let ticket = model.ticket();
    model.unread_search = Some((ticket, backwards));
    // The open article may be folded under the selected one.
    let is_under =
        |id: &ArticleId, row: ArticleId| model.articles.window.head(row).is_some_and(|head| head.others.contains(id));
    let selected = model.articles.selected().map(|row| row.id);
    let from = model.reader.article().filter(|id| selected.is_some_and(|row| is_under(id, row))).or(selected);
    ArticlesEffect::NextUnread { ticket, query: model.articles.query.clone(), from, backwards }.into()
}

/// Opens the unread article. If the list has no more, the search continues in all unread articles.
pub(super) fn found(model: &mut Model, ticket: Ticket, found: Option<(ArticleRow, usize)>) -> Vec<Effect> {
    let Some((_, backwards)) = model.unread_search.take_if(|(asked, _)| *asked == ticket) else { return Vec::new() };
    let Some((row, place)) = found else {
        match model.articles.query.scope {
            _ if backwards => return model.say("no unread articles further up"),
            Scope::All | Scope::Unread => return model.say("no more unread articles"),
            _ => {}
        }
        model.feeds.select(&Scope::Unread);
        model.post(Msg::TurnTo(Scope::Unread));
        model.post(Msg::SeekUnread(false));
        return Vec::new();
    };
    model.articles.cursor = place;
    let is_known = model.articles.row(place).is_some_and(|known| known.id == row.id);
    let ticket = model.ticket();
    let load = (!is_known).then(|| model.articles.jump_to(row.id, place, ticket).into());
    model.post(Msg::Read(Box::new(row)));
    load.into_iter().collect()
}
