//! Measures the grouping of articles into stories on labelled news: `cargo run --release --example stories -- [DIR]`.
//!
//! Prints B-cubed precision, recall and F1, wrong and missed merges by title, and the same figures of a plain TF-IDF
//! baseline whose threshold is tuned on the very texts. `--tuned` leaves out the half that is kept for the end,
//! `--quiet` the titles. `--short` cuts each text to its title and 40 words, all published within 36 hours.
#![allow(clippy::unwrap_used, reason = "a measuring program panics on the first fault")]

mod baseline;
mod labelled;
mod measure;

use std::collections::BTreeMap;
use std::path::PathBuf;

use labelled::Text;
use measure::{BCubed, articles};
use tidings::domain::{ArticleId, StoryId};
use tidings::stories::Grouper;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let directory = arguments.iter().find(|argument| !argument.starts_with("--"));
    let directory = directory.map_or_else(|| PathBuf::from("tests/fixtures/stories"), PathBuf::from);
    for half in ["tuned", "held-out"] {
        if half == "held-out" && has("--tuned") {
            continue;
        }
        let mut texts = labelled::read(&directory.join(half));
        if has("--short") {
            shorten(&mut texts);
        }
        let labels: Vec<&str> = texts.iter().map(|text| text.story.as_str()).collect();
        let (placed, reviewed) = group(&texts);
        println!("{half}: {} texts", texts.len());
        println!("  as placed       {}", BCubed::of(&labels, &placed));
        println!("  after review    {}", BCubed::of(&labels, &reviewed));
        if !has("--quiet") {
            let (threshold, clusters) = baseline::best(&texts, |clusters| BCubed::of(&labels, clusters).f1());
            println!("  plain TF-IDF    {}  (threshold {threshold:.2})", BCubed::of(&labels, &clusters));
            list_errors(&texts, &reviewed);
        }
    }
}

/// Cuts texts to their first words, as feeds give them, and publishes all within 36 hours, mixed.
fn shorten(texts: &mut [Text]) {
    let first = texts.iter().map(|text| text.published).min().unwrap();
    for (minutes, text) in (0..).step_by(37).zip(texts) {
        text.lead = text.lead.split_whitespace().take(40).collect::<Vec<_>>().join(" ");
        text.published = first + chrono::Duration::minutes(minutes % 2160);
    }
}

/// Returns the story of each text, after the first placing and after the review.
fn group(texts: &[Text]) -> (Vec<StoryId>, Vec<StoryId>) {
    let mut grouper = Grouper::default();
    grouper.add(articles(texts));
    let stories =
        |grouper: &Grouper| (0..).take(texts.len()).map(|id| grouper.story_of(ArticleId(id)).unwrap()).collect();
    let placed = stories(&grouper);
    grouper.review();
    (placed, stories(&grouper))
}

fn list_errors(texts: &[Text], clusters: &[StoryId]) {
    let mut members: BTreeMap<StoryId, Vec<usize>> = BTreeMap::new();
    let mut parts: BTreeMap<&str, BTreeMap<StoryId, Vec<usize>>> = BTreeMap::new();
    for (at, (text, cluster)) in texts.iter().zip(clusters).enumerate() {
        members.entry(*cluster).or_default().push(at);
        parts.entry(&text.story).or_default().entry(*cluster).or_default().push(at);
    }
    for group in members.values() {
        if group.iter().any(|at| texts[*at].story != texts[group[0]].story) {
            println!("  wrong merge:");
            for at in group {
                println!("    {:28} {}", texts[*at].story, texts[*at].title);
            }
        }
    }
    for (story, parts) in parts {
        if parts.len() > 1 {
            println!("  missed merge: {story}");
            for part in parts.values() {
                let titles: Vec<&str> = part.iter().map(|at| texts[*at].title.as_str()).collect();
                println!("    {}", titles.join(" | "));
            }
        }
    }
}
