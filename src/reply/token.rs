//! What the senders with a token share: the thread's server, the account there, and the meaning of error statuses.
//!
//! The requests, and the fields of the answers, are left to each sender.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::conversation::{get, later, message_or_status, parent_gone, parent_number, reject_invalid};
use super::exchange::{Account, Answer, Hints, Outcome, Request};
use crate::domain::host::{is_local, without_scheme};

/// Where a reply goes, and by which account.
#[derive(Debug)]
pub(super) struct Target {
    /// The server's address, without a trailing slash.
    pub(super) base: String,
    /// Id of the thread's topic, post or status.
    pub(super) thread: u64,
    /// Id of the parent comment.
    pub(super) parent: Option<u64>,
    pub(super) account: Account,
}

impl Target {
    /// Reads the thread's origin, `KIND:HOST/ID`; fails with the outcome if the text, the origin or the account is
    /// unfit.
    pub(super) fn new(hints: &Hints, kind: &str) -> Result<Self, Outcome> {
        reject_invalid(&hints.text)?;
        let (base, thread) = server(&hints.origin, kind).ok_or_else(|| Outcome::ByHand(hints.article_url.clone()))?;
        let parent = parent_number(hints)?;
        let account = hints
            .identity
            .account
            .as_ref()
            .map(|account| Account { user: account.user.trim().to_owned(), secret: account.secret.trim().to_owned() });
        let Some(account) = account.filter(|account| !account.secret.is_empty()) else {
            let host = without_scheme(&base);
            let why = format!("replies to {host} need an account: add it to [[reply.sites]] in config.toml");
            return Err(Outcome::Refused(why));
        };
        Ok(Self { base, thread, parent, account })
    }

    /// Returns the header by which most servers take a token (RFC 6750).
    pub(super) fn bearer(&self) -> (&'static str, String) {
        ("authorization", format!("Bearer {}", self.account.secret))
    }
}

/// Returns the server that a thread's origin names, if replies go there with a token.
#[must_use]
pub fn server_of(origin: &str) -> Option<String> {
    let (kind, _) = origin.split_once(':')?;
    ["discourse", "lemmy", "mastodon"].contains(&kind).then(|| server(origin, kind)).flatten().map(|(base, _)| base)
}

/// Returns the server and the thread's id in an origin.
///
/// Origins do not state the scheme. Tokens go over https only, except to this machine.
fn server(origin: &str, kind: &str) -> Option<(String, u64)> {
    let (host, id) = origin.strip_prefix(kind)?.strip_prefix(':')?.rsplit_once('/')?;
    let url = Url::parse(&format!("https://{host}")).ok()?;
    // Origins are made of web addresses; one with a user name, password or query is forged.
    let is_plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    let scheme = if is_local(&url) { "http" } else { "https" };
    let base = format!("{scheme}://{}", host.trim_end_matches('/'));
    (is_plain && url.fragment().is_none()).then_some((base, id.parse().ok()?))
}

/// Makes a GET request with the account's headers.
pub(super) fn get_with(url: &str, headers: Vec<(&'static str, String)>) -> Request {
    Request { headers, ..get(url) }
}

/// Parses an answer as JSON; null if it is something else.
pub(super) fn document(answer: &Answer<'_>) -> Value {
    serde_json::from_slice(answer.body).unwrap_or_default()
}

/// The outcome of an error before delivery, when the reply can't have arrived.
pub(super) fn not_ready(message: String, answer: &Answer<'_>, pause: Duration) -> Outcome {
    match answer.status {
        404 | 410 => parent_gone(),
        429 => later(message, answer, pause),
        408 | 425 | 500.. => Outcome::Later(message_or_status(message, answer.status), answer.retry_after),
        status => Outcome::Refused(message_or_status(message, status)),
    }
}

/// The outcome of a delivery that the server does not confirm.
pub(super) fn not_confirmed(message: String, answer: &Answer<'_>, pause: Duration) -> Outcome {
    match answer.status {
        429 => later(message, answer, pause),
        // A success without an id may still have kept the reply.
        200..300 | 408 | 500.. => Outcome::Lost(message_or_status(message, answer.status)),
        status => Outcome::Refused(message_or_status(message, status)),
    }
}

/// Hints and answers for the tests of senders.
#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use crate::reply::{Failure, Identity, Sender};

    /// Reads the recorded answer `KIND/NAME`.
    macro_rules! saved {
        ($name:literal) => {
            include_bytes!(concat!("../../tests/fixtures/reply/", $name, ".json")).as_slice()
        };
    }
    pub(in crate::reply) use saved;

    /// Makes the hints for a reply by `user` to `parent` of a thread.
    pub(in crate::reply) fn hints(origin: &str, parent: Option<&str>, user: &str) -> Hints {
        let account = Account { user: user.to_owned(), secret: "s3cret".to_owned() };
        Hints {
            article_url: "https://a.example/ferry".to_owned(),
            origin: origin.to_owned(),
            parent: parent.map(str::to_owned),
            text: "Well said.\n\nAll of it.\n".to_owned(),
            key: "key-1".to_owned(),
            identity: Identity { account: Some(account), ..Identity::default() },
            ..Hints::default()
        }
    }

    /// Answers the next request and returns it.
    pub(in crate::reply) fn reply_to(sender: &mut dyn Sender, status: u16, body: &[u8]) -> Request {
        let request = sender.next().expect("a request");
        sender.answer(&Answer { url: &request.url, status, location: None, retry_after: None, body });
        request
    }

    /// Parses the body of a request.
    pub(in crate::reply) fn sent(request: &Request) -> Value {
        serde_json::from_str(&request.body.as_ref().unwrap().bytes).unwrap()
    }

    /// Checks the outcome, in short, after the next request has this answer.
    #[track_caller]
    pub(in crate::reply) fn ends(mut sender: impl Sender, (status, body): (u16, &[u8]), expected: &str) {
        let url = reply_to(&mut sender, status, body).url;
        assert_eq!(short(&mut sender), expected, "{status} of {url}");
    }

    /// Checks that a failure is a loss only during delivery, and only if the reply may have arrived.
    #[track_caller]
    pub(in crate::reply) fn is_lost_only_during_delivery<S: Sender>(before: impl Fn() -> S, ready: impl Fn() -> S) {
        for (is_delivering, may_have_arrived, expected) in
            [(false, true, "later 0: cut off"), (true, true, "lost: cut off"), (true, false, "later 0: cut off")]
        {
            let mut sender = if is_delivering { ready() } else { before() };
            assert_eq!(sender.next().unwrap().hands_over, is_delivering);
            sender.fail(Failure { may_have_arrived, why: "cut off".to_owned() });
            assert_eq!(short(&mut sender), expected);
        }
    }

    /// Returns the outcome in short.
    pub(in crate::reply) fn short(sender: &mut dyn Sender) -> String {
        assert_eq!(sender.next(), None);
        match sender.end() {
            Outcome::Sent(id) => format!("sent {}", id.as_deref().unwrap_or("-")),
            Outcome::Pending(id) => format!("pending {}", id.as_deref().unwrap_or("-")),
            Outcome::Duplicate => "duplicate".to_owned(),
            Outcome::Refused(why) => format!("refused: {why}"),
            Outcome::Later(why, pause) => format!("later {}: {why}", pause.map_or(0, |pause| pause.as_secs())),
            Outcome::Lost(why) => format!("lost: {why}"),
            Outcome::ByHand(page) => format!("by hand: {page}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::hints;
    use super::*;

    #[test]
    fn an_origin_names_the_server() {
        for (origin, expected) in [
            ("lemmy:lemmy.example/70", Some(("https://lemmy.example", 70))),
            ("lemmy:b.example:8443/forum/70", Some(("https://b.example:8443/forum", 70))),
            ("lemmy:127.0.0.1:8000/l/70", Some(("http://127.0.0.1:8000/l", 70))),
            ("lemmy:[::1]:8000/70", Some(("http://[::1]:8000", 70))),
            ("lemmy:localhost/70", Some(("http://localhost", 70))),
            ("lemmy:b.localhost/70", Some(("https://b.localhost", 70))),
            ("lemmy:127.0.0.1.example/70", Some(("https://127.0.0.1.example", 70))),
            ("lemmy:/70", None),
            ("lemmy:lemmy.example/", None),
            ("lemmy:lemmy.example/x", None),
            ("lemmy:x@lemmy.example/70", None),
            ("lemmy:lemmy.example?x=/70", None),
            ("discourse:lemmy.example/70", None),
            ("", None),
        ] {
            let expected = expected.map(|(base, id)| (base.to_owned(), id));
            assert_eq!(server(origin, "lemmy"), expected, "{origin}");
        }
    }

    #[test]
    fn without_an_account_a_text_or_a_server_there_is_no_target() {
        let good = || hints("lemmy:lemmy.example/70", Some("3"), "ann");
        assert!(Target::new(&good(), "lemmy").is_ok());
        let mut anonymous = good();
        anonymous.identity.account = None;
        let mut secretless = good();
        secretless.identity.account = Some(Account { user: "ann".to_owned(), secret: " \n".to_owned() });
        let expected = "replies to lemmy.example need an account: add it to [[reply.sites]] in config.toml";
        for hints in [anonymous, secretless] {
            assert_eq!(Target::new(&hints, "lemmy").unwrap_err(), Outcome::Refused(expected.to_owned()));
        }
        let empty = Hints { text: "\n ".to_owned(), ..good() };
        assert!(matches!(Target::new(&empty, "lemmy"), Err(Outcome::Refused(_))));
        for hints in [Hints { origin: String::new(), ..good() }, Hints { parent: Some("x3".to_owned()), ..good() }] {
            assert_eq!(
                Target::new(&hints, "lemmy").unwrap_err(),
                Outcome::ByHand("https://a.example/ferry".to_owned())
            );
        }
    }
}
