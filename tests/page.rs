//! Pages as they are found: the seed page exactly, a corpus when there is one, hostile text, and random tags.

use std::path::Path;

use tidings::domain::{Document, Line};
use tidings::page;

const SEED: &str = include_str!("fixtures/seed/page.html");
const SEED_EXPECTED: &str = include_str!("fixtures/seed/expected.json");
const SEED_URL: &str = "http://news.example/2025/12/gaza-ceasefire-second-phase/";

fn text(document: &Document) -> String {
    document.lines.iter().map(Line::text).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_seed_page_is_exact() {
    let expected: serde_json::Value = serde_json::from_str(SEED_EXPECTED).unwrap();
    let paragraphs: Vec<&str> =
        expected["paragraphs"].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
    let story = page::extract(SEED, Some(SEED_URL));
    assert_eq!(story.title.as_str(), expected["title"].as_str().unwrap());
    assert_eq!(story.author.as_deref(), Some("News Room"));
    assert_eq!(story.published.unwrap().to_rfc3339(), "2025-12-20T14:00:00+00:00");
    assert_eq!(story.site.as_deref(), Some("Disinformation Commission"));
    assert_eq!(story.language.as_deref(), Some("en-US"));
    assert!(story.warnings.is_empty(), "{:?}", story.warnings);
    let plain = page::plain(&story.html.0);
    assert_eq!(plain.split("\n\n").collect::<Vec<_>>(), paragraphs);
    // Set in lines and joined again, the words are the same.
    let set = page::render(&story.html.0, Some(SEED_URL), 72);
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&text(&set)), words(&plain));
}

/// Walks a corpus of real pages that can't be kept here: `TIDINGS_CORPUS` names the folder that has `pages/`.
#[test]
fn real_pages_are_never_blank() {
    let Some(corpus) = std::env::var_os("TIDINGS_CORPUS") else { return };
    let mut files = Vec::new();
    let mut folders = vec![Path::new(&corpus).join("pages")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "html") && !path.ends_with("expected.html") {
                files.push(path);
            }
        }
    }
    files.sort();
    let (mut words, mut doubtful) = (0, 0);
    for file in &files {
        let html = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
        let started = std::time::Instant::now();
        let story = page::extract(&html, Some("https://site.example/page"));
        let extracted = started.elapsed();
        let plain = page::plain(&story.html.0);
        assert!(!plain.trim().is_empty() || page::plain(&html).is_empty(), "{}", file.display());
        for width in [1, 7, 20, 40, 72, 132] {
            let set = page::render(&story.html.0, None, width);
            assert_eq!(text(&set).trim().is_empty(), plain.trim().is_empty(), "{} at {width}", file.display());
        }
        words += story.words;
        doubtful += usize::from(!story.warnings.is_empty());
        eprintln!(
            "{:>6} words {extracted:>8.1?} {:?} {:?} {:?} {}  {}",
            story.words,
            story.author,
            story.published,
            story.site,
            story.warnings.first().map(ToString::to_string).unwrap_or_default(),
            file.display()
        );
    }
    eprintln!("{} pages, {} words each on average, {doubtful} doubtful", files.len(), words / files.len().max(1));
}
