//! Tests that the demo site has valid feeds, the promised threads, and WordPress's behaviour.

use std::collections::BTreeSet;

use hyper::StatusCode;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::answer::answer;
use super::outlets::OUTLETS;
use super::site::{Article, Kind, SiteData, in_tree_order, post};
use crate::domain::Time;

const LEAD: &str = "/news/harbour-bridge-reopens/";

fn now() -> Time {
    "2026-03-04T12:30:00.250Z".parse().unwrap()
}

fn data() -> SiteData {
    SiteData::new("http://127.0.0.1:9".to_owned(), now())
}

fn get(path: &str) -> (StatusCode, HeaderMap, String) {
    answer(&data(), path, &HeaderMap::new())
}

fn body(path: &str) -> String {
    let (status, _, body) = get(path);
    assert_eq!(status, StatusCode::OK, "{path}");
    body
}

fn json(path: &str) -> Value {
    serde_json::from_str(&get(path).2).unwrap()
}

fn parse(path: &str) -> feed_rs::model::Feed {
    feed_rs::parser::parse(body(path).as_bytes()).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_feed_parses_and_holds_every_article() {
    for outlet in OUTLETS {
        let feed = parse(outlet.feed);
        assert_eq!(feed.title.unwrap().content, outlet.title);
        assert_eq!(feed.entries.len(), outlet.articles.len(), "{}", outlet.title);
        for article in outlet.articles {
            let wanted = data().article_url(outlet, article);
            let entry = feed.entries.iter().find(|entry| entry.links.iter().any(|link| link.href == wanted));
            let entry = entry.unwrap_or_else(|| panic!("{wanted} is not in its feed"));
            assert_eq!(entry.published, Some(data().time(article.ago)), "{wanted}");
            assert_eq!(entry.title.as_ref().map_or("", |title| &title.content), article.title);
            let content = entry.content.as_ref().and_then(|content| content.body.as_deref());
            assert_eq!(
                content.is_some_and(|text| text.trim() == article.body.trim()),
                !outlet.teasers_only,
                "{wanted}"
            );
        }
    }
}

#[test]
fn the_site_has_enough_articles_and_a_page_for_each() {
    let articles: Vec<_> =
        OUTLETS.iter().flat_map(|outlet| outlet.articles.iter().map(move |article| (outlet, article))).collect();
    assert!((45..=60).contains(&articles.len()));
    let ids: BTreeSet<u32> = articles.iter().map(|(_, article)| article.id).collect();
    assert_eq!(ids.len(), articles.len(), "ids are unique");
    for (outlet, article) in articles {
        assert!(body(&format!("{}{}/", outlet.root, article.slug)).contains(article.body));
        assert!(!super::markup::teaser(article.body).contains(['&', '<']), "{}: teasers are plain text", article.slug);
    }
    for outlet in OUTLETS {
        assert!(outlet.articles.is_sorted_by_key(|article| article.ago), "{}: newest first", outlet.title);
        assert!(body(outlet.home).contains(&data().url(outlet.feed)), "the front page links to the feed");
    }
}

#[test]
fn links_between_articles_are_not_broken() {
    for article in OUTLETS.iter().flat_map(|outlet| outlet.articles) {
        for link in article.body.split("href=\"/").skip(1).filter_map(|rest| rest.split_once('"')) {
            assert_eq!(get(&format!("/{}", link.0)).0, StatusCode::OK, "{} links to /{}", article.slug, link.0);
        }
    }
}

#[test]
fn the_lead_article_has_seventeen_nested_comments() {
    let comments = json("/wp-json/wp/v2/comments?post=1204&per_page=100&order=asc");
    let comments = comments.as_array().unwrap();
    assert_eq!(comments.len(), 17);
    let ids: BTreeSet<u64> = comments.iter().map(|comment| comment["id"].as_u64().unwrap()).collect();
    for comment in comments {
        let parent = comment["parent"].as_u64().unwrap();
        assert!(parent == 0 || ids.contains(&parent), "parent {parent} is listed");
    }
    assert!(comments.iter().any(|comment| comment["author_name"] == ""), "some are anonymous");
    assert!(comments.is_sorted_by_key(|comment| comment["date_gmt"].as_str().unwrap().to_owned()), "oldest first");

    let page = body(LEAD);
    assert!(page.contains("17 Comments"));
    assert_eq!(page.matches("class=\"comment-body\"").count(), 17);
    assert!(page.contains("depth-5") && !page.contains("depth-6"));
    assert!(body("/feed/").contains("<slash:comments>17</slash:comments>"));
}

#[test]
fn comment_markup_is_balanced_and_nested() {
    for outlet in OUTLETS.iter().filter(|outlet| outlet.kind == Kind::WordPress) {
        for article in outlet.articles {
            let page = body(&format!("{}{}/", outlet.root, article.slug));
            for tag in ["li", "ol", "article", "div"] {
                let opened = page.matches(&format!("<{tag} ")).count() + page.matches(&format!("<{tag}>")).count();
                assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{}: {tag}", article.slug);
            }
        }
    }
    let page = dom_query::Document::from(body(LEAD));
    let data = data();
    for (depth, comment) in in_tree_order(&data.comments(post(1204).unwrap().1)) {
        let item = page.select(&format!("li#comment-{}", comment.id));
        assert_eq!(item.ancestors(None).filter("ol.children").length(), depth, "comment {}", comment.id);
    }
}

#[test]
fn every_comment_has_an_article_and_an_earlier_parent() {
    let comments: Vec<_> = OUTLETS.iter().flat_map(|outlet| outlet.articles).flat_map(Article::written).collect();
    assert_eq!(comments.len(), super::comments::COMMENTS.len(), "each has an article");
    let counts: Vec<usize> =
        OUTLETS.iter().flat_map(|outlet| outlet.articles).map(|it| it.written().count()).filter(|n| *n > 0).collect();
    assert_eq!(counts, [17, 10, 5, 5, 8]);
    for article in OUTLETS.iter().flat_map(|outlet| outlet.articles) {
        let comments: Vec<_> = article.written().collect();
        assert!(comments.is_sorted_by(|a, b| a.id < b.id && a.ago > b.ago), "{}: oldest first", article.slug);
        for (i, comment) in comments.iter().enumerate() {
            assert!(comment.ago < article.ago && comment.ago >= 0, "{} is newer than the article", comment.id);
            assert!(
                comment.parent == 0 || comments[..i].iter().any(|other| other.id == comment.parent),
                "{}",
                comment.id
            );
        }
    }
}

#[test]
fn comments_are_paged_as_wordpress_pages_them() {
    let total = HeaderName::from_static("x-wp-total");
    let pages = HeaderName::from_static("x-wp-totalpages");
    let mut seen = Vec::new();
    for (page, length) in [(1, 7), (2, 7), (3, 3), (4, 0)] {
        let (status, headers, body) =
            get(&format!("/wp-json/wp/v2/comments?post=1204&per_page=7&page={page}&order=asc"));
        assert_eq!(
            (status, &headers[&total], &headers[&pages]),
            (StatusCode::OK, &"17".parse().unwrap(), &"3".parse().unwrap())
        );
        assert!(headers[header::LINK].to_str().unwrap().contains("https://api.w.org/"));
        let comments: Vec<Value> = serde_json::from_str(&body).unwrap();
        assert_eq!(comments.len(), length);
        seen.extend(comments.iter().map(|comment| comment["id"].as_u64().unwrap()));
    }
    let default = json("/wp-json/wp/v2/comments?post=1204");
    let newest: Vec<u64> = default.as_array().unwrap().iter().map(|comment| comment["id"].as_u64().unwrap()).collect();
    seen.reverse();
    assert_eq!(newest, seen[..10], "ten, newest first, by default");

    for wrong in ["per_page=101", "per_page=0", "per_page=x", "page=0"] {
        assert_eq!(get(&format!("/wp-json/wp/v2/comments?post=1204&{wrong}")).0, StatusCode::BAD_REQUEST, "{wrong}");
    }
    assert_eq!(json("/wp-json/wp/v2/comments?post=99999"), Value::Array(Vec::new()));
    assert_eq!(json("/wp-json/wp/v2/comments?post=1195"), Value::Array(Vec::new()));
}

#[test]
fn a_page_links_to_its_rest_post_and_back() {
    let (_, headers, _) = get(LEAD);
    let links: Vec<&str> = headers.get_all(header::LINK).iter().map(|value| value.to_str().unwrap()).collect();
    assert!(links.iter().any(|link| link.contains("/wp-json/wp/v2/posts/1204") && link.contains("application/json")));
    assert_eq!(json("/wp-json/wp/v2/posts/1204")["link"], format!("http://127.0.0.1:9{LEAD}"));
    let (status, headers, _) = get("/?p=1204");
    assert_eq!(
        (status, headers[header::LOCATION].to_str().unwrap()),
        (StatusCode::MOVED_PERMANENTLY, "http://127.0.0.1:9/news/harbour-bridge-reopens/")
    );
    assert_eq!(get("/wp-json/wp/v2/posts/7").0, StatusCode::NOT_FOUND);
    assert_eq!(get("/wp-json/wp/v2/users").0, StatusCode::NOT_FOUND);
    assert_eq!(json("/wp-json/")["namespaces"][0], "wp/v2");
}

#[test]
fn comment_feeds_hold_the_newest_and_name_parents() {
    for path in ["feed/", "feed/atom/"] {
        let feed = parse(&format!("{LEAD}{path}"));
        assert_eq!(feed.entries.len(), 10, "{path}");
        assert!(feed.entries[0].published > feed.entries[9].published, "{path}: newest first");
    }
    let atom = body(&format!("{LEAD}feed/atom/"));
    assert!(atom.contains("<thr:in-reply-to ref=\"http://127.0.0.1:9/?p=1204#comment-5110\""));
    assert!(body(&format!("{LEAD}feed/")).contains(
        "In reply to <a href=\"http://127.0.0.1:9/news/harbour-bridge-reopens/#comment-5110\">Kenji Morita</a>"
    ));
    assert_eq!(parse("/slow-light/salt-and-iron/replies.atom").entries.len(), 8);
    assert_eq!(parse("/slow-light/glass/replies.atom").entries.len(), 0);
    assert!(body("/slow-light/atom.xml").contains("<thr:total>8</thr:total>"));
}

#[test]
fn a_client_with_the_current_version_gets_304() {
    for path in ["/", "/feed/", "/tide-table/index.rdf", "/off-by-one/feed.json", LEAD, "/copper-pan/dashi/"] {
        let (_, headers, _) = get(path);
        for (condition, validator) in
            [(header::IF_NONE_MATCH, header::ETAG), (header::IF_MODIFIED_SINCE, header::LAST_MODIFIED)]
        {
            let asked = HeaderMap::from_iter([(condition, headers[validator].clone())]);
            let (status, again, body) = answer(&data(), path, &asked);
            assert_eq!((status, body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path}");
            assert_eq!(again[header::ETAG], headers[header::ETAG]);
        }
        let asked = HeaderMap::from_iter([
            (header::IF_NONE_MATCH, HeaderValue::from_static("\"something else\"")),
            (header::IF_MODIFIED_SINCE, headers[header::LAST_MODIFIED].clone()),
        ]);
        assert_eq!(answer(&data(), path, &asked).0, StatusCode::OK, "{path}: a tag takes precedence over the date");
    }
}

#[test]
fn unknown_paths_get_404() {
    for path in
        ["/media/x.jpg", "/news/", "/news/none/", "/feed", "//", "", "/news/letters/feed/rss/", "/?p=x", "/../etc"]
    {
        let status = get(path).0;
        assert!(status == StatusCode::NOT_FOUND || (path == "/?p=x" && status == StatusCode::OK), "{path}: {status}");
    }
}

#[tokio::test]
async fn the_site_answers_over_tcp_until_it_is_stopped() {
    let site = super::serve(now()).await.unwrap();
    let address = site.address;
    assert_eq!(site.feeds().len(), OUTLETS.len());
    assert!(site.feeds().iter().all(|feed| feed.url.starts_with(&site.base())));

    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /feed/ HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains(&format!("http://{address}{LEAD}")));

    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"POST /feed/ HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut refusal = String::new();
    stream.read_to_string(&mut refusal).await.unwrap();
    assert!(refusal.starts_with("HTTP/1.1 405"));

    site.stop().await;
    assert!(TcpStream::connect(address).await.is_err(), "the port is closed");
}
