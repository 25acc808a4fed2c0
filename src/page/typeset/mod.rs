//! Sets rich text in lines of one width.
//!
//! ```text
//! flow      events -> blocks, one below the other       prefix       bars, bullets and indentation before lines
//! inline    a paragraph's runs and white space          wrap         where lines break
//! table     rows and columns, or records                hyphenation  which languages have rules for it
//! code      preformatted lines, coloured by `syntax`    split_runs   runs, split at line breaks
//! ```
//!
//! The meaning of events is left to `parse`, the colours of styles to `ui`. Where a library panics on hostile text,
//! `export` wraps unstyled text instead, so that a page with text is never blank.

mod code;
mod flow;
mod hyphenation;
mod inline;
mod prefix;
mod split_runs;
mod syntax;
mod table;
mod wrap;

use std::collections::HashMap;

use hypher::Lang;

use super::export::wrapped_text_of;
use super::parse::parse;
use super::worker::catch_panic;
use crate::domain::Document;

/// Columns of the longest line that is set.
const MAX_WIDTH: usize = 1_000;

/// Options for setting a text.
#[derive(Debug, Clone)]
pub struct RenderOptions {
    width: usize,
    numbers: bool,
    hyphenate_in: Option<Lang>,
    pictures: HashMap<String, u16>,
}

impl RenderOptions {
    /// Sets lines of `width` columns, with numbered links.
    #[must_use]
    pub fn new(width: usize) -> Self {
        Self { width: width.clamp(1, MAX_WIDTH), numbers: true, hyphenate_in: None, pictures: HashMap::new() }
    }

    /// Hyphenates words by the rules of this language (a BCP 47 tag), if they are known.
    #[must_use]
    pub fn hyphenated(mut self, language: Option<&str>) -> Self {
        self.hyphenate_in = language.and_then(hyphenation::rules);
        self
    }

    /// Sets whether links are followed by their numbers.
    #[must_use]
    pub fn numbered(mut self, numbers: bool) -> Self {
        self.numbers = numbers;
        self
    }

    /// Keeps rows free for pictures: a number of rows by the address of the picture.
    #[must_use]
    pub fn with_pictures(mut self, rows: HashMap<String, u16>) -> Self {
        self.pictures = rows;
        self
    }
}

/// Sets `html` in lines; relative addresses resolve against `base` or the page's own `<base>`.
///
/// Links are numbered in the order of their first mention and listed in [`Document::links`]; only http and https
/// addresses are links. Pictures have lines of their own with their description. No line is wider than asked, unless a
/// single character is.
#[must_use]
pub fn render(html: &str, base: Option<&str>, options: &RenderOptions) -> Document {
    let rich_text = parse(html, base);
    catch_panic(|| flow::flow(&rich_text, options)).unwrap_or_else(|| wrapped_text_of(&rich_text, options.width))
}

#[cfg(test)]
mod tests;
