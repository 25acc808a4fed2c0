//! Sends replies by Webmention: the reply is a page on the user's own site, and the article's site is notified of it.
//!
//! So the text of the reply is only that page's address. The article's page names the endpoint by its first `<link>` or
//! `<a>` with `rel=webmention` (W3C Webmention). The `Link` header would take precedence, but an answer does not
//! include it; if a site names the endpoint only there, the user has to reply by hand.

use std::time::Duration;

use dom_query::{Document, NodeRef};
use url::{Url, form_urlencoded};

use super::conversation::{check_page, get, get_article, message, message_of_html, reject_invalid};
use super::exchange::{Answer, Body, Hints, Method, Outcome, Request};
use super::protocol::{Protocol, ProtocolSender};
use super::token::{document, not_confirmed};
use crate::domain::encoding::decode_page;
use crate::domain::host::is_local;
use crate::domain::is_same_site;
use crate::page::wordpress::web;

/// Pause for a site that asks for one without stating its length.
const PAUSE: Duration = Duration::from_mins(5);

/// A notification of an article's site.
#[derive(Debug)]
pub(super) struct Webmention {
    /// The article's address, as the user's page links to it.
    article: String,
    /// The user's page.
    source: Url,
}

impl Webmention {
    /// Makes the sender. A site that is notified twice of one page reads it again and keeps one mention.
    pub(super) fn sender(hints: &Hints) -> ProtocolSender<Self> {
        ProtocolSender::new(Self::begin(hints), true)
    }

    fn begin(hints: &Hints) -> Result<(Self, Request), Outcome> {
        reject_invalid(&hints.text)?;
        let source = own_page(hints).ok_or_else(|| Outcome::ByHand(hints.article_url.clone()))?;
        Ok((Self { article: hints.article_url.clone(), source }, get_article(hints)?))
    }
}

impl Protocol for Webmention {
    fn on_answer(&mut self, answer: &Answer<'_>) -> Result<Request, Outcome> {
        check_page(answer, &self.article)?;
        let endpoint = endpoint(answer).ok_or_else(|| Outcome::ByHand(self.article.clone()))?;
        let pairs = [("source", self.source.as_str()), ("target", self.article.as_str())];
        let bytes = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        Ok(Request {
            method: Method::Post,
            body: Some(Body { kind: "application/x-www-form-urlencoded", bytes }),
            hands_over: true,
            ..get(endpoint.as_str())
        })
    }

    fn on_delivery(&self, answer: &Answer<'_>) -> Outcome {
        match answer.status {
            202 => Outcome::Pending(None),
            200..300 => Outcome::Sent(None),
            _ => not_confirmed(error_message(answer), answer, PAUSE),
        }
    }

    fn follows_redirects(&self) -> bool {
        true
    }
}

/// Returns the text as an address, if it is one on the user's own site.
pub(super) fn own_page(hints: &Hints) -> Option<Url> {
    let site = web(&hints.identity.site)?;
    let text = hints.text.trim();
    let page = web(text).filter(|_| !text.contains(char::is_whitespace))?;
    is_same_site(&site, &page).then_some(page)
}

/// Returns the first endpoint that the page names. An empty address means the page itself.
fn endpoint(answer: &Answer<'_>) -> Option<Url> {
    let page = web(answer.url)?;
    let html = decode_page(answer.body, None);
    let document = Document::from(&*crate::page::guard(&html));
    let names_endpoint = |node: &NodeRef<'_>| {
        let rel = node.attr("rel").unwrap_or_default();
        rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("webmention")) && node.has_attr("href")
    };
    let root = document.root();
    let mut links = root.descendants_it().filter(NodeRef::is_element);
    let is_link = |node: &NodeRef<'_>| matches!(node.node_name().as_deref(), Some("link" | "a"));
    let first = links.find(|node| is_link(node) && names_endpoint(node))?;
    let url = web(page.join(first.attr("href")?.trim()).ok()?.as_str())?;
    // A page on another machine must not cause a request to this one.
    (!is_local(&url) || is_local(&page)).then_some(url)
}

/// Returns the message of an error, which is text, a page, or JSON with one of the usual fields.
fn error_message(answer: &Answer<'_>) -> String {
    let json = document(answer);
    let field = ["error_description", "summary", "message", "error"].iter().find_map(|name| json[*name].as_str());
    let text = decode_page(answer.body, None);
    match field {
        Some(field) => message(field),
        None if text.trim_start().starts_with('<') => message_of_html(&text),
        None if !json.is_null() => String::new(),
        None => message(&text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::token::testing::{is_lost_only_during_delivery, reply_to, short};
    use crate::reply::{Identity, Sender};

    const ARTICLE: &str = "https://a.example/ferry?id=1";
    const OWN: &str = "https://ann.example/on-the-ferry";

    fn hints(text: &str, site: &str) -> Hints {
        Hints {
            article_url: ARTICLE.to_owned(),
            text: text.to_owned(),
            identity: Identity { site: site.to_owned(), ..Identity::default() },
            ..Hints::default()
        }
    }

    #[test]
    fn the_endpoint_is_notified_of_the_users_page() {
        let mut sender = Webmention::sender(&hints(&format!(" {OWN}\n"), "https://ann.example/"));
        let first = reply_to(&mut sender, 200, br#"<link rel="webmention" href="/mention?x=1">"#);
        assert_eq!(first, get(ARTICLE));
        let delivery = reply_to(&mut sender, 201, b"");
        assert_eq!((delivery.url.as_str(), delivery.hands_over), ("https://a.example/mention?x=1", true));
        assert!(delivery.headers.is_empty());
        let body = delivery.body.unwrap();
        assert_eq!(body.kind, "application/x-www-form-urlencoded");
        let expected =
            "source=https%3A%2F%2Fann.example%2Fon-the-ferry&target=https%3A%2F%2Fa.example%2Fferry%3Fid%3D1";
        assert_eq!(body.bytes, expected);
        assert_eq!(short(&mut sender), "sent -");
        assert!(sender.is_safe_to_repeat());
    }

    #[test]
    fn the_first_endpoint_is_used() {
        for (html, expected) in [
            (r"<a rel=webmention href=/a></a><link rel=webmention href=/b>", Some("https://a.example/a")),
            (r#"<link rel="nofollow WebMention" href=b>"#, Some("https://a.example/b")),
            (r"<link rel=webmention><a rel=webmention href=//m.example/x>", Some("https://m.example/x")),
            (r#"<link rel=webmention href="">"#, Some(ARTICLE)),
            (r"<link rel=not-webmention href=/a>", None),
            (r"<!-- <link rel=webmention href=/a> --><p>&lt;link rel=webmention href=/a&gt;", None),
            (r"<area rel=webmention href=/a>", None),
            (r#"<link rel=webmention href="mailto:me@a.example"><link rel=webmention href=/a>"#, None),
            (r#"<link rel=webmention href="http://127.0.0.1:8080/x">"#, None),
            (r#"<link rel=webmention href="http://localhost/x">"#, None),
            ("", None),
        ] {
            let answer = Answer { url: ARTICLE, status: 200, location: None, retry_after: None, body: html.as_bytes() };
            assert_eq!(endpoint(&answer).as_ref().map(Url::as_str), expected, "{html}");
        }
        let (url, body) = ("http://127.0.0.1:9/x", b"<link rel=webmention href=y>".as_slice());
        let local = Answer { url, status: 200, location: None, retry_after: None, body };
        assert_eq!(endpoint(&local).as_ref().map(Url::as_str), Some("http://127.0.0.1:9/y"));
    }

    #[test]
    fn only_a_single_address_of_the_users_own_site_is_a_reply() {
        for (text, site, is_one) in [
            (OWN, "https://ann.example", true),
            (OWN, "https://www.ann.example/about", true),
            (OWN, "http://ann.example", true),
            ("http://ann.example/x", "https://ann.example", false),
            (OWN, "", false),
            (OWN, "ann.example", false),
            ("https://bea.example/x", "https://ann.example", false),
            ("See https://ann.example/x", "https://ann.example", false),
            ("https://ann.example/x and more", "https://ann.example", false),
            ("https://ann.example/x\nhttps://ann.example/y", "https://ann.example", false),
            ("javascript:x", "https://ann.example", false),
        ] {
            let mut sender = Webmention::sender(&hints(text, site));
            assert_eq!(sender.next().is_some(), is_one, "{text} {site}");
            assert!(is_one || sender.end() == Outcome::ByHand(ARTICLE.to_owned()));
        }
        let mut empty = Webmention::sender(&hints(" \n", "https://ann.example"));
        assert_eq!(short(&mut empty), "refused: the reply is empty");
    }

    #[test]
    fn a_page_without_an_endpoint_is_replied_to_by_hand() {
        for (status, body, expected) in [
            (200, "<p>Nothing.", format!("by hand: {ARTICLE}")),
            (404, "", "refused: the article is gone: its page answered 404".to_owned()),
            (503, "", "later 0: the article's page answered 503".to_owned()),
        ] {
            let mut sender = Webmention::sender(&hints(OWN, "https://ann.example"));
            reply_to(&mut sender, status, body.as_bytes());
            assert_eq!(short(&mut sender), expected);
        }
    }

    #[test]
    fn redirects_to_the_page_are_followed_and_the_target_is_kept() {
        let mut sender = Webmention::sender(&hints(OWN, "https://ann.example"));
        let request = sender.next().unwrap();
        let location = Some("https://a.example/new/ferry");
        sender.answer(&Answer { url: &request.url, status: 301, location, retry_after: None, body: b"" });
        reply_to(&mut sender, 200, b"<link rel=webmention href=mention>");
        let delivery = sender.next().unwrap();
        assert_eq!(delivery.url, "https://a.example/new/mention");
        assert!(delivery.body.unwrap().bytes.ends_with("target=https%3A%2F%2Fa.example%2Fferry%3Fid%3D1"));
    }

    #[test]
    fn the_answer_to_the_delivery_decides_the_outcome() {
        for (status, body, expected) in [
            (200, "", "sent -"),
            (201, "", "sent -"),
            (202, "", "pending -"),
            (400, "The source does not link to the target.", "refused: The source does not link to the target."),
            (400, "<h1>No link</h1><p>to us.", "refused: No link to us."),
            (400, r#"{"error": "no_link", "error_description": "No link to us"}"#, "refused: No link to us"),
            (400, "", "refused: the site answered 400"),
            (302, "", "refused: the site answered 302"),
            (429, "Slow down", "later 300: Slow down"),
            (500, "", "lost: the site answered 500"),
        ] {
            let mut sender = Webmention::sender(&hints(OWN, "https://ann.example"));
            reply_to(&mut sender, 200, b"<link rel=webmention href=/m>");
            reply_to(&mut sender, status, body.as_bytes());
            assert_eq!(short(&mut sender), expected, "{status} {body}");
        }
    }

    #[test]
    fn a_failure_is_a_loss_only_during_delivery() {
        let before = || Webmention::sender(&hints(OWN, "https://ann.example"));
        let ready = || {
            let mut sender = before();
            reply_to(&mut sender, 200, b"<link rel=webmention href=/m>");
            sender
        };
        is_lost_only_during_delivery(before, ready);
    }
}
