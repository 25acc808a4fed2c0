//! Represents the text of a page as a flat list of events in a small vocabulary, from which all output is made.
//!
//! Reading it from HTML is left to `parse`, writing it to `typeset`, `export`, `plain` and `markdown`.

/// A part of a text that has content. Tags are opened and closed in pairs and properly nested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// Has blank lines around it.
    Paragraph,
    /// Has lines of its own.
    Division,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A list with bullets; holds items only.
    List,
    /// A list numbered from here; holds items only.
    Ordered(i64),
    /// An item of a list.
    Item,
    /// A definition list; holds terms and definitions only.
    Terms,
    /// A term of a definition list.
    Term,
    /// The definition of the terms before it.
    Definition,
    /// A block quotation.
    Quote,
    /// Text whose white space counts.
    Preformatted,
    /// Inline code.
    Code,
    /// Strong emphasis.
    Strong,
    /// Emphasis.
    Emphasis,
    /// Struck text.
    Strike,
    /// A link to the address of this index.
    Link(usize),
    /// A reference to the anchor of this index in the same text.
    Jump(usize),
    /// The caption below a figure or above a table.
    Caption,
    /// A table of data; holds rows only.
    Table,
    /// A row of a table; holds cells only.
    Row,
    /// A cell of a table.
    Cell {
        /// Columns and rows that it covers, at least 1.
        span: (u16, u16),
        /// Whether it heads its column or row.
        heads: bool,
    },
}

impl Tag {
    /// Whether the tag stands within a line.
    pub(super) fn is_inline(self) -> bool {
        matches!(self, Self::Code | Self::Strong | Self::Emphasis | Self::Strike | Self::Link(_) | Self::Jump(_))
    }
}

/// A step through a text, in the order of reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TextEvent {
    /// A tag begins.
    Open(Tag),
    /// The tag that was opened last ends.
    Close(Tag),
    /// Scrubbed text, with the white space of the source.
    Text(String),
    /// The place of a link's number, after its last word.
    Number(usize),
    /// A picture.
    Image {
        /// Its description, scrubbed; may be empty.
        alt: String,
        /// Its absolute address, if it has one.
        src: Option<String>,
        /// Whether its stated height is that of a line of text.
        is_icon: bool,
    },
    /// The name of a medium that can't be shown, in brackets.
    Label(String),
    /// A line end.
    Break,
    /// A thematic break.
    Rule,
    /// A blank line above or below a block that is no paragraph.
    Gap,
    /// The place that references of this index lead to.
    Anchor(usize),
    /// The programming language of the preformatted text around it, by the page's name for it.
    Language(String),
}

/// A text as events, with the addresses of its links.
#[derive(Debug, Clone, Default)]
pub(super) struct RichText {
    /// The events in the order of reading.
    pub(super) events: Vec<TextEvent>,
    /// Absolute http and https addresses, in the order of their first mention.
    pub(super) links: Vec<String>,
}

impl RichText {
    /// Whether there is any text to read; pictures and media don't count.
    pub(super) fn has_text(&self) -> bool {
        self.events.iter().any(|event| matches!(event, TextEvent::Text(text) if !text.trim().is_empty()))
    }

    /// Whether there is nothing to show.
    pub(super) fn is_blank(&self) -> bool {
        !self.events.iter().any(is_visible)
    }
}

/// Whether the event shows anything by itself.
pub(super) fn is_visible(event: &TextEvent) -> bool {
    match event {
        TextEvent::Text(text) => !text.trim().is_empty(),
        TextEvent::Image { .. } | TextEvent::Label(_) => true,
        _ => false,
    }
}

/// The description that stands in a text for a picture.
pub(super) fn image_label(alt: &str) -> String {
    if alt.is_empty() { "[image]".to_owned() } else { format!("[image: {alt}]") }
}
