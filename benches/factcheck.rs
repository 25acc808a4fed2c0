//! Measures a fact check against 100,000 stored articles: `cargo bench --bench factcheck`. Another number may follow:
//! `cargo bench --bench factcheck -- 1000000`.
//!
//! All articles are published within 30 days, and 300 of them report the event of the checked article. Words have
//! frequencies as in a language. Prints the time of the search for candidates, and of the whole check.
#![allow(missing_docs, clippy::unwrap_used, reason = "benches are not documented, and panic on the first fault")]

use std::time::Instant;

use tidings::domain::{Entry, Html, ParsedFeed, Subscription, Text, Time};
use tidings::library::Library;
use tidings::settings::Paths;
use tidings::store::{FetchOutcome, FetchRecord};

/// Stored articles, unless the command line has another number.
const ARTICLES: u32 = 100_000;
const OUTLETS: u32 = 50;
/// Every so many articles one reports the event.
const EVENT_EVERY: u32 = 333;
/// Words of an article.
const WORDS: u32 = 120;
/// Different words that the articles use.
const VOCABULARY: u32 = 30_000;

fn main() {
    let count = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(ARTICLES);
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().to_path_buf();
    let paths = Paths { state: config.join("state"), config, newsboat: Vec::new() };
    let library = Library::open(&paths).unwrap();
    let now: Time = "2026-05-20T08:00:00Z".parse().unwrap();
    let url = |n: u32| format!("https://outlet{n}.example/feed");
    let feeds: Vec<Subscription> =
        (0..OUTLETS).map(|n| Subscription { url: url(n), ..Subscription::default() }).collect();
    library.change_subscriptions(|list| feeds.iter().filter(|feed| list.add(feed)).count()).unwrap();
    let began = Instant::now();
    let mut dice = Dice(7);
    let mut checked = None;
    for outlet in 0..OUTLETS {
        let feed = library.store.feed_by_url(&url(outlet)).unwrap().unwrap();
        let entries = (0..count / OUTLETS).map(|n| entry(outlet, n, now, &mut dice)).collect();
        let parsed = ParsedFeed { entries, ..ParsedFeed::default() };
        let outcome = FetchOutcome::Fetched { etag: None, last_modified: None };
        let record = FetchRecord { at: now, outcome, next_due: None, moved_to: None };
        let saved = library.store.save_feed(feed, &parsed, &record, now, |_| Text::line("untitled")).unwrap();
        checked = checked.or_else(|| saved.new.iter().min().copied());
    }
    while library.store.index_pending(500, tidings::page::plain).unwrap() > 0 {}
    println!("{count} articles stored and indexed in {:.0} s", began.elapsed().as_secs_f64());
    let name = library.store.find_article("https://outlet0.example/event0").unwrap();
    for _ in 0..3 {
        let began = Instant::now();
        let report = library.fact_check(name.or(checked).unwrap()).unwrap().unwrap();
        let ms = began.elapsed().as_secs_f64() * 1000.0;
        let claims = report.claims.len();
        println!("check: {ms:.0} ms, {claims} claims, {} articles of {} outlets", report.searched, report.outlets);
    }
}

/// Makes an article; one in [`EVENT_EVERY`] is a report of the event.
fn entry(outlet: u32, n: u32, now: Time, dice: &mut Dice) -> Entry {
    let is_event = n.is_multiple_of(EVENT_EVERY);
    let name = if is_event { format!("event{n}") } else { format!("other{n}") };
    let mut text: String = (0..WORDS).flat_map(|_| [dice.word(), " ".to_owned()]).collect();
    if is_event {
        let dead = 12 + dice.next() % 3;
        text = format!(
            "A fire at the Halden ferry terminal killed {dead} people on Saturday, the harbour police in Ostrey said. \
             About 140 people were in the ticket hall. Mayor Ida Brekke said that the terminal was built in 1974. {text}"
        );
    }
    let title = if is_event { "Fire at Halden terminal".to_owned() } else { dice.word() + " " + &dice.word() };
    Entry {
        guid: name.clone(),
        title: Some(Text::line(&title)),
        url: Some(format!("https://outlet{outlet}.example/{name}")),
        published: Some(now - chrono::Duration::minutes(i64::from(dice.next() % (28 * 24 * 60)))),
        content: Some(Html(format!("<p>{text}</p>"))),
        ..Entry::default()
    }
}

/// A generator of numbers that look random.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap_or(0)
    }

    /// A word; the smaller its number, the more frequent it is. Some are words of the event.
    fn word(&mut self) -> String {
        // The product of three numbers is small more often than not.
        let mut rank = VOCABULARY;
        for _ in 0..3 {
            rank = rank * (self.next() % 1_000) / 1_000;
        }
        match rank {
            1 => "people".to_owned(),
            2 => "police".to_owned(),
            3 => "fire".to_owned(),
            rank => format!("w{rank}"),
        }
    }
}
