//! A text that has been set: lines of marked spans at one width, and the links they name.
//!
//! Made by `page` from HTML; painted by `ui`; nothing here knows of either.

use std::ops::BitOr;

use super::Text;

/// How a span is meant to look. A set; themes decide what it becomes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks(u16);

impl Marks {
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

    /// Whether every mark of `other` is set.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Marks {
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
    pub marks: Marks,
    /// The link it belongs to: an index into [`Document::links`].
    pub link: Option<usize>,
}

/// One line, never wider than the document was set for, unless a single word is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// From left to right.
    pub spans: Vec<Span>,
}

impl Line {
    /// The line without its marks.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

/// A text set at one width.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Top to bottom.
    pub lines: Vec<Line>,
    /// Absolute http(s) addresses, in the order of their numbers; number 1 is index 0.
    pub links: Vec<String>,
}
