//! Measures how long a check takes.

use std::time::Instant;

use tidings::domain::ArticleId;
use tidings::factcheck::{Passage, Source, check};

use crate::events::{Events, Labelled};
use crate::{path, time};

/// Checks an article of 30 sentences against 200 passages of its own event, the worst case.
pub(crate) fn speed() {
    let sentence = |i: usize, j: usize| {
        format!(
            "In Karvelia at least {} people were killed and {} injured when coach {} left the road near Dorsten, officer Milo Tarrant said. ",
            12 + i % 7,
            30 + j,
            j
        )
    };
    let text = |i: usize| (0..30).map(|j| sentence(i, j)).collect::<String>();
    let texts: Vec<String> = (0..200).map(text).collect();
    let outlets: Vec<String> = (0..200).map(|i| format!("outlet{i}.example")).collect();
    let published = time("2026-03-04T12:00:00Z");
    let passage = |i: usize| Passage {
        outlet: &outlets[i],
        article: Some(ArticleId(i64::try_from(i).unwrap())),
        url: None,
        title: "Coach leaves road in Karvelia",
        text: &texts[i],
        language: Some("en"),
        published,
        is_same_story: false,
    };
    let passages: Vec<Passage<'_>> = (0..200).map(passage).collect();
    let article = Source { outlet: "own.example", title: "Coach", text: &texts[3], language: Some("en"), published };
    println!("200 related passages of 30 sentences: {:.1} ms", fastest(&article, &passages));
    let news = std::fs::read_to_string(path("events-tuned.toml")).unwrap();
    let events: Events = toml::from_str(&news).unwrap();
    let many: Vec<(&Labelled, String)> = events
        .event
        .iter()
        .flat_map(|e| &e.passages)
        .cycle()
        .take(200)
        .enumerate()
        .map(|(i, p)| (p, format!("o{i}")))
        .collect();
    let passages: Vec<Passage<'_>> = many
        .iter()
        .map(|(p, outlet)| Passage {
            outlet,
            article: Some(ArticleId(1)),
            url: None,
            title: &p.title,
            text: &p.text,
            language: None,
            published,
            is_same_story: false,
        })
        .collect();
    let event = &events.event[0];
    let article =
        Source { outlet: "own.example", title: &event.title, text: &event.text, language: Some("en"), published };
    println!("200 passages of short news: {:.1} ms", fastest(&article, &passages));
}

/// The fastest of some checks, in milliseconds.
fn fastest(article: &Source<'_>, passages: &[Passage<'_>]) -> f64 {
    let run = || {
        let start = Instant::now();
        let found = check(article, passages, &[]);
        assert!(!found.claims.is_empty());
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..9).map(|_| run()).fold(f64::MAX, f64::min)
}
