//! Displayable text: the scrubber, and the type that only the scrubber can build.
//!
//! The scrubber removes what makes text from the network hostile: terminal escapes, bidirectional overrides (Unicode
//! UAX #9) and stacks of combining marks. Conversion of HTML to text is left to `page`.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

/// The most code points kept of one grapheme: the longest emoji sequences in use have eleven.
const GRAPHEME_CHARS: usize = 16;
/// The most zero-width code points kept after one base character, joiners aside.
const MARKS_PER_BASE: usize = 6;
/// Spaces that replace a tab in a block.
const TAB: &str = "    ";

/// Displayable text without control characters, bidi controls and stacks of combining marks.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text(CompactString);

impl Text {
    /// Scrubs `raw` to one line: runs of white space, newlines included, become one space, and the ends are trimmed.
    #[must_use]
    pub fn line(raw: &str) -> Self {
        // A fast path, since most names and titles need no scrubbing.
        if is_plain_line(raw) {
            return Self(raw.into());
        }
        let raw = &*without_sequences(raw);
        let mut out = String::with_capacity(raw.len());
        for word in raw.split(|c: char| c.is_whitespace() || is_separator(c)) {
            let mut clean = String::new();
            scrub_into(word, &mut clean);
            if clean.is_empty() {
                continue;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&clean);
        }
        Self(out.into())
    }

    /// Scrubs `raw` and keeps its lines: `\r\n`, `\r` and Unicode separators become `\n`, a tab becomes four spaces.
    #[must_use]
    pub fn block(raw: &str) -> Self {
        if raw.bytes().all(|b| b == b'\n' || (0x20..0x7f).contains(&b)) {
            return Self(raw.into());
        }
        let raw = &*without_sequences(raw);
        let mut out = String::with_capacity(raw.len());
        let unified = raw.replace("\r\n", "\n");
        for (i, line) in unified.split(|c| c == '\n' || c == '\r' || is_separator(c)).enumerate() {
            if i > 0 {
                out.push('\n');
            }
            for (j, part) in line.split('\t').enumerate() {
                if j > 0 {
                    out.push_str(TAB);
                }
                scrub_into(part, &mut out);
            }
        }
        Self(out.into())
    }

    /// Returns the text as a string slice.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Converts the text to an owned string.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0.into_string()
    }

    /// Returns the text unless it is blank.
    #[must_use]
    pub fn non_empty(self) -> Option<Self> {
        (!self.0.trim().is_empty()).then_some(self)
    }
}

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|raw| Self::block(&raw))
    }
}

/// Unscrubbed HTML, which may only be parsed and never shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Html(pub String);

/// Returns at most the first `most` bytes, cut between characters.
#[must_use]
pub fn prefix(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or(text)
}

/// Returns the line number of a byte offset, counted from 1.
#[must_use]
pub fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// Formats a count with its noun: "1 article", "2 articles".
#[must_use]
pub fn pluralize(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// Lists names as in a sentence: "a, b and c".
#[must_use]
pub fn list_names(names: &[Text]) -> String {
    let names: Vec<&str> = names.iter().map(Text::as_str).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.concat(),
    }
}

/// Removes whole control sequences (ECMA-48), so that their parameters do not remain as text.
///
/// A string sequence (OSC, DCS, SOS, PM or APC) with no end on its line keeps its text; the scrubber drops its first
/// character.
fn without_sequences(raw: &str) -> Cow<'_, str> {
    const STARTS: [char; 7] = ['\u{1b}', '\u{9b}', '\u{9d}', '\u{90}', '\u{9e}', '\u{9f}', '\u{98}'];
    if !raw.contains(STARTS) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    // How much of the text is left where the last line without a terminator ends: no sequence on it is searched again.
    let mut unended = None;
    while let Some((before, sequence)) = rest.split_once(STARTS) {
        out.push_str(before);
        let start = rest.get(before.len()..).and_then(|text| text.chars().next()).unwrap_or_default();
        let mut inside = sequence.chars();
        let kind = if start == '\u{1b}' { inside.next().unwrap_or_default() } else { start };
        rest = match kind {
            '[' | '\u{9b}' => after_parameters(inside.as_str()),
            ']' | 'P' | 'X' | '^' | '_' | '\u{9d}' | '\u{90}' | '\u{9e}' | '\u{9f}' | '\u{98}' => {
                let inside = inside.as_str();
                if unended.is_some_and(|left| inside.len() >= left) {
                    inside
                } else {
                    after_string(inside, &mut unended)
                }
            }
            _ => sequence,
        };
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Returns whether `raw` is printable ASCII words with single spaces between them.
fn is_plain_line(raw: &str) -> bool {
    raw.split(' ').all(|word| !word.is_empty() && word.bytes().all(|b| (0x21..0x7f).contains(&b)))
}

/// Returns the text after a CSI's parameters and final byte.
fn after_parameters(text: &str) -> &str {
    let tail = text.trim_start_matches(|c| ('\u{20}'..='\u{3f}').contains(&c));
    let mut chars = tail.chars();
    match chars.next() {
        Some('\u{40}'..='\u{7e}') => chars.as_str(),
        _ => tail,
    }
}

/// Returns the text after the terminator of a string sequence; all of it if the line has no terminator. Then `unended`
/// becomes the number of bytes from the line's end.
fn after_string<'a>(text: &'a str, unended: &mut Option<usize>) -> &'a str {
    let tail = text.find(['\u{7}', '\u{9c}', '\u{1b}', '\n']).and_then(|at| text.get(at..)).unwrap_or_default();
    if tail.is_empty() || tail.starts_with('\n') {
        *unended = Some(tail.len());
        return text;
    }
    let tail = tail.strip_prefix("\u{1b}\\").unwrap_or(tail);
    tail.strip_prefix(['\u{7}', '\u{9c}']).unwrap_or(tail)
}

/// Returns whether `c` ends a line: line or paragraph separator, next line, vertical tab, form feed.
fn is_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}')
}

/// Returns whether `c` controls a terminal or the direction of text, or has a width on which terminals disagree.
fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0001}')
}

fn scrub_into(raw: &str, out: &mut String) {
    if raw.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        out.push_str(raw);
        return;
    }
    let clean: String = raw.chars().filter(|c| !is_forbidden(*c)).collect();
    for grapheme in clean.graphemes(true) {
        let mut marks = 0;
        for c in grapheme.chars().take(GRAPHEME_CHARS) {
            let is_mark = c != '\u{200d}' && unicode_width::UnicodeWidthChar::width(c) == Some(0);
            marks = if is_mark { marks + 1 } else { 0 };
            if marks <= MARKS_PER_BASE {
                out.push(c);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_as_in_a_sentence() {
        for (names, listed) in
            [(&[][..], ""), (&["a"], "a"), (&["a", "b"], "a and b"), (&["a", "b", "c"], "a, b and c")]
        {
            let names: Vec<Text> = names.iter().map(|name| Text::line(name)).collect();
            assert_eq!(list_names(&names), listed);
        }
    }

    #[test]
    fn escapes_and_overrides_are_dropped() {
        for (raw, clean) in [
            ("a\u{1b}]0;title\u{7}b", "ab"),
            ("a\u{1b}]0;title\u{1b}\\b", "ab"),
            ("\u{9b}31mred", "red"),
            ("\u{1b}[1;31mbold\u{1b}[m text", "bold text"),
            ("an \u{1b}]unended title", "an unended title"),
            ("\u{1b}\u{1b}[", ""),
            ("user\u{202e}gnp.exe", "usergnp.exe"),
            ("  two\n\twords \r\n", "two words"),
            ("soft\u{ad}hyphen", "softhyphen"),
            ("👨‍👩‍👧‍👦 family", "👨‍👩‍👧‍👦 family"),
            ("a\u{7f}b", "ab"),
        ] {
            assert_eq!(Text::line(raw).as_str(), clean, "{raw:?}");
        }
    }

    /// In the square of the length, these would take most of an hour.
    #[test]
    fn many_sequences_take_linear_time() {
        for (raw, clean) in [("\u{9d}", ""), ("\u{1b}]\u{7}", ""), ("\u{1b}]x\u{7}a", "a")] {
            let text = Text::line(&raw.repeat(500_000));
            assert_eq!(text.len(), clean.len() * 500_000, "{raw:?}");
        }
        // A line without a terminator says nothing about the next one.
        assert_eq!(Text::block("a\u{9d}b\nc\u{9d}d\u{7}e").as_str(), "ab\nce");
    }

    #[test]
    fn stacked_combining_marks_are_capped() {
        let stack = format!("z{}", "\u{301}".repeat(500));
        assert!(Text::line(&stack).chars().count() <= 1 + MARKS_PER_BASE);
    }

    #[test]
    fn blocks_keep_their_lines() {
        assert_eq!(Text::block("a\r\nb\rc\td\u{2028}e").as_str(), "a\nb\nc    d\ne");
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_controls_a_terminal_survives(raw in "\\PC*|[\\x00-\\u{2fff}]*") {
            for text in [Text::line(&raw), Text::block(&raw)] {
                proptest::prop_assert!(!text.chars().any(|c| c != '\n' && is_forbidden(c)));
                proptest::prop_assert_eq!(Text::block(&text), text, "scrubbing is idempotent");
            }
        }
    }
}
