//! Sends replies to Isso, as JSON. The article's page names the server and the page's name there.
//!
//! Isso accepts the same reply twice, and puts a reply to an unknown comment at the top. So the thread is requested
//! first.

use std::time::Duration;

use dom_query::Document;
use serde_json::{Value, json};
use url::Url;

use super::conversation::{
    check_page, get, get_article, later, message, message_of_html, message_or_status, parent_gone, parent_number,
    post_json, reject_invalid,
};
use super::exchange::{Answer, Hints, Outcome, Request};
use super::protocol::{Protocol, ProtocolSender};
use crate::domain::encoding::decode_page;
use crate::page::isso::marks;
use crate::page::wordpress::web;

/// Pause after too many comments: Isso counts those of the last minute.
const PAUSE: Duration = Duration::from_mins(1);
/// The `mode` of a deleted comment that still has replies.
const DELETED: u64 = 4;

/// A reply on its way to an Isso server.
#[derive(Debug)]
pub(super) struct Isso {
    hints: Hints,
    parent: Option<u64>,
    /// The request that delivers the reply, while the thread is searched for the parent.
    delivery: Option<Request>,
}

impl Isso {
    pub(super) fn sender(hints: Hints) -> ProtocolSender<Self> {
        ProtocolSender::new(Self::begin(hints), false)
    }

    fn begin(hints: Hints) -> Result<(Self, Request), Outcome> {
        reject_invalid(&hints.text)?;
        let parent = parent_number(&hints)?;
        let first = get_article(&hints)?;
        Ok((Self { hints, parent, delivery: None }, first))
    }

    /// Finds the server in the article's page, and requests the thread if the reply has a parent.
    fn read_page(&mut self, answer: &Answer<'_>) -> Result<Request, Outcome> {
        check_page(answer, &self.hints.article_url)?;
        let found = self.find_server(answer);
        let (server, uri) = found.ok_or_else(|| Outcome::ByHand(self.hints.article_url.clone()))?;
        let delivery = self.delivery(&server, &uri);
        if self.parent.is_none() {
            return Ok(delivery);
        }
        self.delivery = Some(delivery);
        Ok(get(below(server, "", &uri).as_str()))
    }

    /// Returns the server and the page's name there.
    fn find_server(&self, answer: &Answer<'_>) -> Option<(Url, String)> {
        let page = web(answer.url)?;
        let configured = self.hints.isso.as_deref();
        let html = decode_page(answer.body, None);
        let document = Document::from(&*crate::page::guard(&html));
        // With a configured server the page need not embed Isso, unless it has WordPress' comments.
        let is_wordpress = crate::page::wordpress::marks(&document, Some(&page)).wordpress;
        let by_path = || Some((web(configured.filter(|_| !is_wordpress)?)?, page.path().to_owned()));
        marks(&document, &page, configured).or_else(by_path)
    }

    /// Makes the request that delivers the reply.
    fn delivery(&self, server: &Url, uri: &str) -> Request {
        let person = &self.hints.identity;
        let non_empty = |field: &str| Some(field.trim().to_owned()).filter(|field| !field.is_empty());
        let document = json!({
            "text": self.hints.text.trim(),
            "author": non_empty(&person.name),
            "email": non_empty(&person.email),
            "website": non_empty(&person.site),
            "parent": self.parent,
        });
        post_json(below(server.clone(), "new", uri).into(), Vec::new(), &document)
    }

    /// Checks that the thread has the parent.
    fn check_parent(&self, answer: &Answer<'_>) -> Result<(), Outcome> {
        let status = answer.status;
        let why = || format!("the thread answered {status}");
        Err(match status {
            200..300 => match has_comment(answer, self.parent.unwrap_or_default()) {
                Some(true) => return Ok(()),
                Some(false) => parent_gone(),
                None => Outcome::Refused("the thread's server does not run Isso".to_owned()),
            },
            // Older versions answer 404 for a thread without comments.
            404 | 410 => parent_gone(),
            408 | 425 | 429 | 500.. => Outcome::Later(why(), answer.retry_after),
            _ => Outcome::Refused(why()),
        })
    }
}

impl Protocol for Isso {
    fn on_answer(&mut self, answer: &Answer<'_>) -> Result<Request, Outcome> {
        match self.delivery.take() {
            Some(delivery) => self.check_parent(answer).map(|()| delivery),
            None => self.read_page(answer),
        }
    }

    fn on_delivery(&self, answer: &Answer<'_>) -> Outcome {
        let status = answer.status;
        let id = || {
            let document: Value = serde_json::from_slice(answer.body).unwrap_or_default();
            document["id"].as_u64().map(|id| id.to_string())
        };
        let message = error_message(answer);
        match status {
            201 => Outcome::Sent(id()),
            202 => Outcome::Pending(id()),
            200..300 | 408 | 500.. => Outcome::Lost(message_or_status(message, status)),
            429 => later(message, answer, PAUSE),
            _ if message.contains("ratelimit") => later(message, answer, PAUSE),
            _ => Outcome::Refused(message_or_status(message, status)),
        }
    }

    fn follows_redirects(&self) -> bool {
        true
    }
}

/// Returns the address of an endpoint of the server, for the page. A thread comes whole as long as no limit is given.
fn below(mut server: Url, endpoint: &str, uri: &str) -> Url {
    let path = format!("{}/{endpoint}", server.path().trim_end_matches('/'));
    server.set_path(&path);
    server.query_pairs_mut().clear().append_pair("uri", uri);
    server
}

/// Whether a thread has the comment or hides some that may be it; `None` if the answer is no thread.
fn has_comment(answer: &Answer<'_>, wanted: u64) -> Option<bool> {
    let document: Value = serde_json::from_slice(answer.body).ok()?;
    let top = document["replies"].as_array()?;
    let below = top.iter().flat_map(|comment| comment["replies"].as_array().into_iter().flatten());
    let is_wanted =
        |comment: &Value| comment["id"].as_u64() == Some(wanted) && comment["mode"].as_u64() != Some(DELETED);
    let hides_replies = |level: &Value| level["hidden_replies"].as_u64().is_some_and(|hidden| hidden > 0);
    let is_cut = hides_replies(&document) || top.iter().any(hides_replies);
    Some(top.iter().chain(below).any(is_wanted) || is_cut)
}

/// Returns the message of an error, which is plain text or the paragraph of a page.
fn error_message(answer: &Answer<'_>) -> String {
    let text = decode_page(answer.body, None);
    if !text.trim_start().starts_with('<') {
        return message(&text);
    }
    let document = Document::from(&*crate::page::guard(&text));
    message_of_html(&document.select("p").html())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Identity;
    use crate::reply::Sender;
    use crate::reply::fixtures::{Recorded, page};

    const POST: &str = "http://a.example/ferry.html";
    const PAGE: &[u8] = b"<script data-isso=//c.example/isso/></script><p id=isso-thread></p>";

    fn isso(parent: Option<&str>, configured: Option<&str>) -> ProtocolSender<Isso> {
        Isso::sender(Hints {
            article_url: POST.to_owned(),
            parent: parent.map(str::to_owned),
            text: "And *second*.\n".to_owned(),
            identity: Identity { name: "Ada".to_owned(), ..Identity::default() },
            isso: configured.map(str::to_owned),
            ..Hints::default()
        })
    }

    #[test]
    fn the_thread_is_searched_for_the_parent_before_delivery() {
        let thread = Recorded::new(include_bytes!("../../tests/fixtures/reply/isso/thread.http"));
        let created = Recorded::new(include_bytes!("../../tests/fixtures/reply/isso/created-reply.http"));
        let mut sender = isso(Some("1"), None);
        assert_eq!(sender.next(), Some(get(POST)));
        sender.answer(&page(PAGE).answer(POST));
        let first = sender.next().unwrap();
        assert_eq!(first, get("http://c.example/isso/?uri=%2Fferry.html"));
        sender.answer(&thread.answer(&first.url));
        let request = sender.next().unwrap();
        assert_eq!(request.url, "http://c.example/isso/new?uri=%2Fferry.html");
        assert!(request.hands_over);
        let sent: Value = serde_json::from_str(&request.body.unwrap().bytes).unwrap();
        let expected = json!({"text": "And *second*.", "author": "Ada", "email": null, "website": null, "parent": 1});
        assert_eq!(sent, expected);
        sender.answer(&created.answer(&request.url));
        assert_eq!((sender.next(), sender.end()), (None, Outcome::Sent(Some("2".to_owned()))));
        assert!(!sender.is_safe_to_repeat());
    }

    #[test]
    fn a_missing_parent_stops_the_reply() {
        let thread = Recorded::new(include_bytes!("../../tests/fixtures/reply/isso/thread.http"));
        let none = Recorded::new(include_bytes!("../../tests/fixtures/reply/isso/no-thread.http"));
        let deleted = page(br#"{"replies": [{"id": 1, "mode": 4, "replies": [{"id": 2, "mode": 1}]}]}"#);
        let hidden = page(br#"{"replies": [], "hidden_replies": 3}"#);
        for (found, parent, is_there) in [
            (&thread, "2", true),
            (&thread, "99", false),
            (&none, "1", false),
            (&deleted, "1", false),
            (&deleted, "2", true),
            (&hidden, "1", true),
        ] {
            let mut sender = isso(Some(parent), None);
            sender.next().unwrap();
            sender.answer(&page(PAGE).answer(POST));
            let first = sender.next().unwrap();
            sender.answer(&found.answer(&first.url));
            assert_eq!(sender.next().is_some(), is_there, "{parent}");
            assert!(is_there || sender.end() == parent_gone());
        }
    }

    #[test]
    fn the_server_is_the_one_that_the_user_or_the_page_names() {
        for (html, configured, expected) in [
            (PAGE, "http://127.0.0.1:8080", "http://127.0.0.1:8080/new?uri=%2Fferry.html"),
            (b"<p>None.".as_slice(), "http://127.0.0.1:8080/", "http://127.0.0.1:8080/new?uri=%2Fferry.html"),
            (b"<p id=isso-thread data-isso-id=x>", "http://127.0.0.1:8080/i", "http://127.0.0.1:8080/i/new?uri=x"),
        ] {
            let mut sender = isso(None, Some(configured));
            sender.next().unwrap();
            sender.answer(&page(html).answer(POST));
            assert_eq!(sender.next().unwrap().url, expected);
        }
        let mut sender = isso(None, None);
        sender.next().unwrap();
        sender.answer(&page(b"<p>None.").answer(POST));
        assert_eq!((sender.next(), sender.end()), (None, Outcome::ByHand(POST.to_owned())));
    }
}
