//! Sends replies through WordPress' REST interface, with an account: the article's page names REST's root.
//!
//! Replies without an account are left to `wordpress_form`.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use url::Url;

use super::conversation::{
    check_page, closed, get, get_article, later, message_of_html, message_or_status, on_site, parent_gone,
    parent_number, post_json, reject_invalid,
};
use super::exchange::{Account, Answer, Hints, Outcome, Request};
use super::protocol::{Protocol, ProtocolSender};
use super::wordpress_form::{NOT_CONFIRMED, PAUSE, as_html};
use super::wordpress_page::{Page, Way};
use crate::domain::host::is_local;
use crate::domain::is_same_site;
use crate::page::wordpress::web;

/// A reply on its way through REST.
#[derive(Debug)]
pub(super) struct Rest {
    hints: Hints,
    account: Account,
    parent: Option<u64>,
    /// The requests after the page, the last first. The first element delivers the reply.
    waiting: Vec<Request>,
}

impl Rest {
    /// Makes the sender. WordPress refuses a comment that it has already.
    pub(super) fn sender(hints: Hints, account: Account) -> ProtocolSender<Self> {
        ProtocolSender::new(Self::begin(hints, account), true)
    }

    fn begin(hints: Hints, account: Account) -> Result<(Self, Request), Outcome> {
        reject_invalid(&as_html(&hints.text))?;
        let parent = parent_number(&hints)?;
        let first = get_article(&hints)?;
        Ok((Self { hints, account, parent, waiting: Vec::new() }, first))
    }

    /// Reads the article's page, and queues the requests that follow.
    fn read_page(&mut self, answer: &Answer<'_>) -> Result<(), Outcome> {
        check_page(answer, &self.hints.article_url)?;
        let page = Page::read(answer);
        let found = page.and_then(|page| page.marks.post.map(|post| (page, post)));
        let (page, post) = found.ok_or_else(|| Outcome::ByHand(self.hints.article_url.clone()))?;
        let root = self.root(&page)?;
        let comments = route(root.clone(), "wp/v2/comments");
        self.waiting.push(self.delivery(&comments, post));
        if let Some(parent) = self.hints.parent.as_deref().filter(|parent| page.shows(parent) != Some(true)) {
            self.waiting.push(get(route(comments, parent).as_str()));
        }
        // A page without a form may still take comments: some load it later, or show it only to logged-in users.
        if page.way == Way::Closed {
            self.waiting.push(get(route(root, &format!("wp/v2/posts/{post}")).as_str()));
        }
        Ok(())
    }

    /// Returns REST's root, if it is safe to send the account's password there.
    fn root(&self, page: &Page) -> Result<Url, Outcome> {
        let named = page.marks.root.as_deref().unwrap_or("/wp-json/");
        // The account belongs to the article's site; the page must not lead the password to another one.
        let article = web(&self.hints.article_url);
        let root = article.and_then(|article| on_site(&page.url, named).filter(|root| is_same_site(&article, root)));
        let refused = |why: &str| Outcome::Refused(why.to_owned());
        let root = root.ok_or_else(|| refused("the page leads to another site, which must not get the account"))?;
        if root.scheme() != "https" && !is_local(&root) {
            return Err(refused("the site does not use HTTPS, so the account's password is not sent"));
        }
        Ok(root)
    }

    /// Makes the request that delivers the reply.
    fn delivery(&self, comments: &Url, post: u64) -> Request {
        let parent = self.parent.unwrap_or(0);
        let document = json!({ "post": post, "parent": parent, "content": as_html(&self.hints.text) });
        let pair = BASE64_STANDARD.encode(format!("{}:{}", self.account.user, self.account.secret));
        post_json(comments.to_string(), vec![("authorization", format!("Basic {pair}"))], &document)
    }
}

impl Protocol for Rest {
    fn on_answer(&mut self, answer: &Answer<'_>) -> Result<Request, Outcome> {
        if self.waiting.is_empty() {
            self.read_page(answer)?;
        } else if matches!(answer.status, 404 | 410) && document(answer)["code"] == "rest_comment_invalid_id" {
            return Err(parent_gone());
        } else if answer.status == 200 && document(answer)["comment_status"] == "closed" {
            return Err(closed());
        }
        // Any other error shows again, with a clearer message, at delivery.
        self.waiting.pop().ok_or_else(|| Outcome::Later("interrupted".to_owned(), None))
    }

    fn on_delivery(&self, answer: &Answer<'_>) -> Outcome {
        let status = answer.status;
        let document = document(answer);
        let message = message_of_html(document["message"].as_str().unwrap_or_default());
        match status {
            200..300 => match document["id"].as_u64().map(|id| id.to_string()) {
                Some(id) if document["status"] == "approved" => Outcome::Sent(Some(id)),
                Some(id) => Outcome::Pending(Some(id)),
                None => Outcome::Lost(NOT_CONFIRMED.to_owned()),
            },
            // WordPress answers other conflicts with 409, too.
            409 if document["code"] == "comment_duplicate" => Outcome::Duplicate,
            429 => later(message, answer, PAUSE),
            400..500 if document["code"] == "comment_flood" => later(message, answer, PAUSE),
            408 | 500.. => Outcome::Lost(message_or_status(message, status)),
            401 => Outcome::Refused(format!("the site rejected the account: {}", message_or_status(message, status))),
            _ => Outcome::Refused(message_or_status(message, status)),
        }
    }

    /// The page's redirects are followed, later ones are not.
    fn follows_redirects(&self) -> bool {
        self.waiting.is_empty()
    }
}

/// Returns the address of an endpoint below REST's root, which is a path or, with plain permalinks, a query parameter.
fn route(mut root: Url, endpoint: &str) -> Url {
    let below = |start: &str| format!("{}/{endpoint}", start.trim_end_matches('/'));
    let start = root.query_pairs().find(|(name, _)| name == "rest_route").map(|(_, start)| below(&start));
    if let Some(start) = start {
        root.query_pairs_mut().clear().append_pair("rest_route", &start);
    } else {
        let path = below(root.path());
        root.set_path(&path);
    }
    root
}

/// Parses an answer as JSON, after a byte order mark; null if it is something else.
fn document(answer: &Answer<'_>) -> Value {
    serde_json::from_slice(answer.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(answer.body)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Identity;
    use crate::reply::Sender;
    use crate::reply::fixtures::{Recorded, page};

    const POST: &str = "http://127.0.0.1:35435/open/";

    fn rest(parent: Option<&str>) -> ProtocolSender<Rest> {
        let account = Account { user: "reader".to_owned(), secret: "abcd efgh".to_owned() };
        let hints = Hints {
            article_url: POST.to_owned(),
            parent: parent.map(str::to_owned),
            text: "Well said: a < b.".to_owned(),
            identity: Identity { account: Some(account.clone()), ..Identity::default() },
            ..Hints::default()
        };
        Rest::sender(hints, account)
    }

    #[test]
    fn the_reply_goes_to_the_root_that_the_page_names() {
        let open = page(include_bytes!("../../tests/fixtures/reply/wordpress/post.html"));
        let mut sender = rest(Some("5"));
        let first = sender.next().unwrap();
        assert_eq!((first.url.as_str(), first.headers.len(), first.hands_over), (POST, 0, false));
        sender.answer(&open.answer(POST));
        let request = sender.next().unwrap();
        assert_eq!(request.url, "http://127.0.0.1:35435/wp-json/wp/v2/comments");
        assert_eq!(request.headers, [("authorization", "Basic cmVhZGVyOmFiY2QgZWZnaA==".to_owned())]);
        assert!(
            request.hands_over && !format!("{request:?} {sender:?}").contains("cmVhZGVy"),
            "secrets are not printed"
        );
        let sent: Value = serde_json::from_str(&request.body.unwrap().bytes).unwrap();
        assert_eq!(sent, json!({ "post": 1, "parent": 5, "content": "Well said: a &lt; b." }));
        let held = Recorded::new(include_bytes!("../../tests/fixtures/reply/wordpress/rest-held.http"));
        sender.answer(&held.answer(&request.url));
        assert_eq!((sender.next(), sender.end()), (None, Outcome::Pending(Some("15".to_owned()))));
    }

    #[test]
    fn a_parent_that_the_page_does_not_show_is_requested() {
        let open = page(include_bytes!("../../tests/fixtures/reply/wordpress/post.html"));
        let unknown = page(br#"{"code":"rest_comment_invalid_id","message":"Invalid comment ID."}"#).with_status(404);
        let mut sender = rest(Some("99999"));
        sender.next().unwrap();
        sender.answer(&open.answer(POST));
        let first = sender.next().unwrap();
        assert_eq!(first, get("http://127.0.0.1:35435/wp-json/wp/v2/comments/99999"));
        sender.answer(&unknown.answer(&first.url));
        assert_eq!((sender.next(), sender.end()), (None, parent_gone()));
    }

    #[test]
    fn without_a_form_the_post_tells_whether_comments_are_closed() {
        let bare = page(b"<link rel=https://api.w.org/ href=/index.php?rest_route=/><body class=postid-1><p>Text.</p>");
        for (says, status, is_closed) in [
            (r#"{"id":1,"comment_status":"closed"}"#, 200, true),
            (r#"{"id":1,"comment_status":"open"}"#, 200, false),
            ("", 404, false),
        ] {
            let mut sender = rest(None);
            sender.next().unwrap();
            sender.answer(&bare.answer(POST));
            let first = sender.next().unwrap();
            let place = "http://127.0.0.1:35435/index.php?rest_route=%2Fwp%2Fv2%2Fposts%2F1";
            assert_eq!((first.url.as_str(), first.headers.len(), first.hands_over), (place, 0, false));
            sender.answer(&page(says.as_bytes()).with_status(status).answer(place));
            assert_eq!(sender.next().is_none(), is_closed, "{says}");
            assert_eq!(sender.end() == closed(), is_closed, "{says}");
        }
    }

    #[test]
    fn the_account_goes_only_to_its_own_site() {
        let elsewhere = page(b"<link rel=https://api.w.org/ href=http://b.example/wp-json/><body class=postid-1>");
        let own = page(b"<link rel=https://api.w.org/ href=/wp-json/><body class=postid-1>");
        for (read, from) in [(elsewhere, POST), (own, "http://b.example/open/")] {
            let mut sender = rest(None);
            sender.next().unwrap();
            sender.answer(&read.answer(from));
            assert_eq!(sender.next(), None);
            assert!(matches!(sender.end(), Outcome::Refused(why) if why.contains("another site")));
        }
    }

    #[test]
    fn endpoints_keep_the_form_of_the_root() {
        for (root, expected) in [
            ("http://a.example/wp-json/", "http://a.example/wp-json/wp/v2/comments"),
            ("http://a.example/b/wp-json", "http://a.example/b/wp-json/wp/v2/comments"),
            ("http://a.example/index.php?rest_route=/", "http://a.example/index.php?rest_route=%2Fwp%2Fv2%2Fcomments"),
        ] {
            assert_eq!(route(Url::parse(root).unwrap(), "wp/v2/comments").as_str(), expected);
        }
    }
}
