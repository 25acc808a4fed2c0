//! Maps each HTML element to its role in a text.

use super::rich_text::Tag;

/// The role of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Left out with its content.
    Skip,
    /// Has no meaning of its own; its content is read.
    Transparent,
    /// Becomes this tag.
    Becomes(Tag),
    /// Becomes a division with blank lines around it.
    SetApart,
    /// `<summary>`.
    Summary,
    /// `<ol>`, whose start is read.
    Ordered,
    /// `<li>`, whose list may be missing.
    Item,
    /// `<pre>`.
    Preformatted,
    /// `<a>`.
    Link,
    /// `<img>`.
    Image,
    /// Audio, video or an embedded page, by this word.
    Media(&'static str),
    /// `<br>`.
    Break,
    /// `<hr>`.
    Rule,
    /// `<q>`.
    Quotation,
    /// `<sup>` when true, `<sub>` when not.
    Script(bool),
    /// `<input>`: a checkbox, or nothing to read.
    Checkbox,
    /// `<rt>`: the pronunciation of the characters before it.
    Ruby,
    /// `<math>`.
    Formula,
    /// `<noscript>`, which often repeats the picture before it.
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
        "p" => Role::Becomes(Tag::Paragraph),
        "address" | "article" | "aside" | "body" | "center" | "div" | "dialog" | "fieldset" | "footer" | "form"
        | "frameset" | "header" | "hgroup" | "legend" | "main" | "nav" | "search" | "section" => {
            Role::Becomes(Tag::Division)
        }
        "figure" | "details" => Role::SetApart,
        "summary" => Role::Summary,
        "figcaption" => Role::Becomes(Tag::Caption),
        "h1" => Role::Becomes(Tag::Heading(1)),
        "h2" => Role::Becomes(Tag::Heading(2)),
        "h3" => Role::Becomes(Tag::Heading(3)),
        "h4" => Role::Becomes(Tag::Heading(4)),
        "h5" => Role::Becomes(Tag::Heading(5)),
        "h6" => Role::Becomes(Tag::Heading(6)),
        "ul" | "menu" | "dir" => Role::Becomes(Tag::List),
        "ol" => Role::Ordered,
        "li" => Role::Item,
        "dl" => Role::Becomes(Tag::Terms),
        "dt" => Role::Becomes(Tag::Term),
        "dd" => Role::Becomes(Tag::Definition),
        "blockquote" => Role::Becomes(Tag::Quote),
        "pre" | "listing" | "xmp" | "plaintext" => Role::Preformatted,
        "code" | "kbd" | "samp" | "tt" => Role::Becomes(Tag::Code),
        "b" | "strong" => Role::Becomes(Tag::Strong),
        "em" | "i" | "cite" | "dfn" | "var" => Role::Becomes(Tag::Emphasis),
        "s" | "strike" | "del" => Role::Becomes(Tag::Strike),
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
        "input" => Role::Checkbox,
        "rt" => Role::Ruby,
        "math" => Role::Formula,
        "noscript" => Role::NoScript,
        "table" => Role::Table,
        "caption" => Role::TableCaption,
        "tr" => Role::Row,
        "th" => Role::Cell(true),
        "td" => Role::Cell(false),
        _ => Role::Transparent,
    }
}
