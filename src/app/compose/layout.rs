//! Places the box below the parent comment in the reader's column, or at the bottom of the reader's pane.
//!
//! The layout is worked out after every message, so that no new comment moves the text away from the cursor.

use super::state::Compose;
use crate::app::cursor::keep_in_view;
use crate::app::layout::Area;
use crate::app::model::Model;
use crate::app::reader::tree;
use crate::domain::{CommentRef, Text};

/// The fewest rows of the box, with its border.
const MIN_ROWS: u16 = 5;
/// If the reader's column is narrower than this, the box takes the width of the pane.
const MIN_COLUMNS: u16 = 30;
/// The fewest columns and rows of a box with a border.
const MIN_BORDERED: (u16, u16) = (8, 3);

/// Wraps the text to the current width, sizes the box, and scrolls so that the parent comment ends above it.
pub(super) fn settle(model: &mut Model) {
    let Some(mut compose) = model.compose.take() else { return };
    let place = find_parent(model, &mut compose);
    let pane = model.panes().reader.unwrap_or_default();
    let column = match model.reader.page.width {
        0 => model.text_width(),
        width => width,
    };
    let width = if column < MIN_COLUMNS { pane.width } else { column.min(pane.width) };
    let has_border = width >= MIN_BORDERED.0 && pane.height >= MIN_BORDERED.1;
    // The cursor needs a column behind the last letter.
    let columns = width.saturating_sub(if has_border { 4 } else { 1 }).max(1);
    compose.rows = compose.buffer.rows(usize::from(columns));
    let most = (pane.height / 2).max(MIN_ROWS);
    let rows = u16::try_from(compose.rows.len()).unwrap_or(u16::MAX).saturating_add(2);
    let body = pane.body();
    // One line of the parent comment stays in view, unless the pane is too low for that.
    let spare = if body.height < MIN_ROWS { pane.height } else { body.height - 1 };
    let height = rows.clamp(MIN_ROWS, most).min(spare);
    let room = body.height.saturating_sub(height);
    let above = place.and_then(|place| pin(model, &mut compose, place, usize::from(room)));
    let above = above.map_or(room, |lines| u16::try_from(lines).unwrap_or(room).min(room));
    // In a very low pane the box covers the title too.
    let y = (body.y + above).min((pane.y + pane.height).saturating_sub(height));
    let frame = Area { x: pane.x + (pane.width - width) / 2, y, width, height };
    let inside = if has_border {
        Area { x: frame.x + 2, y: y + 1, width: columns, height: height.saturating_sub(2) }
    } else {
        Area { width: columns.min(width), ..frame }
    };
    let (row, _) = compose.buffer.cursor(&compose.rows);
    keep_in_view(&mut compose.top, row, usize::from(inside.height));
    // After the user has deleted text, the rows above scroll into the empty ones.
    compose.top = compose.top.min(compose.rows.len().saturating_sub(usize::from(inside.height)));
    compose.areas = (frame, inside);
    model.compose = Some(compose);
}

/// Returns the place of the parent comment once it is loaded, and goes there the first time.
fn find_parent(model: &mut Model, compose: &mut Compose) -> Option<usize> {
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

/// Scrolls so that the parent comment ends within the `room` lines above the box. Returns how many of them it uses.
fn pin(model: &mut Model, compose: &mut Compose, place: usize, room: usize) -> Option<usize> {
    let reader = &mut model.reader;
    let (start, len) = reader.lines_of(place)?;
    // An unfolded comment ends with an empty line.
    let end = start + len.saturating_sub(1).max(1);
    let lowest = end.saturating_sub(room);
    compose.back = compose.back.min(lowest);
    if compose.back > 0 || reader.scroll.top < lowest || reader.scroll.top >= end {
        reader.scroll.top = lowest - compose.back;
    }
    Some(end.saturating_sub(reader.scroll.top))
}
