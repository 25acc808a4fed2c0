//! Shows images in the terminal: chooses a protocol, decodes images, and paints the rows in view.
//!
//! `sync` fetches images; `app` and `ui` decide where they are. The protocol is guessed from the environment: a query
//! to the terminal would delay the start, and its answer could be mistaken for keys.

use std::collections::VecDeque;
use std::io::Cursor;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use image::{ImageReader, Limits};
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Size;
use ratatui::widgets::Widget;
use ratatui_image::FontSize;
use ratatui_image::Resize;
use ratatui_image::picker::{Picker, ProtocolType};
use ratatui_image::sliced::{SignedPosition, SlicedImage, SlicedProtocol};

use crate::runtime::fetch::Fetcher;
use crate::settings::PictureMode;
use crate::ui::PlacedImage;

/// The most pixels of width, and of height.
const MAX_PIXELS: u32 = 12_000;
/// The most bytes of a decoded image.
const MAX_BYTES: u64 = 256 << 20;
/// How many images are kept ready to paint.
const READY: usize = 64;

/// The address of an image, and the image in the terminal's protocol.
type Ready = (String, Arc<SlicedProtocol>);

/// The images that are ready to paint. Clones are cheap and share them.
#[derive(Clone)]
pub(in crate::runtime) struct Images {
    mode: PictureMode,
    picker: Arc<OnceLock<Picker>>,
    ready: Arc<Mutex<VecDeque<Ready>>>,
    /// Held while an image is decoded: one at a time, because each may need much memory.
    decoding: Arc<Mutex<()>>,
}

/// Returns whether the reader shows images when it starts.
pub(in crate::runtime) fn wanted(mode: PictureMode) -> bool {
    let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let term = std::env::var("TERM").unwrap_or_default();
    match mode {
        PictureMode::Off => false,
        PictureMode::Auto => {
            let is_remote = has("SSH_CONNECTION") || has("SSH_TTY");
            !is_remote && !has("NO_COLOR") && !matches!(term.as_str(), "" | "dumb" | "linux" | "vt100" | "vt220")
        }
        _ => true,
    }
}

impl Images {
    pub(in crate::runtime) fn new(mode: PictureMode) -> Self {
        Self { mode, picker: Arc::default(), ready: Arc::default(), decoding: Arc::default() }
    }

    /// Fetches an image and makes it ready for an area of columns and rows.
    pub(in crate::runtime) fn load(&self, fetcher: &Fetcher, url: String, columns: u16, room: (u16, u16)) {
        let images = self.clone();
        fetcher.image(url, columns, move |url, bytes| images.prepare(url, bytes, room));
    }

    /// Decodes an image and makes it ready; returns its rows, or `None` if it can't be decoded.
    fn prepare(&self, url: &str, bytes: &[u8], (columns, rows): (u16, u16)) -> Option<u16> {
        let _turn = self.decoding.lock().unwrap_or_else(PoisonError::into_inner);
        let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
        let mut limits = Limits::default();
        limits.max_image_width = Some(MAX_PIXELS);
        limits.max_image_height = Some(MAX_PIXELS);
        limits.max_alloc = Some(MAX_BYTES);
        reader.limits(limits);
        let image = reader.decode().ok()?;
        let picker = self.picker.get_or_init(|| picker(self.mode));
        let room = Size::new(columns, rows);
        let filter = Some(image::imageops::FilterType::Triangle);
        let fits = Resize::Fit(filter).size_for(&image, picker.font_size(), room);
        let ready = SlicedProtocol::new_with_resize(picker, image, fits, Resize::Fit(filter)).ok()?;
        let rows = ready.size().height;
        let mut all = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(known, _)| known != url);
        all.push_front((url.to_owned(), Arc::new(ready)));
        all.truncate(READY);
        (rows > 0).then_some(rows)
    }

    /// Paints the images in view over their alt texts.
    pub(in crate::runtime) fn paint(&self, placed: &[PlacedImage], buf: &mut Buffer) {
        for image in placed {
            let all = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
            let ready = all.iter().find(|(url, _)| *url == image.url).map(|(_, ready)| ready.clone());
            drop(all);
            let Some(ready) = ready else { continue };
            let x = i16::try_from(image.x).unwrap_or(0);
            let (Ok(y), false) = (i16::try_from(image.y), image.area.is_empty()) else { continue };
            clear(image, ready.size(), buf);
            SlicedImage::new(&ready, SignedPosition::from((x, y))).render(image.area, buf);
        }
    }
}

/// Removes the alt text: it must not show where the image does not cover its area.
fn clear(image: &PlacedImage, size: Size, buf: &mut Buffer) {
    let area = image.area;
    let top = i32::from(area.y) + image.y;
    for row in top..top + i32::from(size.height) {
        let Ok(y) = u16::try_from(row) else { continue };
        for x in area.x..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)).filter(|_| y >= area.y && y < area.bottom()) {
                // The alt text may have a link or wide characters, which set the option.
                cell.set_symbol(" ").set_diff_option(CellDiffOption::None);
            }
        }
    }
}

/// Makes the encoder of images for this terminal.
fn picker(mode: PictureMode) -> Picker {
    let cell = cell_size();
    #[expect(deprecated, reason = "its replacement queries the terminal, whose answer could be mistaken for keys")]
    let mut picker = cell.map_or_else(Picker::halfblocks, Picker::from_fontsize);
    picker.set_protocol_type(match mode {
        PictureMode::Kitty => ProtocolType::Kitty,
        PictureMode::Iterm2 => ProtocolType::Iterm2,
        PictureMode::Sixel => ProtocolType::Sixel,
        PictureMode::Halfblocks | PictureMode::Off => ProtocolType::Halfblocks,
        PictureMode::Auto if cell.is_none() => ProtocolType::Halfblocks,
        PictureMode::Auto => protocol(|name| std::env::var(name).unwrap_or_default()),
    });
    picker
}

/// Returns the size of a cell in pixels, if the terminal reports it to the system.
fn cell_size() -> Option<FontSize> {
    let size = crossterm::terminal::window_size().ok()?;
    let (width, height) = (size.width.checked_div(size.columns)?, size.height.checked_div(size.rows)?);
    (width > 1 && height > 1).then(|| FontSize::new(width, height))
}

/// Guesses the protocol from the environment. Multiplexers hide what the terminal supports, so they get half blocks.
fn protocol(variable: impl Fn(&str) -> String) -> ProtocolType {
    let term = variable("TERM");
    let program = variable("TERM_PROGRAM");
    let is_multiplexed = !variable("TMUX").is_empty() || term.starts_with("screen") || term.starts_with("tmux");
    let is_program = |names: &[&str]| names.iter().any(|name| program.eq_ignore_ascii_case(name));
    if is_multiplexed {
        ProtocolType::Halfblocks
    } else if is_program(&["iTerm.app", "WezTerm", "mintty", "vscode", "Tabby", "rio"]) {
        ProtocolType::Iterm2
    } else if term.contains("kitty") || term.contains("ghostty") || is_program(&["ghostty"]) {
        ProtocolType::Kitty
    } else if term.starts_with("foot") || term.starts_with("mlterm") || term.contains("sixel") {
        ProtocolType::Sixel
    } else {
        ProtocolType::Halfblocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_are_recognised_by_their_names() {
        for (term, program, tmux, expected) in [
            ("xterm-kitty", "", "", ProtocolType::Kitty),
            ("xterm-ghostty", "ghostty", "", ProtocolType::Kitty),
            ("xterm-256color", "WezTerm", "", ProtocolType::Iterm2),
            ("foot", "", "", ProtocolType::Sixel),
            ("xterm-256color", "", "", ProtocolType::Halfblocks),
            ("tmux-256color", "", "/tmp/tmux", ProtocolType::Halfblocks),
            ("xterm-kitty", "", "/tmp/tmux", ProtocolType::Halfblocks),
        ] {
            let variable = |name: &str| match name {
                "TERM" => term.to_owned(),
                "TERM_PROGRAM" => program.to_owned(),
                "TMUX" => tmux.to_owned(),
                _ => String::new(),
            };
            assert_eq!(protocol(variable), expected, "{term} {program}");
        }
    }

    fn png() -> Vec<u8> {
        let mut png = Cursor::new(Vec::new());
        let red = image::RgbImage::from_pixel(40, 40, image::Rgb([200, 10, 10]));
        red.write_to(&mut png, image::ImageFormat::Png).unwrap();
        png.into_inner()
    }

    #[test]
    fn each_protocol_writes_its_own_sequences() {
        for (mode, introducer) in [
            (PictureMode::Kitty, "\u{1b}_G"),
            (PictureMode::Iterm2, "\u{1b}]1337;"),
            (PictureMode::Sixel, "\u{1b}P"),
            (PictureMode::Halfblocks, ""),
        ] {
            let images = Images::new(mode);
            let rows = images.prepare("u", &png(), (20, 10)).unwrap();
            let area = ratatui::layout::Rect::new(0, 0, 20, 10);
            let mut buf = Buffer::empty(area);
            images.paint(&[PlacedImage { url: "u".to_owned(), area, x: 0, y: 1 }], &mut buf);
            let painted: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
            assert!(rows > 0 && painted.contains(introducer), "{mode:?}: {painted:?}");
            assert_eq!(painted.contains('\u{1b}'), !introducer.is_empty(), "{mode:?}");
        }
    }

    #[test]
    fn an_image_is_painted_row_by_row_and_a_broken_one_is_refused() {
        let images = Images::new(PictureMode::Halfblocks);
        let rows = images.prepare("u", &png(), (20, 10)).unwrap();
        assert!(rows >= 2, "{rows}");
        assert_eq!(images.prepare("v", b"no picture", (20, 10)), None);
        let area = ratatui::layout::Rect::new(0, 0, 20, 4);
        for y in [-1, 0, 3] {
            let mut buf = Buffer::empty(area);
            images.paint(&[PlacedImage { url: "u".to_owned(), area, x: 0, y }], &mut buf);
            let painted = (0..4)
                .filter(|row| buf.cell((0, *row)).is_some_and(|cell| *cell != ratatui::buffer::Cell::EMPTY))
                .count();
            let expected = (y..y + i32::from(rows)).filter(|row| (0..4).contains(row)).count();
            assert_eq!(painted, expected, "at {y}");
        }
    }
}
