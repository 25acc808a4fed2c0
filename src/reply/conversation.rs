//! The state of a conversation with a site, and the rules that all senders share.
//!
//! The rules say which replies can be sent, when a lost answer may have cost the reply, how many redirects to follow
//! and which addresses to trust. Requests and answers are left to each sender.

use std::time::Duration;

use url::Url;

use super::draft;
use super::exchange::{Answer, Body, Failure, Hints, Method, Outcome, Request};
use crate::domain::{Text, is_same_site};
use crate::page::wordpress::web;

/// Most redirects followed.
const MAX_HOPS: usize = 5;
/// Most characters kept of a site's message.
const MESSAGE_CHARS: usize = 300;

/// The state of a conversation: a request to make, a pending one, or the outcome.
#[derive(Debug, Default)]
pub(super) struct Conversation {
    next: Option<Request>,
    is_delivering: bool,
    hops: usize,
    outcome: Option<Outcome>,
}

impl Conversation {
    /// Makes `request` the next one.
    pub(super) fn request(&mut self, request: Request) {
        self.next = Some(request);
    }

    pub(super) fn finish(&mut self, outcome: Outcome) {
        self.next = None;
        self.outcome = Some(outcome);
    }

    /// Returns the request to make now; none while an answer is due and once there is an outcome.
    pub(super) fn next(&mut self) -> Option<Request> {
        let request = self.next.take().filter(|_| self.outcome.is_none())?;
        self.is_delivering |= request.hands_over;
        Some(request)
    }

    /// Whether the request that delivers the reply was made, in contrast to those before it.
    pub(super) fn is_delivering(&self) -> bool {
        self.is_delivering
    }

    /// Ends because a request has no answer. The reply may have arrived only if that request delivered it.
    pub(super) fn fail(&mut self, failure: &Failure) {
        let why = message(&failure.why);
        let is_lost = self.is_delivering && failure.may_have_arrived;
        self.finish(if is_lost { Outcome::Lost(why) } else { Outcome::Later(why, None) });
    }

    /// Returns the outcome. A conversation that was interrupted counts as lost once the reply is being delivered.
    pub(super) fn outcome(&self) -> Outcome {
        let interrupted = || {
            let why = "interrupted".to_owned();
            if self.is_delivering { Outcome::Lost(why) } else { Outcome::Later(why, None) }
        };
        self.outcome.clone().unwrap_or_else(interrupted)
    }

    /// Requests the target of a redirect, or ends if it has none; returns false if the answer is no redirect.
    pub(super) fn follow(&mut self, answer: &Answer<'_>) -> bool {
        if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
            return false;
        }
        self.hops += 1;
        match answer.location.and_then(web).filter(|_| self.hops <= MAX_HOPS) {
            Some(url) => self.request(get(url.as_str())),
            None => self.finish(Outcome::Refused("the article's page redirects too often or nowhere".to_owned())),
        }
        true
    }
}

/// Requests the article's page, the first request of many senders; fails if the article has no web address.
pub(super) fn get_article(hints: &Hints) -> Result<Request, Outcome> {
    let url = web(&hints.article_url);
    let url = url.ok_or_else(|| Outcome::Refused("the article has no web address".to_owned()))?;
    Ok(get(url.as_str()))
}

/// Fails with the outcome for an article's page that can't be read.
pub(super) fn check_page(answer: &Answer<'_>, article: &str) -> Result<(), Outcome> {
    let status = answer.status;
    Err(match status {
        200..300 => return Ok(()),
        404 | 410 => Outcome::Refused(format!("the article is gone: its page answered {status}")),
        408 | 425 | 429 | 500.. => Outcome::Later(format!("the article's page answered {status}"), answer.retry_after),
        // Some sites show a page to browsers but not to programs.
        _ => Outcome::ByHand(article.to_owned()),
    })
}

/// Makes a GET request.
pub(super) fn get(url: &str) -> Request {
    Request { method: Method::Get, url: url.to_owned(), headers: Vec::new(), body: None, hands_over: false }
}

/// Makes the request that delivers the reply as JSON.
pub(super) fn post_json(url: String, headers: Vec<(&'static str, String)>, document: &serde_json::Value) -> Request {
    let body = Body { kind: "application/json", bytes: document.to_string() };
    Request { method: Method::Post, url, headers, body: Some(body), hands_over: true }
}

/// Fails for a text that no site accepts.
pub(super) fn reject_invalid(text: &str) -> Result<(), Outcome> {
    draft::check(text).map_err(|error| Outcome::Refused(error.to_string()))
}

/// Reads the parent's id as a number. The user has to reply to any other kind of id by hand.
pub(super) fn parent_number(hints: &Hints) -> Result<Option<u64>, Outcome> {
    let number = hints.parent.as_deref().map(str::parse).transpose();
    number.map_err(|_| Outcome::ByHand(hints.article_url.clone()))
}

/// The outcome for a thread that is closed.
pub(super) fn closed() -> Outcome {
    Outcome::Refused("comments are closed".to_owned())
}

/// The outcome for a reply to a comment that was removed.
pub(super) fn parent_gone() -> Outcome {
    Outcome::Refused("the comment you are replying to is gone".to_owned())
}

/// Scrubs a site's message to one line and cuts it to [`MESSAGE_CHARS`].
pub(super) fn message(raw: &str) -> String {
    Text::line(raw).chars().take(MESSAGE_CHARS).collect()
}

/// Like [`message`], but for HTML.
pub(super) fn message_of_html(html: &str) -> String {
    message(&crate::page::plain(html))
}

/// Returns the site's message, or its status if the message is empty.
pub(super) fn message_or_status(message: String, status: u16) -> String {
    if message.is_empty() { format!("the site answered {status}") } else { message }
}

/// The outcome for a site that asks for a pause: its own, or `pause`.
pub(super) fn later(message: String, answer: &Answer<'_>, pause: Duration) -> Outcome {
    Outcome::Later(message_or_status(message, answer.status), Some(answer.retry_after.unwrap_or(pause)))
}

/// Resolves an address that a page names, if it belongs to the page's own site. An https page gives an https address.
pub(super) fn on_site(page: &Url, raw: &str) -> Option<Url> {
    let mut url = web(page.join(raw.trim()).ok()?.as_str())?;
    if page.scheme() == "https" && url.scheme() == "http" && url.port().is_none() {
        url.set_scheme("https").ok()?;
    }
    is_same_site(page, &url).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::draft::MOST_BYTES;

    #[test]
    fn only_addresses_of_the_pages_own_site_are_trusted() {
        for (page, raw, expected) in [
            ("https://a.example/x/", "/post.php", Some("https://a.example/post.php")),
            ("https://a.example/x/", "http://www.a.example/post.php#x", Some("https://www.a.example/post.php")),
            ("http://a.example/x/", "https://a.example/post.php", Some("https://a.example/post.php")),
            ("http://a.example:81/x/", "post.php", Some("http://a.example:81/x/post.php")),
            ("http://a.example:81/x/", "http://a.example:82/post.php", None),
            ("https://a.example/x/", "https://b.example/post.php", None),
            ("https://a.example/x/", "http://a.example:8080/post.php", None),
            ("https://a.example/x/", "javascript:post()", None),
        ] {
            assert_eq!(on_site(&Url::parse(page).unwrap(), raw).as_ref().map(Url::as_str), expected, "{raw}");
        }
    }

    #[test]
    fn a_failure_is_a_loss_only_during_delivery() {
        for (hands_over, may_have_arrived, is_lost) in
            [(false, true, false), (true, false, false), (true, true, true), (false, false, false)]
        {
            let mut conversation = Conversation::default();
            conversation.request(Request { hands_over, ..get("http://a.example/") });
            conversation.next().unwrap();
            conversation.fail(&Failure { may_have_arrived, why: "cut\u{1b}[2J\noff".to_owned() });
            let why = "cut off".to_owned();
            assert_eq!(conversation.outcome(), if is_lost { Outcome::Lost(why) } else { Outcome::Later(why, None) });
            assert_eq!(conversation.next(), None);
        }
    }

    #[test]
    fn a_loop_of_redirects_ends() {
        let mut conversation = Conversation::default();
        conversation.request(get("http://a.example/"));
        let mut requests = 0;
        while let Some(request) = conversation.next() {
            requests += 1;
            let (url, location) = (request.url.as_str(), Some("http://a.example/"));
            assert!(conversation.follow(&Answer { url, status: 302, location, retry_after: None, body: b"" }));
        }
        assert_eq!(requests, MAX_HOPS + 1);
        assert!(matches!(conversation.outcome(), Outcome::Refused(_)));
    }

    #[test]
    fn empty_and_very_long_texts_are_rejected() {
        assert_eq!(reject_invalid("Well said."), Ok(()));
        assert!(reject_invalid(" \n").is_err());
        assert_eq!(reject_invalid(&"x".repeat(MOST_BYTES)), Ok(()));
        let too_long = reject_invalid(&"x".repeat(MOST_BYTES + 1));
        assert!(matches!(too_long, Err(Outcome::Refused(why)) if why.contains("too long")));
    }
}
