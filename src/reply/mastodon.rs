//! Sends replies to Mastodon: a public status in reply to another, with an access token.
//!
//! A status has another id on every server, and a thread has those of its own server. So only an account at the
//! thread's own server can reply.

use std::time::Duration;

use serde_json::{Value, json};

use super::conversation::{message, post_json};
use super::exchange::{Answer, Hints, Outcome, Request};
use super::protocol::{Protocol, ProtocolSender};
use super::token::{Target, document, get_with, not_confirmed, not_ready};

/// Pause after a 429. Mastodon counts requests in spans of five minutes; the header with a span's end is not read.
const PAUSE: Duration = Duration::from_mins(5);

/// A status in reply to another.
#[derive(Debug)]
pub(super) struct Mastodon {
    target: Target,
    text: String,
    key: String,
}

impl Mastodon {
    /// Makes the sender.
    ///
    /// A second delivery with the same key returns the first status, for about an hour; then the server forgets the
    /// key. After that only a search of the thread tells whether the reply arrived, so repeating is safe only after
    /// one.
    pub(super) fn sender(hints: &Hints) -> ProtocolSender<Self> {
        let first = Target::new(hints, "mastodon").map(|target| {
            let url = format!("{}/api/v1/statuses/{}", target.base, parent_id(&target));
            let first = get_with(&url, vec![target.bearer()]);
            (Self { target, text: hints.text.trim().to_owned(), key: hints.key.clone() }, first)
        });
        let is_safe_to_repeat = first.is_ok() && !hints.key.is_empty();
        ProtocolSender::new(first, is_safe_to_repeat)
    }

    /// Makes the request that delivers the reply, once the parent status is known.
    fn delivery(&self, parent: &Value) -> Request {
        let (target, text) = (&self.target, self.text.as_str());
        let acct = parent["account"]["acct"].as_str().filter(|acct| is_name(acct)).unwrap_or_default();
        let own = target.account.user.trim_start_matches('@');
        let is_own = own.split('@').next().is_some_and(|own| own.eq_ignore_ascii_case(acct));
        let status =
            if acct.is_empty() || is_own || mentions(text, acct) { text.to_owned() } else { format!("@{acct} {text}") };
        // A reply is never more public than its parent.
        let narrower = parent["visibility"].as_str().filter(|it| matches!(*it, "unlisted" | "private" | "direct"));
        let visibility = narrower.unwrap_or("public");
        let mut headers = vec![target.bearer()];
        if !self.key.is_empty() {
            headers.push(("idempotency-key", self.key.clone()));
        }
        let reply =
            json!({"status": status, "in_reply_to_id": parent_id(target).to_string(), "visibility": visibility});
        post_json(format!("{}/api/v1/statuses", target.base), headers, &reply)
    }
}

impl Protocol for Mastodon {
    fn on_answer(&mut self, answer: &Answer<'_>) -> Result<Request, Outcome> {
        let status = document(answer);
        match answer.status {
            200..300 if status["id"].as_str() == Some(parent_id(&self.target).to_string().as_str()) => {
                Ok(self.delivery(&status))
            }
            200..300 => Err(Outcome::Refused("the status' server does not run Mastodon".to_owned())),
            _ => Err(not_ready(error_message(answer), answer, PAUSE)),
        }
    }

    fn on_delivery(&self, answer: &Answer<'_>) -> Outcome {
        match (answer.status, document(answer)["id"].as_str()) {
            (200..300, Some(id)) => Outcome::Sent(Some(message(id))),
            (200..300, None) => Outcome::Lost("the server accepted the reply but gave no id".to_owned()),
            _ => not_confirmed(error_message(answer), answer, PAUSE),
        }
    }
}

/// Returns the status to reply to: a comment, or the one that the thread is about.
fn parent_id(target: &Target) -> u64 {
    target.parent.unwrap_or(target.thread)
}

/// Whether this is an account's name, `ann` or `ann@b.example`, without anything that a status would show as more.
fn is_name(acct: &str) -> bool {
    acct.chars().all(|c| c.is_alphanumeric() || "_.-@".contains(c))
}

/// Whether the text begins with the account's name already.
fn mentions(text: &str, acct: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    first.strip_prefix('@').is_some_and(|name| name.trim_end_matches([',', ':']).eq_ignore_ascii_case(acct))
}

/// Returns the message of an error.
fn error_message(answer: &Answer<'_>) -> String {
    message(document(answer)["error"].as_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Sender;
    use crate::reply::token::testing::{ends, hints, is_lost_only_during_delivery, reply_to, saved, sent, short};

    const THREAD: &str = "mastodon:social.example/109876543210987654";
    const PARENT: &str = "109876543210999999";

    /// Returns the body of the reply to a status.
    fn reply_sent_to(hints: &Hints, status: &Value) -> Value {
        let mut sender = Mastodon::sender(hints);
        reply_to(&mut sender, 200, status.to_string().as_bytes());
        sent(&sender.next().unwrap())
    }

    #[test]
    fn the_parent_is_requested_and_its_author_is_mentioned() {
        let mut sender = Mastodon::sender(&hints(THREAD, Some(PARENT), "ann"));
        let first = reply_to(&mut sender, 200, saved!("mastodon/parent"));
        assert_eq!(first.url, format!("https://social.example/api/v1/statuses/{PARENT}"));
        assert!(!first.hands_over && first.body.is_none());
        assert_eq!(first.headers, [("authorization", "Bearer s3cret".to_owned())]);
        let delivery = reply_to(&mut sender, 200, saved!("mastodon/created"));
        assert_eq!(delivery.url, "https://social.example/api/v1/statuses");
        assert!(delivery.hands_over);
        let expected = [("authorization", "Bearer s3cret".to_owned()), ("idempotency-key", "key-1".to_owned())];
        assert_eq!(delivery.headers, expected);
        let status = "@bea@other.example Well said.\n\nAll of it.";
        assert_eq!(sent(&delivery), json!({"status": status, "in_reply_to_id": PARENT, "visibility": "public"}));
        assert_eq!(short(&mut sender), "sent 109876543211000001");
        assert!(sender.is_safe_to_repeat());
        let keyless = Mastodon::sender(&Hints { key: String::new(), ..hints(THREAD, None, "ann") });
        assert!(!keyless.is_safe_to_repeat());
    }

    #[test]
    fn mention_and_visibility_follow_the_parent_status() {
        let root = "109876543210987654";
        for (user, text, acct, visibility, expected) in [
            ("ann", "Yes.", "bea", "public", ("@bea Yes.", "public")),
            ("ann", "@Bea, yes.", "bea", "public", ("@Bea, yes.", "public")),
            ("ann", "@beatrix yes.", "bea", "unlisted", ("@bea @beatrix yes.", "unlisted")),
            ("@ann@social.example", "More.", "ann", "private", ("More.", "private")),
            ("ann", "Yes.", "ann@other.example", "direct", ("@ann@other.example Yes.", "direct")),
            ("", "Yes.", "bea", "new-kind", ("@bea Yes.", "public")),
            ("ann", "Yes.", "bea #win http://x.example", "public", ("Yes.", "public")),
        ] {
            let status = json!({"id": root, "visibility": visibility, "account": {"acct": acct}});
            let sent = reply_sent_to(&Hints { text: text.to_owned(), ..hints(THREAD, None, user) }, &status);
            assert_eq!((sent["status"].as_str(), sent["visibility"].as_str()), (Some(expected.0), Some(expected.1)));
            assert_eq!(sent["in_reply_to_id"], root);
        }
    }

    #[test]
    fn a_parent_that_can_not_be_read_stops_the_reply() {
        let not_it = "refused: the status' server does not run Mastodon";
        for (status, body, expected) in [
            (404, saved!("mastodon/not-found"), "refused: the comment you are replying to is gone"),
            (401, saved!("mastodon/bad-token"), "refused: The access token is invalid"),
            (200, b"<html>".as_slice(), not_it),
            (200, br#"{"id": "1"}"#, not_it),
            (301, b"", "refused: the site answered 301"),
            (429, saved!("mastodon/flood"), "later 300: Too many requests"),
            (503, b"", "later 0: the site answered 503"),
        ] {
            ends(Mastodon::sender(&hints(THREAD, Some(PARENT), "ann")), (status, body), expected);
        }
    }

    #[test]
    fn the_answer_to_the_delivery_decides_the_outcome() {
        for (status, body, expected) in [
            (200, saved!("mastodon/created"), "sent 109876543211000001"),
            (200, b"<html>".as_slice(), "lost: the server accepted the reply but gave no id"),
            (422, saved!("mastodon/too-long"), "refused: Validation failed: Text character limit of 500 exceeded"),
            (401, saved!("mastodon/bad-token"), "refused: The access token is invalid"),
            (
                403,
                br#"{"error": "This action is outside the authorized scopes"}"#,
                "refused: This action is outside the authorized scopes",
            ),
            (404, saved!("mastodon/not-found"), "refused: Record not found"),
            (429, saved!("mastodon/flood"), "later 300: Too many requests"),
            (500, b"", "lost: the site answered 500"),
            (503, b"<html>", "lost: the site answered 503"),
        ] {
            let mut sender = Mastodon::sender(&hints(THREAD, Some(PARENT), "ann"));
            reply_to(&mut sender, 200, saved!("mastodon/parent"));
            ends(sender, (status, body), expected);
        }
    }

    #[test]
    fn a_failure_is_a_loss_only_during_delivery() {
        let before = || Mastodon::sender(&hints(THREAD, Some(PARENT), "ann"));
        let ready = || {
            let mut sender = before();
            reply_to(&mut sender, 200, saved!("mastodon/parent"));
            sender
        };
        is_lost_only_during_delivery(before, ready);
    }
}
