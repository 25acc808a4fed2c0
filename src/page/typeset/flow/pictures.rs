//! Gives each picture rows of its own, above or below the words that it shares a paragraph with.
//!
//! A terminal can't flow text around a picture. Pictures before the first word of a paragraph, or after a line end,
//! keep their place. Those in the middle of a sentence stand below it, so that it reads on; icons there stay
//! descriptions.

use super::Flow;
use crate::domain::TextStyle;
use crate::page::rich_text::image_label;
use crate::page::typeset::inline::{Inline, Paragraph};

/// The pictures of the paragraph being collected.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    pub(super) above: Vec<Described>,
    pub(super) below: Vec<Described>,
    /// Whether a line end has followed a picture, with no text since.
    is_line_ended: bool,
}

/// A picture by its description, which stands in its place until it is loaded.
#[derive(Debug)]
pub(super) struct Described {
    label: Inline,
    src: String,
    anchors: Vec<(usize, usize)>,
}

impl Described {
    /// Makes the paragraph that describes the picture; `None` when its description is blank.
    pub(super) fn into_paragraph(mut self) -> Option<Paragraph> {
        let paragraph = self.label.finish()?;
        Some(Paragraph { anchors: self.anchors, picture: Some(self.src), ..paragraph })
    }
}

impl Flow<'_> {
    /// Reads a picture. In tables, in code and without an address it is described in its line, as are icons in a
    /// sentence.
    pub(super) fn image(&mut self, alt: &str, src: Option<&str>, is_icon: bool) {
        let style = self.style().with(TextStyle::FAINT);
        let starts_line = self.inline.is_empty() || self.inline.ends_line();
        let is_described = self.table.is_some() || self.code.is_some() || (is_icon && !starts_line);
        let text = image_label(alt);
        let Some(src) = src.filter(|_| !is_described).map(str::to_owned) else {
            return self.inline.text(&text, style);
        };
        let mut label = Inline::default();
        label.text(&text, style);
        if starts_line && !self.inline.is_empty() {
            let has_blank_line = self.inline.ends_with_blank_line();
            self.paragraph();
            self.gap |= has_blank_line;
        }
        let is_above = self.inline.is_empty();
        let anchors = if is_above { self.inline.take_anchors() } else { Vec::new() };
        let picture = Described { label, src, anchors };
        if is_above {
            self.pictures.above.push(picture);
        } else {
            self.pictures.below.push(picture);
        }
        self.is_after_picture = true;
    }

    /// Adds the number of a link after its last word, or after the description of the picture that ends it.
    pub(super) fn number(&mut self, index: usize, is_after_picture: bool) {
        let style = self.style().with(TextStyle::FAINT);
        let pictures = &mut self.pictures;
        let last = pictures.below.last_mut().or(pictures.above.last_mut()).filter(|_| is_after_picture);
        let text = last.map_or(&mut self.inline, |picture| &mut picture.label);
        text.glue(&format!("[{}]", index + 1), style);
    }

    /// Ends a line. Pictures are set here too, or those of a long text with line ends would all stand at its end.
    pub(super) fn line_end(&mut self) {
        if !self.pictures.above.is_empty() || !self.pictures.below.is_empty() {
            self.paragraph();
            self.pictures.is_line_ended = true;
        } else if self.pictures.is_line_ended && self.inline.is_empty() {
            self.gap = true;
        } else {
            self.inline.line_end();
        }
    }
}
