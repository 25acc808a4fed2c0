//! Repeated text in threads of 1,000, 10,000 and 100,000 comments: `cargo bench --bench repeats`.
//!
//! Prints how long it takes to make the prints and to find the clusters, and how much
//! dearer ten times the comments are; only the ratios can be compared between machines. The comments are of about 60
//! words that come as often as words do; one in ten repeats an earlier one with a few words changed, one in twenty is
//! the same text each time, one in twenty holds another's paragraph beside its own. At the end, 100,000 that were made
//! to be alike without repeating one another.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench explains itself and stops at the first fault")]

use std::time::{Duration, Instant};

use tidings::domain::repeats::{Fingerprint, Found, find};

const SIZES: [u32; 3] = [1_000, 10_000, 100_000];
/// Words in a comment.
const WORDS: u32 = 60;
/// Words in the language.
const VOCABULARY: u32 = 20_000;
/// What everybody says.
const SAID_BY_ALL: &str = "I have been reading this paper for thirty years and never before has it been so wrong about \
                           the trams, which everybody who lives here can see from the window on any day of the week.";

fn main() {
    let mut before = None;
    for size in SIZES {
        let mut dice = Dice(u64::from(size));
        let mut texts: Vec<String> = Vec::new();
        for n in 0..size {
            let text = comment(n, &texts, &mut dice);
            texts.push(text);
        }
        let (printing, finding, found) = measure(&texts);
        let repeats: usize = found.clusters.iter().map(|cluster| cluster.size() - 1).sum();
        let what = format!("{} clusters, {repeats} repeats, {} similar", found.clusters.len(), found.similar.len());
        report(size, printing, finding, &what);
        let total = printing + finding;
        if let Some(before) = before.replace(total) {
            println!(
                "        ratio to a tenth of it             {:8.2}",
                total.as_secs_f64() / Duration::as_secs_f64(&before)
            );
        }
        assert!(repeats > texts.len() / 8, "most of what was repeated is found");
    }
    let mut dice = Dice(7);
    let template = words(WORDS, &mut dice);
    // Four changed words of 60 in each leave any two about 0.45 alike: they share bands, and none repeats another.
    let alike: Vec<String> = (0..SIZES[2]).map(|_| changed(&template, 4, &mut dice)).collect();
    let (printing, finding, found) = measure(&alike);
    report(SIZES[2], printing, finding, &format!("made to be alike; {} clusters", found.clusters.len()));
}

fn measure(texts: &[String]) -> (Duration, Duration, Found) {
    let began = Instant::now();
    let prints: Vec<Option<Fingerprint>> = texts.iter().map(|text| Fingerprint::of(text)).collect();
    let printing = began.elapsed();
    let order: Vec<u32> = (0..).take(prints.len()).collect();
    let began = Instant::now();
    let found = find(&prints, &order);
    (printing, began.elapsed(), found)
}

fn report(size: u32, printing: Duration, finding: Duration, what: &str) {
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    println!("{size:7} comments: prints {:8.1} ms, clusters {:8.1} ms ({what})", ms(printing), ms(finding));
}

fn comment(n: u32, earlier: &[String], dice: &mut Dice) -> String {
    let some = |dice: &mut Dice| earlier.get(dice.below(n.max(1)) as usize).cloned().unwrap_or_default();
    match dice.below(20) {
        0 => SAID_BY_ALL.to_owned(),
        1 => format!("{}\n\n{}", words(WORDS, dice), some(dice)),
        2 | 3 => changed(&some(dice), 2, dice),
        _ => words(WORDS, dice),
    }
}

/// The text with so many of its words replaced.
fn changed(text: &str, times: u32, dice: &mut Dice) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for _ in 0..times {
        let at = dice.below(u32::try_from(words.len()).unwrap()) as usize;
        words[at] = word(dice);
    }
    words.join(" ")
}

fn words(count: u32, dice: &mut Dice) -> String {
    let words: Vec<String> = (0..count).map(|_| word(dice)).collect();
    words.join(" ")
}

/// Common words come more often: the product of two throws is small most of the time.
fn word(dice: &mut Dice) -> String {
    let rank = u64::from(dice.below(VOCABULARY)) * u64::from(dice.below(VOCABULARY)) / u64::from(VOCABULARY);
    format!("w{rank}")
}

/// The same numbers every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(most)).unwrap()
    }
}
