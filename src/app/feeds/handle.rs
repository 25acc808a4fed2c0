//! Handles the messages and actions of the list of feeds.

use super::items::{Item, Shown};
use super::{Effect as FeedsEffect, Msg, page, smart};
use crate::app::cursor::{keep_in_view, step};
use crate::app::effect::{Effect, Terminal};
use crate::app::layout::{Area, Pane};
use crate::app::model::Model;
use crate::app::overlay::menu::MenuRow;
use crate::app::overlay::prompt::PromptKind;
use crate::app::undo::Undo;
use crate::app::{articles, sync};
use crate::domain::login::{mask, mask_typed};
use crate::domain::tags::TagCount;
use crate::domain::{FeedId, FeedRow, Scope, SmartFeedRow, Text};
use crate::input::Action;

/// Handles a message.
pub(in crate::app) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Loaded { feeds, smart, tags, closed, unread_only } => {
            if !model.feeds.loaded {
                model.feeds.shown.closed = closed.into_iter().collect();
                model.feeds.shown.unread_only = unread_only;
            }
            loaded(model, feeds, smart, tags);
        }
        Msg::Filter(words) => return filter(model, &words),
        Msg::Click(row) => return click(model, row),
        Msg::Scroll(rows) => {
            let last = model.feeds.items.len().saturating_sub(1);
            model.feeds.cursor = model.feeds.cursor.saturating_add_signed(rows).min(last);
            show_selected(model);
        }
        Msg::ShowSelected => show_selected(model),
        Msg::Reveal(scope) => {
            if model.feeds.reveal(&scope) {
                return vec![keep_shown(model)];
            }
        }
        Msg::Added { feed, subscription, title } => {
            let undo = Undo::Added { urls: vec![Text::line(&subscription.url)], smart: Vec::new() };
            let notice = model.with_undo(&format!("added {title}"), Some(&undo));
            model.say(&notice);
            model.undo.push(undo);
            model.post(articles::Msg::Reload);
            return vec![sync::Effect::Start(Some(vec![feed])).into()];
        }
        Msg::AddedSeveral { feeds, urls, smart, notice, skipped } => {
            for skipped in skipped {
                model.status.note(skipped, model.now);
            }
            return added_several(model, feeds, Undo::Added { urls, smart }, &notice);
        }
        Msg::Several(found) => {
            let row = |(title, url): (Text, String)| MenuRow::new(&title, &mask(&url), Msg::Add(url.clone()));
            return model.menu("Several feeds found: select one to add", found.into_iter().map(row).collect());
        }
        Msg::NotAdded { address, reason } => {
            // An error would wait until the prompt closes.
            if model.reopen_prompt_with(PromptKind::AddFeed, &address) {
                return model.say(&reason);
            }
            return model.fail(reason);
        }
        Msg::Counted => return vec![FeedsEffect::Load.into()],
        Msg::Smart(msg) => return smart::update(model, msg),
        Msg::Page(msg) => return page::update(model, msg),
        Msg::Add(address) => {
            model.say(&format!("fetching {} …", mask_typed(&address)));
            return vec![FeedsEffect::Add(address).into()];
        }
    }
    Vec::new()
}

/// Says what was added, and fetches the new feeds.
fn added_several(model: &mut Model, feeds: Vec<FeedId>, undo: Undo, notice: &Text) -> Vec<Effect> {
    let undo = Some(undo).filter(|undo| !undo.is_nothing());
    let notice = model.with_undo(notice, undo.as_ref());
    model.say(&notice);
    model.post(articles::Msg::Reload);
    if undo.is_none() {
        return Vec::new();
    }
    model.undo.extend(undo);
    model.focus_first();
    if feeds.is_empty() { Vec::new() } else { vec![sync::Effect::Start(Some(feeds)).into()] }
}

/// Shows the subscriptions. If the selected row is gone, turns to the list of the row that the cursor is on now.
fn loaded(model: &mut Model, feeds: Vec<FeedRow>, smart: Vec<SmartFeedRow>, tags: Vec<TagCount>) {
    let stays = model.feeds.load(feeds, smart, tags);
    let scope = &model.articles.query.scope;
    let is_searching = matches!(scope, Scope::Search(_));
    // The user has edited the smart feed whose articles are listed.
    let is_outdated = match scope {
        Scope::Smart(id, query) => {
            model.articles.title = model.feeds.title_of(scope);
            model.feeds.smart.iter().any(|row| row.id == *id && row.feed.query != *query)
        }
        _ => false,
    };
    if is_outdated || (!stays && !is_searching) {
        show_selected(model);
    }
}

/// Turns to the list of the selected row.
fn show_selected(model: &mut Model) {
    let scope = model.feeds.scope();
    model.post(articles::Msg::TurnTo(scope));
}

/// Selects the row that the user clicked, or opens it if it is selected.
fn click(model: &mut Model, row: usize) -> Vec<Effect> {
    let place = model.feeds.top + row;
    if place >= model.feeds.items.len() {
        return Vec::new();
    }
    let is_again = model.focus == Pane::Feeds && model.feeds.cursor == place;
    model.focus = Pane::Feeds;
    model.feeds.cursor = place;
    if is_again {
        return open(model, Action::Open);
    }
    show_selected(model);
    Vec::new()
}

/// Opens or closes a folder, or goes to the list of the selected row.
fn open(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::Open && model.feeds.is_on_folder() {
        return toggle_folder(model);
    }
    model.focus = Pane::Articles;
    show_selected(model);
    Vec::new()
}

/// Changes which rows there are, stores that, and shows the list of the row that is selected then.
fn show(model: &mut Model, change: impl FnOnce(&mut Shown)) -> Vec<Effect> {
    if !model.feeds.show(change) {
        show_selected(model);
    }
    vec![keep_shown(model)]
}

/// Shows only feeds whose title or address has these words.
fn filter(model: &mut Model, words: &str) -> Vec<Effect> {
    let words = words.to_lowercase();
    let effects = show(model, |shown| shown.words = words);
    let has_feed = model.feeds.items.iter().any(|item| matches!(item, Item::Feed(..) | Item::Smart(..)));
    if !has_feed {
        let key = model.key(Action::Dismiss);
        model.say(&format!("no feed has these words ({key}: all feeds)"));
    }
    effects
}

/// Goes to the next feed with unread articles, or the previous one; behind the last comes the first.
fn next_unread(model: &mut Model, backwards: bool) -> Vec<Effect> {
    let Some(scope) = model.feeds.next_unread(backwards) else { return model.say("no feed has unread articles") };
    let has_opened = model.feeds.reveal(&scope);
    if model.focus == Pane::Reader {
        model.focus = Pane::Articles;
    }
    model.post(articles::Msg::TurnTo(scope));
    if has_opened { vec![keep_shown(model)] } else { Vec::new() }
}

/// Opens or closes the selected folder, and stores which folders are closed.
fn toggle_folder(model: &mut Model) -> Vec<Effect> {
    if model.feeds.toggle_folder() {
        return vec![keep_shown(model)];
    }
    Vec::new()
}

/// Returns the effect that stores which rows are hidden.
fn keep_shown(model: &Model) -> Effect {
    let shown = &model.feeds.shown;
    FeedsEffect::KeepShown(shown.closed.iter().cloned().collect(), shown.unread_only).into()
}

/// Carries out an action; `None` when the action is for another room. Moves are for the pane that has the keys.
pub(in crate::app) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    if model.focus == Pane::Feeds
        && let Some(effects) = act_in_pane(model, action)
    {
        return Some(effects);
    }
    Some(match action {
        Action::Sync => vec![sync::Effect::Start(model.feeds.feeds_of(&model.articles.query)).into()],
        Action::SyncAll => vec![sync::Effect::Start(None).into()],
        Action::Cancel => vec![sync::Effect::Cancel.into()],
        Action::AddFeed => model.prompt(PromptKind::AddFeed, ""),
        Action::RemoveFeed => match (model.feeds.selected_feed(), model.feeds.selected_smart()) {
            (Some(feed), _) => vec![FeedsEffect::Remove(feed.id).into()],
            (_, Some(row)) => vec![FeedsEffect::RemoveSmart(row.feed.name.clone()).into()],
            _ => model.say("select a feed to remove it"),
        },
        Action::SaveSearch => smart::ask_name(model),
        Action::EditFeed => page::edit(model),
        Action::NextUnreadFeed => next_unread(model, false),
        Action::PreviousUnreadFeed => next_unread(model, true),
        _ => return None,
    })
}

/// Carries out an action that only the list with the keys handles.
fn act_in_pane(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let rows = rows(model);
    if let Some(cursor) = step(model.feeds.cursor, action, rows, model.feeds.items.len()) {
        model.feeds.cursor = cursor;
        show_selected(model);
        return Some(Vec::new());
    }
    Some(match action {
        Action::Open | Action::Right => open(model, action),
        Action::Left if model.feeds.is_on_folder() => toggle_folder(model),
        Action::Left => Vec::new(),
        Action::FilterList => model.prompt(PromptKind::FilterFeeds, ""),
        Action::Dismiss if !model.feeds.shown.words.is_empty() => show(model, |shown| shown.words.clear()),
        Action::Back if !model.feeds.shown.words.is_empty() => show(model, |shown| shown.words.clear()),
        Action::HideReadFeeds => {
            let hides = !model.feeds.shown.unread_only;
            model.say(if hides { "feeds with unread articles only" } else { "all feeds" });
            show(model, |shown| shown.unread_only = hides)
        }
        Action::FoldAll => {
            let all = model.feeds.folders();
            show(model, |shown| shown.closed = all)
        }
        Action::UnfoldAll => show(model, |shown| shown.closed.clear()),
        Action::Back => vec![Terminal::Quit.into()],
        _ => return None,
    })
}

/// Returns the rows of the pane, at least one.
fn rows(model: &Model) -> usize {
    model.panes().feeds.map_or(1, |area: Area| usize::from(area.body().height).max(1))
}

/// Scrolls the list to its cursor.
pub(in crate::app) fn settle(model: &mut Model) {
    let rows = model.panes().feeds.map_or(0, |area| usize::from(area.body().height));
    keep_in_view(&mut model.feeds.top, model.feeds.cursor, rows);
}
