//! Makes text measure the same to every library: graphemes whose width is not the sum of their characters are set
//! as one private character of the right width, and put back afterwards.
//!
//! Terminals place graphemes; the renderer measures characters, and asserts that both agree. Emoji sequences, flags
//! and Arabic ligatures do not.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Room above or below what has no paragraph around it.
pub(super) const GAP: char = '\u{f0000}';
/// Private characters one column wide.
const NARROW: std::ops::RangeInclusive<u32> = 0xf_0001..=0xf_fffd;
/// Unassigned ideographs, two columns wide.
const WIDE: std::ops::RangeInclusive<u32> = 0x3_8000..=0x3_fffd;
/// Behind a column that a grapheme of more than two takes.
const FILLER: &str = "";
/// Below this every character is one column and stands for itself.
const PLAIN_BELOW: char = '\u{300}';

/// The graphemes that stand behind private characters.
#[derive(Debug, Default)]
pub(super) struct Cells {
    narrow: Vec<String>,
    wide: Vec<String>,
    known: HashMap<String, char>,
    last: String,
}

impl Cells {
    /// `text` with private characters where they are needed.
    pub(super) fn encode(&mut self, text: &str) -> String {
        if text.chars().all(|c| c < PLAIN_BELOW) {
            self.last = text.chars().next_back().map(String::from).unwrap_or_default();
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        for grapheme in text.graphemes(true) {
            if self.measures_alike(grapheme) {
                out.push_str(grapheme);
            } else {
                out.push(self.stand_in(grapheme));
                for _ in 2..grapheme.width() {
                    out.push(self.stand_in(FILLER));
                }
            }
            grapheme.clone_into(&mut self.last);
        }
        out
    }

    /// `text` in which spaces are as much part of a line as letters: the renderer cuts it where it is too long, and
    /// nowhere else.
    pub(super) fn encode_verbatim(&mut self, text: &str) -> String {
        let space = self.stand_in(" ");
        self.encode(text).replace(' ', space.encode_utf8(&mut [0; 4]))
    }

    /// The grapheme behind a private character.
    pub(super) fn decode(&self, c: char) -> Option<&str> {
        let code = u32::from(c);
        let (list, range) = if WIDE.contains(&code) { (&self.wide, WIDE) } else { (&self.narrow, NARROW) };
        let at = usize::try_from(code.checked_sub(*range.start())?).ok()?;
        list.get(at).map(String::as_str)
    }

    fn measures_alike(&self, grapheme: &str) -> bool {
        if grapheme.chars().any(is_private) {
            return false;
        }
        let by_char: usize = grapheme.chars().map(|c| c.width().unwrap_or(0)).sum();
        let printing = grapheme.chars().filter(|c| c.width().unwrap_or(0) > 0).count();
        let width = grapheme.width();
        // Terminals advance grapheme by grapheme, whatever ligature the pair would make.
        let with_last = format!("{}{grapheme}", self.last).width();
        by_char == width && (printing <= 1 || width > 2) && with_last == self.last.width() + width
    }

    fn stand_in(&mut self, grapheme: &str) -> char {
        if let Some(known) = self.known.get(grapheme) {
            return *known;
        }
        let (list, range) = if grapheme.width() >= 2 { (&mut self.wide, WIDE) } else { (&mut self.narrow, NARROW) };
        let code = u32::try_from(list.len()).ok().and_then(|at| range.start().checked_add(at));
        let Some(c) = code.filter(|code| range.contains(code)).and_then(char::from_u32) else {
            return char::REPLACEMENT_CHARACTER;
        };
        list.push(grapheme.to_owned());
        self.known.insert(grapheme.to_owned(), c);
        c
    }
}

/// Whether this module gives the character a meaning of its own.
fn is_private(c: char) -> bool {
    c == GAP || NARROW.contains(&u32::from(c)) || WIDE.contains(&u32::from(c))
}

/// Columns that a terminal gives to `text`.
pub(super) fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoded_text_measures_alike_and_comes_back() {
        for text in [
            "plain",
            "naïve café",
            "👨‍👩‍👧‍👦 family 🇩🇪🇫🇷 ❤️ 1️⃣ 👍🏽",
            "السلام عليكم لا إله",
            "日本語テキスト",
            "한국어",
            "हिन्दी क्षत्रिय",
            "z\u{301}\u{302}x",
            "\u{f0000}\u{f0005}\u{38000}",
        ] {
            let mut cells = Cells::default();
            let encoded = cells.encode(text);
            let by_char: usize = encoded.chars().map(|c| c.width().unwrap_or(0)).sum();
            assert_eq!(encoded.width(), by_char, "{text}");
            assert_eq!(encoded.width(), columns(text), "{text}");
            let back: String =
                encoded.chars().map(|c| cells.decode(c).map_or_else(|| c.to_string(), str::to_owned)).collect();
            assert_eq!(back, text);
        }
    }
}
