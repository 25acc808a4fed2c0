//! Tests comment sources with complete documents and with a scripted site.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tidings::comments::{Answer, CommentsError, Hints, Method, Source, recognise};
use tidings::domain::{LoadedThread, Moderation, Thread};
use tidings::page::plain;

fn fixture(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns id, parent, author, depth and text of every comment, as in the JSON output.
fn rows(thread: &LoadedThread) -> Vec<Value> {
    let (tree, warnings) = Thread::build(thread.comments.clone());
    assert!(warnings.is_empty(), "{warnings:?}");
    let row = |node: tidings::domain::Node<'_>| {
        let comment = node.comment;
        json!({"id": comment.id, "parent": comment.parent, "author": comment.author, "depth": node.depth,
               "text": plain(&comment.html.0).trim()})
    };
    tree.nodes().map(row).collect()
}

fn parents(thread: &LoadedThread) -> BTreeMap<String, Option<String>> {
    thread
        .comments
        .iter()
        .map(|comment| (comment.id.to_string(), comment.parent.as_ref().map(ToString::to_string)))
        .collect()
}

fn read(path: &str) -> LoadedThread {
    recognise(&fixture(path), None, None).unwrap()
}

#[test]
fn the_seed_thread_is_read_exactly_from_page_rest_and_feed() {
    let expected: Value = serde_json::from_slice(&fixture("seed/expected.json")).unwrap();
    let expected = expected["comments"].as_array().unwrap();
    assert_eq!(expected.len(), 17);
    for (file, source, stated) in [
        ("comments.json", "wordpress-rest", None),
        ("comments.rss", "wordpress-rss", None),
        ("page.html", "wordpress-html", Some(17)),
    ] {
        let thread = read(&format!("seed/{file}"));
        assert_eq!((thread.source.as_str(), thread.stated), (source, stated), "{file}");
        assert_eq!(thread.complete, stated.is_some(), "{file}");
        assert_eq!(thread.warnings, [], "{file}");
        for (row, expected) in rows(&thread).iter().zip(expected) {
            assert_eq!(row, expected, "{file}");
        }
        assert_eq!(thread.comments.len(), 17, "{file}");
        assert!(thread.comments.iter().all(|c| c.published.is_some() && c.url.is_some()), "{file}");
    }
}

#[test]
fn page_rest_and_feed_of_the_seed_agree_on_dates() {
    let dates = |file: &str| -> Vec<_> { read(file).comments.into_iter().map(|c| (c.id, c.published)).collect() };
    assert_eq!(dates("seed/comments.json"), dates("seed/comments.rss"));
    assert_eq!(dates("seed/comments.json"), dates("seed/page.html"));
}

#[test]
fn a_recorded_wordpress_thread_has_its_true_parents() {
    let rest = read("comments/wordpress-live/comments.json");
    assert_eq!(rest.comments.len(), 23);
    let truth: Vec<Value> = serde_json::from_slice(&fixture("comments/wordpress-live/comments.json")).unwrap();
    for entry in truth {
        let parent = entry["parent"].as_u64().filter(|id| *id > 0).map(|id| id.to_string());
        assert_eq!(parents(&rest)[&entry["id"].to_string()], parent);
    }
    let truth = parents(&rest);
    for (file, source) in [("comments.rss", "wordpress-rss"), ("comments.atom", "wordpress-atom")] {
        let feed = read(&format!("comments/wordpress-live/{file}"));
        assert_eq!((feed.source.as_str(), feed.comments.len(), feed.complete), (source, 10, false));
        for comment in &feed.comments {
            let same = rest.comments.iter().find(|c| c.id == comment.id).unwrap();
            assert_eq!(
                (comment.parent.as_deref(), &comment.author),
                (truth[comment.id.as_str()].as_deref(), &same.author),
                "{file} {}",
                comment.id
            );
            assert_eq!((plain(&comment.html.0), comment.published), (plain(&same.html.0), same.published), "{file}");
        }
    }
}

#[test]
fn recorded_wordpress_pages_of_two_themes_are_read() {
    let Some(corpus) = std::env::var_os("TIDINGS_CORPUS").map(PathBuf::from) else { return };
    let rest = read("comments/wordpress-live/comments.json");
    let (tree, _) = Thread::build(rest.comments.clone());
    let depth = |id: &str| tree.get(tree.index_of(0, id).unwrap()).unwrap().depth;
    for theme in ["twentytwentyone", "twentytwentythree"] {
        let html = std::fs::read(corpus.join(format!("wordpress-live/page-{theme}.html"))).unwrap();
        let page = recognise(&html, None, Some("http://127.0.0.1:8088/?p=4")).unwrap();
        assert_eq!((page.comments.len(), page.stated, page.complete), (23, Some(23), true), "{theme}");
        let (clamped, _) = Thread::build(page.comments.clone());
        let deepest = clamped.nodes().map(|node| node.depth).max().unwrap();
        for (comment, truth) in page.comments.iter().zip(&rest.comments) {
            assert_eq!(
                (&comment.id, &comment.author, comment.published),
                (&truth.id, &truth.author, truth.published),
                "{theme}"
            );
            assert_eq!((plain(&comment.html.0), &comment.url), (plain(&truth.html.0), &truth.url), "{theme}");
            if depth(&comment.id) <= deepest {
                assert_eq!(comment.parent, truth.parent, "{theme} {}", comment.id);
            }
        }
    }
}

#[test]
fn one_thread_in_different_markup_gives_the_same_tree() {
    let expected = [
        json!({"id": "101", "parent": null, "author": "Ann Lee", "depth": 0, "text": "The tram is back. At last!"}),
        json!({"id": "102", "parent": "101", "author": null, "depth": 1, "text": "Only on weekdays, though."}),
        json!({"id": "104", "parent": "102", "author": "News Desk", "depth": 2, "text": "Weekends follow in May.\n\nSee the plan."}),
        json!({"id": "103", "parent": null, "author": "Zoë & Sons", "depth": 0, "text": "And the bells are louder."}),
    ];
    for kind in ["core-html5", "core-xhtml", "block", "smart", "media"] {
        let html = fixture(&format!("comments/markup/{kind}.html"));
        let thread = recognise(&html, None, Some("http://news.example/2026/tram/")).unwrap();
        assert_eq!(rows(&thread), expected, "{kind}");
        assert_eq!((thread.stated, thread.complete), (Some(5), true), "{kind}");
        let warnings: Vec<String> = thread.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings, ["skipped 1 pingback (counted by the site)"], "{kind}");
        for comment in &thread.comments {
            let hour = comment.published.unwrap().format("%H:%M").to_string();
            let at = BTreeMap::from([("101", "08:00"), ("102", "08:05"), ("103", "09:00"), ("104", "10:00")]);
            assert_eq!(hour, at[comment.id.as_str()], "{kind} {}", comment.id);
            assert_eq!(comment.by_author, comment.id == "104", "{kind} {}", comment.id);
            assert_eq!(comment.state == Moderation::Pending, comment.id == "103", "{kind} {}", comment.id);
            let url = format!("http://news.example/2026/tram/#comment-{}", comment.id);
            assert_eq!(comment.url, Some(url), "{kind}");
        }
    }
}

// The scripted site.

/// The answer of one address.
#[derive(Clone, Default)]
struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    moved_to: Option<String>,
}

fn ok(body: impl Into<String>) -> Reply {
    Reply { status: 200, body: body.into(), ..Reply::default() }
}

fn status(status: u16) -> Reply {
    Reply { status, body: "<html>no</html>".into(), ..Reply::default() }
}

impl Reply {
    fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }
}

/// The result of a crawl of the site.
struct Crawled {
    requested: Vec<String>,
    blocked: Vec<Method>,
    outcome: Result<LoadedThread, CommentsError>,
}

/// Runs a crawl against the site, which answers 404 for unknown addresses.
fn crawl(hints: &Hints, site: impl Fn(&str) -> Option<Reply>) -> Crawled {
    let mut source = Source::plan(hints).pop().unwrap();
    let mut requested = Vec::new();
    while let Some(request) = source.next() {
        assert!(requested.len() < 200, "bounded");
        let reply = site(&request.url).unwrap_or_else(|| status(404));
        let url = reply.moved_to.clone().unwrap_or_else(|| request.url.clone());
        requested.push(request.url);
        if reply.status == 0 {
            source.answer(Err("connection reset".into()));
        } else {
            let answer =
                Answer { url: &url, status: reply.status, headers: &reply.headers, body: reply.body.as_bytes() };
            source.answer(Ok(answer));
        }
    }
    Crawled { requested, blocked: source.blocked(), outcome: source.finish() }
}

const ARTICLE: &str = "http://news.example/2026/tram/";
const REST: &str = "http://news.example/wp-json/wp/v2/comments?post=70&per_page=100";

fn hints() -> Hints {
    Hints {
        article_url: Some(ARTICLE.into()),
        guid: Some("http://news.example/?p=70".into()),
        comments_feed: Some(format!("{ARTICLE}feed/")),
        ..Hints::default()
    }
}

/// Returns the parent of a comment in chains of `levels` comments, each a reply to the one before; 0 for none.
fn parent_of(id: u64, levels: u64) -> u64 {
    if levels < 2 || id % levels == 1 { 0 } else { id - 1 }
}

fn rest_page(ids: impl Iterator<Item = u64>, levels: u64) -> String {
    let entries = ids.map(|id| {
        json!({"id": id, "post": 70, "parent": parent_of(id, levels), "author_name": if id % 3 == 0 { "" } else { "Ann" },
               "date_gmt": format!("2026-03-01T08:{:02}:{:02}", id / 60 % 60, id % 60), "type": "comment", "status": "approved",
               "content": {"rendered": format!("<p>Remark {id}.</p>")}, "link": format!("{ARTICLE}#comment-{id}")})
    });
    Value::from(entries.collect::<Vec<_>>()).to_string()
}

/// Answers for a REST interface with three pages of 230 comments.
fn rest_site(url: &str) -> Option<Reply> {
    let page: u64 = url.strip_prefix(&format!("{REST}&page="))?.strip_suffix("&order=asc")?.parse().ok()?;
    let ids = (page - 1) * 100 + 1..=(page * 100).min(230);
    Some(ok(rest_page(ids, 3)).header("X-WP-Total", "230").header("X-WP-TotalPages", "3"))
}

/// Makes an Atom comment feed of the newest ten of `newest` comments.
fn atom(newest: u64, levels: u64) -> String {
    let mut feed =
        String::from("<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>");
    for id in (newest.saturating_sub(9)..=newest).rev() {
        let parent = match parent_of(id, levels) {
            0 => "http://news.example/?p=70".to_owned(),
            parent => format!("http://news.example/?p=70#comment-{parent}"),
        };
        write!(
            feed,
            "<entry><id>http://news.example/?p=70#comment-{id}</id><author><name>Ann</name></author>
             <published>2026-03-01T08:{:02}:{:02}Z</published><content type='html'>&lt;p&gt;Remark {id}.&lt;/p&gt;</content>
             <thr:in-reply-to ref='{parent}'/></entry>",
            id / 60 % 60,
            id % 60
        )
        .unwrap();
    }
    feed + "</feed>"
}

/// Makes a page with two levels: a reply to a reply stands beside its parent.
fn page(ids: impl Iterator<Item = u64>, levels: u64, head: &str, foot: &str) -> String {
    let mut html = format!("<html><head>{head}</head><body class='postid-70'><div id=comments>");
    for id in ids {
        let depth = if parent_of(id, levels) == 0 { 1 } else { 2 };
        write!(html, "<div id=comment-{id} class=depth-{depth}><b class=fn>Ann</b><div class=comment-content><p>Remark {id}.</p></div></div>").unwrap();
    }
    format!("{html}{foot}</div></body></html>")
}

fn warnings(thread: &LoadedThread) -> Vec<String> {
    thread.warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_else_is_fetched_when_rest_answers() {
    let crawled = crawl(&hints(), rest_site);
    let pages: Vec<String> = (1..=3).map(|page| format!("{REST}&page={page}&order=asc")).collect();
    assert_eq!(crawled.requested, pages);
    let thread = crawled.outcome.unwrap();
    assert_eq!((thread.source.as_str(), thread.stated, thread.complete), ("wordpress-rest", Some(230), true));
    assert_eq!((thread.comments.len(), warnings(&thread).len()), (230, 0));
    assert_eq!(rows(&thread)[2]["depth"], 2);
    assert_eq!(crawled.blocked, []);
}

#[test]
fn a_page_that_names_post_and_api_leads_to_rest() {
    let hints = Hints { article_url: Some("http://short.example/abc".into()), ..Hints::default() };
    let api =
        "<link rel=https://api.w.org/ href=/api/><link rel=alternate type=application/json href=/api/wp/v2/posts/70>";
    let crawled = crawl(&hints, |url| match url {
        "http://short.example/abc" => Some(Reply { moved_to: Some(ARTICLE.into()), ..ok(page(1..=2, 1, api, "")) }),
        "http://news.example/api/wp/v2/comments?post=70&per_page=100&page=1&order=asc" => Some(ok(rest_page(1..=3, 1))),
        _ => None,
    });
    assert_eq!(crawled.requested.len(), 2);
    let thread = crawled.outcome.unwrap();
    assert_eq!((thread.source.as_str(), thread.comments.len(), thread.complete), ("wordpress-rest", 3, true));
}

#[test]
fn plain_permalinks_have_another_rest_address() {
    let hints = Hints { article_url: Some("http://news.example/?p=70".into()), ..Hints::default() };
    let crawled = crawl(&hints, |url| {
        (url == "http://news.example/index.php?rest_route=/wp/v2/comments&post=70&per_page=100&page=1&order=asc")
            .then(|| ok(rest_page(1..=3, 1)).header("x-wp-total", "3").header("x-wp-totalpages", "1"))
    });
    assert_eq!((crawled.requested.len(), crawled.outcome.unwrap().comments.len()), (1, 3));
}

#[test]
fn rest_at_an_unusual_address_is_found_by_header_or_page() {
    let root = "http://news.example/index.php?rest_route=/";
    let rest = |url: &str| url.starts_with(root).then(|| ok(rest_page(1..=3, 1)));
    let by_header = crawl(&hints(), |url| {
        let lost = status(404).header("Link", &format!("<{root}>; rel=\"https://api.w.org/\""));
        rest(url).or(Some(lost))
    });
    assert_eq!(by_header.requested.len(), 2);
    let by_page = crawl(&hints(), |url| {
        let named = page(1..=2, 1, &format!("<link rel='https://api.w.org/' href='{root}'>"), "");
        rest(url).or_else(|| (url == ARTICLE).then(|| ok(named)))
    });
    assert_eq!(by_page.requested.len(), 3);
    for crawled in [by_header, by_page] {
        assert_eq!(crawled.blocked, []);
        let thread = crawled.outcome.unwrap();
        assert_eq!((thread.source.as_str(), thread.comments.len(), warnings(&thread).len()), ("wordpress-rest", 3, 0));
    }
}

#[test]
fn feed_and_page_together_replace_blocked_rest() {
    let site = |url: &str| match url {
        url if url.starts_with(REST) => Some(status(403)),
        "http://news.example/2026/tram/feed/atom/" => Some(ok(atom(15, 5))),
        ARTICLE => Some(ok(page(1..=15, 5, "", "<h2 class=comments-title>15 comments</h2>"))),
        _ => None,
    };
    let crawled = crawl(&Hints { stated: Some(15), ..hints() }, site);
    assert_eq!(crawled.requested.len(), 3);
    assert_eq!(crawled.blocked, [Method::WordPressRest]);
    let thread = crawled.outcome.unwrap();
    assert_eq!(
        (thread.source.as_str(), thread.stated, thread.complete),
        ("wordpress-atom+wordpress-html", Some(15), true)
    );
    assert_eq!(warnings(&thread), ["REST answered 403; used the Atom comment feed and the page"]);
    let parents = parents(&thread);
    for id in 6..=15 {
        let truth = Some(parent_of(id, 5)).filter(|id| *id > 0).map(|id| id.to_string());
        assert_eq!(parents[&id.to_string()], truth, "the feed's parent of {id} wins");
    }
    assert_eq!(parents["3"].as_deref(), Some("1"), "only the page names it");

    let again = crawl(&Hints { skip: crawled.blocked, ..hints() }, site);
    assert!(again.requested.iter().all(|url| !url.contains("wp-json")), "{:?}", again.requested);
    assert_eq!(again.blocked, []);
    let said = warnings(&again.outcome.unwrap());
    assert_eq!(said, ["REST is known to be blocked here; used the Atom comment feed and the page"]);
}

#[test]
fn only_a_refusal_counts_as_a_block() {
    let link = "<link rel='https://api.w.org/' href='http://news.example/wp-json/'>";
    let page = page(1..=15, 5, link, "<h2 class=comments-title>15 comments</h2>");
    for (rest, blocked, said) in [
        (ok("{\"oops"), false, "REST gave a malformed answer (EOF while parsing"),
        (ok("[{\"id\": 1, \"con"), false, "REST gave a malformed answer (EOF while parsing"),
        (ok(""), false, "REST gave a malformed answer (EOF while parsing"),
        (status(503), false, "REST answered 503"),
        (status(0), false, "REST could not be fetched"),
        (status(404), true, "REST answered 404"),
        (ok(" <!DOCTYPE html><title>No</title>"), true, "REST gave a malformed answer (HTML instead of JSON)"),
    ] {
        let crawled = crawl(&Hints { stated: Some(15), ..hints() }, |url| match url {
            url if url.starts_with(REST) => Some(rest.clone()),
            ARTICLE => Some(ok(page.clone())),
            _ => None,
        });
        assert_eq!(crawled.blocked.contains(&Method::WordPressRest), blocked, "{said}");
        let thread = crawled.outcome.unwrap();
        assert_eq!(thread.comments.len(), 15);
        assert!(warnings(&thread)[0].starts_with(said), "{:?}", warnings(&thread));
    }
}

#[test]
fn a_feed_with_all_stated_comments_is_enough() {
    let crawled = crawl(&Hints { stated: Some(10), ..hints() }, |url| match url {
        url if url.starts_with(REST) => Some(ok("<html>blocked by a plugin</html>")),
        "http://news.example/2026/tram/feed/atom/" => Some(ok(atom(10, 5))),
        _ => None,
    });
    // The answer was HTML, so REST may be at another address, which the article's page would name.
    assert_eq!(crawled.requested.iter().filter(|url| *url == ARTICLE).count(), 1);
    let thread = crawled.outcome.unwrap();
    assert_eq!((thread.source.as_str(), thread.complete, thread.comments.len()), ("wordpress-atom", true, 10));
}

#[test]
fn rss_replaces_a_missing_atom_feed() {
    let rss = String::from_utf8(fixture("seed/comments.rss")).unwrap();
    let hints = Hints {
        article_url: Some("http://news.example/2025/12/gaza-ceasefire-second-phase/".into()),
        comments_feed: Some("http://news.example/2025/12/gaza-ceasefire-second-phase/feed/".into()),
        stated: Some(17),
        skip: vec![Method::WordPressRest],
        ..Hints::default()
    };
    let crawled = crawl(&hints, |url| url.ends_with("/feed/").then(|| ok(rss.clone())));
    let thread = crawled.outcome.unwrap();
    assert_eq!((thread.source.as_str(), thread.comments.len(), thread.complete), ("wordpress-rss", 17, true));
    assert_eq!(crawled.blocked, [Method::WordPressAtom]);
}

#[test]
fn further_pages_of_comments_are_followed() {
    let older = |n: u32| format!("<a href='{ARTICLE}comment-page-{n}/#comments'>Older</a>");
    let heading = "<h2 class=comments-title>50 comments</h2>";
    let hints = Hints { skip: vec![Method::WordPressRest, Method::WordPressAtom, Method::WordPressRss], ..hints() };
    let crawled = crawl(&hints, |url| match url.strip_prefix(ARTICLE)? {
        "" => Some(ok(page(41..=50, 1, "", &format!("{heading}{}", older(2))))),
        "comment-page-2/" => Some(ok(page(21..=40, 1, "", &format!("{heading}{}", older(1))))),
        "comment-page-1/" => Some(ok(page(1..=20, 1, "", heading))),
        _ => None,
    });
    assert_eq!(crawled.requested.len(), 3);
    let thread = crawled.outcome.unwrap();
    assert_eq!((thread.source.as_str(), thread.comments.len(), thread.complete), ("wordpress-html", 50, true));
    assert_eq!(thread.gaps, []);

    let stops = crawl(&hints, |url| match url.strip_prefix(ARTICLE)? {
        "" => Some(ok(page(41..=50, 1, "", &format!("{heading}{}{}", older(2), older(1))))),
        "comment-page-1/" => Some(ok(page(1..=20, 1, "", heading))),
        _ => Some(status(503)),
    });
    let gaps: Vec<String> = stops.outcome.unwrap().gaps.iter().map(ToString::to_string).collect();
    assert_eq!(gaps, ["page 2 of the comments answered 503", "20 stated comments were not loaded"]);
}

#[test]
fn the_error_names_every_blocked_source() {
    let crawled = crawl(&hints(), |url| Some(if url == ARTICLE { status(0) } else { status(403) }));
    assert_eq!(
        crawled.outcome.unwrap_err().to_string(),
        "no comments from news.example: REST answered 403, the Atom comment feed answered 403, \
         the RSS comment feed answered 403, the page could not be fetched (connection reset)"
    );
    assert_eq!(crawled.blocked, [Method::WordPressRest, Method::WordPressAtom, Method::WordPressRss]);
    let hints = Hints { article_url: Some("http://plain.example/".into()), ..Hints::default() };
    let crawled = crawl(&hints, |_| Some(ok("<html><p>No comments here.</p></html>")));
    assert_eq!(crawled.requested.len(), 1, "a site that is not WordPress gets one request");
    assert!(crawled.outcome.unwrap_err().to_string().contains("has no comments in a known format"));
}

#[test]
fn comments_that_shift_between_pages_are_not_lost() {
    // A comment is approved on the first page after that page was read, so its last one appears again on the second.
    let crawled = crawl(&hints(), |url| {
        let number = |page: &str| url.contains(&format!("&page={page}&"));
        let ids = if number("1") { 1..=100 } else { 100..=150 };
        Some(ok(rest_page(ids, 1)).header("X-WP-TotalPages", "2").header("X-WP-Total", "150"))
    });
    let thread = crawled.outcome.unwrap();
    assert_eq!((crawled.requested.len(), thread.comments.len(), thread.complete), (2, 150, true));
}

#[test]
fn a_site_that_repeats_a_page_is_not_fetched_for_ever() {
    let same = crawl(&hints(), |url| {
        url.starts_with(REST).then(|| ok(rest_page(1..=100, 1)).header("X-WP-TotalPages", "99999"))
    });
    let thread = same.outcome.unwrap();
    assert_eq!((same.requested.len(), thread.comments.len(), thread.complete), (2, 100, false));
    let endless = crawl(&hints(), |url| {
        let page: u64 = url.strip_prefix(&format!("{REST}&page="))?.strip_suffix("&order=asc")?.parse().ok()?;
        Some(ok(rest_page(page..=page, 1)).header("X-WP-TotalPages", "99999"))
    });
    assert_eq!(endless.requested.len(), 200);
    let thread = endless.outcome.unwrap();
    assert!(!thread.complete);
    assert_eq!(thread.gaps, [tidings::domain::Warning::new("stopped after 200 requests")]);
}

#[test]
fn feed_and_page_complete_what_rest_began() {
    let crawled = crawl(&hints(), |url| match url {
        url if url.contains("&page=1&") => {
            Some(ok(rest_page(1..=100, 1)).header("X-WP-TotalPages", "2").header("X-WP-Total", "105"))
        }
        url if url.starts_with(REST) => Some(status(503)),
        "http://news.example/2026/tram/feed/atom/" => Some(ok(atom(105, 1))),
        _ => None,
    });
    let thread = crawled.outcome.unwrap();
    assert_eq!((thread.source.as_str(), thread.comments.len()), ("wordpress-rest+wordpress-atom", 105));
    assert_eq!((thread.stated, thread.complete), (Some(105), true));
    assert_eq!(warnings(&thread), ["REST answered 503; used REST and the Atom comment feed"]);
    assert_eq!(crawled.blocked, []);
}

#[test]
fn a_guid_of_another_post_is_detected() {
    let hints = Hints { guid: Some("http://news.example/?p=7".into()), ..hints() };
    let crawled = crawl(&hints, |url| match url {
        ARTICLE => Some(ok(page(1..=2, 1, "", ""))),
        url if url.contains("post=70&") => Some(ok(rest_page(1..=4, 1))),
        url if url.contains("post=7&") => {
            Some(ok(rest_page(90..=99, 1).replace("\"post\":70", "\"post\":7").replace("tram", "other")))
        }
        _ => None,
    });
    let thread = crawled.outcome.unwrap();
    assert_eq!((crawled.requested.len(), thread.comments.len(), thread.comments[0].id.as_str()), (3, 4, "1"));
}

#[test]
fn hostile_answers_only_cause_an_error() {
    let deep = format!("<body class=postid-70>{}", "<ul><li id=comment-1 class=depth-1>".repeat(2_000));
    let bodies = [
        "",
        "[",
        "null",
        "[[[[",
        "{\"comments\": 3}",
        "[{\"id\": {}}]",
        "<feed",
        "<rss><channel><item>",
        "\0\0\0",
        deep.as_str(),
    ];
    for body in bodies {
        for hints in [hints(), Hints { guid: None, ..hints() }, Hints { stated: Some(u32::MAX), ..hints() }] {
            let crawled = crawl(&hints, |_| Some(ok(body).header("X-WP-Total", "-1").header("Link", "<>;<;>,rel=")));
            assert!(crawled.requested.len() < 10, "{:?}", crawled.requested);
            if let Err(error) = crawled.outcome {
                assert!(!error.to_string().contains('\n'));
            }
        }
    }
    let circle = r#"[{"id": 1, "parent": 2, "content": ""}, {"id": 2, "parent": 1, "content": ""},
        {"id": 3, "parent": 3, "content": ""}, {"id": 18446744073709551615, "parent": 9, "content": ""}]"#;
    let thread = recognise(circle.as_bytes(), Some("application/json"), None).unwrap();
    let (tree, warnings) = Thread::build(thread.comments);
    assert_eq!((tree.len(), warnings.len()), (4, 1));
}

#[test]
fn without_an_address_nothing_is_fetched() {
    for url in [None, Some("ftp://a.example/"), Some("javascript:alert(1)"), Some("not an address")] {
        let hints =
            Hints { article_url: url.map(Into::into), guid: Some("http://a.example/?p=1".into()), ..Hints::default() };
        assert!(Source::plan(&hints).is_empty(), "{url:?}");
    }
}
