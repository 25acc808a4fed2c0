//! Narrows the list of articles to the rows that match a query, and shows the whole list again.

use super::pane::Filter;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::domain::ListQuery;
use crate::domain::query::Query;

/// Shows only the rows of this list that match a query. Another filter is replaced.
pub(super) fn set(model: &mut Model, words: String, query: Query) -> Effect {
    // A search for an unread article belongs to the earlier list.
    model.unread_search = None;
    let ticket = model.ticket();
    let pane = &mut model.articles;
    let (whole, selected) = match pane.filter.take() {
        Some(filter) => (filter.whole, filter.selected),
        None => (pane.query.clone(), pane.selected().map(|row| (row.id, pane.cursor))),
    };
    // In the results of a search, both queries hold.
    let query = whole.query.clone().unwrap_or_default().and(query);
    // Rows are single articles: the user wants to see which of a story match.
    let narrowed = ListQuery { query: Some(query), unfolded: None, ..whole.clone() };
    let effect = pane.turn_to(narrowed, pane.title.clone(), ticket);
    pane.filter = Some(Filter { words, whole, selected });
    effect.into()
}

/// Shows the whole list again, with the cursor where it was; `None` without a filter.
pub(super) fn leave(model: &mut Model) -> Option<Vec<Effect>> {
    let filter = model.articles.filter.take()?;
    model.unread_search = None;
    let ticket = model.ticket();
    let title = model.articles.title.clone();
    let mut effects = vec![model.articles.turn_to(filter.whole, title, ticket).into()];
    if let Some((article, place)) = filter.selected {
        let ticket = model.ticket();
        effects.push(model.articles.jump_to(article, place, ticket).into());
    }
    Some(effects)
}
