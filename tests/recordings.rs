//! Tests opening and downloading recordings over loopback: parts, broken connections, budgets and hostile files.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use tidings::domain::{ListQuery, Subscription};
use tidings::net::{Client, NetError, NetOptions, Request};
use tidings::store::Store;
use tidings::sync::{self, Context, Downloads, Options, Progress, Room, SyncError, open_audio};

use crate::server::{Reply, Seen, Server};

/// Returns bytes that begin as an MP3 file does.
pub(crate) fn mp3(len: usize) -> Vec<u8> {
    let bytes = (0..len).map(|at| u8::try_from(at * 7 % 251).unwrap());
    b"ID3\x04\0\0".iter().copied().chain(bytes).take(len).collect()
}

/// Returns the byte from which a request wants the file.
fn from(seen: &Seen) -> usize {
    seen.header("range").and_then(|range| range.strip_prefix("bytes=")?.split_once('-')?.0.parse().ok()).unwrap_or(0)
}

/// Answers as a server that sends parts does; the last `missing` bytes do not come.
pub(crate) fn part(seen: &Seen, bytes: &[u8], tag: &str, missing: usize) -> Reply {
    let from = if seen.header("if-range").is_none_or(|known| known == tag) { from(seen) } else { 0 };
    let reply = match bytes.get(from..) {
        _ if from == 0 => Reply::status(200).header("accept-ranges", "bytes"),
        Some(_) if from < bytes.len() => {
            Reply::status(206).header("content-range", &format!("bytes {from}-{}/{}", bytes.len() - 1, bytes.len()))
        }
        _ => return Reply::status(416),
    };
    let reply = reply.header("content-type", "audio/mpeg").header("etag", tag);
    let rest = &bytes[from..];
    // A broken answer announces a thousand bytes more than it sends.
    if missing == 0 { reply.body(rest) } else { reply.body(&rest[..rest.len() - 1000]).broken() }
}

fn context(folder: &Path, server: &Server) -> Context {
    let options = NetOptions { allow_private: vec![server.authority()], ..NetOptions::default() };
    Context::new(Store::open(&folder.join("store")).unwrap(), Client::new(options))
}

async fn read_all(context: &Context, url: &str) -> Result<Vec<u8>, SyncError> {
    let mut stream = open_audio(context, url, 0, None).await?;
    let mut all = Vec::new();
    while let Some(piece) = stream.next().await? {
        all.extend(piece);
    }
    Ok(all)
}

#[tokio::test]
async fn a_stream_goes_on_after_a_broken_connection() {
    let (dir, server, bytes) = (tempfile::tempdir().unwrap(), Server::start(), mp3(9_000));
    let sent = bytes.clone();
    server.handle("/a.mp3", move |seen| part(seen, &sent, "\"1\"", usize::from(from(seen) < 5_000) * 1000));
    let context = context(dir.path(), &server);
    assert_eq!(read_all(&context, &server.url("/a.mp3")).await.unwrap(), bytes);
    let ranges: Vec<String> = server.seen().iter().map(|seen| seen.header("range").unwrap().to_owned()).collect();
    assert_eq!(ranges, ["bytes=0-", "bytes=8000-"]);
    assert_eq!(server.seen()[1].header("if-range"), Some("\"1\""));
    assert_eq!(server.seen()[0].header("accept-encoding"), Some("identity"));
}

#[tokio::test]
async fn a_file_that_changes_meanwhile_is_not_patched_together() {
    let (dir, server, bytes) = (tempfile::tempdir().unwrap(), Server::start(), mp3(9_000));
    let sent = bytes.clone();
    server.handle("/a.mp3", move |seen| {
        let is_first = from(seen) == 0;
        part(seen, &sent, if is_first { "\"1\"" } else { "\"2\"" }, usize::from(is_first) * 1000)
    });
    // This server has no parts at all.
    server.handle("/whole.mp3", move |_| Reply::ok("audio/mpeg", &bytes[..8_000]).broken());
    let context = context(dir.path(), &server);
    for (target, expected) in [("/a.mp3", "the file has changed meanwhile"), ("/whole.mp3", "127.0.0.1")] {
        let error = read_all(&context, &server.url(target)).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{target}: {error}");
    }
    assert_eq!(server.hits("/whole.mp3"), 1);
}

#[tokio::test]
async fn what_is_no_sound_or_private_or_missing_is_refused() {
    let (dir, server) = (tempfile::tempdir().unwrap(), Server::start());
    server.on("/list.mp3", Reply::ok("audio/mpeg", "#EXTM3U\nhttp://10.0.0.1/secret\n"));
    server.on("/page", Reply::html("<html>gone</html>"));
    server.on("/empty.mp3", Reply::ok("audio/mpeg", ""));
    let context = context(dir.path(), &server);
    for (target, expected) in [
        ("/list.mp3", "the file is no audio (audio/mpeg)"),
        ("/page", "the file is no audio (text/html; charset=utf-8)"),
        ("/empty.mp3", "the file is no audio"),
        ("/none.mp3", "404"),
    ] {
        let error = open_audio(&context, &server.url(target), 0, None).await.err().unwrap().to_string();
        assert!(error.contains(expected), "{target}: {error}");
    }
    let strict = Context::new(context.store.clone(), Client::new(NetOptions::default()));
    let private = open_audio(&strict, &server.url("/list.mp3"), 0, None).await;
    assert!(matches!(private.err(), Some(SyncError::Net(NetError::Private { .. }))));
    assert!(Client::new(NetOptions::default()).open(&Request::default(), 0, None).await.is_err());
}

#[tokio::test]
async fn a_download_goes_on_where_it_ended() {
    let (dir, server, bytes) = (tempfile::tempdir().unwrap(), Server::start(), mp3(9_000));
    let (sent, url) = (bytes.clone(), server.url("/a.mp3"));
    server.handle(
        "/a.mp3",
        move |seen| {
            if from(seen) == 0 { part(seen, &sent, "\"1\"", 1000) } else { Reply::status(503) }
        },
    );
    let (context, downloads) = (context(dir.path(), &server), Downloads::new(&dir.path().join("audio"), 1 << 20));
    let most = AtomicU64::new(0);
    let progress = |done, whole| {
        most.fetch_max(done, Ordering::Relaxed);
        assert_eq!(whole, Some(9_000));
    };
    let error = downloads.fetch(&context, &url, Room::Made, progress).await.unwrap_err().to_string();
    assert!(error.contains("503") && downloads.file(&url).is_none(), "{error}");
    assert_eq!(most.load(Ordering::Relaxed), 8_000);
    let sent = bytes.clone();
    server.handle("/a.mp3", move |seen| part(seen, &sent, "\"1\"", 0));
    let path = downloads.fetch(&context, &url, Room::Made, |_, _| {}).await.unwrap();
    assert_eq!((std::fs::read(&path).unwrap(), downloads.file(&url)), (bytes, Some(path)));
    assert_eq!(server.seen().last().unwrap().header("range"), Some("bytes=8000-"));
    let hits = server.hits("/a.mp3");
    downloads.fetch(&context, &url, Room::Made, |_, _| {}).await.unwrap();
    assert_eq!(server.hits("/a.mp3"), hits, "what is there is not fetched again");
    assert!(downloads.remove(&url) && downloads.file(&url).is_none());
    assert_eq!(dir.path().join("audio").read_dir().unwrap().count(), 0, "nothing else is left");
}

#[tokio::test]
async fn a_part_of_another_file_is_fetched_anew() {
    let (dir, server) = (tempfile::tempdir().unwrap(), Server::start());
    let (old, new, url) = (mp3(9_000), mp3(5_000), server.url("/a.mp3"));
    server.handle(
        "/a.mp3",
        move |seen| {
            if from(seen) == 0 { part(seen, &old, "\"1\"", 1000) } else { Reply::status(503) }
        },
    );
    let (context, downloads) = (context(dir.path(), &server), Downloads::new(&dir.path().join("audio"), 1 << 20));
    downloads.fetch(&context, &url, Room::Made, |_, _| {}).await.unwrap_err();
    let sent = new.clone();
    server.handle("/a.mp3", move |seen| part(seen, &sent, "\"2\"", 0));
    let path = downloads.fetch(&context, &url, Room::Made, |_, _| {}).await.unwrap();
    assert_eq!(std::fs::read(path).unwrap(), new);
}

#[tokio::test]
async fn downloads_stay_within_their_budget() {
    let (dir, server) = (tempfile::tempdir().unwrap(), Server::start());
    server.handle("/large.mp3", |seen| part(seen, &mp3(3_000_000), "\"1\"", 0));
    server.on("/endless.mp3", Reply::ok("audio/mpeg", mp3(100_000)).endless());
    for name in ["a", "b", "c"] {
        server.handle(&format!("/{name}.mp3"), |seen| part(seen, &mp3(900_000), "\"1\"", 0));
    }
    let (context, folder) = (context(dir.path(), &server), dir.path().join("audio"));
    let downloads = Downloads::new(&folder, 2_000_000);
    let error =
        downloads.fetch(&context, &server.url("/large.mp3"), Room::Made, |_, _| {}).await.unwrap_err().to_string();
    assert!(error.ends_with("the recording has 3 MB; [listen] downloads allows 2 MB"), "{error}");
    let error =
        downloads.fetch(&context, &server.url("/endless.mp3"), Room::Made, |_, _| {}).await.unwrap_err().to_string();
    assert!(error.contains("[listen] downloads allows 2 MB"), "{error}");
    for (age, name) in ["a", "b", "c"].iter().enumerate() {
        let path =
            downloads.fetch(&context, &server.url(&format!("/{name}.mp3")), Room::Made, |_, _| {}).await.unwrap();
        let then = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000 + age as u64);
        std::fs::File::options().append(true).open(path).unwrap().set_modified(then).unwrap();
    }
    let is_there = |name: &str| downloads.file(&server.url(&format!("/{name}.mp3"))).is_some();
    assert_eq!((is_there("a"), is_there("b"), is_there("c")), (false, true, true), "the oldest one makes room");
}

#[tokio::test]
async fn two_downloads_of_one_recording_do_not_mix() {
    let (dir, server, bytes) = (tempfile::tempdir().unwrap(), Server::start(), mp3(200_000));
    let sent = bytes.clone();
    server.handle("/a.mp3", move |seen| part(seen, &sent, "\"1\"", 0));
    let (context, downloads) = (context(dir.path(), &server), Downloads::new(&dir.path().join("audio"), 1 << 20));
    let url = server.url("/a.mp3");
    let (one, two) = tokio::join!(
        downloads.fetch(&context, &url, Room::Made, |_, _| {}),
        downloads.fetch(&context, &url, Room::Made, |_, _| {})
    );
    let mut errors = [&one, &two].into_iter().filter_map(|result| result.as_ref().err());
    assert!(errors.all(|error| error.to_string().contains("already")));
    assert!(one.is_ok() || two.is_ok());
    assert_eq!(std::fs::read(downloads.file(&url).unwrap()).unwrap(), bytes);
}

#[tokio::test]
async fn a_sync_downloads_the_audio_of_unread_articles_within_its_budget() {
    let (dir, server) = (tempfile::tempdir().unwrap(), Server::start());
    let item = |name: &str, day: u8| {
        let url = server.url(&format!("/{name}.mp3"));
        format!(
            "<item><guid>{name}</guid><title>{name}</title><pubDate>{day} Nov 2026 08:00:00 GMT</pubDate>\
             <enclosure url='{url}' type='audio/mpeg' length='900000'/></item>"
        )
    };
    let feed =
        format!("<rss><channel><title>Show</title>{}{}{}</channel></rss>", item("a", 3), item("b", 2), item("c", 1));
    server.on("/feed", Reply::feed(feed));
    for name in ["a", "b", "c"] {
        server.handle(&format!("/{name}.mp3"), |seen| part(seen, &mp3(900_000), "\"1\"", 0));
    }
    let downloads = Downloads::new(&dir.path().join("audio"), 2_000_000);
    let context = context(dir.path(), &server).with_downloads(downloads.clone());
    let subscription = Subscription { url: server.url("/feed"), ..Subscription::default() };
    context.store.reconcile(std::slice::from_ref(&subscription)).unwrap();
    let sync = async |audio| {
        let options = Options { audio, ..Options::default() };
        let (sender, mut progress) = tokio::sync::mpsc::unbounded_channel();
        sync::run(&context, &options, sender, tokio::sync::watch::channel(false).1).await.unwrap();
        let mut warnings = Vec::new();
        while let Ok(event) = progress.try_recv() {
            if let Progress::Warning(text) = event {
                warnings.push(text.to_string());
            }
        }
        warnings
    };
    let is_there = |name: &str| downloads.file(&server.url(&format!("/{name}.mp3"))).is_some();
    assert!(sync(false).await.is_empty() && !is_there("a"), "nobody has asked for audio");
    let warnings = sync(true).await;
    assert_eq!((is_there("a"), is_there("b"), is_there("c")), (true, true, false), "the newest ones come first");
    let [warning] = warnings.as_slice() else { panic!("{warnings:?}") };
    assert!(warning.ends_with("no room for this recording; [listen] downloads allows 2 MB"), "{warning}");
    // The user's own wish for the feed is enough; what is read needs no room.
    for name in ["a", "b"] {
        assert!(downloads.remove(&server.url(&format!("/{name}.mp3"))));
    }
    let list = context.store.window(&ListQuery::default(), 0, 9).unwrap().rows;
    context.store.set_read(&[list[0].id, list[1].id], true, chrono::Utc::now()).unwrap();
    context.store.reconcile(&[Subscription { audio: true, ..subscription }]).unwrap();
    assert!(sync(false).await.is_empty());
    assert_eq!((is_there("a"), is_there("b"), is_there("c")), (false, false, true));
}
