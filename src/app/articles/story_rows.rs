//! Unfolds and folds the stories of the list, which are one row each. Folding the rows is left to `store`.

use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::domain::{ArticleId, ArticleRow, StoryId};

/// Shows the other articles of the selected story below its row, or hides them again.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    let Some(row) = model.articles.selected() else { return model.say("select an article first") };
    let Some((first, story)) = story_of(model, row.id) else {
        let reason = match model.articles.query.unfolded {
            Some(_) => "no other article here tells this story",
            None if model.options.fold_stories => "only lists of several feeds show a story as one row",
            None => "the setting fold_stories is off",
        };
        return model.say(reason);
    };
    let pane = &mut model.articles;
    let unfolded = pane.query.unfolded.get_or_insert_default();
    let before = unfolded.len();
    unfolded.retain(|known| *known != story);
    if unfolded.len() == before {
        unfolded.push(story);
    }
    let (ticket, place) = (model.ticket(), model.articles.cursor);
    vec![model.articles.go_to(first, place, ticket).into()]
}

/// Returns the first article of the story that an article in memory is folded into, and the story.
fn story_of(model: &Model, article: ArticleId) -> Option<(ArticleId, StoryId)> {
    let window = &model.articles.window;
    let first = window
        .rows
        .iter()
        .find(|row| window.head(row.id).is_some_and(|head| row.id == article || head.others.contains(&article)))?;
    Some((first.id, window.head(first.id)?.story))
}

/// Returns the articles that a mark on a row is for: all of a folded story, else the row's.
pub(super) fn marked(model: &Model, row: &ArticleRow) -> Vec<ArticleId> {
    let others = model.articles.window.head(row.id).filter(|head| !head.is_unfolded).map(|head| head.others.as_slice());
    std::iter::once(row.id).chain(others.unwrap_or_default().iter().copied()).collect()
}
