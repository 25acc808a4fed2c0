//! Lays out the lines of the first run's page, which `ui` paints.

use crate::app::cursor;
use crate::app::layout::Area;
use crate::app::model::Model;
use crate::domain::pluralize;
use crate::input::Action;

/// With fewer rows than this the page leaves out its empty lines.
const ROOMY: u16 = 18;
/// From this width on the page uses longer texts.
const WIDE: u16 = 60;
/// The most columns of the page.
const MEASURE: u16 = 76;

/// One line of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WelcomeLine {
    /// An empty line.
    Gap,
    /// The title.
    Title(&'static str),
    /// A sentence.
    Say(&'static str),
    /// An action with its text. `ui` paints its key before the text, and a click carries it out.
    Do(Action, String),
    /// One of the suggested feeds, by its index.
    Starter(usize),
}

/// Returns the area of the page: in the middle of the screen, above messages and footer.
#[must_use]
pub fn welcome_area(size: (u16, u16)) -> Area {
    let (width, height) = size;
    let columns = if width > MEASURE + 4 { MEASURE } else { width.saturating_sub(2).max(1).min(width) };
    Area { x: (width - columns) / 2, y: 0, width: columns, height: height - height.saturating_sub(1).min(2) }
}

/// Returns the lines of the page from top to bottom.
#[must_use]
pub fn welcome_lines(model: &Model) -> Vec<WelcomeLine> {
    let (mut lines, below) = around(model);
    let welcome = &model.welcome;
    let rows = list_rows(model);
    lines.extend((welcome.top..welcome.starters.len()).take(rows).map(WelcomeLine::Starter));
    lines.extend(below);
    lines
}

/// Returns the lines above the list of feeds, and those below it.
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
        let articles = match import.articles {
            n if n > 0 && wide => format!(" and {}", pluralize(n, "article")),
            _ => String::new(),
        };
        let feeds = pluralize(import.feeds, "newsboat feed");
        above.push(Do(Action::Import, format!("import {feeds}{articles}{from}")));
    }
    above.push(Do(Action::ImportFile, "import an OPML file".to_owned()));
    let chosen = welcome.starters.iter().filter(|(_, chosen)| *chosen).count();
    let add = match chosen {
        0 => format!("no feed marked ({}: mark)", model.key(Action::ToggleChoice)),
        1 => "add the marked feed".to_owned(),
        n if n == welcome.starters.len() => format!("add all {n} feeds"),
        n => format!("add the {n} marked feeds"),
    };
    let mut below = vec![Do(Action::AddChosen, add)];
    if roomy {
        above.insert(1, Gap);
        above.extend([Gap, Say("Or start with some of these:"), Gap]);
        below.insert(0, Gap);
        // On a large screen a third of the free rows is above the page and two thirds are below it.
        let all = above.len() + welcome.starters.len() + below.len();
        let top = usize::from(area.height).saturating_sub(all).div_ceil(3);
        above.splice(0..0, std::iter::repeat_n(Gap, top));
    }
    (above, below)
}

/// Returns the rows for the list of feeds.
pub(super) fn list_rows(model: &Model) -> usize {
    let (above, below) = around(model);
    usize::from(welcome_area(model.size).height).saturating_sub(above.len() + below.len())
}

/// Scrolls the list to its cursor.
pub(super) fn keep_in_view(model: &mut Model) {
    let rows = list_rows(model);
    let welcome = &mut model.welcome;
    // After the screen has grown, no row stays empty that could show a feed.
    welcome.top = welcome.top.min(welcome.starters.len().saturating_sub(rows));
    cursor::keep_in_view(&mut welcome.top, welcome.cursor, rows);
}
