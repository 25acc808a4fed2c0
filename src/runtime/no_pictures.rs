//! Stands in for `pictures` in a build without them: every picture is its description.

use ratatui::buffer::Buffer;

use super::fetch::Fetcher;
use crate::settings::PictureMode;
use crate::ui::PlacedPicture;

/// Holds nothing.
#[derive(Clone)]
pub(super) struct Gallery;

/// Never.
pub(super) fn wanted(_: PictureMode) -> bool {
    false
}

#[expect(clippy::unused_self, reason = "the gallery with pictures needs itself")]
impl Gallery {
    pub(super) fn new(_: PictureMode) -> Self {
        Self
    }

    pub(super) fn load(&self, fetcher: &Fetcher, url: String, columns: u16, _: (u16, u16)) {
        fetcher.say(crate::app::Msg::Picture { url, columns, rows: None });
    }

    pub(super) fn paint(&self, _: &[PlacedPicture], _: &mut Buffer) {}
}
