//! Sorts the list of articles by the user's choice. `sorts` remembers the order of each list.

use super::{Effect as ArticlesEffect, Msg};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::overlay::menu::MenuRow;
use crate::domain::Sort;

/// Shows the menu of orders.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    let now = model.articles.query.sort;
    let row = |sort: Sort| {
        let detail = if sort == now { "now" } else { "" };
        MenuRow::new(sort.description(), detail, Msg::Sort(sort))
    };
    model.menu("Sort this list", Sort::ALL.map(row).into())
}

/// Sorts the list, and remembers it. The cursor stays on its article.
pub(super) fn set(model: &mut Model, sort: Sort) -> Vec<Effect> {
    let name = model.articles.query.scope.name();
    if sort == model.sorts.usual {
        model.sorts.chosen.remove(&name);
    } else {
        model.sorts.chosen.insert(name, sort);
    }
    // A search for an unread article belongs to the earlier order.
    model.unread_search = None;
    model.articles.query.sort = sort;
    if let Some(filter) = &mut model.articles.filter {
        filter.whole.sort = sort;
    }
    model.say(&format!("sorted: {}", sort.description()));
    let ticket = model.ticket();
    vec![model.articles.reload(ticket).into(), ArticlesEffect::KeepSorts(model.sorts.chosen.clone()).into()]
}
