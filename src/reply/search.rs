//! Finds a reply in its thread, to learn whether it arrived after its answer was lost.

use chrono::TimeDelta;

use crate::domain::{Comment, Moderation, Reply};

/// Tolerance for the date of a comment: more than clocks and local times that are stated as UTC differ.
const SLACK: TimeDelta = TimeDelta::hours(26);

/// Finds the comment that is this reply: by the id that the site gave, or else by its text, author and parent.
///
/// `name` is the name that the reply was sent with; an empty one matches any author. Comments in `known` are other
/// replies of the user. `plain` converts a comment's HTML to text.
#[must_use]
pub fn find<'a>(
    reply: &Reply,
    name: &str,
    comments: &'a [Comment],
    known: &[String],
    plain: impl Fn(&str) -> String,
) -> Option<&'a Comment> {
    let here = || comments.iter().filter(|comment| comment.state != Moderation::Removed);
    if let Some(remote) = &reply.remote {
        return here().find(|comment| comment.id == *remote);
    }
    let wanted = letters(&reply.text);
    // A comment from long before the attempt is another person's, or an earlier one of the user.
    let since = reply.tried.map(|tried| tried - SLACK);
    let is_ours = |comment: &&Comment| {
        let is_old = comment.published.zip(since).is_some_and(|(then, since)| then < since);
        // Sites move replies that are too deep, so the parent only breaks a tie between matches.
        let by = comment.author.as_deref().is_none_or(|author| name.is_empty() || letters(author) == letters(name));
        by && !is_old && !known.iter().any(|id| comment.id == *id) && has_text(&plain(&comment.html.0), &wanted)
    };
    let found: Vec<&Comment> = here().filter(is_ours).collect();
    found.iter().find(|comment| comment.parent.as_deref() == reply.parent.as_deref()).or(found.first()).copied()
}

/// Whether a comment has this text, with or without mentions before it.
///
/// On Mastodon a reply begins with a mention of the parent's author, shown without the server.
fn has_text(comment: &str, wanted: &str) -> bool {
    let mut rest = comment.trim_start();
    loop {
        if letters(rest) == wanted {
            return true;
        }
        match rest.split_once(char::is_whitespace) {
            Some((name, after)) if name.starts_with('@') => rest = after.trim_start(),
            _ => return false,
        }
    }
}

/// Returns the letters and digits of a text in lower case: sites change punctuation, spaces and case.
fn letters(text: &str) -> String {
    let letters: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    // An emoji or a punctuation mark alone has no letters.
    if letters.is_empty() { text.split_whitespace().collect() } else { letters }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ArticleId, Html, ReplyId, ReplyState, Text, Time};

    fn reply(text: &str, remote: Option<&str>) -> Reply {
        Reply {
            id: ReplyId(1),
            article: ArticleId(1),
            origin: String::new(),
            parent: Some("3".into()),
            state: ReplyState::Uncertain,
            attempts: 1,
            error: None,
            created: Time::default(),
            tried: None,
            not_before: None,
            remote: remote.map(str::to_owned),
            text: text.to_owned(),
        }
    }

    fn comment(id: &str, author: &str, html: &str) -> Comment {
        let parent = (id == "9").then(|| "3".to_owned());
        Comment {
            id: id.into(),
            parent: parent.map(Into::into),
            author: Text::line(author).non_empty(),
            html: Html(html.into()),
            ..Comment::default()
        }
    }

    #[test]
    fn a_reply_is_found_by_its_text_and_its_author() {
        let plain = |html: &str| html.replace("<p>", "").replace("</p>", "\n");
        let thread = [
            comment("5", "Other", "<p>Well said, “all of it”.</p>"),
            comment("7", "Ann", "<p>Well said, “all of it”.</p>"),
            comment("8", "Ann", "<p>Something else.</p>"),
            comment("9", "ann", "<p>Well said,</p><p>\"all of it\".</p>"),
        ];
        let found = |reply: &Reply, known: &[&str]| {
            let known: Vec<String> = known.iter().map(|id| (*id).to_owned()).collect();
            find(reply, "Ann", &thread, &known, plain).map(|comment| comment.id.as_str())
        };
        let sought = reply("Well said,\n\n\"all of it\".", None);
        assert_eq!(found(&sought, &[]), Some("9"), "the one below its parent");
        assert_eq!(found(&sought, &["9"]), Some("7"));
        assert_eq!(found(&sought, &["9", "7"]), None);
        assert_eq!(found(&reply("whatever", Some("8")), &[]), Some("8"));
        assert_eq!(found(&reply("Well said", None), &[]), None);
    }

    #[test]
    fn mentions_before_a_reply_are_ignored() {
        for (comment, text, is_it) in [
            ("@bea Well said.", "Well said.", true),
            ("@bea @beatrix yes", "@beatrix yes", true),
            ("@bea @beatrix yes", "yes", true),
            ("@bea yes", "bea yes", true),
            ("bea Well said.", "Well said.", false),
            ("@bea", "", false),
            ("Well @bea said.", "said.", false),
        ] {
            assert_eq!(has_text(comment, &letters(text)), is_it, "{comment}");
        }
    }
}
