//! Measures long threads: opening, moving, folding and analysis: `cargo bench --bench threads`.
//!
//! Uses the real loop, store and threads for 1,000, 10,000 and 100,000 comments of up to 300 levels. Opening and memory
//! are measured in new processes, as for a user who starts the program and opens the thread.
//! `cargo bench --bench threads -- 100000` runs that size alone. The figures can't be compared between machines.
#![allow(missing_docs, clippy::unwrap_used, reason = "benches are not documented, and panic on the first fault")]

mod screen;

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use screen::{Screen, report};
use tidings::domain::{ArticleId, Comment, Entry, Html, LoadedThread, ParsedFeed, Subscription, Text, Thread, Time};
use tidings::library::Library;
use tidings::settings::Settings;
use tidings::store::{FetchOutcome, FetchRecord};

/// Argument for the new process that opens a thread, before the folder of its store.
const FRESH: &str = "--fresh";
const DEEPEST: usize = 300;
const OPENED: usize = 5;
const KEYS: usize = 300;

fn main() {
    let mut arguments = std::env::args().skip_while(|argument| argument != FRESH);
    if let Some(dir) = arguments.nth(1) {
        fresh(Path::new(&dir));
        return;
    }
    let only: Vec<usize> = std::env::args().filter_map(|size| size.parse().ok()).collect();
    for size in [1_000, 10_000, 100_000].into_iter().filter(|size| only.is_empty() || only.contains(size)) {
        println!("{size} comments");
        bench(size);
    }
}

/// Opens the thread and prints the milliseconds that it took, with the peak MiB of the process, analysis included.
fn fresh(dir: &Path) {
    let settings = Settings::load(Some(dir)).unwrap();
    let library = Library::open(&settings.paths).unwrap();
    let mut screen = Screen::open(&library, &settings);
    screen.press("h j l", Screen::is_at_rest);
    let took = screen.press("enter", is_open);
    screen.wait(Instant::now(), is_studied);
    screen.press("c", Screen::is_at_rest);
    println!("{} {}", ms(took), peak());
}

fn is_open(screen: &Screen) -> bool {
    screen.model.reader.opened.as_ref().is_some_and(|opened| !opened.thread.is_empty())
}

fn is_studied(screen: &Screen) -> bool {
    !screen.model.reader.thread.triage.analysis.words.is_empty()
}

/// Measures a thread of `size` comments. Finds its article among all articles: opening it marks it as read.
fn bench(size: usize) {
    let dir = tempfile::tempdir().unwrap();
    let settings = Settings::load(Some(dir.path())).unwrap();
    let library = Library::open(&settings.paths).unwrap();
    let article = fill(&library);
    let saved = Instant::now();
    library.store.save_thread(article, &thread(size), &HashSet::new(), now()).unwrap();
    println!("  {:<48} {:8.2} ms", "merged into the store", ms(saved.elapsed()));

    let (mut read, mut built) = (Vec::new(), Vec::new());
    for _ in 0..OPENED {
        let begun = Instant::now();
        let stored = library.store.thread_outline(article).unwrap().unwrap();
        read.push(begun.elapsed());
        let begun = Instant::now();
        let (thread, _) = Thread::build_in(stored.comments, stored.order);
        built.push(begun.elapsed());
        drop(thread);
    }
    report("  read from the store", read);
    report("  built into a tree", built);

    // Closing the library moves all changes from the write-ahead log to the database.
    drop(library);
    let opened = (0..OPENED).map(|_| {
        let program = std::env::current_exe().unwrap();
        let output = Command::new(program).arg(FRESH).arg(dir.path()).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let (took, peak) = printed.trim().split_once(' ').unwrap();
        (Duration::from_secs_f64(took.parse::<f64>().unwrap() / 1000.0), peak.parse::<f64>().unwrap())
    });
    let (opened, peaks): (Vec<Duration>, Vec<f64>) = opened.unzip();
    report("  opened from the cache, key to bytes", opened);
    println!("  {:<48} {:8.2} MiB at most", "memory of that process", peaks.into_iter().fold(0.0, f64::max));

    let library = Library::open(&settings.paths).unwrap();
    let mut screen = Screen::open(&library, &settings);
    screen.press("h j l", Screen::is_at_rest);
    let begun = Instant::now();
    screen.press("enter", is_open);
    screen.wait(Instant::now(), is_studied);
    println!("  {:<48} {:8.2} ms", "analysis in the background", ms(begun.elapsed()));
    screen.press("c", Screen::is_at_rest);
    let mut each = |what: &str, keys: &[&str], times: usize| {
        let taken: Vec<Duration> = (0..times).map(|at| screen.press(keys[at % keys.len()], |_| true)).collect();
        screen.wait(Instant::now(), Screen::is_at_rest);
        report(&format!("  {what}"), taken);
    };
    each("down a comment", &["j"], KEYS);
    each("up a comment", &["k"], KEYS);
    each("a page down", &["ctrl-f"], KEYS);
    each("next thread", &["}"], KEYS);
    each("to the end and the beginning", &["G", "g"], 40);
    each("into the comments", &["c", "c"], 41);
    each("fold and unfold one", &["enter"], KEYS);
    each("fold all, unfold all", &["z M", "z R"], 60);
    each("a level less, a level more", &["-", "+"], 60);
    each("next new comment", &["."], KEYS);
    each("done and on to the next, undo", &["x", "u"], 60);
    each("filter by new, and show all", &["| : u n s e e n enter", "|"], 40);
}

/// Makes a thread of `size` comments of some 60 words, nested up to 300 levels.
fn thread(size: usize) -> LoadedThread {
    let words = ["harbour", "tide", "bridge", "the", "of", "a", "council", "lamp", "ferry", "and", "reopened", "salt"];
    let mut at: usize = 7;
    let mut next = move |most: usize| {
        at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (at >> 33) % most
    };
    let mut comments: Vec<Comment> = Vec::with_capacity(size);
    let mut depths: Vec<usize> = Vec::with_capacity(size);
    for id in 0..size {
        // Most comments reply to one of the last 20; the first ones form a chain of the greatest depth.
        let parent = if id == 0 || (id > DEEPEST && next(12) == 0) {
            None
        } else if id <= DEEPEST {
            Some(id - 1)
        } else {
            Some(id - 1 - next(id.min(20)))
        };
        let parent = parent.filter(|parent| depths[*parent] < DEEPEST);
        depths.push(parent.map_or(0, |parent| depths[parent] + 1));
        let mut html = String::from("<p>");
        for _ in 0..20 + next(80) {
            let _ = write!(html, "{} ", words[next(words.len())]);
        }
        comments.push(Comment {
            id: id.to_string().into(),
            parent: parent.map(|parent| parent.to_string().into()),
            author: Some(Text::line(&format!("author {}", next(500)))),
            published: Some(now() + chrono::TimeDelta::seconds(i64::try_from(id).unwrap())),
            html: Html(html),
            url: Some(format!("https://feed.example/2026/11/a-long-thread/#comment-{id}")),
            score: Some(i64::try_from(next(100)).unwrap()),
            ..Comment::default()
        });
    }
    let stated = u32::try_from(size).ok();
    LoadedThread { source: "bench".to_owned(), stated, complete: true, comments, ..LoadedThread::default() }
}

fn now() -> Time {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

fn fill(library: &Library) -> ArticleId {
    let feed = Subscription { url: "https://feed.example/rss".to_owned(), ..Subscription::default() };
    library.change_subscriptions(|list| list.add(&feed)).unwrap();
    let entry = Entry {
        guid: "one".to_owned(),
        title: Some(Text::line("A long thread")),
        url: Some("https://feed.example/one".to_owned()),
        published: Some(now()),
        content: Some(Html("<p>The text above it.</p>".repeat(40))),
        ..Entry::default()
    };
    let parsed = ParsedFeed { entries: vec![entry], ..ParsedFeed::default() };
    let outcome = FetchOutcome::Fetched { etag: None, last_modified: None };
    let record = FetchRecord { at: now(), outcome, next_due: None, moved_to: None };
    let feed = library.store.feeds().unwrap().first().unwrap().id;
    let saved = library.store.save_feed(feed, &parsed, &record, now(), |_| Text::line("untitled")).unwrap();
    saved.new[0]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Returns the peak memory of this process in MiB; 0 on systems without `/proc`.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u32>().ok()).unwrap_or(0);
    f64::from(kib) / 1024.0
}
