//! Tests whole syncs with scripted sites: requests, stored results and messages.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use tempfile::TempDir;
use tidings::domain::{ArticleId, FeedId, ListQuery, Scope, Subscription, Text, Thread, Time};
use tidings::net::{Client, ConnectFailure, NetOptions};
use tidings::store::{Store, SyncLock};
use tidings::sync::{
    self, Context, FailureKind, Found, Moved, Options, Outcome, Progress, Report, SyncError, SyncScope,
};
use tokio::sync::{mpsc, watch};

use crate::server::{Gate, Reply, Server};

/// A store in a temporary folder, and a clock that only tests advance.
pub(crate) struct Desk {
    _folder: TempDir,
    pub(crate) context: Context,
    clock: Arc<Mutex<Time>>,
}

impl Desk {
    pub(crate) fn new(feeds: &[String]) -> Self {
        Self::with(feeds, NetOptions::default())
    }

    pub(crate) fn with(feeds: &[String], options: NetOptions) -> Self {
        let folder = TempDir::new().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let list: Vec<Subscription> =
            feeds.iter().map(|url| Subscription { url: url.clone(), ..Subscription::default() }).collect();
        store.reconcile(&list).unwrap();
        let clock = Arc::new(Mutex::new("2026-01-02T12:00:00Z".parse::<Time>().unwrap()));
        let context = Context::new(store, Client::new(options));
        Self { _folder: folder, context: Self::timed(context, &clock), clock }
    }

    fn timed(context: Context, clock: &Arc<Mutex<Time>>) -> Context {
        let clock = Arc::clone(clock);
        context.with_clock(move || *clock.lock().unwrap())
    }

    /// Opens the same store again, as in another run of the program.
    fn restart(&mut self) {
        let context = Context::new(self.store().clone(), Client::new(NetOptions::default()));
        self.context = Self::timed(context, &self.clock);
    }

    pub(crate) fn store(&self) -> &Store {
        &self.context.store
    }

    pub(crate) fn wait(&self, delta: TimeDelta) {
        *self.clock.lock().unwrap() += delta;
    }

    pub(crate) async fn sync(&self) -> Report {
        self.sync_with(Options::default()).await
    }

    pub(crate) async fn sync_with(&self, options: Options) -> Report {
        let (report, _) = self.watched(options).await;
        report
    }

    pub(crate) async fn watched(&self, options: Options) -> (Report, Vec<Progress>) {
        let (sender, mut progress) = mpsc::unbounded_channel();
        let (_cancel, cancelled) = watch::channel(false);
        let report = sync::run(&self.context, &options, sender, cancelled).await.unwrap();
        let mut events = Vec::new();
        while let Ok(event) = progress.try_recv() {
            events.push(event);
        }
        (report, events)
    }

    fn articles(&self) -> Vec<(ArticleId, String)> {
        let window = self.store().window(&ListQuery::default(), 0, 1000).unwrap();
        window.rows.into_iter().map(|row| (row.id, row.title.into_string())).collect()
    }

    pub(crate) fn article(&self) -> ArticleId {
        self.articles()[0].0
    }

    fn errors(&self) -> Vec<Option<String>> {
        self.store().feeds().unwrap().into_iter().map(|feed| feed.error.map(Text::into_string)).collect()
    }
}

fn rss(title: &str, items: &[&str]) -> String {
    let items: Vec<String> = items
        .iter()
        .map(|item| {
            format!(
                "<item><title>{item}</title><guid>{title}-{item}</guid><description>About {item}.</description></item>"
            )
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>{title}</title>{}</channel></rss>", items.concat())
}

fn numbers(report: &Report) -> [usize; 5] {
    [report.feeds, report.fetched, report.not_modified, report.failed, report.new_articles]
}

#[tokio::test]
async fn a_second_sync_finds_no_new_article() {
    let server = Server::start();
    server.on("/a", Reply::feed(rss("A", &["1", "2"])).etag("\"a\""));
    server.on("/b", Reply::feed(rss("B", &["1"])).last_modified("Sun, 06 Nov 1994 08:49:37 GMT").gzip());
    server.on("/c", Reply::feed(rss("C", &["1"])));
    let desk = Desk::new(&["/a", "/b", "/c"].map(|path| server.url(path)));
    let first = desk.sync().await;
    assert_eq!(numbers(&first), [3, 3, 0, 0, 4]);
    assert!(first.bytes > 100 && first.seconds > 0.0 && first.failures.is_empty());
    let articles = desk.articles();
    assert_eq!(articles.len(), 4);
    assert_eq!(desk.store().pending().unwrap(), 0, "all is indexed");
    let second = desk.sync().await;
    assert_eq!(numbers(&second), [3, 1, 2, 0, 0]);
    assert_eq!(second.updated_articles, 0);
    assert_eq!(desk.articles(), articles);
    assert_eq!(server.seen().len(), 6);
}

#[tokio::test]
async fn a_changed_article_is_counted_as_updated() {
    let server = Server::start();
    let changed = rss("A", &["1"]).replace("About 1", "More about 1");
    server.script("/a", vec![Reply::feed(rss("A", &["1"])), Reply::feed(changed)]);
    let desk = Desk::new(&[server.url("/a")]);
    desk.sync().await;
    let second = desk.sync().await;
    assert_eq!((second.new_articles, second.updated_articles), (0, 1));
}

#[tokio::test]
async fn errors_of_feeds_are_lines_and_do_not_stop_the_sync() {
    let server = Server::start();
    server.on("/good", Reply::feed(rss("Good", &["1"])));
    server.on("/page", Reply::html("<!doctype html><title>Hello</title><body>no feed"));
    server.on("/broken", Reply::feed("<rss").broken());
    server.on("/empty", Reply::feed(""));
    server.on("/500", Reply::status(500).body("\u{1b}[31mboom"));
    server.on("/also-good", Reply::feed(rss("Also good", &["1"])));
    let paths = ["/good", "/page", "/missing", "/broken", "/empty", "/500", "/also-good"];
    let desk = Desk::new(&paths.map(|path| server.url(path)));
    let (report, events) = desk.watched(Options::default()).await;
    assert_eq!(numbers(&report), [7, 2, 0, 5, 2]);
    for (path, reason) in [
        ("/page", "127.0.0.1: not a feed, but an HTML page: Hello"),
        ("/missing", "127.0.0.1 answered 404 (not found); check the address"),
        ("/broken", "127.0.0.1 sent a broken answer"),
        ("/empty", "127.0.0.1: not a feed: the document is empty"),
        ("/500", "127.0.0.1 answered 500 (server error); try again later"),
    ] {
        let failure = report.failures.iter().find(|failure| failure.feed == server.url(path)).unwrap();
        assert!(crate::server::without_ports(&failure.error).starts_with(reason), "{}", failure.error);
    }
    assert_eq!(desk.errors().iter().flatten().count(), 5);
    assert_eq!(events[0], Progress::Started { total: 7 });
    assert_eq!(events.iter().filter(|event| matches!(event, Progress::Feed { .. })).count(), 7);
    assert!(matches!(events.last(), Some(Progress::Finished(_))));
    let good = events.iter().find_map(|event| match event {
        Progress::Feed { title, outcome: Outcome::Fetched { new, .. }, .. } if &**title == "Good" => Some(*new),
        _ => None,
    });
    assert_eq!(good, Some(1), "a new feed gets its title at once");
}

#[tokio::test]
async fn a_feed_that_recovers_loses_its_error() {
    let server = Server::start();
    server.script("/a", vec![Reply::status(500), Reply::feed(rss("A", &["1"]))]);
    let desk = Desk::new(&[server.url("/a")]);
    desk.sync().await;
    assert!(desk.errors()[0].is_some());
    assert_eq!(numbers(&desk.sync().await), [1, 1, 0, 0, 1]);
    assert_eq!(desk.errors(), [None]);
}

#[tokio::test]
async fn a_host_that_asks_for_a_pause_is_not_contacted() {
    let (busy, other) = (Server::start(), Server::start());
    busy.handle("/*", |_| Reply::status(429).header("retry-after", "3600"));
    other.on("/feed", Reply::feed(rss("Other", &["1"])));
    let mut feeds: Vec<String> = (0..6).map(|n| busy.url(&format!("/{n}"))).collect();
    feeds.push(other.url("/feed"));
    let mut desk = Desk::with(&feeds, NetOptions { per_host: 1, ..NetOptions::default() });
    let report = desk.sync().await;
    assert_eq!(numbers(&report), [7, 1, 0, 6, 1]);
    assert_eq!(busy.seen().len(), 1, "the pause applies to the whole host");
    let skipped = report.failures.iter().filter(|failure| failure.error.contains("asked for a pause")).count();
    assert_eq!(skipped, 5);
    assert_eq!(desk.errors().iter().flatten().count(), 1, "skipped feeds have no error");
    // Another run of the program respects the pause too.
    desk.restart();
    desk.wait(TimeDelta::minutes(59));
    desk.sync_with(Options { ask: SyncScope::Force, ..Options::default() }).await;
    assert_eq!(busy.seen().len(), 1);
    desk.restart();
    desk.wait(TimeDelta::minutes(2));
    desk.sync().await;
    assert!(busy.seen().len() > 1);
}

#[tokio::test]
async fn a_feed_that_is_gone_is_not_fetched_again_and_keeps_its_articles() {
    let server = Server::start();
    let gone = || Reply::status(410);
    server.script("/a", vec![Reply::feed(rss("A", &["1"])), gone(), gone(), Reply::feed(rss("A", &["2"]))]);
    let desk = Desk::new(&[server.url("/a")]);
    desk.sync().await;
    let gone = desk.sync().await;
    assert_eq!(numbers(&gone), [1, 0, 0, 1, 0]);
    assert!(gone.failures[0].error.contains("gone for good"), "{}", gone.failures[0].error);
    assert_eq!(numbers(&desk.sync().await), [0; 5]);
    assert_eq!(server.hits("/a"), 2);
    assert_eq!(desk.articles().len(), 1);
    let only = Some(vec![desk.store().feeds().unwrap()[0].id]);
    let named = desk.sync_with(Options { only, ..Options::default() }).await;
    assert_eq!(numbers(&named), [1, 0, 0, 1, 0], "a feed that the user names is fetched");
    let forced = desk.sync_with(Options { ask: SyncScope::Force, ..Options::default() }).await;
    assert_eq!(numbers(&forced), [1, 1, 0, 0, 1]);
    assert_eq!(desk.errors(), [None]);
}

#[tokio::test]
async fn a_sync_deletes_articles_of_feeds_removed_a_month_ago_and_undo_restores_newer_ones() {
    let server = Server::start();
    server.on("/a", Reply::feed(rss("A", &["1", "2"])).etag("\"a\""));
    server.on("/b", Reply::feed(rss("B", &["1"])));
    let both = ["/a", "/b"].map(|path| server.url(path));
    let desk = Desk::new(&both);
    let subscribe = |urls: &[String]| {
        let list = urls.iter().map(|url| Subscription { url: url.clone(), ..Subscription::default() });
        desk.store().reconcile(&list.collect::<Vec<_>>()).unwrap()
    };
    desk.sync().await;
    let removed = desk.articles().into_iter().find(|(_, title)| title == "2").unwrap().0;
    subscribe(&both[1..]);
    desk.sync().await;
    desk.wait(TimeDelta::days(29));
    desk.sync().await;
    assert_eq!(desk.articles().len(), 1);
    subscribe(&both);
    assert_eq!(desk.articles().len(), 3, "undo brings them back without a fetch");
    subscribe(&both[1..]);
    desk.sync().await;
    desk.wait(TimeDelta::days(29));
    desk.sync().await;
    assert!(desk.store().article(removed).unwrap().is_some());
    desk.wait(TimeDelta::days(1));
    desk.sync().await;
    assert!(desk.store().article(removed).unwrap().is_none());
    subscribe(&both);
    assert_eq!(desk.sync().await.new_articles, 2, "added again, the feed is fetched as a new one");
}

#[tokio::test]
async fn a_permanent_redirect_is_stored_the_third_time() {
    let server = Server::start();
    server.on("/old", Reply::redirect(301, "/new"));
    server.on("/new", Reply::feed(rss("A", &["1"])).etag("\"1\""));
    let desk = Desk::new(&[server.url("/old")]);
    for _ in 0..2 {
        assert_eq!(desk.sync().await.moved, []);
    }
    let (third, events) = desk.watched(Options::default()).await;
    let id = desk.store().feeds().unwrap()[0].id;
    let moved = Moved { id, from: server.url("/old"), to: server.url("/new") };
    assert_eq!(third.moved, std::slice::from_ref(&moved));
    assert!(events.contains(&Progress::Moved(moved)));
    assert_eq!(desk.store().feeds().unwrap()[0].url, server.url("/new"));
    let hits = server.hits("/old");
    assert_eq!(numbers(&desk.sync().await), [1, 1, 0, 0, 0], "the new address was never requested directly");
    assert_eq!(server.hits("/old"), hits);
    assert_eq!(desk.articles().len(), 1);
}

#[tokio::test]
async fn changing_or_temporary_redirects_do_not_change_the_address() {
    let server = Server::start();
    let to = |path: &str| Reply::redirect(301, path);
    server.script("/wavers", vec![to("/a"), to("/a"), to("/b"), to("/a"), to("/a"), Reply::redirect(302, "/a")]);
    server.on("/a", Reply::feed(rss("A", &["1"])));
    server.on("/b", Reply::feed(rss("A", &["1"])));
    let desk = Desk::new(&[server.url("/wavers")]);
    for _ in 0..7 {
        assert_eq!(desk.sync().await.moved, []);
    }
    assert_eq!(desk.store().feeds().unwrap()[0].url, server.url("/wavers"));
}

#[tokio::test]
async fn feeds_that_are_not_due_are_fetched_only_on_request() {
    let server = Server::start();
    server.on("/a", Reply::feed(rss("A", &["1"])).etag("\"1\""));
    let desk = Desk::new(&[server.url("/a")]);
    let due = || Options { ask: SyncScope::Due, ..Options::default() };
    assert_eq!(numbers(&desk.sync_with(due()).await), [1, 1, 0, 0, 1], "a new feed is due at once");
    assert_eq!(numbers(&desk.sync_with(due()).await), [0; 5]);
    assert_eq!(numbers(&desk.sync().await), [1, 0, 1, 0, 0]);
    desk.wait(TimeDelta::minutes(61));
    assert_eq!(numbers(&desk.sync_with(due()).await), [1, 0, 1, 0, 0]);
    let forced = desk.sync_with(Options { ask: SyncScope::Force, ..Options::default() }).await;
    assert_eq!(numbers(&forced), [1, 1, 0, 0, 0]);
    assert_eq!(server.seen().last().unwrap().header("if-none-match"), None);
}

#[tokio::test]
async fn errors_delay_the_next_fetch_of_a_feed() {
    let server = Server::start();
    server.on("/a", Reply::status(500));
    let desk = Desk::new(&[server.url("/a")]);
    let due = || Options { ask: SyncScope::Due, ..Options::default() };
    let mut asked = Vec::new();
    for hour in 0..48 {
        if desk.sync_with(due()).await.feeds == 1 {
            asked.push(hour);
        }
        desk.wait(TimeDelta::hours(1));
    }
    assert!((4..8).contains(&asked.len()), "{asked:?}");
    let gaps: Vec<i32> = asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.is_sorted(), "{gaps:?}");
}

#[tokio::test]
async fn only_the_selected_feeds_are_fetched() {
    let server = Server::start();
    server.handle("/*", |seen| Reply::feed(rss(&seen.target, &["1"])));
    let desk = Desk::new(&["/a", "/b", "/c"].map(|path| server.url(path)));
    let only: Vec<FeedId> = desk.store().feeds().unwrap()[1..2].iter().map(|feed| feed.id).collect();
    let report = desk.sync_with(Options { only: Some(only), ..Options::default() }).await;
    assert_eq!(numbers(&report), [1, 1, 0, 0, 1]);
    assert_eq!((server.seen().len(), server.hits("/b")), (1, 1));
}

#[tokio::test]
async fn only_one_sync_runs_at_a_time() {
    let server = Server::start();
    server.on("/a", Reply::feed(rss("A", &["1"])));
    let desk = Desk::new(&[server.url("/a")]);
    let lock = SyncLock::try_acquire(desk.store().file().parent().unwrap()).unwrap().unwrap();
    let (sender, _progress) = mpsc::unbounded_channel();
    let (_cancel, cancelled) = watch::channel(false);
    let refused = sync::run(&desk.context, &Options::default(), sender, cancelled).await;
    assert!(matches!(refused, Err(SyncError::Busy)));
    assert_eq!(server.seen().len(), 0);
    drop(lock);
    assert_eq!(desk.sync().await.fetched, 1);
}

#[tokio::test]
async fn a_cancelled_sync_keeps_the_fetched_feeds() {
    let (server, slow) = (Server::start(), Server::start());
    let gate = Gate::new();
    server.on("/fast", Reply::feed(rss("Fast", &["1"])));
    slow.on("/slow", Reply::feed(rss("Slow", &["1"])).behind(&gate));
    let desk = Desk::new(&[server.url("/fast"), slow.url("/slow")]);
    let (sender, mut progress) = mpsc::unbounded_channel();
    let (cancel, cancelled) = watch::channel(false);
    let options = Options::default();
    let running = sync::run(&desk.context, &options, sender, cancelled);
    let stop = async {
        while let Some(event) = progress.recv().await {
            if matches!(event, Progress::Feed { .. }) {
                cancel.send(true).unwrap();
            }
        }
    };
    let (report, ()) = tokio::join!(running, stop);
    let report = report.unwrap();
    assert!(report.cancelled);
    assert_eq!((report.feeds, report.fetched, report.failed), (2, 1, 0));
    assert_eq!(desk.articles().len(), 1);
    assert_eq!(desk.errors(), [None, None], "a cancelled feed has no error");
    drop(gate);
}

#[tokio::test]
async fn many_feeds_of_many_hosts_are_all_fetched() {
    let servers: Vec<Server> = (0..3).map(|_| Server::start()).collect();
    for server in &servers {
        server.handle("/*", |seen| Reply::feed(rss(&seen.target, &["1", "2"])).zstd());
    }
    let feeds: Vec<String> = servers.iter().flat_map(|server| (0..40).map(|n| server.url(&format!("/{n}")))).collect();
    let desk = Desk::with(&feeds, NetOptions { global: 7, ..NetOptions::default() });
    assert_eq!(numbers(&desk.sync().await), [120, 120, 0, 0, 240]);
}

fn seed(file: &str, server: &Server) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/seed").join(file);
    std::fs::read_to_string(path).unwrap().replace("news.example", &server.authority())
}

const STORY: &str = "/2025/12/gaza-ceasefire-second-phase/";

/// Serves the seed's site, with REST or without.
fn seed_site(rest: bool) -> Server {
    let server = Server::start();
    server.on("/feed/", Reply::feed(seed("feed.xml", &server)).etag("\"feed\""));
    server.on(STORY, Reply::html(seed("page.html", &server)));
    server.on(&format!("{STORY}feed/"), Reply::feed(seed("comments.rss", &server)));
    let comments =
        Reply::json(seed("comments.json", &server)).header("x-wp-total", "17").header("x-wp-totalpages", "1");
    server.on("/wp-json/*", if rest { comments } else { Reply::status(403) });
    server
}

fn tree(desk: &Desk, article: ArticleId) -> Vec<(String, u32, Option<String>)> {
    let stored = desk.store().thread(article).unwrap().unwrap();
    let (thread, _) = Thread::build(stored.comments);
    let row = |node: tidings::domain::Node<'_>| {
        (node.comment.id.to_string(), node.depth, node.comment.author.clone().map(Text::into_string))
    };
    thread.nodes().map(row).collect()
}

#[tokio::test]
async fn a_sync_fetches_the_seeds_comments() {
    let server = seed_site(true);
    let desk = Desk::new(&[server.url("/feed/")]);
    let with_comments = || Options { comments: true, ..Options::default() };
    let (report, events) = desk.watched(with_comments()).await;
    assert_eq!((report.new_articles, report.comments), (1, 17));
    assert!(events.contains(&Progress::FollowUp { total: 1 }));
    let article = desk.article();
    assert!(events.contains(&Progress::Thread { article, new: 17 }));
    let comments = tree(&desk, article);
    assert_eq!(comments.len(), 17);
    assert!(comments.iter().any(|(_, depth, _)| *depth > 0));
    assert!(comments.iter().any(|(_, _, author)| author.is_none()), "some are anonymous");
    assert_eq!(desk.store().thread(article).unwrap().unwrap().summaries[0].source, "wordpress-rest");
    let asked = server.seen().len();
    desk.sync_with(with_comments()).await;
    assert_eq!(server.seen().len(), asked + 1, "a complete thread is not fetched again");
}

#[tokio::test]
async fn a_blocked_source_of_comments_is_skipped_next_time() {
    let server = seed_site(false);
    let desk = Desk::new(&[server.url("/feed/")]);
    desk.sync().await;
    assert_eq!(desk.store().thread(desk.article()).unwrap(), None, "comments are fetched only on request");
    let first = sync::refresh_thread(&desk.context, desk.article(), false).await.unwrap();
    assert_eq!((first.new, first.total), (17, 17));
    assert!(!first.sources.concat().contains("rest") && !first.sources.is_empty(), "{:?}", first.sources);
    let with_rest = tree(&desk, desk.article());
    let asked = |server: &Server| server.seen().iter().filter(|seen| seen.target.starts_with("/wp-json/")).count();
    assert!(asked(&server) > 0);
    let before = asked(&server);
    let again = sync::refresh_thread(&desk.context, desk.article(), false).await.unwrap();
    assert_eq!((again.new, again.total), (0, 17));
    assert_eq!(asked(&server), before, "a blocked source is not retried so soon");
    assert_eq!(tree(&desk, desk.article()), with_rest);
    desk.wait(TimeDelta::days(8));
    sync::refresh_thread(&desk.context, desk.article(), false).await.unwrap();
    assert!(asked(&server) > before, "but it is later");
}

#[tokio::test]
async fn a_broken_answer_is_reported_and_not_remembered_as_a_block() {
    let server = seed_site(true);
    server.on("/wp-json/*", Reply::json("{\"oops"));
    let desk = Desk::new(&[server.url("/feed/")]);
    desk.sync().await;
    let refresh = || sync::refresh_thread(&desk.context, desk.article(), false);
    let first = refresh().await.unwrap();
    assert!(!first.sources.concat().contains("rest"), "{:?}", first.sources);
    let head = |desk: &Desk| desk.store().thread(desk.article()).unwrap().unwrap().summaries[0].clone();
    let told = head(&desk).warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    assert!(told.contains("REST gave a malformed answer"), "{told}");
    let comments = Reply::json(seed("comments.json", &server));
    server.on("/wp-json/*", comments.header("x-wp-total", "17").header("x-wp-totalpages", "1"));
    refresh().await.unwrap();
    assert_eq!(head(&desk).source, "wordpress-rest", "a source with a temporary error is fetched again");
}

#[tokio::test]
async fn a_thread_that_cannot_be_fetched_is_an_error_and_costs_nothing_else() {
    let server = Server::start();
    server.on("/feed/", Reply::feed(seed("feed.xml", &server)));
    let desk = Desk::new(&[server.url("/feed/")]);
    let (report, events) = desk.watched(Options { comments: true, pages: true, ..Options::default() }).await;
    assert_eq!((report.fetched, report.failed, report.comments), (1, 0, 0));
    let troubles: Vec<&Text> =
        events.iter().filter_map(|e| if let Progress::Warning(line) = e { Some(line) } else { None }).collect();
    assert_eq!(troubles.len(), 2, "{troubles:?}");
    assert!(troubles.iter().any(|line| line.starts_with("page of article")));
    assert!(troubles.iter().any(|line| line.starts_with("comments of article")));
}

#[tokio::test]
async fn a_sync_fetches_full_texts_on_request() {
    let server = seed_site(true);
    let desk = Desk::new(&[server.url("/feed/")]);
    let report = desk.sync_with(Options { pages: true, ..Options::default() }).await;
    assert_eq!(report.failed, 0);
    let article = desk.store().article(desk.article()).unwrap().unwrap();
    assert!(article.from_page);
    assert!(article.html.0.contains("Preparations for the second phase"));
}

/// Makes a feed with the given teaser of an article whose page is at `/story`.
fn teaser(server: &Server, words: &str) -> String {
    rss("A", &["1"])
        .replace("<guid>", &format!("<link>{}</link><guid>", server.url("/story")))
        .replace("About 1", words)
}

fn story(words: &str) -> Reply {
    let paragraph =
        format!("<p>{words} {}</p>", "Many words were said about it, at some length and by many. ".repeat(8));
    Reply::html(format!("<!doctype html><title>S</title><body><article>{}</article>", paragraph.repeat(4)))
}

#[tokio::test]
async fn a_feed_with_full_texts_fetches_new_and_edited_pages() {
    let server = Server::start();
    server.script("/feed", vec![Reply::feed(teaser(&server, "One")), Reply::feed(teaser(&server, "Two"))]);
    server.script("/story", vec![story("First."), story("Second.")]);
    let desk = Desk::new(&[]);
    let feed = Subscription { url: server.url("/feed"), pages: true, ..Subscription::default() };
    desk.store().reconcile(&[feed]).unwrap();
    desk.sync().await;
    let article = desk.store().article(desk.article()).unwrap().unwrap();
    assert!(article.from_page && article.html.0.contains("First."));
    assert_eq!(article.row.edited, None);
    desk.wait(TimeDelta::hours(1));
    desk.sync().await;
    let article = desk.store().article(desk.article()).unwrap().unwrap();
    assert!(article.html.0.contains("Second."));
    assert_eq!(article.row.edited, Some(*desk.clock.lock().unwrap()));
    let earlier = desk.store().revisions(article.row.id).unwrap();
    assert_eq!(earlier.iter().map(|earlier| earlier.of_page).collect::<Vec<_>>(), [true, false]);
    assert_eq!(server.hits("/story"), 2);
}

#[tokio::test]
async fn only_a_changed_text_is_an_edit() {
    let server = Server::start();
    let (one, same) = (teaser(&server, "&lt;b&gt;One&lt;/b&gt; word"), teaser(&server, "&lt;i&gt;One&lt;/i&gt;  word"));
    server.script("/feed", vec![Reply::feed(one), Reply::feed(same), Reply::feed(teaser(&server, "Other words"))]);
    let desk = Desk::new(&[server.url("/feed")]);
    let edited = || desk.store().article(desk.article()).unwrap().unwrap().row.edited;
    desk.sync().await;
    assert_eq!(desk.sync().await.updated_articles, 1);
    assert_eq!((edited(), desk.store().revisions(desk.article()).unwrap().len()), (None, 0));
    desk.sync().await;
    assert!(edited().is_some());
    assert_eq!(desk.store().revisions(desk.article()).unwrap().len(), 1);
}

#[tokio::test]
async fn private_addresses_in_content_are_refused_except_the_feeds_own_host() {
    let server = Server::start();
    let feed = rss("A", &["1"])
        .replace("<guid>", &format!("<link>{}</link><guid>", server.url("/page").replace("127.0.0.1", "127.0.0.2")));
    server.on("/feed", Reply::feed(feed));
    server.on("/page", Reply::html("secret"));
    let desk = Desk::new(&[server.url("/feed")]);
    desk.sync().await;
    let error = sync::fetch_page(&desk.context, desk.article()).await.unwrap_err().to_string();
    assert!(crate::server::without_ports(&error).starts_with("127.0.0.2 is a private address"), "{error}");
    assert_eq!(server.hits("/page"), 0);
}

#[tokio::test]
async fn a_full_text_that_is_not_html_is_an_error() {
    let server = Server::start();
    let feed = rss("A", &["1"]).replace("<guid>", &format!("<link>{}</link><guid>", server.url("/file.pdf")));
    server.on("/feed", Reply::feed(feed));
    server.on("/file.pdf", Reply::ok("application/pdf", "%PDF"));
    let desk = Desk::new(&[server.url("/feed")]);
    desk.sync().await;
    let error = sync::fetch_page(&desk.context, desk.article()).await.unwrap_err().to_string();
    assert_eq!(error, "127.0.0.1: the article is application/pdf, not a web page; open it in a browser");
    let missing = sync::fetch_page(&desk.context, ArticleId(999)).await.unwrap_err();
    assert!(matches!(missing, SyncError::NoArticle(_)));
}

#[tokio::test]
async fn articles_stay_when_the_site_is_down() {
    let server = Server::start();
    server.on("/a", Reply::feed(rss("A", &["1", "2"])));
    let desk = Desk::new(&[server.url("/a")]);
    desk.sync().await;
    drop(server);
    let report = desk.sync().await;
    assert_eq!(numbers(&report), [1, 0, 0, 1, 0]);
    let error = crate::server::without_ports(&report.failures[0].error);
    assert!(error.starts_with("could not connect to 127.0.0.1: "), "{error}");
    let feed = desk.store().feeds().unwrap()[0].id;
    let list = ListQuery { scope: Scope::Feed(feed), ..ListQuery::default() };
    assert_eq!(desk.store().window(&list, 0, 10).unwrap().total, 2);
}

/// A proxy whose name nobody may register, so that no host but this machine can be reached.
fn without_network() -> NetOptions {
    let proxy = Some("http://proxy.invalid:8080".to_owned());
    NetOptions { proxy, connect: Duration::from_secs(5), ..NetOptions::default() }
}

#[tokio::test]
async fn without_a_network_feeds_wait_and_one_message_says_so() {
    let server = Server::start();
    server.on("/here", Reply::feed(rss("Here", &["1"])));
    let remote = ["http://one.example/feed", "http://two.example/feed"].map(str::to_owned);
    let desk = Desk::with(&[remote.as_slice(), &[server.url("/here")]].concat(), without_network());
    let (report, events) = desk.watched(Options::default()).await;
    assert_eq!((numbers(&report), report.waiting), ([3, 1, 0, 2, 1], 2));
    assert_eq!(report.failures.len(), 2, "the report has each feed");
    let offline: Vec<&Progress> = events.iter().filter(|event| matches!(event, Progress::Offline { .. })).collect();
    let [Progress::Offline { titles }] = offline.as_slice() else { panic!("{offline:?}") };
    assert!(titles.contains(&Text::line("one.example/feed")), "{titles:?}");
    let failed = |event: &&Progress| matches!(event, Progress::Feed { outcome: Outcome::Failed(_), .. });
    assert_eq!(events.iter().filter(failed).count(), 0);
    assert_eq!(desk.errors(), [None, None, None], "no feed selected as failed");
    let due = desk.sync_with(Options { ask: SyncScope::Due, ..Options::default() }).await;
    assert_eq!((due.feeds, due.waiting), (2, 2), "they stay due");
}

#[tokio::test]
async fn a_single_feed_that_refuses_is_a_failure_of_its_own() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let desk = Desk::new(&[format!("http://127.0.0.1:{port}/feed")]);
    let (report, events) = desk.watched(Options::default()).await;
    assert_eq!((report.failed, report.waiting), (1, 0));
    let kind = Some(FailureKind::Connection(ConnectFailure::Refused));
    let is_told = |event: &Progress| matches!(event, Progress::Feed { failure, .. } if *failure == kind);
    assert!(events.iter().any(is_told), "{events:?}");
    assert!(desk.errors()[0].is_some());
}

#[tokio::test]
async fn an_address_without_a_scheme_is_tried_with_http_when_the_server_does_not_speak_tls() {
    let server = Server::start();
    server.on("/feed", Reply::feed(rss("Plain", &["1"])));
    let Ok(Found::Feed { url, .. }) = find(&format!("{}/feed", server.authority())).await else { panic!("none found") };
    assert_eq!(url, server.url("/feed"));
    let error = find(&server.url("/feed").replace("http:", "https:")).await.unwrap_err().to_string();
    let expected = format!("could not connect to {}: the server does not speak TLS; try http://", server.authority());
    assert!(error.starts_with(&expected), "{error}");
    assert_eq!(server.hits("/feed"), 1, "an address with https:// is not tried with http");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = find(&format!("127.0.0.1:{port}")).await.unwrap_err().to_string();
    assert!(error.contains("connection refused; check the address"), "{error}");
}

#[tokio::test]
async fn a_server_that_answers_tls_in_plain_http_is_said_not_to_speak_tls() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answering = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut greeting = [0; 4096];
        let _ = stream.read(&mut greeting).unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").unwrap();
    });
    let error = find(&format!("https://{address}/feed")).await.unwrap_err();
    answering.join().unwrap();
    let SyncError::Net(error) = error else { panic!("{error}") };
    assert_eq!(error.connect_failure(), Some(ConnectFailure::NotTls), "{error}");
}

async fn find(url: &str) -> Result<Found, SyncError> {
    sync::subscribe(&Client::new(NetOptions::default()), url).await
}

fn link(href: &str, title: &str) -> String {
    format!("<link rel=alternate type=application/rss+xml href='{href}' title='{title}'>")
}

#[tokio::test]
async fn a_feed_is_found_from_any_page() {
    let server = Server::start();
    let page = |links: &[String]| Reply::html(format!("<!doctype html><head>{}</head><body>x", links.concat()));
    server.on("/feed", Reply::feed(rss("Main", &["1"])));
    server.on("/comments/feed", Reply::feed(rss("Comments on Main", &["1"])));
    server.on("/moved", Reply::redirect(301, "/feed"));
    server.on("/for-now", Reply::redirect(302, "/feed"));
    server.on("/page", page(&[link("/comments/feed", "Main: Comments Feed"), link("/feed", "Main")]));
    server.on("/anchored", Reply::html("<!doctype html><body><a href='/feed'>RSS</a>"));
    for (path, feed) in
        [("/feed", "/feed"), ("/moved", "/feed"), ("/for-now", "/for-now"), ("/page", "/feed"), ("/anchored", "/feed")]
    {
        match find(&server.url(path)).await {
            Ok(Found::Feed { url, title, parsed, .. }) => {
                assert_eq!(
                    (url, title.as_deref(), parsed.entries.len()),
                    (server.url(feed), Some("Main"), 1),
                    "{path}"
                );
            }
            other => panic!("{path}: {other:?}"),
        }
    }
    server.on("/several", page(&[link("/feed", "News"), link("/sport", "Sport"), link("/comments/feed", "Comments")]));
    let Ok(Found::Several(candidates)) = find(&server.url("/several")).await else { panic!("one found") };
    let urls: Vec<String> = candidates.into_iter().map(|candidate| candidate.url).collect();
    assert_eq!(urls, ["/feed", "/sport", "/comments/feed"].map(|path| server.url(path)));
}

#[tokio::test]
async fn usual_addresses_are_tried_when_a_page_links_no_feed() {
    let server = Server::start();
    server.on("/", Reply::html("<!doctype html><body>Hello"));
    server.on(
        "/atom.xml",
        Reply::ok("application/atom+xml", "<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title></feed>"),
    );
    let Ok(Found::Feed { url, .. }) = find(&server.url("/")).await else { panic!("none found") };
    assert_eq!(url, server.url("/atom.xml"));
    let bare = Server::start();
    bare.on("/", Reply::html("<!doctype html><body>Hello"));
    let error = find(&bare.url("/")).await.unwrap_err();
    assert!(matches!(error, SyncError::NoFeed(_)));
    assert!(bare.seen().len() < 20, "the number of guesses is limited");
    bare.handle("/*", |_| Reply::status(429));
    bare.on("/", Reply::html("<!doctype html><body>Hello"));
    let before = bare.seen().len();
    assert!(matches!(find(&bare.url("/")).await, Err(SyncError::Net(_))));
    assert_eq!(bare.seen().len(), before + 2, "a host that refuses more requests gets no more");
}

#[tokio::test]
async fn no_feed_is_found_from_a_document_that_is_not_a_page() {
    let server = Server::start();
    server.on("/data", Reply::json("{\"a\": 1}"));
    server.on("/list", Reply::ok("text/xml", "<opml version='2.0'><body/></opml>"));
    for (path, reason) in [
        ("/data", "127.0.0.1: not a feed: JSON document"),
        ("/list", "127.0.0.1: not a feed, but an OPML file"),
        ("/no", "127.0.0.1 answered 404"),
    ] {
        let error = find(&server.url(path)).await.unwrap_err().to_string();
        assert!(crate::server::without_ports(&error).starts_with(reason), "{error}");
    }
    let page = Reply::html(format!("<!doctype html><head>{}</head>", link("http://169.254.169.254/feed", "Inside")));
    server.on("/inside", page);
    assert!(find(&server.url("/inside")).await.is_err());
}

#[tokio::test]
async fn untitled_articles_get_their_first_words_as_title() {
    let server = Server::start();
    let feed = rss("A", &["1"]).replace("<title>1</title>", "");
    server.on("/a", Reply::feed(feed.replace("About 1.", "&lt;p&gt;Once &lt;b&gt;upon&lt;/b&gt; a time.")));
    let desk = Desk::new(&[server.url("/a")]);
    desk.sync().await;
    assert_eq!(desk.articles()[0].1, "Once upon a time.");
}

/// One article with a thread on another site that its feed names, and one of its outlet. A failing source keeps its
/// thread.
#[tokio::test]
async fn several_sources_are_stored_and_a_failing_one_does_not_cost_the_others() {
    let server = seed_site(true);
    let items = |text: &str| Reply::ok("application/json", text.to_owned());
    let tree_of_eight = r#"{"id":8,"type":"story","children":[
        {"id":9,"author":"Zoe","text":"From elsewhere.","created_at_i":1767300000,"parent_id":8,"children":[
            {"id":10,"author":null,"text":null,"created_at_i":1767300060,"parent_id":9,"children":[
                {"id":11,"author":"Yan","text":"Below one that is gone.","created_at_i":1767300120,"parent_id":10,"children":[]}]}]}]}"#;
    server.script("/hn/items/8", vec![items(tree_of_eight), items("{broken"), items(tree_of_eight)]);
    let mut desk = Desk::new(&[server.url("/feed/")]);
    let endpoints = tidings::domain::Endpoints {
        hacker_news: server.url("/news"),
        hacker_news_search: server.url("/hn"),
        hacker_news_items: server.url("/gone"),
        ..tidings::domain::Endpoints::default()
    };
    desk.context = desk.context.clone().with_comments(endpoints, false);
    desk.sync().await;
    let feed = seed("feed.xml", &server);
    assert!(feed.contains("<comments>"));
    let story = server.url("/news/item?id=8");
    let start = feed.find("<comments>").unwrap() + "<comments>".len();
    let end = start + feed[start..].find("</comments>").unwrap();
    server.on("/feed/", Reply::feed(format!("{}{story}{}", &feed[..start], &feed[end..])));
    desk.wait(TimeDelta::days(1));
    desk.sync().await;

    let article = desk.article();
    let first = sync::refresh_thread(&desk.context, article, false).await.unwrap();
    assert_eq!((first.new, first.sources.len()), (20, 2), "{first:?}");
    let stored = desk.store().thread(article).unwrap().unwrap();
    let origins: Vec<&str> = stored.summaries.iter().map(|head| head.origin.as_str()).collect();
    assert_eq!(origins, ["", "hacker-news:8"]);
    // A malformed answer keeps the thread, and the error names the source and the reason.
    let second = sync::refresh_thread(&desk.context, article, false).await.unwrap();
    assert_eq!(second.new, 0);
    assert!(second.warnings.iter().any(|line| line.to_string().contains("hacker-news")), "{:?}", second.warnings);
    let again = desk.store().thread(article).unwrap().unwrap();
    assert_eq!(again.comments, stored.comments);
    assert!(
        again.summaries[1].failure.as_ref().is_some_and(|why| why.contains("hacker-news")),
        "{:?}",
        again.summaries[1]
    );
    sync::refresh_thread(&desk.context, article, false).await.unwrap();
    assert_eq!(desk.store().thread(article).unwrap().unwrap().summaries[1].failure, None);
}
