//! Tests the feeds of fact-checkers: the starter list, and published fact-checks from pages and from feeds.

use std::path::Path;
use std::process::{Command, Stdio};

use chrono::Duration;
use tidings::domain::{ArticleId, Subscription};
use tidings::factcheck::Verdict;
use tidings::settings::Subscriptions;

use crate::harness::{Folder, now};
use crate::server::{Reply, Server};

const CLAIM: &str = "A bridge in Halden collapsed and killed 40 people on Friday";

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// A fact-check as JSON-LD; `publisher` is the member that names it.
fn review(rating: &str, publisher: &str) -> String {
    format!(
        "<script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\"@type\":\"ClaimReview\",
         \"claimReviewed\":\"{CLAIM}\",\"url\":\"https://checkers.example/1\"{publisher},
         \"reviewRating\":{{\"alternateName\":\"{rating}\"}}}}</script>"
    )
}

/// Makes a feed with one article, whose content is this HTML.
fn feed(server: &Server, title: &str, headline: &str, path: &str, content: &str) -> Reply {
    let (link, date) = (server.url(path), (now() - Duration::days(1)).to_rfc2822());
    Reply::feed(format!(
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>{title}</title>
         <item><title>{headline}</title><link>{link}</link><pubDate>{date}</pubDate><guid>{path}</guid>
         <content:encoded><![CDATA[{content}]]></content:encoded></item></channel></rss>"
    ))
}

/// A page with a fact-check.
fn page(review: &str) -> Reply {
    let text = "<p>No bridge in Halden has collapsed, the roads office says, and nobody was hurt there.</p>".repeat(6);
    Reply::html(format!("<title>Checked</title>{review}<article>{text}</article>"))
}

/// A folder with the feed of a paper and that of a fact-checker, whose feed has this content.
fn desk(server: &Server, content: &str, pages: bool) -> Folder {
    server.on("/paper/feed", feed(server, "The Paper", CLAIM, "/paper/1", &format!("<p>{CLAIM}.</p>")));
    server.on("/check/feed", feed(server, "Checkers", "Did a bridge collapse?", "/check/1", content));
    let paper = Subscription { url: server.url("/paper/feed"), ..Subscription::default() };
    let checkers = Subscription { url: server.url("/check/feed"), pages, ..Subscription::default() };
    Folder::new(&[paper, checkers])
}

fn find(folder: &Folder, server: &Server, path: &str) -> ArticleId {
    folder.library.store.find_article(&server.url(path)).unwrap().unwrap()
}

/// Lists publisher and rating of the fact-checks of the paper's claim.
fn reviews(folder: &Folder, server: &Server) -> Vec<(String, String)> {
    let report = folder.library.fact_check(find(folder, server, "/paper/1")).unwrap().unwrap();
    let claim = &report.claims[0];
    assert_eq!(claim.verdict == Verdict::Reviewed, !claim.reviews.is_empty(), "{claim:?}");
    let text = |found: &tidings::factcheck::MatchedReview| {
        (found.review.publisher.as_str().to_owned(), found.review.rating.as_str().to_owned())
    };
    claim.reviews.iter().map(text).collect()
}

fn pair(publisher: &str, rating: &str) -> (String, String) {
    (publisher.to_owned(), rating.to_owned())
}

#[test]
fn a_sync_of_a_fact_checkers_feed_reviews_the_claims_of_other_outlets() {
    let (server, runtime) = (Server::start(), runtime());
    let folder = desk(&server, "<p>Did it?</p>", true);
    server.on("/check/1", page(&review("False", ",\"author\":{\"name\":\"Check\u{1b}ers\"}")));
    folder.sync(&runtime);
    assert_eq!(server.hits("/check/1"), 1, "the setting `pages` fetches the page");
    assert_eq!(reviews(&folder, &server), [pair("Checkers", "False")]);
    let own = folder.library.fact_check(find(&folder, &server, "/check/1")).unwrap().unwrap();
    assert!(own.claims.iter().all(|claim| claim.reviews.is_empty()), "an outlet does not review itself");
}

#[test]
fn a_fact_check_in_the_feeds_own_text_needs_no_page() {
    let (server, runtime) = (Server::start(), runtime());
    let folder = desk(&server, &format!("<p>Did it?</p>{}", review("Made \\u001b[31mup", "")), false);
    folder.sync(&runtime);
    assert_eq!(server.hits("/check/1"), 0);
    let found = reviews(&folder, &server);
    let [(publisher, rating)] = found.as_slice() else { panic!("{found:?}") };
    assert!(publisher.starts_with("127.0.0.1:"), "a fact-check without a publisher is the site's: {publisher}");
    assert!(rating.starts_with("Made") && !rating.contains('\u{1b}'), "{rating:?}");
}

#[test]
fn the_page_adds_to_what_the_feed_has_and_repeats_count_once() {
    let (server, runtime) = (Server::start(), runtime());
    let (first, second) = (review("False", ",\"author\":\"A\""), review("Mostly false", ",\"author\":\"B\""));
    let folder = desk(&server, &format!("<p>Did it?</p>{first}"), true);
    server.on("/check/1", page(&format!("{first}{second}")));
    folder.sync(&runtime);
    let mut found = reviews(&folder, &server);
    found.sort();
    assert_eq!(found, [pair("A", "False"), pair("B", "Mostly false")]);
}

#[test]
fn an_edited_entry_takes_its_fact_check_back() {
    let (server, runtime) = (Server::start(), runtime());
    let folder = desk(&server, &format!("<p>Did it?</p>{}", review("False", ",\"author\":\"A\"")), false);
    folder.sync(&runtime);
    assert_eq!(reviews(&folder, &server).len(), 1);
    server.on("/check/feed", feed(&server, "Checkers", "Did a bridge collapse?", "/check/1", "<p>We were wrong.</p>"));
    folder.sync(&runtime);
    assert_eq!(reviews(&folder, &server), []);
}

#[test]
fn a_fact_check_is_deleted_with_its_article() {
    let (server, runtime) = (Server::start(), runtime());
    let folder = desk(&server, &review("False", ",\"author\":\"A\""), false);
    folder.sync(&runtime);
    assert_eq!(reviews(&folder, &server).len(), 1);
    let checkers = server.url("/check/feed");
    folder.library.change_subscriptions(|list| list.remove(&checkers)).unwrap().unwrap();
    let store = &folder.library.store;
    store.purge_unsubscribed(30, now()).unwrap();
    assert_eq!(store.purge_unsubscribed(30, now() + Duration::days(31)).unwrap(), 1);
    assert_eq!(reviews(&folder, &server), []);
}

#[test]
fn the_starter_list_can_be_imported() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/fact-checkers.toml");
    let list = Subscriptions::load(&file).unwrap();
    let languages: std::collections::BTreeSet<&str> =
        list.list().iter().flat_map(|feed| feed.tags.iter().skip(1)).map(tidings::domain::Text::as_str).collect();
    assert!(languages.len() >= 6, "{languages:?}");
    for feed in list.list() {
        assert!(feed.pages && feed.title.is_some() && feed.url.starts_with("https://"), "{feed:?}");
        assert!(feed.tags.iter().any(|tag| tag.as_str() == "fact-check"), "{feed:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let import = |file: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
        let command = command.arg("--config-dir").arg(folder.path()).arg("import").arg(file);
        command.stdin(Stdio::null()).output().unwrap()
    };
    let output = String::from_utf8(import(&file).stdout).unwrap();
    assert_eq!(output, format!("{} feeds added, 0 already subscribed, 0 skipped\n", list.list().len()));
    let kept = Subscriptions::load(&folder.path().join("feeds.toml")).unwrap();
    assert_eq!(kept.list(), list.list(), "title, folder, tags and `pages` are kept");
    let wrong = folder.path().join("wrong.toml");
    std::fs::write(&wrong, "[[feed]]\nurl = \"exec:rm\"\n").unwrap();
    let output = import(&wrong);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("an http or https address"), "{said}");
}
