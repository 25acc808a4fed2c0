//! What an action of the registry does to the screen.

use super::asks::{ask, ask_text, on_folder, read_article, reload, say, seek_unread, turn_to_selected};
use super::prompts::submit;
use super::scroll::{act_in_reader, at_end, step};
use super::{
    Area, Effect, Model, Overlay, Pane, Prompt, PromptKind, PREVIEW_ID, Undo, follow, help_size, palette, pictures, triage,
    view, welcome,
};
use crate::domain::{Scope, Text};
use crate::input::{Action, Key, help_lines, help_start};

/// Of a page behind a link.
const NOT_KEPT: &str = "this page is only looked at: it is no article of a feed; ctrl-o goes back";

pub(super) fn act(model: &mut Model, action: Action, key: Key) -> Vec<Effect> {
    if model.is_first_run()
        && let Some(effects) = welcome::act(model, action)
    {
        return effects;
    }
    if model.focus == Pane::Reader
        && let Some(effects) = act_in_text(model, action)
    {
        return effects;
    }
    match action {
        Action::Down
        | Action::Up
        | Action::PageDown
        | Action::PageUp
        | Action::HalfPageDown
        | Action::HalfPageUp
        | Action::Top
        | Action::Bottom => move_in_list(model, action),
        Action::Open | Action::Right => enter(model, action),
        Action::Back | Action::Left => leave(model, action),
        Action::NextPane => focus(model, 1),
        Action::PreviousPane => focus(model, 2),
        Action::Zen => {
            if model.reader.opened.is_some() {
                model.zen = !model.zen;
                model.focus = Pane::Reader;
            }
            Vec::new()
        }
        Action::NextUnread => match model.articles.selected().cloned() {
            // An unread article under the cursor that has not been opened is itself the next one.
            Some(row) if !row.read && model.focus != Pane::Reader => read_article(model, &row),
            _ => vec![seek_unread(model, false)],
        },
        Action::PreviousUnread => vec![seek_unread(model, true)],
        Action::ToggleRead | Action::ToggleStar => mark(model, action),
        Action::MarkAllRead => vec![Effect::MarkAllRead(model.articles.query.clone())],
        Action::ToggleUnreadOnly => {
            model.options.unread_only = !model.options.unread_only;
            let notice = if model.options.unread_only { "unread articles only" } else { "all articles" };
            model.status.say(Text::line(notice), model.now);
            model.articles.query.unread_only = model.options.unread_only || model.articles.query.scope == Scope::Unread;
            model.articles.query.unread_since = Some(model.now);
            reload(model)
        }
        Action::Sync => vec![Effect::Sync(model.feeds.feeds_of(&model.articles.query))],
        Action::SyncAll => vec![Effect::Sync(None)],
        Action::Cancel => vec![Effect::CancelSync],
        Action::AddFeed => ask(model, Prompt::new(PromptKind::AddFeed, "")),
        Action::RemoveFeed => match model.feeds.selected_feed() {
            Some(feed) => vec![Effect::RemoveFeed(feed.id)],
            None => say(model, "select a feed to remove it"),
        },
        Action::Find => ask(model, Prompt::new(PromptKind::Find, "")),
        Action::Search => ask(model, Prompt::new(PromptKind::Search, "")),
        Action::OpenLink => {
            let digit = key.typed().filter(char::is_ascii_digit).map(String::from).unwrap_or_default();
            let prompt = Prompt::new(PromptKind::Link, digit);
            // With less than ten links a digit says it all.
            let is_whole = model.reader.thread.bodies.links.len() < 10 && !prompt.before.is_empty();
            if is_whole { submit(model, &prompt) } else { ask(model, prompt) }
        }
        Action::FollowLink => follow::hint(model, false),
        Action::ReadLink => follow::hint(model, true),
        Action::Links => follow::list(model),
        Action::TogglePictures => pictures::toggle(model),
        Action::JumpBack => follow::back(model),
        Action::OpenInBrowser => with_url(model, Effect::OpenUrl),
        Action::CopyLink => with_url(model, Effect::Copy),
        Action::RefreshComments => fetch_thread(model, false),
        Action::FillGaps => fetch_thread(model, true),
        Action::FetchPage => view::fetch_page(model),
        Action::ShowChanges => view::show_changes(model),
        Action::Undo => undo(model),
        Action::Reply | Action::ReplyInEditor => super::replying::begin(model, action == Action::ReplyInEditor),
        Action::Outbox => vec![Effect::LoadOutbox],
        Action::Help => {
            let (columns, rows) = help_size(model.size);
            let lines = help_lines(&model.keymap, columns).1;
            let last = lines.len().saturating_sub(usize::from(rows));
            model.overlays.push(Overlay::Help(help_start(&lines, model.context()).min(last)));
            Vec::new()
        }
        Action::Palette => palette::open(model),
        Action::Messages => {
            model.status.dismiss();
            model.overlays.push(Overlay::Messages(0));
            Vec::new()
        }
        Action::Dismiss => {
            if model.status.dismiss() || model.reader.find.take().is_some() {
                return Vec::new();
            }
            view::leave_changes(model).unwrap_or_else(|| leave_search(model))
        }
        Action::NextTheme => vec![Effect::NextTheme],
        Action::Redraw => vec![Effect::Redraw],
        Action::Suspend => vec![Effect::Suspend],
        Action::Quit => vec![Effect::Quit],
        _ => Vec::new(),
    }
}

/// What the reader's pane does with an action; `None` when it is not for it.
fn act_in_text(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    if action == Action::PageDown && at_end(model) {
        return Some(vec![seek_unread(model, false)]);
    }
    if act_in_reader(model, action) {
        return Some(Vec::new());
    }
    triage::act(model, action)
}

fn undo(model: &mut Model) -> Vec<Effect> {
    let Some(undo) = model.undo.pop() else { return say(model, "there is nothing to undo") };
    let mut effects = match &undo {
        Undo::Marks { article, marks, unfold } => triage::take_back(model, *article, (marks, *unfold)),
        _ => Vec::new(),
    };
    effects.push(Effect::Undo(undo));
    effects
}

fn move_in_list(model: &mut Model, action: Action) -> Vec<Effect> {
    let panes = model.panes();
    let rows = |area: Option<Area>| area.map_or(1, |area| usize::from(area.body().height).max(1));
    if model.focus == Pane::Feeds {
        let most = model.feeds.items.len();
        model.feeds.cursor = step(model.feeds.cursor, action, rows(panes.feeds), most).unwrap_or(0);
        turn_to_selected(model)
    } else {
        let most = model.articles.window.total;
        model.articles.cursor = step(model.articles.cursor, action, rows(panes.articles), most).unwrap_or(0);
        Vec::new()
    }
}

fn enter(model: &mut Model, action: Action) -> Vec<Effect> {
    match model.focus {
        Pane::Feeds if action == Action::Open && on_folder(model) => {
            model.feeds.toggle_folder();
            Vec::new()
        }
        Pane::Feeds => {
            model.focus = Pane::Articles;
            turn_to_selected(model)
        }
        Pane::Articles => match model.articles.selected().cloned() {
            Some(row) => read_article(model, &row),
            None => Vec::new(),
        },
        Pane::Reader => Vec::new(),
    }
}

fn leave(model: &mut Model, action: Action) -> Vec<Effect> {
    match model.focus {
        Pane::Feeds if action == Action::Back => vec![Effect::Quit],
        Pane::Feeds => {
            if on_folder(model) {
                model.feeds.toggle_folder();
            }
            Vec::new()
        }
        Pane::Articles => {
            let effects = leave_search(model);
            if effects.is_empty() {
                model.focus = Pane::Feeds;
            }
            effects
        }
        Pane::Reader => {
            model.zen = false;
            model.focus = Pane::Articles;
            Vec::new()
        }
    }
}

/// From what a search found back to the list and the article where it began.
fn leave_search(model: &mut Model) -> Vec<Effect> {
    if !matches!(model.articles.query.scope, Scope::Search(_)) {
        return Vec::new();
    }
    let effects = turn_to_selected(model);
    let Some((article, place)) = model.before_search.take() else { return effects };
    let ticket = model.ticket();
    vec![model.articles.jump_to(article, place, ticket)]
}

fn focus(model: &mut Model, steps: usize) -> Vec<Effect> {
    let order = [Pane::Feeds, Pane::Articles, Pane::Reader];
    let at = order.iter().position(|pane| *pane == model.focus).unwrap_or(0);
    let next = order[(at + steps) % order.len()];
    if next == Pane::Reader {
        return enter_reader(model);
    }
    model.zen = false;
    model.focus = next;
    Vec::new()
}

fn enter_reader(model: &mut Model) -> Vec<Effect> {
    if let Some(row) = model.articles.selected().cloned() {
        return read_article(model, &row);
    }
    model.focus = Pane::Feeds;
    Vec::new()
}

fn mark(model: &mut Model, action: Action) -> Vec<Effect> {
    let row = match model.focus {
        Pane::Reader => model.reader.article().and_then(|id| {
            let listed = model.articles.window.rows.iter().find(|row| row.id == id).cloned();
            listed.or_else(|| model.reader.opened.as_ref().map(|opened| opened.article.row.clone()))
        }),
        _ => model.articles.selected().cloned(),
    };
    let Some(row) = row else { return Vec::new() };
    if row.id == PREVIEW_ID {
        return say(model, NOT_KEPT);
    }
    let articles = vec![row.id];
    if model.focus == Pane::Reader {
        // The list, where marks are seen, may be out of sight.
        let notice = match action {
            Action::ToggleRead if row.read => "marked unread",
            Action::ToggleRead => "marked read",
            _ if row.starred => "no star any more",
            _ => "starred",
        };
        model.status.say(Text::line(notice), model.now);
    }
    if action == Action::ToggleRead {
        model.articles.touch(&articles, |known| known.read = !row.read);
        vec![Effect::SetRead { articles, read: !row.read }]
    } else {
        model.articles.touch(&articles, |known| known.starred = !row.starred);
        vec![Effect::SetStarred { articles, starred: !row.starred }]
    }
}

fn fetch_thread(model: &mut Model, is_thorough: bool) -> Vec<Effect> {
    let Some(article) = model.reader.article() else { return Vec::new() };
    if article == PREVIEW_ID {
        return say(model, NOT_KEPT);
    }
    model.status.say(Text::line("fetching the comments …"), model.now);
    vec![Effect::FetchThread(article, is_thorough)]
}

/// The address of what is selected: a comment's own, the article's, the feed's site.
fn with_url(model: &mut Model, effect: impl Fn(String) -> Effect) -> Vec<Effect> {
    let url = match model.focus {
        Pane::Feeds => model.feeds.selected_feed().map(|feed| feed.site.clone().unwrap_or_else(|| feed.url.clone())),
        Pane::Articles => model.articles.selected().and_then(|row| row.url.clone()),
        Pane::Reader => {
            if let Some(unread) = model.reader.thread.selected.filter(|i| model.reader.lacks_url(*i)) {
                drop(say(model, "this comment is still being read; press again"));
                return ask_text(model, unread).into_iter().collect();
            }
            model.reader.url().map(str::to_owned)
        }
    };
    match url {
        Some(url) => vec![effect(url)],
        None => say(model, "there is no link here"),
    }
}
