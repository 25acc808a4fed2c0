//! The types of a conversation with a site, in which one request delivers the reply, and its possible outcomes.

use std::time::Duration;

/// The HTTP method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
}

/// The body of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// `Content-Type`.
    pub kind: &'static str,
    /// The encoded body.
    pub bytes: String,
}

/// One HTTP request. The caller follows no redirects: the sender reads them from the answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// GET or POST.
    pub method: Method,
    /// An absolute http or https address.
    pub url: String,
    /// Further headers, with lower-case names. Those with secrets never go to another host.
    pub headers: Vec<(&'static str, String)>,
    /// The body of a POST.
    pub body: Option<Body>,
    /// Whether this request delivers the reply: once its first byte is sent, the reply may have arrived.
    pub hands_over: bool,
}

impl std::fmt::Debug for Request {
    /// Prints only the names of the headers, as their values may be secret.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        let Self { method, url, body, hands_over, .. } = self;
        write!(out, "Request {{ {method:?} {url} {names:?} {body:?} hands_over: {hands_over} }}")
    }
}

/// A site's answer to one request.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The address that answered.
    pub url: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// `Location`, made absolute.
    pub location: Option<&'a str>,
    /// `Retry-After`.
    pub retry_after: Option<Duration>,
    /// The body.
    pub body: &'a [u8],
}

/// The reason that a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Whether any byte of the request may have been sent.
    pub may_have_arrived: bool,
    /// The error, as one line for people.
    pub why: String,
}

/// The outcome of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The site shows the reply; with its id there, if the site gave one.
    Sent(Option<String>),
    /// The site has the reply, which waits for moderation; with its id there, if the site gave one.
    Pending(Option<String>),
    /// The site has the reply already from an earlier attempt; whether it shows it is unknown.
    Duplicate,
    /// The reply can't be sent, with the reason or the site's message.
    Refused(String),
    /// The reply has not arrived and can be sent later, after a pause if the site asked for one.
    Later(String, Option<Duration>),
    /// The reply may have arrived, with the error.
    Lost(String),
    /// No program can send the reply; the user can, on this page.
    ByHand(String),
}

/// An account at a site.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The user name; empty where a token needs none.
    pub user: String,
    /// An application password or a token. It is never stored, shown or logged.
    pub secret: String,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Account").field("user", &self.user).finish_non_exhaustive()
    }
}

/// The user's identity at one site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The name above the reply.
    pub name: String,
    /// The email address, which sites require and do not show.
    pub email: String,
    /// The user's own web site; may be empty.
    pub site: String,
    /// The user's account, if there is one.
    pub account: Option<Account>,
}

/// What a sender needs to know about one reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// The article's page.
    pub article_url: String,
    /// The thread's origin ([`crate::domain::LoadedThread::origin`]); empty for the outlet's own thread.
    pub origin: String,
    /// The thread's page for people; empty if it is the article's.
    pub page: String,
    /// The thread's source, such as `wordpress-rest` or `isso`.
    pub source: String,
    /// The id of the parent comment.
    pub parent: Option<String>,
    /// The reply in plain text, with an empty line between paragraphs.
    pub text: String,
    /// A key that is the same at every attempt of this reply, and differs between replies.
    pub key: String,
    /// The user's identity at the site.
    pub identity: Identity,
    /// The Isso server that the user has configured.
    pub isso: Option<String>,
}

/// A conversation with a site that sends one reply.
///
/// The caller makes each request of `next` and passes the result to `answer` or `fail`. When there are no more
/// requests, `end` returns the outcome.
pub trait Sender: std::fmt::Debug + Send {
    /// Returns the next request; `None` when the conversation is over.
    fn next(&mut self) -> Option<Request>;
    /// Reads the answer to the last request.
    fn answer(&mut self, answer: &Answer<'_>);
    /// Notes that the last request has no answer.
    fn fail(&mut self, failure: Failure);
    /// Returns the outcome.
    fn end(&self) -> Outcome;
    /// Whether sending again is safe after a search of the thread, because the site refuses or merges a second copy.
    fn is_safe_to_repeat(&self) -> bool;
}
