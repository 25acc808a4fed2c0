//! Replaces `images` in a build without the feature `pictures`: the reader shows every image as its alt text.

use ratatui::buffer::Buffer;

use crate::runtime::fetch::Fetcher;
use crate::settings::PictureMode;
use crate::ui::PlacedImage;

/// Has no images.
#[derive(Clone)]
pub(in crate::runtime) struct Images;

/// Returns that no images are shown.
pub(in crate::runtime) fn wanted(_: PictureMode) -> bool {
    false
}

#[expect(clippy::unused_self, reason = "the build with images needs it")]
impl Images {
    pub(in crate::runtime) fn new(_: PictureMode) -> Self {
        Self
    }

    pub(in crate::runtime) fn load(&self, fetcher: &Fetcher, url: String, columns: u16, _: (u16, u16)) {
        fetcher.send(crate::app::reader::Msg::Image { url, columns, rows: None }.into());
    }

    pub(in crate::runtime) fn paint(&self, _: &[PlacedImage], _: &mut Buffer) {}
}
