//! One message in, the model changed, effects out.

use std::collections::HashMap;
use std::sync::Arc;

use super::ahead::{self, Awaited};
use super::asks::{ask_open, ask_view, read_article, reader_height, reload, seek_unread, turn_to, turn_to_selected};
use super::position::keep_position;
use super::undo::remember;
use super::{
    Area, Effect, Model, Msg, Opened, Overlay, PageEnd, Pane, SetComment, SetPage, SyncEvent, Ticket, UNKEPT, Undo,
    View, keys, menu, mouse, palette, pictures, replying, triage, welcome, writing,
};
use crate::domain::{ArticleRow, FeedId, FeedRow, Scope, Text, Thread};

/// Takes a message in and says what is to be done outside.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut effects = match msg {
        Msg::Key(key) => keys::press(model, key),
        Msg::Paste(text) => paste(model, text),
        Msg::Mouse(event) => mouse::act(model, event),
        Msg::Resize(width, height) => {
            model.size = (width, height);
            Vec::new()
        }
        Msg::Tick(now) => {
            model.now = now;
            keep(model)
        }
        Msg::Pause => writing::keep(model).into_iter().collect(),
        Msg::Feeds(feeds) => take_feeds(model, feeds),
        Msg::Articles { ticket, window, found } => {
            model.articles.load(ticket, window, found);
            Vec::new()
        }
        Msg::Titles { ticket, rows } => {
            palette::take(model, ticket, rows);
            Vec::new()
        }
        Msg::Opened { ticket, opened } => take_opened(model, ticket, opened),
        Msg::Set { ticket, page } => {
            take_set(model, ticket, page);
            Vec::new()
        }
        Msg::CommentsSet { thread, width, comments } => {
            take_texts(model, &thread, width, &comments);
            Vec::new()
        }
        Msg::NotRead { ticket, reason } => take_not_read(model, ticket, reason),
        Msg::Picture { url, columns, rows } => pictures::take(model, &url, columns, rows),
        Msg::NextUnread { ticket, found } => take_next_unread(model, ticket, found),
        Msg::NextUnknown { ticket } => {
            model.seeking.take_if(|(asked, _)| *asked == ticket);
            Vec::new()
        }
        Msg::Changed { undo, notice } => {
            remember(&mut model.undo, undo);
            if let Some(notice) = notice {
                model.status.say(notice, model.now);
            }
            reload(model)
        }
        Msg::NotUndone { undo, error } => {
            model.undo.push(undo);
            fail(model, error)
        }
        Msg::Added { feed, subscription, title } => take_added(model, feed, &subscription.url, &title),
        Msg::AddedSeveral { feeds, urls, notice, remarks } => {
            for remark in remarks {
                model.status.note(remark, model.now);
            }
            model.status.say(notice, model.now);
            welcome::leave(model, feeds, urls)
        }
        Msg::Importable(import) => {
            model.welcome.import = import;
            Vec::new()
        }
        Msg::Several(rows) => menu::show(model, "This page has several feeds; Enter adds one", rows),
        Msg::Studied { thread, study } => {
            if is_shown(model, &thread) {
                triage::take_study(model, study);
            }
            Vec::new()
        }
        Msg::Limited { thread, limited } => {
            if is_shown(model, &thread) {
                triage::take_limit(model, limited)
            } else {
                Vec::new()
            }
        }
        Msg::FoundIn { thread, words, places } => take_found(model, &thread, &words, &places),
        Msg::RulesChanged { undo, notice } => take_rules(model, undo, notice),
        Msg::ThreadFetched { article, notice } => {
            model.status.say(notice, model.now);
            let mut effects = reload(model);
            // Not when another article is on its way already.
            if model.reader.asked.1 == Some(article) {
                effects.push(ask_open(model, article));
            }
            effects
        }
        Msg::Reply(news) => replying::take(model, news),
        Msg::Page(end) => take_page(model, end),
        Msg::Sync(event) => take_sync(model, event),
        Msg::StoreChanged => reload(model),
        Msg::Notice(text) => {
            model.status.say(text, model.now);
            Vec::new()
        }
        Msg::Failed(why) => fail(model, why),
    };
    if effects.contains(&Effect::Quit) {
        effects.splice(0..0, leave(model));
    }
    settle(model, &mut effects);
    effects
}

fn fail(model: &mut Model, why: Text) -> Vec<Effect> {
    model.status.fail(why, model.now);
    Vec::new()
}

fn take_set(model: &mut Model, ticket: Ticket, page: Arc<SetPage>) {
    if ticket != model.reader.resetting.0 {
        return;
    }
    let height = reader_height(model);
    model.reader.reset(page, height);
    if let Some(selected) = model.reader.selected {
        super::tree::show(&mut model.reader, selected, height);
    }
}

fn take_rules(model: &mut Model, undo: Option<Undo>, notice: Text) -> Vec<Effect> {
    remember(&mut model.undo, undo);
    model.status.say(notice, model.now);
    model.reader.opened.clone().map(Effect::Study).into_iter().collect()
}

fn take_found(model: &mut Model, thread: &Arc<Thread>, words: &str, places: &[usize]) -> Vec<Effect> {
    let found = is_shown(model, thread).then(|| model.reader.take_found(words, places)).flatten();
    if let Some(count) = found {
        super::prompts::tell_found(model, words, count);
    }
    Vec::new()
}

fn take_sync(model: &mut Model, event: SyncEvent) -> Vec<Effect> {
    let finished = matches!(event, SyncEvent::Finished { .. });
    model.status.follow(event, model.now);
    if !finished {
        return Vec::new();
    }
    let mut effects = reload(model);
    effects.extend(replying::after_sync(model));
    effects
}

fn take_texts(model: &mut Model, thread: &Arc<Thread>, width: u16, comments: &[(usize, SetComment)]) {
    let height = reader_height(model);
    if is_shown(model, thread) {
        model.reader.take_texts(width, comments, height);
    }
}

fn take_added(model: &mut Model, feed: FeedId, url: &str, title: &Text) -> Vec<Effect> {
    model.status.say(Text::line(&format!("added {title}")), model.now);
    model.undo.push(Undo::Added(vec![Text::line(url)]));
    let mut effects = vec![Effect::Sync(Some(vec![feed]))];
    effects.extend(reload(model));
    effects
}

/// Whether this thread is the one that is shown.
fn is_shown(model: &Model, thread: &Arc<Thread>) -> bool {
    model.reader.opened.as_ref().is_some_and(|opened| Arc::ptr_eq(&opened.thread, thread))
}

/// What the store is to know before the program ends.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    let mut effects = keep(model);
    effects.extend(writing::leave(model));
    effects
}

/// What the store does not know yet: the place, marks, folds, a reply.
fn keep(model: &mut Model) -> Vec<Effect> {
    let mut effects: Vec<Effect> = keep_position(model).into_iter().collect();
    effects.extend(triage::keep(model));
    effects.extend(writing::keep(model));
    effects
}

fn paste(model: &mut Model, text: String) -> Vec<Effect> {
    let Some(Msg::Paste(text)) = ahead::wait(model, Msg::Paste(text)) else { return Vec::new() };
    match model.overlays.last_mut() {
        Some(Overlay::Prompt(prompt)) => prompt.insert(&text),
        Some(Overlay::Palette(_)) => return palette::paste(model, &text),
        None => return writing::paste(model, &text),
        _ => {}
    }
    Vec::new()
}

fn take_feeds(model: &mut Model, feeds: Vec<FeedRow>) -> Vec<Effect> {
    let stays = model.feeds.load(feeds);
    let searching = matches!(model.articles.query.scope, Scope::Search(_));
    let mut effects = if stays || searching { Vec::new() } else { turn_to_selected(model) };
    if model.is_first_run() {
        effects.extend(welcome::begin(model));
    }
    effects
}

/// What every change may call for: lists scrolled to their cursors, the next stretch read, the selected article
/// shown beside its list, the open one set for the width there is.
fn settle(model: &mut Model, effects: &mut Vec<Effect>) {
    let panes = model.panes();
    let rows = |area: Option<Area>| area.map_or(0, |area| usize::from(area.body().height));
    keep_in_view(&mut model.feeds.top, model.feeds.cursor, rows(panes.feeds));
    keep_in_view(&mut model.articles.top, model.articles.cursor, rows(panes.articles));
    palette::keep_in_view(model);
    welcome::keep_in_view(model);
    writing::settle(model);
    ahead::settle(model);
    let ticket = model.ticket();
    effects.extend(model.articles.read_on(ticket));
    if panes.reader.is_some()
        && model.focus != Pane::Reader
        && let Some(row) = model.articles.selected()
        && model.reader.asked.1 != Some(row.id)
    {
        let id = row.id;
        effects.push(ask_open(model, id));
    }
    let width = model.text_width();
    if let Some(opened) = model.reader.opened.clone()
        && panes.reader.is_some()
        && model.reader.page.width != width
        && model.reader.resetting.1 != width
    {
        model.reader.resetting = (ticket, width);
        effects.push(Effect::Set { ticket, opened, width, pictures: HashMap::new() });
    }
    effects.extend(pictures::ask(model));
    triage::see(model);
    effects.extend(ask_texts(model));
    visit(model, effects);
}

/// Texts of comments in view and around it that are not set yet.
fn ask_texts(model: &mut Model) -> Option<Effect> {
    let height = reader_height(model);
    let width = model.reader.page.width;
    let opened = model.reader.opened.clone().filter(|_| width > 0)?;
    let places = model.reader.lacking(height);
    (!places.is_empty()).then_some(Effect::SetComments { opened, width, places })
}

/// Whether texts in view are being set: a frame without them would only flicker.
#[must_use]
pub fn lacks_texts(model: &Model) -> bool {
    model.panes().reader.is_some() && model.reader.is_waiting_for_texts(reader_height(model))
}

/// Once comments are in view they have been looked at.
fn visit(model: &mut Model, effects: &mut Vec<Effect>) {
    let in_view = model.reader.comments_start() < model.reader.top + reader_height(model);
    if model.focus == Pane::Reader
        && !model.reader.visited
        && in_view
        && let Some(opened) = &model.reader.opened
        && !opened.thread.is_empty()
    {
        model.reader.visited = true;
        effects.extend(opened.fetched().map(|fetched| Effect::VisitThread(opened.article.row.id, fetched)));
    }
}

pub(super) fn keep_in_view(top: &mut usize, cursor: usize, rows: usize) {
    if cursor < *top {
        *top = cursor;
    } else if rows > 0 && cursor >= *top + rows {
        *top = cursor + 1 - rows;
    }
}

fn take_opened(model: &mut Model, ticket: Ticket, opened: Option<(Arc<Opened>, Arc<SetPage>)>) -> Vec<Effect> {
    if ticket != model.reader.asked.0 {
        return Vec::new();
    }
    let mut effects = keep(model);
    if let Some((opened, page)) = opened {
        let height = reader_height(model);
        if opened.article.row.id == UNKEPT {
            // What was said while it was fetched is done.
            model.status.key_pressed(model.now);
            model.trail.extend(model.reader.article().filter(|article| *article != UNKEPT));
        }
        model.reader.resetting = (ticket, page.width);
        let before = model.reader.opened.clone().filter(|before| before.article.row.id == opened.article.row.id);
        model.reader.open(opened, page, height);
        let now = |i: usize| model.reader.opened.as_ref()?.place_of(&before.as_ref()?.name_of(i)?);
        model.overlays.retain_mut(|overlay| overlay.follow(&now));
        replying::go_to_awaited(&mut model.reader, height);
        effects.extend(pictures::arrange(model));
        effects.extend(model.reader.opened.clone().filter(|opened| !opened.thread.is_empty()).map(Effect::Study));
        effects.extend(prepare_next(model));
        effects.extend(ahead::release(model, Awaited::Article));
    } else {
        model.reader.close();
        model.status.fail(Text::line("this article can't be read from the store; enter tries again"), model.now);
    }
    effects
}

/// The page behind a link can't be read: what is open stays.
fn take_not_read(model: &mut Model, ticket: Ticket, reason: Text) -> Vec<Effect> {
    if ticket == model.reader.asked.0 {
        model.reader.asked = (ticket, model.reader.article());
    }
    model.status.fail(reason, model.now);
    Vec::new()
}

fn take_page(model: &mut Model, end: PageEnd) -> Vec<Effect> {
    model.status.fetching_page = false;
    match end {
        PageEnd::Fetched(article, notice) => {
            model.status.say(notice, model.now);
            let mut effects = reload(model);
            // Not when another article is on its way already, or a page behind a link is read.
            if model.reader.asked.1 == Some(article) {
                effects.push(ask_view(model, article, View::Text));
            }
            return effects;
        }
        PageEnd::Failed(reason) => model.status.fail(reason, model.now),
        PageEnd::Stopped => model.status.say(Text::line("stopped; the page was not fetched"), model.now),
    }
    Vec::new()
}

/// While an article is read, the one that will probably be next is set.
fn prepare_next(model: &mut Model) -> Vec<Effect> {
    if model.focus != Pane::Reader {
        return Vec::new();
    }
    let rows = &model.articles.window.rows;
    let behind = model.reader.article().and_then(|id| rows.iter().position(|row| row.id == id)).map_or(0, |at| at + 1);
    let mut following = rows.iter().skip(behind);
    let next = following.clone().find(|row| !row.read).or_else(|| following.next()).map(|row| row.id);
    let (ticket, order, width) = (model.ticket(), model.options.sort, model.text_width());
    next.map(|article| Effect::Prepare { ticket, article, order, width }).into_iter().collect()
}

fn take_next_unread(model: &mut Model, ticket: Ticket, found: Option<(ArticleRow, usize)>) -> Vec<Effect> {
    let Some((_, backwards)) = model.seeking.take_if(|(asked, _)| *asked == ticket) else { return Vec::new() };
    let Some((row, place)) = found else {
        let notice = match model.articles.query.scope {
            _ if backwards => "nothing unread further up",
            Scope::All | Scope::Unread => "nothing unread is left",
            _ => "",
        };
        if !notice.is_empty() {
            model.status.say(Text::line(notice), model.now);
            return Vec::new();
        }
        // The list is finished: go on with everything that is unread.
        model.feeds.select(&Scope::Unread);
        let mut effects = turn_to(model, Scope::Unread);
        effects.push(seek_unread(model, false));
        return effects;
    };
    model.articles.cursor = place;
    let mut effects = Vec::new();
    if model.articles.row(place).is_none_or(|known| known.id != row.id) {
        let ticket = model.ticket();
        effects.push(model.articles.jump_to(row.id, place, ticket));
    }
    effects.extend(read_article(model, &row));
    effects
}
