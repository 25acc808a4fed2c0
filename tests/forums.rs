//! Tests threads of Hacker News, Lobsters, Reddit, Lemmy and Blogger, each with a scripted site.
//!
//! `tests/fixtures/comments/SOURCE/` holds the answers and the expected trees.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::{Value, json};
use tidings::comments::{Answer, CommentsError, Hints, Method, Source, recognise};
use tidings::domain::{Comment, LoadedThread, Thread};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/comments")
}

pub(crate) fn fixture(path: &str) -> String {
    std::fs::read_to_string(folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Writes the tree, one comment a line: id, date, author, score, votes, state, HTML.
pub(crate) fn outline(thread: &LoadedThread) -> String {
    let (tree, warnings) = Thread::build(thread.comments.clone());
    assert!(warnings.is_empty(), "{warnings:?}");
    let mut out = String::new();
    for node in tree.nodes() {
        let c = node.comment;
        let or = |part: Option<String>| part.unwrap_or_else(|| "-".to_owned());
        write!(
            out,
            "{}{} {} {} {} {} {:?} {:?}",
            "  ".repeat(node.depth as usize),
            c.id,
            or(c.published.map(|time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string())),
            or(c.author.as_ref().map(ToString::to_string)),
            or(c.score.map(|score| score.to_string())),
            or(c.votes.map(|votes| format!("+{}-{}", votes.up, votes.down))),
            c.state,
            c.html.0
        )
        .unwrap();
        if node.orphan {
            write!(out, " (answers {}, which is not there)", c.parent.as_deref().unwrap()).unwrap();
        }
        out.push_str(if c.by_author { " (by the author)\n" } else { "\n" });
    }
    out
}

/// The result of a crawl.
pub(crate) struct Crawled {
    pub(crate) requested: Vec<String>,
    pub(crate) outcome: Result<LoadedThread, CommentsError>,
}

impl Crawled {
    pub(crate) fn thread(self) -> LoadedThread {
        self.outcome.unwrap()
    }
}

/// Runs a crawl of one source against the site, which answers 404 for unknown addresses.
pub(crate) fn crawl(method: Method, hints: &Hints, site: impl Fn(&str) -> Option<String>) -> Crawled {
    let mut sources = Source::plan(hints);
    let mut source = sources.remove(0);
    let mut requested = Vec::new();
    while let Some(request) = source.next() {
        assert!(requested.len() < 200, "bounded");
        let body = site(&request.url);
        let status = if body.is_some() { 200 } else { 404 };
        let body = body.unwrap_or_default();
        let answer = Answer { url: &request.url, status, headers: &[], body: body.as_bytes() };
        source.answer(Ok(answer));
        requested.push(request.url);
    }
    let outcome = source.finish();
    if let Ok(thread) = &outcome {
        assert_eq!(thread.source, method.as_str());
    }
    Crawled { requested, outcome }
}

/// Makes a site that answers with these files.
pub(crate) fn files<'a>(script: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<String> + 'a {
    move |requested| script.iter().find(|(url, _)| *url == requested).map(|(_, path)| fixture(path))
}

fn on(url: &str) -> Hints {
    Hints {
        comments_url: Some(url.to_owned()),
        article_url: Some("https://town.example/tram/".to_owned()),
        ..Hints::default()
    }
}

pub(crate) fn gaps(thread: &LoadedThread) -> Vec<String> {
    thread.gaps.iter().map(ToString::to_string).collect()
}

/// Checks what holds for the outcome of any document, however damaged: bounded results, and one-line messages.
#[track_caller]
pub(crate) fn assert_bounded(outcome: &Result<LoadedThread, CommentsError>, bytes: usize) {
    let is_line = |text: &str| text.len() < 1_000 && !text.chars().any(char::is_control);
    let thread = match outcome {
        Err(error) => return assert!(is_line(&error.to_string()), "{error}"),
        Ok(thread) => thread,
    };
    assert!(thread.comments.len() <= bytes, "{} comments in {bytes} bytes", thread.comments.len());
    let warnings = thread.warnings.iter().chain(&thread.gaps).map(ToString::to_string);
    for text in warnings.chain(thread.comments.iter().filter_map(|comment| Some(comment.author.as_ref()?.to_string())))
    {
        assert!(is_line(&text), "{text:?}");
    }
    let (tree, _) = Thread::build(thread.comments.clone());
    assert!(tree.len() <= thread.comments.len() && (!tree.is_empty() || thread.comments.is_empty()));
}

fn is_whole(thread: &LoadedThread) -> bool {
    assert_eq!(thread.warnings, []);
    thread.complete && thread.gaps.is_empty()
}

const HN: &str = "https://news.ycombinator.com/item?id=700";
const HN_TREE: &str = "https://hn.algolia.com/api/v1/items/700";

#[test]
fn hacker_news_is_read_from_one_answer() {
    let crawled = crawl(Method::HackerNews, &on(HN), files(&[(HN_TREE, "hacker-news/tree.json")]));
    assert_eq!(crawled.requested, [HN_TREE]);
    let thread = crawled.thread();
    assert_eq!(outline(&thread), fixture("hacker-news/tree.txt"));
    assert_eq!((thread.origin.as_str(), thread.page.as_deref()), ("hacker-news:700", Some(HN)));
    assert_eq!(thread.comments[0].url.as_deref(), Some("https://news.ycombinator.com/item?id=702"));
    assert!(is_whole(&thread));
}

fn firebase(url: &str) -> Option<String> {
    let id = url.strip_prefix("https://hacker-news.firebaseio.com/v0/item/")?.strip_suffix(".json")?;
    let items: Value = serde_json::from_str(&fixture("hacker-news/items.json")).unwrap();
    Some(items[id].to_string())
}

#[test]
fn hacker_news_item_by_item_gives_the_same_tree() {
    for broken in [None, Some("<html>busy</html>"), Some("{\"error\": 1"), Some("{\"id\": 8, \"children\": []}")] {
        let crawled =
            crawl(
                Method::HackerNews,
                &on(HN),
                |url| {
                    if url == HN_TREE { broken.map(str::to_owned) } else { firebase(url) }
                },
            );
        let order: Vec<&str> =
            crawled.requested.iter().skip(1).map(|url| url.split(['/', '.']).rev().nth(1).unwrap()).collect();
        assert_eq!(order, ["700", "703", "702", "706", "705", "709", "711"], "level by level");
        let thread = crawled.thread();
        assert_eq!(outline(&thread), fixture("hacker-news/tree.txt"));
        assert_eq!((thread.stated, thread.complete, thread.gaps.len()), (Some(5), true, 0));
        assert!(thread.warnings[0].to_string().ends_with(": used a fallback"), "{:?}", thread.warnings);
    }
}

#[test]
fn hacker_news_items_beyond_the_limit_are_a_gap() {
    let crawled = crawl(Method::HackerNews, &on(HN), |url| {
        let id: u64 =
            url.strip_prefix("https://hacker-news.firebaseio.com/v0/item/")?.strip_suffix(".json")?.parse().ok()?;
        let kids: Vec<u64> = if id == 700 { (1000..1300).collect() } else { Vec::new() };
        let item =
            json!({"id": id, "type": "comment", "by": "jun", "text": "x", "time": 1, "parent": 700, "kids": kids});
        Some(if id == 1001 { "null".to_owned() } else { item.to_string() })
    });
    assert_eq!(crawled.requested.len(), 200);
    let thread = crawled.thread();
    assert_eq!((thread.comments.len(), thread.complete), (197, false));
    assert_eq!(gaps(&thread), ["102 requests not made", "item 1001 is missing", "stopped after 200 requests"]);
}

const SEARCH: &str =
    "https://hn.algolia.com/api/v1/search?query=https%3A%2F%2Ftown.example%2Ftram%2F&restrictSearchableAttributes=url";

#[test]
fn hacker_news_is_looked_up_by_the_articles_address() {
    for article in ["https://town.example/tram/", "https://town.example/tram/?utm_source=feed#top"] {
        let hints = Hints { article_url: Some(article.to_owned()), look_up: true, ..Hints::default() };
        let script = [(SEARCH, "hacker-news/search.json"), (HN_TREE, "hacker-news/tree.json")];
        let crawled = crawl(Method::HackerNews, &hints, files(&script));
        assert_eq!(crawled.requested, [SEARCH, HN_TREE]);
        let thread = crawled.thread();
        assert_eq!((thread.origin.as_str(), thread.stated, thread.complete), ("hacker-news:700", Some(6), true));
        assert_eq!(outline(&thread), fixture("hacker-news/tree.txt"));
    }
    let hints = Hints { article_url: Some("https://town.example/bus/".into()), look_up: true, ..Hints::default() };
    let nothing = crawl(Method::HackerNews, &hints, |_| Some(fixture("hacker-news/search.json")));
    assert_eq!(nothing.requested.len(), 1);
    let why = nothing.outcome.unwrap_err().to_string();
    assert_eq!(why, "no comments from hacker-news: no comments found: no story on this article");
    let not_asked = Hints { look_up: false, ..hints };
    assert!(Source::plan(&not_asked).iter().all(|source| source.origin().is_empty()));
}

#[test]
fn threads_of_ten_thousand_levels_are_read() {
    let mut text = r#"{"id": 700, "story_id": 700, "text": null, "children": ["#.to_owned();
    for id in 1001..=11_000 {
        write!(text, r#"{{"id": {id}, "author": "jun", "text": "x", "created_at_i": {id}, "children": ["#).unwrap();
    }
    text += &"]}".repeat(10_001);
    let crawled = crawl(Method::HackerNews, &on(HN), |_| Some(text.clone()));
    let (tree, warnings) = Thread::build(crawled.thread().comments);
    assert_eq!((tree.len(), tree.get(9_999).unwrap().depth, warnings.len()), (10_000, 9_999, 0));
    assert_eq!(recognise(text.as_bytes(), None, None).unwrap().comments.len(), 10_000);

    let mut text = r#"[{}, {"data": {"children": ["#.to_owned();
    for id in 1..=10_000 {
        let above = id - 1;
        write!(text, r#"{{"kind": "t1", "data": {{"id": "{id}", "parent_id": "t1_{above}", "body": "x", "replies": {{"data": {{"children": ["#).unwrap();
    }
    text += &"]}}}}".repeat(10_000);
    text += "]}}]";
    let crawled = crawl(Method::Reddit, &on("https://www.reddit.com/comments/tr4m"), |_| Some(text.clone()));
    let (tree, _) = Thread::build(crawled.thread().comments);
    assert_eq!((tree.len(), tree.get(9_999).unwrap().depth), (10_000, 9_999));
}

#[test]
fn old_and_new_answers_of_lobsters_are_read() {
    let requested = "https://lobste.rs/s/tr4m.json";
    for (file, tree, stated) in
        [("lobsters/story.json", "lobsters/story.txt", 4), ("lobsters/old.json", "lobsters/old.txt", 5)]
    {
        let crawled =
            crawl(Method::Lobsters, &on("https://lobste.rs/s/tr4m/the_tram_is_back"), files(&[(requested, file)]));
        assert_eq!(crawled.requested, [requested]);
        let thread = crawled.thread();
        assert_eq!(outline(&thread), fixture(tree));
        assert_eq!(
            (thread.origin.as_str(), thread.page.as_deref()),
            ("lobsters:lobste.rs/tr4m", Some("https://lobste.rs/s/tr4m"))
        );
        assert_eq!(thread.stated, Some(stated));
        assert!(is_whole(&thread));
    }
}

const REDDIT: &str = "https://www.reddit.com/comments/tr4m";
const REDDIT_ASKS: &str = "limit=500&raw_json=1";

/// Answers as Reddit does without an account: replies behind stubs are fetched by the addresses of single comments.
fn reddit(url: &str) -> Option<String> {
    let path = url.strip_prefix(REDDIT)?.strip_suffix(&format!(".json?{REDDIT_ASKS}"))?;
    let name = match path {
        "" => "post".to_owned(),
        "/_/a3" => "further-a3".to_owned(),
        child => child.replace("/_/", "child-"),
    };
    folder().join(format!("reddit/{name}.json")).exists().then(|| fixture(&format!("reddit/{name}.json")))
}

#[test]
fn reddit_is_read_with_the_replies_behind_its_stubs() {
    for url in
        ["https://www.reddit.com/r/trams/comments/tr4m/the_tram_is_back/", "https://old.reddit.com/comments/tr4m"]
    {
        let crawled = crawl(Method::Reddit, &on(url), reddit);
        let mut names: Vec<_> = crawled
            .requested
            .iter()
            .map(|url| url.strip_prefix(REDDIT).unwrap().replace(&format!(".json?{REDDIT_ASKS}"), ""))
            .collect();
        assert_eq!(names.first().map(String::as_str), Some(""));
        names.sort_unstable();
        assert_eq!(names, ["", "/_/a3", "/_/a6", "/_/a7", "/_/a8", "/_/c1"]);
        let thread = crawled.thread();
        assert_eq!(outline(&thread), fixture("reddit/post.txt"));
        assert_eq!((thread.origin.as_str(), thread.page.as_deref()), ("reddit:tr4m", Some(REDDIT)));
        let own = thread.comments[0].url.as_deref();
        assert_eq!(own, Some("https://www.reddit.com/r/trams/comments/tr4m/the_tram_is_back/b1/"));
        // Two more are stated than exist; they may have been removed, which Reddit does not say.
        assert_eq!((thread.stated, thread.complete, thread.gaps.len()), (Some(12), false, 0));
    }
}

#[test]
fn reddit_stubs_without_replies_are_gaps() {
    let post = |children: Value| json!([{}, {"data": {"children": children}}]).to_string();
    let stub = |parent: &str, count: u32, children: Vec<String>| json!({"kind": "more", "data": {"count": count, "parent_id": parent, "children": children, "id": "_"}});
    // A stub that repeats itself under its own comment, and one at the top level without ids.
    let same = post(json!([stub("t1_a", 0, vec![]), stub("t3_tr4m", 7, vec![])]));
    let crawled = crawl(Method::Reddit, &on(REDDIT), |_| Some(same.clone()));
    assert_eq!(crawled.requested.len(), 2);
    assert_eq!(gaps(&crawled.thread()), ["7 replies under the post", "replies under t1_a", "7 replies under the post"]);
    // More stubs than the limit of requests.
    let many = (0..400).map(|id| format!("c{id}")).collect();
    let many = post(json!([stub("t1_a", 900, many), stub("t1_b", 12, vec!["d1".into(), "d2".into()])]));
    let crawled = crawl(Method::Reddit, &on(REDDIT), |url| {
        Some(if url.contains("/_/") { post(json!([])) } else { many.clone() })
    });
    assert_eq!(crawled.requested.len(), 191);
    let thread = crawled.thread();
    assert_eq!(
        (gaps(&thread), thread.complete),
        (vec!["210 replies under t1_a".into(), "12 replies under t1_b".into()], false)
    );
}

const LEMMY: &str = "https://lemmy.world/post/70";

fn lemmy_list(under: &str, page: u32) -> String {
    format!(
        "https://lemmy.world/api/v3/comment/list?post_id=70{under}&max_depth=8&type_=All&sort=Old&limit=50&page={page}"
    )
}

#[test]
fn lemmy_is_read_from_a_list_and_deeper_replies() {
    let (list, under) = (lemmy_list("", 1), lemmy_list("&parent_id=13", 1));
    let script = [(list.as_str(), "lemmy/list.json"), (under.as_str(), "lemmy/under-13.json")];
    let crawled = crawl(Method::Lemmy, &on(LEMMY), files(&script));
    assert_eq!(crawled.requested, [list.as_str(), under.as_str()]);
    let thread = crawled.thread();
    assert_eq!(outline(&thread), fixture("lemmy/list.txt"));
    assert_eq!((thread.origin.as_str(), thread.page.as_deref()), ("lemmy:lemmy.world/70", Some(LEMMY)));
    assert!(is_whole(&thread));
}

/// Makes list entries of id, path and number of replies.
fn lemmy_entries(entries: impl Iterator<Item = (u32, String, u32)>) -> String {
    let entry = |(id, path, below)| json!({"comment": {"id": id, "path": path, "content": "x"}, "counts": {"child_count": below}});
    json!({"comments": entries.map(entry).collect::<Vec<_>>()}).to_string()
}

#[test]
fn lemmy_is_read_until_a_page_adds_nothing() {
    // One server supports pages, the other always sends its 300 comments.
    let root = |id: u32| (id, format!("0.{id}"), 0);
    for (sent, requested, complete) in [(50, vec![1, 2, 3], true), (300, vec![1, 2], false)] {
        let crawled = crawl(Method::Lemmy, &on(LEMMY), |url| {
            let page: u32 = url.rsplit('=').next()?.parse().ok()?;
            let first = if sent == 50 { (page - 1) * 50 } else { 0 };
            Some(lemmy_entries((first + 1..=(first + sent).min(if sent == 50 { 120 } else { 300 })).map(root)))
        });
        assert_eq!(crawled.requested, requested.iter().map(|page| lemmy_list("", *page)).collect::<Vec<_>>());
        let thread = crawled.thread();
        assert_eq!((thread.comments.len(), thread.complete), (if sent == 50 { 120 } else { 300 }, complete));
        assert_eq!(thread.gaps.len(), usize::from(!complete));
    }
    // Replies that are counted but never sent are requested once, and reported.
    let crawled = crawl(Method::Lemmy, &on(LEMMY), |_| {
        Some(lemmy_entries([(1, "0.1".to_owned(), 3), (2, "0.1.2".to_owned(), 0)].into_iter()))
    });
    assert_eq!(crawled.requested.len(), 2);
    assert_eq!(gaps(&crawled.thread()), ["2 replies under 1"]);
}

const BLOG: &str = "http://blog.example/feeds/22/comments/default";

#[test]
fn blogger_is_read_page_by_page_with_true_parents() {
    let first = format!("{BLOG}?alt=json&v=2&orderby=published&reverse=false&max-results=50");
    let second = format!("{BLOG}?start-index=4&max-results=3&orderby=published&reverse=false&alt=json&v=2");
    let script = [(first.as_str(), "blogger/page-1.json"), (second.as_str(), "blogger/page-2.json")];
    let by_feed = Hints { comments_feed: Some(BLOG.into()), ..Hints::default() };
    let by_guid = Hints {
        article_url: Some("http://blog.example/2026/03/tram.html".into()),
        guid: Some("tag:blogger.com,1999:blog-11.post-22".into()),
        ..Hints::default()
    };
    for hints in [by_feed, by_guid] {
        assert_eq!(Source::plan(&hints).len(), 1, "the outlet has only one thread");
        let crawled = crawl(Method::Blogger, &hints, files(&script));
        assert_eq!(crawled.requested, [first.as_str(), second.as_str()]);
        let thread = crawled.thread();
        assert_eq!(outline(&thread), fixture("blogger/pages.txt"));
        assert_eq!((thread.origin.as_str(), thread.stated), ("", Some(5)));
        assert!(is_whole(&thread));
        assert_eq!(thread.comments[0].url.as_deref(), Some("http://blog.example/2026/03/tram.html?showComment=31#c31"));
    }
}

#[test]
fn endpoints_are_configurable() {
    let mut hints = Hints { look_up: true, ..on("http://127.0.0.1:8000/hn/item?id=700") };
    hints.endpoints.hacker_news = "http://127.0.0.1:8000/hn".into();
    hints.endpoints.hacker_news_search = "http://127.0.0.1:8000/algolia".into();
    let crawled = crawl(
        Method::HackerNews,
        &hints,
        files(&[("http://127.0.0.1:8000/algolia/items/700", "hacker-news/tree.json")]),
    );
    assert_eq!(crawled.thread().page.as_deref(), Some("http://127.0.0.1:8000/hn/item?id=700"));
    for (url, set, first) in [
        ("http://127.0.0.1:8000/l/s/tr4m", "lobsters", "http://127.0.0.1:8000/l/s/tr4m.json"),
        (
            "http://127.0.0.1:8000/r/r/x/comments/tr4m/y/",
            "reddit",
            "http://127.0.0.1:8000/r/comments/tr4m.json?limit=500&raw_json=1",
        ),
        (
            "http://127.0.0.1:8000/m/post/70",
            "lemmy",
            "http://127.0.0.1:8000/m/api/v3/comment/list?post_id=70&max_depth=8&type_=All&sort=Old&limit=50&page=1",
        ),
    ] {
        let mut hints = on(url);
        hints.endpoints.lobsters = vec!["http://127.0.0.1:8000/l".into()];
        hints.endpoints.reddit = vec!["http://127.0.0.1:8000/r".into()];
        hints.endpoints.lemmy = vec!["http://127.0.0.1:8000/m".into()];
        assert_eq!(Source::plan(&hints)[0].next().unwrap().url, first, "{set}");
    }
}

#[test]
fn saved_answers_of_forums_are_recognised_by_their_content() {
    for (file, source, count, origin) in [
        ("hacker-news/tree.json", "hacker-news", 6, "hacker-news:700"),
        ("lobsters/story.json", "lobsters", 4, "lobsters:lobste.rs/tr4m"),
        ("lobsters/old.json", "lobsters", 5, "lobsters:lobste.rs/tr4m"),
        ("reddit/post.json", "reddit", 4, "reddit:tr4m"),
        ("lemmy/list.json", "lemmy", 5, "lemmy:lemmy.example/70"),
        ("blogger/page-1.json", "blogger", 3, ""),
    ] {
        let thread = recognise(fixture(file).as_bytes(), None, None).unwrap();
        assert_eq!(
            (thread.source.as_str(), thread.comments.len(), thread.origin.as_str()),
            (source, count, origin),
            "{file}"
        );
    }
    let thread = recognise(fixture("reddit/post.json").as_bytes(), None, None).unwrap();
    assert_eq!(gaps(&thread), ["4 requests not made"]);
}

/// Returns hints for one address of every source in this file.
fn everywhere() -> [(Method, Hints); 5] {
    [
        (Method::HackerNews, on(HN)),
        (Method::Lobsters, on("https://lobste.rs/s/tr4m")),
        (Method::Reddit, on(REDDIT)),
        (Method::Lemmy, on(LEMMY)),
        (Method::Blogger, Hints { comments_feed: Some(BLOG.into()), ..Hints::default() }),
    ]
}

#[test]
fn the_error_for_a_malformed_answer_names_source_and_reason() {
    for (method, hints) in everywhere() {
        for (body, why) in [
            ("<html>busy</html>", "HTML instead of JSON"),
            ("{\"a\": [", "unexpected end at byte 7"),
            ("[]", ": no "),
            ("{}", ": no "),
        ] {
            let error = crawl(method, &hints, |_| Some(body.to_owned())).outcome.unwrap_err().to_string();
            let start = format!("no comments from {}: ", method.as_str());
            assert!(error.starts_with(&start) && error.contains(why) && !error.contains('\n'), "{error}");
        }
        let error = crawl(method, &hints, |_| None).outcome.unwrap_err().to_string();
        assert!(error.starts_with(&format!("no comments from {}: answered 404", method.as_str())), "{error}");
        let skipped = Hints { skip: vec![method], ..hints };
        assert!(Source::plan(&skipped).iter().all(|source| source.origin().is_empty()));
    }
}

#[test]
fn an_odd_entry_does_not_cost_the_others() {
    for (method, body) in [
        (
            Method::HackerNews,
            r#"{"id": 700, "children": [null, 3, {"id": "x", "children": [[]]}, {"id": {}, "text": 1, "children": [{"id": 5, "author": 7, "created_at_i": 1e300}]}]}"#,
        ),
        (
            Method::Lobsters,
            r#"{"comments": [null, {"short_id": 3}, {"short_id": "x", "depth": "9", "score": 9223372036854775807, "flags": 1}, {}]}"#,
        ),
        (
            Method::Reddit,
            r#"[3, {"data": {"children": [null, {"kind": "t1", "data": []}, {"kind": "t1", "data": {"id": "x"}}, {"kind": "t1", "data": {"id": 5, "replies": 3, "permalink": "x"}}]}}]"#,
        ),
        (
            Method::Lemmy,
            r#"{"comments": [[], {"comment": {"id": -1}}, {"comment": {"id": 1}, "counts": {"upvotes": -1, "downvotes": 0}}, {"comment": {"id": 2, "path": "....2", "content": 3}}]}"#,
        ),
        (
            Method::Blogger,
            r#"{"feed": {"entry": [3, {"id": {"$t": "x"}}, {"id": {"$t": "tag:blogger.com,1999:blog-1.post-1"}, "link": 3}, {"id": {"$t": "tag:blogger.com,1999:blog-1.post-2"}, "author": []}], "link": [{"rel": "next", "href": "file:///x"}]}}"#,
        ),
    ] {
        let (_, hints) = everywhere().into_iter().find(|(of, _)| *of == method).unwrap();
        let thread = crawl(method, &hints, |_| Some(body.to_owned())).thread();
        assert_eq!(thread.comments.len(), 2, "{method:?} {:?}", thread.comments);
        assert!(thread.comments.iter().all(|c: &Comment| c.author.is_none() && c.published.is_none()), "{method:?}");
    }
}

proptest! {
    #[test]
    fn damaged_answers_of_forums_give_bounded_results(bytes: Vec<u8>, cut in 0..4000_usize, at in 0..4000_usize, byte: u8, file in 0..6_usize) {
        let file = ["hacker-news/tree.json", "lobsters/story.json", "reddit/post.json", "lemmy/list.json", "blogger/page-1.json", "hacker-news/search.json"][file];
        let mut damaged = fixture(file).into_bytes();
        let length = damaged.len();
        damaged[at % length] = byte;
        let whole = damaged.clone();
        damaged.truncate(cut);
        for body in [bytes, damaged, whole] {
            let outcome = recognise(&body, None, None);
            assert_bounded(&outcome, body.len());
            prop_assert_eq!(format!("{outcome:?}"), format!("{:?}", recognise(&body, None, None)));
            for (method, hints) in everywhere() {
                let text = String::from_utf8_lossy(&body);
                let crawled = crawl(method, &hints, |_| Some(text.clone().into_owned()));
                assert_bounded(&crawled.outcome, text.len() * crawled.requested.len());
            }
        }
    }
}
