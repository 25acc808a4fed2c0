//! Lists that show a story as one row: which rows they have, compared with a plain model, and how they are unfolded.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tidings::domain::{
    ArticleId, Entry, FeedId, Html, InStory, ListQuery, ParsedFeed, Query, Scope, Sort, StoryId, Subscription, Text,
    Time,
};
use tidings::store::{FetchOutcome, FetchRecord, Grouped, Store};

/// An article: its feed, its hour, its story, when it was read, and whether it is the best of its story.
type Given = (usize, i64, i64, Option<i64>, bool);

/// The hour since which read articles keep their rows.
const SINCE: i64 = 50;

fn hour(hour: i64) -> Time {
    Time::from_timestamp(1_780_000_000 + hour * 3600, 0).unwrap()
}

/// Stores articles with their stories, and returns their ids.
fn store(given: &[Given]) -> (tempfile::TempDir, Store, Vec<ArticleId>) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let feeds: Vec<Subscription> = (0..3)
        .map(|n| Subscription {
            url: format!("https://outlet{n}.example/feed"),
            folder: (n < 2).then(|| Text::line("News")),
            ..Subscription::default()
        })
        .collect();
    store.reconcile(&feeds).unwrap();
    let mut ids = Vec::new();
    let mut best: BTreeMap<StoryId, ArticleId> = BTreeMap::new();
    for (n, (feed, at, story, read, is_best)) in given.iter().enumerate() {
        let id = article(&store, store.feed_by_url(&feeds[*feed].url).unwrap().unwrap(), n, *at);
        if let Some(read) = read {
            store.set_read(&[id], true, hour(*read)).unwrap();
        }
        let outlet = format!("outlet{feed}.example");
        let placed =
            Grouped { article: id, story: StoryId(*story), outlet, published: hour(*at), features: Vec::new() };
        if *is_best {
            best.insert(StoryId(*story), id);
        }
        store.save_stories(vec![placed], StoryId(100)).unwrap();
        ids.push(id);
    }
    store.mark_best(best.into_iter().collect()).unwrap();
    (folder, store, ids)
}

fn article(store: &Store, feed: FeedId, n: usize, at: i64) -> ArticleId {
    let entry = Entry {
        guid: n.to_string(),
        title: Some(Text::line(&format!("title {n}"))),
        content: Some(Html(format!("<p>text {n}</p>"))),
        published: Some(hour(at)),
        ..Entry::default()
    };
    let parsed = ParsedFeed { entries: vec![entry], ..ParsedFeed::default() };
    let outcome = FetchOutcome::Fetched { etag: None, last_modified: None };
    let record = FetchRecord { at: hour(100), outcome, next_due: None, moved_to: None };
    store.save_feed(feed, &parsed, &record, hour(100), |_| Text::line("untitled")).unwrap().new[0]
}

/// The rows that a list should have, by a plain model.
fn expected(given: &[Given], ids: &[ArticleId], query: &ListQuery) -> Vec<ArticleId> {
    let unfolded = query.unfolded.clone().unwrap();
    let stays = |read: Option<i64>| read.is_none_or(|at| query.unread_since.is_some() && at >= SINCE);
    let mut listed: Vec<usize> = (0..given.len())
        .filter(|n| query.scope == Scope::All || given[*n].0 < 2)
        .filter(|n| !query.unread_only || stays(given[*n].3))
        .collect();
    listed.sort_by_key(|n| std::cmp::Reverse((given[*n].1, ids[*n])));
    let best =
        |n: usize| given[n].4 && !(n + 1..given.len()).any(|later| given[later].2 == given[n].2 && given[later].4);
    let mut rows = Vec::new();
    for n in &listed {
        let story: Vec<usize> = listed.iter().copied().filter(|other| given[*other].2 == given[*n].2).collect();
        let head = *story.iter().min_by_key(|n| (!stays(given[**n].3), !best(**n), given[**n].1, ids[**n])).unwrap();
        if head == *n {
            rows.push(ids[*n]);
            if unfolded.contains(&StoryId(given[*n].2)) {
                rows.extend(story.iter().filter(|other| **other != head).map(|other| ids[*other]));
            }
        }
    }
    rows
}

fn given() -> impl Strategy<Value = Vec<Given>> {
    let read = prop_oneof![2 => Just(None), 1 => Just(Some(SINCE - 1)), 1 => Just(Some(SINCE + 1))];
    prop::collection::vec((0..3_usize, 0..12_i64, 0..6_i64, read, prop::bool::ANY), 0..16)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Every window has the rows of the model, and every article's place is that of its row.
    #[test]
    fn rows_are_those_of_the_model(
        given in given(),
        unfolded in prop::collection::btree_set(0..6_i64, 0..4),
        unread_only in prop::bool::ANY,
        in_folder in prop::bool::ANY,
        keeps_read in prop::bool::ANY,
        (offset, limit) in (0..10_usize, 0..10_usize),
    ) {
        let (_folder, store, ids) = store(&given);
        let query = ListQuery {
            scope: if in_folder { Scope::Folder("News".into()) } else { Scope::All },
            unread_only,
            unread_since: keeps_read.then(|| hour(SINCE)),
            query: None,
            sort: Sort::Newest,
            unfolded: Some(unfolded.into_iter().map(StoryId).collect()),
        };
        let rows = expected(&given, &ids, &query);
        let all = store.window(&query, 0, 100).unwrap();
        prop_assert_eq!(all.rows.iter().map(|row| row.id).collect::<Vec<_>>(), rows.clone());
        prop_assert_eq!(all.total, rows.len());
        let part = store.window(&query, offset, limit).unwrap();
        let expected: Vec<ArticleId> = rows.iter().copied().skip(offset).take(limit).collect();
        prop_assert_eq!(part.rows.iter().map(|row| row.id).collect::<Vec<_>>(), expected);
        let top = store.top(&query, limit).unwrap();
        let expected: Vec<ArticleId> = rows.iter().copied().take(limit).collect();
        prop_assert_eq!(top.rows.iter().map(|row| row.id).collect::<Vec<_>>(), expected);
        prop_assert!(top.rows.iter().all(|row| top.in_story.get(&row.id) == all.in_story.get(&row.id)));
        let is_right = if top.is_estimate { top.total >= rows.len() } else { top.total == rows.len() };
        prop_assert!(is_right, "{} of {}", top.total, rows.len());
        for (place, id) in rows.iter().enumerate() {
            prop_assert_eq!(store.position_of(&query, *id).unwrap(), Some(place));
            let Some(InStory::Head(head)) = all.in_story.get(id) else { continue };
            for (below, other) in head.others.iter().enumerate() {
                let row = if head.is_unfolded { place + 1 + below } else { place };
                prop_assert_eq!(store.position_of(&query, *other).unwrap(), Some(row));
            }
        }
    }
}

/// The folded list that a connection keeps is given up as soon as another connection has changed the store.
#[test]
fn a_list_that_was_folded_before_follows_every_change() {
    let (_folder, store, ids) = store(&[(0, 1, 7, None, true), (1, 2, 7, None, false), (2, 3, 8, None, true)]);
    let query = ListQuery { unfolded: Some(Vec::new()), unread_only: true, ..ListQuery::default() };
    let rows = || store.window(&query, 0, 10).unwrap().rows.iter().map(|row| row.id).collect::<Vec<_>>();
    for _ in 0..2 {
        assert_eq!(rows(), [ids[2], ids[0]]);
    }
    store.set_read(&[ids[0]], true, hour(70)).unwrap();
    assert_eq!(rows(), [ids[2], ids[1]]);
    store.set_read(&[ids[0], ids[2]], false, hour(70)).unwrap();
    store.set_read(&[ids[2]], true, hour(70)).unwrap();
    assert_eq!(rows(), [ids[0]]);
}

#[test]
fn a_head_counts_other_outlets_and_unread_articles() {
    let given = [
        (0, 1, 7, None, false),
        (1, 2, 7, Some(60), true),
        (1, 3, 7, None, false),
        (2, 4, 7, Some(10), false),
        (2, 5, 8, None, true),
    ];
    let (_folder, store, ids) = store(&given);
    let query = ListQuery { unfolded: Some(Vec::new()), unread_since: Some(hour(SINCE)), ..ListQuery::default() };
    let window = store.window(&query, 0, 10).unwrap();
    assert_eq!(window.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [ids[4], ids[1]]);
    let head = window.head(ids[1]).unwrap();
    assert_eq!((head.outlets, head.unread, head.is_unfolded), (2, 2, false));
    assert_eq!(head.others, [ids[3], ids[2], ids[0]]);
    assert_eq!(window.head(ids[4]), None);
    let apart = store.window(&ListQuery::default(), 0, 10).unwrap();
    assert_eq!((apart.total, apart.in_story.len()), (5, 0), "a list that folds no stories has every article");
    // The next unread article is found although it is folded, at the row of its story.
    assert_eq!(store.next_unread(Some(ids[4]), &query).unwrap(), Some((ids[0], 1)));
    let unfolded = ListQuery { unfolded: Some(vec![StoryId(7)]), ..query.clone() };
    assert_eq!(store.next_unread(Some(ids[1]), &unfolded).unwrap(), Some((ids[2], 3)), "down the rows");
    assert_eq!(store.next_unread(Some(ids[2]), &unfolded).unwrap(), Some((ids[0], 4)));
    assert_eq!(store.previous_unread(ids[0], &unfolded).unwrap(), Some((ids[2], 3)));
    let words = ListQuery { query: Query::parse("title").ok(), ..query.clone() };
    assert_eq!(store.window(&words, 0, 10).unwrap().total, 5, "articles that match words are not folded");
    let before = store.mark_all_read(&query, hour(70)).unwrap();
    assert_eq!(before.len(), 3, "folded articles are read with the list");
}
