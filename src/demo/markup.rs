//! Helpers for writing XML and HTML: escapes, teasers, templates and dates.
//!
//! Their input comes from the embedded tables, or from `form`, which has cleaned it.

use crate::domain::Time;

/// Escapes a text for an element or a double-quoted attribute of XML or HTML.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// Wraps HTML in a CDATA section; splits an end mark `]]>` within over two sections.
pub(super) fn cdata(html: &str) -> String {
    format!("<![CDATA[{}]]>", html.replace("]]>", "]]]]><![CDATA[>"))
}

/// Returns the first paragraph without tags. It is plain text, because no first paragraph in the tables has entities.
pub(super) fn teaser(body: &str) -> String {
    let paragraph = body.split_once("<p>").and_then(|(_, rest)| rest.split_once("</p>")).map_or(body, |(p, _)| p);
    let mut out = String::with_capacity(paragraph.len());
    let mut in_tag = false;
    for c in paragraph.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => out.push(c),
            _ => {}
        }
    }
    out
}

/// Replaces each `{{name}}` of a template by its value, in one pass: `{{name}}` within a value stays as it is.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut pieces = template.split("{{");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").unwrap_or((piece, ""));
        out.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        out.push_str(rest);
    }
    out
}

/// Concatenates what `write` returns for each item.
pub(super) fn each<T>(items: impl IntoIterator<Item = T>, write: impl FnMut(T) -> String) -> String {
    items.into_iter().map(write).collect()
}

/// Formats a time as RFC 3339, to the second.
pub(super) fn rfc3339(time: Time) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Formats a time for the text of a page.
pub(super) fn human(time: Time) -> String {
    time.format("%-d %B %Y, %H:%M").to_string()
}
