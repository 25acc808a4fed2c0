//! Requests the layout of comments' texts in and near the view.

use std::sync::Arc;

use super::Effect as ThreadEffect;
use super::indent::text_room;
use crate::app::document::LaidOutComment;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::domain::line_breaks::wrapping;
use crate::domain::{Line, Span, Text, TextStyle, Thread};

/// What a comment says whose text could not be laid out.
const NOT_LAID_OUT: &str = "This comment could not be shown. Fetch the comments again, or open it in the browser.";

/// Requests the layout of a comment's text wherever it is, unless it is laid out or requested.
pub(in crate::app) fn ask_one(model: &mut Model, comment: usize) -> Option<Effect> {
    let (width, opened) = (model.reader.page.width, model.reader.opened.clone()?);
    let places = model.reader.thread.bodies.request(std::iter::once(comment));
    (!places.is_empty()).then(|| ThreadEffect::LayOut { opened, width, places }.into())
}

/// Requests the layout of the texts in and near the view.
pub(super) fn ask(model: &mut Model) -> Option<Effect> {
    let height = model.reader_height();
    let width = model.reader.page.width;
    let opened = model.reader.opened.clone().filter(|_| width > 0)?;
    let places = model.reader.request_texts(height);
    (!places.is_empty()).then(|| ThreadEffect::LayOut { opened, width, places }.into())
}

/// Adds texts that were laid out.
pub(super) fn laid_out(model: &mut Model, thread: &Arc<Thread>, width: u16, comments: &[(usize, LaidOutComment)]) {
    let height = model.reader_height();
    if model.is_shown(thread) {
        model.reader.add_texts(width, comments, height);
    }
}

/// Says in the places of texts that they could not be laid out. They count as laid out, so they are not requested again
/// before the page is laid out again.
pub(super) fn not_laid_out(model: &mut Model, thread: &Arc<Thread>, width: u16, places: &[usize]) {
    let is_missing = |i: &usize| model.reader.thread.bodies.lines(*i).is_none();
    let notice = |i: usize| {
        let room = text_room(thread.get(i)?.depth, width);
        let rows = textwrap::wrap(NOT_LAID_OUT, wrapping(room));
        let span = |row: &str| Span { text: Text::line(row), marks: TextStyle::EMPHASIS, ..Span::default() };
        let lines = rows.iter().map(|row| Line { spans: vec![span(row)], ..Line::default() }).collect();
        Some((i, LaidOutComment { lines, ..LaidOutComment::default() }))
    };
    let notices: Vec<_> = places.iter().copied().filter(is_missing).filter_map(notice).collect();
    laid_out(model, thread, width, &notices);
}

/// Returns whether texts in view are still being laid out. The screen waits for them, because a frame without them
/// would flicker.
#[must_use]
pub fn are_missing(model: &Model) -> bool {
    model.panes().reader.is_some() && model.reader.is_waiting_for_texts(model.reader_height())
}
