//! Where a conversation with a site stands, and the rules that all of them follow: what is worth sending, when a lost
//! answer may have cost the reply, how far redirects are followed, and whose addresses are trusted.
//!
//! What is asked and how it is answered is each sender's own.

use std::time::Duration;

use url::Url;

use super::draft;
use super::exchange::{Answer, Body, Failure, Method, Outcome, Request, Sender};
use crate::domain::{Text, is_same_site};
use crate::page::wordpress::web;

/// Redirects followed from a page to the page.
const MAX_HOPS: usize = 5;
/// Characters kept of a site's own words.
const WORDS_CHARS: usize = 300;

/// A conversation: a request to make, one that is out, or its end.
#[derive(Debug, Default)]
pub(super) struct Conversation {
    next: Option<Request>,
    handed_over: bool,
    hops: usize,
    end: Option<Outcome>,
}

impl Conversation {
    /// Begins with a question.
    pub(super) fn new(url: &str) -> Self {
        let mut conversation = Self::default();
        match web(url) {
            Some(url) => conversation.ask(get(url.as_str())),
            None => conversation.end(Outcome::Refused("the article has no address on the web".to_owned())),
        }
        conversation
    }

    /// Is over before it began.
    pub(super) fn over(end: Outcome) -> Self {
        Self { end: Some(end), ..Self::default() }
    }

    pub(super) fn ask(&mut self, request: Request) {
        self.next = Some(request);
    }

    pub(super) fn end(&mut self, end: Outcome) {
        self.next = None;
        self.end = Some(end);
    }

    pub(super) fn next(&mut self) -> Option<Request> {
        let request = self.next.take().filter(|_| self.end.is_none())?;
        self.handed_over |= request.hands_over;
        Some(request)
    }

    /// Whether the reply itself is out or answered, as against the questions before it.
    pub(super) fn has_handed_over(&self) -> bool {
        self.handed_over
    }

    pub(super) fn fail(&mut self, failure: &Failure) {
        let why = words(&failure.why);
        let lost = self.handed_over && failure.may_have_arrived;
        self.end(if lost { Outcome::Lost(why) } else { Outcome::Later(why, None) });
    }

    /// How it went; one that was broken off counts as lost once the reply is out.
    pub(super) fn outcome(&self) -> Outcome {
        let broken_off = || {
            let why = "broken off".to_owned();
            if self.handed_over { Outcome::Lost(why) } else { Outcome::Later(why, None) }
        };
        self.end.clone().unwrap_or_else(broken_off)
    }

    /// Goes where the answer to a question sends, or ends. False when the answer is no redirect.
    pub(super) fn follow(&mut self, answer: &Answer<'_>) -> bool {
        if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
            return false;
        }
        self.hops += 1;
        match answer.location.and_then(web).filter(|_| self.hops <= MAX_HOPS) {
            Some(url) => self.ask(get(url.as_str())),
            None => self.end(Outcome::Refused("the article's page only leads elsewhere".to_owned())),
        }
        true
    }

    /// Ends where the article's page is not to be had. False when it is.
    pub(super) fn ends_without_page(&mut self, answer: &Answer<'_>, article: &str) -> bool {
        let status = answer.status;
        let end = match status {
            200..300 => return false,
            404 | 410 => Outcome::Refused(format!("the article is not there any more: its page answered {status}")),
            408 | 425 | 429 | 500.. => {
                Outcome::Later(format!("the article's page answered {status}"), answer.retry_after)
            }
            // What a program is not shown, people may be.
            _ => Outcome::ByHand(article.to_owned()),
        };
        self.end(end);
        true
    }
}

/// A sender that holds one conversation: what it asks and how it reads answers is its own.
pub(super) trait Talker: std::fmt::Debug + Send {
    fn conversation(&self) -> &Conversation;
    fn talk_mut(&mut self) -> &mut Conversation;
    /// See [`Sender::answer`].
    fn on_answer(&mut self, answer: &Answer<'_>);
    /// See [`Sender::is_safe_to_repeat`].
    fn refuses_copies(&self) -> bool;
}

impl<T: Talker> Sender for T {
    fn next(&mut self) -> Option<Request> {
        self.talk_mut().next()
    }

    fn answer(&mut self, answer: &Answer<'_>) {
        self.on_answer(answer);
    }

    fn fail(&mut self, failure: Failure) {
        self.talk_mut().fail(&failure);
    }

    fn end(&self) -> Outcome {
        self.conversation().outcome()
    }

    fn is_safe_to_repeat(&self) -> bool {
        self.refuses_copies()
    }
}

/// Asks for a page.
pub(super) fn get(url: &str) -> Request {
    Request { method: Method::Get, url: url.to_owned(), headers: Vec::new(), body: None, hands_over: false }
}

/// Hands JSON over.
pub(super) fn post_json(url: String, headers: Vec<(&'static str, String)>, document: &serde_json::Value) -> Request {
    let body = Body { kind: "application/json", bytes: document.to_string() };
    Request { method: Method::Post, url, headers, body: Some(body), hands_over: true }
}

/// Why a text can't be sent anywhere.
pub(super) fn reject_invalid(text: &str) -> Option<Outcome> {
    draft::check(text).err().map(|why| Outcome::Refused(why.to_string()))
}

/// The end of a reply to a thread that takes no more.
pub(super) fn closed() -> Outcome {
    Outcome::Refused("comments are closed there".to_owned())
}

/// The end of a reply to a comment that is gone.
pub(super) fn parent_gone() -> Outcome {
    Outcome::Refused("the comment you answer is not there any more".to_owned())
}

/// Words of a site's in one line: scrubbed, and cut if there is no end to them.
pub(super) fn words(raw: &str) -> String {
    Text::line(raw).chars().take(WORDS_CHARS).collect()
}

/// The same of HTML.
pub(super) fn words_of_html(html: &str) -> String {
    words(&crate::page::one_line(html))
}

/// What a refusal says: the site's words, else its status.
pub(super) fn refusal(said: String, status: u16) -> String {
    if said.is_empty() { format!("the site answered {status}") } else { said }
}

/// How a flood is answered: in the site's words, with its pause or a usual one.
pub(super) fn later(said: String, answer: &Answer<'_>, pause: Duration) -> Outcome {
    Outcome::Later(refusal(said, answer.status), Some(answer.retry_after.unwrap_or(pause)))
}

/// The address that a page names, if it is of the page's own site. A protected page's is protected, too.
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
    fn only_addresses_of_the_own_site_are_trusted() {
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
    fn a_failure_is_a_loss_only_once_the_reply_is_out() {
        for (hands_over, may_have_arrived, is_lost) in
            [(false, true, false), (true, false, false), (true, true, true), (false, false, false)]
        {
            let mut conversation = Conversation::default();
            conversation.ask(Request { hands_over, ..get("http://a.example/") });
            conversation.next().unwrap();
            conversation.fail(&Failure { may_have_arrived, why: "cut\u{1b}[2J\noff".to_owned() });
            let why = "cut off".to_owned();
            assert_eq!(conversation.outcome(), if is_lost { Outcome::Lost(why) } else { Outcome::Later(why, None) });
            assert_eq!(conversation.next(), None);
        }
    }

    #[test]
    fn a_circle_of_redirects_is_left() {
        let mut conversation = Conversation::new("http://a.example/");
        let mut asked = 0;
        while let Some(request) = conversation.next() {
            asked += 1;
            let (url, location) = (request.url.as_str(), Some("http://a.example/"));
            assert!(conversation.follow(&Answer { url, status: 302, location, retry_after: None, body: b"" }));
        }
        assert_eq!(asked, MAX_HOPS + 1);
        assert!(matches!(conversation.outcome(), Outcome::Refused(_)));
    }

    #[test]
    fn empty_and_endless_texts_are_not_sent() {
        assert_eq!(reject_invalid("Well said."), None);
        assert!(reject_invalid(" \n").is_some());
        assert_eq!(reject_invalid(&"x".repeat(MOST_BYTES)), None);
        assert!(
            matches!(reject_invalid(&"x".repeat(MOST_BYTES + 1)), Some(Outcome::Refused(why)) if why.contains("too long"))
        );
    }
}
