//! Why a new reply to a done comment is shown as unseen instead of becoming done too.
//!
//! The caller knows which comments are new and done; muting is left to `rules`.

use std::fmt;

use serde::Serialize;

use super::case_fold::fold;
use super::rules::Rules;
use crate::domain::{Comment, Moderation, Text};

/// The reason why a reply to a done comment is shown as unseen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It is a reply to one of the user's own comments.
    AnswersYou,
    /// The article's author wrote it.
    ByAuthor,
    /// An author whom the user follows wrote it; the author's name.
    Followed(Text),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AnswersYou => f.write_str("answers you"),
            Self::ByAuthor => f.write_str("by the author"),
            Self::Followed(name) => write!(f, "you follow {name}"),
        }
    }
}

/// Returns the strongest reason to show a comment below a done one; `None` if it becomes done too.
///
/// `me` lists the names under which the user comments; the user's own comments have no reason. `host` is the article's.
#[must_use]
pub fn reason(
    comment: &Comment,
    parent_author: Option<&str>,
    me: &[String],
    rules: &Rules,
    host: Option<&str>,
) -> Option<Reason> {
    let is_me = |name: Option<&str>| {
        let name = name.map(|name| fold(name.trim())).filter(|name| !name.is_empty());
        name.is_some_and(|name| me.iter().any(|own| fold(own.trim()) == name))
    };
    let author = comment.author.as_ref();
    if comment.state == Moderation::Removed || is_me(author.map(Text::as_str)) {
        None
    } else if is_me(parent_author) {
        Some(Reason::AnswersYou)
    } else if comment.by_author {
        Some(Reason::ByAuthor)
    } else {
        author.filter(|name| rules.follows(Some(name), host)).cloned().map(Reason::Followed)
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::tests::rules;
    use super::*;
    use crate::domain::thread::tests::comment;

    #[test]
    fn each_reason_needs_its_author() {
        let rules =
            rules(&["follow author Ann", "follow author Dee @news.example", "mute author Bob", "follow word tea"]);
        let me = ["Me".to_owned(), String::new()];
        for (author, parent, by_author, want) in [
            ("Bob", Some("me"), false, Some("answers you")),
            ("Ann", Some("Me "), true, Some("answers you")),
            ("Cid", Some("Bob"), true, Some("by the author")),
            ("ann", Some("Bob"), false, Some("you follow ann")),
            ("Dee", None, false, Some("you follow Dee")),
            ("Bob", None, false, None),
            ("Bob", Some(""), false, None),
            ("me", Some("me"), true, None),
            ("", Some("Bob"), false, None),
        ] {
            let comment = Comment { author: Text::line(author).non_empty(), by_author, ..comment("1", "-") };
            let reason = reason(&comment, parent, &me, &rules, Some("news.example"));
            assert_eq!(reason.map(|reason| reason.to_string()).as_deref(), want, "{author} to {parent:?}");
        }
        let dee = Comment { author: Some(Text::line("Dee")), ..comment("1", "-") };
        assert_eq!(reason(&dee, None, &me, &rules, Some("other.example")), None);
        let gone = Comment { state: Moderation::Removed, by_author: true, ..comment("1", "-") };
        assert_eq!(reason(&gone, Some("me"), &me, &rules, None), None);
    }
}
