//! What the renderer notes beside the text: marks and links, and the prefixes of quotes and list items.
//!
//! It measures prefixes in bytes and knows no note for headings or captions. So prefixes are single control
//! characters, which the scrubbed text can't hold and `lines` swaps for glyphs, and marks come as colours from a
//! style sheet of our own.

use std::fmt::Write as _;

use html2text::Colour;
use html2text::render::TextDecorator;

use crate::domain::Marks;

/// Class of what is quieter than the text.
pub(super) const FAINT: &str = "f";

/// The bar beside a quote.
pub(super) const BAR: char = '\u{1}';
/// The bullet before a list item.
pub(super) const BULLET: char = '\u{2}';
/// The digits of a list number begin here.
const DIGITS: u8 = 0x10;
const POINT: char = '\u{1a}';
const MINUS: char = '\u{1b}';

/// Selectors and the marks of what they select; the place in the list is the colour.
const SHEET: &[(&str, &[Marks])] = &[
    ("h1,h2,h3,h4,h5,h6", &[Marks::HEADING, Marks::STRONG]),
    (".f", &[Marks::FAINT]),
    ("blockquote", &[Marks::QUOTE]),
    ("th", &[Marks::STRONG]),
];

/// One note; the text under it carries a list of them, the outermost first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Note {
    /// Nothing to say.
    #[default]
    Plain,
    /// Looks like this.
    Marks(Marks),
    /// Belongs to this link.
    Link(usize),
}

/// The style sheet that makes `push_colour` be called with the places in [`SHEET`].
pub(super) fn sheet() -> String {
    SHEET.iter().enumerate().fold(String::new(), |mut css, (place, (selectors, _))| {
        for selector in selectors.split(',') {
            let _ = write!(css, "{selector}{{color:#0000{:02x};}}", place + 1);
        }
        css
    })
}

/// The glyph for a character of a prefix.
pub(super) fn glyph(c: char) -> Option<char> {
    match c {
        BAR => Some('▎'),
        BULLET => Some('•'),
        POINT => Some('.'),
        MINUS => Some('-'),
        _ => {
            let digit = u8::try_from(c).ok()?.checked_sub(DIGITS)?;
            char::from_digit(u32::from(digit), 10)
        }
    }
}

/// Gives notes, and no words of its own but prefixes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Notes;

fn marks(marks: Marks) -> (String, Note) {
    (String::new(), Note::Marks(marks))
}

impl TextDecorator for Notes {
    type Annotation = Note;

    fn decorate_link_start(&mut self, url: &str) -> (String, Note) {
        (String::new(), url.parse().map_or(Note::Plain, Note::Link))
    }

    fn decorate_link_end(&mut self) -> String {
        String::new()
    }

    fn decorate_em_start(&self) -> (String, Note) {
        marks(Marks::EMPHASIS)
    }

    fn decorate_em_end(&self) -> String {
        String::new()
    }

    fn decorate_strong_start(&self) -> (String, Note) {
        marks(Marks::STRONG)
    }

    fn decorate_strong_end(&self) -> String {
        String::new()
    }

    fn decorate_strikeout_start(&self) -> (String, Note) {
        marks(Marks::STRIKE)
    }

    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }

    fn decorate_code_start(&self) -> (String, Note) {
        marks(Marks::CODE)
    }

    fn decorate_code_end(&self) -> String {
        String::new()
    }

    fn decorate_preformat_first(&self) -> Note {
        Note::Marks(Marks::CODE)
    }

    fn decorate_preformat_cont(&self) -> Note {
        Note::Marks(Marks::CODE)
    }

    fn decorate_image(&mut self, _src: &str, title: &str) -> (String, Note) {
        (title.to_owned(), Note::Marks(Marks::FAINT))
    }

    fn header_prefix(&self, _level: usize) -> String {
        String::new()
    }

    fn quote_prefix(&self) -> String {
        format!("{BAR} ")
    }

    fn unordered_item_prefix(&self) -> String {
        format!("{BULLET} ")
    }

    fn ordered_item_prefix(&self, number: i64) -> String {
        let number: String = number
            .to_string()
            .bytes()
            .map(|byte| if byte == b'-' { MINUS } else { char::from(byte - b'0' + DIGITS) })
            .collect();
        format!("{number}{POINT} ")
    }

    fn make_subblock_decorator(&self) -> Self {
        *self
    }

    fn push_colour(&mut self, colour: Colour) -> Option<Note> {
        let place = usize::from(colour.b).checked_sub(1);
        let marks = place.and_then(|place| SHEET.get(place)).map(|(_, marks)| *marks).unwrap_or_default();
        Some(Note::Marks(marks.iter().fold(Marks::NONE, |all, mark| all | *mark)))
    }

    fn pop_colour(&mut self) -> bool {
        true
    }
}
