//! Stands in for `pictures` in a build without them: every picture is its description.

use ratatui::buffer::Buffer;

use crate::runtime::fetch::Fetcher;
use crate::settings::PictureMode;
use crate::ui::PlacedPicture;

/// Holds nothing.
#[derive(Clone)]
pub(in crate::runtime) struct Images;

/// Never.
pub(in crate::runtime) fn wanted(_: PictureMode) -> bool {
    false
}

#[expect(clippy::unused_self, reason = "the gallery with pictures needs itself")]
impl Images {
    pub(in crate::runtime) fn new(_: PictureMode) -> Self {
        Self
    }

    pub(in crate::runtime) fn load(&self, fetcher: &Fetcher, url: String, columns: u16, _: (u16, u16)) {
        fetcher.say(crate::app::reader::Msg::Image { url, columns, rows: None }.into());
    }

    pub(in crate::runtime) fn paint(&self, _: &[PlacedPicture], _: &mut Buffer) {}
}
