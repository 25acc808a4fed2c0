//! WordPress' REST interface, for those with an account: the article's page says where it is, and the reply goes there
//! under the account's name.
//!
//! Without an account the form is the way: `wordpress_form`.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use url::Url;

use super::conversation::{
    Conversation, Talker, closed, get, later, on_site, parent_gone, post_json, refusal, reject_invalid, words_of_html,
};
use super::exchange::{Account, Answer, Hints, Outcome, Request};
use super::token::is_local;
use super::wordpress_form::{PAUSE, as_html};
use super::wordpress_page::{Page, Way};
use crate::domain::is_same_site;
use crate::page::wordpress::web;

/// A reply on its way through REST.
#[derive(Debug)]
pub(super) struct Rest {
    hints: Hints,
    account: Account,
    conversation: Conversation,
    /// What is still to be asked once the page was read, the last first; the last of all hands the reply over.
    waiting: Vec<Request>,
}

impl Rest {
    pub(super) fn new(hints: Hints, account: Account) -> Self {
        let is_number = |id: &String| id.parse::<u64>().is_ok();
        let end = reject_invalid(&as_html(&hints.text)).or_else(|| {
            (!hints.parent.as_ref().is_none_or(is_number)).then(|| Outcome::ByHand(hints.article_url.clone()))
        });
        let conversation = end.map_or_else(|| Conversation::new(&hints.article_url), Conversation::over);
        Self { hints, account, conversation, waiting: Vec::new() }
    }

    /// Reads the article's page; asks for the parent, if the page does not show it.
    fn page(&mut self, answer: &Answer<'_>) {
        if self.conversation.follow(answer) || self.conversation.ends_without_page(answer, &self.hints.article_url) {
            return;
        }
        let page = Page::read(answer);
        let Some((page, post)) = page.and_then(|page| page.marks.post.map(|post| (page, post))) else {
            return self.conversation.end(Outcome::ByHand(self.hints.article_url.clone()));
        };
        let named = page.marks.root.as_deref().unwrap_or("/wp-json/");
        // The account is this site's: wherever its page may lead, the password goes nowhere else.
        let article = web(&self.hints.article_url);
        let root = article.and_then(|article| on_site(&page.url, named).filter(|root| is_same_site(&article, root)));
        let Some(root) = root else {
            let why = "the page leads to another site, which is not trusted with the account";
            return self.conversation.end(Outcome::Refused(why.to_owned()));
        };
        if root.scheme() != "https" && !is_local(&root) {
            let why = "the site has no protected connection, which the account's password is not sent without";
            return self.conversation.end(Outcome::Refused(why.to_owned()));
        }
        let comments = route(root.clone(), "wp/v2/comments");
        self.waiting.push(self.request(&comments, post));
        if let Some(parent) = self.hints.parent.as_deref().filter(|parent| page.shows(parent) != Some(true)) {
            self.waiting.push(get(route(comments, parent).as_str()));
        }
        // A page without a form is no sign yet: some bring it later, or to those only who are logged in.
        if page.way == Way::Closed {
            self.waiting.push(get(route(root, &format!("wp/v2/posts/{post}")).as_str()));
        }
        self.go_on();
    }

    fn go_on(&mut self) {
        if let Some(request) = self.waiting.pop() {
            self.conversation.ask(request);
        }
    }

    fn request(&self, comments: &Url, post: u64) -> Request {
        let parent: u64 = self.hints.parent.as_deref().and_then(|id| id.parse().ok()).unwrap_or(0);
        let document = json!({ "post": post, "parent": parent, "content": as_html(&self.hints.text) });
        let pair = BASE64_STANDARD.encode(format!("{}:{}", self.account.user, self.account.secret));
        post_json(comments.to_string(), vec![("authorization", format!("Basic {pair}"))], &document)
    }
}

impl Talker for Rest {
    fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    fn talk_mut(&mut self) -> &mut Conversation {
        &mut self.conversation
    }

    fn on_answer(&mut self, answer: &Answer<'_>) {
        if self.conversation.has_handed_over() {
            return self.conversation.end(read(answer));
        }
        match () {
            () if self.waiting.is_empty() => self.page(answer),
            () if matches!(answer.status, 404 | 410) && is_unknown_comment(answer) => {
                self.conversation.end(parent_gone())
            }
            () if answer.status == 200 && document(answer)["comment_status"] == "closed" => {
                self.conversation.end(closed())
            }
            // Whatever else it says: what the reply itself comes to is said better when it is sent.
            () => self.go_on(),
        }
    }

    fn refuses_copies(&self) -> bool {
        true
    }
}

/// A place below REST's root, which is a path or, with plain permalinks, part of the question.
fn route(mut root: Url, place: &str) -> Url {
    let below = |start: &str| format!("{}/{place}", start.trim_end_matches('/'));
    let start = root.query_pairs().find(|(name, _)| name == "rest_route").map(|(_, start)| below(&start));
    if let Some(start) = start {
        root.query_pairs_mut().clear().append_pair("rest_route", &start);
    } else {
        let path = below(root.path());
        root.set_path(&path);
    }
    root
}

fn document(answer: &Answer<'_>) -> Value {
    serde_json::from_slice(answer.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(answer.body)).unwrap_or_default()
}

fn is_unknown_comment(answer: &Answer<'_>) -> bool {
    document(answer)["code"] == "rest_comment_invalid_id"
}

/// How WordPress took it.
fn read(answer: &Answer<'_>) -> Outcome {
    let status = answer.status;
    let document = document(answer);
    let said = words_of_html(document["message"].as_str().unwrap_or_default());
    let is_flood = document["code"] == "comment_flood";
    match status {
        200..300 => match document["id"].as_u64().map(|id| id.to_string()) {
            Some(id) if document["status"] == "approved" => Outcome::Sent(Some(id)),
            Some(id) => Outcome::Pending(Some(id)),
            None => Outcome::Lost("the site did not say what became of it".to_owned()),
        },
        // Other things may be in conflict, too.
        409 if document["code"] == "comment_duplicate" => Outcome::Duplicate,
        429 => later(said, answer, PAUSE),
        400..500 if is_flood => later(said, answer, PAUSE),
        408 | 500.. => Outcome::Lost(refusal(said, status)),
        401 => Outcome::Refused(format!("the site did not take the account: {}", refusal(said, status))),
        _ => Outcome::Refused(refusal(said, status)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Identity;
    use crate::reply::Sender;
    use crate::reply::fixtures::{Recorded, page};

    const POST: &str = "http://127.0.0.1:35435/open/";

    fn rest(parent: Option<&str>) -> Rest {
        let account = Account { user: "reader".to_owned(), secret: "abcd efgh".to_owned() };
        let hints = Hints {
            article_url: POST.to_owned(),
            parent: parent.map(str::to_owned),
            text: "Well said: a < b.".to_owned(),
            identity: Identity { account: Some(account.clone()), ..Identity::default() },
            ..Hints::default()
        };
        Rest::new(hints, account)
    }

    #[test]
    fn the_reply_goes_where_the_page_says_under_the_account() {
        let open = page(include_bytes!("../../tests/fixtures/reply/wordpress/post.html"));
        let mut sender = rest(Some("5"));
        let asked = sender.next().unwrap();
        assert_eq!((asked.url.as_str(), asked.headers.len(), asked.hands_over), (POST, 0, false));
        sender.answer(&open.answer(POST));
        let request = sender.next().unwrap();
        assert_eq!(request.url, "http://127.0.0.1:35435/wp-json/wp/v2/comments");
        assert_eq!(request.headers, [("authorization", "Basic cmVhZGVyOmFiY2QgZWZnaA==".to_owned())]);
        assert!(request.hands_over && !format!("{request:?} {sender:?}").contains("cmVhZGVy"), "secrets stay unseen");
        let sent: Value = serde_json::from_str(&request.body.unwrap().bytes).unwrap();
        assert_eq!(sent, json!({ "post": 1, "parent": 5, "content": "Well said: a &lt; b." }));
        let held = Recorded::new(include_bytes!("../../tests/fixtures/reply/wordpress/rest-held.http"));
        sender.answer(&held.answer(&request.url));
        assert_eq!((sender.next(), sender.end()), (None, Outcome::Pending(Some("15".to_owned()))));
    }

    #[test]
    fn a_parent_that_the_page_does_not_show_is_asked_for() {
        let open = page(include_bytes!("../../tests/fixtures/reply/wordpress/post.html"));
        let unknown = page(br#"{"code":"rest_comment_invalid_id","message":"Invalid comment ID."}"#).with_status(404);
        let mut sender = rest(Some("99999"));
        sender.next().unwrap();
        sender.answer(&open.answer(POST));
        let asked = sender.next().unwrap();
        assert_eq!(asked, get("http://127.0.0.1:35435/wp-json/wp/v2/comments/99999"));
        sender.answer(&unknown.answer(&asked.url));
        assert_eq!((sender.next(), sender.end()), (None, parent_gone()));
    }

    #[test]
    fn a_page_without_a_form_is_asked_whether_comments_are_closed() {
        let bare = page(b"<link rel=https://api.w.org/ href=/index.php?rest_route=/><body class=postid-1><p>Text.</p>");
        for (says, status, is_closed) in [
            (r#"{"id":1,"comment_status":"closed"}"#, 200, true),
            (r#"{"id":1,"comment_status":"open"}"#, 200, false),
            ("", 404, false),
        ] {
            let mut sender = rest(None);
            sender.next().unwrap();
            sender.answer(&bare.answer(POST));
            let asked = sender.next().unwrap();
            let place = "http://127.0.0.1:35435/index.php?rest_route=%2Fwp%2Fv2%2Fposts%2F1";
            assert_eq!((asked.url.as_str(), asked.headers.len(), asked.hands_over), (place, 0, false));
            sender.answer(&page(says.as_bytes()).with_status(status).answer(place));
            assert_eq!(sender.next().is_none(), is_closed, "{says}");
            assert_eq!(sender.end() == closed(), is_closed, "{says}");
        }
    }

    #[test]
    fn the_account_goes_to_its_own_site_alone() {
        let elsewhere = page(b"<link rel=https://api.w.org/ href=http://b.example/wp-json/><body class=postid-1>");
        let own = page(b"<link rel=https://api.w.org/ href=/wp-json/><body class=postid-1>");
        for (read, from) in [(elsewhere, POST), (own, "http://b.example/open/")] {
            let mut sender = rest(None);
            sender.next().unwrap();
            sender.answer(&read.answer(from));
            assert_eq!(sender.next(), None);
            assert!(matches!(sender.end(), Outcome::Refused(why) if why.contains("not trusted")));
        }
    }

    #[test]
    fn places_below_the_root() {
        for (root, expected) in [
            ("http://a.example/wp-json/", "http://a.example/wp-json/wp/v2/comments"),
            ("http://a.example/b/wp-json", "http://a.example/b/wp-json/wp/v2/comments"),
            ("http://a.example/index.php?rest_route=/", "http://a.example/index.php?rest_route=%2Fwp%2Fv2%2Fcomments"),
        ] {
            assert_eq!(route(Url::parse(root).unwrap(), "wp/v2/comments").as_str(), expected);
        }
    }
}
