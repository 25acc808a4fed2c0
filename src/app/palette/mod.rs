//! The command palette: one field for every action, list and article.
//!
//! Ranking is in `rank`. Articles come from the store: the newest once, and those whose titles have the words typed so
//! far; what an older question brings is dropped.

mod rank;

pub use rank::{GAP, Row, Target};

use super::actions::act;
use super::asks::{read_article, say, turn_to};
use super::{Effect, Model, Overlay, Pane, Prompt, PromptKind, Ticket, ahead, palette_areas, update};
use crate::domain::{ArticleRow, Scope};
use crate::input::{Code, Key};

/// Articles that are asked for at once.
pub const TITLES: usize = 300;
/// With fewer letters the store would find half of everything.
const LEAST_LETTERS: usize = 2;

/// The palette while it is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Palette {
    /// What is typed.
    pub prompt: Prompt,
    /// What fits it, the best first.
    pub rows: Vec<Row>,
    /// The row that Enter takes.
    pub cursor: usize,
    /// The first row shown.
    pub top: usize,
    newest: Vec<ArticleRow>,
    newest_asked: Ticket,
    found: Vec<ArticleRow>,
    asked: Ticket,
}

/// Opens it, with everything in it.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let palette = Palette {
        prompt: Prompt::new(PromptKind::Palette, ""),
        rows: rank::rank(model, "", &[]),
        cursor: 0,
        top: 0,
        newest: Vec::new(),
        newest_asked: ticket,
        found: Vec::new(),
        asked: 0,
    };
    model.overlays.push(Overlay::Palette(Box::new(palette)));
    vec![Effect::FindTitles { ticket, words: String::new() }]
}

/// A key for the palette.
pub(super) fn press(model: &mut Model, key: Key) -> Vec<Effect> {
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
            let before = palette.prompt.text();
            palette.prompt.edit(key);
            if palette.prompt.text() != before {
                return typed(model);
            }
        }
    }
    Vec::new()
}

/// Text was pasted into it.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(Overlay::Palette(palette)) = model.overlays.last_mut() {
        palette.prompt.insert(text);
    }
    typed(model)
}

/// A click on a row selects it, a click on the selected row takes it, a click beside the palette leaves it.
pub(super) fn click(model: &mut Model, x: u16, y: u16) -> Vec<Effect> {
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

/// Scrolls the rows to the selected one.
pub(super) fn keep_in_view(model: &mut Model) {
    let rows = usize::from(palette_areas(model.size).list.height);
    if let Some(Overlay::Palette(palette)) = model.overlays.last_mut() {
        update::keep_in_view(&mut palette.top, palette.cursor, rows);
    }
}

/// Titles have come from the store.
pub(super) fn take(model: &mut Model, ticket: Ticket, rows: Vec<ArticleRow>) {
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
    // Whoever has moved to a row already stays on it.
    let at = selected.and_then(|target| palette.rows.iter().position(|row| row.target == target));
    palette.cursor = at.unwrap_or(0);
}

/// Something else is typed now: ranks what is in memory, and asks the store for more.
fn typed(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(Overlay::Palette(palette)) = model.overlays.last_mut() else { return Vec::new() };
    let words = palette.prompt.text().trim().to_owned();
    palette.asked = ticket;
    palette.found.clear();
    rerank(model);
    if words.chars().count() < LEAST_LETTERS {
        return Vec::new();
    }
    vec![Effect::FindTitles { ticket, words }]
}

fn rerank(model: &mut Model) {
    let Some(Overlay::Palette(palette)) = model.overlays.last() else { return };
    let mut articles = palette.newest.clone();
    articles.extend(palette.found.iter().filter(|row| palette.newest.iter().all(|known| known.id != row.id)).cloned());
    let rows = rank::rank(model, &palette.prompt.text(), &articles);
    if let Some(Overlay::Palette(palette)) = model.overlays.last_mut() {
        palette.rows = rows;
        palette.cursor = 0;
        palette.top = 0;
    }
}

/// The palette goes, and what was selected is done in the pane that had the keys before.
fn run(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Palette(palette)) = model.overlays.pop() else { return Vec::new() };
    match palette.rows.into_iter().nth(palette.cursor).map(|row| row.target) {
        Some(Target::Act(action)) if ahead::is_early(model, action) => {
            say(model, "the article that this is for is not here yet; again in a moment")
        }
        Some(Target::Act(action)) => act(model, action, Key::plain(Code::Enter)),
        Some(Target::Go(scope)) => go(model, scope),
        Some(Target::Read(row)) => read(model, &row),
        None => Vec::new(),
    }
}

fn go(model: &mut Model, scope: Scope) -> Vec<Effect> {
    model.feeds.reveal(&scope);
    model.focus = Pane::Articles;
    model.zen = false;
    turn_to(model, scope)
}

/// Opens an article, with the list beside it on it: the list that is there if it holds it, else its feed's.
fn read(model: &mut Model, row: &ArticleRow) -> Vec<Effect> {
    let listed = model.articles.window.rows.iter().position(|known| known.id == row.id);
    let mut effects = Vec::new();
    if let Some(at) = listed {
        model.articles.cursor = model.articles.window.offset + at;
    } else {
        effects.extend(go(model, Scope::Feed(row.feed)));
        let ticket = model.ticket();
        effects.push(model.articles.jump_to(row.id, 0, ticket));
    }
    effects.extend(read_article(model, row));
    effects
}
