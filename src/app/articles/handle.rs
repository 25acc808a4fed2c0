//! Handles the messages and actions of the list of articles.

use super::{Effect as ArticlesEffect, Msg, filter, rules, selection, sort, story_rows, tags, unread};
use crate::app::cursor::{keep_in_view, step};
use crate::app::document::PREVIEW_ID;
use crate::app::effect::Effect;
use crate::app::layout::{Area, Pane};
use crate::app::model::Model;
use crate::app::overlay::prompt::PromptKind;
use crate::app::{feeds, reader};
use crate::domain::query::Query;
use crate::domain::{ArticleId, ArticleRow, ListQuery, Scope};
use crate::input::Action;

/// Handles a message.
pub(in crate::app) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Loaded { ticket, window, found } => model.articles.load(ticket, window, found),
        Msg::NextUnread { ticket, found } => return unread::found(model, ticket, found),
        Msg::NextUnreadFailed { ticket } => drop(model.unread_search.take_if(|(asked, _)| *asked == ticket)),
        Msg::TurnTo(scope) => return turn_to(model, scope),
        Msg::TurnToArticle(scope, article) => {
            let mut effects = turn_to(model, scope);
            let ticket = model.ticket();
            effects.push(model.articles.jump_to(article, 0, ticket).into());
            return effects;
        }
        Msg::Reload => return reload(model),
        Msg::Filter(words, query) => return vec![filter::set(model, words, query)],
        Msg::SeekUnread(backwards) => return vec![unread::seek(model, backwards)],
        Msg::Select(place) => model.articles.cursor = place,
        Msg::Click(row) => click(model, row),
        Msg::Scroll(rows) => model.articles.move_by(rows),
        Msg::Read(row) => return read(model, &row),
        Msg::Tag(line) => return tags::change(model, &line),
        Msg::Rule(query) => return rules::choose(model, &query),
        Msg::AddRule(rule) => return vec![ArticlesEffect::AddRule(rule).into()],
        Msg::RulesChanged { article, undo, notice } => return rules::changed(model, article, undo, &notice),
        Msg::Sort(order) => return sort::set(model, order),
        Msg::LeaveSearch => return leave_search(model).unwrap_or_default(),
    }
    Vec::new()
}

/// Reads the list and the counts of the feeds again. The cursor stays on its article.
fn reload(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    vec![feeds::Effect::Load.into(), model.articles.reload(ticket).into()]
}

/// Turns to another list. A search remembers where the cursor is, and gives the keys to its results.
fn turn_to(model: &mut Model, scope: Scope) -> Vec<Effect> {
    let is_search = matches!(scope, Scope::Search(_));
    if is_search {
        model.focus = Pane::Articles;
        model.zen = false;
        if !matches!(model.articles.query.scope, Scope::Search(_)) {
            model.before_search = model.articles.selected().map(|row| (row.id, model.articles.cursor));
        }
    }
    let title = model.feeds.title_of(&scope);
    // Dates in a query are days in the user's time zone.
    let parsed = |words: &str| Query::parse_at(words, model.options.clock.zone, model.now).ok();
    let query = match &scope {
        Scope::Search(words) => parsed(words),
        // The list keeps what the user reads in it, so the query must not ask whether an article is unread.
        Scope::Smart(_, words) => parsed(words).map(|query| query.without_unread().0),
        _ => None,
    };
    let unread_only = is_unread_list(&scope) || (model.options.unread_only && !is_search);
    let unfolded = model.options.unfolded(&scope);
    let sort = model.sorts.of(&scope);
    let query = ListQuery { scope, unread_only, unread_since: Some(model.now), query, sort, unfolded };
    let known = &model.articles.query;
    let is_same = known.scope == query.scope && known.unread_only == query.unread_only;
    if is_same && model.articles.filter.is_none() && model.articles.loaded {
        return Vec::new();
    }
    // A search for an unread article belongs to the earlier list.
    model.unread_search = None;
    let ticket = model.ticket();
    vec![model.articles.turn_to(query, title, ticket).into()]
}

/// Returns whether a list never has read articles, but for those that the user reads in it.
fn is_unread_list(scope: &Scope) -> bool {
    match scope {
        Scope::Unread => true,
        Scope::Smart(_, words) => Query::parse(words).is_ok_and(|query| query.without_unread().1),
        _ => false,
    }
}

/// Opens an article in the reader and marks it read.
fn read(model: &mut Model, row: &ArticleRow) -> Vec<Effect> {
    model.articles.anchor = None;
    // The open article is loaded again too, because a sync may have brought text or comments. Its place stays.
    model.focus = Pane::Reader;
    model.post(reader::Msg::Enter(row.id));
    if row.read {
        return Vec::new();
    }
    model.articles.touch(&[row.id], |row| row.read = true);
    if model.options.read_stories {
        return vec![ArticlesEffect::SetStoryRead(row.id).into()];
    }
    vec![ArticlesEffect::SetRead { articles: vec![row.id], read: true }.into()]
}

/// Opens the selected article.
fn read_selected(model: &mut Model) {
    if let Some(row) = model.articles.selected().cloned() {
        model.post(Msg::Read(Box::new(row)));
    }
}

/// Opens the article a number of rows below the selected one, whether it is read or not.
fn open_beside(model: &mut Model, rows: isize) -> Vec<Effect> {
    let Some(place) = model.articles.cursor.checked_add_signed(rows).filter(|at| *at < model.articles.window.total)
    else {
        return model.say(if rows > 0 {
            "this is the last article of the list"
        } else {
            "this is the first article of the list"
        });
    };
    model.articles.cursor = place;
    read_selected(model);
    Vec::new()
}

/// Selects the row that the user clicked, or opens it if it is selected.
fn click(model: &mut Model, row: usize) {
    let place = model.articles.top + row;
    if place >= model.articles.window.total {
        return;
    }
    let is_again = model.focus == Pane::Articles && model.articles.cursor == place;
    model.focus = Pane::Articles;
    model.articles.cursor = place;
    if is_again {
        read_selected(model);
    }
}

/// Goes from the results of a search back to the list and the article where it began; `None` without a search.
fn leave_search(model: &mut Model) -> Option<Vec<Effect>> {
    if !matches!(model.articles.query.scope, Scope::Search(_)) {
        return None;
    }
    let scope = model.feeds.scope();
    let effects = turn_to(model, scope);
    let Some((article, place)) = model.before_search.take() else { return Some(effects) };
    let ticket = model.ticket();
    Some(vec![model.articles.jump_to(article, place, ticket).into()])
}

/// Carries out an action; `None` when the action is for another room. Moves are for the pane that has the keys.
pub(in crate::app) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    if model.focus == Pane::Articles
        && let Some(effects) = act_in_pane(model, action)
    {
        return Some(effects);
    }
    match action {
        Action::NextUnread => match model.articles.selected().cloned() {
            // An unread article under the cursor that has not been opened counts as the next one.
            Some(row) if !row.read && model.focus != Pane::Reader => model.post(Msg::Read(Box::new(row))),
            _ => return Some(vec![unread::seek(model, false)]),
        },
        Action::PreviousUnread => return Some(vec![unread::seek(model, true)]),
        Action::ToggleRead | Action::ToggleStar => {
            return selection::mark(model, action).or_else(|| Some(mark(model, action)));
        }
        Action::Tag => return Some(tags::ask(model)),
        Action::MarkAllRead => return Some(vec![ArticlesEffect::MarkAllRead(model.articles.query.clone()).into()]),
        Action::ToggleUnreadOnly => return Some(toggle_unread_only(model)),
        Action::SortArticles => return Some(sort::ask(model)),
        Action::Search => return Some(model.prompt(PromptKind::Search, "")),
        Action::FetchPage => {
            if let Some(row) = model.articles.selected().cloned() {
                model.post(reader::Msg::FetchFullText(Box::new(row)));
            }
        }
        Action::Dismiss if model.articles.anchor.is_some() => model.articles.anchor = None,
        Action::Dismiss => return filter::leave(model).or_else(|| leave_search(model)),
        Action::NextArticle => return Some(open_beside(model, 1)),
        Action::PreviousArticle => return Some(open_beside(model, -1)),
        _ => return rules::act(model, action),
    }
    Some(Vec::new())
}

/// Carries out an action that only the list with the keys handles.
fn act_in_pane(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let rows = model.panes().articles.map_or(1, |area: Area| usize::from(area.body().height).max(1));
    if let Some(cursor) = step(model.articles.cursor, action, rows, model.articles.window.total) {
        model.articles.cursor = cursor;
        return Some(Vec::new());
    }
    match action {
        Action::Open | Action::Right => read_selected(model),
        Action::SelectRows => return Some(selection::toggle(model)),
        Action::UnfoldStory => return Some(story_rows::toggle(model)),
        Action::FilterList => return Some(model.prompt(PromptKind::FilterArticles, "")),
        Action::Back if model.articles.anchor.is_some() => model.articles.anchor = None,
        Action::Back | Action::Left => match filter::leave(model).or_else(|| leave_search(model)) {
            Some(effects) => return Some(effects),
            None => model.focus = Pane::Feeds,
        },
        _ => return None,
    }
    Some(Vec::new())
}

fn toggle_unread_only(model: &mut Model) -> Vec<Effect> {
    model.options.unread_only = !model.options.unread_only;
    model.say(if model.options.unread_only { "unread articles only" } else { "all articles" });
    let query = &mut model.articles.query;
    query.unread_only = model.options.unread_only || is_unread_list(&query.scope);
    query.unread_since = Some(model.now);
    if let Some(filter) = &mut model.articles.filter {
        filter.whole.unread_only = query.unread_only;
        filter.whole.unread_since = query.unread_since;
    }
    reload(model)
}

/// Marks the selected article, or the open one if the reader has the keys.
fn mark(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(row) = model.target().cloned() else { return Vec::new() };
    if row.id == PREVIEW_ID {
        return model.say_is_preview();
    }
    let marks_story = action == Action::ToggleRead && model.focus != Pane::Reader;
    let articles: Vec<ArticleId> = if marks_story { story_rows::marked(model, &row) } else { vec![row.id] };
    if model.focus == Pane::Reader {
        // The list, which shows marks, may be hidden.
        model.say(match action {
            Action::ToggleRead if row.read => "marked unread",
            Action::ToggleRead => "marked read",
            _ if row.starred => "unstarred",
            _ => "starred",
        });
    }
    let effect = if action == Action::ToggleRead {
        model.articles.touch(&articles, |known| known.read = !row.read);
        ArticlesEffect::SetRead { articles, read: !row.read }
    } else {
        model.articles.touch(&articles, |known| known.starred = !row.starred);
        ArticlesEffect::SetStarred { articles, starred: !row.starred }
    };
    vec![effect.into()]
}

/// Scrolls the list to its cursor, and loads more rows near the edge of those in memory.
pub(in crate::app) fn settle(model: &mut Model) -> Option<Effect> {
    let rows = model.panes().articles.map_or(0, |area| usize::from(area.body().height));
    let pane = &mut model.articles;
    // The end of the list stays at the bottom of the pane, so that no row is empty that could show an article.
    pane.top = pane.top.min(pane.window.total.saturating_sub(rows));
    keep_in_view(&mut pane.top, pane.cursor, rows);
    let ticket = model.ticket();
    model.articles.read_on(ticket).map(Into::into)
}
