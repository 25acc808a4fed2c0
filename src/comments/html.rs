//! Helpers for comments in HTML: escapes, names, and elements that no comment contains.

use crate::domain::Text;

/// Elements that no comment may contain.
pub(super) const FORBIDDEN: [&str; 8] = ["script", "style", "form", "button", "input", "iframe", "template", "svg"];

/// Escapes plain text as HTML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Reads a name in HTML, with its entities resolved.
pub(super) fn name(raw: &str) -> Option<Text> {
    let plain = if raw.contains(['&', '<']) { crate::page::plain(raw) } else { raw.to_owned() };
    Text::line(&plain).non_empty()
}

/// Like [`name`], but reads "Anonymous" as no name: feeds and pages print it for unsigned comments.
pub(super) fn author(raw: &str) -> Option<Text> {
    name(raw).filter(|name| name.as_str() != "Anonymous")
}
