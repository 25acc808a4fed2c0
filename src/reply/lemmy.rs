//! Lemmy: a comment on a post, with a log-in token.
//!
//! Lemmy puts an answer to a comment that it does not know at the top of the post: so that comment is asked for first, or
//! the post, and with either whether the post takes comments.
//! Servers before 0.19 want the token in the body and are not spoken to.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::{Value, json};

use super::conversation::{closed, later, parent_gone, post_json, words};
use super::exchange::{Answer, Hints, Outcome, Request};
use super::token::{Server, Target, TokenSender, document, question, unanswered, untaken};

/// Lemmy does not tell how long to wait; six comments in ten minutes are usual.
const PAUSE: Duration = Duration::from_mins(2);
/// Its name for too many of them, with status 400 or 429.
const FLOOD: &str = "rate_limit_error";
/// How it says that there is no such comment, the elder ones with status 400.
const UNKNOWN: [&str; 3] = ["not_found", "couldnt_find_comment", "couldnt_find_object"];

/// A comment on a post.
#[derive(Debug)]
pub(super) struct Lemmy {
    post: u64,
    parent: Option<u64>,
    /// What hands the reply over.
    request: Request,
}

impl Lemmy {
    pub(super) fn visit(hints: &Hints) -> TokenSender<Self> {
        TokenSender::new(Target::new(hints, "lemmy").map(|errand| Self::begin(&errand, hints)))
    }

    fn begin(errand: &Target, hints: &Hints) -> (Self, Request) {
        let (parent, comment) = (errand.parent, format!("{}/api/v3/comment", errand.base));
        let mut reply = json!({"content": hints.text.trim(), "post_id": errand.thread});
        if let Some(parent) = parent {
            reply["parent_id"] = json!(parent);
        }
        let asked = match parent {
            Some(id) => format!("{comment}?id={id}"),
            None => format!("{}/api/v3/post?id={}", errand.base, errand.thread),
        };
        let request = post_json(comment, vec![errand.bearer()], &reply);
        (Self { post: errand.thread, parent, request }, question(&asked, vec![errand.bearer()]))
    }
}

impl Server for Lemmy {
    fn read(&mut self, answer: &Answer<'_>) -> Result<Request, Outcome> {
        let document = document(answer);
        let error = document["error"].as_str().unwrap_or_default();
        let (view, thing, id) = match self.parent {
            Some(id) => (&document["comment_view"], "comment", id),
            None => (&document["post_view"], "post", self.post),
        };
        let is_gone = |thing: &Value| thing["deleted"] == true || thing["removed"] == true;
        Err(match answer.status {
            200..300 if view[thing]["id"].as_u64() != Some(id) => {
                Outcome::Refused("what answered for the thread is not Lemmy".to_owned())
            }
            200..300 if self.parent.is_some() && is_gone(&view["comment"]) => parent_gone(),
            200..300 if view["post"]["locked"] == true || is_gone(&view["post"]) => closed(),
            200..300 => return Ok(self.request.clone()),
            400..500 if self.parent.is_some() && UNKNOWN.contains(&error) => parent_gone(),
            400..500 if error == FLOOD => later(said(answer), answer, PAUSE),
            _ => unanswered(said(answer), answer, PAUSE),
        })
    }

    fn taken(&self, answer: &Answer<'_>) -> Outcome {
        let document = document(answer);
        let error = document["error"].as_str().unwrap_or_default();
        match answer.status {
            200..300 => match document["comment_view"]["comment"]["id"].as_u64() {
                Some(id) => Outcome::Sent(Some(id.to_string())),
                None => Outcome::Lost("the server took it and did not say where it is".to_owned()),
            },
            400..500 if error == FLOOD => later(said(answer), answer, PAUSE),
            400..500 if may_be_there(error) => Outcome::Lost(said(answer)),
            _ => untaken(said(answer), answer, PAUSE),
        }
    }

    /// It takes the same comment as often as it is sent.
    fn refuses_copies(&self) -> bool {
        false
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
    use super::*;
    use crate::reply::Sender;
    use crate::reply::token::testing::{ends, hints, is_lost_once_it_is_out, reply_to, saved, sent, short};

    const POST: &str = "lemmy:lemmy.example/70";
    const GONE: &str = "refused: the comment you answer is not there any more";

    #[test]
    fn the_parent_is_asked_for_before_it_is_answered() {
        let mut sender = Lemmy::visit(&hints(POST, Some("301"), "ann"));
        let asked = reply_to(&mut sender, 200, saved!("lemmy/parent"));
        assert_eq!(asked.url, "https://lemmy.example/api/v3/comment?id=301");
        assert!(!asked.hands_over && asked.body.is_none());
        let handed = reply_to(&mut sender, 200, saved!("lemmy/created"));
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
    fn a_comment_on_the_post_goes_out_when_the_post_takes_comments() {
        let mut sender = Lemmy::visit(&hints("lemmy:127.0.0.1:8000/l/70", None, ""));
        let asked = reply_to(&mut sender, 200, saved!("lemmy/post"));
        assert_eq!((asked.url.as_str(), asked.hands_over), ("http://127.0.0.1:8000/l/api/v3/post?id=70", false));
        let handed = reply_to(&mut sender, 200, saved!("lemmy/created"));
        assert_eq!(handed.url, "http://127.0.0.1:8000/l/api/v3/comment");
        assert_eq!(sent(&handed), json!({"content": "Well said.\n\nAll of it.", "post_id": 70}));
    }

    #[test]
    fn a_parent_that_can_not_be_read_stops_the_reply() {
        let deleted = br#"{"comment_view": {"comment": {"id": 301, "deleted": true, "removed": false}}}"#.as_slice();
        let removed = br#"{"comment_view": {"comment": {"id": 301, "deleted": false, "removed": true}}}"#.as_slice();
        let not_lemmy = "refused: what answered for the thread is not Lemmy";
        let locked = br#"{"comment_view": {"comment": {"id": 301}, "post": {"id": 70, "locked": true}}}"#.as_slice();
        for (status, body, expected) in [
            (200, deleted, GONE),
            (200, removed, GONE),
            (200, locked, "refused: comments are closed there"),
            (404, saved!("lemmy/not-found"), GONE),
            (400, br#"{"error": "couldnt_find_comment"}"#, GONE),
            (404, b"<html>", GONE),
            (200, b"<html>", not_lemmy),
            (200, br#"{"comment_view": {"comment": {"id": 302}}}"#, not_lemmy),
            (400, saved!("lemmy/flood"), "later 120: the server takes no more comments for now"),
            (401, saved!("lemmy/login"), "refused: the server does not accept the token: log in again for a new one"),
            (502, b"<html>", "later 0: the site answered 502"),
        ] {
            ends(Lemmy::visit(&hints(POST, Some("301"), "ann")), (status, body), expected);
        }
    }

    #[test]
    fn a_post_that_takes_no_comments_stops_the_reply() {
        let post = |more: &str| format!(r#"{{"post_view": {{"post": {{"id": 70, {more}}}}}}}"#);
        let closed = "refused: comments are closed there";
        for (status, body, expected) in [
            (200, post(r#""locked": true"#), closed),
            (200, post(r#""locked": false, "deleted": true"#), closed),
            (200, post(r#""removed": true"#), closed),
            (200, "{}".to_owned(), "refused: what answered for the thread is not Lemmy"),
            (400, r#"{"error": "couldnt_find_post"}"#.to_owned(), "refused: the post is not there any more"),
        ] {
            ends(Lemmy::visit(&hints(POST, None, "ann")), (status, body.as_bytes()), expected);
        }
    }

    /// One that is to be handed over next.
    fn asked(parent: Option<&str>) -> TokenSender<Lemmy> {
        let mut sender = Lemmy::visit(&hints(POST, parent, "ann"));
        reply_to(&mut sender, 200, saved!("lemmy/post"));
        sender
    }

    #[test]
    fn what_takes_the_reply_says_how_it_went() {
        for (status, body, expected) in [
            (200, saved!("lemmy/created"), "sent 412"),
            (200, b"{}".as_slice(), "lost: the server took it and did not say where it is"),
            (400, saved!("lemmy/locked"), "refused: the post is locked: it takes no more comments"),
            (400, saved!("lemmy/login"), "refused: the server does not accept the token: log in again for a new one"),
            (404, saved!("lemmy/not-found"), "refused: the post is not there any more"),
            (400, saved!("lemmy/flood"), "later 120: the server takes no more comments for now"),
            (429, b"", "later 120: the site answered 429"),
            (400, br#"{"error": "couldnt_create_comment"}"#, "refused: the server says: couldnt create comment"),
            (400, br#"{"error": "blocked_url", "message": "x"}"#, "refused: the server says: blocked url: x"),
            (400, br#"{"error": "unknown", "message": "timed out"}"#, "lost: the server says: unknown: timed out"),
            (400, br#"{"error": "couldnt_like_comment"}"#, "lost: the server says: couldnt like comment"),
            (400, b"<html>", "refused: the site answered 400"),
            (302, b"", "refused: the site answered 302"),
            (500, b"", "lost: the site answered 500"),
        ] {
            ends(asked(None), (status, body), expected);
        }
    }

    #[test]
    fn a_failure_is_a_loss_once_the_reply_is_out() {
        is_lost_once_it_is_out(|| Lemmy::visit(&hints(POST, Some("4"), "ann")), || asked(None));
    }
}
