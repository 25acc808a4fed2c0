//! Painting that knows no room: cells, lines of text, boxes, what the terminal can't show.

pub(super) mod ascii;
pub(super) mod bidi;
pub(super) mod boxes;
pub(super) mod cells;
pub(super) mod field;
pub(super) mod hyperlinks;
pub(super) mod pane;
pub(super) mod text;
pub(super) mod uncertain;
