//! Model to cells, and nothing else: no parsing, no layout of whole documents, no I/O.
//!
//! One file a room; `paint` has what they share, and knows no room. Every screen is painted at every size from 1x1 up.

mod articles;
mod compose;
mod feeds;
mod overlay;
mod paint;
mod palette;
mod reader;
mod status;
mod thread;
mod welcome;
mod whats_new;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::Model;
use crate::app::layout::Area;
use crate::settings::{Role, Theme};
use paint::pane::rect;
use paint::{ascii, cells, hyperlinks};

pub use paint::pane::PlacedPicture;
pub use paint::uncertain::UncertainRows;

/// What whoever owns the terminal has to add to a frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Where the cursor stands, when a line is being typed.
    pub cursor: Option<Position>,
    /// Where pictures belong.
    pub pictures: Vec<PlacedPicture>,
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
    let typed = compose::draw(model, theme, area, buf);
    // Who looks at something else writes on afterwards.
    let cursor = if model.overlays.is_empty() { typed } else { overlay::draw(model, theme, area, buf) };
    let is_bare = model.overlays.is_empty() && model.compose.is_none();
    if model.options.ascii {
        ascii::fold(buf);
    }
    cells::scrub(buf);
    if model.options.hyperlinks && is_bare {
        hyperlinks::mark(&links, &model.reader.thread.bodies.links, buf);
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
