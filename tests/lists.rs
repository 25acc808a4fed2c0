//! The lists of feeds and articles: filters, next and previous rows, feeds with unread articles, folded folders.

use tidings::app::feeds::items::Item;
use tidings::app::layout::Pane;
use tidings::domain::{Column, Dates};
use tidings::settings::Config;

use crate::harness::{Folder, Reader};

fn opened(reader: &Reader) -> String {
    reader.model.reader.opened.as_ref().map(|opened| opened.article.row.title.to_string()).unwrap_or_default()
}

/// The titles of the feeds that have rows.
fn feeds(reader: &Reader) -> Vec<&str> {
    let pane = &reader.model.feeds;
    let title = |item: &Item| match item {
        Item::Feed(at, _) => Some(pane.feeds[*at].title.as_str()),
        _ => None,
    };
    pane.items.iter().filter_map(title).collect()
}

#[test]
fn a_filter_narrows_the_list_and_esc_shows_all_of_it() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (110, 30));
    reader.press("j j j j");
    let before = (reader.model.articles.cursor, reader.model.articles.selected().unwrap().id);
    reader.press("/").expect("in this list only");
    reader.type_text("title:bridge").press("enter").expect("Unread · /title:bridge");
    let rows = &reader.model.articles.window.rows;
    assert!(rows.len() > 1 && rows.iter().all(|row| row.title.to_lowercase().contains("bridge")));
    insta::assert_snapshot!("filtered_list_110x30", reader.screen());
    reader.press("/").type_text("zeppelin").press("enter").expect("No matches in this list (esc: show all, F: search");
    reader.press("esc").expect_not("zeppelin");
    assert_eq!((reader.model.articles.cursor, reader.model.articles.selected().unwrap().id), before);
    reader.press("/").type_text("is:nonsense").press("enter").expect("unknown state");
    reader.press("esc esc t").expect("All");
}

#[test]
fn the_next_row_is_opened_read_or_not() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (110, 30));
    reader.press("enter");
    let first = opened(&reader);
    reader.press("J");
    assert_ne!(opened(&reader), first);
    reader.press("K");
    assert_eq!(opened(&reader), first, "the read one is opened again");
    reader.press("K").expect("this is the first article of the list");
    reader.press("h G J").expect("this is the last article of the list");
}

#[test]
fn feeds_without_unread_articles_are_hidden_and_stay_so() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (110, 30));
    reader.press("N").expect("─ The Harbour Lantern ─").press("A h H").expect("Feeds · unread only");
    assert!(feeds(&reader).contains(&"The Harbour Lantern"), "the row under the cursor stays");
    drop(reader);
    let folder = folder.restart();
    let mut reader = Reader::open(&folder, (110, 30));
    reader.expect("Feeds · unread only");
    assert!(!feeds(&reader).contains(&"The Harbour Lantern"));
    reader.press("h H");
    assert!(feeds(&reader).contains(&"The Harbour Lantern"));
}

#[test]
fn the_next_feed_with_unread_articles_is_found_in_a_closed_folder() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (110, 30));
    reader.press("h z M");
    assert!(feeds(&reader).is_empty());
    reader.press("N N N N N");
    assert_eq!(reader.model.feeds.selected_feed().unwrap().title.as_str(), "Slow Light");
    reader.press("N").expect("─ The Harbour Lantern ─").press("P").expect("─ Slow Light ─");
    reader.press("enter N");
    assert_eq!(reader.model.focus, Pane::Articles);
    reader.press("h z M z R");
    assert_eq!(feeds(&reader).len(), 5);
}

#[test]
fn feeds_are_filtered_by_title() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (110, 30));
    reader.press("h z M /").type_text("SLOW").press("enter").expect("Feeds · /slow").expect("▾ Science");
    assert_eq!(feeds(&reader), ["Slow Light"], "in a closed folder too");
    reader.press("/").type_text("nothing").press("enter").expect("no feed has these words");
    reader.press("esc").expect_not("/nothing").expect("▸ Science");
}

#[test]
fn columns_and_dates_are_chosen_in_the_config() {
    let folder = Folder::offline();
    let mut config = Config::default();
    config.screen.columns = vec![Column::Date, Column::Author, Column::Date];
    config.screen.dates = Dates::Absolute;
    let mut reader = Reader::with_config(&folder, (110, 30), &config);
    reader.press("/").type_text("title:bridge").press("enter").expect("1 of 4");
    insta::assert_snapshot!("chosen_columns_110x30", reader.screen());
    config.screen.columns = Vec::new();
    Reader::with_config(&folder, (110, 30), &config).expect_not("07:48   ");
}

#[test]
fn selected_rows_are_marked_together_and_undone_together() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (110, 30));
    reader.press("t").expect("All");
    let unread = |reader: &Reader| reader.model.articles.window.rows.iter().filter(|row| !row.read).count();
    let all = unread(&reader);
    reader.press("v j j").expect("3 selected of");
    insta::assert_snapshot!("selected_rows_110x30", reader.screen());
    reader.press("m").expect("marked read").expect_not("selected of");
    assert!(unread(&reader) <= all - 3);
    reader.press("u").expect_not("marked read");
    assert_eq!(unread(&reader), all, "one undo for all");
    reader.press("g v j s").expect("starred");
    assert!(reader.model.articles.window.rows[..2].iter().all(|row| row.starred));
    reader.press("g v j s").expect("unstarred");
    reader.press("g v j '").type_text("+later").press("enter").expect("tagged").expect(" #later ");
    assert!(
        reader.model.articles.window.rows[..2].iter().all(|row| row.tags == [tidings::domain::Text::line("later")])
    );
    reader.press("u");
    assert!(reader.model.articles.window.rows[..2].iter().all(|row| row.tags.is_empty()));
    // Regression: a change of nothing could be undone.
    reader
        .press("g v j '")
        .type_text("-nosuchtag")
        .press("enter")
        .expect("nothing to change in these articles")
        .expect_not("undo)");
    reader.press("v j esc").expect_not("selected of").press("v enter h").expect_not("selected of");
    reader.press("g v G m").expect("marked read");
    assert_eq!(unread(&reader), 0, "a selection may reach over the whole list");
}

#[test]
fn selected_rows_are_saved_and_files_that_exist_stay() {
    let folder = Folder::offline();
    let out = folder.dir.path().join("out");
    let config =
        Config { save: tidings::settings::SaveConfig { folder: out.clone(), pictures: false }, ..Config::default() };
    let mut reader = Reader::with_config(&folder, (110, 30), &config);
    reader.press("v j ctrl-s").expect("2 files written to");
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 2);
    reader.press("v k ctrl-s").expect("0 files written").expect("2 not");
}
