//! Describes pictures, and leaves out those that only decorate or count readers.

use dom_query::NodeRef;
use unicode_segmentation::UnicodeSegmentation;

use super::dom::attribute;
use super::links::Links;
use super::rich_text::TextEvent;
use crate::domain::Text;

/// Height of the largest icon, in pixels.
const MAX_ICON: f32 = 32.0;

/// The event for an `<img>`; `None` when it only decorates or counts readers.
pub(super) fn image(node: &NodeRef<'_>, links: &Links) -> Option<TextEvent> {
    if is_pixel(node) {
        return None;
    }
    let stated = node.attr("alt");
    let alt = Text::line(stated.as_deref().unwrap_or_default()).into_string();
    let title = attribute(node, "title").map(|title| Text::line(&title).into_string()).unwrap_or_default();
    if is_emoji(node, &alt) {
        return Some(TextEvent::Text(alt));
    }
    if is_formula(node) && !alt.is_empty() {
        return Some(TextEvent::Text(formula(&alt)));
    }
    let alt = match (alt.is_empty(), title.is_empty() || title == alt) {
        // An empty `alt` states that the picture only decorates.
        (true, true) if stated.is_some() => return None,
        (true, _) => title,
        (false, true) => alt,
        (false, false) => format!("{alt} — {title}"),
    };
    // Pages that load pictures late put a placeholder into `src`.
    let src = ["data-src", "data-lazy-src", "data-original", "src"]
        .iter()
        .find_map(|name| attribute(node, name).and_then(|src| links.source(&src)));
    Some(TextEvent::Image { alt, src, is_icon: is_icon(node) })
}

/// Parses a number of pixels, from an attribute or from CSS.
fn pixels(value: &str) -> Option<f32> {
    value.trim().trim_end_matches("px").trim_end().parse().ok()
}

fn is_icon(node: &NodeRef<'_>) -> bool {
    let style = node.attr("style").map(|style| style.to_ascii_lowercase()).unwrap_or_default();
    let in_style = style.split(';').find_map(|rule| pixels(rule.trim().strip_prefix("height:")?));
    in_style.or_else(|| pixels(&attribute(node, "height")?)).is_some_and(|height| height <= MAX_ICON)
}

/// Whether the picture has a single pixel: such pictures count the readers of a page.
fn is_pixel(node: &NodeRef<'_>) -> bool {
    let tiny = |name| attribute(node, name).and_then(|value| pixels(&value)).is_some_and(|pixels| pixels <= 1.0);
    let style = node.attr("style").map(|style| style.to_ascii_lowercase().replace(' ', "")).unwrap_or_default();
    let tiny_style = style
        .split(';')
        .any(|rule| matches!(rule, "width:1px" | "width:0" | "width:0px" | "height:1px" | "height:0" | "height:0px"));
    tiny("width") || tiny("height") || tiny_style
}

/// Whether the picture is a formula, which publishing systems describe in TeX.
fn is_formula(node: &NodeRef<'_>) -> bool {
    node.attr("class").is_some_and(|class| {
        class.split_whitespace().any(|class| matches!(class, "latex" | "tex") || class.starts_with("mwe-math"))
    })
}

/// Removes from a formula the command that only sets its size.
fn formula(tex: &str) -> String {
    let inside = tex.strip_prefix("{\\displaystyle").and_then(|tex| tex.strip_suffix('}'));
    inside.unwrap_or(tex).trim().to_owned()
}

/// Whether the picture is an emoji, which publishing systems describe by the character itself.
fn is_emoji(node: &NodeRef<'_>, alt: &str) -> bool {
    let by_class = node.attr("class").is_some_and(|class| {
        class.split_whitespace().any(|class| matches!(class, "emoji" | "wp-smiley" | "emojione" | "twemoji"))
    });
    !alt.is_empty() && (by_class || (!alt.is_ascii() && alt.graphemes(true).count() == 1))
}
