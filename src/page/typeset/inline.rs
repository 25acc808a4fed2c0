//! Collects a paragraph's text as runs of one style, with white space collapsed as in HTML.

use crate::domain::TextStyle;

/// Word joiner, which keeps glued text on the line of its word (UAX #14, WJ); the scrubber removes it.
const JOINER: &str = "\u{2060}";
/// Line ends in a row that are kept; a third would make two blank lines.
const MAX_BREAKS: usize = 2;

/// The style of a run, and the link or reference that it belongs to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct InlineStyle {
    pub(super) marks: TextStyle,
    pub(super) link: Option<usize>,
    pub(super) jump: Option<usize>,
}

impl InlineStyle {
    /// Adds marks to the style.
    pub(super) fn with(self, marks: TextStyle) -> Self {
        Self { marks: self.marks | marks, ..self }
    }
}

/// Text of one style.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) style: InlineStyle,
}

/// A paragraph being collected.
#[derive(Debug, Default)]
pub(super) struct Inline {
    runs: Vec<Run>,
    /// Bytes in the runs.
    len: usize,
    /// The style of the white space before the next word, if there is any.
    space: Option<InlineStyle>,
    /// Line ends at the end of the runs.
    breaks: usize,
    /// Anchors: the index of each, and the bytes before it.
    anchors: Vec<(usize, usize)>,
}

/// A whole paragraph.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub(super) runs: Vec<Run>,
    /// Anchors: the index of each, and the bytes before it.
    pub(super) anchors: Vec<(usize, usize)>,
    /// The address of the picture, if the paragraph only describes one.
    pub(super) picture: Option<String>,
}

impl Paragraph {
    /// Its text without styles.
    pub(super) fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// Whether HTML collapses the character; no-break spaces and other wide spaces are text.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

impl Inline {
    /// Adds text, in which any run of white space counts as one space.
    pub(super) fn text(&mut self, text: &str, style: InlineStyle) {
        let mut words = text.split(is_space).peekable();
        while let Some(word) = words.next() {
            if !word.is_empty() {
                if let Some(space) = self.space.take().filter(|_| self.len > 0 && self.breaks == 0) {
                    self.push(" ", space);
                }
                self.push(word, style);
                self.breaks = 0;
            }
            if words.peek().is_some() {
                self.space.get_or_insert(style);
            }
        }
    }

    /// Adds text of ours that stays on the line of the word before it, such as a link's number.
    pub(super) fn glue(&mut self, text: &str, style: InlineStyle) {
        self.push(JOINER, style);
        self.push(text, style);
        self.breaks = 0;
    }

    /// Adds text whose white space counts.
    pub(super) fn verbatim(&mut self, text: &str, style: InlineStyle) {
        self.push(text, style);
    }

    /// Ends the line.
    pub(super) fn line_end(&mut self) {
        self.space = None;
        if self.len > 0 && self.breaks < MAX_BREAKS {
            self.push("\n", InlineStyle::default());
            self.breaks += 1;
        }
    }

    /// Ends the line, unless it has ended.
    pub(super) fn fresh_line(&mut self) {
        if self.breaks == 0 {
            self.line_end();
        }
    }

    /// Whether the next text begins a line.
    pub(super) fn ends_line(&self) -> bool {
        self.runs.last().is_none_or(|run| run.text.ends_with('\n'))
    }

    /// Adds the anchor of this index.
    pub(super) fn anchor(&mut self, index: usize) {
        self.anchors.push((index, self.len));
    }

    /// Whether there is nothing to see yet.
    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether a blank line stands at the end.
    pub(super) fn ends_with_blank_line(&self) -> bool {
        self.breaks == MAX_BREAKS
    }

    /// Takes the anchors that wait for text.
    pub(super) fn take_anchors(&mut self) -> Vec<(usize, usize)> {
        std::mem::take(&mut self.anchors)
    }

    /// Ends the paragraph; `None` when there is nothing to see, and then its anchors wait for the next paragraph.
    pub(super) fn finish(&mut self) -> Option<Paragraph> {
        let Self { mut runs, anchors, .. } = std::mem::take(self);
        while let Some(last) = runs.last_mut() {
            last.text.truncate(last.text.trim_end().len());
            if !last.text.is_empty() {
                break;
            }
            runs.pop();
        }
        if runs.is_empty() {
            self.anchors = anchors.into_iter().map(|(index, _)| (index, 0)).collect();
            return None;
        }
        Some(Paragraph { runs, anchors, picture: None })
    }

    fn push(&mut self, text: &str, style: InlineStyle) {
        self.len += text.len();
        match self.runs.last_mut() {
            Some(run) if run.style == style => run.text.push_str(text),
            _ => self.runs.push(Run { text: text.to_owned(), style }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_one_space() {
        let strong = InlineStyle::default().with(TextStyle::STRONG);
        let mut inline = Inline::default();
        inline.text("  one\n\t two ", InlineStyle::default());
        inline.text("three", strong);
        inline.glue("[1]", strong);
        inline.line_end();
        inline.line_end();
        inline.line_end();
        inline.text(" four\u{a0} ", InlineStyle::default());
        let paragraph = inline.finish().unwrap();
        assert_eq!(paragraph.text(), "one two three\u{2060}[1]\n\nfour");
        assert_eq!(paragraph.runs.len(), 4 - 1);
        assert!(inline.finish().is_none());
    }

    #[test]
    fn anchors_wait_for_text() {
        let mut inline = Inline::default();
        inline.anchor(3);
        inline.text(" ", InlineStyle::default());
        assert!(inline.finish().is_none());
        inline.text("ab", InlineStyle::default());
        inline.anchor(4);
        assert_eq!(inline.finish().unwrap().anchors, [(3, 0), (4, 2)]);
    }
}
