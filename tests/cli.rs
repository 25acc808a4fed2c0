//! Tests the command line: the shapes of the JSON, exit codes, bad input. The shapes are stable: never change them.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tidings::domain::{ArticleId, CommentRef, CommentStatus};

use crate::harness::{Folder, Served};

fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn tidings(config: &Path, arguments: &[&str]) -> Output {
    tidings_in("UTC0", config, arguments)
}

/// Runs tidings in a time zone.
fn tidings_in(zone: &str, config: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    command.env("TZ", zone).arg("--config-dir").arg(config).args(arguments).stdin(Stdio::null()).output().unwrap()
}

#[track_caller]
fn text(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[track_caller]
fn json(config: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&text(&tidings(config, arguments))).unwrap()
}

/// Returns the one line that a failing command prints.
#[track_caller]
fn failure(output: &Output, code: i32) -> String {
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[track_caller]
fn keys(value: &Value, expected: &[&str]) {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    for key in expected {
        assert!(object.contains_key(*key), "{key} is missing in {value}");
    }
}

const ARTICLE: &[&str] = &["id", "feed", "title", "author", "url", "published", "read", "starred", "tags", "comments"];
const COMMENTS: &[&str] = &["article", "source", "stated", "loaded", "unseen", "complete", "comments"];
const COMMENT: &[&str] = &["id", "parent", "depth", "author", "published", "text", "score", "state", "descendants"];

#[test]
fn feeds_are_added_synced_read_marked_and_removed() {
    let served = Served::start();
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path();
    assert!(text(&tidings(config, &["feeds"])).contains("tidings add URL"));
    let page = format!("{}/", served.site.base());
    let added = text(&tidings(config, &["add", &page, "--folder", "News/Local", "--tag", "bay"]));
    assert!(added.contains("The Harbour Lantern") && added.contains("17 articles"), "{added}");
    assert!(failure(&tidings(config, &["add", &page]), 1).contains("already"));

    let feeds = json(config, &["feeds", "--json"]);
    keys(&feeds[0], &["id", "url", "title", "folder", "tags", "unread", "articles", "last_success", "error"]);
    assert_eq!(feeds[0]["folder"], "News/Local");
    assert_eq!(feeds[0]["tags"][0], "bay");

    let report = json(config, &["sync", "--comments", "--json"]);
    let wanted = [
        "feeds",
        "fetched",
        "not_modified",
        "failed",
        "new_articles",
        "updated_articles",
        "comments",
        "bytes",
        "seconds",
        "failures",
    ];
    keys(&report, &wanted);
    assert_eq!((report["new_articles"].as_u64(), report["not_modified"].as_u64()), (Some(0), Some(1)));
    assert!(report["comments"].as_u64().unwrap() > 17, "unfetched threads are fetched even without new articles");

    let articles = json(config, &["articles", "--json", "--limit", "3"]);
    assert_eq!(articles.as_array().unwrap().len(), 3);
    keys(&articles[0], ARTICLE);
    keys(&articles[0]["comments"], &["stated", "loaded", "unseen"]);
    let lead = articles.as_array().unwrap().iter().find(|row| row["comments"]["stated"] == 17).unwrap();
    let id = lead["id"].to_string();
    let published = lead["published"].as_str().unwrap();
    assert!(published.ends_with('Z') && published.len() == 20, "{published}");

    let thread = json(config, &["comments", &id, "--refresh", "--json"]);
    keys(&thread, COMMENTS);
    assert_eq!((thread["loaded"].as_u64(), thread["source"].as_str()), (Some(17), Some("wordpress-rest")));
    keys(&thread["comments"][0], COMMENT);
    assert!(thread["comments"].as_array().unwrap().iter().any(|comment| comment["author"].is_null()));

    let shown = json(config, &["show", &id, "--format", "json"]);
    keys(&shown, &["id", "feed", "title", "author", "url", "published", "language", "text", "links", "enclosures"]);
    keys(&shown["links"][0], &["number", "url"]);
    assert!(shown["text"].as_str().unwrap().contains("tuba.\n\n"));
    for (format, sign) in [
        ("text", "By Mara Ellison"),
        ("ansi", "\u{1b}["),
        ("markdown", "## "),
        ("html", "<p>"),
        ("plain", "By Mara Ellison"),
    ] {
        assert!(text(&tidings(config, &["show", &id, "--format", format])).contains(sign), "{format}");
    }
    let unwrapped = text(&tidings(config, &["show", &id, "--format", "plain", "--width", "40"]));
    let paragraphs: Vec<&str> = shown["text"].as_str().unwrap().lines().collect();
    assert!(unwrapped.ends_with(&format!("\n\n{}\n", paragraphs.join("\n"))), "{unwrapped}");
    assert!(paragraphs.iter().any(|paragraph| paragraph.len() > 200) && !unwrapped.contains("[1]"), "{unwrapped}");
    let narrow = text(&tidings(config, &["show", &id, "--width", "40", "--comments"]));
    assert!(narrow.contains("17 comments") && narrow.contains("anonymous"));

    let found = json(config, &["search", "tuba", "--json"]);
    keys(&found[0], ARTICLE);
    assert!(found[0]["snippet"].as_str().unwrap().to_lowercase().contains("tuba"));

    assert!(text(&tidings(config, &["mark", "read", &id])).starts_with("1 of 1"));
    text(&tidings(config, &["mark", "starred", &id]));
    assert_eq!(json(config, &["articles", "--starred", "--json"]).as_array().unwrap().len(), 1);
    let unread = json(config, &["articles", "--unread", "--query", "title:harbour", "--json"]);
    let id: i64 = id.parse().unwrap();
    assert!(unread.as_array().unwrap().iter().all(|row| row["id"] != id));

    let opml = text(&tidings(config, &["export"]));
    assert!(opml.contains("xmlUrl=") && opml.contains("News"));
    let file = config.join("feeds.opml");
    text(&tidings(config, &["export", file.to_str().unwrap()]));
    text(&tidings(config, &["remove", "harbour"]));
    assert_eq!(json(config, &["feeds", "--json"]), Value::Array(Vec::new()));
    assert!(text(&tidings(config, &["import", file.to_str().unwrap()])).starts_with("1 feed added"));
    assert_eq!(json(config, &["feeds", "--json"])[0]["folder"], "News/Local");
}

#[test]
fn the_seed_page_has_the_expected_text_html_and_json() {
    let dir = tempfile::tempdir().unwrap();
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(fixture("seed/expected.json")).unwrap()).unwrap();
    let base = "http://news.example/2025/12/gaza-ceasefire-second-phase/";
    let page = json(dir.path(), &["inspect", "page", &fixture("seed/page.html"), "--base", base, "--json"]);
    keys(&page, &["title", "author", "published", "site", "language", "image", "text", "html", "words", "warnings"]);
    assert_eq!(page["title"], expected["title"]);
    assert_eq!(
        (page["author"].as_str(), page["published"].as_str()),
        (Some("News Room"), Some("2025-12-20T14:00:00Z"))
    );
    let paragraphs: Vec<&str> = page["text"].as_str().unwrap().split("\n\n").collect();
    let wanted: Vec<&str> = expected["paragraphs"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
    assert_eq!(paragraphs, wanted);
    for form in ["page.html", "comments.json", "comments.rss"] {
        let thread =
            json(dir.path(), &["inspect", "comments", &fixture(&format!("seed/{form}")), "--base", base, "--json"]);
        keys(&thread, COMMENTS);
        assert!(thread["article"].is_null());
        let comments = thread["comments"].as_array().unwrap();
        assert_eq!(comments.len(), 17, "{form}");
        for (comment, wanted) in comments.iter().zip(expected["comments"].as_array().unwrap()) {
            for key in ["id", "parent", "author", "depth", "text"] {
                assert_eq!(comment[key], wanted[key], "{form} {}", wanted["id"]);
            }
        }
    }
    let feed = json(dir.path(), &["inspect", "feed", &fixture("seed/feed.xml"), "--json"]);
    keys(&feed, &["format", "title", "url", "description", "language", "entries", "warnings"]);
    let entry = &feed["entries"][0];
    let wanted = [
        "id",
        "title",
        "url",
        "author",
        "published",
        "updated",
        "summary",
        "content",
        "comments_url",
        "comments_feed",
        "comment_count",
        "categories",
        "enclosures",
        "transcripts",
        "chapters_url",
        "chapters",
    ];
    keys(entry, &wanted);
    assert_eq!((entry["comment_count"].as_u64(), entry["enclosures"].as_array().unwrap().len()), (Some(17), 1));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "inspect stores nothing");
}

#[test]
fn a_recorded_wordpress_thread_is_a_tree_in_every_form() {
    let dir = tempfile::tempdir().unwrap();
    for (form, count) in [("comments.json", 23), ("comments.atom", 10), ("comments.rss", 10)] {
        let file = fixture(&format!("comments/wordpress-live/{form}"));
        let thread = json(dir.path(), &["inspect", "comments", &file, "--json"]);
        assert_eq!(thread["comments"].as_array().unwrap().len(), count, "{form}");
    }
}

#[test]
fn wrong_usage_exits_with_two_and_failure_with_one() {
    let folder = Folder::new(&[]);
    let config = folder.dir.path();
    for arguments in [&["frobnicate"][..], &["show"], &["mark", "purple", "1"], &["articles", "--limit", "many"]] {
        failure(&tidings(config, arguments), 2);
    }
    let said = failure(&tidings(config, &["articles", "--query", "is:fluffy"]), 2);
    assert!(said.contains("is:fluffy") && said.contains("unread"), "{said}");
    for (arguments, words) in [
        (&["show", "999"][..], &["999", "tidings articles"][..]),
        (&["remove", "nobody"], &["nobody", "tidings feeds"]),
        (&["sync", "nobody"], &["nobody", "tidings feeds"]),
        (&["import", "/nowhere/feeds.opml"], &["/nowhere/feeds.opml", "can't be read"]),
        (&["inspect", "feed", "/nowhere.xml"], &["/nowhere.xml", "can't be read"]),
        (&["inspect", "page", "/dev/null", "--base", "nonsense"], &["/dev/null"]),
        (&["add", "ftp://a.example/feed"], &["ftp"]),
        (&["add", "http://127.0.0.1:9/feed"], &["127.0.0.1"]),
        (&[], &["terminal"]),
        (&["demo"], &["terminal"]),
    ] {
        let line = failure(&tidings(config, arguments), 1);
        assert_eq!(line.lines().count(), 1, "{arguments:?} says {line}");
        for word in words {
            assert!(line.contains(word), "{arguments:?} says {line}");
        }
    }
    for arguments in [&["--help"][..], &["--version"], &["man"], &["completions", "fish"], &["doctor"]] {
        text(&tidings(config, arguments));
    }
}

#[test]
fn the_error_for_a_settings_file_names_line_and_valid_values() {
    for (file, text, line, word) in [
        ("config.toml", "[reader]\nwidht = 3\n", ":2:", "width"),
        ("keymap.toml", "[global]\n\n\"x\" = \"dance\"\n", ":3:", "mark-all-read"),
        ("config.toml", "[screen]\ntheme = \"neon\"\n", "config.toml:", "terminal, dark, light"),
        ("feeds.toml", "[[feed]]\nurl = \"https://a.example/\"\ntilte = \"x\"\n", ":3:", "title"),
        ("rules.toml", "[[mute]]\nauthor = \"x\"\n[[mute]]\nauthor = \"\"\n", ":4:", "anonymous"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(file), text).unwrap();
        let said = failure(&tidings(dir.path(), &["feeds"]), 1);
        assert!(said.contains(file) && said.contains(line) && said.contains(word), "{said}");
        assert_eq!(std::fs::read_to_string(dir.path().join(file)).unwrap(), text, "the file is not changed");
        let said = failure(&tidings(dir.path(), &["demo"]), 1);
        assert_eq!(said.contains(file), file != "feeds.toml", "the demo has the settings of the folder: {said}");
    }
}

#[test]
fn all_problems_of_all_settings_files_are_reported_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| std::fs::write(dir.path().join(file), text).unwrap();
    std::fs::create_dir(dir.path().join("themes")).unwrap();
    write("config.toml", "theme = \"x\"\n[reader]\nwidth = \"wide\"\n[screen]\ntheme = \"mine\"\nmouse = 0\n");
    write("rules.toml", "[[mute]]\nword = 3\n");
    write("keymap.toml", "[global]\n\"x\" = \"dwon\"\n");
    let run = || {
        let said = failure(&tidings(dir.path(), &["feeds"]), 1);
        let folder = format!("tidings: {}/", dir.path().display());
        said.lines().map(|line| line.strip_prefix(&folder).unwrap_or(line).to_owned()).collect::<Vec<_>>()
    };
    let said = run();
    let wanted = [
        "config.toml:1: theme = \"x\": belongs to a section; write it below [screen]",
        "config.toml:3: [reader] width = \"wide\": must be a number from 20 to 1000",
        "config.toml:6: [screen] mouse = 0: must be true or false",
        "keymap.toml:2: ",
        "rules.toml:2: [[mute]] word = 3: must be text in quotes",
    ];
    assert_eq!(said.len(), wanted.len(), "{said:#?}");
    assert!(said.iter().zip(wanted).all(|(line, wanted)| line.starts_with(wanted)), "{said:#?}");
    write("config.toml", "[screen]\ntheme = \"mine\"\n");
    write("keymap.toml", "");
    assert_eq!(run()[0].split(':').take(2).collect::<Vec<_>>(), ["config.toml", "2"], "no such theme");
    write("themes/mine.toml", "text = \"rde\"\nlnk = \"red\"\n");
    let said = run();
    assert!(said[0].starts_with("themes/mine.toml:1: text = \"rde\": ") && said[1].ends_with("did you mean link?"));
    let doctor = tidings(dir.path(), &["doctor"]);
    assert_eq!(failure(&doctor, 1), "tidings: 3 problems found (see above)\n");
    assert_eq!(String::from_utf8(doctor.stdout).unwrap().matches("  ! ").count(), 3);
}

#[test]
fn times_are_shown_in_the_time_zone_of_the_user() {
    let server = crate::server::Server::start();
    let item = "<item><title>Bridge</title><guid>g</guid><pubDate>Sat, 31 Jan 2026 20:05:00 GMT</pubDate></item>";
    server.script(
        "/feed",
        vec![crate::server::Reply::feed(format!("<rss version=\"2.0\"><channel>{item}</channel></rss>"))],
    );
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path();
    text(&tidings(config, &["add", &server.url("/feed")]));
    let id = json(config, &["articles", "--json"])[0]["id"].to_string();
    let (utc, east) = ("UTC0", "TST-5:30");
    for (zone, date, time) in
        [(utc, "2026-01-31", "31 January 2026, 20:05"), (east, "2026-02-01", "1 February 2026, 01:35")]
    {
        let shown = text(&tidings_in(zone, config, &["show", &id]));
        assert!(shown.contains(time) && !shown.contains("UTC"), "{zone}: {shown}");
        for list in [&["articles"][..], &["search", "bridge"]] {
            assert!(text(&tidings_in(zone, config, list)).contains(&format!(" {date} ")), "{zone}");
        }
        let thread = text(&tidings_in(zone, config, &["inspect", "comments", &fixture("seed/comments.json")]));
        let first = if zone == utc { "2025-12-20 15:18" } else { "2025-12-20 20:48" };
        assert!(thread.contains(first), "{zone}: {thread}");
        let shown = text(&tidings_in(zone, config, &["show", &id, "--format", "json"]));
        assert!(shown.contains("\"2026-01-31T20:05:00Z\""), "JSON is in UTC: {shown}");
    }
    std::fs::write(config.join("config.toml"), "[screen]\ntime_format = \"12h\"\n").unwrap();
    assert!(text(&tidings_in(east, config, &["show", &id])).contains("1 February 2026, 1:35 am"));
}

#[test]
fn dates_of_queries_are_days_in_the_time_zone_of_the_user() {
    let server = crate::server::Server::start();
    let item = "<item><title>Bridge</title><guid>g</guid><pubDate>Sat, 31 Jan 2026 20:05:00 GMT</pubDate></item>";
    server.script(
        "/feed",
        vec![crate::server::Reply::feed(format!("<rss version=\"2.0\"><channel>{item}</channel></rss>"))],
    );
    let dir = tempfile::tempdir().unwrap();
    text(&tidings(dir.path(), &["add", &server.url("/feed")]));
    for (zone, query, is_found) in [
        ("UTC0", "after:2026-02-01", false),
        ("UTC0", "before:2026-02", true),
        ("TST-5:30", "after:2026-02-01", true),
        ("TST-5:30", "before:2026-02", false),
        ("TST8", "after:2026-01-31", true),
        ("TST21", "after:2026-01-31", false),
    ] {
        let found = text(&tidings_in(zone, dir.path(), &["articles", "--query", query]));
        assert_eq!(found.contains("Bridge"), is_found, "{zone} {query}");
        let found = text(&tidings_in(zone, dir.path(), &["search", "bridge", query]));
        assert_eq!(found.contains("Bridge"), is_found, "{zone} {query}");
    }
}

#[test]
fn enclosures_are_listed_with_their_kind_and_length() {
    let server = crate::server::Server::start();
    let item = "<item><title>Talk</title><guid>g</guid>\
                <description>&lt;p>See &lt;a href='https://a.example/x'>this&lt;/a>.&lt;/p></description>\
                <enclosure url='https://a.example/talk.mp3?a=1&amp;b=2' length='31000000' type='audio/mpeg'/>\
                <i:duration>32:30</i:duration><enclosure url='https://a.example/notes.pdf' length='2400000' type=''/></item>";
    let feed = format!(
        "<rss version=\"2.0\" xmlns:i=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"><channel>{item}</channel></rss>"
    );
    server.script("/feed", vec![crate::server::Reply::feed(feed)]);
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path();
    text(&tidings(config, &["add", &server.url("/feed")]));
    let id = json(config, &["articles", "--json"])[0]["id"].to_string();
    for (format, wanted) in [
        (
            "text",
            [
                "[2] audio, 32 min: https://a.example/talk.mp3?a=1&b=2\n",
                "[3] PDF, 2.4 MB: https://a.example/notes.pdf\n",
            ],
        ),
        (
            "ansi",
            [
                "[2] audio, 32 min: https://a.example/talk.mp3?a=1&b=2\n",
                "[3] PDF, 2.4 MB: https://a.example/notes.pdf\n",
            ],
        ),
        (
            "plain",
            ["audio, 32 min: https://a.example/talk.mp3?a=1&b=2\n", "PDF, 2.4 MB: https://a.example/notes.pdf\n"],
        ),
        (
            "markdown",
            [
                "- [audio, 32 min](<https://a.example/talk.mp3?a=1&b=2>)\n",
                "- [PDF, 2.4 MB](<https://a.example/notes.pdf>)\n",
            ],
        ),
        (
            "html",
            [
                "<li><a href=\"https://a.example/talk.mp3?a=1&amp;b=2\">audio, 32 min</a></li>\n",
                "<li><a href=\"https://a.example/notes.pdf\">PDF, 2.4 MB</a></li>\n",
            ],
        ),
    ] {
        let shown = text(&tidings(config, &["show", &id, "--format", format]));
        assert!(wanted.iter().all(|wanted| shown.contains(wanted)), "{format}: {shown}");
    }
    let shown = json(config, &["show", &id, "--format", "json"]);
    assert_eq!(
        (shown["enclosures"][0]["duration"].as_u64(), shown["enclosures"][1]["duration"].as_u64()),
        (Some(1950), None)
    );
}

#[test]
fn a_broken_feeds_file_removes_no_feed() {
    let folder = Folder::offline();
    let file = folder.dir.path().join("feeds.toml");
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{good}\n[[feed]]\nurl = oops\n")).unwrap();
    failure(&tidings(folder.dir.path(), &["feeds"]), 1);
    std::fs::write(&file, good).unwrap();
    assert_eq!(json(folder.dir.path(), &["feeds", "--json"]).as_array().unwrap().len(), 5);
}

#[test]
fn newsboat_lines_that_run_programs_are_skipped_with_a_warning() {
    let dir = tempfile::tempdir().unwrap();
    let (urls, trap) = (dir.path().join("urls"), dir.path().join("trap"));
    let lines = format!(
        "https://a.example/feed news \"~My title\" !later\n\"exec:touch {0}\"\n\"filter:touch {0}:https://b.example/\"\n\
         \"query:Unread:unread = \\\"yes\\\"\"\n\
         \"query:Flags:flags # \\\"x\\\"\"\nhttps://c.example/feed\n",
        trap.display()
    );
    std::fs::write(&urls, lines).unwrap();
    let config = dir.path().join("config");
    let output = tidings(&config, &["import", urls.to_str().unwrap()]);
    assert!(text(&output).starts_with("2 feeds and 1 smart feed added"));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("line 2") && said.contains("line 3") && said.contains("line 5"), "{said}");
    assert!(!said.contains("line 4"), "{said}");
    assert!(!trap.exists());
    let feeds = json(&config, &["feeds", "--json"]);
    assert_eq!(feeds[0]["title"], "My title");
    assert_eq!(feeds[0]["tags"], serde_json::json!(["news", "later"]));
    assert_eq!((&feeds[0]["hidden"], &feeds[1]["hidden"]), (&true.into(), &false.into()));
    assert_eq!(feeds[1]["title"], "c.example/feed", "it has no title of its own yet");
    let exported = text(&tidings(&config, &["export"]));
    assert!(exported.contains("hidden=\"true\"") && exported.contains("text=\"https://c.example/feed\""), "{exported}");
}

#[test]
fn without_a_network_a_sync_says_so_in_one_line() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path();
    let feeds = "[[feed]]\nurl = \"http://one.example/feed\"\n[[feed]]\nurl = \"http://two.example/feed\"\n";
    std::fs::write(config.join("feeds.toml"), feeds).unwrap();
    std::fs::write(config.join("config.toml"), "[network]\nproxy = \"http://proxy.invalid:8080\"\n").unwrap();
    let output = tidings(config, &["sync"]);
    let notice = failure(&output, 1);
    let names = ["one.example/feed, two.example/feed", "two.example/feed, one.example/feed"];
    assert!(names.iter().any(|names| notice == format!("tidings: No network: 2 feeds wait: {names}\n")), "{notice}");
    assert!(output.stdout.is_empty(), "{output:?}");
    let output = tidings(config, &["sync", "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["failed"], report["failures"].as_array().unwrap().len()), (&2.into(), 2));
    assert!(report["failures"][0]["error"].as_str().unwrap().starts_with("could not connect to "), "{report}");
    assert_eq!(json(config, &["feeds", "--json"])[0]["error"], Value::Null);
}

#[test]
fn the_doctor_names_dead_silent_and_noisy_feeds() {
    let server = crate::server::Server::start();
    let item =
        |n: usize, date: &str| format!("<item><guid>{n}</guid><title>t{n}</title><pubDate>{date}</pubDate></item>");
    let feed = |items: &str| crate::server::Reply::feed(format!("<rss version='2.0'><channel>{items}</channel></rss>"));
    let today = chrono::Utc::now().to_rfc2822();
    server.on("/dead", crate::server::Reply::status(410));
    server.on("/silent", feed(&item(1, "Tue, 01 Apr 2014 10:00:00 GMT")));
    server.on("/noisy", feed(&(0..120).map(|n| item(n, &today)).collect::<String>()));
    server.on("/well", feed(&item(1, &today)));
    let dir = tempfile::tempdir().unwrap();
    let feeds =
        ["/dead", "/silent", "/noisy", "/well"].map(|path| format!("[[feed]]\nurl = \"{}\"\n", server.url(path)));
    std::fs::write(dir.path().join("feeds.toml"), feeds.concat()).unwrap();
    assert!(tidings(dir.path(), &["sync"]).status.success());
    let listed = json(dir.path(), &["doctor", "feeds", "--json"]);
    let health: Vec<&str> = listed.as_array().unwrap().iter().map(|feed| feed["health"].as_str().unwrap()).collect();
    assert_eq!(health, ["dead", "silent", "noisy", "well"]);
    assert!(listed[2]["per_week"].as_u64().unwrap() >= 100 && listed[0]["error"].as_str().unwrap().contains("410"));
    let said = text(&tidings(dir.path(), &["doctor", "feeds"]));
    for part in ["dead (1 feed)", "it is gone for good: remove it", "nothing new since 2014-04-01", "1 of 4 feeds well"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_quiet_sync_prints_only_what_went_wrong() {
    let server = crate::server::Server::start();
    server.script("/one", vec![crate::server::Reply::status(500)]);
    server.script(
        "/two",
        vec![crate::server::Reply::feed("<rss version='2.0'><channel><title>T</title></channel></rss>")],
    );
    let dir = tempfile::tempdir().unwrap();
    let feeds = ["/one", "/two"].map(|path| format!("[[feed]]\nurl = \"{}\"\n", server.url(path)));
    std::fs::write(dir.path().join("feeds.toml"), feeds.concat()).unwrap();
    let output = tidings(dir.path(), &["sync", "--quiet"]);
    assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.lines().count() == 1 && said.contains("/one") && said.contains("500"), "{said}");
    let output = tidings(dir.path(), &["sync", "--quiet", &server.url("/two")]);
    assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
}

#[test]
fn stored_comments_are_shown_when_the_site_is_down() {
    let folder = Folder::offline();
    let config = folder.dir.path();
    let rows = json(config, &["articles", "--query", "title:\"harbour bridge\"", "--json"]);
    let id = rows[0]["id"].to_string();
    let output = tidings(config, &["comments", &id, "--refresh", "--json"]);
    let thread: Value = serde_json::from_str(&text(&output)).unwrap();
    assert_eq!(thread["loaded"], 17);
    assert!(String::from_utf8(output.stderr).unwrap().contains("comments of an earlier fetch"));
    let other = json(config, &["articles", "--query", "title:octopus", "--json"])[0]["id"].to_string();
    assert!(json(config, &["comments", &other, "--json"])["source"].is_null());
    for format in ["html", "markdown", "json", "ansi", "plain"] {
        assert!(text(&tidings(config, &["show", &id, "--format", format, "--comments"])).contains("Bronagh Teague"));
    }
    let narrow = text(&tidings(config, &["show", &id, "--width", "30"]));
    assert!(narrow.lines().take(6).all(|line| line.chars().count() <= 60), "{narrow}");
}

#[test]
fn rules_are_added_tested_and_removed() {
    let folder = Folder::offline();
    let config = folder.dir.path();
    assert!(text(&tidings(config, &["rules"])).contains("rules add"));
    assert_eq!(json(config, &["rules", "--json"]), serde_json::json!([]));
    let file = config.join("rules.toml");
    std::fs::write(&file, "# mine\n").unwrap();
    for arguments in [
        &["mute", "author", "bronagh teague"][..],
        &["follow", "word", "hissed"],
        &["mute", "score-below", "-4"],
        &["mute", "word", "the", "--on", "nowhere.example"],
    ] {
        let arguments = [&["rules", "add"], arguments].concat();
        text(&tidings(config, &arguments));
        assert!(failure(&tidings(config, &arguments), 1).contains("already"));
    }
    let listed = json(config, &["rules", "--json"]);
    assert_eq!(listed.as_array().unwrap().len(), 4);
    keys(&listed[0], &["number", "verb", "kind", "value", "on", "rule"]);
    assert!(text(&tidings(config, &["rules"])).contains("muted: score below -4"));

    let tested = json(config, &["rules", "test", "--json"]);
    assert!(tested["comments"].as_u64().unwrap() > 17);
    for rule in tested["rules"].as_array().unwrap() {
        keys(rule, &["rule", "hits", "kept", "examples"]);
        let (name, hits) = (rule["rule"].as_str().unwrap(), rule["hits"].as_u64().unwrap());
        assert_eq!(hits > 0, name.contains("author") || name.contains("hissed"), "{rule}");
        assert!(hits < 3, "what is followed is not muted: {rule}");
        if name.contains("author") {
            keys(&rule["examples"][0], &["article", "comment", "author", "text"]);
            assert_eq!(rule["examples"][0]["author"], "Bronagh Teague");
        }
    }
    let article =
        json(config, &["articles", "--query", "title:\"harbour bridge\"", "--json"])[0]["id"].as_i64().unwrap();
    let store = tidings::store::Store::open(&config.join("state")).unwrap();
    let kept = CommentRef { origin: String::new(), id: "5101".into() };
    store.mark_comments(ArticleId(article), vec![(kept, CommentStatus::Kept)]).unwrap();
    let said = text(&tidings(config, &["rules", "test"]));
    assert!(
        said.contains("1 OF THEM KEPT") && said.contains(&format!("!! KEPT  article {article} #5101 Bronagh Teague: ")),
        "{said}"
    );

    text(&tidings(config, &["rules", "add", "mute", "word", "the"]));
    let said = text(&tidings(config, &["rules", "test"]));
    let of_the = said.rsplit("muted: word the: ").next().unwrap();
    let hits: usize = of_the.split(' ').next().unwrap().parse().unwrap();
    assert!(hits > 4 && of_the.contains(&format!("      and {} more\n", hits - 3)), "{said}");
    // The text output of a thread agrees with its JSON.
    let said = text(&tidings(config, &["comments", &article.to_string()]));
    assert!(said.contains("kept, muted: author bronagh teague  #5101\n"), "{said}");
    // A new rule replaces its opposite.
    let said = text(&tidings(config, &["rules", "add", "follow", "word", "the"]));
    assert!(said.starts_with("no longer muted: word the\nfollowed: word the"), "{said}");
    text(&tidings(config, &["rules", "remove", "5"]));

    assert!(text(&tidings(config, &["rules", "remove", "1"])).starts_with("no longer muted: author bronagh teague"));
    for (arguments, word) in [
        (&["remove", "9"][..], "tidings rules"),
        (&["remove", "0"], "tidings rules"),
        (&["add", "mute", "author", " "], "anonymous"),
        (&["add", "mute", "score-below", "low"], "whole number"),
        (&["add", "follow", "score-below", "4"], "muted"),
        (&["add", "mute", "site", "a b"], "spam.example"),
    ] {
        let said = failure(&tidings(config, &[&["rules"], arguments].concat()), 1);
        assert!(said.contains(word) && said.lines().count() == 1, "{said}");
    }
    failure(&tidings(config, &["rules", "add", "mute", "mood", "x"]), 2);
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.starts_with("# mine\n") && written.matches("[[").count() == 3, "{written}");
}

#[test]
fn an_import_without_feeds_fails() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("urls");
    for junk in ["", "# nothing\n", "<opml><body><outline xmlUrl=\"ftp://a.example/\"/></body></opml>"] {
        std::fs::write(&file, junk).unwrap();
        failure(&tidings(&dir.path().join("config"), &["import", file.to_str().unwrap()]), 1);
    }
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let folder = Folder::offline();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    command.arg("--config-dir").arg(folder.dir.path()).args(["articles", "--json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

#[test]
fn standard_input_is_read_as_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    command.arg("--config-dir").arg(dir.path()).args(["inspect", "feed", "-", "--json"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&std::fs::read(fixture("seed/feed.xml")).unwrap()).unwrap();
    let feed: Value = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(feed["format"], "rss2");
}

#[test]
fn edits_of_an_article_are_printed_word_by_word() {
    let server = crate::server::Server::start();
    let feed = |text: &str| {
        let item = format!("<item><title>Bridge</title><guid>g</guid><description>{text}</description></item>");
        crate::server::Reply::feed(format!("<rss version=\"2.0\"><channel><title>P</title>{item}</channel></rss>"))
    };
    server.script("/feed", vec![feed("The old bridge."), feed("The old bridge."), feed("The new bridge.")]);
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path();
    text(&tidings(config, &["add", &server.url("/feed")]));
    let id = json(config, &["articles", "--json"])[0]["id"].to_string();
    let failed = failure(&tidings(config, &["show", &id, "--changes"]), 1);
    assert!(failed.contains("no edits of article"), "{failed}");
    assert!(json(config, &["articles", "--json"])[0]["edited"].is_null());
    text(&tidings(config, &["sync"]));
    assert!(json(config, &["articles", "--json"])[0]["edited"].as_str().unwrap().ends_with('Z'));
    assert!(text(&tidings(config, &["show", &id, "--changes"])).contains("The [-old-] {+new+} bridge."));
    let coloured = text(&tidings(config, &["show", &id, "--changes", "--format", "ansi"]));
    assert!(coloured.contains("\u{1b}[9m"), "{coloured:?}");
    assert!(failure(&tidings(config, &["show", &id, "--changes", "--format", "html"]), 1).contains("text or ansi"));
}
