//! Knows the images of the open text and how many rows each takes.
//!
//! `image_loading` decides which are fetched; `runtime` fetches, decodes and paints them.

use std::collections::HashMap;

/// How far the loading of an image is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ImageState {
    /// `runtime` is loading it.
    Asked,
    /// It is loaded and takes this many rows.
    Rows(u16),
    /// It could not be loaded, so the text shows its alt text.
    Failed,
}

/// The images of the open text.
#[derive(Debug, Clone, Default)]
pub struct Images {
    /// Whether images are shown.
    pub on: bool,
    /// The state of each image by its address.
    pub(super) known: HashMap<String, ImageState>,
    /// Columns of the text that the images are scaled for.
    pub(super) columns: u16,
}

impl Images {
    /// Creates the state for a text whose images are not known yet.
    #[must_use]
    pub fn new(on: bool) -> Self {
        Self { on, ..Self::default() }
    }

    /// Returns the rows to keep free in the text for each image that is loaded, by its address.
    #[must_use]
    pub fn rows(&self) -> HashMap<String, u16> {
        self.known.keys().filter_map(|url| Some((url.clone(), self.rows_of(url)?))).collect()
    }

    /// Returns the rows of an image, if it is loaded and images are shown.
    #[must_use]
    pub fn rows_of(&self, url: &str) -> Option<u16> {
        match self.known.get(url)? {
            ImageState::Rows(rows) if self.on => Some(*rows),
            _ => None,
        }
    }

    /// Counts the images that `runtime` is loading.
    pub(super) fn waiting(&self) -> usize {
        self.known.values().filter(|state| **state == ImageState::Asked).count()
    }
}
