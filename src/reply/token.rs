//! What the senders with tokens do alike: where a thread's server is, whose account goes there, in which order what is
//! asked, and what refusals mean before and after the reply is out.
//!
//! What is asked, and which words stand where in an answer, is each sender's own.

use std::time::Duration;

use serde_json::Value;
use url::{Host, Url};

use super::conversation::{Conversation, Talker, get, later, parent_gone, refusal, reject_invalid};
use super::exchange::{Account, Answer, Hints, Outcome, Request};

/// Everything that a reply to a thread of such a server needs.
#[derive(Debug)]
pub(super) struct Target {
    /// The server, without a slash at the end.
    pub(super) base: String,
    /// The topic, post or status that the thread is about.
    pub(super) thread: u64,
    /// The comment that is answered.
    pub(super) parent: Option<u64>,
    pub(super) account: Account,
}

impl Target {
    /// Reads the thread's origin, `KIND:HOST/ID`; says how it ends where there is nothing to send, nowhere, or no one.
    pub(super) fn new(hints: &Hints, kind: &str) -> Result<Self, Outcome> {
        if let Some(end) = reject_invalid(&hints.text) {
            return Err(end);
        }
        let manual = || Outcome::ByHand(hints.article_url.clone());
        let (base, thread) = server(&hints.origin, kind).ok_or_else(manual)?;
        let parent = hints.parent.as_deref().map(|id| id.parse().map_err(|_| manual())).transpose()?;
        let account = hints
            .identity
            .account
            .as_ref()
            .map(|account| Account { user: account.user.trim().to_owned(), secret: account.secret.trim().to_owned() });
        let Some(account) = account.filter(|account| !account.secret.is_empty()) else {
            let host = base.split_once("://").map_or(base.as_str(), |(_, host)| host);
            return Err(Outcome::Refused(format!("an account at {host} is needed: [[reply.sites]] in config.toml")));
        };
        Ok(Self { base, thread, parent, account })
    }

    /// The header that most servers want.
    pub(super) fn bearer(&self) -> (&'static str, String) {
        ("authorization", format!("Bearer {}", self.account.secret))
    }
}

/// The server that a thread's origin names, where replies go there with a token.
#[must_use]
pub fn server_of(origin: &str) -> Option<String> {
    let (kind, _) = origin.split_once(':')?;
    ["discourse", "lemmy", "mastodon"].contains(&kind).then(|| server(origin, kind)).flatten().map(|(base, _)| base)
}

/// The server and the number in an origin. Origins do not tell the scheme: tokens go over protected connections only,
/// except to this machine itself.
fn server(origin: &str, kind: &str) -> Option<(String, u64)> {
    let (host, id) = origin.strip_prefix(kind)?.strip_prefix(':')?.rsplit_once('/')?;
    let url = Url::parse(&format!("https://{host}")).ok()?;
    // What stands for a host is written by the readers of threads, from addresses of the web: nothing else is believed.
    let is_plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    let scheme = if is_local(&url) { "http" } else { "https" };
    let base = format!("{scheme}://{}", host.trim_end_matches('/'));
    (is_plain && url.fragment().is_none()).then_some((base, id.parse().ok()?))
}

/// Whether an address is of this machine.
pub(super) fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// What is one kind of server's own.
pub(super) trait Server: std::fmt::Debug + Send {
    /// What to ask next, or what hands the reply over, now that this was answered; else how it ends.
    fn read(&mut self, answer: &Answer<'_>) -> Result<Request, Outcome>;
    /// How the server took the reply.
    fn taken(&self, answer: &Answer<'_>) -> Outcome;
    /// See [`crate::reply::Sender::is_safe_to_repeat`].
    fn refuses_copies(&self) -> bool;
}

/// A reply on its way to such a server: questions about the thread and the comment that is answered, then the reply.
#[derive(Debug)]
pub(super) struct TokenSender<S> {
    conversation: Conversation,
    server: Option<S>,
}

impl<S: Server> TokenSender<S> {
    /// Begins with what the server wants first; is over where it is told how it ends.
    pub(super) fn new(begun: Result<(S, Request), Outcome>) -> Self {
        match begun {
            Ok((server, request)) => {
                let mut conversation = Conversation::default();
                conversation.ask(request);
                Self { conversation, server: Some(server) }
            }
            Err(end) => Self { conversation: Conversation::over(end), server: None },
        }
    }
}

impl<S: Server> Talker for TokenSender<S> {
    fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    fn talk_mut(&mut self) -> &mut Conversation {
        &mut self.conversation
    }

    fn on_answer(&mut self, answer: &Answer<'_>) {
        let Some(server) = &mut self.server else { return };
        if self.conversation.has_handed_over() {
            return self.conversation.end(server.taken(answer));
        }
        match server.read(answer) {
            Ok(request) => self.conversation.ask(request),
            Err(end) => self.conversation.end(end),
        }
    }

    fn refuses_copies(&self) -> bool {
        self.server.as_ref().is_some_and(Server::refuses_copies)
    }
}

/// A question with the account's name on it.
pub(super) fn question(url: &str, headers: Vec<(&'static str, String)>) -> Request {
    Request { headers, ..get(url) }
}

/// The answer as JSON; null if it is none.
pub(super) fn document(answer: &Answer<'_>) -> Value {
    serde_json::from_slice(answer.body).unwrap_or_default()
}

/// The end when a question before the reply was not answered well: nothing has arrived.
pub(super) fn unanswered(said: String, answer: &Answer<'_>, pause: Duration) -> Outcome {
    match answer.status {
        404 | 410 => parent_gone(),
        429 => later(said, answer, pause),
        408 | 425 | 500.. => Outcome::Later(refusal(said, answer.status), answer.retry_after),
        status => Outcome::Refused(refusal(said, status)),
    }
}

/// The end when what took the reply did not say that it is there.
pub(super) fn untaken(said: String, answer: &Answer<'_>, pause: Duration) -> Outcome {
    match answer.status {
        429 => later(said, answer, pause),
        // A success that tells no id may still be one.
        200..300 | 408 | 500.. => Outcome::Lost(refusal(said, answer.status)),
        status => Outcome::Refused(refusal(said, status)),
    }
}

/// Hints and answers for the tests of such senders.
#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use crate::reply::{Failure, Identity, Sender};

    /// A recorded answer, `KIND/NAME`.
    macro_rules! saved {
        ($name:literal) => {
            include_bytes!(concat!("../../tests/fixtures/reply/", $name, ".json")).as_slice()
        };
    }
    pub(in crate::reply) use saved;

    /// A reply by `user` to `parent` of a thread.
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

    /// Answers the next request; gives it back.
    pub(in crate::reply) fn reply_to(sender: &mut dyn Sender, status: u16, body: &[u8]) -> Request {
        let request = sender.next().expect("a request");
        sender.answer(&Answer { url: &request.url, status, location: None, retry_after: None, body });
        request
    }

    /// What a request carries.
    pub(in crate::reply) fn sent(request: &Request) -> Value {
        serde_json::from_str(&request.body.as_ref().unwrap().bytes).unwrap()
    }

    /// How it ends, in short, when the last question asked has this answer, or none.
    #[track_caller]
    pub(in crate::reply) fn ends(mut sender: impl Sender, (status, body): (u16, &[u8]), expected: &str) {
        let url = reply_to(&mut sender, status, body).url;
        assert_eq!(short(&mut sender), expected, "{status} of {url}");
    }

    /// A failure is a loss once the reply is out, if anything of it may have arrived.
    #[track_caller]
    pub(in crate::reply) fn is_lost_once_it_is_out<S: Sender>(question: impl Fn() -> S, reply: impl Fn() -> S) {
        for (is_out, may_have_arrived, expected) in
            [(false, true, "later 0: cut off"), (true, true, "lost: cut off"), (true, false, "later 0: cut off")]
        {
            let mut sender = if is_out { reply() } else { question() };
            assert_eq!(sender.next().unwrap().hands_over, is_out);
            sender.fail(Failure { may_have_arrived, why: "cut off".to_owned() });
            assert_eq!(short(&mut sender), expected);
        }
    }

    /// The end in short.
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
    fn an_origin_says_where_a_reply_goes() {
        for (origin, expected) in [
            ("lemmy:lemmy.example/70", Some(("https://lemmy.example", 70))),
            ("lemmy:b.example:8443/forum/70", Some(("https://b.example:8443/forum", 70))),
            ("lemmy:127.0.0.1:8000/l/70", Some(("http://127.0.0.1:8000/l", 70))),
            ("lemmy:[::1]:8000/70", Some(("http://[::1]:8000", 70))),
            ("lemmy:localhost/70", Some(("http://localhost", 70))),
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
    fn without_an_account_a_text_or_a_place_nothing_is_asked() {
        let good = || hints("lemmy:lemmy.example/70", Some("3"), "ann");
        assert!(Target::new(&good(), "lemmy").is_ok());
        let mut nobody = good();
        nobody.identity.account = None;
        let mut secretless = good();
        secretless.identity.account = Some(Account { user: "ann".to_owned(), secret: " \n".to_owned() });
        let needed = "an account at lemmy.example is needed: [[reply.sites]] in config.toml";
        for hints in [nobody, secretless] {
            assert_eq!(Target::new(&hints, "lemmy").unwrap_err(), Outcome::Refused(needed.to_owned()));
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
