//! Requests the layout of comments' texts in and near the view.

use std::sync::Arc;

use super::Effect as ThreadEffect;
use crate::app::document::LaidOutComment;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::domain::Thread;

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

/// Returns whether texts in view are still being laid out. The screen waits for them, because a frame without them
/// would flicker.
#[must_use]
pub fn are_missing(model: &Model) -> bool {
    model.panes().reader.is_some() && model.reader.is_waiting_for_texts(model.reader_height())
}
