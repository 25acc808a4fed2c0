//! A document laid out at one width: lines of styled spans, with the links, jumps and pictures they refer to.
//!
//! `page` makes it from HTML and `ui` paints it.

use std::ops::BitOr;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::Text;

/// A set of text styles, which the theme turns into colours and attributes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextStyle(u32);

impl TextStyle {
    /// No style.
    pub const NONE: Self = Self(0);
    /// `<strong>`, `<b>`.
    pub const STRONG: Self = Self(1);
    /// `<em>`, `<i>`, `<cite>`.
    pub const EMPHASIS: Self = Self(1 << 1);
    /// `<del>`, `<s>`.
    pub const STRIKE: Self = Self(1 << 2);
    /// `<code>`, `<pre>`.
    pub const CODE: Self = Self(1 << 3);
    /// Inside `<blockquote>`.
    pub const QUOTE: Self = Self(1 << 4);
    /// `<h1>` to `<h6>`.
    pub const HEADING: Self = Self(1 << 5);
    /// Captions, bullets, rules, link numbers: present, but quieter than the text.
    pub const FAINT: Self = Self(1 << 6);
    /// In code: a keyword.
    pub const KEYWORD: Self = Self(1 << 7);
    /// In code: a string or character literal.
    pub const STRING: Self = Self(1 << 8);
    /// In code: a comment.
    pub const COMMENT: Self = Self(1 << 9);
    /// In code: a number or another constant.
    pub const NUMBER: Self = Self(1 << 10);
    /// In code: a type's name.
    pub const TYPE: Self = Self(1 << 11);
    /// In code: a function's name.
    pub const FUNCTION: Self = Self(1 << 12);
    /// In a comparison: text of the earlier version only.
    pub const DELETED: Self = Self(1 << 13);
    /// In a comparison: text of the later version only.
    pub const INSERTED: Self = Self(1 << 14);
    /// Brackets around changed words, for screens without colour.
    pub const BRACKET: Self = Self(1 << 15);

    /// Returns whether every style of `other` is set.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for TextStyle {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A run of text in one style.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: Text,
    /// The styles of the text.
    pub marks: TextStyle,
    /// Index into [`Document::links`] of the link it belongs to.
    pub link: Option<usize>,
    /// Index into [`Document::jumps`] of the internal reference it belongs to.
    pub jump: Option<usize>,
}

/// One line, no wider than the document unless a single character is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Spans in reading order.
    pub spans: Vec<Span>,
    /// Whether the paragraph is written from right to left.
    pub rtl: bool,
}

impl Line {
    /// Returns the span at a screen column.
    ///
    /// It is `None` past the last span, and in a line with right-to-left text, whose order on the screen differs.
    #[must_use]
    pub fn span_at(&self, column: usize) -> Option<&Span> {
        let is_rtl = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
        if self.rtl || self.spans.iter().any(|span| span.text.contains(is_rtl)) {
            return None;
        }
        let mut end = 0;
        self.spans.iter().find(|span| {
            end += span.text.graphemes(true).map(UnicodeWidthStr::width).sum::<usize>();
            column < end
        })
    }

    /// Returns the line as plain text.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

/// A picture that forms a block of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// Index of its first line: the line of its description, or the first of the blank lines reserved for it.
    pub line: usize,
    /// Height in lines.
    pub rows: usize,
    /// Indentation in columns.
    pub indent: usize,
    /// Absolute http(s) address of the image.
    pub src: String,
}

/// A text laid out at one width. Other fields refer to lines by their index in `lines`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Lines, top to bottom.
    pub lines: Vec<Line>,
    /// Absolute http(s) addresses of links; the link shown as number 1 has index 0.
    pub links: Vec<String>,
    /// Line that each internal reference, such as a footnote, leads to; `None` if that target is not shown.
    pub jumps: Vec<Option<usize>>,
    /// First lines of headings, top to bottom.
    pub headings: Vec<usize>,
    /// First lines of paragraphs and other blocks, top to bottom.
    pub blocks: Vec<usize>,
    /// Pictures, top to bottom.
    pub pictures: Vec<Picture>,
}
