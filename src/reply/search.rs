//! Whether a reply stands in a thread already: what a lost answer leaves open.

use chrono::TimeDelta;

use crate::domain::{Comment, Moderation, Reply};

/// Clocks, and sites that tell a local time as if it were UTC, differ by less.
const SLACK: TimeDelta = TimeDelta::hours(26);

/// The comment that is this reply: by the id that the site told, else by its words and its parent, under the name that it
/// was sent with (any without it), and not one of `known`, which other replies are. `plain` makes text of a comment's HTML.
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
    let words = letters(&reply.text);
    // Clocks differ; what was said long before is another's, or an earlier one of the user's own.
    let since = reply.tried.map(|tried| tried - SLACK);
    let is_ours = |comment: &&Comment| {
        let is_old = comment.published.zip(since).is_some_and(|(then, since)| then < since);
        // Some sites hang answers that go too deep on another comment: the parent helps to choose, it does not decide.
        let by = comment.author.as_deref().is_none_or(|author| name.is_empty() || letters(author) == letters(name));
        by && !is_old && !known.iter().any(|id| comment.id == *id) && says(&plain(&comment.html.0), &words)
    };
    let found: Vec<&Comment> = here().filter(is_ours).collect();
    found.iter().find(|comment| comment.parent.as_deref() == reply.parent.as_deref()).or(found.first()).copied()
}

/// Whether a comment says these words, names in front of them or not: Mastodon wants the one who is answered named there,
/// and shows the name without its server.
fn says(comment: &str, words: &str) -> bool {
    let mut rest = comment.trim_start();
    loop {
        if letters(rest) == words {
            return true;
        }
        match rest.split_once(char::is_whitespace) {
            Some((name, after)) if name.starts_with('@') => rest = after.trim_start(),
            _ => return false,
        }
    }
}

/// What is left of a text whatever a site makes of its marks, spaces and case.
fn letters(text: &str) -> String {
    let letters: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    // A face or a sign alone has none.
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
    fn a_reply_is_known_by_its_words_and_its_writer() {
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
        let asked = reply("Well said,\n\n\"all of it\".", None);
        assert_eq!(found(&asked, &[]), Some("9"), "the one below its parent");
        assert_eq!(found(&asked, &["9"]), Some("7"));
        assert_eq!(found(&asked, &["9", "7"]), None);
        assert_eq!(found(&reply("whatever", Some("8")), &[]), Some("8"));
        assert_eq!(found(&reply("Well said", None), &[]), None);
    }

    #[test]
    fn a_name_put_in_front_of_a_reply_is_not_part_of_it() {
        for (comment, text, is_it) in [
            ("@bea Well said.", "Well said.", true),
            ("@bea @beatrix yes", "@beatrix yes", true),
            ("@bea @beatrix yes", "yes", true),
            ("@bea yes", "bea yes", true),
            ("bea Well said.", "Well said.", false),
            ("@bea", "", false),
            ("Well @bea said.", "said.", false),
        ] {
            assert_eq!(says(comment, &letters(text)), is_it, "{comment}");
        }
    }
}
