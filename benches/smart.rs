//! Measures what 200 smart feeds cost: `cargo bench --bench smart`.
//!
//! Prints the times to load the first frame, from a key that marks an article to its frame, to store a mark, and to store
//! and index a sync of 1,000 new articles, without smart feeds and with 200, and their ratios. Only the ratios can be compared between machines. Then prints what
//! counting takes behind the screen.
#![allow(missing_docs, clippy::unwrap_used, reason = "benches are not documented, and panic on the first fault")]

mod screen;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tidings::app::{Model, Options};
use tidings::domain::clock_format::utc;
use tidings::domain::{ArticleId, Entry, Html, ListQuery, ParsedFeed, SmartFeed, Subscription, Text, Time};
use tidings::library::Library;
use tidings::page;
use tidings::runtime::first_frame;
use tidings::settings::Settings;
use tidings::store::{FetchOutcome, FetchRecord};

use screen::{Screen, report};

const SMART: usize = 200;
const FEEDS: usize = 100;
/// Articles of each feed in the store. A debug build only shows that the bench works.
const ARTICLES: usize = if cfg!(debug_assertions) { 20 } else { 500 };
/// New articles of each feed in a sync.
const NEW: usize = 10;
const RUNS: usize = 31;
const KEYS: usize = 100;
/// Syncs of which the median is taken.
const SYNCS: usize = if cfg!(debug_assertions) { 3 } else { 9 };
const WORDS: [&str; 12] = [
    "harbour", "bridge", "ferry", "council", "kernel", "compiler", "orchard", "signal", "election", "railway",
    "museum", "storm",
];

/// Times of one store.
struct Times {
    start: Duration,
    key: Duration,
    mark: Duration,
    sync: Duration,
    count_mark: Duration,
    count_sync: Duration,
    count_all: Duration,
}

fn main() {
    let (without, with) = (measure(0), measure(SMART));
    println!("{FEEDS} feeds, {} articles: without smart feeds, with {SMART}, ratio", FEEDS * ARTICLES);
    for (what, of) in [
        ("load the first frame", (|t| t.start) as fn(&Times) -> Duration),
        ("draw the frame of a key that marks", |t| t.key),
        ("store a mark", |t| t.mark),
        ("store and index 1,000 new articles", |t| t.sync),
    ] {
        let (a, b) = (of(&without), of(&with));
        println!("{what:<38}{:9.3} ms {:9.3} ms  {:.3}", ms(a), ms(b), b.as_secs_f64() / a.as_secs_f64());
    }
    println!("behind the screen, with {SMART} smart feeds:");
    println!("count one mark                        {:9.3} ms", ms(with.count_mark));
    println!("count 1,000 new articles              {:9.3} ms", ms(with.count_sync));
    println!("count every smart feed over all       {:9.3} ms", ms(with.count_all));
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn now() -> Time {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn timed(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

/// Makes queries of several kinds: words, phrases, feeds, folders, tags, states, patterns.
fn query(n: usize) -> String {
    let (one, two) = (WORDS[n % 12], WORDS[(n / 12) % 12]);
    match n % 6 {
        0 => format!("{one} {two}"),
        1 => format!("{one} OR title:{two}"),
        2 => format!("{one} -{two} is:unread"),
        3 => format!("feed:feed{} {one}", n % FEEDS),
        4 => format!("folder:\"Folder {}\" -tag:later title:/{one}/", n % 20),
        _ => format!("{one} words>50 has:comments OR is:starred"),
    }
}

fn measure(smart: usize) -> Times {
    let dir = tempfile::tempdir().unwrap();
    let library = fill(&dir, smart);
    let store = &library.store;
    let count = || timed(|| assert!(store.count_smart_feeds(utc, now(), || {}).is_ok()));
    let count_all = count();
    let start = median((0..RUNS).map(|_| first_frame_time(dir.path())).collect());
    let ids: Vec<ArticleId> = store.window(&ListQuery::default(), 0, 400).unwrap().rows.iter().map(|r| r.id).collect();
    let (mut marks, mut counts) = (Vec::new(), Vec::new());
    for id in &ids {
        marks.push(timed(|| drop(store.set_read(&[*id], true, now()).unwrap())));
        counts.push(count());
    }
    let (mut syncs, mut counted) = (Vec::new(), Vec::new());
    for n in 0..SYNCS {
        syncs.push(timed(|| {
            save(&library, ARTICLES + n * NEW, NEW);
            while store.index_pending(200, page::plain).unwrap() > 0 {}
        }));
        counted.push(count());
    }
    let key = median(key_times(&library, dir.path(), smart));
    Times {
        start,
        key,
        mark: median(marks),
        sync: median(syncs),
        count_mark: median(counts),
        count_sync: median(counted),
        count_all,
    }
}

/// Returns the times from a key that marks an article to its frame. Each key is pressed when all work of the last has ended.
fn key_times(library: &Library, dir: &Path, smart: usize) -> Vec<Duration> {
    let settings = Settings::load(Some(dir)).unwrap();
    let mut screen = Screen::open(library, &settings);
    let press = |_| {
        let took = screen.press("m", |_| true);
        screen.wait(Instant::now(), Screen::is_at_rest);
        took
    };
    let times: Vec<Duration> = (0..KEYS).map(press).collect();
    report(&format!("a key that marks an article, {smart} smart feeds"), times.clone());
    times
}

fn fill(dir: &TempDir, smart: usize) -> Library {
    let settings = Settings::load(Some(dir.path())).unwrap();
    let library = Library::open(&settings.paths).unwrap();
    library
        .change_subscriptions(|list| {
            for i in 0..FEEDS {
                list.add(&Subscription {
                    url: format!("https://feed{i}.example/rss"),
                    folder: Some(Text::line(&format!("Folder {}", i % 20))),
                    ..Subscription::default()
                });
            }
            for n in 0..smart {
                let folder = Text::line(&format!("Folder {}", n % 20)).non_empty();
                list.add_smart_feed(&SmartFeed { name: Text::line(&format!("Smart {n}")), query: query(n), folder });
            }
        })
        .unwrap();
    save(&library, 0, ARTICLES);
    while library.store.index_pending(500, page::plain).unwrap() > 0 {}
    library
}

/// Stores articles of every feed, numbered from `first`.
fn save(library: &Library, first: usize, count: usize) {
    let outcome = FetchOutcome::Fetched { etag: None, last_modified: None };
    let record = FetchRecord { at: now(), outcome, next_due: None, moved_to: None };
    for (f, feed) in library.store.feeds().unwrap().iter().enumerate() {
        let entries = (first..first + count).map(|i| {
            let (one, two) = (WORDS[(i * 7 + f) % 12], WORDS[(i * 5 + f * 3) % 12]);
            Entry {
                guid: format!("{f}-{i}"),
                title: Some(Text::line(&format!("The {one} {i} of feed {f} and the {two}"))),
                published: Some(now() - chrono::TimeDelta::minutes(i64::try_from(i * FEEDS + f).unwrap())),
                content: Some(Html(
                    format!("<p>Some words about the {two} that make a text of some length.</p>").repeat(20),
                )),
                ..Entry::default()
            }
        });
        let parsed = ParsedFeed { entries: entries.collect(), ..ParsedFeed::default() };
        library.store.save_feed(feed.id, &parsed, &record, now(), |_| Text::line("untitled")).unwrap();
    }
}

fn first_frame_time(dir: &Path) -> Duration {
    timed(|| {
        let settings = Settings::load(Some(dir)).unwrap();
        let keymap = Arc::new(settings.keymap);
        let library = Library::open(&settings.paths).unwrap();
        let mut model = Model::new((120, 40), now(), keymap, Options::default());
        first_frame(&mut model, &library).unwrap();
        assert!(model.feeds.loaded);
    })
}
