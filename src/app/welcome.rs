//! The first run: the page that stands in place of the panes while there is no feed, and what its keys do.
//!
//! The feeds to begin with are those of `config/feeds.toml`. Whether there is something to import is looked up by
//! `runtime`; painting the lines is left to `ui`.

use std::path::Path;

use super::asks::{reload, say};
use super::scroll::step;
use super::{Area, Effect, Model, Undo, update};
use crate::domain::{FeedId, Subscription, Text, pluralize};
use crate::input::Action;
use crate::settings::{STARTER_FEEDS, Subscriptions};

/// With fewer rows than this the page leaves its blank lines out.
const ROOMY: u16 = 18;
/// From this width on it says a little more.
const WIDE: u16 = 60;
/// Columns that the page takes at most.
const MEASURE: u16 = 76;

/// What the page knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Welcome {
    /// The feeds to begin with, and whether each is chosen.
    pub starters: Vec<(Subscription, bool)>,
    /// What another reader has left.
    pub import: Option<Importable>,
    /// The feed under the cursor.
    pub cursor: usize,
    /// The first one shown.
    pub top: usize,
}

/// Subscriptions of another reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Importable {
    /// The file, as a person names it.
    pub file: Text,
    /// How many feeds it has.
    pub feeds: usize,
}

/// One line of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WelcomeLine {
    /// Nothing.
    Gap,
    /// What this is.
    Title(&'static str),
    /// A sentence.
    Say(&'static str),
    /// Something to do: its keys stand before it, a click does it.
    Do(Action, String),
    /// One of the feeds to begin with.
    Starter(usize),
}

/// There are no feeds: gets the page ready.
pub(super) fn begin(model: &mut Model) -> Vec<Effect> {
    if !model.welcome.starters.is_empty() {
        return Vec::new();
    }
    // The file is ours and its test reads it: should it fail all the same, the page has one way less.
    let starters = Subscriptions::parse(STARTER_FEEDS, Path::new("feeds.toml"));
    let starters = starters.map(|known| known.list().to_vec()).unwrap_or_default();
    model.welcome.starters = starters.into_iter().map(|feed| (feed, true)).collect();
    vec![Effect::LookForImport]
}

/// What an action does here; `None` when it does what it does everywhere.
pub(super) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    if works_everywhere(action) {
        return None;
    }
    let page = list_rows(model).max(1);
    let welcome = &mut model.welcome;
    if let Some(at) = step(welcome.cursor, action, page, welcome.starters.len()) {
        welcome.cursor = at;
        return Some(Vec::new());
    }
    Some(match action {
        Action::ToggleChoice => {
            if let Some((_, chosen)) = welcome.starters.get_mut(welcome.cursor) {
                *chosen = !*chosen;
            }
            Vec::new()
        }
        Action::ChooseAll => {
            let all = welcome.starters.iter().all(|(_, chosen)| *chosen);
            welcome.starters.iter_mut().for_each(|(_, chosen)| *chosen = !all);
            Vec::new()
        }
        Action::AddChosen => {
            let chosen: Vec<Subscription> =
                welcome.starters.iter().filter(|(_, chosen)| *chosen).map(|(feed, _)| feed.clone()).collect();
            if chosen.is_empty() {
                say(model, "no feed is marked; space marks one")
            } else {
                vec![Effect::AddFeeds(chosen)]
            }
        }
        Action::Import if welcome.import.is_some() => vec![Effect::Import],
        Action::Import => say(model, "newsboat has left no urls file here; `tidings import FILE` takes others"),
        Action::Back => vec![Effect::Quit],
        _ => say(model, "there are no feeds yet; add one first"),
    })
}

/// Whether an action has a meaning while there is no feed.
pub(super) fn means(model: &Model, action: Action) -> bool {
    match action {
        Action::Import => model.welcome.import.is_some(),
        Action::ToggleChoice | Action::ChooseAll | Action::AddChosen => true,
        action => works_everywhere(action),
    }
}

fn works_everywhere(action: Action) -> bool {
    matches!(
        action,
        Action::AddFeed
            | Action::Undo
            | Action::Palette
            | Action::Help
            | Action::Messages
            | Action::Dismiss
            | Action::NextTheme
            | Action::Redraw
            | Action::Suspend
            | Action::Quit
    )
}

/// Feeds were added: they can be taken out again, they are fetched, and the keys go where reading begins.
pub(super) fn leave(model: &mut Model, feeds: Vec<FeedId>, urls: Vec<Text>) -> Vec<Effect> {
    let mut effects = reload(model);
    if !urls.is_empty() {
        model.undo.push(Undo::Added(urls));
        model.focus_first();
        effects.insert(0, Effect::Sync(Some(feeds)));
    }
    effects
}

/// Where the page is: in the middle, above messages and footer.
#[must_use]
pub fn welcome_area(size: (u16, u16)) -> Area {
    let (width, height) = size;
    let columns = if width > MEASURE + 4 { MEASURE } else { width.saturating_sub(2).max(1).min(width) };
    Area { x: (width - columns) / 2, y: 0, width: columns, height: height - height.saturating_sub(1).min(2) }
}

/// The page, line by line.
#[must_use]
pub fn welcome_lines(model: &Model) -> Vec<WelcomeLine> {
    let (mut lines, below) = around(model);
    let welcome = &model.welcome;
    let rows = list_rows(model);
    lines.extend((welcome.top..welcome.starters.len()).take(rows).map(WelcomeLine::Starter));
    lines.extend(below);
    lines
}

/// What stands above the list, and below it.
fn around(model: &Model) -> (Vec<WelcomeLine>, Vec<WelcomeLine>) {
    use WelcomeLine::{Do, Gap, Say, Title};
    let area = welcome_area(model.size);
    let (roomy, wide) = (area.height >= ROOMY, area.width >= WIDE);
    let welcome = &model.welcome;
    let mut above = vec![Title("There are no feeds yet.")];
    above.push(Do(
        Action::AddFeed,
        (if wide { "add a feed by its address, or its site’s" } else { "add a feed by its address" }).to_owned(),
    ));
    if let Some(import) = &welcome.import {
        let from = if wide { format!(", from {}", import.file) } else { String::new() };
        above.push(Do(Action::Import, format!("import {}{from}", pluralize(import.feeds, "newsboat feed"))));
    }
    let chosen = welcome.starters.iter().filter(|(_, chosen)| *chosen).count();
    let add = match chosen {
        0 => "none is marked; space marks one".to_owned(),
        1 => "add and fetch the one marked".to_owned(),
        n if n == welcome.starters.len() => format!("add and fetch all {n}"),
        n => format!("add and fetch the {n} marked"),
    };
    let mut below = vec![Do(Action::AddChosen, add)];
    if roomy {
        above.insert(1, Gap);
        above.extend([Gap, Say("Or begin with some of these; feeds.toml keeps what you take:"), Gap]);
        below.insert(0, Gap);
        // What is left of a large screen lies around the page, two thirds of it below.
        let all = above.len() + welcome.starters.len() + below.len();
        let top = usize::from(area.height).saturating_sub(all).div_ceil(3);
        above.splice(0..0, std::iter::repeat_n(Gap, top));
    }
    (above, below)
}

fn list_rows(model: &Model) -> usize {
    let (above, below) = around(model);
    usize::from(welcome_area(model.size).height).saturating_sub(above.len() + below.len())
}

/// Scrolls the list to its cursor.
pub(super) fn keep_in_view(model: &mut Model) {
    let rows = list_rows(model);
    let welcome = &mut model.welcome;
    // A screen that has grown shows what it has room for.
    welcome.top = welcome.top.min(welcome.starters.len().saturating_sub(rows));
    update::keep_in_view(&mut welcome.top, welcome.cursor, rows);
}

/// A click on a feed chooses it or leaves it out, a click on something to do does it.
pub(super) fn click(model: &mut Model, x: u16, y: u16) -> Option<Action> {
    let area = welcome_area(model.size);
    let line = welcome_lines(model).into_iter().nth(usize::from(y.checked_sub(area.y)?));
    match line.filter(|_| area.contains(x, y))? {
        WelcomeLine::Do(action, _) => Some(action),
        WelcomeLine::Starter(at) => {
            model.welcome.cursor = at;
            Some(Action::ToggleChoice)
        }
        _ => None,
    }
}
