//! A text that has been set: lines of marked spans at one width, and the links they name.
//!
//! Made by `page` from HTML; painted by `ui`; nothing here knows of either.

use std::ops::BitOr;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::Text;

/// How a span is meant to look. A set; themes decide what it becomes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextStyle(u32);

impl TextStyle {
    /// Plain.
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
    /// In code: a word of the language.
    pub const KEYWORD: Self = Self(1 << 7);
    /// In code: a text or a character.
    pub const STRING: Self = Self(1 << 8);
    /// In code: a remark.
    pub const COMMENT: Self = Self(1 << 9);
    /// In code: a number or another constant.
    pub const NUMBER: Self = Self(1 << 10);
    /// In code: the name of a type.
    pub const TYPE: Self = Self(1 << 11);
    /// In code: the name of a function.
    pub const FUNCTION: Self = Self(1 << 12);
    /// In an earlier text only.
    pub const DELETED: Self = Self(1 << 13);
    /// In the later text only.
    pub const INSERTED: Self = Self(1 << 14);
    /// Stands around words that changed, where no colour tells.
    pub const BRACKET: Self = Self(1 << 15);

    /// Whether every mark of `other` is set.
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

/// A run of text with one look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    /// What it says.
    pub text: Text,
    /// How it looks.
    pub marks: TextStyle,
    /// The link it belongs to: an index into [`Document::links`].
    pub link: Option<usize>,
    /// The reference within the text it belongs to: an index into [`Document::jumps`].
    pub jump: Option<usize>,
}

/// One line, never wider than the document was set for, unless a single character is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// In the order of reading.
    pub spans: Vec<Span>,
    /// Belongs to a paragraph that is written from right to left.
    pub rtl: bool,
}

impl Line {
    /// The span at a column of the screen; `None` behind the last one, and in a line with text from right to left,
    /// whose order on the screen is another one.
    #[must_use]
    pub fn span_at(&self, column: usize) -> Option<&Span> {
        let turns = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
        if self.rtl || self.spans.iter().any(|span| span.text.contains(turns)) {
            return None;
        }
        let mut end = 0;
        self.spans.iter().find(|span| {
            end += span.text.graphemes(true).map(UnicodeWidthStr::width).sum::<usize>();
            column < end
        })
    }

    /// The line without its marks.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

/// A picture that stands in the text by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// Its first line: where its description stands, or the first of the rows kept free for it.
    pub line: usize,
    /// Lines that it takes.
    pub rows: usize,
    /// Columns in front of it.
    pub indent: usize,
    /// Where it is: an absolute http(s) address.
    pub src: String,
}

/// A text set at one width. Lines are named by their index in `lines`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Top to bottom.
    pub lines: Vec<Line>,
    /// Absolute http(s) addresses, in the order of their numbers; number 1 is index 0.
    pub links: Vec<String>,
    /// References within the text, notes and their way back: the line that each leads to, where it is shown.
    pub jumps: Vec<Option<usize>>,
    /// The first lines of headings, top to bottom.
    pub headings: Vec<usize>,
    /// The first lines of paragraphs and other blocks, top to bottom.
    pub blocks: Vec<usize>,
    /// The pictures, top to bottom.
    pub pictures: Vec<Picture>,
}
