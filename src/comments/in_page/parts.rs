//! Reads the parts of a comment that every kind of markup has: text, names, dates and addresses.
//!
//! Finding the element of each part is left to the readers.

use dom_query::{Document, NodeRef};
use url::Url;

use crate::comments::address;
use crate::comments::html::{self, FORBIDDEN, escape};
use crate::domain::{Text, Time, dates};

/// Most characters of a name.
const NAME_CHARS: usize = 80;
/// Most bytes, with spaces, of a text that may contain a name or a date.
const SHORT: usize = 4_000;

/// Returns all elements in document order.
pub(super) fn all(document: &Document) -> impl Iterator<Item = NodeRef<'_>> {
    document.root().descendants().into_iter().filter(NodeRef::is_element)
}

/// Returns all elements inside one, in document order.
pub(super) fn inside<'a>(node: &NodeRef<'a>) -> impl Iterator<Item = NodeRef<'a>> + use<'a> {
    node.descendants().into_iter().filter(NodeRef::is_element)
}

/// Whether an attribute, read as a list of words, has this one.
pub(super) fn has_word(node: &NodeRef<'_>, attribute: &str, word: &str) -> bool {
    node.attr(attribute).is_some_and(|words| words.split_ascii_whitespace().any(|found| found == word))
}

/// Returns the trimmed attribute, unless it is empty.
pub(super) fn attribute(node: &NodeRef<'_>, name: &str) -> Option<String> {
    node.attr(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Splits a name such as `comment-list`, `comment_list` or `commentList` into words in lower case.
pub(super) fn name_words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (is_lower && c.is_uppercase()) {
            words.push(String::new());
        }
        is_lower = c.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Returns the text of an element, unless it is too long for a name or a date.
///
/// Elements nest, and collecting the same long text at every level would take time in the square of its length.
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

/// Reads a name in plain text. Pages print "Anonymous" for none.
pub(super) fn name(text: &str) -> Option<Text> {
    let name = Text::line(text).non_empty()?;
    let is_short = name.as_str().chars().count() <= NAME_CHARS;
    html::author(&escape(name.as_str())).filter(|_| is_short)
}

/// Reads an element's date, from an attribute or else from its text.
pub(super) fn date(node: &NodeRef<'_>) -> Option<Time> {
    let exact =
        ["datetime", "content", "title", "value"].iter().find_map(|name| dates::parse_printed(&node.attr(name)?));
    exact.or_else(|| dates::parse_printed(&short(node)?))
}

/// Reads an element's address, from an attribute or else from its text, and resolves it.
pub(super) fn address(node: &NodeRef<'_>, base: Option<&Url>) -> Option<String> {
    let raw = ["href", "content", "value"].iter().find_map(|name| attribute(node, name));
    resolve(&raw.unwrap_or_else(|| node.text().trim().to_owned()), base)
}

/// Resolves an http or https address.
pub(super) fn resolve(raw: &str, base: Option<&Url>) -> Option<String> {
    address::web_with_fragment(address::resolve(raw, base)?.as_str())
}

/// Returns the body as HTML, without forbidden elements.
pub(super) fn body(node: &NodeRef<'_>) -> String {
    let is_forbidden = |node: &NodeRef<'_>| node.is_comment() || FORBIDDEN.iter().any(|name| node.has_name(name));
    let unwanted: Vec<NodeRef<'_>> = node.descendants_it().filter(is_forbidden).collect();
    for node in unwanted {
        node.remove_from_parent();
    }
    node.inner_html().trim().to_owned()
}

/// Returns text that may or may not be HTML as HTML, with the paragraphs of plain text kept.
pub(super) fn html(text: &str) -> String {
    let entity = |text: &str| ["&amp;", "&lt;", "&gt;", "&quot;", "&#", "&nbsp;"].iter().any(|e| text.contains(e));
    if text.contains("</") || text.contains("<br") || text.contains("<p>") || entity(text) {
        return text.trim().to_owned();
    }
    let text = text.replace('\r', "");
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let paragraphs = paragraphs.map(|paragraph| format!("<p>{}</p>", escape(paragraph).replace('\n', "<br>")));
    paragraphs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_unless_it_is_html() {
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
