//! Breaks a paragraph into lines by Unicode's rules (UAX #14), measured in columns of a terminal.
//!
//! Lines are filled one after the other. A word that is wider than a line is broken at a syllable, at a no-break space,
//! or else between two graphemes: no text is cut off.

use std::ops::Range;

use hypher::Lang;
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Characters of the shortest word that is hyphenated.
const MIN_WORD: usize = 6;

/// A line: its bytes in the text, and whether it ends in a hyphen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineBreak {
    pub(super) range: Range<usize>,
    pub(super) hyphen: bool,
}

/// Columns that `text` takes in a terminal, grapheme by grapheme.
pub(super) fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// Columns of the widest part of `text` without a break opportunity.
pub(super) fn longest_word(text: &str) -> usize {
    let mut from = 0;
    let mut widest = 0;
    for (at, _) in linebreaks(text) {
        let segment = text.get(from..at).unwrap_or_default();
        widest = widest.max(columns(segment.trim_end()));
        from = at;
    }
    widest
}

/// Breaks `text` into lines of at most `room` columns. A line end in the text ends a line.
pub(super) fn line_breaks(text: &str, room: usize, language: Option<Lang>) -> Vec<LineBreak> {
    let mut filler = Filler { text, room: room.max(1), language, lines: Vec::new(), line: None };
    let mut from = 0;
    for (at, kind) in linebreaks(text) {
        let segment = text.get(from..at).unwrap_or_default();
        filler.add(from, segment);
        if kind == BreakOpportunity::Mandatory && segment.ends_with('\n') {
            filler.end(at);
        }
        from = at;
    }
    if filler.line.is_some() {
        filler.end(text.len());
    }
    filler.lines
}

/// The line being filled.
#[derive(Debug, Clone, Copy)]
struct Open {
    start: usize,
    /// The end of its last visible character.
    end: usize,
    /// Columns up to that end.
    used: usize,
    /// Columns of white space after it.
    space: usize,
}

/// Fills one line after the other.
struct Filler<'a> {
    text: &'a str,
    room: usize,
    language: Option<Lang>,
    lines: Vec<LineBreak>,
    line: Option<Open>,
}

impl Filler<'_> {
    /// Adds the text between two break opportunities: visible characters, then white space.
    fn add(&mut self, from: usize, segment: &str) {
        let content = segment.trim_end();
        let width = columns(content);
        let white = columns(segment.trim_end_matches('\n')).saturating_sub(width);
        let end = from + content.len();
        if let Some(line) = &mut self.line {
            if line.used + line.space + width <= self.room {
                if width > 0 {
                    line.used += line.space + width;
                    line.end = end;
                    line.space = white;
                } else {
                    line.space += white;
                }
                return;
            }
            let line = *line;
            if let Some(part) = self.syllables(content) {
                self.hyphenate(from, part);
                return self.add(from + part, segment.get(part..).unwrap_or_default());
            }
            // White space alone makes no line.
            if line.used > 0 {
                self.end(from);
            }
        }
        if width <= self.room {
            self.line = Some(Open { start: from, end, used: width, space: white });
        } else {
            self.break_up(from, content, white);
        }
    }

    /// Bytes of `word` that still fit on the line, with a hyphen.
    fn syllables(&self, word: &str) -> Option<usize> {
        let (language, line) = (self.language?, self.line?);
        let room = self.room.checked_sub(line.used + line.space + 1)?;
        let start = word.len() - word.trim_start_matches(|c: char| !c.is_alphabetic()).len();
        let letters = word.get(start..)?;
        let letters = letters.get(..letters.find(|c: char| !c.is_alphabetic()).unwrap_or(letters.len()))?;
        if letters.chars().count() < MIN_WORD {
            return None;
        }
        let mut used = columns(word.get(..start)?);
        let mut bytes = start;
        let mut best = None;
        for syllable in hypher::hyphenate(letters, language) {
            if bytes > start && used <= room {
                best = Some(bytes);
            }
            used += columns(syllable);
            bytes += syllable.len();
        }
        best
    }

    fn hyphenate(&mut self, from: usize, part: usize) {
        if let Some(line) = self.line.take() {
            self.lines.push(LineBreak { range: line.start..from + part, hyphen: true });
        }
    }

    /// Breaks text that is wider than a line and has no break opportunity.
    fn break_up(&mut self, from: usize, content: &str, white: usize) {
        let (mut start, mut used) = (from, 0);
        // The end of the last no-break space of the line, and the columns up to there.
        let mut after_space: Option<(usize, usize)> = None;
        let mut at = from;
        for grapheme in content.graphemes(true) {
            let width = grapheme.width();
            while used > 0 && used + width > self.room {
                let (cut, before) = after_space.take().unwrap_or((at, used));
                let range = trimmed(self.text, start..cut);
                if !range.is_empty() {
                    self.lines.push(LineBreak { range, hyphen: false });
                }
                start = cut;
                used -= before;
            }
            at += grapheme.len();
            used += width;
            if grapheme.chars().all(char::is_whitespace) {
                after_space = Some((at, used));
            }
        }
        self.line = Some(Open { start, end: at, used, space: white });
    }

    /// Ends the line; the next one begins at `next`.
    fn end(&mut self, next: usize) {
        let line = self.line.take().unwrap_or(Open { start: next, end: next, used: 0, space: 0 });
        self.lines.push(LineBreak { range: trimmed(self.text, line.start..line.end), hyphen: false });
    }
}

/// Shortens a range by the white space at its end.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let len = text.get(range.clone()).unwrap_or_default().trim_end().len();
    range.start..range.start + len
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, room: usize, language: Option<Lang>) -> Vec<String> {
        let line = |line: LineBreak| format!("{}{}", &text[line.range], if line.hyphen { "-" } else { "" });
        line_breaks(text, room, language).into_iter().map(line).collect()
    }

    #[test]
    fn lines_end_where_unicode_says() {
        for (text, room, expected) in [
            ("one two three", 7, vec!["one two", "three"]),
            ("one  two", 9, vec!["one  two"]),
            ("a\n\nb", 9, vec!["a", "", "b"]),
            ("well-known", 6, vec!["well-", "known"]),
            ("https://a.example/long/path", 18, vec!["https://a.example/", "long/path"]),
            ("「東京」では、新しい橋。", 10, vec!["「東京」で", "は、新しい", "橋。"]),
            ("unbreakable", 4, vec!["unbr", "eaka", "ble"]),
            ("non\u{a0}breaking", 9, vec!["non", "breaking"]),
            ("\u{a0}a", 1, vec!["a"]),
            ("\u{a0} abc", 3, vec!["abc"]),
            ("x 日本", 1, vec!["x", "日", "本"]),
            ("👨‍👩‍👧‍👦 family", 6, vec!["👨‍👩‍👧‍👦", "family"]),
        ] {
            assert_eq!(lines(text, room, None), expected, "{text} at {room}");
        }
    }

    #[test]
    fn words_are_hyphenated_only_on_request() {
        let text = "an extensive, hyphenation";
        assert_eq!(lines(text, 10, None), ["an", "extensive,", "hyphenatio", "n"]);
        assert_eq!(lines(text, 10, Some(Lang::English)), ["an exten-", "sive, hy-", "phenation"]);
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_too_wide(text in "[a-z\u{a0}é日🇩🇪👍🏽\\- \n]{0,80}", room in 1usize..30, hyphenation: bool) {
            let line_breaks = line_breaks(&text, room, hyphenation.then_some(Lang::English));
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let joined: String = line_breaks.iter().map(|line| &text[line.range.clone()]).collect();
            proptest::prop_assert_eq!(letters(&joined), letters(&text));
            for line in line_breaks {
                let wide = columns(&text[line.range]) + usize::from(line.hyphen);
                proptest::prop_assert!(wide <= room.max(3));
            }
        }
    }
}
