//! Rewrites an XML feed in the form that feed-rs parses, with only the elements that feed-rs is needed for.
//!
//! It serves documents that feed-rs would reject or silently misread: markup that is not well-formed, Atom 0.3, unknown
//! spellings of namespaces, undeclared prefixes, unescaped markup in text, and RDF items without a link.

use std::fmt::Write;

use base64::Engine;

use super::field::{Family, Field, escape};
use super::fields::{Fields, Item};
use super::names::Ns;

/// Rewrites a feed, or a part of one; `fields` have all texts. The entries are those that `survey` finds there.
pub(super) fn rewrite(mut fields: Fields<'_>) -> String {
    let is_atom = fields.family == Family::Atom;
    let mut out = String::from(if is_atom { "<feed xmlns=\"http://www.w3.org/2005/Atom\">" } else { RSS });
    let mut entries = 0;
    let mut entry_at = out.len();
    while let Some(item) = fields.next() {
        match item {
            Item::Begin(_) => {
                entries += 1;
                entry_at = out.len();
                out.push_str(if is_atom { "<entry>" } else { "<item>" });
            }
            Item::End { cut: true, .. } if entries > 1 => out.truncate(entry_at),
            Item::End { .. } => out.push_str(if is_atom { "</entry>" } else { "</item>" }),
            Item::Feed(field) | Item::Entry(field) if is_atom => atom_field(&mut out, &field),
            Item::Feed(field) | Item::Entry(field) => rss_field(&mut out, &field),
        }
    }
    out.push_str(if is_atom { "</feed>" } else { "</channel></rss>" });
    out
}

const RSS: &str = "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>";

fn rss_field(out: &mut String, field: &Field) {
    let name = match (field.tag.ns, field.tag.name.to_ascii_lowercase().as_str()) {
        (Ns::Home, "title") => "title",
        (Ns::Home, "description") => "description",
        (Ns::Home | Ns::Dc, "language") => "language",
        (Ns::Content, "encoded") => "content:encoded",
        _ => return,
    };
    let _ = write!(out, "<{name}>{}</{name}>", escape(&field.text));
}

/// Writes a field with its name of RFC 4287, also if it has its name of Atom 0.3.
fn atom_field(out: &mut String, field: &Field) {
    let name = match (field.tag.ns, field.tag.name.as_str()) {
        (Ns::Home | Ns::Atom, name @ ("title" | "subtitle" | "summary" | "content")) => name,
        (Ns::Home | Ns::Atom, "tagline") => "subtitle",
        (Ns::Home | Ns::Atom, "info") => "summary",
        _ => return,
    };
    let stated = field.tag.attribute("type").unwrap_or_default().trim().to_ascii_lowercase();
    // A media type that is neither text nor XML means base64 (RFC 4287, section 4.1.3.3).
    let is_base64 = field.tag.attribute("mode") == Some("base64")
        || (stated.contains('/') && !stated.starts_with("text/") && !stated.contains("xml"));
    let decoded = if is_base64 { decode_base64(&field.text) } else { Some(field.text.clone()) };
    // Binary data, such as a picture, has no text.
    let Some(text) = decoded else { return };
    let has_markup = field.is_markup || super::plain::looks_like_html(&text);
    let kind = if stated.contains("html") || stated.contains("xml") || has_markup { "html" } else { "text" };
    let _ = write!(out, "<{name} type=\"{kind}\">{}</{name}>", escape(&text));
}

/// Decodes base64; text that is no base64 stays as it is, and binary data is `None`.
fn decode_base64(text: &str) -> Option<String> {
    let packed: String = text.split_whitespace().collect();
    match base64::engine::general_purpose::STANDARD.decode(packed) {
        Ok(bytes) => String::from_utf8(bytes).ok(),
        Err(_) => Some(text.to_owned()),
    }
}
