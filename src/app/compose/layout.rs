//! Where the box is: under the comment that is answered, in the reader's column, or at the bottom of its pane.
//!
//! Worked out after every message, so that nothing that comes in moves the text away under the cursor.

use super::state::Compose;
use crate::app::cursor::keep_in_view;
use crate::app::layout::Area;
use crate::app::model::Model;
use crate::app::reader::tree;
use crate::domain::{CommentRef, Text};

/// Rows of a box with little in it, its border included.
const LEAST_ROWS: u16 = 5;
/// A column that is narrower than this is left for the whole pane.
const LEAST_COLUMNS: u16 = 30;
/// With less the box has no border.
const BORDER: (u16, u16) = (8, 3);

/// Sets the text for the width there is, sizes the box by it, and has the end of what is answered above it.
pub(super) fn settle(model: &mut Model) {
    let Some(mut compose) = model.compose.take() else { return };
    let place = answered(model, &mut compose);
    let pane = model.panes().reader.unwrap_or_default();
    let column = match model.reader.page.width {
        0 => model.text_width(),
        width => width,
    };
    let width = if column < LEAST_COLUMNS { pane.width } else { column.min(pane.width) };
    let has_border = width >= BORDER.0 && pane.height >= BORDER.1;
    // Behind the last column there is one for the cursor.
    let columns = width.saturating_sub(if has_border { 4 } else { 1 }).max(1);
    compose.rows = compose.buffer.rows(usize::from(columns));
    let most = (pane.height / 2).max(LEAST_ROWS);
    let rows = u16::try_from(compose.rows.len()).unwrap_or(u16::MAX).saturating_add(2);
    let body = pane.body();
    // A line of what is answered stays in view, where the box does not need that too.
    let spare = if body.height < LEAST_ROWS { pane.height } else { body.height - 1 };
    let height = rows.clamp(LEAST_ROWS, most).min(spare);
    let room = body.height.saturating_sub(height);
    let above = place.and_then(|place| pin(model, &mut compose, place, usize::from(room)));
    let above = above.map_or(room, |lines| u16::try_from(lines).unwrap_or(room).min(room));
    // Where there is no row to spare the title's is taken too.
    let y = (body.y + above).min((pane.y + pane.height).saturating_sub(height));
    let frame = Area { x: pane.x + (pane.width - width) / 2, y, width, height };
    let inside = if has_border {
        Area { x: frame.x + 2, y: y + 1, width: columns, height: height.saturating_sub(2) }
    } else {
        Area { width: columns.min(width), ..frame }
    };
    let (row, _) = compose.buffer.cursor(&compose.rows);
    keep_in_view(&mut compose.top, row, usize::from(inside.height));
    // After text was taken out no row is left empty that could show some.
    compose.top = compose.top.min(compose.rows.len().saturating_sub(usize::from(inside.height)));
    compose.areas = (frame, inside);
    model.compose = Some(compose);
}

/// The place of the comment that is answered, once it is there; the first time it is gone to.
fn answered(model: &mut Model, compose: &mut Compose) -> Option<usize> {
    let reply = &compose.reply;
    let opened = model.reader.opened.clone().filter(|opened| opened.article.row.id == reply.article);
    let Some(id) = reply.parent.clone() else {
        compose.answered = Text::line("the article");
        return None;
    };
    let place = opened.as_ref().and_then(|opened| opened.place_of(&CommentRef { origin: reply.origin.clone(), id }));
    if let Some((opened, place)) = opened.zip(place) {
        let author = opened.thread.get(place).and_then(|node| node.comment.author.clone());
        compose.answered = author.unwrap_or_else(|| Text::line("an anonymous comment"));
        let height = model.reader_height();
        if !std::mem::replace(&mut compose.is_found, true) {
            tree::to(&mut model.reader, Some(place), height);
        }
    } else if compose.answered.is_empty() {
        compose.answered = Text::line("a comment");
    }
    place
}

/// Scrolls so that the comment ends above the box, for which `room` lines are left; says how many lines are above it.
fn pin(model: &mut Model, compose: &mut Compose, place: usize, room: usize) -> Option<usize> {
    let reader = &mut model.reader;
    let (start, len) = reader.lines_of(place)?;
    // An unfolded comment has an empty line behind it.
    let end = start + len.saturating_sub(1).max(1);
    let lowest = end.saturating_sub(room);
    compose.back = compose.back.min(lowest);
    if compose.back > 0 || reader.scroll.top < lowest || reader.scroll.top >= end {
        reader.scroll.top = lowest - compose.back;
    }
    Some(end.saturating_sub(reader.scroll.top))
}
