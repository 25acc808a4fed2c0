//! Pictures of the open text: which are near the view and wanted, and how many rows each takes once it is loaded.
//!
//! Fetching, decoding and painting them is left to `runtime`.

use std::collections::HashMap;

use super::asks::{reader_height, say};
use super::{Effect, Model};
use crate::domain::Picture;

/// Pictures fetched at once.
const AT_ONCE: usize = 3;
/// Rows of the view that a picture may take, of three.
const PART: usize = 2;

/// What is known of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PictureState {
    /// On its way.
    Asked,
    /// Loaded: rows that it takes.
    Rows(u16),
    /// Can't be had; its description stays.
    Failed,
}

/// The pictures of the open text.
#[derive(Debug, Clone, Default)]
pub struct Pictures {
    /// Whether pictures are shown.
    pub on: bool,
    /// By their addresses, for the columns they were loaded for.
    known: HashMap<String, PictureState>,
    columns: u16,
}

impl Pictures {
    /// None known yet; shown or not.
    #[must_use]
    pub fn new(on: bool) -> Self {
        Self { on, ..Self::default() }
    }

    /// Rows of those that are loaded, to keep free in the text.
    #[must_use]
    pub fn rows(&self) -> HashMap<String, u16> {
        self.known.keys().filter_map(|url| Some((url.clone(), self.rows_of(url)?))).collect()
    }

    /// Rows of a picture, if it is loaded and shown.
    #[must_use]
    pub fn rows_of(&self, url: &str) -> Option<u16> {
        match self.known.get(url)? {
            PictureState::Rows(rows) if self.on => Some(*rows),
            _ => None,
        }
    }

    fn waiting(&self) -> usize {
        self.known.values().filter(|state| **state == PictureState::Asked).count()
    }
}

/// Asks for the pictures near the view.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    let columns = model.reader.page.width;
    if !model.pictures.on || columns == 0 || model.panes().reader.is_none() {
        return Vec::new();
    }
    if model.pictures.columns != columns {
        // What is on its way for other columns is not wanted any more.
        model.pictures.known.clear();
        model.pictures.columns = columns;
    }
    let height = reader_height(model);
    let start = model.reader.body_start().unwrap_or(0);
    let near = model.reader.top.saturating_sub(height)..model.reader.top + height * 2;
    let page = model.reader.page.clone();
    let rows = u16::try_from(height * PART / 3).unwrap_or(u16::MAX).max(4);
    let mut effects = Vec::new();
    for picture in page.body.pictures.iter().filter(|picture| near.contains(&(start + picture.line))) {
        if model.pictures.waiting() >= AT_ONCE {
            break;
        }
        if model.pictures.known.contains_key(&picture.src) {
            continue;
        }
        model.pictures.known.insert(picture.src.clone(), PictureState::Asked);
        let indent = u16::try_from(picture.indent).unwrap_or(columns);
        let room = (columns.saturating_sub(indent).max(1), rows);
        effects.push(Effect::LoadPicture { url: picture.src.clone(), columns, room });
    }
    effects
}

/// An article is shown: of the pictures known so far only its own matter, and room is made for those that are ready.
pub(super) fn arrange(model: &mut Model) -> Vec<Effect> {
    let page = model.reader.page.clone();
    let own = &page.body.pictures;
    model.pictures.known.retain(|url, _| own.iter().any(|picture| picture.src == *url));
    let pictures = &model.pictures;
    let lacks_room =
        |picture: &Picture| pictures.rows_of(&picture.src).is_some_and(|rows| usize::from(rows) != picture.rows);
    if model.pictures.columns == page.width && own.iter().any(lacks_room) { set_again(model) } else { Vec::new() }
}

/// A picture has arrived, or can't be had: room is made for it.
pub(super) fn take(model: &mut Model, url: &str, columns: u16, rows: Option<u16>) -> Vec<Effect> {
    let pictures = &mut model.pictures;
    let Some(state) = pictures.known.get_mut(url).filter(|_| pictures.columns == columns) else { return Vec::new() };
    *state = rows.map_or(PictureState::Failed, PictureState::Rows);
    if rows.is_none() || !pictures.on {
        return Vec::new();
    }
    set_again(model)
}

/// Shows pictures, or their descriptions.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    model.pictures.on = !model.pictures.on;
    let mut effects = say(model, if model.pictures.on { "pictures are shown" } else { "pictures are described" });
    effects.extend(set_again(model));
    effects
}

fn set_again(model: &mut Model) -> Vec<Effect> {
    let Some(opened) = model.reader.opened.clone() else { return Vec::new() };
    let (ticket, width) = (model.ticket(), model.text_width());
    model.reader.resetting = (ticket, width);
    vec![Effect::Set { ticket, opened, width, pictures: model.pictures.rows() }]
}
