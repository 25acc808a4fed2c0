//! Sends replies to Discourse: a post in the topic, with an API key.
//!
//! The key is the forum's, with the name of the posting user, or the user's own if the account has no name. The first
//! request checks that the topic takes posts. Threads know a post by its number in the topic, so the parent is
//! requested by that number, and the new post's number is kept as its id.

use std::time::Duration;

use serde_json::json;

use super::conversation::{closed, later, message, parent_gone, post_json};
use super::exchange::{Answer, Hints, Outcome, Request};
use super::protocol::{Protocol, ProtocolSender};
use super::token::{Target, document, get_with, not_confirmed, not_ready};

/// Pause after a 429 without one. Discourse states it; a proxy before it may not.
const PAUSE: Duration = Duration::from_mins(1);
/// The English error for a text that the account has just posted, by default within five minutes.
const TOO_SIMILAR: &str = "too similar to what you recently posted";

/// A reply to a topic.
#[derive(Debug)]
pub(super) struct Discourse {
    topic: u64,
    parent: Option<u64>,
    is_topic_checked: bool,
    /// The request for the parent, until it is made.
    parent_request: Option<Request>,
    /// The request that delivers the reply.
    delivery: Request,
}

impl Discourse {
    /// Makes the sender. Discourse refuses a copy only for some minutes, and never one by its staff.
    pub(super) fn sender(hints: &Hints) -> ProtocolSender<Self> {
        ProtocolSender::new(Target::new(hints, "discourse").map(|target| Self::begin(target, hints)), false)
    }

    fn begin(Target { base, thread, parent, account }: Target, hints: &Hints) -> (Self, Request) {
        let headers = if account.user.is_empty() {
            vec![("user-api-key", account.secret)]
        } else {
            vec![("api-key", account.secret), ("api-username", account.user)]
        };
        let mut reply = json!({"topic_id": thread, "raw": hints.text.trim()});
        if let Some(parent) = parent {
            reply["reply_to_post_number"] = json!(parent);
        }
        let delivery = post_json(format!("{base}/posts.json"), headers.clone(), &reply);
        let first = get_with(&format!("{base}/t/{thread}.json"), headers.clone());
        let by_number = |number| get_with(&format!("{base}/posts/by_number/{thread}/{number}.json"), headers);
        let parent_request = parent.map(by_number);
        (Self { topic: thread, parent, is_topic_checked: false, parent_request, delivery }, first)
    }

    fn check_topic(&self, answer: &Answer<'_>) -> Result<(), Outcome> {
        let topic = document(answer);
        let is_closed = topic["closed"] == true || topic["archived"] == true;
        // The forum's staff may post in a closed topic.
        let may_post = topic["details"]["can_create_post"] == true;
        match answer.status {
            200..300 if topic["id"].as_u64() != Some(self.topic) => Err(not_discourse()),
            200..300 if is_closed && !may_post => Err(closed()),
            200..300 => Ok(()),
            404 | 410 => Err(Outcome::Refused("the topic is gone".to_owned())),
            429 => Err(rate_limited(answer)),
            _ => Err(not_ready(error_message(answer), answer, PAUSE)),
        }
    }
}

impl Protocol for Discourse {
    fn on_answer(&mut self, answer: &Answer<'_>) -> Result<Request, Outcome> {
        if !std::mem::replace(&mut self.is_topic_checked, true) {
            self.check_topic(answer)?;
            return Ok(self.parent_request.take().unwrap_or_else(|| self.delivery.clone()));
        }
        let post = document(answer);
        let is_parent = post["post_number"].is_u64() && post["post_number"].as_u64() == self.parent;
        let is_gone = !post["deleted_at"].is_null() || post["user_deleted"] == true;
        Err(match answer.status {
            200..300 if is_parent && is_gone => parent_gone(),
            200..300 if is_parent => return Ok(self.delivery.clone()),
            200..300 => not_discourse(),
            429 => rate_limited(answer),
            _ => not_ready(error_message(answer), answer, PAUSE),
        })
    }

    fn on_delivery(&self, answer: &Answer<'_>) -> Outcome {
        let post = document(answer);
        match answer.status {
            200..300 if post["action"] == "enqueued" => Outcome::Pending(None),
            // A forum may nest the new post in `post`.
            200..300 => match post["post_number"].as_u64().or(post["post"]["post_number"].as_u64()) {
                Some(number) => Outcome::Sent(Some(number.to_string())),
                None => Outcome::Lost("the forum accepted the reply but gave no id".to_owned()),
            },
            422 if error_message(answer).to_lowercase().contains(TOO_SIMILAR) => Outcome::Duplicate,
            429 => rate_limited(answer),
            _ => not_confirmed(error_message(answer), answer, PAUSE),
        }
    }
}

fn not_discourse() -> Outcome {
    Outcome::Refused("the topic's server does not run Discourse".to_owned())
}

/// The outcome of a 429, whose pause may stand in the headers, the body or nowhere.
fn rate_limited(answer: &Answer<'_>) -> Outcome {
    let wait = document(answer)["extras"]["wait_seconds"].as_f64().filter(|wait| *wait > 0.0);
    let pause = wait.and_then(|wait| Duration::try_from_secs_f64(wait.ceil()).ok()).unwrap_or(PAUSE);
    later(error_message(answer), answer, pause)
}

/// Returns the message of an error.
fn error_message(answer: &Answer<'_>) -> String {
    let document = document(answer);
    let errors: Vec<&str> =
        document["errors"].as_array().into_iter().flatten().filter_map(|one| one.as_str()).collect();
    message(&errors.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Sender;
    use crate::reply::token::testing::{ends, hints, is_lost_only_during_delivery, reply_to, saved, sent, short};

    const TOPIC: &str = "discourse:forum.example/f/57";

    /// Makes a sender whose topic takes posts.
    fn welcome(parent: Option<&str>, user: &str) -> ProtocolSender<Discourse> {
        let mut sender = Discourse::sender(&hints(TOPIC, parent, user));
        let first = reply_to(&mut sender, 200, saved!("discourse/topic"));
        assert_eq!((first.url.as_str(), first.hands_over), ("https://forum.example/f/t/57.json", false));
        sender
    }

    #[test]
    fn a_topic_that_takes_no_posts_stops_the_reply() {
        let topic = |more: &str| format!(r#"{{"id": 57, {more}}}"#);
        let closed = "refused: comments are closed";
        for (status, body, expected) in [
            (200, topic(r#""closed": true, "archived": false, "details": {}"#), closed),
            (200, topic(r#""archived": true"#), closed),
            (200, r#"{"id": 58}"#.to_owned(), "refused: the topic's server does not run Discourse"),
            (404, String::new(), "refused: the topic is gone"),
            (503, String::new(), "later 0: the site answered 503"),
        ] {
            ends(Discourse::sender(&hints(TOPIC, Some("4"), "ann")), (status, body.as_bytes()), expected);
        }
        let staff = topic(r#""closed": true, "details": {"can_create_post": true}"#);
        let mut sender = Discourse::sender(&hints(TOPIC, None, "ann"));
        reply_to(&mut sender, 200, staff.as_bytes());
        assert!(sender.next().unwrap().hands_over);
    }

    #[test]
    fn the_parent_is_requested_by_its_number_before_delivery() {
        let mut sender = welcome(Some("4"), "ann");
        let first = reply_to(&mut sender, 200, saved!("discourse/parent"));
        assert_eq!(first.url, "https://forum.example/f/posts/by_number/57/4.json");
        assert!(!first.hands_over && first.body.is_none());
        let delivery = reply_to(&mut sender, 200, saved!("discourse/created"));
        assert_eq!(delivery.url, "https://forum.example/f/posts.json");
        assert!(delivery.hands_over);
        let names = vec![("api-key", "s3cret".to_owned()), ("api-username", "ann".to_owned())];
        assert_eq!((&delivery.headers, &first.headers), (&names, &names));
        let expected = json!({"topic_id": 57, "raw": "Well said.\n\nAll of it.", "reply_to_post_number": 4});
        assert_eq!(sent(&delivery), expected);
        assert_eq!(short(&mut sender), "sent 12");
        assert!(!sender.is_safe_to_repeat());
    }

    #[test]
    fn a_reply_to_the_topic_goes_out_by_a_users_own_key() {
        let mut sender = welcome(None, "");
        let delivery = reply_to(&mut sender, 200, saved!("discourse/enqueued"));
        assert_eq!(delivery.headers, [("user-api-key", "s3cret".to_owned())]);
        assert_eq!(sent(&delivery), json!({"topic_id": 57, "raw": "Well said.\n\nAll of it."}));
        assert_eq!(short(&mut sender), "pending -");
    }

    #[test]
    fn a_parent_that_can_not_be_read_stops_the_reply() {
        let gone = "refused: the comment you are replying to is gone";
        let deleted = br#"{"id": 9, "post_number": 4, "deleted_at": "2026-01-02T00:00:00Z"}"#.as_slice();
        let taken_back = br#"{"id": 9, "post_number": 4, "deleted_at": null, "user_deleted": true}"#.as_slice();
        let no_forum = "refused: the topic's server does not run Discourse";
        for (status, body, expected) in [
            (404, saved!("discourse/not-found"), gone),
            (200, deleted, gone),
            (200, taken_back, gone),
            (200, b"<html>".as_slice(), no_forum),
            (200, br#"{"post_number": 5}"#, no_forum),
            (403, saved!("discourse/forbidden"), "refused: You are not permitted to view the requested resource."),
            (302, b"", "refused: the site answered 302"),
            (429, saved!("discourse/flood"), "later 39: You have done this too many times. Please wait 39 seconds."),
            (503, b"<html>", "later 0: the site answered 503"),
        ] {
            ends(welcome(Some("4"), "ann"), (status, body), expected);
        }
    }

    #[test]
    fn the_answer_to_the_delivery_decides_the_outcome() {
        for (status, body, expected) in [
            (200, saved!("discourse/created"), "sent 12"),
            (200, br#"{"action": "create_post", "post": {"id": 90, "post_number": 7}}"#.as_slice(), "sent 7"),
            (200, b"<html>", "lost: the forum accepted the reply but gave no id"),
            (422, saved!("discourse/too-short"), "refused: Body is too short (minimum is 20 characters)"),
            (422, saved!("discourse/too-similar"), "duplicate"),
            (422, b"", "refused: the site answered 422"),
            (403, saved!("discourse/forbidden"), "refused: You are not permitted to view the requested resource."),
            (429, saved!("discourse/flood"), "later 39: You have done this too many times. Please wait 39 seconds."),
            (429, b"<html>", "later 60: the site answered 429"),
            (500, b"", "lost: the site answered 500"),
            (502, b"<html>", "lost: the site answered 502"),
        ] {
            ends(welcome(None, "ann"), (status, body), expected);
        }
    }

    #[test]
    fn the_pause_in_the_headers_overrides_the_one_in_the_body() {
        let retry_after = Some(Duration::from_secs(7));
        let flooded = Answer { url: "", status: 429, location: None, retry_after, body: saved!("discourse/flood") };
        let mut sender = welcome(None, "ann");
        sender.next().unwrap();
        sender.answer(&flooded);
        assert!(matches!(sender.end(), Outcome::Later(_, pause) if pause == retry_after));
    }

    #[test]
    fn a_failure_is_a_loss_only_during_delivery() {
        is_lost_only_during_delivery(|| welcome(Some("4"), "ann"), || welcome(None, "ann"));
    }
}
