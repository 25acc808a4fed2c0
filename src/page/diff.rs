//! Compares two texts word by word and sets the result in lines of one width.
//!
//! Deleted words stand before the words inserted in their place. Both are marked and in brackets, which a screen with
//! colours may leave out. Paragraphs stay paragraphs. Callers choose the texts.

use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use textwrap::{WordSplitter, WrapAlgorithm};
use unicode_segmentation::UnicodeSegmentation;

use super::plain::plain;
use crate::domain::line_breaks::wrapping;
use crate::domain::{Line, Span, Text, TextStyle};

/// Time to look for the shortest difference; after that a longer one is accepted.
const PATIENCE: Duration = Duration::from_millis(500);
/// Stands among the words for the end of a paragraph.
const BREAK: &str = "\n";

/// A version of an article or a comment.
#[derive(Debug, Clone, Copy)]
pub struct Version<'a> {
    /// One line; may be empty.
    pub title: &'a str,
    /// The text as HTML.
    pub html: &'a str,
}

/// Shows what changed from `earlier` to `later` at `width` columns: the title if it changed, then the whole text.
#[must_use]
pub fn changes(earlier: Version<'_>, later: Version<'_>, width: usize) -> Vec<Line> {
    let mut paragraphs = Vec::new();
    if earlier.title != later.title {
        paragraphs.extend(compare(earlier.title, later.title));
    }
    paragraphs.extend(compare(&plain(earlier.html), &plain(later.html)));
    let mut lines = Vec::new();
    for (at, paragraph) in paragraphs.iter().enumerate() {
        if at > 0 {
            lines.push(Line::default());
        }
        lines.extend(paragraph.set(width.max(1)));
    }
    lines
}

/// A word or a punctuation mark.
#[derive(Debug, Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    /// Whether white space stands before it.
    spaced: bool,
}

/// Splits `text` into words, punctuation and paragraph ends. In scripts without spaces most characters are words.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut all = Vec::new();
    let mut spaced = false;
    let mut ended = true;
    for part in text.split_word_bounds() {
        if part.contains('\n') {
            if !ended {
                all.push(Word { text: BREAK, spaced: false });
            }
            ended = true;
            spaced = false;
        } else if part.trim().is_empty() {
            spaced = true;
        } else {
            all.push(Word { text: part, spaced: spaced && !ended });
            spaced = false;
            ended = false;
        }
    }
    all
}

fn compare(earlier: &str, later: &str) -> Vec<Paragraph> {
    let (old, new) = (words(earlier), words(later));
    let texts = |words: &[Word<'_>]| -> Vec<String> { words.iter().map(|word| word.text.to_owned()).collect() };
    let (old_texts, new_texts) = (texts(&old), texts(&new));
    let deadline = Instant::now().checked_add(PATIENCE);
    let mut writer = Writer::default();
    for op in capture_diff_slices_deadline(Algorithm::Patience, &old_texts, &new_texts, deadline) {
        let (deleted, inserted) = match op {
            DiffOp::Equal { new_index, len, .. } => {
                writer.run(slice(&new, new_index..new_index + len), TextStyle::NONE);
                continue;
            }
            DiffOp::Delete { old_index, old_len, .. } => (old_index..old_index + old_len, 0..0),
            DiffOp::Insert { new_index, new_len, .. } => (0..0, new_index..new_index + new_len),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                (old_index..old_index + old_len, new_index..new_index + new_len)
            }
        };
        writer.run(slice(&old, deleted), TextStyle::DELETED);
        writer.run(slice(&new, inserted), TextStyle::INSERTED);
    }
    writer.finish()
}

fn slice<'a, 'b>(words: &'a [Word<'b>], range: Range<usize>) -> &'a [Word<'b>] {
    words.get(range).unwrap_or_default()
}

/// A paragraph's text and the ranges that are marked in it.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    marked: Vec<(Range<usize>, TextStyle)>,
}

#[derive(Default)]
struct Writer {
    done: Vec<Paragraph>,
    open: Paragraph,
    last: TextStyle,
}

impl Writer {
    /// Adds words that are all kept, all deleted or all inserted, with brackets in every paragraph that they touch.
    fn run(&mut self, words: &[Word<'_>], marks: TextStyle) {
        let only_breaks = words.iter().all(|word| word.text == BREAK);
        for (at, part) in words.split(|word| word.text == BREAK).enumerate() {
            // Where only the end of a paragraph was deleted, two paragraphs became one.
            if at > 0 && !(only_breaks && marks == TextStyle::DELETED) {
                self.end();
            }
            let Some(first) = part.first() else { continue };
            let follows = !self.open.text.is_empty();
            // A space keeps inserted words apart from the deleted ones before them.
            let apart = self.last == TextStyle::DELETED && marks == TextStyle::INSERTED;
            if follows && (first.spaced || apart) {
                self.open.text.push(' ');
            }
            self.part(part, marks);
            self.last = marks;
        }
    }

    fn part(&mut self, words: &[Word<'_>], marks: TextStyle) {
        let (before, after) = match marks {
            TextStyle::DELETED => ("[-", "-]"),
            TextStyle::INSERTED => ("{+", "+}"),
            _ => ("", ""),
        };
        self.push(before, marks | TextStyle::BRACKET);
        let start = self.open.text.len();
        for (at, word) in words.iter().enumerate() {
            if at > 0 && word.spaced {
                self.open.text.push(' ');
            }
            self.open.text.push_str(word.text);
        }
        self.open.marked.push((start..self.open.text.len(), marks));
        self.push(after, marks | TextStyle::BRACKET);
    }

    fn push(&mut self, text: &str, marks: TextStyle) {
        let start = self.open.text.len();
        self.open.text.push_str(text);
        if !text.is_empty() {
            self.open.marked.push((start..self.open.text.len(), marks));
        }
    }

    fn end(&mut self) {
        self.last = TextStyle::NONE;
        let paragraph = std::mem::take(&mut self.open);
        if !paragraph.text.is_empty() {
            self.done.push(paragraph);
        }
    }

    fn finish(mut self) -> Vec<Paragraph> {
        self.end();
        self.done
    }
}

impl Paragraph {
    fn set(&self, width: usize) -> Vec<Line> {
        let options =
            wrapping(width).word_splitter(WordSplitter::NoHyphenation).wrap_algorithm(WrapAlgorithm::FirstFit);
        let mut from = 0;
        let mut next = 0;
        let mut lines = Vec::new();
        for line in textwrap::wrap(&self.text, options) {
            // Lines are ranges of the text, in order, without the white space between them.
            let rest = self.text.get(from..).unwrap_or_default();
            let start = from + rest.find(&*line).unwrap_or(0);
            from = start + line.len();
            lines.push(self.line(start..from, &mut next));
        }
        lines
    }

    /// Makes marked spans of the text of a line. `next` is the first mark that does not end before it.
    fn line(&self, line: Range<usize>, next: &mut usize) -> Line {
        let mut spans = Vec::new();
        let mut at = line.start;
        let mut push = |range: Range<usize>, marks| {
            let text = self.text.get(range).unwrap_or_default();
            if !text.is_empty() {
                spans.push(Span { text: Text::block(text), marks, ..Span::default() });
            }
        };
        while let Some((range, marks)) = self.marked.get(*next) {
            let inside = range.start.max(line.start)..range.end.min(line.end);
            if inside.start >= line.end {
                break;
            }
            push(at..inside.start, TextStyle::NONE);
            at = inside.end.max(at);
            push(inside, *marks);
            if range.end > line.end {
                break;
            }
            *next += 1;
        }
        push(at..line.end, TextStyle::NONE);
        Line { spans, ..Line::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(earlier: &str, later: &str, width: usize) -> String {
        let version = |html| Version { title: "t", html };
        let lines = changes(version(earlier), version(later), width);
        lines.iter().map(Line::text).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn words_that_changed_are_in_brackets() {
        for (earlier, later, expected) in [
            ("the old bridge", "the new bridge", "the [-old-] {+new+} bridge"),
            ("the bridge", "the new bridge", "the {+new+} bridge"),
            ("the old bridge", "the bridge", "the [-old-] bridge"),
            ("It cost 3 million, they say.", "It cost 4 million.", "It cost [-3-] {+4+} million[-, they say-]."),
            ("<p>a b</p><p>c d</p>", "<p>a b</p>", "a b\n\n[-c d-]"),
            ("<p>a b</p>", "<p>x y</p><p>a b</p>", "{+x y+}\n\na b"),
            ("<p>a b</p><p>c d</p>", "<p>a b c d</p>", "a b c d"),
            ("<p>a <b>b</b> c</p>", "<p>a b <i>c</i></p>", "a b c"),
            ("東京は雨です", "東京は晴です", "東京は[-雨-] {+晴+}です"),
            ("", "new", "{+new+}"),
            ("old", "", "[-old-]"),
            ("", "", ""),
        ] {
            assert_eq!(shown(earlier, later, 60), expected, "{earlier} -> {later}");
        }
    }

    #[test]
    fn a_changed_title_comes_first() {
        let lines = changes(Version { title: "Old", html: "x" }, Version { title: "New", html: "x" }, 40);
        assert_eq!(lines.iter().map(Line::text).collect::<Vec<_>>(), ["[-Old-] {+New+}", "", "x"]);
    }

    #[test]
    fn marks_survive_the_wrapping() {
        let old = format!("start {} end", "gone ".repeat(30));
        let lines = changes(Version { title: "", html: &old }, Version { title: "", html: "start end" }, 20);
        assert!(lines.len() > 5);
        for line in &lines {
            for span in line.spans.iter().filter(|span| span.text.contains("gone")) {
                assert!(span.marks.contains(TextStyle::DELETED), "{line:?}");
            }
            assert!(unicode_width::UnicodeWidthStr::width(line.text().as_str()) <= 20);
        }
        let plain = lines[0].spans.iter().find(|span| span.text.contains("start")).unwrap();
        assert!(!plain.marks.contains(TextStyle::DELETED));
    }

    proptest::proptest! {
        #[test]
        fn no_word_of_either_text_is_lost(old in "[a-d \\n]{0,60}", new in "[a-d \\n]{0,60}", width in 1_usize..40) {
            let html = |text: &str| format!("<pre>{text}</pre>");
            let (old, new) = (html(&old), html(&new));
            let lines = changes(Version { title: "", html: &old }, Version { title: "", html: &new }, width);
            let letters = |skipped: TextStyle| -> String {
                let spans = lines.iter().flat_map(|line| &line.spans);
                let kept = spans.filter(|s| !s.marks.contains(skipped) && !s.marks.contains(TextStyle::BRACKET));
                kept.flat_map(|span| span.text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<_>>()).collect()
            };
            let bare = |html: &str| -> String { plain(html).chars().filter(|c| !c.is_whitespace()).collect() };
            proptest::prop_assert_eq!(letters(TextStyle::INSERTED), bare(&old));
            proptest::prop_assert_eq!(letters(TextStyle::DELETED), bare(&new));
        }
    }
}
