//! What the panes share: areas, styles of titles and selections, and pictures for the terminal's owner.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::Model;
use crate::app::layout::{Area, Pane};
use crate::settings::{Role, Theme};

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

/// The model's area as the terminal's.
pub(in crate::ui) fn rect(area: Area) -> Rect {
    Rect::new(area.x, area.y, area.width, area.height)
}

/// The style of a pane's title.
pub(in crate::ui) fn title_style(model: &Model, theme: &Theme, pane: Pane) -> Style {
    theme.style(if model.focus == pane { Role::TitleFocused } else { Role::Title })
}

/// The style laid over a pane's selected row.
pub(in crate::ui) fn selection_style(model: &Model, theme: &Theme, pane: Pane) -> Style {
    theme.style(if model.focus == pane { Role::Selection } else { Role::SelectionUnfocused })
}
