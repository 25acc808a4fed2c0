//! The lines of the first run's page. Painting them is left to `ui`.

use crate::app::cursor;
use crate::app::layout::Area;
use crate::app::model::Model;
use crate::domain::pluralize;
use crate::input::Action;

/// With fewer rows than this the page leaves its blank lines out.
const ROOMY: u16 = 18;
/// From this width on it says a little more.
const WIDE: u16 = 60;
/// Columns that the page takes at most.
const MEASURE: u16 = 76;

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
    let mut above = vec![Title("No feeds yet")];
    above.push(Do(
        Action::AddFeed,
        (if wide { "add a feed by its address or its site’s" } else { "add a feed by its address" }).to_owned(),
    ));
    if let Some(import) = &welcome.import {
        let from = if wide { format!(", from {}", import.file) } else { String::new() };
        above.push(Do(Action::Import, format!("import {}{from}", pluralize(import.feeds, "newsboat feed"))));
    }
    let chosen = welcome.starters.iter().filter(|(_, chosen)| *chosen).count();
    let add = match chosen {
        0 => format!("no feed selected ({}: select)", model.key(Action::ToggleChoice)),
        1 => "add the selected feed".to_owned(),
        n if n == welcome.starters.len() => format!("add all {n} feeds"),
        n => format!("add the {n} selected feeds"),
    };
    let mut below = vec![Do(Action::AddChosen, add)];
    if roomy {
        above.insert(1, Gap);
        above.extend([Gap, Say("Or start with some of these:"), Gap]);
        below.insert(0, Gap);
        // What is left of a large screen lies around the page, two thirds of it below.
        let all = above.len() + welcome.starters.len() + below.len();
        let top = usize::from(area.height).saturating_sub(all).div_ceil(3);
        above.splice(0..0, std::iter::repeat_n(Gap, top));
    }
    (above, below)
}

/// Rows that the list of feeds has.
pub(super) fn list_rows(model: &Model) -> usize {
    let (above, below) = around(model);
    usize::from(welcome_area(model.size).height).saturating_sub(above.len() + below.len())
}

/// Scrolls the list to its cursor.
pub(super) fn keep_in_view(model: &mut Model) {
    let rows = list_rows(model);
    let welcome = &mut model.welcome;
    // A screen that has grown shows what it has room for.
    welcome.top = welcome.top.min(welcome.starters.len().saturating_sub(rows));
    cursor::keep_in_view(&mut welcome.top, welcome.cursor, rows);
}
