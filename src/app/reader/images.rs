//! The images of the open text: how many rows each takes once it is loaded.
//!
//! Which are fetched, and when, is in `image_loading`; fetching, decoding and painting is left to `runtime`.

use std::collections::HashMap;

/// What is known of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ImageState {
    /// On its way.
    Asked,
    /// Loaded: rows that it takes.
    Rows(u16),
    /// Can't be had; its description stays.
    Failed,
}

/// The images of the open text.
#[derive(Debug, Clone, Default)]
pub struct Images {
    /// Whether images are shown.
    pub on: bool,
    /// By their addresses, for the columns they were loaded for.
    pub(super) known: HashMap<String, ImageState>,
    pub(super) columns: u16,
}

impl Images {
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

    /// Rows of an image, if it is loaded and shown.
    #[must_use]
    pub fn rows_of(&self, url: &str) -> Option<u16> {
        match self.known.get(url)? {
            ImageState::Rows(rows) if self.on => Some(*rows),
            _ => None,
        }
    }

    /// How many are on their way.
    pub(super) fn waiting(&self) -> usize {
        self.known.values().filter(|state| **state == ImageState::Asked).count()
    }
}
