//! Selects several rows of the list, and marks them all at once. What `save` and `commands` do with them is left to these.

use super::{Effect as ArticlesEffect, RangeChange};
use crate::app::effect::Effect;
use crate::app::layout::Pane;
use crate::app::model::Model;
use crate::domain::Text;
use crate::input::Action;

/// The most rows that are changed at once.
const MAX_ROWS: usize = 10_000;

/// Begins a selection at the cursor, or ends it.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    if model.articles.anchor.take().is_some() || model.articles.window.total == 0 {
        return Vec::new();
    }
    model.articles.anchor = Some(model.articles.cursor);
    let keys = [Action::ToggleRead, Action::ToggleStar, Action::Tag, Action::Save].map(|action| model.key(action));
    model.say(&format!("move to select rows; {} act on all of them", keys.join(" ")))
}

/// Marks the selected rows read or starred, and ends the selection; `None` if no rows are selected.
pub(super) fn mark(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let change = match action {
        Action::ToggleRead => RangeChange::ToggleRead,
        Action::ToggleStar => RangeChange::ToggleStar,
        _ => return None,
    };
    change_all(model, change)
}

/// Adds and removes tags of the selected rows, and ends the selection; `None` if no rows are selected.
pub(super) fn tag(model: &mut Model, tags: &[(Text, bool)]) -> Option<Vec<Effect>> {
    change_all(model, RangeChange::Tags(tags.to_vec()))
}

fn change_all(model: &mut Model, change: RangeChange) -> Option<Vec<Effect>> {
    let (from, count) = model.articles.selection().filter(|_| model.focus == Pane::Articles)?;
    if count > MAX_ROWS {
        return Some(model.say(&format!("select at most {MAX_ROWS} rows at once")));
    }
    model.articles.anchor = None;
    Some(vec![ArticlesEffect::ChangeRange { query: model.articles.query.clone(), from, count, change }.into()])
}
