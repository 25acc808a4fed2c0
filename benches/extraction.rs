//! Measures the extraction of articles from pages: `TIDINGS_CORPUS=/path/to/corpus cargo bench --bench extraction`.
//!
//! The measure is that of article-extraction benchmarks: both texts are cut into words and every four words in a row
//! are one shingle; precision and recall are those of the shingles, averaged over the pages. The corpus has
//! `pages/readability/*/{source,expected}.html`, measured so, and `pages/trafilatura-cache/*.html` with phrases that
//! a person said must and must not be in the article. Without a corpus only the seed page is measured.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench explains itself and stops at the first fault")]
#![allow(clippy::cast_precision_loss, reason = "pages have few words")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tidings::domain::encoding::decode_page;
use tidings::page::{extract, prose};

/// Words in a shingle.
const SHINGLE: usize = 4;
/// Pages named because they went worst.
const WORST: usize = 10;
const SEED: &str = include_str!("../tests/fixtures/seed/page.html");
const SEED_EXPECTED: &str = include_str!("../tests/fixtures/seed/expected.json");

struct Score {
    name: String,
    precision: f64,
    recall: f64,
}

fn main() {
    let corpus = std::env::var_os("TIDINGS_CORPUS").filter(|path| !path.is_empty()).map(PathBuf::from);
    let mut clock = Clock::default();
    let Some(pages) = corpus.map(|corpus| corpus.join("pages")) else {
        println!("TIDINGS_CORPUS is not set: only the seed page is measured");
        let expected: serde_json::Value = serde_json::from_str(SEED_EXPECTED).unwrap();
        let paragraphs = expected["paragraphs"].as_array().unwrap();
        let truth: Vec<&str> = paragraphs.iter().filter_map(serde_json::Value::as_str).collect();
        let text = clock.text(SEED);
        print_scores("seed", &mut [score("page", &truth.join("\n"), &text)]);
        clock.print();
        return;
    };
    let mut scores: Vec<Score> = folders(&pages.join("readability"))
        .iter()
        .map(|folder| {
            let truth = prose(&read(&folder.join("expected.html")));
            score(&file_name(folder), &truth, &clock.text(&read(&folder.join("source.html"))))
        })
        .collect();
    print_scores("readability", &mut scores);
    phrases(&pages.join("trafilatura-cache"), &mut clock);
    clock.print();
}

/// Time taken by the pages so far.
#[derive(Default)]
struct Clock {
    pages: u32,
    total: Duration,
    longest: Duration,
}

impl Clock {
    fn text(&mut self, html: &str) -> String {
        let start = Instant::now();
        let found = extract(html, Some("https://news.example/article"));
        let took = start.elapsed();
        self.pages += 1;
        self.total += took;
        self.longest = self.longest.max(took);
        prose(&found.html.0)
    }

    fn print(&self) {
        let mean = self.total.as_secs_f64() * 1e3 / f64::from(self.pages.max(1));
        println!("time: {mean:.1} ms a page, the longest {:.1} ms", self.longest.as_secs_f64() * 1e3);
    }
}

fn print_scores(set: &str, scores: &mut [Score]) {
    // Rules were made with the texts of every second page only.
    for (part, skip, step) in [("all", 0, 1), ("tuned on", 0, 2), ("set apart", 1, 2)] {
        let part_of: Vec<&Score> = scores.iter().skip(skip).step_by(step).collect();
        if part_of.is_empty() {
            continue;
        }
        let count = part_of.len() as f64;
        let precision = part_of.iter().map(|score| score.precision).sum::<f64>() / count;
        let recall = part_of.iter().map(|score| score.recall).sum::<f64>() / count;
        let f1 = 2.0 * precision * recall / (precision + recall);
        println!("{set}, {part}: {count} pages, precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}");
    }
    scores.sort_by(|a, b| (a.precision + a.recall).total_cmp(&(b.precision + b.recall)));
    for score in scores.iter().take(WORST) {
        println!("  {:32} precision {:.3}, recall {:.3}", score.name, score.precision, score.recall);
    }
}

/// Counts the phrases that people said must be in an article, or must not.
fn phrases(folder: &Path, clock: &mut Clock) {
    let judged: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&read(&folder.join("evaldata-subset.json"))).unwrap();
    let (mut kept, mut wanted, mut left_out, mut unwanted) = (0, 0, 0, 0);
    let mut faults = Vec::new();
    for page in judged.values() {
        let file = page["file"].as_str().unwrap();
        let path = folder.join(file);
        if !path.exists() {
            continue;
        }
        let text = one_line(&clock.text(&read(&path)));
        let list = |key: &str| {
            let list = page[key].as_array().cloned().unwrap_or_default();
            list.iter().filter_map(|phrase| phrase.as_str().map(one_line)).collect::<Vec<_>>()
        };
        for phrase in list("with") {
            wanted += 1;
            kept += usize::from(text.contains(&phrase));
            faults.extend((!text.contains(&phrase)).then(|| format!("  {file} lacks “{phrase}”")));
        }
        for phrase in list("without").into_iter().chain(list("comments")) {
            unwanted += 1;
            left_out += usize::from(!text.contains(&phrase));
            faults.extend(text.contains(&phrase).then(|| format!("  {file} has “{phrase}”")));
        }
    }
    println!("trafilatura-cache: {kept} of {wanted} phrases kept, {left_out} of {unwanted} left out");
    for fault in faults {
        println!("{fault}");
    }
}

fn score(name: &str, truth: &str, text: &str) -> Score {
    let (truth, text) = (shingles(truth), shingles(text));
    let total = |shingles: &HashMap<Vec<String>, usize>| shingles.values().sum::<usize>().max(1) as f64;
    let common: usize = truth.iter().map(|(shingle, count)| (*count).min(*text.get(shingle).unwrap_or(&0))).sum();
    Score { name: name.to_owned(), precision: common as f64 / total(&text), recall: common as f64 / total(&truth) }
}

fn shingles(text: &str) -> HashMap<Vec<String>, usize> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let mut counts = HashMap::new();
    for shingle in words.windows(SHINGLE.min(words.len().max(1))) {
        *counts.entry(shingle.to_vec()).or_default() += 1;
    }
    counts
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn read(path: &Path) -> String {
    decode_page(&std::fs::read(path).unwrap(), None)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
