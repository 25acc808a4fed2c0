//! A text taken out of HTML: a flat run of events in a small vocabulary, which every kind of output is made from.
//!
//! Making it is left to `parse`; setting it to `typeset`, `plain` and `markdown`.

/// What a piece of text is in. Opened and closed in pairs, properly nested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// Set apart by blank lines.
    Paragraph,
    /// On lines of its own.
    Division,
    /// Of level 1 to 6.
    Heading(u8),
    /// Holds items only.
    List,
    /// Numbered from here; holds items only.
    Ordered(i64),
    /// Of a list.
    Item,
    /// Holds terms and definitions only.
    Terms,
    /// What is defined.
    Term,
    /// What it means.
    Definition,
    /// A block of someone else's words.
    Quote,
    /// Lines as they are.
    Preformatted,
    /// Inline code.
    Code,
    /// Strong emphasis.
    Strong,
    /// Emphasis.
    Emphasis,
    /// No longer so.
    Strike,
    /// To the link of this index.
    Link(usize),
    /// To the anchor of this index, elsewhere in the text.
    Jump(usize),
    /// Under a figure or over a table.
    Caption,
    /// Holds rows only.
    Table,
    /// Holds cells only.
    Row,
    /// Of a table.
    Cell {
        /// Columns and rows that it covers, at least 1.
        span: (u16, u16),
        /// Heads its column or row.
        heads: bool,
    },
}

impl Tag {
    /// Whether it stands within a line.
    pub(super) fn is_inline(self) -> bool {
        matches!(self, Self::Code | Self::Strong | Self::Emphasis | Self::Strike | Self::Link(_) | Self::Jump(_))
    }
}

/// A step in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TextEvent {
    /// What follows is inside this.
    Open(Tag),
    /// The last opened ends.
    Close(Tag),
    /// Scrubbed text; white space still as in the source.
    Text(String),
    /// Stands after a link's text.
    Number(usize),
    /// A picture: what it shows, if the page says so, and its address.
    Image {
        /// Scrubbed; may be empty.
        alt: String,
        /// Absolute.
        src: Option<String>,
        /// Small enough to stand within a line of text, as its height in pixels says.
        is_icon: bool,
    },
    /// Something that can't be shown here, in brackets already.
    Label(String),
    /// A line ends.
    Break,
    /// A thematic break.
    Rule,
    /// Room above or below what has no paragraph around it.
    Gap,
    /// The place that jumps of this index lead to.
    Anchor(usize),
    /// What the preformatted text around it is written in, as the page names it.
    Language(String),
}

/// A text and the links it names.
#[derive(Debug, Clone, Default)]
pub(super) struct RichText {
    /// In the order of reading.
    pub(super) events: Vec<TextEvent>,
    /// Absolute http and https addresses, in the order of their first mention.
    pub(super) links: Vec<String>,
}

impl RichText {
    /// Whether there is anything to read, pictures aside.
    pub(super) fn has_text(&self) -> bool {
        self.events.iter().any(|event| matches!(event, TextEvent::Text(text) if !text.trim().is_empty()))
    }

    /// Whether there is anything to show.
    pub(super) fn is_blank(&self) -> bool {
        !self.events.iter().any(is_visible)
    }
}

/// Whether it leaves ink.
pub(super) fn is_visible(event: &TextEvent) -> bool {
    match event {
        TextEvent::Text(text) => !text.trim().is_empty(),
        TextEvent::Image { .. } | TextEvent::Label(_) => true,
        _ => false,
    }
}

/// What stands for a picture in a text.
pub(super) fn image_label(alt: &str) -> String {
    if alt.is_empty() { "[image]".to_owned() } else { format!("[image: {alt}]") }
}
