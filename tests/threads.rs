//! Threads over the network: which a sync asks for again, what is said of a source that fails, who comes back.

use chrono::TimeDelta;
use tidings::comments::Bases;
use tidings::domain::ArticleId;
use tidings::store::StoredThread;
use tidings::sync::Options;

use crate::server::{Reply, Server};
use crate::sync::Desk;

/// A feed of one article at `url`, which has more in it.
fn feed(url: &str, more: &str) -> Reply {
    let item = format!("<item><title>1</title><guid isPermaLink=\"false\">1</guid><link>{url}</link>{more}</item>");
    Reply::feed(format!(
        "<rss version=\"2.0\" xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\"><channel><title>A</title>{item}</channel></rss>"
    ))
}

/// A desk that knows the sources on this server.
fn desk(server: &Server, look_up: bool) -> Desk {
    let mut desk = Desk::new(&[server.url("/feed")]);
    let bases = Bases {
        lobsters: vec![server.url("/lobsters")],
        hacker_news: server.url("/news"),
        hacker_news_search: server.url("/hn"),
        hacker_news_items: server.url("/gone"),
        ..Bases::default()
    };
    desk.context = desk.context.clone().with_comments(bases, look_up);
    desk
}

fn with_comments() -> Options {
    Options { comments: true, ..Options::default() }
}

fn stored(desk: &Desk, article: ArticleId) -> StoredThread {
    desk.store().thread(article).unwrap().unwrap()
}

/// A story of Lobsters with comments of these names.
fn story(names: &[&str]) -> Reply {
    let comments: Vec<String> = names
        .iter()
        .map(|name| {
            format!(r#"{{"short_id":"{name}","comment":"<p>Word of {name}.","depth":0,"commenting_user":"{name}"}}"#)
        })
        .collect();
    Reply::json(format!(r#"{{"short_id":"abc","comment_count":{},"comments":[{}]}}"#, names.len(), comments.join(",")))
}

/// The feed states no number and names the thread by the article's address alone.
#[tokio::test]
async fn a_thread_that_began_empty_is_asked_for_again_while_it_is_young() {
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
    assert_eq!(loaded, [0, 1, 2], "asked once each time, for it rests between");
}
