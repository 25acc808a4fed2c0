//! Sets a story in lines of one width.
//!
//! ```text
//! flow      events -> blocks, one below the other       prefix   bars, bullets and room in front of lines
//! inline    a paragraph's runs and white space          wrap     where it is cut; divide: at syllables
//! table     rows and columns, or records                code     preformatted lines, coloured by `syntax`
//! ```
//!
//! What a piece means is decided in `parse`; what a mark looks like, in `ui`. Should a library panic on hostile
//! text, the bare words are wrapped instead: there is always something to read when there is text.

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

/// No line is set longer: nobody reads it.
const MAX_WIDTH: usize = 1_000;

/// How a text is to be set.
#[derive(Debug, Clone)]
pub struct RenderOptions {
    width: usize,
    numbers: bool,
    hyphenate_in: Option<Lang>,
    pictures: HashMap<String, u16>,
}

impl RenderOptions {
    /// Lines of so many columns, links numbered.
    #[must_use]
    pub fn new(width: usize) -> Self {
        Self { width: width.clamp(1, MAX_WIDTH), numbers: true, hyphenate_in: None, pictures: HashMap::new() }
    }

    /// Words are divided by the rules of this language (BCP 47), where they are known.
    #[must_use]
    pub fn dividing(mut self, language: Option<&str>) -> Self {
        self.hyphenate_in = language.and_then(hyphenation::rules);
        self
    }

    /// Whether links have their numbers behind them.
    #[must_use]
    pub fn numbered(mut self, numbers: bool) -> Self {
        self.numbers = numbers;
        self
    }

    /// Rows to keep free for the pictures with these addresses.
    #[must_use]
    pub fn with_pictures(mut self, rows: HashMap<String, u16>) -> Self {
        self.pictures = rows;
        self
    }
}

/// `html` set in lines, relative links resolved against `base` or the page's own `<base>`.
///
/// Links are numbered in the order of their first mention and listed in [`Document::links`]; only http and https
/// addresses are links. Pictures are named by what they show. Lines are never wider than asked, unless a single
/// character is.
#[must_use]
pub fn render(html: &str, base: Option<&str>, options: &RenderOptions) -> Document {
    let rich_text = parse(html, base);
    catch_panic(|| flow::flow(&rich_text, options)).unwrap_or_else(|| wrapped_text_of(&rich_text, options.width))
}

#[cfg(test)]
mod tests;
