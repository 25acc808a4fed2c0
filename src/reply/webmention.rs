//! Webmention: the reply is a page on the writer's own site, and the article's site is told where it is. So the text is
//! nothing but that page's address.
//!
//! The article's page names who is told, by the first `<link>` or `<a>` with `rel=webmention` (W3C Webmention). The
//! `Link` header, which would go before both, is not part of an answer: a site that names it there alone is answered by
//! hand.

use std::time::Duration;

use dom_query::{Document, NodeRef};
use url::{Url, form_urlencoded};

use super::conversation::{Conversation, Talker, get, reject_invalid, words, words_of_html};
use super::exchange::{Answer, Body, Hints, Method, Outcome, Request};
use super::token::{document, is_local, untaken};
use crate::domain::encoding::decode_page;
use crate::domain::is_same_site;
use crate::page::wordpress::web;

/// How long to wait where a site wants a pause and does not say how long.
const PAUSE: Duration = Duration::from_mins(5);

/// A word to an article's site.
#[derive(Debug)]
pub(super) struct Webmention {
    conversation: Conversation,
    /// The article, as the writer's page links to it.
    article: String,
    /// The writer's page.
    source: String,
}

impl Webmention {
    pub(super) fn new(hints: Hints) -> Self {
        let source = own_page(&hints);
        let conversation = match (reject_invalid(&hints.text), &source) {
            (Some(end), _) => Conversation::over(end),
            (None, None) => Conversation::over(Outcome::ByHand(hints.article_url.clone())),
            (None, Some(_)) => Conversation::new(&hints.article_url),
        };
        Self { conversation, article: hints.article_url, source: source.map(String::from).unwrap_or_default() }
    }

    fn page(&mut self, answer: &Answer<'_>) {
        if self.conversation.follow(answer) || self.conversation.ends_without_page(answer, &self.article) {
            return;
        }
        let Some(endpoint) = endpoint(answer) else {
            return self.conversation.end(Outcome::ByHand(self.article.clone()));
        };
        let pairs = [("source", self.source.as_str()), ("target", self.article.as_str())];
        let bytes = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.conversation.ask(Request {
            method: Method::Post,
            body: Some(Body { kind: "application/x-www-form-urlencoded", bytes }),
            hands_over: true,
            ..get(endpoint.as_str())
        });
    }
}

impl Talker for Webmention {
    fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    fn talk_mut(&mut self) -> &mut Conversation {
        &mut self.conversation
    }

    fn on_answer(&mut self, answer: &Answer<'_>) {
        if self.conversation.has_handed_over() {
            self.conversation.end(read(answer));
        } else {
            self.page(answer);
        }
    }

    /// The same page told of twice is read again, and stays one mention.
    fn refuses_copies(&self) -> bool {
        true
    }
}

/// The page that the text is, if it is one on the writer's own site.
pub(super) fn own_page(hints: &Hints) -> Option<Url> {
    let site = web(&hints.identity.site)?;
    let text = hints.text.trim();
    let page = web(text).filter(|_| !text.contains(char::is_whitespace))?;
    is_same_site(&site, &page).then_some(page)
}

/// Who is to be told: the first in the page that names someone. Without an address that is the page itself.
fn endpoint(answer: &Answer<'_>) -> Option<Url> {
    let page = web(answer.url)?;
    let html = decode_page(answer.body, None);
    let document = Document::from(&*crate::page::guard(&html));
    let names_one = |node: &NodeRef<'_>| {
        let rel = node.attr("rel").unwrap_or_default();
        rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("webmention")) && node.has_attr("href")
    };
    let root = document.root();
    let mut links = root.descendants_it().filter(NodeRef::is_element);
    let first = links.find(|node| matches!(node.node_name().as_deref(), Some("link" | "a")) && names_one(node))?;
    let url = web(page.join(first.attr("href")?.trim()).ok()?.as_str())?;
    // No page elsewhere has this machine told of anything.
    (!is_local(&url) || is_local(&page)).then_some(url)
}

/// How the site took it.
fn read(answer: &Answer<'_>) -> Outcome {
    match answer.status {
        202 => Outcome::Pending(None),
        200..300 => Outcome::Sent(None),
        _ => untaken(said(answer), answer, PAUSE),
    }
}

/// The words of a refusal: text, a page, or JSON by its usual fields.
fn said(answer: &Answer<'_>) -> String {
    let json = document(answer);
    let field = ["error_description", "summary", "message", "error"].iter().find_map(|name| json[*name].as_str());
    let text = decode_page(answer.body, None);
    match field {
        Some(field) => words(field),
        None if text.trim_start().starts_with('<') => words_of_html(&text),
        None if !json.is_null() => String::new(),
        None => words(&text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Identity;
    use crate::reply::token::testing::{reply_to, short};
    use crate::reply::{Failure, Sender};

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
    fn the_site_that_the_page_names_is_told_of_the_writers_page() {
        let mut sender = Webmention::new(hints(&format!(" {OWN}\n"), "https://ann.example/"));
        let asked = reply_to(&mut sender, 200, br#"<link rel="webmention" href="/mention?x=1">"#);
        assert_eq!(asked, get(ARTICLE));
        let handed = reply_to(&mut sender, 201, b"");
        assert_eq!((handed.url.as_str(), handed.hands_over), ("https://a.example/mention?x=1", true));
        assert!(handed.headers.is_empty());
        let body = handed.body.unwrap();
        assert_eq!(body.kind, "application/x-www-form-urlencoded");
        let expected =
            "source=https%3A%2F%2Fann.example%2Fon-the-ferry&target=https%3A%2F%2Fa.example%2Fferry%3Fid%3D1";
        assert_eq!(body.bytes, expected);
        assert_eq!(short(&mut sender), "sent -");
        assert!(sender.is_safe_to_repeat());
    }

    #[test]
    fn the_first_that_is_named_is_told() {
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
    fn only_one_address_of_the_own_site_is_a_reply() {
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
            let mut sender = Webmention::new(hints(text, site));
            assert_eq!(sender.next().is_some(), is_one, "{text} {site}");
            assert!(is_one || sender.end() == Outcome::ByHand(ARTICLE.to_owned()));
        }
        let mut empty = Webmention::new(hints(" \n", "https://ann.example"));
        assert_eq!(short(&mut empty), "refused: the reply is empty");
    }

    #[test]
    fn a_page_that_names_no_one_is_for_people() {
        for (status, body, expected) in [
            (200, "<p>Nothing.", format!("by hand: {ARTICLE}")),
            (404, "", "refused: the article is not there any more: its page answered 404".to_owned()),
            (503, "", "later 0: the article's page answered 503".to_owned()),
        ] {
            let mut sender = Webmention::new(hints(OWN, "https://ann.example"));
            reply_to(&mut sender, status, body.as_bytes());
            assert_eq!(short(&mut sender), expected);
        }
    }

    #[test]
    fn redirects_to_the_page_are_followed_and_the_target_stays() {
        let mut sender = Webmention::new(hints(OWN, "https://ann.example"));
        let request = sender.next().unwrap();
        let location = Some("https://a.example/new/ferry");
        sender.answer(&Answer { url: &request.url, status: 301, location, retry_after: None, body: b"" });
        reply_to(&mut sender, 200, b"<link rel=webmention href=mention>");
        let handed = sender.next().unwrap();
        assert_eq!(handed.url, "https://a.example/new/mention");
        assert!(handed.body.unwrap().bytes.ends_with("target=https%3A%2F%2Fa.example%2Fferry%3Fid%3D1"));
    }

    #[test]
    fn what_is_told_says_how_it_went() {
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
            let mut sender = Webmention::new(hints(OWN, "https://ann.example"));
            reply_to(&mut sender, 200, b"<link rel=webmention href=/m>");
            reply_to(&mut sender, status, body.as_bytes());
            assert_eq!(short(&mut sender), expected, "{status} {body}");
        }
    }

    #[test]
    fn a_failure_is_a_loss_once_it_is_out() {
        for (is_out, may_have_arrived, expected) in
            [(false, true, "later 0: cut off"), (true, true, "lost: cut off"), (true, false, "later 0: cut off")]
        {
            let mut sender = Webmention::new(hints(OWN, "https://ann.example"));
            if is_out {
                reply_to(&mut sender, 200, b"<link rel=webmention href=/m>");
            }
            sender.next().unwrap();
            sender.fail(Failure { may_have_arrived, why: "cut off".to_owned() });
            assert_eq!(short(&mut sender), expected);
        }
    }
}
