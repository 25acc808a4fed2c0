//! Recognises a feed's text that is only the beginning of the article.

use crate::app::document::{LaidOutPage, Opened, View};
use crate::domain::Line;

/// The most lines of a teaser.
const MOST_LINES: usize = 60;
/// The most letters of a text that ends like a teaser.
const MOST_LETTERS: usize = 2000;
/// A text with no more letters than this is a teaser, however it ends.
const SHORT: usize = 240;
/// The endings of teasers, in lower case.
const ENDINGS: &[&str] = &[
    "…",
    "...",
    "[…]",
    "[...]",
    "(…)",
    "(...)",
    "read more",
    "more »",
    "continue reading",
    "keep reading",
    "read the full story",
    "read full article",
    "read on",
    "weiterlesen",
    "mehr lesen",
    "lire la suite",
    "leer más",
];
/// The characters that may follow such an ending.
const TAIL: &[char] = &['.', '→', '»', '›', '>', ':', '!', ' '];

/// Returns whether the shown text breaks off or is very short, and the article's page could have more.
#[must_use]
pub(super) fn is_teaser(opened: &Opened, page: &LaidOutPage) -> bool {
    let article = &opened.article;
    let has_more = article.row.url.is_some() || !article.media.transcripts.is_empty();
    let can_fetch = has_more && article.page.is_none() && opened.view == View::Text;
    can_fetch && page.width > 0 && page.body.lines.len() <= MOST_LINES && breaks_off(&page.body.lines)
}

fn breaks_off(lines: &[Line]) -> bool {
    let text: Vec<String> = lines.iter().map(Line::text).collect();
    let text = text.join(" ");
    let letters = text.chars().filter(|c| !c.is_whitespace()).count();
    letters <= SHORT || (letters <= MOST_LETTERS && has_teaser_ending(&text))
}

fn has_teaser_ending(text: &str) -> bool {
    let text = without_numbers(text.trim_end()).to_lowercase();
    let bare = text.trim_end_matches(TAIL);
    ENDINGS.iter().any(|ending| text.ends_with(ending) || bare.ends_with(ending))
}

/// Removes the numbers of links at the end of a text, as in `Read more [3]`.
fn without_numbers(mut text: &str) -> &str {
    while let Some((before, number)) = text.strip_suffix(']').and_then(|text| text.rsplit_once('[')) {
        if number.is_empty() || !number.chars().all(|c| c.is_ascii_digit()) {
            break;
        }
        text = before.trim_end();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_teaser_is_recognised_by_its_ending() {
        let long = "word ".repeat(100);
        for (end, expected) in [
            ("and then …", true),
            ("and then […]", true),
            ("and then [...] Read more [1]", true),
            ("Continue reading → [12]", true),
            ("Read more: [1]", true),
            ("That was all.", false),
            ("as the report says [1].", false),
        ] {
            assert_eq!(has_teaser_ending(&format!("{long}{end}")), expected, "{end}");
        }
    }
}
