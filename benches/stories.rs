//! Measures the grouping of 50,000 articles into stories: `cargo bench --bench stories`.
//!
//! Prints the times to make features, to add articles in syncs of 1,000 with a review after each, and to load a window
//! at the start, and the memory that they take. Words have frequencies as in a language. One article in two belongs to a
//! story of eight. Then come all in one sync, 10,000 nearly equal articles, and 5,000 of one outlet with a common frame. Only ratios can
//! be compared between machines.
#![allow(missing_docs, clippy::unwrap_used, reason = "benches are not documented, and panic on the first fault")]

use std::fmt::Write;
use std::time::Instant;

use chrono::{DateTime, Duration, Utc};
use tidings::domain::{ArticleId, StoryId};
use tidings::stories::{Features, Grouper, OutletId, StoryArticle};

const ARTICLES: i64 = 50_000;
const SYNC: usize = 1_000;
const WORDS: u32 = 80;
const VOCABULARY: u32 = 40_000;
/// Articles of a story.
const STORY: u64 = 8;

fn main() {
    let mut dice = Dice(7);
    let began = Instant::now();
    let texts: Vec<(String, String)> = (0..ARTICLES).map(|_| text(&mut dice)).collect();
    println!("{ARTICLES} texts made in {:.2} s", began.elapsed().as_secs_f64());
    let before = memory();
    let began = Instant::now();
    let articles: Vec<StoryArticle> = (0..).zip(&texts).map(|(id, text)| article(id, id % 200, text)).collect();
    report("features", articles.len(), began);
    let bytes: usize = articles.iter().map(|article| article.features.to_bytes().len()).sum();
    println!("  {} bytes an article in the store", bytes / articles.len());

    let mut grouper = Grouper::default();
    let began = Instant::now();
    let (mut adding, mut longest) = (0.0, 0.0_f64);
    for sync in articles.chunks(SYNC) {
        let sync = sync.to_vec();
        let start = Instant::now();
        grouper.add(sync);
        adding += start.elapsed().as_secs_f64();
        let start = Instant::now();
        grouper.review();
        longest = longest.max(start.elapsed().as_secs_f64());
    }
    report("add and review", articles.len(), began);
    println!("  {adding:.2} s of them to add; the longest review took {longest:.2} s");
    println!("  {} stories; {} MB", stories(&grouper, ARTICLES), memory().saturating_sub(before) / 1_024);

    let rows: Vec<(StoryArticle, StoryId)> =
        articles.iter().map(|article| (article.clone(), grouper.story_of(article.id).unwrap())).collect();
    let began = Instant::now();
    let loaded = Grouper::load(rows, grouper.next_story());
    report("load", loaded.len(), began);

    once("one sync of all", articles);
    let (title, lead) = text(&mut dice);
    let alike = (0..10_000).map(|id| article(id, id % 500, &(title.clone(), format!("{lead} {}", word(&mut dice)))));
    once("nearly equal", alike.collect());
    let frame = words(40, &mut dice);
    let archive = (0..5_000).map(|id| {
        let (title, lead) = text(&mut dice);
        article(id, 1, &(title, format!("{frame} {lead}")))
    });
    once("one outlet's archive", archive.collect());
}

fn once(what: &str, articles: Vec<StoryArticle>) {
    let count = i64::try_from(articles.len()).unwrap();
    let mut grouper = Grouper::default();
    let began = Instant::now();
    grouper.add(articles);
    grouper.review();
    report(what, grouper.len(), began);
    println!("  {} stories", stories(&grouper, count));
}

fn stories(grouper: &Grouper, articles: i64) -> usize {
    let mut all: Vec<StoryId> = (0..articles).map(|id| grouper.story_of(ArticleId(id)).unwrap()).collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

#[expect(clippy::cast_precision_loss, reason = "a count of articles")]
fn report(what: &str, articles: usize, began: Instant) {
    let seconds = began.elapsed().as_secs_f64();
    println!("{what:24} {seconds:7.2} s  {:9.0} articles/s", articles as f64 / seconds);
}

fn article(id: i64, outlet: i64, (title, lead): &(String, String)) -> StoryArticle {
    // A window of ten days.
    let published = DateTime::<Utc>::UNIX_EPOCH + Duration::seconds(id * 17);
    StoryArticle {
        id: ArticleId(id),
        outlet: OutletId(outlet),
        published,
        features: Features::of(title, lead, Some("en")),
    }
}

/// Returns a title and a lead. Every second one has words of one of the latest stories.
fn text(dice: &mut Dice) -> (String, String) {
    let (mut title, mut lead) = (words(8, dice), words(WORDS, dice));
    if dice.roll(2) == 0 {
        let story = dice.0 / 3 % (25_000 / STORY);
        for n in 0..12 {
            let text = if n < 4 { &mut title } else { &mut lead };
            write!(text, " Story{story}x{n}").unwrap();
        }
    }
    (title, lead)
}

fn words(count: u32, dice: &mut Dice) -> String {
    (0..count).map(|_| word(dice)).collect::<Vec<_>>().join(" ")
}

/// Returns a word; the n-th is used in proportion to 1/n.
fn word(dice: &mut Dice) -> String {
    let share = f64::from(dice.roll(1 << 20)) / f64::from(1 << 20);
    format!("w{:.0}o", f64::from(VOCABULARY).powf(share))
}

/// Returns the resident memory in kilobytes, where the system tells it.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or_default()
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(sides)).unwrap()
    }
}
