//! Tests the access to private feeds: who gets names, secrets, headers and cookies, and that no output has a password.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tidings::domain::Subscription;
use tidings::net::{Access, AskAccess, Client, Delivery, NetError, NetOptions, Request, Trust, parse_cookies};

use crate::harness::{Folder, Reader, Served};
use crate::server::{Reply, Seen, Server};

/// `ann:s3cr3t`, as `Authorization` has it.
const ANN: &str = "Basic YW5uOnMzY3IzdA==";
const FEED: &str = "<rss version='2.0'><channel><title>Private</title><item><guid>1</guid><title>One</title>\
                    <link>/article</link></item></channel></rss>";

/// Makes a client that gives one server an access.
fn client_of(server: &Server, access: Access) -> Client {
    let host = server.authority();
    let ask = AskAccess(Arc::new(move |asked| Ok((asked.host == host).then(|| access.clone()))));
    Client::new(NetOptions { access: Some(ask), ..NetOptions::default() })
}

fn ann() -> Access {
    Access {
        login: Some(("ann".to_owned(), "s3cr3t".to_owned())),
        headers: vec![("x-token".to_owned(), "t0ken".to_owned())],
        source: "[[site]] x in config.toml".to_owned(),
        ..Access::default()
    }
}

fn named(url: String) -> Request {
    Request { url, ..Request::default() }
}

/// Answers 401 to everyone but Ann.
fn only_ann(server: &Server, target: &str) {
    server.handle(target, |seen| {
        if seen.header("authorization") == Some(ANN) { Reply::feed(FEED) } else { Reply::status(401) }
    });
}

fn secrets_of(seen: &Seen) -> [Option<&str>; 3] {
    ["authorization", "x-token", "cookie"].map(|name| seen.header(name))
}

#[tokio::test]
async fn an_access_goes_to_its_host_and_port_alone() {
    let (own, other) = (Server::start(), Server::start());
    own.on("/feed", Reply::feed(FEED));
    own.on("/away", Reply::redirect(302, &other.url("/feed")));
    other.on("/feed", Reply::feed(FEED));
    other.on("/back", Reply::redirect(302, &own.url("/feed")));
    let client = client_of(&own, ann());
    for (url, at_own, at_other) in [
        (own.url("/feed"), &["/feed"][..], &[][..]),
        (other.url("/feed"), &[], &["/feed"]),
        (own.url("/away"), &["/away"], &["/feed"]),
        (other.url("/back"), &["/feed"], &["/back"]),
    ] {
        let (before, before_other) = (own.seen().len(), other.seen().len());
        client.get(&named(url.clone())).await.unwrap();
        let (seen, seen_other) = (own.seen().split_off(before), other.seen().split_off(before_other));
        assert_eq!(seen.iter().map(|seen| seen.target.as_str()).collect::<Vec<_>>(), at_own, "{url}");
        assert!(seen.iter().all(|seen| secrets_of(seen) == [Some(ANN), Some("t0ken"), None]), "{url}: {seen:?}");
        assert_eq!(seen_other.iter().map(|seen| seen.target.as_str()).collect::<Vec<_>>(), at_other, "{url}");
        assert!(seen_other.iter().all(|seen| secrets_of(seen) == [None; 3]), "{url}: {seen_other:?}");
    }
}

#[tokio::test]
async fn a_login_in_an_address_wins_and_a_user_chooses_among_the_accesses() {
    let server = Server::start();
    server.on("/feed", Reply::feed(FEED));
    let host = server.authority();
    let ask = AskAccess(Arc::new(move |asked| {
        let user = asked.user.clone().unwrap_or_else(|| "ann".to_owned());
        let login = (user != "eve").then(|| (user, "s3cr3t".to_owned()));
        Ok((asked.host == host).then(|| Access { login, ..ann() }))
    }));
    let client = Client::new(NetOptions { access: Some(ask), ..NetOptions::default() });
    for (user, expected) in
        [("", ANN), ("bob:pw@", "Basic Ym9iOnB3"), ("bea@", "Basic YmVhOnMzY3IzdA=="), ("eve@", "Basic ZXZlOg==")]
    {
        client.get(&named(server.url("/feed").replace("//", &format!("//{user}")))).await.unwrap();
        let seen = server.seen().pop().unwrap();
        assert_eq!(secrets_of(&seen), [Some(expected), Some("t0ken"), None], "{user}");
    }
}

#[tokio::test]
async fn cookies_go_to_the_paths_that_they_are_for() {
    let server = Server::start();
    for path in ["/feed", "/inner/feed"] {
        server.on(path, Reply::feed(FEED));
    }
    let cookies = parse_cookies(
        "127.0.0.1\tFALSE\t/\tFALSE\t0\tall\t1\n127.0.0.1\tFALSE\t/inner\tFALSE\t0\tinner\t2\n\
         127.0.0.1\tFALSE\t/\tFALSE\t1000\told\t3\na.example\tFALSE\t/\tFALSE\t0\tother\t4\n",
    );
    let headers = vec![("cookie".to_owned(), "own=0".to_owned())];
    for (headers, path, expected) in [
        (vec![], "/feed", "all=1"),
        (vec![], "/inner/feed", "inner=2; all=1"),
        (headers, "/inner/feed", "own=0; inner=2; all=1"),
    ] {
        let client = client_of(&server, Access { cookies: cookies.clone(), headers, ..Access::default() });
        client.get(&named(server.url(path))).await.unwrap();
        assert_eq!(server.seen().pop().unwrap().header("cookie"), Some(expected), "{path}");
    }
}

#[tokio::test]
async fn a_wrong_password_says_where_it_is_set() {
    let server = Server::start();
    only_ann(&server, "/feed");
    server.on("/forbidden", Reply::status(403));
    let wrong = Access { login: Some(("ann".to_owned(), "n0t".to_owned())), ..ann() };
    let (with, without) = (client_of(&server, wrong), Client::new(NetOptions::default()));
    let address = server.url("/feed").replace("//", "//ann:n0t@");
    for (client, url, expected) in [
        (&with, server.url("/feed"), "401 (wrong user or password); check [[site]] x in config.toml"),
        (
            &with,
            server.url("/forbidden"),
            "403 (forbidden); user or password may be wrong, check [[site]] x in config.toml",
        ),
        (&with, address, "401 (wrong user or password); check the password in its address"),
        (&without, server.url("/feed"), "401 (it needs a password); see [[site]] in config.toml"),
    ] {
        let error = client.get(&named(url)).await.unwrap().ok().unwrap_err().to_string();
        assert!(error.ends_with(expected) && !error.contains("n0t"), "{error}");
    }
    assert!(client_of(&server, ann()).get(&named(server.url("/feed"))).await.unwrap().ok().is_ok());
}

#[tokio::test]
async fn an_access_is_asked_for_once_and_its_failure_sends_nothing() {
    let server = Server::start();
    server.on("/feed", Reply::feed(FEED));
    let client = |answer: Result<Option<Access>, String>| {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = count.clone();
        let ask = AskAccess(Arc::new(move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
            answer.clone()
        }));
        (Client::new(NetOptions { access: Some(ask), ..NetOptions::default() }), count)
    };
    let (good, asked) = client(Ok(Some(ann())));
    let request = named(server.url("/feed"));
    let (a, b, c) = tokio::join!(good.get(&request), good.get(&request), good.get(&request));
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    assert_eq!((asked.load(Ordering::SeqCst), server.hits("/feed")), (1, 3));
    let (bad, asked) = client(Err("pass for [[site]] x: it is empty".to_owned()));
    for _ in 0..2 {
        let error = bad.get(&request).await.unwrap_err();
        assert!(matches!(error, NetError::Access { .. }), "{error}");
        assert!(error.to_string().ends_with("pass for [[site]] x: it is empty"), "{error}");
    }
    let delivery = Delivery { url: server.url("/feed"), ..Delivery::default() };
    assert!(!bad.deliver(&delivery).await.unwrap_err().may_have_arrived);
    assert_eq!((asked.load(Ordering::SeqCst), server.hits("/feed")), (1, 3), "nothing more was asked or sent");
}

#[tokio::test]
async fn a_delivery_has_the_access_and_its_own_authorization_wins() {
    let server = Server::start();
    server.on("/api", Reply::json("{}"));
    let client = client_of(&server, ann());
    for (headers, expected) in [(vec![], ANN), (vec![("authorization", "Bearer own".to_owned())], "Bearer own")] {
        let body = Some(("text/plain", "x".to_owned()));
        let trust = Trust::Content { hosts: vec![server.authority()] };
        client.deliver(&Delivery { url: server.url("/api"), body, headers, trust }).await.unwrap();
        assert_eq!(secrets_of(&server.seen().pop().unwrap()), [Some(expected), Some("t0ken"), None]);
    }
}

fn tidings(config: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    command.arg("--config-dir").arg(config).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// Returns what a command has printed, and checks that it has no password.
#[track_caller]
fn said(config: &Path, arguments: &[&str]) -> String {
    let Output { stdout, stderr, .. } = tidings(config, arguments);
    let said = format!("{}{}", String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert!(!said.contains("s3cr3t"), "{arguments:?}: {said}");
    said
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_default()
}

/// Returns an address of a server with Ann's password.
fn with_password(server: &Server, target: &str) -> String {
    server.url(target).replace("//", "//ann:s3cr3t@")
}

#[test]
fn a_password_in_an_added_address_moves_to_a_file_of_the_user_and_is_used_from_there() {
    let server = Server::start();
    only_ann(&server, "/feed");
    server.handle("/", |seen| match seen.header("authorization") {
        Some(ANN) => Reply::html("<!doctype html><html><head><title>x</title><link rel='alternate' type='application/rss+xml' href='/feed'></head><body>x</body></html>"),
        _ => Reply::status(401),
    });
    for target in ["/feed", "/"] {
        let dir = tempfile::tempdir().unwrap();
        let config = dir.path();
        let added = said(config, &["add", &with_password(&server, target)]);
        assert!(added.contains("added Private") && added.contains("1 article"), "{added}");
        assert!(added.contains(&format!("the password for {} is now in ", server.authority())), "{added}");
        assert!(read(&config.join("feeds.toml")).contains(&format!("\"{}\"", server.url("/feed"))));
        let secrets = config.join("state/secrets.toml");
        assert!(read(&secrets).contains("s3cr3t"));
        #[cfg(unix)]
        for (file, mode) in [(secrets.as_path(), 0o600), (&config.join("state"), 0o700)] {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, mode, "{file:?}");
        }
        assert!(said(config, &["sync"]).contains("0 failed"));
        // Another password is wrong, and the feed says so.
        std::fs::write(&secrets, read(&secrets).replace("s3cr3t", "n0t")).unwrap();
        said(config, &["sync"]);
        let feeds = said(config, &["feeds"]);
        assert!(feeds.contains("401 (wrong user or password); check its password in secrets.toml"), "{feeds}");
        // The user's own setting is used before the kept password.
        let site = format!(
            "[[site]]\nhost = \"{}\"\nuser = \"ann\"\nsecret_command = [\"printf\", \"s3cr3t\\nx\"]\n",
            server.authority()
        );
        std::fs::write(config.join("config.toml"), site).unwrap();
        assert!(said(config, &["sync"]).contains("0 failed"));
    }
}

#[test]
fn passwords_of_imported_lists_move_too() {
    let server = Server::start();
    only_ann(&server, "/feed");
    let dir = tempfile::tempdir().unwrap();
    let address = with_password(&server, "/feed");
    let opml = format!("<opml><body><outline title='{address}' xmlUrl='{address}'/></body></opml>");
    for (name, text) in [
        ("feeds.opml", opml),
        ("urls", format!("{address} tag\n")),
        ("list.toml", format!("[[feed]]\nurl = \"{address}\"\n")),
    ] {
        let (config, file) = (dir.path().join(name), dir.path().join("files").join(name));
        std::fs::create_dir_all(dir.path().join("files")).unwrap();
        std::fs::write(&file, text).unwrap();
        let file = file.to_str().unwrap();
        assert!(said(&config, &["import", file, "--dry-run"]).contains("1 feed to add"));
        assert!(!config.join("state/secrets.toml").exists(), "a dry run keeps nothing");
        let imported = said(&config, &["import", file]);
        assert!(imported.contains("1 feed added") && imported.contains("the password for 127.0.0.1"), "{imported}");
        assert!(said(&config, &["import", file]).contains("0 feeds added, 1 already"));
        assert!(!read(&config.join("feeds.toml")).contains("s3cr3t"));
        assert!(said(&config, &["sync"]).contains("0 failed"));
    }
}

#[test]
fn no_command_prints_the_password_of_an_address_in_feeds_toml() {
    let server = Server::start();
    only_ann(&server, "/feed");
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path();
    let good = with_password(&server, "/feed");
    let feeds = [good.clone(), with_password(&server, "/none"), "http://ann:s3cr3t@127.0.0.1:9/".to_owned()];
    let list = feeds.each_ref().map(|url| format!("[[feed]]\nurl = \"{url}\"\n")).concat();
    std::fs::write(config.join("feeds.toml"), list).unwrap();
    let broken = dir.path().join("broken.toml");
    std::fs::write(&broken, "[[feed]]\nurl = \"gopher://ann:s3cr3t@a.example/\"\n").unwrap();
    let broken = broken.to_str().unwrap();
    let doctor = said(config, &["doctor"]);
    assert!(doctor.contains("feeds.toml has its password"), "{doctor}");
    for arguments in [
        &["feeds"][..],
        &["sync"],
        &["feeds"],
        &["feeds", "--json"],
        &["sync", "--json"],
        &["sync", "--quiet"],
        &["sync", "--force", &good],
        &["doctor"],
        &["doctor", "feeds"],
        &["doctor", "feeds", "--json"],
        &["articles"],
        &["articles", "--json"],
        &["show", "1"],
        &["show", "1", "--format", "json"],
        &["comments", "1", "--refresh"],
        &["comments", "1", "--json"],
        &["search", "one", "--json"],
        &["stories", "--json"],
        &["queue", "--json"],
        &["rules", "--json"],
        &["export"],
        &["inspect", "feed", &good],
        &["inspect", "feed", &good, "--json"],
        &["inspect", "page", &feeds[1]],
        &["import", broken],
        &["add", &good],
        &["add", &feeds[1]],
        &["add", "ann:s3cr3t@127.0.0.1:9/x"],
        &["add", "gopher://ann:s3cr3t@a.example/"],
        &["remove", "http://ann:s3cr3t@b.example/"],
        &["remove", &good],
    ] {
        said(config, arguments);
    }
    assert!(said(config, &["export"]).contains("xmlUrl=\"http://127.0.0.1:9/\""));
    std::fs::write(config.join("feeds.toml"), "[[feed]]\nurl = \"gopher://ann:s3cr3t@a.example/\"\n").unwrap();
    assert!(said(config, &["feeds"]).contains("gopher://a.example/"));
}

#[cfg(unix)]
#[test]
fn the_doctor_names_private_files_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path();
    said(config, &["feeds"]);
    let files = ["config.toml", "cookies.txt", "state/secrets.toml", "state"].map(|name| config.join(name));
    std::fs::write(&files[0], "[[site]]\nhost = \"a.example\"\nheaders = [\"X: s3cr3t\"]\ncookies = \"cookies.txt\"\n")
        .unwrap();
    std::fs::write(&files[1], "").unwrap();
    std::fs::write(&files[2], "").unwrap();
    for (modes, expected) in [([0o644, 0o644, 0o644, 0o755], 4), ([0o600, 0o600, 0o600, 0o700], 0)] {
        for (file, mode) in files.iter().zip(modes) {
            std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        let doctor = said(config, &["doctor"]);
        let warned = files.iter().filter(|file| doctor.contains(&format!("others can read {};", file.display())));
        assert_eq!(warned.count(), expected, "{doctor}");
    }
}

#[test]
fn the_reader_shows_no_password() {
    let server = Server::start();
    only_ann(&server, "/feed");
    let feed = |url: String| Subscription { url, ..Subscription::default() };
    let folder = Folder::new(&[feed(with_password(&server, "/none")), feed(with_password(&server, "/feed"))]);
    let runtime = Served::start().runtime;
    folder.sync(&runtime);
    let mut reader = Reader::open(&folder, (140, 30));
    let mut screens = vec![reader.screen()];
    for keys in ["h", "j", "j", "j", "j", "!", "esc", "D", "u", "!", "esc", "enter", "enter", "y", "?", "esc"] {
        reader.press(keys);
        screens.push(reader.screen());
    }
    let outside = format!("{:?}", reader.outside);
    assert!(screens.iter().all(|screen| !screen.contains("s3cr3t")), "{screens:#?}");
    assert!(!outside.contains("s3cr3t"), "{outside}");
    assert!(screens.iter().any(|screen| screen.contains("Private")), "{screens:#?}");
}
