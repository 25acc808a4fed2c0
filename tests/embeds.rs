//! Tests threads of Mastodon, Discourse, Isso and Remark42 and comments in pages, each with a scripted site.
//!
//! `tests/fixtures/comments/SOURCE/` holds the answers and the expected trees.

use proptest::prelude::*;
use tidings::comments::{Answer, Hints, Method, Source, recognise};
use tidings::domain::{LoadedThread, Thread};

use crate::forums::{assert_bounded, crawl, files, fixture, gaps, outline};

const PAGE: &str = "https://town.example/tram/";

/// Compares with the tree in the file, or writes the file if `TIDINGS_UPDATE` is set.
fn is_tree(thread: &LoadedThread, file: &str) {
    if std::env::var_os("TIDINGS_UPDATE").is_some() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/comments");
        std::fs::write(folder.join(file), outline(thread)).unwrap();
    }
    assert_eq!(outline(thread), fixture(file), "{file}");
}

fn on(url: &str) -> Hints {
    Hints { comments_url: Some(url.to_owned()), article_url: Some(PAGE.to_owned()), ..Hints::default() }
}

fn article() -> Hints {
    Hints { article_url: Some(PAGE.to_owned()), ..Hints::default() }
}

const STATUS: &str = "https://town.example/@town/110000000000000010";

#[test]
fn mastodon_replies_that_were_counted_but_not_sent_are_fetched() {
    let context = |id: u32| format!("https://town.example/api/v1/statuses/1100000000000000{id}/context");
    let urls = [context(10), context(12), context(13)];
    let script = [
        (urls[0].as_str(), "mastodon/context.json"),
        (urls[1].as_str(), "mastodon/context-12.json"),
        (urls[2].as_str(), "mastodon/context-13.json"),
    ];
    let crawled = crawl(Method::Mastodon, &on(STATUS), files(&script));
    assert_eq!(crawled.requested, urls);
    let thread = crawled.thread();
    is_tree(&thread, "mastodon/context.txt");
    assert_eq!(thread.origin, "mastodon:town.example/110000000000000010");
    assert_eq!(thread.page.as_deref(), Some(STATUS));
    assert_eq!(thread.comments[0].url.as_deref(), Some("https://town.example/@bo/110000000000000011"));
    assert_eq!(gaps(&thread), ["2 replies under 110000000000000013 counted but not shown"]);
    assert!(!thread.complete);
    let own = Source::plan(&Hints { article_url: Some(STATUS.to_owned()), ..Hints::default() });
    assert_eq!(own.len(), 1, "a status has no other comments on its page");
}

const TOPIC: &str = "https://forum.example/t/57.json";
const POSTS: &str = "https://forum.example/t/57/posts.json?post_ids[]=1021&post_ids[]=1022&post_ids[]=1023";

#[test]
fn discourse_posts_are_fetched_by_id_and_reply_by_number() {
    let script = [(TOPIC, "discourse/topic.json"), (POSTS, "discourse/posts.json")];
    let crawled = crawl(Method::Discourse, &on("https://forum.example/t/the-tram/57/12"), files(&script));
    assert_eq!(crawled.requested, [TOPIC, POSTS]);
    let thread = crawled.thread();
    is_tree(&thread, "discourse/topic.txt");
    assert_eq!((thread.stated, thread.origin.as_str()), (Some(22), "discourse:forum.example/57"));
    assert_eq!(thread.comments[0].url.as_deref(), Some("https://forum.example/t/the-tram/57/2"));
}

#[test]
fn a_page_that_embeds_a_topic_leads_to_the_topic() {
    let page = "<script>DiscourseEmbed = {discourseUrl: 'https://forum.example/'}</script>";
    let crawled = crawl(Method::Discourse, &article(), |url| match url {
        PAGE => Some(page.to_owned()),
        TOPIC => Some(fixture("discourse/topic.json")),
        POSTS => Some(fixture("discourse/posts.json")),
        url if url.starts_with("https://forum.example/embed/comments?") => Some(fixture("discourse/embed.html")),
        _ => None,
    });
    assert_eq!(crawled.requested.len(), 4);
    let thread = crawled.thread();
    assert_eq!((thread.comments.len(), thread.origin.as_str()), (21, "discourse:forum.example/57"));
}

const ISSO: &str = "https://talk.example/?uri=%2Ftram%2F&limit=100&nested_limit=100";

#[test]
fn hidden_isso_replies_are_fetched() {
    let (after, under) = (format!("{ISSO}&after=1793520050.0"), format!("{ISSO}&parent=1&after=1793520200.75"));
    let script = [
        (PAGE, "isso/page.html"),
        (ISSO, "isso/first.json"),
        (after.as_str(), "isso/after.json"),
        (under.as_str(), "isso/under-1.json"),
    ];
    let crawled = crawl(Method::Isso, &article(), files(&script));
    assert_eq!(crawled.requested, [PAGE, ISSO, &after, &under]);
    let thread = crawled.thread();
    is_tree(&thread, "isso/thread.txt");
    assert_eq!((thread.stated, thread.complete, thread.origin.as_str()), (Some(7), true, ""));
    assert_eq!(thread.comments[0].url.as_deref(), Some("https://town.example/tram/#isso-1"));
}

#[test]
fn remark42_is_read_from_a_flat_list() {
    let requested = "https://talk.example/api/v1/find?site=town&url=https%3A%2F%2Ftown.example%2Ftram%2F&format=plain";
    let script = [(PAGE, "remark42/page.html"), (requested, "remark42/plain.json")];
    let crawled = crawl(Method::Remark42, &article(), files(&script));
    assert_eq!(crawled.requested, [PAGE, requested]);
    let thread = crawled.thread();
    is_tree(&thread, "remark42/plain.txt");
    assert_eq!((thread.stated, thread.complete), (Some(5), true));
}

#[test]
fn comments_in_pages_are_found_by_their_markup() {
    for (page, method, tree, stated) in [
        ("schema-org/json-ld.html", Method::SchemaOrg, "schema-org/json-ld.txt", Some(5)),
        ("schema-org/microdata.html", Method::SchemaOrg, "schema-org/microdata.txt", Some(4)),
        ("microformats/page.html", Method::Microformats, "microformats/page.txt", None),
        ("nested-lists/page.html", Method::NestedLists, "nested-lists/page.txt", None),
    ] {
        let crawled = crawl(method, &article(), |url| (url == PAGE).then(|| fixture(page)));
        assert_eq!(crawled.requested, [PAGE], "{page}");
        let thread = crawled.thread();
        is_tree(&thread, tree);
        assert_eq!((thread.stated, thread.complete), (stated, stated.is_some()), "{page}");
        assert_eq!((thread.warnings.len(), thread.gaps.len()), (0, 0), "{page}");
        let saved = recognise(fixture(page).as_bytes(), None, Some(PAGE)).unwrap();
        assert_eq!(saved.comments, thread.comments, "{page}");
    }
}

#[test]
fn saved_answers_are_recognised_by_their_content() {
    for (file, source, count) in [
        ("mastodon/context.json", "mastodon", 3),
        ("discourse/topic.json", "discourse", 18),
        ("discourse/posts.json", "discourse", 3),
        ("isso/first.json", "isso", 5),
        ("remark42/plain.json", "remark42", 5),
    ] {
        let thread = recognise(fixture(file).as_bytes(), Some("application/json"), None).unwrap();
        assert_eq!((thread.source.as_str(), thread.comments.len()), (source, count), "{file}");
    }
    let roots = recognise(fixture("mastodon/context.json").as_bytes(), None, None).unwrap();
    assert_eq!(roots.comments.iter().filter(|comment| comment.parent.is_none()).count(), 2);
}

#[test]
fn comments_in_the_page_replace_an_embed_that_does_not_answer() {
    let page = fixture("isso/page.html") + &fixture("microformats/page.html");
    let crawled = crawl(Method::Microformats, &article(), |url| (url == PAGE).then(|| page.clone()));
    assert_eq!(crawled.requested, [PAGE, ISSO]);
    let said: Vec<String> = crawled.thread().warnings.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["Isso answered 404; used microformats"]);
}

#[test]
fn the_error_names_every_source() {
    let broken = |body: &'static str| {
        move |url: &str| Some(if url == PAGE { fixture("isso/page.html") } else { body.to_owned() })
    };
    let tried = "no comments from town.example: the page has no comments in a known format, \
                 REST could not be requested without the post's id,";
    for (body, why) in [
        ("<html>", "Isso answer: HTML instead of JSON"),
        ("{\"message\": \"closed\"}", "Isso answer: closed"),
        ("[", "Isso answer: EOF while parsing a list at line 1 column 1"),
    ] {
        let error = crawl(Method::Isso, &article(), broken(body)).outcome.unwrap_err().to_string();
        assert_eq!(error, format!("{tried} {why}"));
    }
}

#[test]
fn an_empty_wordpress_thread_must_be_confirmed_by_its_feed() {
    let rest = "https://town.example/wp-json/wp/v2/comments?post=7&per_page=100&page=1&order=asc";
    let remark = "https://talk.example/api/v1/find?site=town&url=https%3A%2F%2Ftown.example%2Ftram%2F&format=plain";
    let site = |url: &str| match url {
        PAGE => Some(fixture("remark42/page.html")),
        url if url == rest => Some("[]".to_owned()),
        url if url == remark => Some(fixture("remark42/plain.json")),
        _ => None,
    };
    let hints = Hints { guid: Some("https://town.example/?p=7".into()), ..article() };
    let crawled = crawl(Method::Remark42, &hints, site);
    assert_eq!(crawled.requested, [rest, PAGE, remark]);
    assert_eq!(crawled.thread().comments.len(), 5);
    let crawled = crawl(Method::WordPressRest, &Hints { stated: Some(0), ..hints }, site);
    assert_eq!(crawled.requested, [rest]);
    assert_eq!(crawled.thread().comments.len(), 0);
}

const MARKUP: [&str; 14] = [
    "<ul class=comments>",
    "<li class=comment>",
    "<div itemprop=comment itemscope>",
    "<p itemprop=text>x",
    "</div>",
    "<div class='u-comment h-cite'>",
    "<b class=p-author>",
    "<time class=dt-published datetime=2026>",
    "</ul>",
    "<script type=application/ld+json>{\"comment\":[[{\"@type\":\"Comment\",\"text\":\"x\"}",
    "</script>",
    "<script>remark_config = {host: '",
    "<script data-isso=//x>",
    "<span class=author>y",
];

proptest! {
    #[test]
    fn damaged_pages_and_answers_give_bounded_results(parts in prop::collection::vec(0..MARKUP.len(), 0..40), bytes: Vec<u8>, cut in 0..2_000usize) {
        let page: String = parts.into_iter().map(|at| MARKUP[at]).collect();
        let outcome = recognise(page.as_bytes(), None, Some(PAGE));
        assert_bounded(&outcome, page.len());
        prop_assert_eq!(format!("{outcome:?}"), format!("{:?}", recognise(page.as_bytes(), None, Some(PAGE))));
        for (url, file) in [(STATUS, "mastodon/context.json"), ("https://forum.example/t/x/57", "discourse/topic.json"),
                            (PAGE, "isso/first.json"), (PAGE, "remark42/plain.json")] {
            let mut body = fixture(file).into_bytes();
            let damaged = [&body[..cut.min(body.len())], &bytes].concat();
            assert_bounded(&recognise(&damaged, None, None), damaged.len());
            let at = cut % body.len();
            body[at] = bytes.first().copied().unwrap_or(b'7');
            for body in [&body, &bytes] {
                let mut source = Source::plan(&on(url)).remove(0);
                let mut requests = 0;
                while let Some(request) = source.next().filter(|_| requests < 8) {
                    requests += 1;
                    source.answer(Ok(Answer { url: &request.url, status: 200, headers: &[], body }));
                }
                assert_bounded(&source.finish(), requests * body.len());
            }
        }
    }
}

#[test]
fn deep_pages_give_bounded_results() {
    for part in [
        "<div itemprop=comment itemscope><p itemprop=text>x</p>",
        "<div class='u-comment h-cite'><b class=p-author>A</b><p class=p-name>x</p>",
        "<ul class=comments><li class=comment><b class=author>A</b>text",
    ] {
        let outcome = recognise(part.repeat(5_000).as_bytes(), None, Some(PAGE));
        assert_bounded(&outcome, 5_000);
        let smaller = || recognise(part.repeat(500).as_bytes(), None, Some(PAGE)).unwrap();
        assert_eq!(smaller(), smaller(), "a page gives the same comments each time");
        let thread = outcome.unwrap();
        assert!((2_000..5_000).contains(&thread.comments.len()), "{}", thread.comments.len());
        assert!(!thread.complete && thread.gaps.len() == 1, "the cut is reported: {:?}", thread.gaps);
    }
    let nested = "{\"@type\":\"Comment\",\"text\":\"x\",\"comment\":[".repeat(50_000);
    let outcome = recognise(format!("<script type=application/ld+json>{nested}</script>").as_bytes(), None, None);
    assert_bounded(&outcome, 50_000);
    assert!(outcome.is_err(), "the script never ends, so it is not JSON: {outcome:?}");
}

#[test]
fn ten_thousand_levels_of_json_ld_are_read() {
    let open = |id: usize| format!(r#"{{"@type": "Comment", "@id": "/ferry#c{id}", "text": "{id}", "comment": ["#);
    let mut nested = r#"{"@type": "Article", "comment": ["#.to_owned();
    nested.extend((1..=10_000).map(open));
    nested += &"]}".repeat(10_001);
    let page = format!("<script type=application/ld+json>{nested}</script>");
    let found = recognise(page.as_bytes(), None, Some(PAGE)).unwrap();
    let (tree, warnings) = Thread::build(found.comments);
    assert_eq!((tree.len(), tree.get(9_999).unwrap().depth, warnings.len()), (10_000, 9_999, 0));
    assert_eq!(tree.get(9_999).unwrap().comment.html.0, "<p>10000</p>");
}

/// Comments nested in each other by the page's own elements.
#[test]
fn deep_comments_in_a_page_are_read_and_lost_ones_are_reported() {
    let list = |levels: u32| {
        let item = |id: u32| format!("<ul><li class=comment id=c{id}><b class=author>A</b><p>Number {id}.");
        let items: String = (1..=levels).map(item).collect();
        format!("<section id=comments>{items}{}</section>", "</li></ul>".repeat(levels as usize))
    };
    let wordpress = |levels: u32| {
        let item = |id: u32| {
            format!(
                "<ol class=children><li class='comment depth-{id}'><div id=comment-{id}><b class=fn>A</b>\
                 <div class=comment-content><p>Number {id}.</p></div></div>"
            )
        };
        let items: String = (1..=levels).map(item).collect();
        format!("<section id=comments>{items}{}</section>", "</li></ol>".repeat(levels as usize))
    };
    for (page, levels) in [(list(300), 300), (list(1_000), 1_000), (wordpress(300), 300), (wordpress(1_500), 1_500)] {
        let found = recognise(page.as_bytes(), None, None).unwrap();
        assert_eq!(found.gaps, []);
        let (tree, warnings) = Thread::build(found.comments);
        let deepest = tree.get(levels - 1).unwrap();
        assert_eq!((tree.len(), deepest.depth as usize, warnings.len()), (levels, levels - 1, 0));
        assert!(deepest.comment.html.0.contains(&format!("Number {levels}.")), "{}", deepest.comment.html.0);
    }
    for page in [list(2_500), wordpress(2_500)] {
        let found = recognise(page.as_bytes(), None, None).unwrap();
        assert!((2_000..2_500).contains(&found.comments.len()), "{}", found.comments.len());
        assert!(!found.complete && found.gaps[0].to_string().contains("too deep"), "{:?}", found.gaps);
        // Text that is too deep is not attributed to the author above it.
        let last =
            found.comments.iter().max_by_key(|comment| comment.id.trim_start_matches('c').parse::<u32>().unwrap());
        assert!(last.unwrap().html.0.matches("Number").count() <= 1, "{:?}", last.unwrap().html);
    }
}
