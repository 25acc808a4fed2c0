//! What all senders share: a conversation with a site of which one request hands the reply over, and how it can end.

use std::time::Duration;

/// How a request is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Asks for something.
    Get,
    /// Hands something over.
    Post,
}

/// What a request carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// `Content-Type`.
    pub kind: &'static str,
    /// As it goes over the wire.
    pub bytes: String,
}

/// What to ask next. Redirects are not followed: where one leads is part of the answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// How.
    pub method: Method,
    /// An absolute http or https address.
    pub url: String,
    /// More headers, by lower-case names. Those with secrets never go to another host.
    pub headers: Vec<(&'static str, String)>,
    /// What it carries.
    pub body: Option<Body>,
    /// This request hands the reply over: once its first byte has left, the reply may have arrived.
    pub hands_over: bool,
}

impl std::fmt::Debug for Request {
    /// Headers by their names alone: what they hold may be secret.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        let Self { method, url, body, hands_over, .. } = self;
        write!(out, "Request {{ {method:?} {url} {names:?} {body:?} hands_over: {hands_over} }}")
    }
}

/// What a site answered.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The address that answered.
    pub url: &'a str,
    /// The status.
    pub status: u16,
    /// `Location`, made absolute.
    pub location: Option<&'a str>,
    /// `Retry-After`.
    pub retry_after: Option<Duration>,
    /// The body.
    pub body: &'a [u8],
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Bytes may have left.
    pub may_have_arrived: bool,
    /// What happened, for people.
    pub why: String,
}

/// How a conversation ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// There for everyone; its id at the site, if that was told.
    Sent(Option<String>),
    /// Arrived, and waits for moderation.
    Pending(Option<String>),
    /// The site has it already, from an earlier try. Whether it is shown is not told.
    Duplicate,
    /// The site does not want it, in its own words.
    Refused(String),
    /// Nothing has arrived; later it may: after a pause, if one was asked for.
    Later(String, Option<Duration>),
    /// It may have arrived.
    Lost(String),
    /// There is no way for a program to hand it over; this page is for people.
    ByHand(String),
}

/// An account at a site.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Its name.
    pub user: String,
    /// A password for programs, or a token. Never stored, shown or logged.
    pub secret: String,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Account").field("user", &self.user).finish_non_exhaustive()
    }
}

/// Who replies, at one site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The name under the reply.
    pub name: String,
    /// An address for mail; sites ask for it and do not show it.
    pub email: String,
    /// The writer's own site; may be empty.
    pub site: String,
    /// An account, where there is one.
    pub account: Option<Account>,
}

/// What a sender is made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// The article's page.
    pub article_url: String,
    /// The thread: [`crate::domain::LoadedThread::origin`]; empty for the outlet's own.
    pub origin: String,
    /// The thread's page for people, where it is not the article's; else empty.
    pub page: String,
    /// What answered for the thread, such as `wordpress-rest`, `isso`.
    pub source: String,
    /// The id of the comment that is answered.
    pub parent: Option<String>,
    /// What the reply says: plain text, paragraphs apart by an empty line.
    pub text: String,
    /// The same at every try of one reply, and of no other.
    pub key: String,
    /// Who replies.
    pub identity: Identity,
    /// The server of Isso, where the user has named one.
    pub isso: String,
}

/// A conversation that hands a reply over: `next` says what to ask, `answer` or `fail` reads what came of it, and when
/// `next` has nothing more, `end` says how it went.
pub trait Sender: std::fmt::Debug + Send {
    /// What to ask now; `None` when it is over.
    fn next(&mut self) -> Option<Request>;
    /// Reads the answer to the last request.
    fn answer(&mut self, answer: &Answer<'_>);
    /// The last request had no answer.
    fn fail(&mut self, failure: Failure);
    /// How it went.
    fn end(&self) -> Outcome;
    /// Whether the site itself refuses or joins a second copy, so that sending again is safe after the thread was searched.
    fn is_safe_to_repeat(&self) -> bool;
}
