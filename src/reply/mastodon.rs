//! Mastodon: a public status that answers another, with an access token.
//!
//! A status has its own number on every server, and a thread is known by those of its own server: so only an account at
//! the thread's own server can answer there.

use std::time::Duration;

use serde_json::{Value, json};

use super::conversation::{post_json, words};
use super::exchange::{Answer, Hints, Outcome, Request};
use super::token::{Server, Target, TokenSender, document, question, unanswered, untaken};

/// Mastodon counts requests in spans of five minutes; when one ends stands in a header that is not read.
const PAUSE: Duration = Duration::from_mins(5);

/// A status that answers another.
#[derive(Debug)]
pub(super) struct Mastodon {
    errand: Target,
    text: String,
    key: String,
}

impl Mastodon {
    pub(super) fn visit(hints: &Hints) -> TokenSender<Self> {
        TokenSender::new(Target::new(hints, "mastodon").map(|errand| {
            let url = format!("{}/api/v1/statuses/{}", errand.base, answered(&errand));
            let first = question(&url, vec![errand.bearer()]);
            (Self { errand, text: hints.text.trim().to_owned(), key: hints.key.clone() }, first)
        }))
    }

    fn request(&self, parent: &Value) -> Request {
        let (errand, text) = (&self.errand, self.text.as_str());
        let acct = parent["account"]["acct"].as_str().filter(|acct| is_name(acct)).unwrap_or_default();
        let own = errand.account.user.trim_start_matches('@');
        let is_own = own.split('@').next().is_some_and(|own| own.eq_ignore_ascii_case(acct));
        let status =
            if acct.is_empty() || is_own || mentions(text, acct) { text.to_owned() } else { format!("@{acct} {text}") };
        // What is not for everyone is not answered before everyone.
        let narrower = parent["visibility"].as_str().filter(|it| matches!(*it, "unlisted" | "private" | "direct"));
        let visibility = narrower.unwrap_or("public");
        let mut headers = vec![errand.bearer()];
        if !self.key.is_empty() {
            headers.push(("idempotency-key", self.key.clone()));
        }
        let reply = json!({"status": status, "in_reply_to_id": answered(errand).to_string(), "visibility": visibility});
        post_json(format!("{}/api/v1/statuses", errand.base), headers, &reply)
    }
}

impl Server for Mastodon {
    fn read(&mut self, answer: &Answer<'_>) -> Result<Request, Outcome> {
        let status = document(answer);
        match answer.status {
            200..300 if status["id"].as_str() == Some(answered(&self.errand).to_string().as_str()) => {
                Ok(self.request(&status))
            }
            200..300 => Err(Outcome::Refused("what answered for the status is not Mastodon".to_owned())),
            _ => Err(unanswered(said(answer), answer, PAUSE)),
        }
    }

    fn taken(&self, answer: &Answer<'_>) -> Outcome {
        match (answer.status, document(answer)["id"].as_str()) {
            (200..300, Some(id)) => Outcome::Sent(Some(words(id))),
            (200..300, None) => Outcome::Lost("the server took it and did not say where it is".to_owned()),
            _ => untaken(said(answer), answer, PAUSE),
        }
    }

    /// A second request with the same key gives the first status again, for about an hour; the server forgets the key
    /// then. A reply that was lost longer ago is told only by its thread: so this holds together with a search alone.
    fn refuses_copies(&self) -> bool {
        !self.key.is_empty()
    }
}

/// The status that is answered: a comment, or the one that the thread is about.
fn answered(errand: &Target) -> u64 {
    errand.parent.unwrap_or(errand.thread)
}

/// Whether this is an account's name, `ann` or `ann@b.example`, and nothing that would say more in a text.
fn is_name(acct: &str) -> bool {
    acct.chars().all(|c| c.is_alphanumeric() || "_.-@".contains(c))
}

/// Whether the writer has begun with the name already.
fn mentions(text: &str, acct: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    first.strip_prefix('@').is_some_and(|name| name.trim_end_matches([',', ':']).eq_ignore_ascii_case(acct))
}

/// The words of a refusal.
fn said(answer: &Answer<'_>) -> String {
    words(document(answer)["error"].as_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Sender;
    use crate::reply::token::testing::{ends, hints, is_lost_once_it_is_out, reply_to, saved, sent, short};

    const THREAD: &str = "mastodon:social.example/109876543210987654";
    const PARENT: &str = "109876543210999999";

    /// What is sent to the author of a status.
    fn answer_to(hints: &Hints, status: &Value) -> Value {
        let mut sender = Mastodon::visit(hints);
        reply_to(&mut sender, 200, status.to_string().as_bytes());
        sent(&sender.next().unwrap())
    }

    #[test]
    fn the_parent_is_asked_for_and_its_author_is_named() {
        let mut sender = Mastodon::visit(&hints(THREAD, Some(PARENT), "ann"));
        let asked = reply_to(&mut sender, 200, saved!("mastodon/parent"));
        assert_eq!(asked.url, format!("https://social.example/api/v1/statuses/{PARENT}"));
        assert!(!asked.hands_over && asked.body.is_none());
        assert_eq!(asked.headers, [("authorization", "Bearer s3cret".to_owned())]);
        let handed = reply_to(&mut sender, 200, saved!("mastodon/created"));
        assert_eq!(handed.url, "https://social.example/api/v1/statuses");
        assert!(handed.hands_over);
        let expected = [("authorization", "Bearer s3cret".to_owned()), ("idempotency-key", "key-1".to_owned())];
        assert_eq!(handed.headers, expected);
        let status = "@bea@other.example Well said.\n\nAll of it.";
        assert_eq!(sent(&handed), json!({"status": status, "in_reply_to_id": PARENT, "visibility": "public"}));
        assert_eq!(short(&mut sender), "sent 109876543211000001");
        assert!(sender.is_safe_to_repeat());
        let keyless = Mastodon::visit(&Hints { key: String::new(), ..hints(THREAD, None, "ann") });
        assert!(!keyless.is_safe_to_repeat());
    }

    #[test]
    fn names_and_visibility_follow_the_status_that_is_answered() {
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
            let sent = answer_to(&Hints { text: text.to_owned(), ..hints(THREAD, None, user) }, &status);
            assert_eq!((sent["status"].as_str(), sent["visibility"].as_str()), (Some(expected.0), Some(expected.1)));
            assert_eq!(sent["in_reply_to_id"], root);
        }
    }

    #[test]
    fn a_parent_that_can_not_be_read_stops_the_reply() {
        let not_it = "refused: what answered for the status is not Mastodon";
        for (status, body, expected) in [
            (404, saved!("mastodon/not-found"), "refused: the comment you answer is not there any more"),
            (401, saved!("mastodon/bad-token"), "refused: The access token is invalid"),
            (200, b"<html>".as_slice(), not_it),
            (200, br#"{"id": "1"}"#, not_it),
            (301, b"", "refused: the site answered 301"),
            (429, saved!("mastodon/flood"), "later 300: Too many requests"),
            (503, b"", "later 0: the site answered 503"),
        ] {
            ends(Mastodon::visit(&hints(THREAD, Some(PARENT), "ann")), (status, body), expected);
        }
    }

    #[test]
    fn what_takes_the_reply_says_how_it_went() {
        for (status, body, expected) in [
            (200, saved!("mastodon/created"), "sent 109876543211000001"),
            (200, b"<html>".as_slice(), "lost: the server took it and did not say where it is"),
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
            let mut sender = Mastodon::visit(&hints(THREAD, Some(PARENT), "ann"));
            reply_to(&mut sender, 200, saved!("mastodon/parent"));
            ends(sender, (status, body), expected);
        }
    }

    #[test]
    fn a_failure_is_a_loss_once_the_reply_is_out() {
        let asked = || Mastodon::visit(&hints(THREAD, Some(PARENT), "ann"));
        let handed = || {
            let mut sender = asked();
            reply_to(&mut sender, 200, saved!("mastodon/parent"));
            sender
        };
        is_lost_once_it_is_out(asked, handed);
    }
}
