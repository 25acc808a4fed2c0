//! What a key does: through the overlay on top, or through the keymap to an action.

use super::update::{ask, ask_open, on_folder, reader_height, reload, turn_to, turn_to_selected};
use super::{Effect, Model, Overlay, Pane, Prompt, PromptKind, tree};
use crate::domain::query::Query;
use crate::domain::{ArticleRow, Scope, Text};
use crate::input::{Action, Code, Context, Key, Lookup, help_lines};

/// A key was pressed.
pub(super) fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    model.status.key_pressed();
    if matches!(model.overlays.last(), Some(Overlay::Prompt(_))) {
        return press_in_prompt(model, key);
    }
    model.pending.push(key);
    let keys = std::mem::take(&mut model.pending);
    match model.keymap.lookup(model.context(), &keys) {
        Lookup::Action(action) if model.overlays.is_empty() => act(model, action, key),
        Lookup::Action(action) => act_in_overlay(model, action),
        Lookup::Prefix => {
            model.pending = keys;
            Vec::new()
        }
        Lookup::Nothing if key == Key::plain(Code::Enter) => act_in_overlay(model, Action::Open),
        Lookup::Nothing => Vec::new(),
    }
}

fn press_in_prompt(model: &mut Model, key: Key) -> Vec<Effect> {
    let leave = key == Key::plain(Code::Esc) || (key.ctrl && key.code == Code::Char('c'));
    let Some(Overlay::Prompt(prompt)) = model.overlays.last_mut() else { return Vec::new() };
    if leave {
        model.overlays.pop();
        return Vec::new();
    }
    if key.code != Code::Enter {
        prompt.edit(key);
        return Vec::new();
    }
    let prompt = prompt.clone();
    model.overlays.pop();
    submit(model, &prompt)
}

fn submit(model: &mut Model, prompt: &Prompt) -> Vec<Effect> {
    let text = prompt.text().trim().to_owned();
    if text.is_empty() {
        return Vec::new();
    }
    match prompt.kind {
        PromptKind::AddFeed => {
            model.status.say(Text::line(&format!("looking for a feed at {text} …")), model.now);
            vec![Effect::AddFeed(text)]
        }
        PromptKind::Find => {
            let height = reader_height(model);
            let count = model.reader.find(&text);
            model.reader.find_jump(0, height);
            let notice = match count {
                0 => format!("“{text}” is not in this text"),
                1 => "1 line".to_owned(),
                n => format!("{n} lines; ctrl-n and ctrl-p go through them"),
            };
            model.status.say(Text::line(&notice), model.now);
            Vec::new()
        }
        PromptKind::Search => match Query::parse(&text) {
            Ok(_) => {
                model.focus = Pane::Articles;
                model.zen = false;
                if !matches!(model.articles.query.scope, Scope::Search(_)) {
                    model.before_search = model.articles.selected().map(|row| (row.id, model.articles.cursor));
                }
                turn_to(model, Scope::Search(text))
            }
            Err(error) => {
                model.overlays.push(Overlay::Prompt(prompt.clone()));
                say(model, &error.to_string())
            }
        },
        PromptKind::Link => {
            let links = &model.reader.page.links;
            let number = text.parse::<usize>().ok();
            match number.and_then(|n| links.get(n.checked_sub(1)?)) {
                Some(url) => vec![Effect::OpenUrl(url.clone())],
                None => say(model, &format!("there is no link {text}; this text has {}", links.len())),
            }
        }
    }
}

fn say(model: &mut Model, text: &str) -> Vec<Effect> {
    model.status.say(Text::line(text), model.now);
    Vec::new()
}

fn act_in_overlay(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = usize::from(model.size.1).saturating_sub(6).max(1);
    let most = match model.overlays.last() {
        Some(Overlay::Help(_)) => {
            let (columns, rows) = super::help_size(model.size);
            (help_lines(&model.keymap, columns).1.len() + 1).saturating_sub(usize::from(rows))
        }
        Some(Overlay::Messages(_)) => model.status.messages().count(),
        Some(Overlay::Pick(picker)) => picker.choices.len(),
        _ => return Vec::new(),
    };
    let Some(overlay) = model.overlays.last_mut() else { return Vec::new() };
    if let (Overlay::Pick(picker), Action::Open | Action::ToggleFold | Action::Right) = (&overlay, action) {
        let chosen = picker.choices.get(picker.cursor).map(|choice| Effect::AddFeed(choice.url.clone()));
        model.overlays.pop();
        return chosen.into_iter().collect();
    }
    let (Overlay::Help(at) | Overlay::Messages(at)) = overlay else {
        if let Overlay::Pick(picker) = overlay {
            picker.cursor = step(picker.cursor, action, page, most).unwrap_or(picker.cursor);
        }
        if step(0, action, page, most).is_none() {
            model.overlays.pop();
        }
        return Vec::new();
    };
    match step(*at, action, page, most) {
        Some(row) => *at = row,
        None if action == Action::Quit => return vec![Effect::Quit],
        None => drop(model.overlays.pop()),
    }
    Vec::new()
}

/// Where a moving action leads in a list of `most` rows; `None` when it is no moving action.
fn step(at: usize, action: Action, page: usize, most: usize) -> Option<usize> {
    let last = most.saturating_sub(1);
    Some(match action {
        Action::Down => at.saturating_add(1).min(last),
        Action::Up => at.saturating_sub(1),
        Action::PageDown => (at + page).min(last),
        Action::PageUp => at.saturating_sub(page),
        Action::HalfPageDown => (at + page / 2).min(last),
        Action::HalfPageUp => at.saturating_sub(page / 2),
        Action::Top => 0,
        Action::Bottom => last,
        _ => return None,
    })
}

fn act(model: &mut Model, action: Action, key: Key) -> Vec<Effect> {
    if model.focus == Pane::Reader && act_in_reader(model, action) {
        return Vec::new();
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
            let is_whole = model.reader.page.links.len() < 10 && !prompt.before.is_empty();
            if is_whole { submit(model, &prompt) } else { ask(model, prompt) }
        }
        Action::OpenInBrowser => with_url(model, Effect::OpenUrl),
        Action::CopyLink => with_url(model, Effect::Copy),
        Action::RefreshComments => fetch_thread(model),
        Action::Undo => match model.undo.pop() {
            Some(undo) => vec![Effect::Undo(undo)],
            None => say(model, "there is nothing to undo"),
        },
        Action::Help => {
            model.overlays.push(Overlay::Help(0));
            Vec::new()
        }
        Action::Messages => {
            model.status.dismiss();
            model.overlays.push(Overlay::Messages(0));
            Vec::new()
        }
        Action::Dismiss => {
            if !model.status.dismiss() && model.reader.find.take().is_none() {
                return leave_search(model);
            }
            Vec::new()
        }
        Action::Redraw => vec![Effect::Redraw],
        Action::Suspend => vec![Effect::Suspend],
        Action::Quit => vec![Effect::Quit],
        _ => Vec::new(),
    }
}

/// Scrolling, finding and the tree. Says whether the action was one of these.
fn act_in_reader(model: &mut Model, action: Action) -> bool {
    let height = reader_height(model);
    let reader = &mut model.reader;
    let page = isize::try_from(height.saturating_sub(2).max(1)).unwrap_or(1);
    if tree::act(reader, action, height) {
        return true;
    }
    match action {
        Action::Down if reader.selected.is_some() => tree::down(reader, height),
        Action::Up if reader.selected.is_some() => tree::up(reader, height),
        Action::Down => {
            let before = reader.top;
            reader.scroll(1, height);
            // Once the tree's heading is in the upper half, or nothing is left to scroll, keys are for the tree.
            if reader.comments_start() <= reader.top + height / 2 || reader.top == before {
                tree::first(reader, height);
            }
        }
        Action::Up => reader.scroll(-1, height),
        Action::PageDown => turn_page(reader, page, height),
        Action::PageUp => turn_page(reader, -page, height),
        Action::HalfPageDown => turn_page(reader, page / 2, height),
        Action::HalfPageUp => turn_page(reader, -page / 2, height),
        Action::Top => {
            reader.selected = None;
            reader.top = 0;
        }
        Action::Bottom => {
            reader.top = reader.total();
            reader.clamp(height);
            tree::last(reader, height);
        }
        Action::Comments if reader.selected.is_some() => {
            reader.selected = None;
            reader.top = 0;
        }
        Action::Comments => {
            if reader.opened.as_ref().is_none_or(|opened| opened.thread.is_empty()) {
                return false;
            }
            reader.top = reader.comments_start();
            reader.clamp(height);
            tree::first(reader, height);
        }
        Action::NextNew => {
            let next = reader.opened.as_ref().and_then(|opened| opened.thread.next_unseen(reader.selected));
            if next.is_none() {
                model.status.say(Text::line("no new comment further down"), model.now);
                return true;
            }
            tree::to(reader, next, height);
        }
        Action::FindNext => reader.find_jump(1, height),
        Action::FindPrevious => reader.find_jump(-1, height),
        _ => return false,
    }
    true
}

/// Scrolls by a page; a selection in the tree follows into view.
fn turn_page(reader: &mut super::Reader, lines: isize, height: usize) {
    reader.scroll(lines, height);
    let in_view = |part: &super::Segment| part.start >= reader.top && part.start < reader.top + height;
    let comment = reader.segments.iter().filter(|segment| in_view(segment)).find_map(|segment| match segment.part {
        super::Part::Comment(i) => Some(i),
        _ => None,
    });
    if reader.comments_start() < reader.top + height / 2 {
        reader.selected = comment.or(reader.selected);
    } else {
        reader.selected = None;
    }
}

fn move_in_list(model: &mut Model, action: Action) -> Vec<Effect> {
    let panes = model.panes();
    let rows = |area: Option<super::Area>| area.map_or(1, |area| usize::from(area.body().height).max(1));
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

/// Opens an article in the reader and marks it read.
pub(super) fn read_article(model: &mut Model, row: &ArticleRow) -> Vec<Effect> {
    model.focus = Pane::Reader;
    let mut effects = Vec::new();
    // Asked again even when it is shown: a sync may have brought text or comments. The place in it is kept.
    effects.push(ask_open(model, row.id));
    if !row.read {
        model.articles.touch(&[row.id], |row| row.read = true);
        effects.push(Effect::SetRead { articles: vec![row.id], read: true });
    }
    effects
}

/// Looks for an unread article from the selected one on.
pub(super) fn seek_unread(model: &mut Model, backwards: bool) -> Effect {
    let ticket = model.ticket();
    model.seeking = (ticket, backwards);
    let from = model.articles.selected().map(|row| row.id);
    Effect::NextUnread { ticket, query: model.articles.query.clone(), from, backwards }
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
    let articles = vec![row.id];
    if action == Action::ToggleRead {
        model.articles.touch(&articles, |known| known.read = !row.read);
        vec![Effect::SetRead { articles, read: !row.read }]
    } else {
        model.articles.touch(&articles, |known| known.starred = !row.starred);
        vec![Effect::SetStarred { articles, starred: !row.starred }]
    }
}

fn fetch_thread(model: &mut Model) -> Vec<Effect> {
    let Some(article) = model.reader.article() else { return Vec::new() };
    model.status.say(Text::line("fetching the comments …"), model.now);
    vec![Effect::FetchThread(article)]
}

/// The address of what is selected: a comment's own, the article's, the feed's site.
fn with_url(model: &mut Model, effect: impl Fn(String) -> Effect) -> Vec<Effect> {
    let comment = || {
        let opened = model.reader.opened.as_ref()?;
        opened.thread.get(model.reader.selected?)?.comment.url.clone()
    };
    let url = match model.focus {
        Pane::Feeds => model.feeds.selected_feed().map(|feed| feed.site.clone().unwrap_or_else(|| feed.url.clone())),
        Pane::Articles => model.articles.selected().and_then(|row| row.url.clone()),
        Pane::Reader => {
            comment().or_else(|| model.reader.opened.as_ref().and_then(|opened| opened.article.row.url.clone()))
        }
    };
    match url {
        Some(url) => vec![effect(url)],
        None => say(model, "there is no link here"),
    }
}

/// The actions that the footer offers in a context, the most wanted first.
#[must_use]
pub fn offered(context: Context) -> &'static [Action] {
    match context {
        Context::Global | Context::Feeds => &[
            Action::Open,
            Action::Sync,
            Action::SyncAll,
            Action::AddFeed,
            Action::RemoveFeed,
            Action::NextUnread,
            Action::Search,
            Action::MarkAllRead,
            Action::Help,
            Action::Back,
        ],
        Context::Articles => &[
            Action::Open,
            Action::NextUnread,
            Action::ToggleRead,
            Action::ToggleStar,
            Action::Search,
            Action::OpenInBrowser,
            Action::SyncAll,
            Action::MarkAllRead,
            Action::Undo,
            Action::Help,
            Action::Back,
        ],
        Context::Reader => &[
            Action::NextUnread,
            Action::Comments,
            Action::Find,
            Action::OpenLink,
            Action::OpenInBrowser,
            Action::ToggleStar,
            Action::Zen,
            Action::RefreshComments,
            Action::Help,
            Action::Back,
        ],
        Context::Comments => &[
            Action::ToggleFold,
            Action::NextThread,
            Action::NextSibling,
            Action::Parent,
            Action::NextNew,
            Action::FoldAll,
            Action::UnfoldAll,
            Action::FoldSiblings,
            Action::Comments,
            Action::Help,
            Action::Back,
        ],
    }
}
