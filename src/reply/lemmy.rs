//! Lemmy: a comment on a post, with a log-in token.
//!
//! Lemmy puts an answer to a comment that it does not know at the top of the post: so that comment is asked for first.
//! Servers before 0.19 want the token in the body and are not spoken to.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::json;

use super::exchange::{Answer, End, Hints, Request};
use super::talk::{Talk, Talker, later, post_json, vanished, words};
use super::token::{Errand, begin, document, question, unanswered, untaken};

/// Lemmy does not tell how long to wait; six comments in ten minutes are usual.
const PAUSE: Duration = Duration::from_mins(2);
/// Its name for too many of them, with status 400 or 429.
const FLOOD: &str = "rate_limit_error";
/// How it says that there is no such comment, the elder ones with status 400.
const UNKNOWN: [&str; 3] = ["not_found", "couldnt_find_comment", "couldnt_find_object"];

/// A reply on its way to a post.
#[derive(Debug)]
pub(super) struct Lemmy {
    talk: Talk,
    parent: Option<u64>,
    /// What hands the reply over once the parent was found.
    ready: Option<Request>,
}

impl Lemmy {
    pub(super) fn new(hints: &Hints) -> Self {
        let errand = match Errand::new(hints, "lemmy") {
            Ok(errand) => errand,
            Err(end) => return Self { talk: Talk::over(end), parent: None, ready: None },
        };
        let (base, parent, headers) = (&errand.base, errand.parent, vec![errand.bearer()]);
        let mut reply = json!({"content": hints.text.trim(), "post_id": errand.thread});
        if let Some(parent) = parent {
            reply["parent_id"] = json!(parent);
        }
        let request = post_json(format!("{base}/api/v3/comment"), headers.clone(), &reply);
        match parent {
            Some(id) => {
                let talk = begin(question(&format!("{base}/api/v3/comment?id={id}"), headers));
                Self { talk, parent, ready: Some(request) }
            }
            None => Self { talk: begin(request), parent, ready: None },
        }
    }

    fn parent_read(&mut self, answer: &Answer<'_>, request: Request) {
        let document = document(answer);
        let (comment, error) = (&document["comment_view"]["comment"], document["error"].as_str().unwrap_or_default());
        let is_asked_for = comment["id"].is_u64() && comment["id"].as_u64() == self.parent;
        let is_gone = comment["deleted"] == true || comment["removed"] == true;
        match answer.status {
            200..300 if is_asked_for && is_gone => self.talk.end(vanished()),
            200..300 if is_asked_for => self.talk.ask(request),
            200..300 => self.talk.end(End::Refused("what answered for the comment is not Lemmy".to_owned())),
            400..500 if UNKNOWN.contains(&error) => self.talk.end(vanished()),
            400..500 if error == FLOOD => self.talk.end(later(said(answer), answer, PAUSE)),
            _ => self.talk.end(unanswered(said(answer), answer, PAUSE)),
        }
    }
}

impl Talker for Lemmy {
    fn talk(&self) -> &Talk {
        &self.talk
    }

    fn talk_mut(&mut self) -> &mut Talk {
        &mut self.talk
    }

    fn hear(&mut self, answer: &Answer<'_>) {
        match self.ready.take() {
            Some(request) => self.parent_read(answer, request),
            None => self.talk.end(read(answer)),
        }
    }

    /// It takes the same comment as often as it is sent.
    fn refuses_copies(&self) -> bool {
        false
    }
}

/// How the server took it.
fn read(answer: &Answer<'_>) -> End {
    let document = document(answer);
    let error = document["error"].as_str().unwrap_or_default();
    match answer.status {
        200..300 => match document["comment_view"]["comment"]["id"].as_u64() {
            Some(id) => End::Sent(Some(id.to_string())),
            None => End::Lost("the server took it and did not say where it is".to_owned()),
        },
        400..500 if error == FLOOD => later(said(answer), answer, PAUSE),
        400..500 if may_be_there(error) => End::Lost(said(answer)),
        _ => untaken(said(answer), answer, PAUSE),
    }
}

/// Whether an error may come of what Lemmy does once the comment is in: telling others, counting, marking as read.
fn may_be_there(error: &str) -> bool {
    let is_before = error == "couldnt_create_comment" || error.starts_with("couldnt_find");
    matches!(error, "unknown" | "email_send_failed") || (error.starts_with("couldnt_") && !is_before)
}

/// An error's name in plain words.
fn said(answer: &Answer<'_>) -> String {
    let document = document(answer);
    let Some(error) = document["error"].as_str() else { return String::new() };
    let plain: Cow<'_, str> = match error {
        "locked" => "the post is locked: it takes no more comments".into(),
        "deleted" | "not_found" | "couldnt_find_post" => "the post is not there any more".into(),
        "site_ban" | "person_is_banned_from_community" | "banned_from_community" => {
            "this account is banned there".into()
        }
        "not_logged_in" | "incorrect_login" => {
            "the server does not accept the token: log in again for a new one".into()
        }
        "max_comment_depth_reached" => "the thread is too deep for another answer here".into(),
        "invalid_body_field" => "the server does not take the text: it may be too long".into(),
        "slurs" => "the server does not take a word in the text".into(),
        "language_not_allowed" => "the community does not take the language".into(),
        FLOOD => "the server takes no more comments for now".into(),
        other => format!("the server says: {}", other.replace('_', " ")).into(),
    };
    match document["message"].as_str().map(words).filter(|message| !message.is_empty()) {
        Some(message) => words(&format!("{plain}: {message}")),
        None => words(&plain),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::reply::token::testing::{hints, reply_to, short};
    use crate::reply::{Failure, Sender};

    const POST: &str = "lemmy:lemmy.example/70";
    const GONE: &str = "refused: the comment you answer is not there any more";

    macro_rules! saved {
        ($name:literal) => {
            include_bytes!(concat!("../../tests/fixtures/reply/lemmy/", $name, ".json")).as_slice()
        };
    }

    fn sent(request: &Request) -> Value {
        serde_json::from_str(&request.body.as_ref().unwrap().bytes).unwrap()
    }

    #[test]
    fn the_parent_is_asked_for_before_it_is_answered() {
        let mut sender = Lemmy::new(&hints(POST, Some("301"), "ann"));
        let asked = reply_to(&mut sender, 200, saved!("parent"));
        assert_eq!(asked.url, "https://lemmy.example/api/v3/comment?id=301");
        assert!(!asked.hands_over && asked.body.is_none());
        let handed = reply_to(&mut sender, 200, saved!("created"));
        assert_eq!(handed.url, "https://lemmy.example/api/v3/comment");
        assert!(handed.hands_over);
        let token = [("authorization", "Bearer s3cret".to_owned())];
        assert_eq!((handed.headers.as_slice(), asked.headers.as_slice()), (token.as_slice(), token.as_slice()));
        let expected = json!({"content": "Well said.\n\nAll of it.", "post_id": 70, "parent_id": 301});
        assert_eq!(sent(&handed), expected);
        assert_eq!(short(&mut sender), "sent 412");
        assert!(!sender.is_safe_to_repeat());
    }

    #[test]
    fn a_comment_on_the_post_goes_out_at_once() {
        let mut sender = Lemmy::new(&hints("lemmy:127.0.0.1:8000/l/70", None, ""));
        let handed = reply_to(&mut sender, 200, saved!("created"));
        assert_eq!(handed.url, "http://127.0.0.1:8000/l/api/v3/comment");
        assert_eq!(sent(&handed), json!({"content": "Well said.\n\nAll of it.", "post_id": 70}));
    }

    #[test]
    fn a_parent_that_can_not_be_read_stops_the_reply() {
        let deleted = br#"{"comment_view": {"comment": {"id": 301, "deleted": true, "removed": false}}}"#.as_slice();
        let removed = br#"{"comment_view": {"comment": {"id": 301, "deleted": false, "removed": true}}}"#.as_slice();
        let not_lemmy = "refused: what answered for the comment is not Lemmy";
        for (status, body, expected) in [
            (200, deleted, GONE),
            (200, removed, GONE),
            (404, saved!("not-found"), GONE),
            (400, br#"{"error": "couldnt_find_comment"}"#, GONE),
            (404, b"<html>", GONE),
            (200, b"<html>", not_lemmy),
            (200, br#"{"comment_view": {"comment": {"id": 302}}}"#, not_lemmy),
            (400, saved!("flood"), "later 120: the server takes no more comments for now"),
            (401, saved!("login"), "refused: the server does not accept the token: log in again for a new one"),
            (502, b"<html>", "later 0: the site answered 502"),
        ] {
            let mut sender = Lemmy::new(&hints(POST, Some("301"), "ann"));
            reply_to(&mut sender, status, body);
            assert_eq!(short(&mut sender), expected, "{status}");
        }
    }

    #[test]
    fn what_takes_the_reply_says_how_it_went() {
        for (status, body, expected) in [
            (200, saved!("created"), "sent 412"),
            (200, b"{}".as_slice(), "lost: the server took it and did not say where it is"),
            (400, saved!("locked"), "refused: the post is locked: it takes no more comments"),
            (400, saved!("login"), "refused: the server does not accept the token: log in again for a new one"),
            (404, saved!("not-found"), "refused: the post is not there any more"),
            (400, saved!("flood"), "later 120: the server takes no more comments for now"),
            (429, b"", "later 120: the site answered 429"),
            (400, br#"{"error": "couldnt_create_comment"}"#, "refused: the server says: couldnt create comment"),
            (400, br#"{"error": "blocked_url", "message": "x"}"#, "refused: the server says: blocked url: x"),
            (400, br#"{"error": "unknown", "message": "timed out"}"#, "lost: the server says: unknown: timed out"),
            (400, br#"{"error": "couldnt_like_comment"}"#, "lost: the server says: couldnt like comment"),
            (400, b"<html>", "refused: the site answered 400"),
            (302, b"", "refused: the site answered 302"),
            (500, b"", "lost: the site answered 500"),
        ] {
            let mut sender = Lemmy::new(&hints(POST, None, "ann"));
            reply_to(&mut sender, status, body);
            assert_eq!(short(&mut sender), expected, "{status}");
        }
    }

    #[test]
    fn a_failure_is_a_loss_once_the_reply_is_out() {
        for (parent, may_have_arrived, expected) in
            [(Some("301"), true, "later 0: cut off"), (None, true, "lost: cut off"), (None, false, "later 0: cut off")]
        {
            let mut sender = Lemmy::new(&hints(POST, parent, "ann"));
            sender.next().unwrap();
            sender.fail(Failure { may_have_arrived, why: "cut off".to_owned() });
            assert_eq!(short(&mut sender), expected);
        }
    }
}
