//! Converts HTML in titles to text, and text to HTML, and resolves relative addresses in HTML, each in one pass.
//!
//! Rendering of whole articles is left to `page`.

use std::borrow::Cow;

use url::Url;

use crate::domain::Text;
use crate::domain::text::prefix;

use super::entities;
use super::markup::{self, tags};

/// The longest title in characters; a longer one ends in `…`.
const MAX_TITLE: usize = 1_000;
/// The most bytes of markup converted to one line of text.
const MAX_RAW: usize = 64_000;

/// How the text of a title is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// HTML, or text that may be HTML: tags are removed and references resolved.
    Html,
    /// Plain text, in which `&lt;` stands for itself; typographic references such as `&rsquo;` are resolved even so.
    Text,
}

/// Converts a title or the like to one line of text.
pub(super) fn line(raw: &str, kind: Kind) -> Option<Text> {
    let raw = prefix(raw, MAX_RAW);
    let text = match kind {
        Kind::Html => entities::decode(&without_tags(&without_declarations(raw))),
        Kind::Text => decode_typographic(raw),
    };
    let line = Text::line(&text).non_empty()?;
    match line.char_indices().nth(MAX_TITLE) {
        Some((cut, _)) => Some(Text::line(&format!("{}…", prefix(&line, cut)))),
        None => Some(line),
    }
}

/// Converts text to HTML, with paragraphs at blank lines and `<br>` at other line breaks.
pub(super) fn to_html(text: &str) -> String {
    let text = super::field::escape(&text.trim().replace("\r\n", "\n"));
    let paragraphs = text.split("\n\n").map(str::trim).filter(|p| !p.is_empty());
    paragraphs.map(|p| format!("<p>{}</p>", p.replace('\n', "<br>\n"))).collect::<Vec<_>>().join("\n")
}

/// Returns whether a text contains tags of HTML elements.
pub(super) fn looks_like_html(text: &str) -> bool {
    tags(text).any(|tag| is_element(tag.name))
}

/// Resolves relative addresses in the attributes of `html` against `base`, until the result is four times as long.
pub(super) fn absolute_links<'a>(html: &'a str, base: &Url) -> Cow<'a, str> {
    let mut out = String::new();
    let mut copied = 0;
    for tag in tags(html) {
        for attribute in markup::attributes(html, tag).filter(|a| is_address(a.name)) {
            let Some(url) = resolved(attribute.value, base) else { continue };
            out.push_str(html.get(copied..attribute.at).unwrap_or_default());
            out.push_str(&super::field::escape(&url));
            copied = attribute.at + attribute.value.len();
        }
        if out.len() > 4 * html.len() + MAX_RAW {
            break;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

fn is_address(name: &str) -> bool {
    ["href", "src", "poster"].iter().any(|wanted| name.eq_ignore_ascii_case(wanted))
}

fn resolved(value: &str, base: &Url) -> Option<String> {
    let value = entities::decode(value.trim());
    let relative = !value.is_empty() && !value.starts_with('#') && Url::parse(&value).is_err();
    base.join(&value).ok().filter(|_| relative).map(Into::into)
}

/// Removes `<!-- … -->` and `<!DOCTYPE …>`; an unclosed comment extends to the end.
fn without_declarations(text: &str) -> String {
    let mut parts = text.split("<!");
    let mut out = parts.next().unwrap_or_default().to_owned();
    let mut in_comment = false;
    for part in parts {
        let end = if in_comment || part.starts_with("--") { "-->" } else { ">" };
        let is_declaration =
            in_comment || part.starts_with("--") || part.starts_with(|c: char| c.is_ascii_alphabetic());
        match part.split_once(end) {
            _ if !is_declaration => {
                out.push_str("<!");
                out.push_str(part);
            }
            Some((_, rest)) => {
                in_comment = false;
                out.push_str(rest);
            }
            None => in_comment = end == "-->",
        }
    }
    out
}

fn without_tags(text: &str) -> String {
    let mut out = String::new();
    let mut copied = 0;
    let mut hidden: Option<&str> = None;
    for tag in tags(text).filter(|tag| is_element(tag.name)) {
        if hidden.is_none() {
            out.push_str(text.get(copied..tag.start).unwrap_or_default());
        }
        copied = tag.end;
        let hides = tag.name.eq_ignore_ascii_case("script") || tag.name.eq_ignore_ascii_case("style");
        match hidden {
            None if hides && !tag.closing => hidden = Some(tag.name),
            Some(name) if tag.closing && name.eq_ignore_ascii_case(tag.name) => hidden = None,
            _ => {}
        }
        if BLOCKS.iter().any(|block| tag.name.eq_ignore_ascii_case(block)) {
            out.push(' ');
        }
    }
    if hidden.is_none() {
        out.push_str(text.get(copied..).unwrap_or_default());
    }
    out
}

/// Returns whether a name is that of an HTML element; `Vec<T>` in a headline is no tag.
fn is_element(name: &str) -> bool {
    BLOCKS.iter().chain(INLINE).any(|known| name.eq_ignore_ascii_case(known))
}

const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "applet", "audio", "b", "base", "bdi", "bdo", "big", "blink", "button", "cite", "code",
    "del", "dfn", "em", "embed", "font", "i", "img", "input", "ins", "kbd", "label", "link", "mark", "marquee", "meta",
    "noscript", "object", "picture", "q", "ruby", "rp", "rt", "s", "samp", "script", "select", "small", "source",
    "span", "strike", "strong", "style", "sub", "sup", "svg", "textarea", "time", "tt", "u", "var", "video", "wbr",
];

fn decode_typographic(text: &str) -> String {
    let kept = ["&lt;", "&gt;", "&amp;", "&quot;"];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let reference = after.split_once(';').map(|(name, _)| name).and_then(entities::resolve);
        match reference {
            Some(c) if !kept.iter().any(|k| rest.get(before.len()..).is_some_and(|r| r.starts_with(k))) => {
                out.push(c);
                rest = after.split_once(';').map_or("", |(_, rest)| rest);
            }
            _ => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_text() {
        for (raw, html, text) in [
            ("AT&T and R&D", "AT&T and R&D", "AT&T and R&D"),
            ("AT&amp;T", "AT&T", "AT&amp;T"),
            ("Tom&#8217;s &nbsp;<b>bold</b> day", "Tom’s bold day", "Tom’s <b>bold</b> day"),
            ("&lt;b&gt; explained", "<b> explained", "&lt;b&gt; explained"),
            ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
            ("Vec<T> in Rust", "Vec<T> in Rust", "Vec<T> in Rust"),
            ("one<br/>two", "one two", "one<br/>two"),
            ("<script>alert('x')</script>safe", "safe", "<script>alert('x')</script>safe"),
            ("<a href=\"x>y\" title='z'>link</a>", "link", "<a href=\"x>y\" title='z'>link</a>"),
            ("cut <b", "cut <b", "cut <b"),
            ("a<!-- <b>x</b> <! y -->b <!DOCTYPE html>c", "ab c", "a<!-- <b>x</b> <! y -->b <!DOCTYPE html>c"),
            ("wow<!> and <!--", "wow<!> and", "wow<!> and <!--"),
            ("\u{1b}[31mred\u{202e}", "red", "red"),
        ] {
            assert_eq!(line(raw, Kind::Html).unwrap_or_default().as_str(), html, "{raw}");
            assert_eq!(line(raw, Kind::Text).unwrap_or_default().as_str(), text, "{raw}");
        }
        assert_eq!(line(" <b></b> ", Kind::Html), None);
        assert_eq!(line(&"ä ".repeat(100_000), Kind::Html).unwrap().chars().count(), MAX_TITLE + 1);
    }

    #[test]
    fn text_becomes_html() {
        assert_eq!(to_html("a < b\nc\n\nd"), "<p>a &lt; b<br>\nc</p>\n<p>d</p>");
    }

    #[test]
    fn addresses_are_resolved() {
        let base = Url::parse("http://a.example/dir/x.html").unwrap();
        for (html, expected) in [
            ("<a href='../y?a=1&amp;b=2'>y</a>", "<a href='http://a.example/y?a=1&amp;b=2'>y</a>"),
            ("<img alt=\"=\" src = i.png><p>", "<img alt=\"=\" src = http://a.example/dir/i.png><p>"),
            ("<a href=\"http://b.example/\">", "<a href=\"http://b.example/\">"),
            ("<a href=\"#top\">", "<a href=\"#top\">"),
            ("<a href=\"mailto:x\">", "<a href=\"mailto:x\">"),
            ("a href=x < b", "a href=x < b"),
        ] {
            assert_eq!(absolute_links(html, &base), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn titles_are_lines_and_links_resolve_once(raw in "(<[a-z/ ='\"]{0,6}>?|&[a-z#0-9]{0,4};?|ä|=|href=){0,30}") {
            let base = Url::parse("http://a.example/").unwrap();
            for title in [line(&raw, Kind::Html), line(&raw, Kind::Text)].into_iter().flatten() {
                proptest::prop_assert_eq!(Text::line(&title), title);
            }
            let resolved = absolute_links(&raw, &base);
            proptest::prop_assert_eq!(absolute_links(&resolved, &base), &*resolved);
        }
    }
}
