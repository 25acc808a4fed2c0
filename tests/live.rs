//! Tests replies with the built program, a real WordPress and a real Isso; `.ci/live/run` starts them and the tests.
//!
//! Ignored by a plain `cargo test`. The exact answers of both servers are recorded in `fixtures/reply`.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::outbox::{text, tidings};
use crate::pty::Terminal;

/// Returns a variable that the servers' `env` file has set.
fn live(name: &str) -> String {
    let name = format!("TIDINGS_LIVE_{name}");
    std::env::var(&name).unwrap_or_else(|_| panic!("{name} is not set: run .ci/live/run"))
}

#[track_caller]
fn json(config: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&text(&tidings(config, arguments, ""))).unwrap()
}

/// Sends a query to the control page of WordPress.
fn control(query: &str) -> Value {
    let address = live("CONTROL");
    let (host, path) = address.trim_start_matches("http://").split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!("GET /{path}?{query} HTTP/1.0\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body.trim()).unwrap_or_else(|_| panic!("{query}: {answer}"))
}

fn servers(arguments: &[&str]) {
    let program = format!("{}/.ci/live/servers", env!("CARGO_MANIFEST_DIR"));
    let (verb, rest) = arguments.split_first().unwrap();
    assert!(Command::new(program).arg(verb).arg(live("DIR")).args(rest).status().unwrap().success(), "{arguments:?}");
}

fn setup(more: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let reply =
        format!("[reply]\nname = \"Ivy Tester\"\nemail = \"ivy@tester.example\"\npause = 0\nsettle = 0\n{more}");
    std::fs::write(dir.path().join("config.toml"), format!("[sync]\ncomments = true\n\n{reply}")).unwrap();
    dir
}

/// Returns the id of the article at an address.
fn article(config: &Path, url: &str) -> String {
    let articles = json(config, &["articles", "--json", "--limit", "50"]);
    let at = |article: &&Value| {
        article["url"].as_str().is_some_and(|known| known.trim_end_matches('/') == url.trim_end_matches('/'))
    };
    let found = articles.as_array().unwrap().iter().find(at).unwrap_or_else(|| panic!("{url} is not in {articles}"));
    found["id"].to_string()
}

/// Writes a reply, sends the outbox, and returns the reply.
fn reply(config: &Path, arguments: &[&str], words: &str) -> Value {
    let mut all = vec!["reply"];
    all.extend(arguments);
    all.extend(["--message", "-"]);
    text(&tidings(config, &all, words));
    send(config)
}

fn send(config: &Path) -> Value {
    tidings(config, &["outbox", "send"], "");
    json(config, &["outbox", "--json"]).as_array().unwrap().last().unwrap().clone()
}

/// Returns the number of comments with this text in WordPress, in any state.
fn count(words: &str) -> usize {
    let all = control("comments");
    let has = |comment: &&Value| comment["content"].as_str().is_some_and(|content| content.contains(words));
    all.as_array().unwrap_or_else(|| panic!("{all}")).iter().filter(has).count()
}

#[test]
#[ignore = "needs real servers: .ci/live/run"]
fn replies_to_a_real_wordpress_are_sent_held_approved_and_refused() {
    let dir = setup("");
    let config = dir.path();
    control("set=flood&value=0");
    text(&tidings(config, &["add", &format!("{}/", live("WORDPRESS"))], ""));
    text(&tidings(config, &["sync", "--comments"], ""));
    let open = article(config, &live("POST_OPEN"));
    let thread = json(config, &["comments", &open, "--refresh", "--json"]);
    let comments = thread["comments"].as_array().unwrap();
    let deepest = comments.iter().filter(|comment| comment["author"] != "reader");
    assert_eq!(deepest.filter_map(|comment| comment["depth"].as_u64()).max(), Some(4), "five deep: {thread}");
    let mut authors: Vec<&str> = comments.iter().filter_map(|comment| comment["author"].as_str()).collect();
    authors.sort_unstable();
    authors.dedup();
    assert!(authors.len() >= 2, "{authors:?}");

    // Replies in a terminal, with an editor that writes a text to the file.
    let words = dir.path().join("words");
    std::fs::write(&words, "From the terminal & back, <honestly>.\n\nTwo paragraphs.\n").unwrap();
    let editor = format!("cp {}", words.display());
    let mut terminal = Terminal::open_with(config, (110, 44), &[], &[("VISUAL", &editor)]);
    terminal.wait("? help");
    terminal.press("F");
    terminal.press("open\r");
    // The list before it may have one row too: all posts are one story.
    terminal.wait("─ Search: open");
    terminal.wait("1 of 1");
    terminal.press("\r");
    // The pane shows the start of the article before it has loaded.
    terminal.wait("comments loaded");
    // The footer shows keys for comments.
    terminal.press("c");
    terminal.wait("done");
    terminal.press("A");
    terminal.wait("Your reply: draft");
    terminal.press("j\r");
    terminal.wait("reply sent");
    terminal.press("Q");
    terminal.end();
    assert_eq!(count("From the terminal"), 1);
    let thread = json(config, &["comments", &open, "--json"]);
    let ours = thread["comments"].as_array().unwrap().iter().find(|comment| comment["author"] == "Ivy Tester").cloned();
    let ours = ours.unwrap_or_else(|| panic!("not in the tree: {thread}"));
    assert_eq!(ours["text"], "From the terminal & back, <honestly>.\n\nTwo paragraphs.");
    assert_eq!(ours["parent"].as_str(), Some(live("COMMENT_FIRST").as_str()));

    // The site already has a reply with the same text.
    let again = reply(
        config,
        &[&open, "--to", &live("COMMENT_FIRST")],
        "From the terminal & back, <honestly>.\n\nTwo paragraphs.",
    );
    assert!(matches!(again["state"].as_str(), Some("sent" | "pending")), "{again}");
    assert_eq!(count("From the terminal"), 1);

    // Held for moderation, approved, and then found in the thread.
    let held = article(config, &live("POST_HELD"));
    let pending = reply(config, &[&held], "Held at first.");
    assert_eq!(pending["state"], "pending", "{pending}");
    control(&format!("approve={}", pending["remote"].as_str().unwrap()));
    text(&tidings(config, &["comments", &held, "--refresh"], ""));
    assert_eq!(send(config)["state"], "sent");
    assert!(text(&tidings(config, &["comments", &held], "")).contains("Held at first."));

    // Refused with the site's message; the text is kept.
    let closed = reply(config, &[&article(config, &live("POST_CLOSED"))], "Too late.");
    assert_eq!((closed["state"].as_str(), closed["text"].as_str()), (Some("failed"), Some("Too late.")), "{closed}");
    assert!(closed["error"].as_str().unwrap().contains("closed"), "{closed}");
    let members = reply(config, &[&article(config, &live("POST_MEMBERS"))], "Not a member.");
    assert!(members["state"] == "failed" && members["error"].as_str().unwrap().contains("logged in"), "{members}");

    // Refused as too quick: the reply stays queued, and is sent later.
    assert_eq!(reply(config, &[&open], "First of two.")["state"], "sent");
    control("set=flood&value=1");
    let fast = reply(config, &[&open], "Second of two.");
    assert_eq!(fast["state"], "queued", "{fast}");
    assert!(fast["error"].as_str().unwrap().to_lowercase().contains("quickly"), "{fast}");
    control("set=flood&value=0");
    let later = send(config);
    assert_eq!(later["state"], "sent", "{later}");
    assert_eq!(count("Second of two."), 1);
}

#[test]
#[ignore = "needs real servers: .ci/live/run"]
fn a_wordpress_killed_during_a_request_has_the_reply_once() {
    let dir = setup("");
    let config = dir.path();
    control("set=flood&value=0");
    text(&tidings(config, &["add", &format!("{}/", live("WORDPRESS"))], ""));
    let open = article(config, &live("POST_OPEN"));
    for (slow, words) in
        [("slow_before", "Killed before it was stored."), ("slow_after", "Killed after it was stored.")]
    {
        control(&format!("set={slow}&value=20"));
        text(&tidings(config, &["reply", &open, "--message", "-"], words));
        let mut sending = Command::new(env!("CARGO_BIN_EXE_tidings"));
        let sending = sending.arg("--config-dir").arg(config).args(["outbox", "send"]);
        let mut sending = sending.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let since = Instant::now();
        let waiting = || std::fs::metadata(live("WAITING")).is_ok_and(|file| file.len() > 0);
        while !waiting() {
            assert!(since.elapsed() < Duration::from_secs(30), "{slow} never came");
            std::thread::yield_now();
        }
        servers(&["kill", "wordpress"]);
        sending.wait().unwrap();
        let lost = json(config, &["outbox", "--json"]).as_array().unwrap().last().unwrap().clone();
        assert_eq!(lost["state"], "uncertain", "{lost}");
        servers(&["revive", "wordpress"]);
        std::fs::write(live("WAITING"), "").unwrap();
        assert_eq!(send(config)["state"], "sent");
        assert_eq!(count(words), 1, "{words}");
    }
}

#[test]
#[ignore = "needs real servers: .ci/live/run"]
fn an_account_replies_by_rest_with_its_application_password() {
    let host = live("WORDPRESS");
    let host = host.trim_start_matches("http://");
    let site = format!(
        "\n[[reply.sites]]\nhost = \"{host}\"\nuser = \"{}\"\nsecret_command = [\"printf\", \"%s\", \"{}\"]\n",
        live("READER_USER"),
        live("READER_APP_PASSWORD")
    );
    let dir = setup(&site);
    let config = dir.path();
    control("set=flood&value=0");
    text(&tidings(config, &["add", &format!("{}/", live("WORDPRESS"))], ""));
    let open = article(config, &live("POST_OPEN"));
    text(&tidings(config, &["comments", &open, "--refresh"], ""));
    let sent = reply(config, &[&open, "--to", &live("COMMENT_DEEPEST")], "By REST, with an account.");
    assert_eq!(sent["state"], "sent", "{sent}");
    assert_eq!(count("By REST, with an account."), 1);
    let printed = text(&tidings(config, &["outbox"], ""));
    assert!(!printed.contains(&live("READER_APP_PASSWORD")));
}

#[test]
#[ignore = "needs real servers: .ci/live/run"]
fn replies_to_a_real_isso_are_sent_held_approved_and_refused() {
    let dir = setup("");
    let config = dir.path();
    text(&tidings(config, &["add", &format!("{}/", live("PAGES"))], ""));
    let story = article(config, &live("ISSO_PAGE"));
    text(&tidings(config, &["comments", &story, "--refresh"], ""));
    let sent = reply(config, &[&story], "A word at Isso.");
    assert_eq!(sent["state"], "sent", "{sent}");
    let thread = json(config, &["comments", &story, "--json"]);
    let ours =
        thread["comments"].as_array().unwrap().iter().filter(|comment| comment["text"] == "A word at Isso.").count();
    assert_eq!(ours, 1, "{thread}");
    let answered = reply(config, &[&story, "--to", sent["remote"].as_str().unwrap()], "And an answer to it.");
    assert_eq!(answered["state"], "sent", "{answered}");
    let short = reply(config, &[&story], "x");
    assert!(short["state"] == "failed" && short["error"].as_str().unwrap().contains("too short"), "{short}");
}
