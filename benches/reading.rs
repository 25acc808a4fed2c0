//! Measures the time from a key to the bytes for the terminal while reading: `cargo bench --bench reading`.
//!
//! Prints medians and worst cases with the real loop, store and threads, for ordinary articles and one of a megabyte.
//! The figures can't be compared between machines.
#![allow(missing_docs, clippy::unwrap_used, reason = "benches are not documented, and panic on the first fault")]

mod screen;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use screen::{Screen, report};
use tidings::app::input::Msg as InputMsg;
use tidings::domain::{ArticleId, Entry, Html, ParsedFeed, Subscription, Text, Time};
use tidings::library::Library;
use tidings::settings::Settings;
use tidings::store::{FetchOutcome, FetchRecord};

const ARTICLES: usize = 120;
const RUNS: usize = 31;

fn main() {
    let dir = tempfile::tempdir().unwrap();
    let settings = Settings::load(Some(dir.path())).unwrap();
    let library = Library::open(&settings.paths).unwrap();
    fill(&library);

    let mut screen = Screen::open(&library, &settings);
    screen.press("enter", Screen::is_at_rest);
    let next: Vec<Duration> = (0..RUNS).map(|_| next(&mut screen)).collect();
    report("next article, prepared in advance", next);
    let scroll: Vec<Duration> = (0..RUNS * 2).map(|_| screen.press("j", |_| true)).collect();
    report("one line down", scroll);

    let cold: Vec<Duration> = (0..RUNS).map(|_| open_cold(&library, &settings, "ordinary 7 ", |_| true).1).collect();
    report("an article not prepared in advance", cold);
    let first: Vec<Duration> = (0..7).map(|_| open_cold(&library, &settings, "megabyte", |_| true).1).collect();
    report("1 MB: first screen", first);
    let whole = |screen: &Screen| screen.model.reader.page.words > 0;
    let all: Vec<Duration> = (0..7).map(|_| open_cold(&library, &settings, "megabyte", whole).1).collect();
    report("1 MB: whole text", all);

    let (mut screen, _) = open_cold(&library, &settings, "megabyte", whole);
    let mut keys = Vec::new();
    let mut wraps = Vec::new();
    for columns in [70, 60, 50, 66, 58, 72, 64] {
        let began = Instant::now();
        screen.send(InputMsg::Resize(columns, 40));
        // Keys must be handled while the text is being laid out for the new width.
        for _ in 0..5 {
            keys.push(screen.press("j", |_| true));
        }
        let wanted = columns - 2;
        screen.wait(began, |screen| screen.model.reader.page.width == wanted.min(72));
        wraps.push(began.elapsed());
    }
    report("1 MB: layout for another width", wraps);
    report("1 MB: a key during that layout", keys);
}

fn fill(library: &Library) {
    let feed = Subscription { url: "https://feed.example/rss".to_owned(), ..Subscription::default() };
    library.change_subscriptions(|list| list.add(&feed)).unwrap();
    let now: Time = "2026-11-23T08:00:00Z".parse().unwrap();
    let entry = |at: usize, title: String, html: String| Entry {
        guid: title.clone(),
        title: Some(Text::line(&title)),
        published: Some(now - chrono::TimeDelta::minutes(i64::try_from(at).unwrap())),
        content: Some(Html(html)),
        ..Entry::default()
    };
    let mut entries: Vec<Entry> =
        (0..ARTICLES).map(|at| entry(at, format!("ordinary {at} "), article_html(14 << 10, at))).collect();
    entries.push(entry(ARTICLES, "megabyte".to_owned(), article_html(1 << 20, 0)));
    let parsed = ParsedFeed { entries, ..ParsedFeed::default() };
    let record = FetchRecord {
        at: now,
        outcome: FetchOutcome::Fetched { etag: None, last_modified: None },
        next_due: None,
        moved_to: None,
    };
    let feed = library.store.feeds().unwrap().first().unwrap().id;
    library.store.save_feed(feed, &parsed, &record, now, |_| Text::line("untitled")).unwrap();
}

/// Makes the HTML of an article of about this many bytes.
fn article_html(bytes: usize, seed: usize) -> String {
    let words = ["harbour", "tide", "bridge", "the", "of", "a", "council", "lamp", "ferry", "and", "reopened", "salt"];
    let mut html = String::new();
    let mut at = seed;
    while html.len() < bytes {
        let _ = write!(html, "<h2>Part {at}</h2>");
        for _ in 0..4 {
            html.push_str("<p>");
            for _ in 0..70 {
                at = at.wrapping_mul(1_103_515_245).wrapping_add(12_345) % (1 << 31);
                let word = words[(at >> 8) % words.len()];
                let _ = match at % 23 {
                    0 => write!(html, "<a href='https://a.example/{at}'>{word}</a> "),
                    1 => write!(html, "<em>{word}</em> "),
                    _ => write!(html, "{word} "),
                };
            }
            html.push_str("</p>");
        }
        html.push_str("<ul><li>one</li><li>two</li></ul>");
    }
    html
}

/// Opens an article in a new reader, and returns the time from the key to the bytes that show it.
fn open_cold(
    library: &Library,
    settings: &Settings,
    title: &str,
    shown: impl Fn(&Screen) -> bool,
) -> (Screen, Duration) {
    let mut screen = Screen::open(library, settings);
    screen.press("F", |_| true);
    for c in format!("title:\"{}\"", title.trim()).chars() {
        screen.send(InputMsg::Key(tidings::input::Key::char(c)));
    }
    screen.press("enter", Screen::is_at_rest);
    let before = screen.model.reader.article();
    let opened = |screen: &Screen| screen.model.reader.article().is_some_and(|id| Some(id) != before || id.0 > 0);
    // At this width, the selected article is shown beside the list: close it, so that the key opens it.
    screen.model.reader.close();
    let took = screen.press("enter", |screen| opened(screen) && shown(screen));
    (screen, took)
}

/// Goes to the next unread article once all earlier work has ended.
fn next(screen: &mut Screen) -> Duration {
    screen.wait(Instant::now(), Screen::is_at_rest);
    // Preparing the next article sends no message, so there is nothing to wait for.
    std::thread::sleep(Duration::from_millis(60));
    let before: Option<ArticleId> = screen.model.reader.article();
    screen.press("n", |screen| screen.model.reader.article() != before)
}
