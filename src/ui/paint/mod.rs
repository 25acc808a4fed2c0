//! Painting that the rooms share and that imports none of them: cells, lines of text, boxes, and substitutes for what a
//! terminal can't show.

pub(super) mod ascii;
pub(super) mod bidi;
pub(super) mod boxes;
pub(super) mod cells;
pub(super) mod field;
pub(super) mod hyperlinks;
pub(super) mod pane;
pub(super) mod text;
pub(super) mod uncertain;
