//! What the panes share: areas, the styles of titles and selections, and the images in view.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::Model;
use crate::app::layout::{Area, Pane};
use crate::settings::{Role, Theme};

/// An image in view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedImage {
    /// Address of the image.
    pub url: String,
    /// Area that it may cover.
    pub area: Rect,
    /// Columns from the left of the area.
    pub x: u16,
    /// Rows from the top of the area; negative if the upper part of the image is scrolled out.
    pub y: i32,
}

/// Converts an area of the model into the terminal's type.
pub(in crate::ui) fn rect(area: Area) -> Rect {
    Rect::new(area.x, area.y, area.width, area.height)
}

/// Returns the style of a pane's title.
pub(in crate::ui) fn title_style(model: &Model, theme: &Theme, pane: Pane) -> Style {
    theme.style(if model.focus == pane { Role::TitleFocused } else { Role::Title })
}

/// Returns the style for a pane's selected row, over the row's own styles.
pub(in crate::ui) fn selection_style(model: &Model, theme: &Theme, pane: Pane) -> Style {
    theme.style(if model.focus == pane { Role::Selection } else { Role::SelectionUnfocused })
}
