//! The orders of lists of articles: in the store against plain sorting, and on the screen.

use std::collections::HashMap;

use rusqlite::Connection;
use tidings::domain::{ArticleRow, ListQuery, Scope, Sort};
use tidings::settings::Config;
use tidings::store::Store;

use crate::harness::{Folder, Reader};

/// Words and score of each article.
fn facts(store: &Store) -> HashMap<i64, (i64, i64)> {
    let conn = Connection::open(store.file()).unwrap();
    conn.execute("UPDATE articles SET score = id % 7 WHERE id % 3 = 0", []).unwrap();
    let mut statement = conn.prepare("SELECT id, coalesce(words, 0), coalesce(score, -1) FROM articles").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Sorts rows as the store should; `newest` has them newest first.
fn sorted(sort: Sort, newest: &[ArticleRow], facts: &HashMap<i64, (i64, i64)>) -> Vec<ArticleRow> {
    let mut rows = newest.to_vec();
    let comments = |row: &ArticleRow| row.comments.loaded.max(row.comments.stated.unwrap_or(0));
    match sort {
        Sort::Newest | Sort::Random => {}
        Sort::Oldest => rows.reverse(),
        Sort::Title => rows.sort_by_key(|row| row.title.to_lowercase()),
        Sort::Feed => rows.sort_by_key(|row| row.feed_title.to_lowercase()),
        Sort::Score => rows.sort_by_key(|row| -facts[&row.id.0].1),
        Sort::Longest => rows.sort_by_key(|row| -facts[&row.id.0].0),
        Sort::Shortest => rows.sort_by_key(|row| facts[&row.id.0].0),
        Sort::Comments => rows.sort_by_key(|row| std::cmp::Reverse(comments(row))),
    }
    rows
}

#[test]
fn every_order_is_that_of_plain_sorting_and_places_are_found_in_it() {
    let folder = Folder::offline();
    let store = &folder.library.store;
    let facts = facts(store);
    assert!(facts.values().any(|(words, _)| *words > 100), "the demo's articles are indexed");
    for scope in [Scope::All, Scope::Folder("Science".into()), Scope::Search("the".into())] {
        let query = match &scope {
            Scope::Search(words) => tidings::domain::Query::parse(words).ok(),
            _ => None,
        };
        let newest = ListQuery { scope, query, ..ListQuery::default() };
        let rows = store.window(&newest, 0, 1_000).unwrap().rows;
        assert!(rows.len() > 3, "{newest:?}");
        for sort in Sort::ALL {
            let query = ListQuery { sort, ..newest.clone() };
            let found = store.window(&query, 0, 1_000).unwrap().rows;
            if sort == Sort::Random {
                assert_ne!(found, rows);
                assert_eq!(found.len(), rows.len());
            } else {
                assert_eq!(found, sorted(sort, &rows, &facts), "{sort:?}");
            }
            let parts = (0..rows.len()).step_by(3).flat_map(|at| store.window(&query, at, 3).unwrap().rows);
            assert_eq!(parts.collect::<Vec<_>>(), found, "{sort:?}: parts");
            let unread: Vec<&ArticleRow> = found.iter().filter(|row| !row.read).collect();
            for (at, row) in found.iter().enumerate() {
                assert_eq!(store.position_of(&query, row.id).unwrap(), Some(at), "{sort:?}");
            }
            for pair in unread.windows(2) {
                let (first, second) = (pair[0].id, pair[1].id);
                let next = store.next_unread(Some(first), &query).unwrap().map(|(id, _)| id);
                let previous = store.previous_unread(second, &query).unwrap().map(|(id, _)| id);
                assert_eq!((next, previous), (Some(second), Some(first)), "{sort:?}");
            }
        }
    }
}

#[test]
fn a_list_is_sorted_by_a_key_and_stays_so() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (110, 30));
    reader.press("t");
    let chosen = reader.model.articles.selected().unwrap().id;
    reader.press("S").expect("Sort this list");
    insta::assert_snapshot!("sort_menu_110x30", reader.screen());
    reader.press("j j enter").expect("sorted: title");
    let titles = |reader: &Reader| -> Vec<String> {
        reader.model.articles.window.rows.iter().map(|row| row.title.to_lowercase()).collect()
    };
    assert!(titles(&reader).is_sorted() && titles(&reader).len() > 9);
    assert_eq!(reader.model.articles.selected().unwrap().id, chosen, "the cursor stays on its article");
    reader.press("h j enter");
    assert!(!titles(&reader).is_sorted(), "another list has its own order");
    drop(reader);
    let folder = folder.restart();
    let mut reader = Reader::open(&folder, (110, 30));
    assert!(titles(&reader).is_sorted(), "the order is remembered");
    reader.press("S enter").expect("sorted: newest first");
    assert!(!titles(&reader).is_sorted());
}

#[test]
fn a_wrong_order_in_the_settings_names_the_orders() {
    let error = Config::parse("[screen]\nsort = \"newst\"\n").unwrap_err().to_string();
    assert!(error.contains("newest") && error.contains("sort"), "{error}");
    assert_eq!(Config::parse("[screen]\nsort = \"oldest\"\n").unwrap().screen.sort, Sort::Oldest);
}
