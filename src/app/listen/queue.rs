//! Changes the queue. Every change by the user can be undone.

use super::Effect as ListenEffect;
use crate::app::document::PREVIEW_ID;
use crate::app::effect::Effect;
use crate::app::layout::Pane;
use crate::app::model::Model;
use crate::app::overlay::stack::Overlay;
use crate::app::undo::{Undo, remember};
use crate::domain::queue::QueueItem;
use crate::domain::{ArticleId, Text, pluralize};
use crate::input::Action;

/// Returns the articles of the queue.
pub(super) fn articles(model: &Model) -> Vec<ArticleId> {
    model.listen.queue.iter().map(|item| item.article).collect()
}

/// Adds the open or selected article; from the list of feeds, the unread articles of the selected row.
pub(super) fn add(model: &mut Model, plays: bool) -> Vec<Effect> {
    if model.focus == Pane::Feeds || plays {
        let mut query = model.articles.query.clone();
        query.unread_only = true;
        query.unread_since = None;
        return vec![ListenEffect::EnqueueList { query, plays }.into()];
    }
    match model.target().map(|row| row.id) {
        Some(PREVIEW_ID) => model.say_is_preview(),
        Some(article) => vec![ListenEffect::Enqueue(article).into()],
        None => model.say("no article is selected"),
    }
}

/// Takes over the queue after it was changed in the store.
pub(super) fn changed(model: &mut Model, queue: Vec<QueueItem>, notice: &Text, plays: bool) -> Vec<Effect> {
    let before = std::mem::replace(&mut model.listen.queue, queue);
    let known = |article: &ArticleId| before.iter().any(|item| item.article == *article);
    let first_new = articles(model).into_iter().find(|article| !known(article));
    let undo = first_new.is_some().then(|| Undo::Queue(before));
    let notice = model.with_undo(notice, undo.as_ref());
    remember(&mut model.undo, undo);
    let mut effects = model.say(&notice);
    if plays && let Some(article) = first_new.or_else(|| model.listen.queue.first().map(|item| item.article)) {
        effects.push(ListenEffect::Play(article, None).into());
    }
    effects
}

/// Removes everything but what is played.
pub(super) fn clear(model: &mut Model) -> Vec<Effect> {
    let playing = model.listen.playing.as_ref().map(|playing| playing.item.article);
    let before = model.listen.queue.len();
    let rest: Vec<QueueItem> =
        model.listen.queue.iter().filter(|item| Some(item.article) == playing).cloned().collect();
    let removed = before - rest.len();
    replace(model, rest, &format!("{} removed from the queue", pluralize(removed, "article")))
}

/// Removes or moves the open or selected article.
pub(super) fn change_selected(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(article) = model.target().map(|row| row.id) else { return model.say("no article is selected") };
    if let Some(at) = model.listen.queue.iter().position(|item| item.article == article) {
        return change(model, at, action);
    }
    let key = model.key(Action::QueueAdd);
    model.say(&format!("this article is not in the queue ({key}: add it)"))
}

/// Removes or moves the article at a place of the queue.
pub(super) fn change(model: &mut Model, at: usize, action: Action) -> Vec<Effect> {
    let mut queue = model.listen.queue.clone();
    let Some(item) = queue.get(at).cloned() else { return Vec::new() };
    let to = match action {
        Action::QueueEarlier => at.saturating_sub(1),
        Action::QueueLater => (at + 1).min(queue.len() - 1),
        _ => {
            queue.remove(at);
            follow(model, at.min(queue.len().saturating_sub(1)));
            return replace(model, queue, &format!("removed from the queue: {}", item.title));
        }
    };
    queue.swap(at, to);
    follow(model, to);
    replace(model, queue, "")
}

/// Keeps the cursor of the list on an article that moves.
fn follow(model: &mut Model, to: usize) {
    if let Some(Overlay::Queue(cursor)) = model.overlays.last_mut() {
        *cursor = to;
    }
}

fn replace(model: &mut Model, queue: Vec<QueueItem>, notice: &str) -> Vec<Effect> {
    let before = std::mem::replace(&mut model.listen.queue, queue);
    let after = articles(model);
    if before.iter().map(|item| item.article).eq(after.iter().copied()) {
        return Vec::new();
    }
    remember(&mut model.undo, Some(Undo::Queue(before)));
    if !notice.is_empty() {
        let notice = model.with_undo(&Text::line(notice), model.undo.last());
        model.say(&notice);
    }
    vec![ListenEffect::SetQueue(after).into()]
}
