//! The parts of a comment that every reader of pages looks for: text, names, dates, addresses.
//!
//! Which element holds which part is left to the readers.

use dom_query::{Document, NodeRef};
use url::Url;

use super::super::dates;
use super::super::sites::wordpress;
use crate::domain::{Text, Time};

/// Elements that no comment may contain.
const FOREIGN: [&str; 8] = ["script", "style", "form", "button", "input", "iframe", "template", "svg"];
/// Characters of the longest name.
const NAME_CHARS: usize = 80;
/// Bytes of the longest text, spaces and all, in which a name or a date may stand.
const SHORT: usize = 4_000;

/// All elements in document order.
pub(super) fn all(document: &Document) -> impl Iterator<Item = NodeRef<'_>> {
    document.root().descendants().into_iter().filter(NodeRef::is_element)
}

/// All elements inside one, in document order.
pub(super) fn inside<'a>(node: &NodeRef<'a>) -> impl Iterator<Item = NodeRef<'a>> + use<'a> {
    node.descendants().into_iter().filter(NodeRef::is_element)
}

/// Whether an attribute that is a list of words has this one.
pub(super) fn has_word(node: &NodeRef<'_>, attribute: &str, word: &str) -> bool {
    node.attr(attribute).is_some_and(|words| words.split_ascii_whitespace().any(|found| found == word))
}

/// The attribute, unless it is empty.
pub(super) fn attribute(node: &NodeRef<'_>, name: &str) -> Option<String> {
    node.attr(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// The text of an element, unless it is longer than a name or a date could be: elements may be nested in each other, and
/// nobody is to read the same long text at every level.
pub(super) fn short(node: &NodeRef<'_>) -> Option<String> {
    let mut text = String::new();
    for part in node.descendants_it().filter(NodeRef::is_text) {
        text.push_str(&part.text());
        if text.len() > SHORT {
            return None;
        }
    }
    Some(text)
}

/// A name that stands in plain text. "Anonymous" is what pages print for none.
pub(super) fn name(text: &str) -> Option<Text> {
    let name = Text::line(text).non_empty()?;
    let short = name.as_str().chars().count() <= NAME_CHARS;
    wordpress::author(&escaped(name.as_str())).filter(|_| short)
}

/// The moment that an element is about: said for machines, else as printed.
pub(super) fn date(node: &NodeRef<'_>) -> Option<Time> {
    let said = ["datetime", "content", "title", "value"].iter().find_map(|name| dates::parse(&node.attr(name)?));
    said.or_else(|| dates::parse(&short(node)?))
}

/// Where an element leads, made whole.
pub(super) fn address(node: &NodeRef<'_>, base: Option<&Url>) -> Option<String> {
    let raw = ["href", "content", "value"].iter().find_map(|name| attribute(node, name));
    resolve(&raw.unwrap_or_else(|| node.text().trim().to_owned()), base)
}

/// An http or https address, made whole.
pub(super) fn resolve(raw: &str, base: Option<&Url>) -> Option<String> {
    let url = base.map_or_else(|| Url::parse(raw), |base| base.join(raw)).ok()?;
    wordpress::web_with_fragment(url.as_str())
}

/// The body as HTML, without what no comment may contain.
pub(super) fn body(node: &NodeRef<'_>) -> String {
    let foreign = |node: &NodeRef<'_>| node.is_comment() || FOREIGN.iter().any(|name| node.has_name(name));
    let unwanted: Vec<NodeRef<'_>> = node.descendants_it().filter(foreign).collect();
    for node in unwanted {
        node.remove_from_parent();
    }
    node.inner_html().trim().to_owned()
}

/// What was text already, as HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Text that may be HTML or not, as HTML: paragraphs are kept.
pub(super) fn html(text: &str) -> String {
    let entity = |text: &str| ["&amp;", "&lt;", "&gt;", "&quot;", "&#", "&nbsp;"].iter().any(|e| text.contains(e));
    if text.contains("</") || text.contains("<br") || text.contains("<p>") || entity(text) {
        return text.trim().to_owned();
    }
    let text = text.replace('\r', "");
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let paragraphs = paragraphs.map(|paragraph| format!("<p>{}</p>", escaped(paragraph).replace('\n', "<br>")));
    paragraphs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_html_once() {
        for (text, expected) in [
            ("One & two.\nThree <3\n\nFour", "<p>One &amp; two.<br>Three &lt;3</p><p>Four</p>"),
            (" <p>One</p> ", "<p>One</p>"),
            ("One &amp; two", "One &amp; two"),
            ("", ""),
        ] {
            assert_eq!(html(text), expected);
        }
    }
}
