//! Tests feeds and OPML files of other parsers' test suites against the results that those expect.
//!
//! `fixtures/feeds` and `fixtures/opml` hold a selection with its licences. If `TIDINGS_CORPUS` names a folder with
//! `feeds/` and `opml/`, the tests read that as well.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use serde_json::Value;
use tidings::domain::{Entry, ParsedFeed, Text, Time, Warning};
use tidings::feeds;

const BASE: &str = "http://127.0.0.1:8097/";

fn fixtures(topic: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(topic)
}

/// Returns the fixtures' folder of `topic`, and the corpus' folder if there is one.
fn roots(topic: &str) -> Vec<PathBuf> {
    let corpus = std::env::var_os("TIDINGS_CORPUS").map(|root| Path::new(&root).join(topic));
    if corpus.is_none() {
        println!("TIDINGS_CORPUS is not set: only the committed {topic} are read");
    }
    std::iter::once(fixtures(topic)).chain(corpus).collect()
}

/// Lists every file below `root` but licences, in the order of their names.
fn files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !["LICEN", "README"].iter().any(|other| name(&path).starts_with(other)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Parses a feed with the content type that its test suite states.
fn parse(path: &Path) -> Result<(ParsedFeed, Vec<Warning>), feeds::FeedError> {
    let bytes = read(path);
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1_000)]).into_owned();
    let header = head.lines().find_map(|line| line.trim().strip_prefix("Content-type:").map(str::trim));
    feeds::parse(&bytes, header, BASE)
}

fn is_feed_file(path: &Path) -> bool {
    let name = path.to_string_lossy();
    if name.ends_with(".serde.json") || name.ends_with("_expected.json") {
        return false;
    }
    // JSON beside an XML feed of the same name is another parser's result, not a feed.
    !(name.ends_with(".json") && path.with_extension("xml").exists())
}

/// Documents of the test suites that are not feeds.
const NO_FEEDS: &[&str] = &[
    "xml_sample_2.xml",
    "accept-none.xml",
    "accept-param.xml",
    "category-href-fixed.xml",
    "missing-collection-title.xml",
];

#[test]
fn every_feed_parses() {
    for root in roots("feeds") {
        let (mut read, mut warned, mut refused) = (0, 0, Vec::new());
        for path in files(&root).into_iter().filter(|path| is_feed_file(path)) {
            match parse(&path) {
                Ok((_, warnings)) => {
                    read += 1;
                    warned += usize::from(!warnings.is_empty());
                }
                Err(_) if NO_FEEDS.contains(&name(&path).as_str()) => {}
                Err(error) => refused.push(format!("{}: {error}", path.display())),
            }
        }
        println!("{}: {read} feeds read, {warned} of them with warnings", root.display());
        assert_eq!(refused, [""; 0]);
        assert!(read > 300, "{} is empty", root.display());
    }
}

#[test]
fn comment_links_and_audio_are_read() {
    let (feed, warnings) = parse(&fixtures("seed/feed.xml")).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    assert_eq!(
        (feed.title.as_deref(), feed.interval, feed.language.as_deref()),
        (Some("Disinformation Commission"), Some(60), Some("en-US"))
    );
    assert_eq!(feed.url.as_deref(), Some("http://news.example/"));
    let [entry] = feed.entries.as_slice() else { panic!("{} entries", feed.entries.len()) };
    let page = "http://news.example/2025/12/gaza-ceasefire-second-phase/";
    assert_eq!(entry.guid, "http://news.example/?p=4711");
    assert_eq!(entry.url.as_deref(), Some(page));
    assert_eq!(entry.title.as_deref(), Some("U.S.-Led Talks Advance Second Phase of Gaza Ceasefire Plan"));
    assert_eq!(entry.author.as_deref(), Some("News Room"));
    assert_eq!(entry.categories, [Text::line("World")]);
    assert_eq!(entry.published.map(|time| time.to_rfc3339()).as_deref(), Some("2025-12-20T14:00:00+00:00"));
    assert_eq!(entry.comments_url, Some(format!("{page}#comments")));
    assert_eq!(entry.comments_feed, Some(format!("{page}feed/")));
    assert_eq!(entry.comment_count, Some(17));
    let [audio] = entry.enclosures.as_slice() else { panic!("{:?}", entry.enclosures) };
    assert_eq!(
        (audio.url.clone(), audio.media_type.as_deref(), audio.length),
        (format!("{page}audio.mp3"), Some("audio/mpeg"), None)
    );
    assert!(entry.content.as_ref().is_some_and(|html| html.0.ends_with("throughout Gaza.</p>")));
    assert!(entry.summary.as_ref().is_some_and(|html| html.0.starts_with("<p>Preparations")));
}

/// Reads a WordPress feed without pretty permalinks, which is only in the corpus.
#[test]
fn a_recorded_wordpress_feed_names_its_comments() {
    let Some(corpus) = std::env::var_os("TIDINGS_CORPUS") else {
        println!("TIDINGS_CORPUS is not set: skipped");
        return;
    };
    let (feed, warnings) = parse(&Path::new(&corpus).join("wordpress-live/feed.rss")).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    let entry = &feed.entries[0];
    assert!(entry.comments_url.as_deref().is_some_and(|url| url.ends_with("/?p=4#comments")));
    assert!(entry.comments_feed.as_deref().is_some_and(|url| url.ends_with("/?feed=rss2&p=4")));
    assert_eq!((entry.comment_count, feed.entries.len()), (Some(23), 2));
}

fn same(a: &str, b: &str) -> bool {
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    squeeze(a) == squeeze(b)
}

fn text<'a>(value: &'a Value, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| value.get(name)?.as_str()).filter(|text| !text.trim().is_empty())
}

/// Differences from gofeed on purpose: a publication date is not also an update, titles are plain text, and addresses
/// are written as the URL standard demands.
const UNLIKE_GOFEED: &[&str] = &[
    "dublincore_item_fields.xml",
    "atom03_feed_title_html_escaped_markup.xml",
    "rss_channel_item_link.xml",
    "feed_item_link_-_atom10_feed_entry_link.xml",
    "feed_item_fallbacks_-_rss_channel_item_extensions.xml",
];

/// gofeed's results are JSON; the fields that both parsers have must agree.
#[test]
fn feeds_parse_as_gofeed_expects() {
    for root in roots("feeds") {
        let (mut compared, mut differing) = (0, Vec::new());
        for path in files(&root.join("gofeed")).into_iter().filter(|path| path.extension().is_some_and(|e| e == "xml"))
        {
            let Ok(expected) = fs::read(path.with_extension("json")) else { continue };
            let expected: Value = serde_json::from_slice(&expected).unwrap();
            let (feed, _) = parse(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            let mut check = |what: &str, ours: Option<&str>, theirs: Option<&str>| {
                let Some(theirs) = theirs else { return };
                compared += 1;
                if !ours.is_some_and(|ours| same(ours, theirs)) {
                    differing.push((name(&path), format!("{what}: {ours:?}, gofeed has {theirs:?}")));
                }
            };
            check("title", feed.title.as_deref(), text(&expected, &["title"]));
            check("link", feed.url.as_deref(), text(&expected, &["link"]));
            let entries = expected
                .get("items")
                .or(expected.get("entries"))
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default();
            assert_eq!(feed.entries.len(), entries.len(), "{}", path.display());
            for (ours, theirs) in feed.entries.iter().zip(&entries) {
                check("entry title", ours.title.as_deref(), text(theirs, &["title"]));
                check("entry link", ours.url.as_deref(), text(theirs, &["link"]));
                let guid = theirs.get("guid").and_then(|guid| text(guid, &["value"]));
                check("guid", Some(&ours.guid), guid.or(text(theirs, &["guid", "id"])));
                for (what, ours, names) in [
                    ("published", ours.published, ["publishedParsed", "pubDateParsed"]),
                    ("updated", ours.updated, ["updatedParsed", ""]),
                ] {
                    let theirs =
                        text(theirs, &names).and_then(|t| DateTime::parse_from_rfc3339(t).ok()).map(Time::from);
                    check(what, ours.map(|t| t.to_rfc3339()).as_deref(), theirs.map(|t| t.to_rfc3339()).as_deref());
                }
            }
        }
        println!("{}: {compared} fields compared with gofeed, {} differ", root.display(), differing.len());
        differing.retain(|(name, _)| !UNLIKE_GOFEED.contains(&name.as_str()));
        assert_eq!(differing, []);
        assert!(compared >= 15, "{compared}");
    }
}

/// Differences from feedparser on purpose: its titles are HTML, ours are plain text.
const UNLIKE_FEEDPARSER: &[&str] = &[
    "feed_title_base64_2.xml",
    "feed_title_inline_markup_2.xml",
    "http_feed_title_base64_base_content_location.xml",
    "http_feed_title_base_docuri.xml",
    "entry_title_onchange.xml",
    "entry_title_onmouseout.xml",
    "feed_title_crazy.xml",
    "feed_title_onmouseup.xml",
    "feed_title_script_inline.xml",
];

/// Reads feedparser's expectation, a Python expression; only comparisons with one text are supported.
fn expectation(head: &str) -> Option<(Option<usize>, String, String)> {
    let expression = head.lines().find_map(|line| line.trim().strip_prefix("Expect:"))?.trim();
    let expression = expression.strip_prefix("not bozo and ").unwrap_or(expression);
    let (path, value) = expression.split_once(" == ")?;
    let (entry, field) = match path.strip_prefix("entries[") {
        Some(rest) => {
            let (index, field) = rest.split_once(']')?;
            (Some(index.parse().ok()?), field)
        }
        None => (None, path.strip_prefix("feed")?),
    };
    let field = field.strip_prefix("['").and_then(|f| f.strip_suffix("']")).or(field.strip_prefix('.'))?;
    let value = value.trim().trim_start_matches('u');
    let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inner = value.strip_prefix(quote)?.strip_suffix(quote)?;
    Some((entry, field.to_owned(), python_text(inner)?))
}

fn python_text(literal: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = literal.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let digits = match chars.next()? {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            'n' => {
                out.push('\n');
                continue;
            }
            other => {
                out.push(other);
                continue;
            }
        };
        let code: String = chars.by_ref().take(digits).collect();
        out.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
    }
    Some(out)
}

#[test]
fn feeds_parse_as_feedparser_expects() {
    for root in roots("feeds") {
        let (mut compared, mut differing) = (0, Vec::new());
        for path in files(&root.join("feedparser")) {
            let bytes = read(&path);
            let (text, _) = tidings::domain::encoding::decode(&bytes, None);
            let head: String = text.chars().take(1_500).collect();
            let Some((entry, field, theirs)) = expectation(&head) else { continue };
            let Ok((feed, _)) = parse(&path) else { continue };
            let none = Entry::default();
            let item = entry.map(|i| feed.entries.get(i).unwrap_or(&none));
            let ours = match (item, field.as_str()) {
                (Some(item), "title") => item.title.clone().map(Text::into_string),
                (Some(item), "link") => item.url.clone(),
                (Some(item), "id" | "guid") => Some(item.guid.clone()),
                (Some(item), "author") => item.author.clone().map(Text::into_string),
                (Some(item), "comments") => item.comments_url.clone(),
                (None, "title") => feed.title.clone().map(Text::into_string),
                (None, "link") => feed.url.clone(),
                _ => continue,
            };
            compared += 1;
            if !ours.as_deref().is_some_and(|ours| same(ours, &theirs)) {
                differing.push((name(&path), format!("{field}: {ours:?}, feedparser has {theirs:?}")));
            }
        }
        println!("{}: {compared} texts compared with feedparser, {} differ", root.display(), differing.len());
        differing.retain(|(name, _)| !UNLIKE_FEEDPARSER.contains(&name.as_str()));
        assert_eq!(differing, []);
        assert!(compared >= 25, "{compared}");
    }
}

/// Every date that the feed validator calls valid must parse.
#[test]
fn valid_dates_of_the_feed_validator_parse() {
    for root in roots("feeds") {
        let mut compared = 0;
        for path in files(&root.join("feedvalidator")) {
            let head = String::from_utf8_lossy(&read(&path)).chars().take(1_500).collect::<String>();
            let Some(expected) = head.lines().find_map(|line| line.trim().strip_prefix("Expect:")) else { continue };
            if !["ValidRFC2822Date", "ValidW3CDTFDate", "ValidRFC3339Date"]
                .iter()
                .any(|valid| expected.trim().starts_with(valid))
            {
                continue;
            }
            let (_, warnings) = parse(&path).unwrap();
            assert!(!warnings.iter().any(|w| w.0.contains("invalid date")), "{}: {warnings:?}", path.display());
            compared += 1;
        }
        println!("{}: {compared} valid dates", root.display());
        assert!(compared > 0);
    }
}

#[test]
fn opml_files_parse() {
    for root in roots("opml") {
        for path in files(&root) {
            let bytes = read(&path);
            match feeds::newsboat::import(&bytes, &name(&path)) {
                Ok((list, warnings)) => {
                    let list = list.feeds;
                    // Every address in the file is in the result or in a warning.
                    let text = String::from_utf8_lossy(&bytes);
                    let addresses = text.matches("xmlUrl=\"http").count();
                    assert_eq!(list.len(), addresses, "{}: {warnings:?}", path.display());
                    assert_eq!(
                        feeds::opml::parse(feeds::opml::write(&list, "x").as_bytes()).unwrap().0.len(),
                        list.len()
                    );
                }
                Err(error) => {
                    let no_list =
                        path.display().to_string().contains("/rdf/") || name(&path) == "opml-element-missing.opml";
                    assert!(no_list, "{}: {error}", path.display());
                }
            }
        }
    }
}

#[test]
fn newsboat_urls_keep_folders_and_run_no_program() {
    let import = |name: &str| {
        let read = read(&fixtures("opml/newsboat").join(name));
        let (list, warnings) = feeds::newsboat::import(&read, name).unwrap();
        (list.feeds, warnings)
    };
    let (list, warnings) = import("example.opml");
    assert!(warnings.is_empty());
    let places: Vec<_> = list.iter().map(|feed| feed.folder.as_deref().unwrap_or_default()).collect();
    assert_eq!(places, ["", "", "", "", "Blogs", "Blogs/friends", "eloquent"]);
    assert_eq!(list[4].title.as_deref(), Some("John's musings"));
    let (list, warnings) = import("filtered.opml");
    assert_eq!((list.len(), warnings.len()), (2, 1));
    assert!(warnings[0].0.contains("commands are not run"));
    let (list, _) = import("category.opml");
    assert_eq!(list[0].tags, ["tag one", "tag_two", "tag/three"].map(Text::line));
}
