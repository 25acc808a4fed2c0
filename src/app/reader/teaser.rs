//! Whether what a feed carries is only the beginning of a text.

use crate::app::document::{Opened, LaidOutPage, View};
use crate::domain::Line;

/// Lines of a text that may still be a teaser.
const MOST_LINES: usize = 60;
/// Letters of a text that ends as teasers do.
const MOST: usize = 2000;
/// Letters below which no end is needed to see that there is more.
const BARE: usize = 240;
/// How teasers end, in lower case.
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
/// What may stand behind such an end.
const TAIL: &[char] = &['.', '→', '»', '›', '>', ':', '!', ' '];

/// Whether the shown text breaks off, or is hardly there, and the page would have more.
#[must_use]
pub(super) fn is_teaser(opened: &Opened, page: &LaidOutPage) -> bool {
    let article = &opened.article;
    let can_fetch = article.row.url.is_some() && article.page.is_none() && opened.view == View::Text;
    can_fetch && page.width > 0 && page.body.lines.len() <= MOST_LINES && breaks_off(&page.body.lines)
}

fn breaks_off(lines: &[Line]) -> bool {
    let text: Vec<String> = lines.iter().map(Line::text).collect();
    let text = text.join(" ");
    let letters = text.chars().filter(|c| !c.is_whitespace()).count();
    letters <= BARE || (letters <= MOST && ends_as_teaser(&text))
}

fn ends_as_teaser(text: &str) -> bool {
    let text = without_numbers(text.trim_end()).to_lowercase();
    let bare = text.trim_end_matches(TAIL);
    ENDINGS.iter().any(|ending| text.ends_with(ending) || bare.ends_with(ending))
}

/// Without the numbers of links at the end: `Read more [3]`.
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
    fn teasers_are_told_by_their_ends() {
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
            assert_eq!(ends_as_teaser(&format!("{long}{end}")), expected, "{end}");
        }
    }
}
