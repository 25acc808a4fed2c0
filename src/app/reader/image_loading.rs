//! Loads the images near the view, a few at a time, and has the text laid out again around each.

use super::Effect as ReaderEffect;
use super::images::ImageState;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::domain::Picture;

/// Images that are fetched at the same time.
const AT_ONCE: usize = 3;
/// The largest height of an image, in thirds of the view's rows.
const MOST_THIRDS: usize = 2;

/// Asks for the images near the view.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    let columns = model.reader.page.width;
    if !model.images.on || columns == 0 || model.panes().reader.is_none() {
        return Vec::new();
    }
    if model.images.columns != columns {
        // Images are scaled to the text's columns, so those for another width are useless.
        model.images.known.clear();
        model.images.columns = columns;
    }
    let height = model.reader_height();
    let start = model.reader.body_start().unwrap_or(0);
    let near = model.reader.scroll.top.saturating_sub(height)..model.reader.scroll.top + height * 2;
    let page = model.reader.page.clone();
    let rows = u16::try_from(height * MOST_THIRDS / 3).unwrap_or(u16::MAX).max(4);
    let mut effects = Vec::new();
    for picture in page.body.pictures.iter().filter(|picture| near.contains(&(start + picture.line))) {
        if model.images.waiting() >= AT_ONCE {
            break;
        }
        if model.images.known.contains_key(&picture.src) {
            continue;
        }
        model.images.known.insert(picture.src.clone(), ImageState::Asked);
        let indent = u16::try_from(picture.indent).unwrap_or(columns);
        let room = (columns.saturating_sub(indent).max(1), rows);
        effects.push(ReaderEffect::LoadImage { url: picture.src.clone(), columns, room }.into());
    }
    effects
}

/// Drops the images of other articles, and lays the text out with room for the images that are loaded.
pub(super) fn arrange(model: &mut Model) -> Vec<Effect> {
    let page = model.reader.page.clone();
    let own = &page.body.pictures;
    model.images.known.retain(|url, _| own.iter().any(|picture| picture.src == *url));
    let images = &model.images;
    let lacks_room =
        |picture: &Picture| images.rows_of(&picture.src).is_some_and(|rows| usize::from(rows) != picture.rows);
    if images.columns == page.width && own.iter().any(lacks_room) { lay_out(model) } else { Vec::new() }
}

/// Lays the text out with room for an image that was loaded.
pub(super) fn loaded(model: &mut Model, url: &str, columns: u16, rows: Option<u16>) -> Vec<Effect> {
    let images = &mut model.images;
    let Some(state) = images.known.get_mut(url).filter(|_| images.columns == columns) else { return Vec::new() };
    *state = rows.map_or(ImageState::Failed, ImageState::Rows);
    if rows.is_none() || !images.on {
        return Vec::new();
    }
    lay_out(model)
}

/// Switches between images and their alt text.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    model.images.on = !model.images.on;
    let notice = if model.images.on { "images shown" } else { "images hidden (alt text shown)" };
    model.say(notice);
    lay_out(model)
}

fn lay_out(model: &mut Model) -> Vec<Effect> {
    let Some(opened) = model.reader.opened.clone() else { return Vec::new() };
    let (ticket, width) = (model.ticket(), model.text_width());
    model.reader.pending.layout = (ticket, width);
    vec![ReaderEffect::LayOut { ticket, opened, width, images: model.images.rows() }.into()]
}
