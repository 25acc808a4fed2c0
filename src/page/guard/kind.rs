//! Groups elements by how the parser treats them (WHATWG HTML, 13.2.4.2 and 13.2.6), as far as `open` must know.

/// A group of elements that open and close by the same rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Elements without content.
    Void,
    /// `html`, `head` and `body`, which never nest.
    Document,
    /// Formatting elements: the parser reopens them in the next block if their own block closes first.
    Formatting,
    /// `p`.
    Paragraph,
    /// `h1` to `h6`.
    Heading,
    /// Blocks, which close an open paragraph.
    Block,
    /// `form`, which closes without closing the elements inside it.
    Form,
    /// `li`.
    ListItem,
    /// `dt` and `dd`.
    Term,
    /// `option` and `optgroup`.
    Option,
    /// `button`.
    Button,
    /// `table`.
    Table,
    /// `thead`, `tbody`, `tfoot`, `caption`, `colgroup`.
    Section,
    /// `tr`.
    Row,
    /// `td` and `th`.
    Cell,
    /// Elements that limit the search for the element of an end tag.
    Scope,
    /// Elements that limit that search only for end tags of unknown elements.
    Special,
    /// `svg` and `math`.
    Foreign,
    /// Elements that the parser copies content into, or that it never leaves again.
    Refused,
    /// All other elements, which open and close by their names.
    Other,
}

/// The kind of the element `name`, in any case.
pub(super) fn kind(name: &str) -> Kind {
    let mut buffer = [0; 15];
    let Some(lower) = buffer.get_mut(..name.len()) else {
        return Kind::Other;
    };
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    match std::str::from_utf8(lower).unwrap_or_default() {
        "area" | "base" | "basefont" | "bgsound" | "br" | "col" | "embed" | "frame" | "hr" | "image" | "img"
        | "input" | "keygen" | "link" | "meta" | "param" | "source" | "track" | "wbr" => Kind::Void,
        "html" | "head" | "body" => Kind::Document,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt"
        | "u" => Kind::Formatting,
        "p" => Kind::Paragraph,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Kind::Heading,
        "address" | "article" | "aside" | "blockquote" | "center" | "details" | "dialog" | "dir" | "div" | "dl"
        | "fieldset" | "figcaption" | "figure" | "footer" | "header" | "hgroup" | "listing" | "main" | "menu"
        | "nav" | "ol" | "pre" | "search" | "section" | "summary" | "ul" | "xmp" => Kind::Block,
        "form" => Kind::Form,
        "li" => Kind::ListItem,
        "dd" | "dt" => Kind::Term,
        "option" | "optgroup" => Kind::Option,
        "button" => Kind::Button,
        "table" => Kind::Table,
        "caption" | "colgroup" | "tbody" | "tfoot" | "thead" => Kind::Section,
        "tr" => Kind::Row,
        "td" | "th" => Kind::Cell,
        "applet" | "marquee" | "object" | "template" => Kind::Scope,
        "noscript" | "select" => Kind::Special,
        "math" | "svg" => Kind::Foreign,
        "frameset" | "plaintext" | "selectedcontent" => Kind::Refused,
        _ => Kind::Other,
    }
}

/// Whether the end tag is optional: then end tags can't be counted against start tags.
pub(super) fn may_stay_open(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Paragraph | Kind::ListItem | Kind::Term | Kind::Option | Kind::Section | Kind::Row | Kind::Cell
    )
}

/// Whether content of the element is HTML again, although it is inside `svg` or `math`.
pub(super) fn is_integration_point(name: &str) -> bool {
    is_one_of(name, &["foreignobject", "desc", "title", "mi", "mo", "mn", "ms", "mtext", "annotation-xml"])
}

/// Whether a start tag ends the `svg` or `math` around it; that of `font` does if it has certain attributes.
pub(super) fn leaves_foreign(name: &str, kind: Kind, sets_font: bool) -> bool {
    match kind {
        Kind::Formatting if is_one_of(name, &["font"]) => sets_font,
        Kind::Formatting => !is_one_of(name, &["a"]),
        Kind::Paragraph | Kind::Heading | Kind::ListItem | Kind::Term | Kind::Table => true,
        Kind::Block => is_one_of(name, &["blockquote", "center", "div", "dl", "listing", "menu", "ol", "pre", "ul"]),
        Kind::Void => is_one_of(name, &["br", "embed", "hr", "img", "meta"]),
        Kind::Document => is_one_of(name, &["body", "head"]),
        _ => is_one_of(name, &["ruby", "span", "sub", "sup", "var"]),
    }
}

/// Whether the element's content is raw text, in which there are no tags.
pub(super) fn is_raw(name: &str) -> bool {
    is_one_of(name, &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"])
}

/// Whether `name` is one of `names`, in any case.
pub(super) fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}
