//! Isso: the article's page says where the server is and what it knows the page by; the reply goes there as JSON.
//!
//! Isso knows no duplicates, and puts an answer to a comment that is gone at the top: so the thread is asked for first.

use std::time::Duration;

use dom_query::Document;
use serde_json::{Value, json};
use url::Url;

use super::conversation::{
    Conversation, Talker, get, later, parent_gone, post_json, refusal, reject_invalid, words, words_of_html,
};
use super::exchange::{Answer, Hints, Outcome, Request};
use crate::domain::encoding::decode_page;
use crate::page::isso::marks;
use crate::page::wordpress::web;

/// Isso counts the comments of the last minute.
const PAUSE: Duration = Duration::from_mins(1);
/// What Isso calls a comment that is gone while its answers are not.
const DELETED: u64 = 4;

/// A reply on its way to an Isso server.
#[derive(Debug)]
pub(super) struct Isso {
    hints: Hints,
    conversation: Conversation,
    /// What hands the reply over once the parent was found.
    ready: Option<Request>,
}

impl Isso {
    pub(super) fn new(hints: Hints) -> Self {
        let is_number = |id: &String| id.parse::<u64>().is_ok();
        let end = reject_invalid(&hints.text).or_else(|| {
            (!hints.parent.as_ref().is_none_or(is_number)).then(|| Outcome::ByHand(hints.article_url.clone()))
        });
        let conversation = end.map_or_else(|| Conversation::new(&hints.article_url), Conversation::over);
        Self { hints, conversation, ready: None }
    }

    /// Finds the server and its name for the page, and asks for the thread if the reply answers someone in it.
    fn page(&mut self, answer: &Answer<'_>) {
        if self.conversation.follow(answer) || self.conversation.ends_without_page(answer, &self.hints.article_url) {
            return;
        }
        let Some((server, uri)) = self.place(answer) else {
            return self.conversation.end(Outcome::ByHand(self.hints.article_url.clone()));
        };
        let request = self.request(&server, &uri);
        if self.hints.parent.is_some() {
            self.conversation.ask(get(below(server, "", &uri).as_str()));
            self.ready = Some(request);
        } else {
            self.conversation.ask(request);
        }
    }

    fn place(&self, answer: &Answer<'_>) -> Option<(Url, String)> {
        let page = web(answer.url)?;
        let named = Some(self.hints.isso.trim()).filter(|named| !named.is_empty());
        let html = decode_page(answer.body, None);
        let document = Document::from(&*crate::page::guard(&html));
        // Where the user has named a server the page need not, unless it has comments of its own.
        let is_own = crate::page::wordpress::marks(&document, Some(&page)).wordpress;
        let by_name = || Some((web(named.filter(|_| !is_own)?)?, page.path().to_owned()));
        marks(&document, &page, named).or_else(by_name)
    }

    fn parent(&self) -> Option<u64> {
        self.hints.parent.as_deref()?.parse().ok()
    }

    fn request(&self, server: &Url, uri: &str) -> Request {
        let person = &self.hints.identity;
        let given = |field: &str| Some(field.trim().to_owned()).filter(|field| !field.is_empty());
        let document = json!({
            "text": self.hints.text.trim(),
            "author": given(&person.name),
            "email": given(&person.email),
            "website": given(&person.site),
            "parent": self.parent(),
        });
        post_json(below(server.clone(), "new", uri).into(), Vec::new(), &document)
    }

    /// Looks for the parent in the thread.
    fn thread(&mut self, answer: &Answer<'_>, request: Request) {
        if self.conversation.follow(answer) {
            self.ready = Some(request);
            return;
        }
        let status = answer.status;
        let why = || format!("the thread answered {status}");
        match status {
            200..300 => match holds(answer, self.parent().unwrap_or_default()) {
                Some(true) => self.conversation.ask(request),
                Some(false) => self.conversation.end(parent_gone()),
                None => self.conversation.end(Outcome::Refused("what answered for the thread is not Isso".to_owned())),
            },
            // Older ones have no thread where there is no comment.
            404 | 410 => self.conversation.end(parent_gone()),
            408 | 425 | 429 | 500.. => self.conversation.end(Outcome::Later(why(), answer.retry_after)),
            _ => self.conversation.end(Outcome::Refused(why())),
        }
    }
}

impl Talker for Isso {
    fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    fn talk_mut(&mut self) -> &mut Conversation {
        &mut self.conversation
    }

    fn on_answer(&mut self, answer: &Answer<'_>) {
        if self.conversation.has_handed_over() {
            self.conversation.end(read(answer));
        } else if let Some(request) = self.ready.take() {
            self.thread(answer, request);
        } else {
            self.page(answer);
        }
    }

    fn refuses_copies(&self) -> bool {
        false
    }
}

/// A place on the server, about the page. Without limits a thread comes whole.
fn below(mut server: Url, place: &str, uri: &str) -> Url {
    let path = format!("{}/{place}", server.path().trim_end_matches('/'));
    server.set_path(&path);
    server.query_pairs_mut().clear().append_pair("uri", uri);
    server
}

/// Whether the thread holds the comment; `None` when it is no thread. What it hides may be the one.
fn holds(answer: &Answer<'_>, wanted: u64) -> Option<bool> {
    let document: Value = serde_json::from_slice(answer.body).ok()?;
    let top = document["replies"].as_array()?;
    let below = top.iter().flat_map(|comment| comment["replies"].as_array().into_iter().flatten());
    let is_wanted =
        |comment: &Value| comment["id"].as_u64() == Some(wanted) && comment["mode"].as_u64() != Some(DELETED);
    let hides = |level: &Value| level["hidden_replies"].as_u64().is_some_and(|hidden| hidden > 0);
    let is_cut = hides(&document) || top.iter().any(hides);
    Some(top.iter().chain(below).any(is_wanted) || is_cut)
}

/// How Isso took it.
fn read(answer: &Answer<'_>) -> Outcome {
    let status = answer.status;
    let id = || {
        let document: Value = serde_json::from_slice(answer.body).unwrap_or_default();
        document["id"].as_u64().map(|id| id.to_string())
    };
    match status {
        201 => Outcome::Sent(id()),
        202 => Outcome::Pending(id()),
        200..300 | 408 | 500.. => Outcome::Lost(refusal(said(answer), status)),
        429 => later(said(answer), answer, PAUSE),
        _ => {
            let said = said(answer);
            if said.contains("ratelimit") {
                later(said, answer, PAUSE)
            } else {
                Outcome::Refused(refusal(said, status))
            }
        }
    }
}

/// The words of a refusal: a paragraph of a page, or a text.
fn said(answer: &Answer<'_>) -> String {
    let text = decode_page(answer.body, None);
    if !text.trim_start().starts_with('<') {
        return words(&text);
    }
    let document = Document::from(&*crate::page::guard(&text));
    words_of_html(&document.select("p").html())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Identity;
    use crate::reply::Sender;
    use crate::reply::fixtures::{Recorded, page};

    const POST: &str = "http://a.example/ferry.html";
    const PAGE: &[u8] = b"<script data-isso=//c.example/isso/></script><p id=isso-thread></p>";

    fn isso(parent: Option<&str>, named: &str) -> Isso {
        Isso::new(Hints {
            article_url: POST.to_owned(),
            parent: parent.map(str::to_owned),
            text: "And *second*.\n".to_owned(),
            identity: Identity { name: "Ada".to_owned(), ..Identity::default() },
            isso: named.to_owned(),
            ..Hints::default()
        })
    }

    #[test]
    fn the_thread_is_searched_for_the_parent_before_it_is_answered() {
        let thread = Recorded::new(include_bytes!("../../tests/fixtures/reply/isso/thread.http"));
        let created = Recorded::new(include_bytes!("../../tests/fixtures/reply/isso/created-reply.http"));
        let mut sender = isso(Some("1"), "");
        assert_eq!(sender.next(), Some(get(POST)));
        sender.answer(&page(PAGE).answer(POST));
        let asked = sender.next().unwrap();
        assert_eq!(asked, get("http://c.example/isso/?uri=%2Fferry.html"));
        sender.answer(&thread.answer(&asked.url));
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
    fn a_parent_that_is_gone_is_noticed() {
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
            let mut sender = isso(Some(parent), "");
            sender.next().unwrap();
            sender.answer(&page(PAGE).answer(POST));
            let asked = sender.next().unwrap();
            sender.answer(&found.answer(&asked.url));
            assert_eq!(sender.next().is_some(), is_there, "{parent}");
            assert!(is_there || sender.end() == parent_gone());
        }
    }

    #[test]
    fn the_server_is_the_one_that_the_user_or_the_page_names() {
        for (html, named, expected) in [
            (PAGE, "http://127.0.0.1:8080", "http://127.0.0.1:8080/new?uri=%2Fferry.html"),
            (b"<p>None.".as_slice(), "http://127.0.0.1:8080/", "http://127.0.0.1:8080/new?uri=%2Fferry.html"),
            (b"<p id=isso-thread data-isso-id=x>", "http://127.0.0.1:8080/i", "http://127.0.0.1:8080/i/new?uri=x"),
        ] {
            let mut sender = isso(None, named);
            sender.next().unwrap();
            sender.answer(&page(html).answer(POST));
            assert_eq!(sender.next().unwrap().url, expected);
        }
        let mut sender = isso(None, "");
        sender.next().unwrap();
        sender.answer(&page(b"<p>None.").answer(POST));
        assert_eq!((sender.next(), sender.end()), (None, Outcome::ByHand(POST.to_owned())));
    }
}
