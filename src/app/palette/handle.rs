//! Handles the palette's messages. `rank` orders its rows.
//!
//! Articles come from the store: the newest ones once, and after each key those whose titles match the typed words. The
//! answer to an older question is dropped.

use super::state::{Palette, Target};
use super::{Effect as PaletteEffect, Msg as PaletteMsg, rank, rows};
use crate::app::cursor::keep_in_view;
use crate::app::effect::Effect;
use crate::app::layout::{Pane, palette_areas};
use crate::app::line_edit::LineEdit;
use crate::app::model::Model;
use crate::app::msg::Msg;
use crate::app::overlay::stack::Overlay;
use crate::app::ticket::Ticket;
use crate::app::{articles, feeds, preferences};
use crate::domain::{ArticleRow, Scope};
use crate::input::{Action, Code, Context, Key};

/// The fewest letters for a search in the store. With fewer, half of all articles match.
const MIN_LETTERS: usize = 2;

/// Handles a message.
pub(in crate::app) fn update(model: &mut Model, msg: PaletteMsg) -> Vec<Effect> {
    match msg {
        PaletteMsg::Titles { ticket, rows } => {
            add_titles(model, ticket, rows);
            Vec::new()
        }
        PaletteMsg::Key(key) => press(model, key),
        PaletteMsg::Paste(text) => paste(model, &text),
        PaletteMsg::Click(x, y) => click(model, x, y),
    }
}

/// Opens the palette with all rows, and asks for the newest articles.
pub(in crate::app) fn open(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let palette = Palette {
        line: LineEdit::default(),
        rows: rank::rank(model, "", &[]),
        cursor: 0,
        top: 0,
        newest: Vec::new(),
        newest_asked: ticket,
        found: Vec::new(),
        asked: 0,
    };
    model.overlays.push(Overlay::Palette(Box::new(palette)));
    vec![PaletteEffect::FindTitles { ticket, words: String::new() }.into()]
}

/// Handles a key: moves in the list, runs or closes it, or edits the line.
fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    let rows = usize::from(palette_areas(model.size).list.height);
    let Some(Overlay::Palette(palette)) = model.overlays.last_mut() else { return Vec::new() };
    let last = palette.rows.len().saturating_sub(1);
    let page = rows.saturating_sub(1).max(1);
    match (key.code, key.ctrl) {
        (Code::Esc, _) | (Code::Char('c'), true) => drop(model.overlays.pop()),
        (Code::Enter, _) => return run(model),
        (Code::Down | Code::Tab, _) | (Code::Char('n'), true) => palette.cursor = (palette.cursor + 1).min(last),
        (Code::Up | Code::BackTab, _) | (Code::Char('p'), true) => palette.cursor = palette.cursor.saturating_sub(1),
        (Code::PageDown, _) => palette.cursor = (palette.cursor + page).min(last),
        (Code::PageUp, _) => palette.cursor = palette.cursor.saturating_sub(page),
        _ => {
            let before = palette.line.text();
            palette.line.edit(key);
            if palette.line.text() != before {
                return search(model);
            }
        }
    }
    Vec::new()
}

/// Inserts text that the user pasted.
fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(Overlay::Palette(palette)) = model.overlays.last_mut() {
        palette.line.insert(text);
    }
    search(model)
}

/// Handles a click: on a row it selects the row, on the selected row it runs it, and beside the palette it closes it.
fn click(model: &mut Model, x: u16, y: u16) -> Vec<Effect> {
    let areas = palette_areas(model.size);
    let Some(Overlay::Palette(palette)) = model.overlays.last_mut() else { return Vec::new() };
    if !areas.frame.contains(x, y) {
        model.overlays.pop();
        return Vec::new();
    }
    let place = palette.top + usize::from(y.saturating_sub(areas.list.y));
    if !areas.list.contains(x, y) || place >= palette.rows.len() {
        return Vec::new();
    }
    if palette.cursor == place {
        return run(model);
    }
    palette.cursor = place;
    Vec::new()
}

/// Scrolls the list to its cursor.
pub(in crate::app) fn settle(model: &mut Model) {
    let rows = usize::from(palette_areas(model.size).list.height);
    if let Some(Overlay::Palette(palette)) = model.overlays.last_mut() {
        keep_in_view(&mut palette.top, palette.cursor, rows);
    }
}

/// Adds articles from the store, and ranks the rows again.
fn add_titles(model: &mut Model, ticket: Ticket, rows: Vec<ArticleRow>) {
    let Some(Overlay::Palette(palette)) = model.overlays.last_mut() else { return };
    if ticket == palette.newest_asked {
        palette.newest = rows;
    } else if ticket == palette.asked {
        palette.found = rows;
    } else {
        return;
    }
    let selected = palette.rows.get(palette.cursor).map(|row| row.target.clone()).filter(|_| palette.cursor > 0);
    rerank(model);
    let Some(Overlay::Palette(palette)) = model.overlays.last_mut() else { return };
    // If the user has moved the cursor to a row, it stays on that row.
    let at = selected.and_then(|target| palette.rows.iter().position(|row| row.target == target));
    palette.cursor = at.unwrap_or(0);
}

/// Ranks the rows in memory by the typed text, and asks the store for more articles.
fn search(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(Overlay::Palette(palette)) = model.overlays.last_mut() else { return Vec::new() };
    let words = palette.line.text().trim().to_owned();
    palette.asked = ticket;
    palette.found.clear();
    rerank(model);
    if words.chars().count() < MIN_LETTERS {
        return Vec::new();
    }
    vec![PaletteEffect::FindTitles { ticket, words }.into()]
}

/// Ranks the rows again and moves the cursor to the first one.
fn rerank(model: &mut Model) {
    let Some(Overlay::Palette(palette)) = model.overlays.last() else { return };
    let mut articles = palette.newest.clone();
    articles.extend(palette.found.iter().filter(|row| palette.newest.iter().all(|known| known.id != row.id)).cloned());
    let rows = rank::rank(model, &palette.line.text(), &articles);
    if let Some(Overlay::Palette(palette)) = model.overlays.last_mut() {
        palette.rows = rows;
        palette.cursor = 0;
        palette.top = 0;
    }
}

/// Closes the palette, and runs the selected row in the pane that it is for.
fn run(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Palette(palette)) = model.overlays.pop() else { return Vec::new() };
    match palette.rows.into_iter().nth(palette.cursor).map(|row| row.target) {
        Some(Target::Act(action)) => {
            go_where_it_works(model, action);
            model.post(Msg::Act(action, Key::plain(Code::Enter)));
        }
        Some(Target::Go(scope)) => {
            go(model, &scope);
            model.post(articles::Msg::TurnTo(scope));
        }
        Some(Target::Read(row)) => read(model, row),
        Some(Target::Setting(setting)) => return preferences::describe(model, &setting),
        None => {}
    }
    Vec::new()
}

/// Gives the keys to the pane that an action is for. An action on a comment selects the first one.
fn go_where_it_works(model: &mut Model, action: Action) {
    match rows::elsewhere(action.spec(), model.context()) {
        Some(Context::Feeds) => model.focus = Pane::Feeds,
        Some(Context::Articles) => model.focus = Pane::Articles,
        Some(Context::Reader) if model.reader.opened.is_some() => model.focus = Pane::Reader,
        Some(Context::Comments) if model.reader.opened.is_some() => {
            model.focus = Pane::Reader;
            model.post(Msg::Act(Action::Comments, Key::plain(Code::Enter)));
        }
        _ => return,
    }
    model.zen &= model.focus == Pane::Reader;
}

/// Selects a list among the feeds, and gives the keys to the list of articles.
fn go(model: &mut Model, scope: &Scope) {
    model.post(feeds::Msg::Reveal(scope.clone()));
    model.focus = Pane::Articles;
    model.zen = false;
}

/// Opens an article and moves the cursor of its list there. If the current list does not have it in memory, the list
/// turns to that of its feed.
fn read(model: &mut Model, row: Box<ArticleRow>) {
    let listed = model.articles.window.rows.iter().position(|known| known.id == row.id);
    if let Some(at) = listed {
        model.post(articles::Msg::Select(model.articles.window.offset + at));
    } else {
        let scope = Scope::Feed(row.feed);
        go(model, &scope);
        model.post(articles::Msg::TurnToArticle(scope, row.id));
    }
    model.post(articles::Msg::Read(row));
}
