//! The tags that a user gives to articles: reading `+rust -later`, and completing it.

use super::query::Completion;
use super::{ArticleId, FeedId, Text};

/// The longest tag, in characters.
pub const MAX_TAG_CHARS: usize = 60;
/// The most tags in one line.
pub const MAX_TAGS: usize = 20;

/// A change of one tag of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagChange {
    /// The article.
    pub article: ArticleId,
    /// The tag.
    pub tag: Text,
    /// Whether the article gets the tag; else it loses it.
    pub is_added: bool,
}

impl TagChange {
    /// Returns the change that takes this one back.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { is_added: !self.is_added, ..self }
    }
}

/// How many articles of a feed have a tag that the user gave them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    /// The tag.
    pub tag: Text,
    /// The feed.
    pub feed: FeedId,
    /// Unread articles with the tag.
    pub unread: u32,
}

/// Why a line of tags can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TagError {
    /// Only signs, or nothing.
    #[error("a tag has no name; write +tag or -tag")]
    Empty,
    /// A tag with too many characters.
    #[error("tag too long: at most {MAX_TAG_CHARS} characters")]
    TooLong,
    /// Too many tags.
    #[error("too many tags: at most {MAX_TAGS} at once")]
    TooMany,
}

/// Checks the name of a tag. A leading `#` is no part of it.
pub fn tag(name: &str) -> Result<Text, TagError> {
    let tag = Text::line(&name.replace('"', " ")).trim().trim_start_matches('#').trim().to_owned();
    match tag.chars().count() {
        0 => Err(TagError::Empty),
        n if n > MAX_TAG_CHARS => Err(TagError::TooLong),
        _ => Ok(Text::line(&tag)),
    }
}

/// Reads a line such as `+rust -later "+to read"`: tags to add and, after a `-`, tags to remove. A sign may be missing.
pub fn parse_tags(line: &str) -> Result<Vec<(Text, bool)>, TagError> {
    let mut tags = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let signed = rest.trim_start_matches(['+', '-', '"']);
        let signs = rest.strip_suffix(signed).unwrap_or_default();
        let ends = |c: char| if signs.contains('"') { c == '"' } else { c.is_whitespace() };
        let (name, tail) = signed.split_once(ends).unwrap_or((signed, ""));
        tags.push((tag(name)?, !signs.contains('-')));
        rest = tail.trim_start();
    }
    match tags.len() {
        0 => Err(TagError::Empty),
        n if n > MAX_TAGS => Err(TagError::TooMany),
        _ => Ok(tags),
    }
}

/// Finds what the tag at the end of a line may become.
#[must_use]
pub fn complete_tags(line: &str, known: &[String]) -> Completion {
    let start = line.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let (before, word) = line.split_at_checked(start).unwrap_or(("", line));
    let name = word.trim_start_matches(['+', '-', '"']);
    let sign = if word.contains('-') { "-" } else { "+" };
    let fits = |tag: &&String| tag.to_lowercase().starts_with(&name.to_lowercase());
    let write = |tag: &String| {
        if tag.contains(char::is_whitespace) { format!("{sign}\"{tag}\"") } else { format!("{sign}{tag}") }
    };
    Completion { before: before.to_owned(), choices: known.iter().filter(fits).map(write).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_adds_and_removes_tags() {
        for (line, want) in [
            ("+rust -later", Ok(vec![("rust", true), ("later", false)])),
            ("rust", Ok(vec![("rust", true)])),
            ("  +#a   -b ", Ok(vec![("a", true), ("b", false)])),
            ("+\"to read\" -\"x y\"", Ok(vec![("to read", true), ("x y", false)])),
            ("\"+to read\" z", Ok(vec![("to read", true), ("z", true)])),
            ("c++ a-b", Ok(vec![("c++", true), ("a-b", true)])),
            ("+a\u{202e}b", Ok(vec![("ab", true)])),
            ("+", Err(TagError::Empty)),
            ("", Err(TagError::Empty)),
            ("+a -", Err(TagError::Empty)),
        ] {
            let want = want.map(|tags| tags.into_iter().map(|(tag, added)| (Text::line(tag), added)).collect());
            assert_eq!(parse_tags(line), want, "{line:?}");
        }
        assert_eq!(parse_tags(&"x".repeat(61)), Err(TagError::TooLong));
        assert_eq!(parse_tags(&"+a ".repeat(21)), Err(TagError::TooMany));
    }

    #[test]
    fn known_tags_are_completed() {
        let known = ["rust".to_owned(), "Read later".to_owned(), "x".to_owned()];
        for (line, before, choices) in [
            ("+r", "", vec!["+rust", "+\"Read later\""]),
            ("ru", "", vec!["+rust"]),
            ("+x -ru", "+x ", vec!["-rust"]),
            ("+none", "", vec![]),
        ] {
            let want = Completion { before: before.into(), choices: choices.into_iter().map(Into::into).collect() };
            assert_eq!(complete_tags(line, &known), want, "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_line_is_read_or_refused(line in "\\PC{0,60}|[+\\- \"#a]{0,20}") {
            if let Ok(tags) = parse_tags(&line) {
                proptest::prop_assert!(tags.iter().all(|(tag, _)| !tag.is_empty()));
            }
        }
    }
}
