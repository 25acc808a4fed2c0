//! Tests the sync of threads: which are fetched again, errors of sources, and comments that become new again.

use chrono::TimeDelta;
use tidings::domain::Endpoints;
use tidings::domain::triage::Rules;
use tidings::domain::{ArticleId, CommentRef, CommentStatus, Text};
use tidings::store::StoredThread;
use tidings::sync::{self, Options};

use crate::server::{Reply, Server};
use crate::sync::Desk;

/// Makes a feed of one article at `url`, with more elements in its item.
fn feed(url: &str, more: &str) -> Reply {
    let item = format!("<item><title>1</title><guid isPermaLink=\"false\">1</guid><link>{url}</link>{more}</item>");
    Reply::feed(format!(
        "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>A</title>{item}</channel></rss>"
    ))
}

/// Makes a store whose settings name the sources on this server.
fn desk(server: &Server, look_up: bool) -> Desk {
    let mut desk = Desk::new(&[server.url("/feed")]);
    let endpoints = Endpoints {
        lobsters: vec![server.url("/lobsters")],
        hacker_news: server.url("/news"),
        hacker_news_search: server.url("/hn"),
        hacker_news_items: server.url("/gone"),
        ..Endpoints::default()
    };
    desk.context = desk.context.clone().with_comments(endpoints, look_up);
    desk
}

fn with_comments() -> Options {
    Options { comments: true, ..Options::default() }
}

fn stored(desk: &Desk, article: ArticleId) -> StoredThread {
    desk.store().thread(article).unwrap().unwrap()
}

/// Makes a story of Lobsters with comments by these authors.
fn story(names: &[&str]) -> Reply {
    let comments: Vec<String> = names
        .iter()
        .map(|name| {
            format!(r#"{{"short_id":"{name}","comment":"<p>Word of {name}.","depth":0,"commenting_user":"{name}"}}"#)
        })
        .collect();
    Reply::json(format!(r#"{{"short_id":"abc","comment_count":{},"comments":[{}]}}"#, names.len(), comments.join(",")))
}

/// The feed does not state a number of comments, and only the article's address identifies the thread.
#[tokio::test]
async fn an_empty_thread_is_fetched_again_while_its_article_is_new() {
    let server = Server::start();
    server.on("/feed", feed(&server.url("/lobsters/s/abc/x"), ""));
    let answers = vec![story(&[]), story(&["ann"]), story(&["ann", "bob"])];
    server.script("/lobsters/s/abc.json", answers);
    let desk = desk(&server, false);
    let mut loaded = Vec::new();
    for _ in 0..3 {
        desk.sync_with(with_comments()).await;
        desk.sync_with(with_comments()).await;
        loaded.push(stored(&desk, desk.article()).comments.len());
        desk.wait(TimeDelta::hours(2));
    }
    assert_eq!(loaded, [0, 1, 2], "one fetch each time, with a pause between");
}

/// Returns the error of each thread, by origin.
fn failures(desk: &Desk) -> Vec<(String, Option<String>)> {
    let summaries = desk.store().thread(desk.article()).unwrap().map(|stored| stored.summaries).unwrap_or_default();
    summaries.into_iter().map(|head| (head.origin, head.failure.map(Text::into_string))).collect()
}

/// Answers a search that finds story 8 about the article of [`post`].
fn hit(server: &Server) -> Reply {
    Reply::json(format!(r#"{{"hits":[{{"objectID":"8","url":"{}","num_comments":1}}]}}"#, server.url("/post")))
}

fn tree(author: &str) -> String {
    format!(
        r#"{{"id":8,"type":"story","children":[{{"id":9,"author":"{author}","text":"From elsewhere.",
            "created_at_i":1767300000,"parent_id":8,"children":[]}}]}}"#
    )
}

#[tokio::test]
async fn an_error_of_a_lookup_is_shown_once_it_has_found_a_thread() {
    let server = Server::start();
    server.on("/feed", feed(&server.url("/post"), ""));
    server.on("/post", Reply::html("<!doctype html><p>Nobody comments here."));
    let desk = desk(&server, true);
    desk.sync().await;
    let article = desk.article();
    // The lookup has never found a thread, so its error is not shown.
    server.on("/hn/search*", Reply::status(500));
    let error = sync::refresh_thread(&desk.context, article, false).await.unwrap_err().to_string();
    assert!(!error.contains("hacker-news"), "{error}");
    assert_eq!(failures(&desk).len(), 1);
    server.on("/hn/search*", hit(&server));
    server.on("/hn/items/8", Reply::json(tree("Zoe")));
    sync::refresh_thread(&desk.context, article, false).await.unwrap();
    let before = stored(&desk, article).comments;
    assert_eq!(before.len(), 1);
    for (search, items, why) in [
        (Reply::status(500), Reply::json(tree("Zoe")), "no comments from hacker-news: answered 500"),
        (Reply::json("{}"), Reply::json(tree("Zoe")), "Hacker News answer: no list of stories"),
        (hit(&server), Reply::json("{broken"), "one request failed: answered 404"),
    ] {
        server.on("/hn/search*", search);
        server.on("/hn/items/8", items);
        let told = sync::refresh_thread(&desk.context, article, false).await;
        let (origin, failure) = failures(&desk).pop().unwrap();
        assert_eq!(origin, "hacker-news:8");
        assert!(failure.as_ref().is_some_and(|failure| failure.contains(why)), "{why}: {failure:?} {told:?}");
        assert_eq!(stored(&desk, article).comments, before, "{why}");
    }
}

#[tokio::test]
async fn an_embedded_thread_shows_the_error_of_its_page() {
    let server = Server::start();
    server.on("/feed", feed(&server.url("/post"), ""));
    let page = format!(
        "<!doctype html><p>Words.<script>DiscourseEmbed = {{ discourseUrl: '{}', topicId: '5' }};</script>",
        server.url("/forum/")
    );
    let post = |number: u32| {
        format!(
            r#"{{"id":{number}0,"post_number":{number},"username":"ann","cooked":"<p>Word {number}","topic_id":5}}"#
        )
    };
    let topic = format!(
        r#"{{"id":5,"slug":"x","posts_count":2,"post_stream":{{"posts":[{},{}],"stream":[10,20]}}}}"#,
        post(1),
        post(2)
    );
    let desk = desk(&server, false);
    desk.sync().await;
    let article = desk.article();
    // Before a thread is found, the error belongs to the outlet.
    server.on("/post", Reply::status(500));
    sync::refresh_thread(&desk.context, article, false).await.unwrap_err();
    let own = failures(&desk);
    assert!(matches!(own.as_slice(), [(origin, Some(_))] if origin.is_empty()), "{own:?}");
    server.on("/post", Reply::html(page));
    server.on("/forum/t/5.json", Reply::json(topic));
    sync::refresh_thread(&desk.context, article, false).await.unwrap();
    let found = failures(&desk);
    assert!(matches!(found.as_slice(), [(origin, None)] if origin.starts_with("discourse:")), "{found:?}");
    let before = stored(&desk, article).comments;
    assert_eq!(before.len(), 1);
    server.on("/post", Reply::status(500));
    sync::refresh_thread(&desk.context, article, false).await.unwrap_err();
    let failed = failures(&desk);
    assert!(matches!(failed.as_slice(), [(origin, Some(_))] if origin.starts_with("discourse:")), "{failed:?}");
    assert_eq!(stored(&desk, article).comments, before);
}

/// Makes a story of Lobsters with more comments than these: id, parent and author, `None` for a deleted one.
fn part_of_story(comments: &[(&str, Option<&str>, Option<&str>)]) -> Reply {
    let row = |(id, parent, name): &(&str, Option<&str>, Option<&str>)| {
        serde_json::json!({"short_id": id, "parent_comment": parent, "commenting_user": name, "comment": "<p>Words.",
                           "is_deleted": name.is_none()})
    };
    let rows: Vec<_> = comments.iter().map(row).collect();
    Reply::json(serde_json::json!({"short_id": "abc", "comment_count": 99, "comments": rows}).to_string())
}

#[tokio::test]
async fn replies_by_the_author_and_to_you_become_new_again_without_their_parent_in_the_answer() {
    let server = Server::start();
    server.on("/feed", feed(&server.url("/lobsters/s/abc/x"), "<dc:creator>Ann Lee</dc:creator>"));
    let (zoe, mine) = (("z", None, Some("zoe")), ("m", None, Some("Me")));
    let below_zoe = [("a", Some("z"), Some("ann lee")), ("b", Some("z"), Some("bob"))];
    let answers = vec![
        part_of_story(&[zoe, mine]),
        part_of_story(&[zoe, below_zoe[0], below_zoe[1], ("y", Some("m"), Some("yan"))]),
        part_of_story(&[zoe, ("m", None, None), ("x", Some("m"), Some("xi"))]),
    ];
    server.script("/lobsters/s/abc.json", answers);
    let mut desk = desk(&server, false);
    desk.context = desk.context.clone().with_rules(vec!["me".into()], Rules::default);
    desk.sync_with(with_comments()).await;
    let article = desk.article();
    let origin = stored(&desk, article).summaries[0].origin.clone();
    let done = ["z", "m"].map(|id| (CommentRef { origin: origin.clone(), id: id.to_owned() }, CommentStatus::Done));
    desk.store().mark_comments(article, done.to_vec()).unwrap();
    for _ in 0..2 {
        sync::refresh_thread(&desk.context, article, false).await.unwrap();
    }
    let comments = stored(&desk, article).comments;
    let mut left: Vec<&str> =
        comments.iter().filter(|c| c.mark == CommentStatus::Unseen).map(|c| c.id.as_str()).collect();
    left.sort_unstable();
    assert_eq!((comments.len(), left), (6, vec!["a", "x", "y"]));
}
