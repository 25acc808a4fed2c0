//! Tests triage of new comments: a small site has one post, with comments by REST or in its feed.
//!
//! Keys fetch the comments, as a user would. `comments` and `forums` test the sources.

use std::sync::{Arc, Mutex};

use tidings::domain::{CommentStatus, ListQuery, Subscription};
use tidings::settings::Config;

use crate::harness::{Folder, Reader};
use crate::server::{Reply, Server};

/// A comment: id, parent or 0, author.
type Said = (u32, u32, &'static str);

/// The current state of the site.
#[derive(Default)]
struct State {
    site: String,
    said: Vec<Said>,
    /// Whether REST is refused, which leaves only the feed of the newest comments.
    is_closed: bool,
    /// Number of comments in the feed.
    feed: usize,
}

struct Post {
    /// Serves the site until it is dropped.
    _server: Server,
    state: Arc<Mutex<State>>,
    folder: Folder,
    config: Config,
}

impl Post {
    /// Makes a site with these comments, and syncs it.
    fn new(said: &[Said]) -> Self {
        Self::with(State { said: said.to_vec(), ..State::default() })
    }

    fn with(state: State) -> Self {
        let server = Server::start();
        let stated = state.said.len();
        let state = Arc::new(Mutex::new(State { site: server.url(""), ..state }));
        let (rest, feed) = (Arc::clone(&state), Arc::clone(&state));
        server.handle("/wp-json/*", move |_| rest.lock().unwrap().rest());
        server.handle("/post/feed/", move |_| feed.lock().unwrap().feed());
        let item = format!(
            "<item><title>The post</title><link>{0}/post/</link><guid isPermaLink='false'>{0}/?p=7</guid>
             <dc:creator>Ivy Author</dc:creator><description>About it.</description>
             <wfw:commentRss>{0}/post/feed/</wfw:commentRss><slash:comments>{1}</slash:comments></item>",
            server.url(""),
            stated
        );
        let spaces = "xmlns:slash='http://purl.org/rss/1.0/modules/slash/' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:wfw='http://wellformedweb.org/CommentAPI/'";
        let rss = format!("<rss version='2.0' {spaces}><channel><title>Site</title>{item}</channel></rss>");
        server.on("/feed/", Reply::feed(rss));
        let folder = Folder::new(&[Subscription { url: server.url("/feed/"), ..Subscription::default() }]);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        folder.sync(&runtime);
        let mut config = Config::default();
        config.comments.me = vec!["Me".to_owned()];
        Self { _server: server, state, folder, config }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap());
    }

    fn open(&self) -> Reader {
        let mut reader = Reader::with_config(&self.folder, (110, 70), &self.config);
        reader.press("tab enter enter").expect("About it.");
        reader
    }

    /// Returns ids with marks, in the order of the thread.
    fn marks(&self) -> String {
        let article = self.folder.library.store.window(&ListQuery::default(), 0, 1).unwrap().rows[0].id;
        let mut comments = self.folder.library.store.thread(article).unwrap().unwrap().comments;
        comments.sort_by_key(|comment| comment.id.parse::<u32>().unwrap());
        let of = |mark: CommentStatus| match mark {
            CommentStatus::Unseen | CommentStatus::Seen => "open",
            CommentStatus::Done => "done",
            CommentStatus::Kept => "kept",
        };
        comments.iter().map(|comment| format!("{} {}", comment.id, of(comment.mark))).collect::<Vec<_>>().join(", ")
    }
}

impl State {
    fn rest(&self) -> Reply {
        if self.is_closed {
            return Reply::status(403);
        }
        let entry = |(id, parent, author): &Said| {
            format!(
                r#"{{"id":{id},"post":7,"parent":{parent},"author_name":"{author}","date_gmt":"2026-11-22T10:{id:02}:00","content":{{"rendered":"<p>Words of {author}, number {id}.</p>"}},"status":"approved","type":"comment"}}"#
            )
        };
        let entries: Vec<String> = self.said.iter().map(entry).collect();
        let total = self.said.len().to_string();
        Reply::json(format!("[{}]", entries.join(","))).header("x-wp-total", &total).header("x-wp-totalpages", "1")
    }

    /// Makes the feed of the newest comments, whose texts name their parents.
    fn feed(&self) -> Reply {
        let site = &self.site;
        let item = |(id, parent, author): &Said| {
            let answers = format!("<p>In reply to <a href=\"{site}/post/#comment-{parent}\">someone</a>.</p>");
            let answers = if *parent > 0 { answers.as_str() } else { "" };
            format!(
                "<item><title>By: {author}</title><link>{site}/post/#comment-{id}</link><dc:creator>{author}</dc:creator>
                 <pubDate>Sun, 22 Nov 2026 10:{id:02}:00 +0000</pubDate><guid isPermaLink='false'>{site}/?p=7#comment-{id}</guid>
                 <content:encoded><![CDATA[{answers}<p>Words of {author}, number {id}.</p>]]></content:encoded></item>"
            )
        };
        let items: String = self.said.iter().rev().take(self.feed).map(item).collect();
        let spaces =
            "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'";
        Reply::feed(format!(
            "<rss version='2.0' {spaces}><channel><title>Comments on: The post</title>{items}</channel></rss>"
        ))
    }
}

#[test]
fn a_done_subtree_becomes_new_again_only_for_a_reason() {
    let post = Post::new(&[(1, 0, "Ann"), (2, 1, "Me"), (3, 0, "Bob")]);
    std::fs::write(post.folder.dir.path().join("rules.toml"), "[[follow]]\nauthor = \"Dee\"\n").unwrap();
    let mut reader = post.open();
    reader.press("c x");
    reader.expect("▸ ✓ Ann").expect("none new");
    post.change(|state| {
        state.said.extend([
            (4, 1, "Hal"),
            (5, 2, "Hal"),
            (6, 1, "Dee"),
            (7, 1, "Ivy Author"),
            (8, 2, "Me"),
            (9, 4, "Jo"),
        ]);
    });
    reader.press("r");
    reader.expect("9 comments, 6 new").expect("▸ ✓ Ann").expect("+7, 3 new");
    assert_eq!(post.marks(), "1 done, 2 done, 3 open, 4 done, 5 open, 6 open, 7 open, 8 done, 9 done");
    // Each shows the reason on the screen.
    reader.press("{ l");
    let screen = reader.screen();
    for (author, id, why) in [
        ("Hal", 5, Some("back: answers you")),
        ("Dee", 6, Some("followed: author Dee")),
        ("Ivy Author", 7, Some("back: by the author")),
        ("Hal", 4, None),
        ("Me", 8, None),
        ("Jo", 9, None),
    ] {
        let lines: Vec<&str> = screen.lines().collect();
        let said = format!("Words of {author}, number {id}.");
        let text = lines.iter().position(|line| line.contains(&said));
        let header = text.map_or("", |at| lines[at - 1]);
        match why {
            Some(why) => assert!(header.contains("● ") && header.contains(why), "{header}\n{screen}"),
            None => assert!(header.contains("✓ ") && !header.contains("back:"), "{header}\n{screen}"),
        }
    }
}

#[test]
fn a_reply_to_you_becomes_new_again_without_your_comment_in_the_answer() {
    let post = Post::new(&[(1, 0, "Ann"), (2, 1, "Me"), (3, 0, "Bob")]);
    let mut reader = post.open();
    reader.press("c x");
    reader.expect("▸ ✓ Ann");
    post.change(|state| {
        state.said.extend([(4, 1, "Hal"), (5, 2, "Hal")]);
        (state.is_closed, state.feed) = (true, 2);
    });
    reader.press("r");
    reader.expect("WordPress").expect("5 comments, 2 new");
    assert_eq!(post.marks(), "1 done, 2 done, 3 open, 4 done, 5 open");
    // The answer lacked some comments, but the store has them.
    reader.expect("WordPress: 5 comments loaded").expect_not("missing:");
}

#[test]
fn a_key_fetches_the_missing_comments_that_the_heading_states() {
    let said = vec![(1, 0, "Ann"), (2, 1, "Bob"), (3, 0, "Cy")];
    let post = Post::with(State { said, is_closed: true, feed: 2, ..State::default() });
    let mut reader = post.open();
    reader.press("c");
    reader.expect("WordPress: 2 of 3 comments loaded · 1 orphan").expect("ctrl-r: fetch missing comments");
    reader.expect("missing: 1 stated comment was not loaded");
    reader.expect_not("Words of Ann");
    // The site allows REST again, but the sync does not retry a blocked source so soon; a thorough fetch does.
    post.change(|state| state.is_closed = false);
    reader.press("r");
    reader.expect("2 comments, none new").expect("2 of 3 comments loaded").expect_not("Words of Ann");
    reader.press("ctrl-r");
    reader.expect("WordPress: 3 of 3 comments loaded").expect("Words of Ann").expect("3 comments, 1 new");
    reader.expect_not("missing:").expect_not("orphan");
}
