//! Measures the search for repeated text in threads of 1,000 to 100,000 comments: `cargo bench --bench repeats`.
//!
//! Prints the times to make the fingerprints and to find the clusters, and the cost of ten times as many comments.
//! Only the ratios can be compared between machines. A comment has about 60 words, with frequencies as in a language.
//! One in ten repeats an earlier one with a few words changed, one in twenty is always the same text, and one in twenty
//! contains an earlier one as a paragraph. The last run has 100,000 similar comments that do not repeat one another.
#![allow(missing_docs, clippy::unwrap_used, reason = "benches are not documented, and panic on the first fault")]

use std::time::{Duration, Instant};

use tidings::domain::repeats::{Fingerprint, Found, find};

const SIZES: [u32; 3] = [1_000, 10_000, 100_000];
/// Words in a comment.
const WORDS: u32 = 60;
/// Different words that the comments use.
const VOCABULARY: u32 = 20_000;
/// Text of the comments that are all the same.
const SAME_TEXT: &str = "I have been reading this paper for thirty years and never before has it been so wrong about \
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
        let (fingerprinting, finding, found) = measure(&texts);
        let repeats: usize = found.clusters.iter().map(|cluster| cluster.size() - 1).sum();
        let what = format!("{} clusters, {repeats} repeats, {} similar", found.clusters.len(), found.similar.len());
        report(size, fingerprinting, finding, &what);
        let total = fingerprinting + finding;
        if let Some(before) = before.replace(total) {
            println!(
                "        ratio to a tenth of it             {:8.2}",
                total.as_secs_f64() / Duration::as_secs_f64(&before)
            );
        }
        assert!(repeats > texts.len() / 8, "most repeats are found");
    }
    let mut dice = Dice(7);
    let template = words(WORDS, &mut dice);
    // With 4 of 60 words changed in each, any two are about 0.45 similar: they share bands, but none is a repeat.
    let similar: Vec<String> = (0..SIZES[2]).map(|_| changed(&template, 4, &mut dice)).collect();
    let (fingerprinting, finding, found) = measure(&similar);
    report(SIZES[2], fingerprinting, finding, &format!("similar on purpose; {} clusters", found.clusters.len()));
}

fn measure(texts: &[String]) -> (Duration, Duration, Found) {
    let began = Instant::now();
    let fingerprints: Vec<Option<Fingerprint>> = texts.iter().map(|text| Fingerprint::of(text)).collect();
    let fingerprinting = began.elapsed();
    let order: Vec<u32> = (0..).take(fingerprints.len()).collect();
    let began = Instant::now();
    let found = find(&fingerprints, &order);
    (fingerprinting, began.elapsed(), found)
}

fn report(size: u32, fingerprinting: Duration, finding: Duration, what: &str) {
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    println!("{size:7} comments: fingerprints {:8.1} ms, clusters {:8.1} ms ({what})", ms(fingerprinting), ms(finding));
}

fn comment(n: u32, earlier: &[String], dice: &mut Dice) -> String {
    let some = |dice: &mut Dice| earlier.get(dice.below(n.max(1)) as usize).cloned().unwrap_or_default();
    match dice.below(20) {
        0 => SAME_TEXT.to_owned(),
        1 => format!("{}\n\n{}", words(WORDS, dice), some(dice)),
        2 | 3 => changed(&some(dice), 2, dice),
        _ => words(WORDS, dice),
    }
}

/// Returns the text with `times` words at random places replaced.
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

/// Returns a random word. Low ranks are frequent, because the product of two random numbers is mostly small.
fn word(dice: &mut Dice) -> String {
    let rank = u64::from(dice.below(VOCABULARY)) * u64::from(dice.below(VOCABULARY)) / u64::from(VOCABULARY);
    format!("w{rank}")
}

/// A pseudo-random generator that gives the same numbers in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(most)).unwrap()
    }
}
