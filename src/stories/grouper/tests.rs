//! Tests of placing and of the review, on texts made for one rule each.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use super::super::features::Features;
use super::*;

const FERRY: &str = "The passenger ferry Grey Heron ran aground on a sandbank outside Port Ellis with 212 people aboard, the \
    coastguard said. All passengers were taken off by lifeboat within three hours.";

fn article(id: i64, outlet: i64, hour: i64, title: &str, lead: &str) -> StoryArticle {
    let published = DateTime::<Utc>::UNIX_EPOCH + Duration::hours(hour);
    StoryArticle {
        id: ArticleId(id),
        outlet: OutletId(outlet),
        published,
        features: Features::of(title, lead, Some("en")),
    }
}

fn group(articles: Vec<StoryArticle>) -> Grouper {
    let mut grouper = Grouper::default();
    grouper.add(articles);
    grouper.review();
    grouper
}

fn count(grouper: &Grouper) -> usize {
    grouper.items.iter().map(|item| item.story).collect::<BTreeSet<_>>().len()
}

/// Words that no other `n` has.
fn own_words(n: i64, count: u32) -> String {
    (0..count).map(|word| format!("word{n}x{word}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn articles_join_and_begin_stories() {
    let mut grouper = Grouper::default();
    let placed = grouper.add(vec![
        article(
            2,
            2,
            5,
            "Ferry stuck off Port Ellis",
            "Lifeboats took 212 people off the Grey Heron, aground on a sandbank.",
        ),
        article(1, 1, 1, "Ferry Grey Heron runs aground", FERRY),
        article(
            3,
            3,
            6,
            "Council raises parking fees",
            "Parking in the old town will cost three crowns an hour from May.",
        ),
        article(1, 1, 1, "Held already", FERRY),
    ]);
    let told: Vec<_> = placed.iter().map(|placed| (placed.article.0, placed.story.0, placed.began)).collect();
    assert_eq!(told, [(1, 0, true), (2, 0, false), (3, 1, true)]);
    assert_eq!((grouper.len(), grouper.next_story(), grouper.is_empty()), (3, StoryId(2), false));
    assert_eq!((grouper.story_of(ArticleId(2)), grouper.story_of(ArticleId(9))), (Some(StoryId(0)), None));
    assert_eq!(grouper.review(), []);
}

#[test]
fn articles_without_words_join_nothing() {
    let grouper = group((0..20).map(|id| article(id, id, 0, "…", "!!! ??? the of and")).collect());
    assert_eq!(count(&grouper), 20);
}

#[test]
fn near_copies_are_one_story() {
    let alike = (0..2_000).map(|id| article(id, id % 7, id / 100, "Ferry aground", &format!("{FERRY} {}", id % 3)));
    let grouper = group(alike.collect());
    assert_eq!(count(&grouper), 1);
    assert!(grouper.items.iter().filter(|item| item.copy_of.is_none()).count() < 10);
}

#[test]
fn an_archive_does_not_collapse() {
    let frame = "From our archive. This article first appeared in the printed edition of the Corran Gazette and is shown as \
        it was published then, with the spelling and the opinions of the period. Subscribers read all volumes.";
    let old =
        |id| article(id, 1, 0, &format!("Archive: {}", own_words(id, 6)), &format!("{frame} {}", own_words(id, 12)));
    assert_eq!(count(&group((0..300).map(old).collect())), 300);
    // Among the news of other outlets, the frame is as rare as the words of an event.
    let news = (1_000..2_000).map(|id| article(id, id, 0, &own_words(id, 6), &own_words(id, 30)));
    assert_eq!(count(&group((0..20).map(old).chain(news).collect())), 1_020);
}

#[test]
fn entries_of_a_series_stay_apart() {
    let log = "Wind west, sea slight, visibility good, high water at Port Ellis in the morning and in the evening.";
    let entries = (1..30).map(|day| article(day, 1, day, &format!("Harbour weather, {day} March"), log));
    assert_eq!(count(&group(entries.collect())), 29);
    let outlets = (1..30).map(|outlet| article(outlet, outlet, 1, "Harbour weather warning", log));
    assert_eq!(count(&group(outlets.collect())), 1, "another outlet's text is a copy");
}

#[test]
fn entries_of_a_series_join_no_story() {
    let mut grouper = Grouper::default();
    grouper.add(vec![article(0, 2, 1, "Ferry Grey Heron runs aground", FERRY)]);
    let lead =
        "Off Port Ellis the Grey Heron lies aground on its sandbank, passengers and coastguard and lifeboat gone.";
    for (day, stories) in [(1, 1), (2, 2), (3, 4), (4, 5)] {
        grouper.add(vec![article(day, 1, day, &format!("Port Ellis on {day} March"), lead)]);
        grouper.review();
        // The first can't be told from news, and leaves its story when the series is known.
        assert_eq!(count(&grouper), stories, "day {day}");
    }
}

#[test]
fn the_review_merges_and_splits() {
    // Two articles that share too little, until the one between them arrives.
    let left = "Storm Petra tore roofs from houses in Sandhaven harbour";
    let right = "Trains halted after Petra felled trees across western railway lines";
    let mut grouper = Grouper::default();
    grouper.add(vec![article(1, 1, 1, left, ""), article(2, 2, 2, right, "")]);
    grouper.review();
    assert_eq!(count(&grouper), 2);
    let placed = grouper.add(vec![article(3, 3, 3, left, right)]);
    let moved = grouper.review();
    assert_eq!(count(&grouper), 1, "{placed:?} {moved:?}");
    assert_eq!(moved.len(), 1);

    // Loaded as one story, but of two events.
    let rows = [(left, 1), ("Chancellor freezes fuel duty in Budget for fifth year", 2)];
    let rows = rows.map(|(title, id)| (article(id, id, 1, title, title), StoryId(7)));
    let mut grouper = Grouper::load(rows, StoryId(0));
    grouper.add(vec![article(3, 3, 2, left, left)]);
    assert_eq!(grouper.review().len(), 1);
    assert_eq!((count(&grouper), grouper.next_story()), (2, StoryId(9)));
    assert_eq!(grouper.story_of(ArticleId(1)), grouper.story_of(ArticleId(3)));
}
