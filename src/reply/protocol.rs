//! Runs a conversation with one kind of site, as a [`Sender`].
//!
//! A [`Protocol`] decides what to request and what the answers mean. Redirects, failures and the outcome are alike for
//! all and are kept here.

use super::conversation::Conversation;
use super::exchange::{Answer, Failure, Outcome, Request, Sender};

/// How one kind of site takes replies.
pub(super) trait Protocol: std::fmt::Debug + Send {
    /// Reads the answer to a request before delivery; returns the next request, or how the conversation ends.
    fn on_answer(&mut self, answer: &Answer<'_>) -> Result<Request, Outcome>;
    /// Reads the answer to the request that delivers the reply.
    fn on_delivery(&self, answer: &Answer<'_>) -> Outcome;
    /// Whether to follow a redirect of the pending request. Requests with a secret never follow one.
    fn follows_redirects(&self) -> bool {
        false
    }
}

/// A reply on its way by a [`Protocol`].
#[derive(Debug)]
pub(super) struct ProtocolSender<P> {
    conversation: Conversation,
    /// `None` if the conversation was over before its first request.
    protocol: Option<P>,
    is_safe_to_repeat: bool,
}

impl<P: Protocol> ProtocolSender<P> {
    /// Starts with a protocol and its first request, or is over with an outcome.
    ///
    /// See [`Sender::is_safe_to_repeat`] for the second argument.
    pub(super) fn new(first: Result<(P, Request), Outcome>, is_safe_to_repeat: bool) -> Self {
        let mut conversation = Conversation::default();
        let protocol = match first {
            Ok((protocol, request)) => {
                conversation.request(request);
                Some(protocol)
            }
            Err(outcome) => {
                conversation.finish(outcome);
                None
            }
        };
        Self { conversation, protocol, is_safe_to_repeat }
    }
}

impl<P: Protocol> Sender for ProtocolSender<P> {
    fn next(&mut self) -> Option<Request> {
        self.conversation.next()
    }

    fn answer(&mut self, answer: &Answer<'_>) {
        let Some(protocol) = &mut self.protocol else { return };
        if self.conversation.is_delivering() {
            return self.conversation.finish(protocol.on_delivery(answer));
        }
        if protocol.follows_redirects() && self.conversation.follow(answer) {
            return;
        }
        match protocol.on_answer(answer) {
            Ok(request) => self.conversation.request(request),
            Err(outcome) => self.conversation.finish(outcome),
        }
    }

    fn fail(&mut self, failure: Failure) {
        self.conversation.fail(&failure);
    }

    fn end(&self) -> Outcome {
        self.conversation.outcome()
    }

    fn is_safe_to_repeat(&self) -> bool {
        self.is_safe_to_repeat
    }
}
