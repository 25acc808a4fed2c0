//! Finds the rules for hyphenating words of a language.

use hypher::Lang;

/// Ends a line whose last word goes on in the next.
pub(super) const HYPHEN: &str = "-";

/// The rules for the language of a BCP 47 tag, if there are any.
pub(super) fn rules(language: &str) -> Option<Lang> {
    let mut primary = language.split('-').next()?.bytes();
    let code = [primary.next()?.to_ascii_lowercase(), primary.next()?.to_ascii_lowercase()];
    if primary.next().is_some() {
        return None;
    }
    // Both written forms of Norwegian share one set of rules.
    Lang::from_iso(if code == *b"no" { *b"nb" } else { code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_their_tags() {
        for (tag, known) in [("en-US", true), ("DE", true), ("no", true), ("zh", false), ("eng", false), ("", false)] {
            assert_eq!(rules(tag).is_some(), known, "{tag}");
        }
    }
}
