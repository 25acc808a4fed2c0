//! Passes every recorded answer to the sender that would receive it.

use std::time::Duration;

use super::fixtures::{Recorded, page};
use super::{Account, Answer, Failure, Hints, Identity, Outcome, sender};

const SITE: &str = "http://127.0.0.1:35435";

macro_rules! recorded {
    ($folder:literal: $($name:literal)*) => {
        [$(($name, include_bytes!(concat!("../../tests/fixtures/reply/", $folder, "/", $name, ".http")).as_slice())),*]
    };
}

/// The page of the open post, with its form.
const OPEN: &[u8] = include_bytes!("../../tests/fixtures/reply/wordpress/post.html");

fn hints(source: &str) -> Hints {
    let (name, email) = ("Casey".to_owned(), "casey@readers.example".to_owned());
    Hints {
        article_url: format!("{SITE}/open/"),
        source: source.to_owned(),
        text: "First & foremost.\n\nÜber <b>?".to_owned(),
        identity: Identity { name, email, ..Identity::default() },
        ..Hints::default()
    }
}

fn with_account(source: &str) -> Hints {
    let account = Some(Account { user: "reader".to_owned(), secret: "secret".to_owned() });
    Hints { identity: Identity { account, ..Identity::default() }, ..hints(source) }
}

/// Returns the outcome if the article's page is `article` and the delivery is answered with `last`.
fn end_of(hints: Hints, article: &[u8], last: &Answer<'_>) -> Outcome {
    let mut sender = sender(hints);
    let first = sender.next().expect("a request for the page");
    assert!(!first.hands_over && first.headers.is_empty());
    let answer = Answer { url: &first.url, status: 200, location: None, retry_after: None, body: article };
    sender.answer(&answer);
    if let Some(delivery) = sender.next() {
        assert!(delivery.hands_over);
        sender.answer(&Answer { url: &delivery.url, ..*last });
    }
    assert_eq!(sender.next(), None);
    sender.end()
}

/// Returns the outcome in short: its kind with the message or the id.
fn short(end: &Outcome) -> String {
    match end {
        Outcome::Sent(id) => format!("sent {}", id.as_deref().unwrap_or("-")),
        Outcome::Pending(id) => format!("pending {}", id.as_deref().unwrap_or("-")),
        Outcome::Duplicate => "duplicate".to_owned(),
        Outcome::Refused(why) => format!("refused {why}"),
        Outcome::Later(why, pause) => format!("later {} {why}", pause.map_or(0, |pause| pause.as_secs())),
        Outcome::Lost(why) => format!("lost {why}"),
        Outcome::ByHand(page) => format!("by hand {page}"),
    }
}

fn check(hints: &Hints, article: &[u8], answers: &[(&str, &'static [u8])], expected: &[&str]) {
    assert_eq!(answers.len(), expected.len());
    for ((name, raw), expected) in answers.iter().zip(expected) {
        let recorded = Recorded::new(raw);
        assert_eq!(short(&end_of(hints.clone(), article, &recorded.answer("http://x.example/"))), *expected, "{name}");
    }
}

#[test]
fn answers_of_wordpress_form() {
    let answers = recorded!("wordpress":
        "form-accepted" "form-accepted-cookies" "form-accepted-reply" "form-unknown-parent" "form-binned" "form-held"
        "form-duplicate" "form-held-duplicate" "form-flood" "form-empty" "form-no-name" "form-no-email"
        "form-bad-email" "form-long-name" "form-too-long" "form-closed" "form-login-required" "form-unknown-post"
        "form-by-get" "form-database-down");
    let expected = [
        "sent 6",
        "sent 7",
        "sent 8",
        "sent 10",
        "sent 11",
        "pending 9",
        "duplicate",
        "duplicate",
        "later 15 You are posting comments too quickly. Slow down.",
        "refused Error: Please type your comment text.",
        "refused Error: Please fill the required fields.",
        "refused Error: Please fill the required fields.",
        "refused Error: Please enter a valid email address.",
        "refused Error: Your name is too long.",
        "refused Error: Your comment is too long.",
        "refused Sorry, comments are closed for this item.",
        "refused Sorry, you must be logged in to comment.",
        "refused the site kept nothing: it does not know the article",
        "refused the site answered 405",
        "lost Error establishing a database connection",
    ];
    check(&hints("wordpress-rest+wordpress-html"), OPEN, &answers, &expected);
    check(&hints(""), OPEN, &answers, &expected);
}

#[test]
fn answers_of_wordpress_rest() {
    let answers = recorded!("wordpress":
        "rest-created" "rest-created-admin" "rest-created-reply" "rest-members" "rest-anonymous" "rest-unknown-parent"
        "rest-held" "rest-duplicate" "rest-flood" "rest-empty" "rest-too-long" "rest-closed" "rest-no-account"
        "rest-wrong-password" "rest-unknown-user" "rest-unknown-post" "rest-anonymous-no-name" "rest-database-down");
    let login = "refused the site rejected the account: Sorry, you must be logged in to comment.";
    let expected = [
        "sent 12",
        "sent 14",
        "sent 13",
        "sent 16",
        "sent 18",
        "sent 17",
        "pending 15",
        "duplicate",
        "later 15 You are posting comments too quickly. Slow down.",
        "refused Invalid comment content.",
        "refused Comment field exceeds maximum length allowed.",
        "refused Sorry, comments are closed for this item.",
        login,
        login,
        login,
        "refused Sorry, you are not allowed to create this comment without a post.",
        "refused Creating a comment requires valid author name and email values.",
        "lost Error establishing a database connection",
    ];
    check(&with_account("wordpress-rest"), OPEN, &answers, &expected);
}

#[test]
fn answers_of_isso() {
    let answers = recorded!("isso":
        "created" "created-reply" "created-unsigned" "duplicate" "bad-parent" "held" "held-second" "rate-limited"
        "too-short" "too-long" "no-text" "bad-website" "unknown-page" "not-json" "strict-no-name" "strict-no-email");
    let expected = [
        "sent 1",
        "sent 2",
        "sent 3",
        "sent 4",
        "sent 5",
        "pending 1",
        "pending 2",
        "later 60 127.0.0.0: ratelimit exceeded (1, 2)",
        "refused text is too short (minimum length: 3)",
        "refused text is too long (maximum length: 65535)",
        "refused text is missing",
        "refused Website not Django-conform",
        "refused Cannot create new thread: URI /nowhere.html is not accessible and no title was provided. Please \
         provide a title parameter in your request.",
        "refused CSRF",
        "refused email address required but not provided",
        "refused email address required but not provided",
    ];
    let article = b"<script data-isso=/isso></script><p id=isso-thread></p>";
    check(&hints("isso"), article, &answers, &expected);
    let named = Hints { isso: Some("http://127.0.0.1:8080".to_owned()), ..hints("") };
    check(&named, b"<p>No word of it.", &answers, &expected);
}

#[test]
fn pages_that_take_no_reply() {
    let pages = recorded!("wordpress": "page-closed" "page-members");
    let expected = ["refused comments are closed", "refused You must be logged in to post a comment."];
    for ((name, raw), expected) in pages.iter().zip(expected) {
        let mut sender = sender(hints("wordpress-rest"));
        let url = sender.next().unwrap().url;
        sender.answer(&Recorded::new(raw).answer(&url));
        assert_eq!((sender.next(), short(&sender.end()).as_str()), (None, expected), "{name}");
    }
    for (status, expected) in [
        (404, "refused the article is gone: its page answered 404"),
        (503, "later 0 the article's page answered 503"),
        (403, "by hand http://127.0.0.1:35435/open/"),
        (200, "by hand http://127.0.0.1:35435/open/"),
    ] {
        for hints in [hints(""), with_account("wordpress-rest"), hints("isso")] {
            let mut sender = sender(hints);
            let url = sender.next().unwrap().url;
            sender.answer(&page(b"<p>Hello.").with_status(status).answer(&url));
            assert_eq!((sender.next(), short(&sender.end()).as_str()), (None, expected), "{sender:?}");
        }
    }
}

#[test]
fn the_form_is_filled_in_and_sent() {
    let mut sender = sender(Hints { parent: Some("5".to_owned()), ..hints("wordpress-html") });
    let moved = format!("{SITE}/open/");
    assert_eq!(sender.next().unwrap().url, moved);
    let at = format!("{SITE}/2025/open/");
    let elsewhere = Answer { url: &moved, status: 301, location: Some(&at), retry_after: None, body: b"" };
    sender.answer(&elsewhere);
    assert_eq!(sender.next().unwrap().url, at);
    sender.answer(&page(OPEN).answer(&at));
    let request = sender.next().unwrap();
    assert_eq!(request.url, format!("{SITE}/wp-comments-post.php"));
    assert_eq!(request.headers, [("referer", at)]);
    let body = request.body.unwrap();
    assert_eq!(body.kind, "application/x-www-form-urlencoded");
    assert_eq!(
        body.bytes,
        "author=Casey&email=casey%40readers.example&url=&comment=First+%26amp%3B+foremost.%0A%0A%C3%9Cber+%26lt%3Bb\
         %26gt%3B%3F&comment_parent=5&submit=Post+Comment&comment_post_ID=1"
    );
    sender.fail(Failure { may_have_arrived: true, why: "connection reset".to_owned() });
    assert_eq!(sender.end(), Outcome::Lost("connection reset".to_owned()));
    assert!(sender.is_safe_to_repeat());
}

#[test]
fn replies_that_no_site_accepts_make_no_request() {
    let nameless = Hints { identity: Identity::default(), ..hints("wordpress-rest") };
    let mut unreachable = hints("wordpress-rest");
    unreachable.identity.email.clear();
    let long = "x".repeat(65_526);
    let text = |source: &str, text: &str| Hints { text: text.to_owned(), ..hints(source) };
    let account = Hints { text: long.clone(), ..with_account("") };
    for (hints, expected) in [
        (nameless, "refused the site requires a name: set name in [reply] in config.toml"),
        (unreachable, "refused the site requires an email address: set email in [reply] in config.toml"),
        (text("", " \n"), "refused the reply is empty"),
        (text("isso", "\n"), "refused the reply is empty"),
        (text("isso", &long), "refused the reply is too long: 65526 bytes (sites accept 65525)"),
        (account, "refused the reply is too long: 65526 bytes (sites accept 65525)"),
    ] {
        let mut sender = sender(hints);
        assert_eq!((sender.next(), short(&sender.end()).as_str()), (None, expected));
    }
}

#[test]
fn other_answers_to_wordpress_form() {
    let answer = |status, location, body| Answer { url: "", status, location, retry_after: None, body };
    let slow = Answer { retry_after: Some(Duration::from_secs(90)), ..answer(429, None, b"<h1>Slow</h1>") };
    let old: &[u8] = b"<body id=error-page><p>No.\x1b[2J</p><p><a href='javascript:history.back()'>Back</a></p>";
    let here = |rest: &str| format!("{SITE}{rest}");
    let (login, article, by_query) =
        (here("/wp-login.php?x"), here("/open/"), here("/open/?unapproved=7&moderation-hash=x"));
    for (last, expected) in [
        (slow, "later 90 the site answered 429"),
        (answer(403, None, old), "refused No.[2J"),
        (answer(404, None, b"<p>Nothing here."), "refused the site answered 404"),
        (answer(503, None, b""), "lost the site answered 503"),
        (answer(302, Some(login.as_str()), b""), "refused the site requires you to log in to comment"),
        (answer(302, Some(article.as_str()), b""), "lost the site did not confirm the reply"),
        (answer(302, Some("https://b.example/#comment-4"), b""), "lost the site did not confirm the reply"),
        (answer(302, None, b""), "lost the site did not confirm the reply"),
        (answer(302, Some(by_query.as_str()), b""), "pending 7"),
        (answer(301, Some(article.as_str()), b""), "refused the comment form has moved: the site answered 301"),
    ] {
        assert_eq!(short(&end_of(hints(""), OPEN, &last)), expected, "{} {:?}", last.status, last.location);
    }
}

#[test]
fn a_missing_parent_stops_the_reply_before_delivery() {
    let mut sender = sender(Hints { parent: Some("99999".to_owned()), ..hints("wordpress-rest") });
    let url = sender.next().unwrap().url;
    sender.answer(&page(OPEN).answer(&url));
    let expected = "refused the comment you are replying to is gone";
    assert_eq!((sender.next(), short(&sender.end()).as_str()), (None, expected));
}

#[test]
fn each_kind_of_site_has_its_sender() {
    let own = "https://ann.example/on-the-ferry";
    for (source, origin, expected) in [
        ("discourse", "discourse:b.example/57", "https://b.example/t/57.json"),
        ("lemmy", "lemmy:b.example/57", "https://b.example/api/v3/post?id=57"),
        ("mastodon", "mastodon:b.example/57", "https://b.example/api/v1/statuses/57"),
    ] {
        let mut hints = with_account(source);
        hints.origin = origin.to_owned();
        assert_eq!(sender(hints).next().unwrap().url, expected);
    }
    for (source, text, is_mention) in
        [("", own, true), ("schema-org", own, true), ("wordpress-html", own, false), ("", "Yes.", false)]
    {
        let mut hints = Hints { text: text.to_owned(), ..hints(source) };
        hints.identity.site = "https://ann.example".to_owned();
        let mut sender = sender(hints);
        let first = sender.next().unwrap();
        let body = b"<link rel=webmention href=/mention>";
        sender.answer(&Answer { url: &first.url, status: 200, location: None, retry_after: None, body });
        assert_eq!(
            sender.next().is_some_and(|request| request.url == format!("{SITE}/mention")),
            is_mention,
            "{source}"
        );
    }
}
