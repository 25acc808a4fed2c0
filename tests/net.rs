//! Tests the HTTP client with a server that misbehaves.

use std::time::Duration;

use tidings::net::{Client, NetError, NetOptions, Request, Response, Trust};

use crate::server::{Gate, Reply, Server};

fn client() -> Client {
    Client::new(NetOptions::default())
}

/// Makes a client with short limits, for servers that never send.
fn impatient() -> Client {
    let short = Duration::from_millis(300);
    Client::new(NetOptions { connect: short, read: short, ..NetOptions::default() })
}

/// Makes a client that reads at most a megabyte.
fn narrow() -> Client {
    Client::new(NetOptions { max_body: 1 << 20, ..NetOptions::default() })
}

fn named(url: impl Into<String>) -> Request {
    Request { url: url.into(), ..Request::default() }
}

fn content(url: impl Into<String>) -> Request {
    Request { trust: Trust::Content { hosts: Vec::new() }, ..named(url) }
}

async fn get(client: &Client, url: impl Into<String>) -> Result<Response, NetError> {
    client.get(&named(url)).await
}

fn is_private(result: &Result<Response, NetError>) -> bool {
    matches!(result, Err(NetError::Private { .. }))
}

#[tokio::test]
async fn an_answer_is_read_and_requested_again_conditionally() {
    let server = Server::start();
    server.on(
        "/feed",
        Reply::feed("<rss/>").etag("\"1\"").header("cache-control", "max-age=600").header("x-wp-total", "17"),
    );
    let client = client();
    let first = get(&client, server.url("/feed#fragment")).await.unwrap();
    assert_eq!((first.status, first.body.as_slice(), first.wire), (200, &b"<rss/>"[..], 6));
    assert_eq!(first.max_age, Some(Duration::from_mins(10)));
    assert_eq!(first.header("x-wp-total"), Some("17"));
    assert_eq!(first.permanent, None);
    let again = Request { etag: first.etag, ..named(server.url("/feed")) };
    let second = client.get(&again).await.unwrap();
    assert!(second.not_modified() && second.body.is_empty());
    assert_eq!(server.hits("/feed"), 2);
    assert!(server.seen()[0].header("user-agent").unwrap().starts_with("tidings/"));
}

#[tokio::test]
async fn compressed_bodies_are_read_and_counted_before_decompression() {
    let server = Server::start();
    let text = "news ".repeat(10_000);
    server.on("/gzip", Reply::html(text.clone()).gzip());
    server.on("/zstd", Reply::html(text.clone()).zstd());
    for path in ["/gzip", "/zstd"] {
        let answer = get(&client(), server.url(path)).await.unwrap();
        assert_eq!(answer.body, text.as_bytes(), "{path}");
        assert!(answer.wire < 2_000, "{path}: {}", answer.wire);
    }
}

#[tokio::test]
async fn an_empty_body_is_empty_in_any_encoding() {
    let server = Server::start();
    server.on("/gzip", Reply::html("").header("content-encoding", "gzip"));
    server.on("/unknown", Reply::html("x").header("content-encoding", "rot13"));
    assert_eq!(get(&client(), server.url("/gzip")).await.unwrap().body, b"");
    let error = get(&client(), server.url("/unknown")).await.unwrap_err().to_string();
    assert!(error.contains("unknown encoding rot13"), "{error}");
}

#[tokio::test]
async fn loopback_addresses_bypass_proxies() {
    let server = Server::start();
    server.on("/feed", Reply::feed("<rss/>"));
    let nowhere = Some("http://127.0.0.1:9".to_owned());
    let client = Client::new(NetOptions { proxy: nowhere, ..NetOptions::default() });
    assert!(get(&client, server.url("/feed")).await.is_ok());
    assert!(matches!(get(&client, "http://news.example/").await, Err(NetError::Connect { .. })));
}

#[tokio::test]
async fn decompression_bombs_are_cut_off_by_their_unpacked_size() {
    let server = Server::start();
    let zeros = vec![0; 64 << 20];
    server.on("/zstd", Reply::feed(zeros.clone()).zstd());
    server.on("/gzip", Reply::feed(zeros).gzip());
    server.on("/endless", Reply::feed(vec![b' '; 4096]).endless());
    for path in ["/zstd", "/gzip", "/endless"] {
        let answer = get(&narrow(), server.url(path)).await;
        assert!(matches!(answer, Err(NetError::TooLarge { limit: 1_048_576, .. })), "{path}: {answer:?}");
    }
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_allowed() {
    let server = Server::start();
    server.on("/max", Reply::feed(vec![b'x'; 1 << 20]).gzip());
    server.on("/more", Reply::feed(vec![b'x'; (1 << 20) + 1]).gzip());
    assert_eq!(get(&narrow(), server.url("/max")).await.unwrap().body.len(), 1 << 20);
    assert!(get(&narrow(), server.url("/more")).await.is_err());
}

#[tokio::test]
async fn a_server_that_stops_sending_times_out() {
    let server = Server::start();
    server.on("/silent", Reply::silent());
    server.on("/stall", Reply::feed("<rss>").stall());
    server.on("/broken", Reply::feed("<rss>").broken());
    let silent = get(&impatient(), server.url("/silent")).await.unwrap_err();
    assert!(matches!(silent, NetError::Timeout { what: "did not answer", .. }), "{silent}");
    let stall = get(&impatient(), server.url("/stall")).await.unwrap_err();
    assert!(stall.to_string().contains("sent no more data"), "{stall}");
    let broken = get(&client(), server.url("/broken")).await.unwrap_err();
    assert!(matches!(broken, NetError::Broken { .. }), "{broken}");
}

#[tokio::test]
async fn redirects_are_followed_ten_times_and_never_in_circles() {
    let server = Server::start();
    for n in 0..11 {
        server.on(&format!("/chain/{n}"), Reply::redirect(301, &format!("/chain/{}", n + 1)));
    }
    server.on("/chain/11", Reply::feed("<rss/>"));
    server.on("/a", Reply::redirect(302, "/b"));
    server.on("/b", Reply::redirect(302, "/a"));
    server.on("/file", Reply::redirect(302, "file:///etc/passwd"));
    let client = client();
    let ten = get(&client, server.url("/chain/1")).await.unwrap();
    assert_eq!(ten.url, server.url("/chain/11"));
    assert_eq!(ten.permanent, Some(server.url("/chain/11")));
    for (path, what) in [("/chain/0", "more than 10"), ("/a", "loop"), ("/file", "not http or https")] {
        let error = get(&client, server.url(path)).await.unwrap_err().to_string();
        assert!(
            error.contains(what) && crate::server::without_ports(&error).starts_with("127.0.0.1 "),
            "{path}: {error}"
        );
    }
}

#[tokio::test]
async fn credentials_are_sent_to_their_own_host_only() {
    let (server, other) = (Server::start(), Server::start());
    server.on("/feed", Reply::redirect(301, "/moved"));
    server.on("/moved", Reply::redirect(302, &other.url("/feed")));
    other.on("/feed", Reply::feed("<rss/>"));
    let url = server.url("/feed").replace("http://", "http://me:se%20cret@");
    let answer = get(&client(), url).await.unwrap();
    // "me:se cret"
    for seen in server.seen() {
        assert_eq!(seen.header("authorization"), Some("Basic bWU6c2UgY3JldA=="));
    }
    assert_eq!(other.seen()[0].header("authorization"), None);
    assert_eq!(answer.url, other.url("/feed"));
    assert_eq!(answer.permanent, Some(server.url("/moved").replace("http://", "http://me:se%20cret@")));
}

#[tokio::test]
async fn errors_never_show_credentials() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = get(&client(), format!("http://me:secret@127.0.0.1:{port}/")).await.unwrap_err();
    let line = format!("{error} {error:?}");
    assert!(!line.contains("secret") && matches!(error, NetError::Connect { .. }), "{line}");
}

#[tokio::test]
async fn private_addresses_in_content_are_refused() {
    let server = Server::start();
    server.on("/page", Reply::html("secret"));
    let port = server.authority().rsplit_once(':').unwrap().1.to_owned();
    let client = client();
    for host in [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "0",
        "0.0.0.0",
        "169.254.169.254",
        "[::1]",
        "10.0.0.1",
        "[::ffff:127.0.0.1]",
        "[fd00::1]",
        "[64:ff9b::7f00:1]",
        "me@127.0.0.1",
        "LOCALHOST",
    ] {
        let answer = client.get(&content(format!("http://{host}:{port}/page"))).await;
        assert!(is_private(&answer), "{host}: {answer:?}");
    }
    assert_eq!(server.hits("/page"), 0);
    for host in ["127.0.0.1", "2130706433", "localhost", "0x7f.1"] {
        assert!(get(&client, format!("http://{host}:{port}/page")).await.is_ok(), "{host}");
    }
}

#[tokio::test]
async fn hosts_that_the_user_configured_are_allowed_in_content() {
    let server = Server::start();
    server.on("/page", Reply::html("fine"));
    server.on("/away", Reply::redirect(302, &server.url("/page").replace("127.0.0.1", "127.0.0.2")));
    for hosts in [vec!["127.0.0.1".to_owned()], vec![server.authority()]] {
        let request = Request { trust: Trust::Content { hosts }, ..named(server.url("/page")) };
        assert!(client().get(&request).await.is_ok());
        let away = Request { url: server.url("/away"), ..request };
        assert!(is_private(&client().get(&away).await), "a redirect may not leave that host for another private one");
    }
    let allowed = Client::new(NetOptions { allow_private: vec!["127.0.0.1".to_owned()], ..NetOptions::default() });
    assert!(allowed.get(&content(server.url("/page"))).await.is_ok());
    let other =
        Request { trust: Trust::Content { hosts: vec!["127.0.0.1:1".to_owned()] }, ..named(server.url("/page")) };
    assert!(is_private(&client().get(&other).await), "another port is another server");
}

#[tokio::test]
async fn subscribed_private_feeds_may_redirect_to_private_addresses() {
    let (server, other) = (Server::start(), Server::start());
    server.on("/feed", Reply::redirect(302, &other.url("/feed").replace("127.0.0.1", "localhost")));
    other.on("/feed", Reply::feed("<rss/>"));
    assert!(get(&client(), server.url("/feed")).await.is_ok());
}

#[tokio::test]
async fn a_host_that_asks_for_a_pause_is_not_contacted() {
    let server = Server::start();
    server.on("/busy", Reply::status(429).header("retry-after", "120").body("slow down"));
    server.on("/feed", Reply::feed("<rss/>"));
    let client = client();
    let busy = get(&client, server.url("/busy")).await.unwrap();
    assert_eq!((busy.status, busy.retry_after), (429, Some(Duration::from_mins(2))));
    let error = get(&client, server.url("/feed")).await.unwrap_err();
    assert!(matches!(error, NetError::Paused { .. }), "{error}");
    assert_eq!(server.hits("/feed"), 0);
    assert!(client.pause_left(&server.url("/")).is_some());
}

#[tokio::test]
async fn requests_to_one_host_are_limited_in_number() {
    let server = Server::start();
    let gate = Gate::new();
    server.handle("/*", {
        let gate = gate.clone();
        move |_| Reply::html("x").behind(&gate)
    });
    let client = Client::new(NetOptions { per_host: 2, ..NetOptions::default() });
    let requests: Vec<_> = (0..6)
        .map(|n| {
            let (client, url) = (client.clone(), server.url(&format!("/{n}")));
            tokio::spawn(async move { get(&client, url).await })
        })
        .collect();
    // Two requests arrive. More would have arrived by then.
    while server.seen().len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(server.seen().len(), 2);
    gate.open();
    for request in requests {
        assert!(request.await.unwrap().is_ok());
    }
    assert_eq!(server.seen().len(), 6);
}

#[tokio::test]
async fn control_characters_in_a_status_line_are_removed() {
    let server = Server::start();
    server.on("/x", Reply::redirect(302, "http://\u{1b}]0;x\u{7}/\u{202e}"));
    let error = get(&client(), server.url("/x")).await.unwrap_err().to_string();
    assert!(!error.chars().any(|c| c.is_control() || c == '\u{202e}'), "{error:?}");
    for url in ["ftp://a.example/", "javascript:alert(1)", "/etc/passwd", "", "http://", "\u{1b}[31m"] {
        let error = get(&client(), url).await.unwrap_err();
        assert!(matches!(error, NetError::Address(_)) && !error.to_string().contains('\u{1b}'), "{error}");
    }
}
