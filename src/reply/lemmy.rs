//! Sends replies to Lemmy: a comment on a post, with a log-in token.
//!
//! Lemmy puts a reply to an unknown comment at the top of the post. So the parent or else the post is requested first,
//! and with it whether the post takes comments. Servers before 0.19 take the token in the body and are not supported.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::{Value, json};

use super::conversation::{closed, later, message, parent_gone, post_json};
use super::exchange::{Answer, Hints, Outcome, Request};
use super::protocol::{Protocol, ProtocolSender};
use super::token::{Target, document, get_with, not_confirmed, not_ready};

/// Pause after too many comments. Lemmy states none; its usual limit is six comments in ten minutes.
const PAUSE: Duration = Duration::from_mins(2);
/// The error for too many comments, with status 400 or 429.
const RATE_LIMIT: &str = "rate_limit_error";
/// The errors for an unknown comment, in older versions with status 400.
const UNKNOWN: [&str; 3] = ["not_found", "couldnt_find_comment", "couldnt_find_object"];

/// A comment on a post.
#[derive(Debug)]
pub(super) struct Lemmy {
    post: u64,
    parent: Option<u64>,
    /// The request that delivers the reply.
    delivery: Request,
}

impl Lemmy {
    /// Makes the sender. Lemmy accepts the same comment as often as it is sent.
    pub(super) fn sender(hints: &Hints) -> ProtocolSender<Self> {
        ProtocolSender::new(Target::new(hints, "lemmy").map(|target| Self::begin(&target, hints)), false)
    }

    fn begin(target: &Target, hints: &Hints) -> (Self, Request) {
        let (parent, comment) = (target.parent, format!("{}/api/v3/comment", target.base));
        let mut reply = json!({"content": hints.text.trim(), "post_id": target.thread});
        if let Some(parent) = parent {
            reply["parent_id"] = json!(parent);
        }
        let first = match parent {
            Some(id) => format!("{comment}?id={id}"),
            None => format!("{}/api/v3/post?id={}", target.base, target.thread),
        };
        let delivery = post_json(comment, vec![target.bearer()], &reply);
        (Self { post: target.thread, parent, delivery }, get_with(&first, vec![target.bearer()]))
    }
}

impl Protocol for Lemmy {
    fn on_answer(&mut self, answer: &Answer<'_>) -> Result<Request, Outcome> {
        let document = document(answer);
        let error = document["error"].as_str().unwrap_or_default();
        let (view, thing, id) = match self.parent {
            Some(id) => (&document["comment_view"], "comment", id),
            None => (&document["post_view"], "post", self.post),
        };
        let is_gone = |thing: &Value| thing["deleted"] == true || thing["removed"] == true;
        Err(match answer.status {
            200..300 if view[thing]["id"].as_u64() != Some(id) => {
                Outcome::Refused("the thread's server does not run Lemmy".to_owned())
            }
            200..300 if self.parent.is_some() && is_gone(&view["comment"]) => parent_gone(),
            200..300 if view["post"]["locked"] == true || is_gone(&view["post"]) => closed(),
            200..300 => return Ok(self.delivery.clone()),
            400..500 if self.parent.is_some() && UNKNOWN.contains(&error) => parent_gone(),
            400..500 if error == RATE_LIMIT => later(error_message(answer), answer, PAUSE),
            _ => not_ready(error_message(answer), answer, PAUSE),
        })
    }

    fn on_delivery(&self, answer: &Answer<'_>) -> Outcome {
        let document = document(answer);
        let error = document["error"].as_str().unwrap_or_default();
        match answer.status {
            200..300 => match document["comment_view"]["comment"]["id"].as_u64() {
                Some(id) => Outcome::Sent(Some(id.to_string())),
                None => Outcome::Lost("the server accepted the reply but gave no id".to_owned()),
            },
            400..500 if error == RATE_LIMIT => later(error_message(answer), answer, PAUSE),
            400..500 if may_have_arrived(error) => Outcome::Lost(error_message(answer)),
            _ => not_confirmed(error_message(answer), answer, PAUSE),
        }
    }
}

/// Whether an error may come from what Lemmy does after it has kept the comment: notifying, counting, marking as read.
fn may_have_arrived(error: &str) -> bool {
    let is_before = error == "couldnt_create_comment" || error.starts_with("couldnt_find");
    matches!(error, "unknown" | "email_send_failed") || (error.starts_with("couldnt_") && !is_before)
}

/// Describes an error by its name, with the server's message if there is one.
fn error_message(answer: &Answer<'_>) -> String {
    let document = document(answer);
    let Some(error) = document["error"].as_str() else { return String::new() };
    let plain: Cow<'_, str> = match error {
        "locked" => "the post is locked".into(),
        "deleted" | "not_found" | "couldnt_find_post" => "the post is gone".into(),
        "site_ban" | "person_is_banned_from_community" | "banned_from_community" => {
            "your account is banned there".into()
        }
        "not_logged_in" | "incorrect_login" => "the server rejected the token: log in again for a new one".into(),
        "max_comment_depth_reached" => "the thread is too deep for another reply here".into(),
        "invalid_body_field" => "the server rejected the text: it may be too long".into(),
        "slurs" => "the server rejected a word in the text".into(),
        "language_not_allowed" => "the community does not allow the language".into(),
        RATE_LIMIT => "the server takes no more comments for now".into(),
        other => format!("the server reports: {}", other.replace('_', " ")).into(),
    };
    match document["message"].as_str().map(message).filter(|message| !message.is_empty()) {
        Some(details) => message(&format!("{plain}: {details}")),
        None => message(&plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Sender;
    use crate::reply::token::testing::{ends, hints, is_lost_only_during_delivery, reply_to, saved, sent, short};

    const POST: &str = "lemmy:lemmy.example/70";
    const GONE: &str = "refused: the comment you are replying to is gone";

    #[test]
    fn the_parent_is_requested_before_delivery() {
        let mut sender = Lemmy::sender(&hints(POST, Some("301"), "ann"));
        let first = reply_to(&mut sender, 200, saved!("lemmy/parent"));
        assert_eq!(first.url, "https://lemmy.example/api/v3/comment?id=301");
        assert!(!first.hands_over && first.body.is_none());
        let delivery = reply_to(&mut sender, 200, saved!("lemmy/created"));
        assert_eq!(delivery.url, "https://lemmy.example/api/v3/comment");
        assert!(delivery.hands_over);
        let token = [("authorization", "Bearer s3cret".to_owned())];
        assert_eq!((delivery.headers.as_slice(), first.headers.as_slice()), (token.as_slice(), token.as_slice()));
        let expected = json!({"content": "Well said.\n\nAll of it.", "post_id": 70, "parent_id": 301});
        assert_eq!(sent(&delivery), expected);
        assert_eq!(short(&mut sender), "sent 412");
        assert!(!sender.is_safe_to_repeat());
    }

    #[test]
    fn a_comment_on_the_post_is_sent_if_the_post_takes_comments() {
        let mut sender = Lemmy::sender(&hints("lemmy:127.0.0.1:8000/l/70", None, ""));
        let first = reply_to(&mut sender, 200, saved!("lemmy/post"));
        assert_eq!((first.url.as_str(), first.hands_over), ("http://127.0.0.1:8000/l/api/v3/post?id=70", false));
        let delivery = reply_to(&mut sender, 200, saved!("lemmy/created"));
        assert_eq!(delivery.url, "http://127.0.0.1:8000/l/api/v3/comment");
        assert_eq!(sent(&delivery), json!({"content": "Well said.\n\nAll of it.", "post_id": 70}));
    }

    #[test]
    fn a_parent_that_can_not_be_read_stops_the_reply() {
        let deleted = br#"{"comment_view": {"comment": {"id": 301, "deleted": true, "removed": false}}}"#.as_slice();
        let removed = br#"{"comment_view": {"comment": {"id": 301, "deleted": false, "removed": true}}}"#.as_slice();
        let not_lemmy = "refused: the thread's server does not run Lemmy";
        let locked = br#"{"comment_view": {"comment": {"id": 301}, "post": {"id": 70, "locked": true}}}"#.as_slice();
        for (status, body, expected) in [
            (200, deleted, GONE),
            (200, removed, GONE),
            (200, locked, "refused: comments are closed"),
            (404, saved!("lemmy/not-found"), GONE),
            (400, br#"{"error": "couldnt_find_comment"}"#, GONE),
            (404, b"<html>", GONE),
            (200, b"<html>", not_lemmy),
            (200, br#"{"comment_view": {"comment": {"id": 302}}}"#, not_lemmy),
            (400, saved!("lemmy/flood"), "later 120: the server takes no more comments for now"),
            (401, saved!("lemmy/login"), "refused: the server rejected the token: log in again for a new one"),
            (502, b"<html>", "later 0: the site answered 502"),
        ] {
            ends(Lemmy::sender(&hints(POST, Some("301"), "ann")), (status, body), expected);
        }
    }

    #[test]
    fn a_post_that_takes_no_comments_stops_the_reply() {
        let post = |more: &str| format!(r#"{{"post_view": {{"post": {{"id": 70, {more}}}}}}}"#);
        let closed = "refused: comments are closed";
        for (status, body, expected) in [
            (200, post(r#""locked": true"#), closed),
            (200, post(r#""locked": false, "deleted": true"#), closed),
            (200, post(r#""removed": true"#), closed),
            (200, "{}".to_owned(), "refused: the thread's server does not run Lemmy"),
            (400, r#"{"error": "couldnt_find_post"}"#.to_owned(), "refused: the post is gone"),
        ] {
            ends(Lemmy::sender(&hints(POST, None, "ann")), (status, body.as_bytes()), expected);
        }
    }

    /// Makes a sender whose next request delivers the reply.
    fn ready(parent: Option<&str>) -> ProtocolSender<Lemmy> {
        let mut sender = Lemmy::sender(&hints(POST, parent, "ann"));
        reply_to(&mut sender, 200, saved!("lemmy/post"));
        sender
    }

    #[test]
    fn the_answer_to_the_delivery_decides_the_outcome() {
        for (status, body, expected) in [
            (200, saved!("lemmy/created"), "sent 412"),
            (200, b"{}".as_slice(), "lost: the server accepted the reply but gave no id"),
            (400, saved!("lemmy/locked"), "refused: the post is locked"),
            (400, saved!("lemmy/login"), "refused: the server rejected the token: log in again for a new one"),
            (404, saved!("lemmy/not-found"), "refused: the post is gone"),
            (400, saved!("lemmy/flood"), "later 120: the server takes no more comments for now"),
            (429, b"", "later 120: the site answered 429"),
            (400, br#"{"error": "couldnt_create_comment"}"#, "refused: the server reports: couldnt create comment"),
            (400, br#"{"error": "blocked_url", "message": "x"}"#, "refused: the server reports: blocked url: x"),
            (400, br#"{"error": "unknown", "message": "timed out"}"#, "lost: the server reports: unknown: timed out"),
            (400, br#"{"error": "couldnt_like_comment"}"#, "lost: the server reports: couldnt like comment"),
            (400, b"<html>", "refused: the site answered 400"),
            (302, b"", "refused: the site answered 302"),
            (500, b"", "lost: the site answered 500"),
        ] {
            ends(ready(None), (status, body), expected);
        }
    }

    #[test]
    fn a_failure_is_a_loss_only_during_delivery() {
        is_lost_only_during_delivery(|| Lemmy::sender(&hints(POST, Some("4"), "ann")), || ready(None));
    }
}
