//! What each HTML element becomes in a text: a table.

use super::rich_text::Tag;

/// The part an element plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Left out with all that is in it.
    Skip,
    /// Counts for nothing itself.
    Through,
    /// Becomes this.
    Is(Tag),
    /// Like a division, with room around it.
    Apart,
    /// `<summary>`.
    Summary,
    /// `<ol>`, for its start.
    Ordered,
    /// `<li>`, for its list may be missing.
    Item,
    /// `<pre>`.
    Preformatted,
    /// `<a>`.
    Link,
    /// `<img>`.
    Image,
    /// Played, not read: this word for it.
    Media(&'static str),
    /// `<br>`.
    Break,
    /// `<hr>`.
    Rule,
    /// `<q>`.
    Quotation,
    /// `<sup>` when true, `<sub>` when not.
    Script(bool),
    /// `<input>`: a box that is checked or not, or nothing to read.
    Box,
    /// `<rt>`: how the characters before it are read.
    Reading,
    /// `<math>`: a formula.
    Formula,
    /// `<noscript>`: often the picture before it once more.
    NoScript,
    /// `<table>`.
    Table,
    /// `<caption>`.
    TableCaption,
    /// `<tr>`.
    Row,
    /// `<th>` when true, `<td>` when not.
    Cell(bool),
}

/// The role of the element `name`, in lower case.
pub(super) fn role(name: &str) -> Role {
    match name {
        "script" | "style" | "template" | "head" | "title" | "link" | "meta" | "base" | "svg" | "canvas" | "embed"
        | "param" | "source" | "track" | "area" | "select" | "option" | "optgroup" | "datalist" | "textarea" | "rp"
        | "button" | "meter" | "progress" | "frame" | "noframes" | "noembed" | "annotation" | "annotation-xml"
        | "colgroup" | "col" => Role::Skip,
        "p" => Role::Is(Tag::Paragraph),
        "address" | "article" | "aside" | "body" | "center" | "div" | "dialog" | "fieldset" | "footer" | "form"
        | "frameset" | "header" | "hgroup" | "legend" | "main" | "nav" | "search" | "section" => {
            Role::Is(Tag::Division)
        }
        "figure" | "details" => Role::Apart,
        "summary" => Role::Summary,
        "figcaption" => Role::Is(Tag::Caption),
        "h1" => Role::Is(Tag::Heading(1)),
        "h2" => Role::Is(Tag::Heading(2)),
        "h3" => Role::Is(Tag::Heading(3)),
        "h4" => Role::Is(Tag::Heading(4)),
        "h5" => Role::Is(Tag::Heading(5)),
        "h6" => Role::Is(Tag::Heading(6)),
        "ul" | "menu" | "dir" => Role::Is(Tag::List),
        "ol" => Role::Ordered,
        "li" => Role::Item,
        "dl" => Role::Is(Tag::Terms),
        "dt" => Role::Is(Tag::Term),
        "dd" => Role::Is(Tag::Definition),
        "blockquote" => Role::Is(Tag::Quote),
        "pre" | "listing" | "xmp" | "plaintext" => Role::Preformatted,
        "code" | "kbd" | "samp" | "tt" => Role::Is(Tag::Code),
        "b" | "strong" => Role::Is(Tag::Strong),
        "em" | "i" | "cite" | "dfn" | "var" => Role::Is(Tag::Emphasis),
        "s" | "strike" | "del" => Role::Is(Tag::Strike),
        "a" => Role::Link,
        "img" | "image" => Role::Image,
        "video" => Role::Media("video"),
        "audio" => Role::Media("audio"),
        "iframe" => Role::Media("embedded"),
        "br" => Role::Break,
        "hr" => Role::Rule,
        "q" => Role::Quotation,
        "sup" => Role::Script(true),
        "sub" => Role::Script(false),
        "input" => Role::Box,
        "rt" => Role::Reading,
        "math" => Role::Formula,
        "noscript" => Role::NoScript,
        "table" => Role::Table,
        "caption" => Role::TableCaption,
        "tr" => Role::Row,
        "th" => Role::Cell(true),
        "td" => Role::Cell(false),
        _ => Role::Through,
    }
}
