//! Dispatches messages to the rooms, one arm a room, and collects their effects.

use super::effect::{Effect, Terminal};
use super::model::Model;
use super::msg::Msg;
use super::undo::{self, remember};
use super::{
    act, articles, commands, compose, factcheck, feeds, input, listen, overlay, palette, reader, save, stories, sync,
    thread, welcome,
};

/// Handles a message and all those that the rooms post because of it, and returns the effects to carry out.
pub fn update(model: &mut Model, first: Msg) -> Vec<Effect> {
    let mut effects = Vec::new();
    model.post(first);
    while let Some(msg) = model.next_message() {
        // Messages that the handler posts come before those that already wait.
        let waiting = model.take_inbox();
        effects.extend(step(model, msg));
        model.post_all(waiting);
        if effects.contains(&Terminal::Quit.into()) {
            model.take_inbox();
            effects.splice(0..0, leave(model));
        }
    }
    settle(model, &mut effects);
    effects
}

fn step(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Input(msg) => input::handle::update(model, msg),
        Msg::Tick(now) => {
            model.now = now;
            let mut effects = save(model);
            if model.timer.is_due(now) && model.status.progress.is_none() {
                effects.push(sync::Effect::StartDue.into());
            }
            effects
        }
        Msg::Pause => compose::handle::save(model).into_iter().collect(),
        Msg::Act(action, key) => act::act(model, action, key),
        Msg::Feeds(msg) => feeds::handle::update(model, msg),
        Msg::Articles(msg) => articles::handle::update(model, msg),
        Msg::Reader(msg) => reader::handle::update(model, msg),
        Msg::Save(msg) => save::handle::update(model, msg),
        Msg::Thread(msg) => thread::handle::update(model, msg),
        Msg::Commands(msg) => commands::handle::update(model, msg),
        Msg::Compose(msg) => compose::handle::update(model, msg),
        Msg::Listen(msg) => listen::handle::update(model, msg),
        Msg::Stories(msg) => stories::handle::update(model, msg),
        Msg::FactCheck(msg) => factcheck::handle::update(model, msg),
        Msg::Overlay(msg) => overlay::handle::update(model, msg),
        Msg::Palette(msg) => palette::handle::update(model, msg),
        Msg::Welcome(msg) => welcome::handle::update(model, msg),
        Msg::Sync(msg) => synced(model, msg),
        Msg::Undo(msg) => stored(model, msg),
        Msg::StoreChanged => {
            model.post(articles::Msg::Reload);
            Vec::new()
        }
        Msg::Notice(text) => model.say(&text),
        Msg::Failed(why) => model.fail(why),
    }
}

/// Shows the progress of a sync. At its end the lists and the open article are read again.
fn synced(model: &mut Model, msg: sync::Msg) -> Vec<Effect> {
    let is_finished = matches!(msg, sync::Msg::Finished { .. });
    let notice = if let sync::Msg::Notify(notice) = &msg { Some(notice.clone()) } else { None };
    model.status.follow(msg, model.now);
    if is_finished {
        model.post(articles::Msg::Reload);
        model.post(compose::Msg::Synced);
        return vec![feeds::Effect::Count.into()];
    }
    notice.map(|notice| Terminal::Notify(notice).into()).into_iter().collect()
}

/// Says what was stored or undone, and remembers how to undo it.
fn stored(model: &mut Model, msg: undo::Msg) -> Vec<Effect> {
    match msg {
        undo::Msg::Changed { undo, notice } => {
            let notice = notice.map(|notice| model.with_undo(&notice, undo.as_ref()));
            remember(&mut model.undo, undo);
            if let Some(notice) = notice {
                model.say(&notice);
            }
            model.post(articles::Msg::Reload);
            Vec::new()
        }
        undo::Msg::Failed { undo, error } => {
            model.undo.push(undo);
            model.fail(error)
        }
    }
}

/// Stores unsaved state before the program ends.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    let mut effects = save(model);
    effects.extend(compose::handle::leave(model));
    effects.extend(listen::handle::keep(model));
    effects
}

/// Stores the place, marks, folds and reply that the store does not have yet.
fn save(model: &mut Model) -> Vec<Effect> {
    let mut effects = reader::handle::save(model);
    effects.extend(compose::handle::save(model));
    effects
}

/// Brings all rooms up to date after messages: lists scroll to their cursors and load more rows, and the reader shows
/// the selected article at the current width.
fn settle(model: &mut Model, effects: &mut Vec<Effect>) {
    feeds::handle::settle(model);
    palette::handle::settle(model);
    effects.extend(welcome::handle::settle(model));
    compose::handle::settle(model);
    input::type_ahead::settle(model);
    effects.extend(articles::handle::settle(model));
    effects.extend(reader::handle::settle(model));
    effects.extend(thread::handle::settle(model));
    listen::follow::settle(model);
    factcheck::handle::settle(model);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::articles::Effect as ArticlesEffect;
    use crate::app::document::{LaidOutPage, Opened};
    use crate::app::input::Msg as InputMsg;
    use crate::app::layout::Pane;
    use crate::app::reader::Msg as ReaderMsg;
    use crate::domain::{Article, ArticleId, ArticleRow, Comment, CommentCounts, FeedId, Html, Text, Thread, Time};
    use crate::input::{Keymap, parse_keys};

    /// Makes an article with one comment.
    fn opened(id: ArticleId) -> Opened {
        let row = ArticleRow {
            id,
            feed: FeedId(1),
            feed_title: Text::line("Feed"),
            title: Text::line("Title"),
            author: None,
            url: None,
            published: Time::default(),
            read: false,
            starred: false,
            tags: Vec::new(),
            comments: CommentCounts::default(),
            edited: None,
            is_highlighted: false,
            hidden_because: None,
        };
        let thread = Thread::build(vec![Comment { id: "1".into(), ..Comment::default() }]).0;
        Opened::new(Article::new(row, Html::default()), Arc::new(thread))
    }

    #[test]
    fn keys_that_waited_for_an_article_are_handled_before_the_rooms_settle() {
        let keymap = Arc::new(Keymap::with_user("").unwrap());
        let mut model = Model::new((80, 24), Time::default(), keymap, crate::app::Options::default());
        let (id, ticket) = (ArticleId(7), model.ticket());
        model.focus = Pane::Reader;
        model.reader.pending.article = (ticket, Some(id));
        for key in parse_keys("s m").unwrap() {
            let early = update(&mut model, InputMsg::Key(key).into());
            assert!(!early.iter().any(|effect| matches!(effect, Effect::Articles(_))), "{early:?}");
        }
        let page = LaidOutPage { width: model.text_width(), ..LaidOutPage::default() };
        let msg = ReaderMsg::Opened { ticket, opened: Some((Arc::new(opened(id)), Arc::new(page))) };
        let effects = update(&mut model, msg.into());
        let at = |test: fn(&Effect) -> bool| -> Vec<usize> {
            effects.iter().enumerate().filter(|(_, effect)| test(effect)).map(|(at, _)| at).collect()
        };
        let star = at(|effect| matches!(effect, Effect::Articles(ArticlesEffect::SetStarred { .. })));
        let read = at(|effect| matches!(effect, Effect::Articles(ArticlesEffect::SetRead { .. })));
        // Only `settle` requests the comments' texts.
        let texts = at(|effect| matches!(effect, Effect::Thread(thread::Effect::LayOut { .. })));
        assert_eq!((star.len(), read.len(), texts.as_slice()), (1, 1, [effects.len() - 1].as_slice()), "{effects:?}");
        assert!(star < read, "in the order of the keys: {effects:?}");
        assert!(model.type_ahead.is_none());
    }
}
