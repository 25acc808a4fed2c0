//! Tests feeds of many entries, which are read and saved in batches: nothing is lost, doubled or in another order.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use proptest::prelude::*;
use tempfile::TempDir;
use tidings::domain::{ArticleId, Entry, FeedId, Html, ListQuery, ParsedFeed, Subscription, Text, Time};
use tidings::store::{FetchOutcome, FetchRecord, SaveResult, Saving, Store};
use tidings::sync::{Options, Progress};

use crate::server::{Reply, Server};
use crate::sync::Desk;

fn now() -> Time {
    "2026-01-02T12:00:00Z".parse().unwrap()
}

fn record() -> FetchRecord {
    let outcome = FetchOutcome::Fetched { etag: Some("\"e\"".into()), last_modified: None };
    FetchRecord { at: now(), outcome, next_due: None, moved_to: None }
}

fn store() -> (TempDir, Store, FeedId) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path()).unwrap();
    store.reconcile(&[Subscription { url: "https://a.example/feed".into(), ..Subscription::default() }]).unwrap();
    let feed = store.feeds().unwrap()[0].id;
    (folder, store, feed)
}

fn save_whole(store: &Store, feed: FeedId, entries: &[Entry]) -> SaveResult {
    let parsed = ParsedFeed { entries: entries.to_vec(), ..ParsedFeed::default() };
    store.save_feed(feed, &parsed, &record(), now(), |_| Text::line("untitled")).unwrap()
}

/// Saves in batches of `size`, the last ones first, and stops after `most` batches, as a program that is killed.
fn save_batches(store: &Store, feed: FeedId, entries: &[Entry], size: usize, most: usize) -> SaveResult {
    let mut saving = Saving::new(feed, &ParsedFeed::default(), now(), |_| Text::line("untitled"));
    let mut result = SaveResult::default();
    let batches: Vec<&[Entry]> = entries.chunks(size).collect();
    for (at, batch) in batches.iter().enumerate().rev().take(most) {
        let fetch = (at == 0).then(record);
        result.add(store.save_batch(&mut saving, batch, fetch.as_ref()).unwrap());
    }
    result
}

fn rows(store: &Store) -> Vec<(ArticleId, String, Option<String>)> {
    let rows = store.window(&ListQuery::default(), 0, 1_000).unwrap().rows;
    rows.into_iter().map(|row| (row.id, row.title.into_string(), row.url)).collect()
}

fn shown(store: &Store) -> Vec<(String, Option<String>)> {
    rows(store).into_iter().map(|(_, title, url)| (title, url)).collect()
}

/// Entries of few guids, links, titles and times, so that many repeat in one way or another.
fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let entry = (0..8_usize, 0..4_usize, 0..4_usize, 0..3_i64).prop_map(|(guid, link, title, day)| Entry {
        guid: if guid < 2 { String::new() } else { format!("g{guid}") },
        url: (link > 0).then(|| format!("https://a.example/{link}")),
        title: (title > 0).then(|| Text::line(&format!("t{title}"))),
        content: Some(Html(format!("<p>{guid}{link}{title}</p>"))),
        published: (day > 0).then(|| now() - chrono::TimeDelta::days(day)),
        ..Entry::default()
    });
    prop::collection::vec(entry, 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn batches_store_what_the_whole_feed_does(entries in entries(), size in 1..9_usize) {
        let ((_a, whole, of_whole), (_b, parts, of_parts)) = (store(), store());
        let first = save_whole(&whole, of_whole, &entries);
        let second = save_batches(&parts, of_parts, &entries, size, usize::MAX);
        prop_assert_eq!(first.new.len(), second.new.len());
        prop_assert_eq!(shown(&whole), shown(&parts));
        let mut ids = second.new.clone();
        ids.sort_unstable();
        prop_assert_eq!(&ids, &second.new, "newest last");
        for (store, feed) in [(&whole, of_whole), (&parts, of_parts)] {
            let before = rows(store);
            for again in [save_batches(store, feed, &entries, size, usize::MAX), save_whole(store, feed, &entries)] {
                prop_assert_eq!((again.new, again.updated), (Vec::new(), Vec::new()));
            }
            prop_assert_eq!(rows(store), before);
            let feed = store.feeds().unwrap().remove(0);
            prop_assert_eq!((feed.articles as usize, feed.unread as usize), (first.new.len(), first.new.len()));
        }
    }

    #[test]
    fn what_an_interrupted_sync_has_left_comes_with_the_next(entries in entries(), size in 1..5_usize, most in 0..6_usize) {
        let ((_a, whole, of_whole), (_b, parts, of_parts)) = (store(), store());
        save_whole(&whole, of_whole, &entries);
        save_batches(&parts, of_parts, &entries, size, most);
        let is_done = most >= entries.chunks(size).len() && !entries.is_empty();
        let state = parts.feed_states(None).unwrap().remove(0);
        prop_assert_eq!(state.etag.is_some(), is_done, "a part counts as not fetched");
        let mut before = rows(&parts);
        let next = save_batches(&parts, of_parts, &entries, size, usize::MAX);
        prop_assert_eq!(next.updated, Vec::new());
        let after = rows(&parts);
        before.retain(|row| !after.contains(row));
        prop_assert_eq!(before, Vec::new(), "what was stored stays");
        let sorted = |store| {
            let mut shown = shown(store);
            shown.sort();
            shown
        };
        prop_assert_eq!(sorted(&whole), sorted(&parts));
    }
}

#[tokio::test]
async fn a_large_feed_shows_progress_and_keeps_the_order_of_its_entries() {
    let items =
        (0..350).map(|n| format!("<item><title>t{n}</title><guid>{n}</guid></item>")).collect::<Vec<_>>().concat();
    let server = Server::start();
    let feed = format!("<rss version='2.0'><channel><title>Large</title>{items}</channel></rss>");
    server.script("/a", vec![Reply::feed(feed.clone()), Reply::feed(feed)]);
    let desk = Desk::new(&[server.url("/a")]);
    let (report, events) = desk.watched(Options::default()).await;
    assert_eq!((report.failed, report.new_articles), (0, 350));
    let parts: Vec<(usize, usize)> = events
        .iter()
        .filter_map(|event| if let Progress::Part { saved, total, .. } = event { Some((*saved, *total)) } else { None })
        .collect();
    assert_eq!(parts, [(50, 350), (150, 350), (250, 350)]);
    let titles: Vec<String> = rows(desk.store()).into_iter().map(|(_, title, _)| title).collect();
    assert_eq!(titles, (0..350).map(|n| format!("t{n}")).collect::<Vec<_>>(), "without dates, the upper one is first");
    let (report, _) = desk.watched(Options::default()).await;
    assert_eq!((report.failed, report.new_articles, report.updated_articles), (0, 0, 0));
}

/// An earlier version has stored another kind of hash of the texts.
#[test]
fn the_hashes_of_earlier_versions_are_recognised() {
    let (folder, store, feed) = store();
    let entries = [Entry { guid: "1".into(), title: Some(Text::line("a")), ..Entry::default() }];
    save_whole(&store, feed, &entries);
    drop(store);
    let old = "UPDATE articles SET text_hash = ?";
    let file = rusqlite::Connection::open(folder.path().join("tidings.db")).unwrap();
    file.execute(old, [old_hash(&["a", "", ""])]).unwrap();
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(save_whole(&store, feed, &entries).updated, Vec::new());
    file.execute(old, [old_hash(&["b", "", ""])]).unwrap();
    assert_eq!(save_whole(&store, feed, &entries).updated.len(), 1);
}

fn old_hash(parts: &[&str]) -> i64 {
    let mut hash = tidings::domain::article::Fnv::default();
    for part in parts {
        hash.write(part.as_bytes());
    }
    hash.0.cast_signed()
}
