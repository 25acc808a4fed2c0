//! Grouping on the labelled news: the figures that must hold, and properties that hold for any order of arrival.
#![allow(clippy::unwrap_used, reason = "tests panic on the first fault")]

#[path = "../examples/stories/labelled.rs"]
mod labelled;
#[path = "../examples/stories/measure.rs"]
mod measure;

use std::path::Path;

use labelled::Text;
use measure::{BCubed, articles};
use proptest::prelude::*;
use tidings::domain::{ArticleId, StoryId};
use tidings::stories::{Features, Grouper, OutletId, StoryArticle};

fn tuned() -> Vec<Text> {
    labelled::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/stories/tuned"))
}

fn stories(grouper: &Grouper, texts: usize) -> Vec<StoryId> {
    (0..).take(texts).map(|id| grouper.story_of(ArticleId(id)).unwrap()).collect()
}

/// Adds articles in batches of `size`, with a review after each.
fn group(articles: &[StoryArticle], size: usize) -> Grouper {
    let mut grouper = Grouper::default();
    for batch in articles.chunks(size) {
        grouper.add(batch.to_vec());
        grouper.review();
    }
    grouper
}

#[test]
fn the_labelled_stories_are_found() {
    let texts = tuned();
    let labels: Vec<&str> = texts.iter().map(|text| text.story.as_str()).collect();
    for size in [1_000, 20, 1] {
        let figures = BCubed::of(&labels, &stories(&group(&articles(&texts), size), texts.len()));
        assert!(figures.precision >= 0.93 && figures.f1() >= 0.9, "in batches of {size}: {figures}");
    }
}

#[test]
fn a_review_without_news_changes_nothing() {
    let texts = tuned();
    let mut grouper = group(&articles(&texts), 50);
    assert_eq!(grouper.review(), []);
}

#[test]
fn a_loaded_grouper_goes_on() {
    let texts = tuned();
    let all = articles(&texts);
    let (held, fresh) = all.split_at(250);
    let mut first = group(held, 50);
    let rows = held.iter().map(|article| {
        let features = Features::from_bytes(&article.features.to_bytes()).unwrap();
        (StoryArticle { features, ..article.clone() }, first.story_of(article.id).unwrap())
    });
    let mut second = Grouper::load(rows.collect::<Vec<_>>(), first.next_story());
    for grouper in [&mut first, &mut second] {
        grouper.add(fresh.to_vec());
        grouper.review();
    }
    let (first, second) = (stories(&first, all.len()), stories(&second, all.len()));
    let likeness = BCubed::of(&first, &second).f1();
    assert!(likeness >= 0.97, "{likeness}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_unrelated_article_changes_nothing(at in 0..312_usize, word in "[a-z]{4}", size in 20..200_usize) {
        let texts = tuned();
        let mut all = articles(&texts);
        let before = stories(&group(&all, size), texts.len());
        let unrelated = (0..30).map(|n| format!("zq{word}{n}")).collect::<Vec<_>>().join(" ");
        let published = all[at].published;
        let features = Features::of(&unrelated, &unrelated, Some("en"));
        // It comes with the last batch, or in one of its own.
        all.push(StoryArticle { id: ArticleId(1_000), outlet: OutletId(1_000), published, features });
        let grouper = group(&all, size);
        let after = stories(&grouper, texts.len());
        let own = grouper.story_of(ArticleId(1_000)).unwrap();
        prop_assert!(!after.contains(&own));
        prop_assert!((BCubed::of(&before, &after).f1() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_order_of_arrival_changes_little(
        order in Just((0..312_usize).collect::<Vec<_>>()).prop_shuffle(), size in prop_oneof![Just(1_usize), 5..60_usize],
    ) {
        let texts = tuned();
        let all = articles(&texts);
        let straight = stories(&group(&all, 1_000), texts.len());
        let shuffled: Vec<StoryArticle> = order.into_iter().map(|at| all[at].clone()).collect();
        let shuffled = stories(&group(&shuffled, size), texts.len());
        let likeness = BCubed::of(&straight, &shuffled).f1();
        prop_assert!(likeness >= 0.9, "{}", likeness);
    }

    #[test]
    fn any_texts_are_grouped(texts in proptest::collection::vec(("\\PC{0,40}", "\\PC{0,120}|[a-d ]{0,80}", 0..4_i64), 0..40)) {
        let published = chrono::DateTime::UNIX_EPOCH;
        let article = |(id, (title, lead, outlet)): (i64, &(String, String, i64))| {
            StoryArticle { id: ArticleId(id), outlet: OutletId(*outlet), published, features: Features::of(title, lead, None) }
        };
        let all: Vec<StoryArticle> = (0..).zip(&texts).map(article).collect();
        let grouper = group(&all, 7);
        for (article, story) in all.iter().zip(stories(&grouper, all.len())) {
            let others = all.iter().filter(|other| other.id != article.id && grouper.story_of(other.id) == Some(story));
            prop_assert!(!article.features.is_empty() || others.count() == 0, "an article without words joins nothing");
        }
    }
}
