//! Model to cells, and nothing else: no parsing, no layout of whole documents, no I/O.
//!
//! One file a pane; what they share about cells is in `cells`. Every screen is painted at every size from 1x1 up.

mod articles;
mod ascii;
mod bidi;
mod cells;
mod comments;
mod ending;
mod feeds;
mod hyperlinks;
mod overlay;
mod palette;
mod reader;
mod status;
mod text;
mod welcome;
mod writing;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::{Area, Model, Pane};
use crate::settings::{Role, Theme};

/// What whoever owns the terminal has to add to a frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Where the cursor stands, when a line is being typed.
    pub cursor: Option<Position>,
    /// Where pictures belong.
    pub pictures: Vec<PlacedPicture>,
}

/// A picture in view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedPicture {
    /// Its address.
    pub url: String,
    /// Where it may be painted.
    pub area: Rect,
    /// Columns from the left of that.
    pub x: u16,
    /// Rows from the top of that; negative when its upper part is scrolled out.
    pub y: i32,
}

/// Paints the model. Says what the terminal itself has to do.
pub fn draw(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) -> Drawn {
    buf.set_style(area, theme.style(Role::Text));
    let panes = model.panes();
    let clip = |pane: Area| rect(pane).intersection(area);
    let reader::Shown { links, pictures } = if model.is_first_run() {
        welcome::draw(model, theme, area, buf);
        reader::Shown::default()
    } else {
        draw_panes(model, theme, area, buf)
    };
    status::footer(model, theme, clip(panes.footer), buf);
    status::draw(model, theme, clip(panes.status), buf);
    let typed = writing::draw(model, theme, area, buf);
    // Who looks at something else writes on afterwards.
    let cursor = if model.overlays.is_empty() { typed } else { overlay::draw(model, theme, area, buf) };
    let is_bare = model.overlays.is_empty() && model.writing.is_none();
    if model.options.ascii {
        ascii::fold(buf);
    }
    cells::scrub(buf);
    if model.options.hyperlinks && is_bare {
        hyperlinks::mark(&links, &model.reader.texts.links, buf);
    }
    // What lies over the text lies over its pictures too.
    let pictures = if is_bare { pictures } else { Vec::new() };
    Drawn { cursor, pictures }
}

/// Paints the panes; gives back where the reader has links and pictures.
fn draw_panes(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) -> reader::Shown {
    let panes = model.panes();
    let clip = |pane: Area| rect(pane).intersection(area);
    if let Some(pane) = panes.feeds {
        feeds::draw(model, theme, clip(pane), buf);
    }
    if let Some(pane) = panes.articles {
        articles::draw(model, theme, clip(pane), buf);
    }
    let shown = panes.reader.map(|pane| reader::draw(model, theme, clip(pane), buf)).unwrap_or_default();
    if let (Some(left), Some(_)) = (panes.feeds, panes.articles) {
        cells::vertical(buf, left.x + left.width, left.y, left.height, theme.style(Role::Border));
    }
    shown
}

fn rect(area: Area) -> Rect {
    Rect::new(area.x, area.y, area.width, area.height)
}

/// The style of a pane's title.
fn title_style(model: &Model, theme: &Theme, pane: Pane) -> ratatui::style::Style {
    theme.style(if model.focus == pane { Role::TitleFocused } else { Role::Title })
}

/// The style laid over a pane's selected row.
fn selection_style(model: &Model, theme: &Theme, pane: Pane) -> ratatui::style::Style {
    theme.style(if model.focus == pane { Role::Selection } else { Role::SelectionUnfocused })
}
