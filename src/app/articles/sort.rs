//! Sorts the list of articles, and remembers the order of each list.

use std::collections::BTreeMap;

use super::{Effect as ArticlesEffect, Msg};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::overlay::menu::MenuRow;
use crate::domain::{Scope, Sort};

/// The orders of lists.
#[derive(Debug, Clone, Default)]
pub struct Sorts {
    /// The order of lists for which the user has chosen none.
    pub usual: Sort,
    /// The orders that the user has chosen, by the names of the lists.
    pub chosen: BTreeMap<String, Sort>,
}

impl Sorts {
    /// Returns the order of a list.
    #[must_use]
    pub fn of(&self, scope: &Scope) -> Sort {
        self.chosen.get(&scope.name()).copied().unwrap_or(self.usual)
    }
}

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
