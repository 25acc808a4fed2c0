//! Paints the model into cells, and does nothing else: it parses nothing, lays out no documents, and does no I/O.
//!
//! Each room has a file; `paint` has what they share and imports none of them. Every screen can be painted at every
//! size from 1x1 up.

mod articles;
mod compose;
mod factcheck;
mod feeds;
mod listen;
mod overlay;
mod paint;
mod palette;
mod reader;
mod status;
mod stories;
mod thread;
mod welcome;
mod whats_new;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::app::Model;
use crate::app::layout::Area;
use crate::settings::{Role, Theme};
use paint::pane::rect;
use paint::{ascii, cells, hyperlinks};

pub use paint::pane::PlacedImage;
pub use paint::uncertain::UncertainRows;

/// What the owner of the terminal adds to a frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawn {
    /// The position of the cursor while the user types a line.
    pub cursor: Option<Position>,
    /// The images in view.
    pub images: Vec<PlacedImage>,
}

/// Paints the model; returns what the owner of the terminal adds.
pub fn draw(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) -> Drawn {
    let text = theme.style(Role::Text);
    if text != Style::default() {
        buf.set_style(area, text);
    }
    let panes = model.panes();
    let clip = |pane: Area| rect(pane).intersection(area);
    let reader::Shown { links, images } = if model.is_first_run() {
        welcome::draw(model, theme, area, buf);
        reader::Shown::default()
    } else {
        draw_panes(model, theme, area, buf)
    };
    status::footer(model, theme, clip(panes.footer), buf);
    status::draw(model, theme, clip(panes.status), buf);
    let typed = compose::draw(model, theme, area, buf);
    // The cursor is in the overlay on top; the user goes on writing when that closes.
    let cursor = if model.overlays.is_empty() { typed } else { overlay::draw(model, theme, area, buf) };
    let is_bare = model.overlays.is_empty() && model.compose.is_none();
    if model.options.ascii {
        ascii::replace(buf);
    }
    cells::scrub(buf);
    if model.options.hyperlinks && is_bare {
        hyperlinks::mark(&links, &model.reader.thread.bodies.links, buf);
    }
    // An overlay covers images as well as text.
    let images = if is_bare { images } else { Vec::new() };
    Drawn { cursor, images }
}

/// Paints the panes; returns where the reader has links and images.
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
