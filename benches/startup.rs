//! Measures the time to the first frame with an empty store and with 50,000 articles: `cargo bench --bench startup`.
//!
//! Prints both medians and their ratio; only the ratio can be compared between machines. Includes all work before the
//! first output: loading the settings, opening the store, reading one window of each list, drawing one frame.
//! Then times the whole program in a pseudo-terminal: with a fixed theme, with a guessed one, and with a theme detected
//! from a terminal that answers the query or does not.
#![allow(missing_docs, clippy::unwrap_used, reason = "benches are not documented, and panic on the first fault")]

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tidings::app::{Model, Options};
use tidings::domain::{Entry, Html, ParsedFeed, Subscription, Text, Time};
use tidings::library::Library;
use tidings::runtime::first_frame;
use tidings::settings::Settings;
use tidings::store::{FetchOutcome, FetchRecord};

const FEEDS: usize = 500;
const ARTICLES: usize = 100;
const RUNS: usize = 31;
/// The query for the terminal's background colour, and the answer of a light terminal to it and to the query after it.
const QUERY: &str = "\x1b]11;?";
const ANSWER: &[u8] = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62;22c";

fn main() {
    let (empty, full) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let feeds: Vec<Subscription> = (0..FEEDS)
        .map(|i| Subscription {
            url: format!("https://feed{i}.example/rss"),
            folder: Some(Text::line(&format!("Folder {}", i % 20))),
            ..Subscription::default()
        })
        .collect();
    fill(empty.path(), &feeds, 0);
    fill(full.path(), &feeds, ARTICLES);
    let folder = full.path().to_path_buf();
    let (empty, full) = (median(empty.path()), median(full.path()));
    println!("first frame, {FEEDS} feeds, no articles       {:6.2} ms", milliseconds(empty));
    println!("first frame, {FEEDS} feeds, {} articles   {:6.2} ms", FEEDS * ARTICLES, milliseconds(full));
    println!("ratio                                     {:6.2}", full.as_secs_f64() / empty.as_secs_f64());
    for (what, theme, answers) in [
        ("theme = \"terminal\"", "terminal", true),
        ("theme = \"auto\"", "auto", false),
        ("theme = \"detect\", answered", "detect", true),
        ("theme = \"detect\", not answered", "detect", false),
    ] {
        std::fs::write(folder.join("config.toml"), format!("[screen]\ntheme = \"{theme}\"\n")).unwrap();
        let mut times: Vec<Duration> = (0..RUNS / 2).map(|_| in_terminal(&folder, answers)).collect();
        times.sort_unstable();
        println!("in a terminal, {what:<32}{:6.2} ms", milliseconds(times[times.len() / 2]));
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn fill(dir: &Path, feeds: &[Subscription], articles: usize) {
    let settings = Settings::load(Some(dir)).unwrap();
    let library = Library::open(&settings.paths).unwrap();
    library.change_subscriptions(|list| feeds.iter().filter(|feed| list.add(feed)).count()).unwrap();
    let now: Time = "2026-11-23T08:00:00Z".parse().unwrap();
    let record = FetchRecord {
        at: now,
        outcome: FetchOutcome::Fetched { etag: None, last_modified: None },
        next_due: None,
        moved_to: None,
    };
    for (f, feed) in library.store.feeds().unwrap().iter().enumerate() {
        let entries = (0..articles).map(|i| Entry {
            guid: format!("{f}-{i}"),
            title: Some(Text::line(&format!("Article {i} of feed {f} says something"))),
            published: Some(now - chrono::TimeDelta::minutes(i64::try_from(i * FEEDS + f).unwrap())),
            content: Some(Html("<p>Some words that make a paragraph of an ordinary length.</p>".repeat(20))),
            ..Entry::default()
        });
        let parsed = ParsedFeed { entries: entries.collect(), ..ParsedFeed::default() };
        library.store.save_feed(feed.id, &parsed, &record, now, |_| Text::line("untitled")).unwrap();
    }
}

fn median(dir: &Path) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS).map(|_| first_frame_time(dir)).collect();
    times.sort_unstable();
    times[RUNS / 2]
}

fn first_frame_time(dir: &Path) -> Duration {
    let began = Instant::now();
    let settings = Settings::load(Some(dir)).unwrap();
    let library = Library::open(&settings.paths).unwrap();
    let mut model = Model::new((120, 40), chrono::Utc::now(), Arc::new(settings.keymap), Options::default());
    first_frame(&mut model, &library).unwrap();
    let area = Rect::new(0, 0, 120, 40);
    let mut buf = Buffer::empty(area);
    tidings::ui::draw(&model, &settings.theme, area, &mut buf);
    let took = began.elapsed();
    assert!(!model.feeds.feeds.is_empty());
    took
}

/// Returns the time from the start of the program to its first frame, in a terminal that answers queries or does not.
fn in_terminal(dir: &Path, answers: bool) -> Duration {
    let pty = native_pty_system().openpty(PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tidings"));
    command.arg("--config-dir");
    command.arg(dir);
    command.env("TERM", "xterm-256color");
    for name in ["VTE_VERSION", "KONSOLE_VERSION", "TERM_PROGRAM", "COLORFGBG", "NO_COLOR"] {
        command.env_remove(name);
    }
    let (mut reader, mut keyboard) = (pty.master.try_clone_reader().unwrap(), pty.master.take_writer().unwrap());
    let began = Instant::now();
    let mut child = pty.slave.spawn_command(command).unwrap();
    drop(pty.slave);
    let (mut seen, mut bytes, mut asked) = (String::new(), vec![0; 65_536], false);
    while !seen.contains("commands") {
        let n = reader.read(&mut bytes).unwrap();
        seen.push_str(&String::from_utf8_lossy(&bytes[..n]));
        if answers && !asked && seen.contains(QUERY) {
            asked = true;
            keyboard.write_all(ANSWER).unwrap();
        }
    }
    let took = began.elapsed();
    keyboard.write_all(b"Q").unwrap();
    std::thread::spawn(move || while reader.read(&mut bytes).is_ok_and(|n| n > 0) {});
    child.wait().unwrap();
    took
}
