//! Stories on the screen: the line under the byline, and the story over the panes.

use tidings::domain::{Entry, Html, ParsedFeed, Subscription, Text};
use tidings::settings::Config;
use tidings::store::{FetchOutcome, FetchRecord};
use tidings::sync;

use crate::harness::{Folder, Reader, now};

const WIRE: &str = "The passenger ferry Grey Heron ran aground on a sandbank outside Port Ellis on Sunday with 212 people \
    aboard, the coastguard said. All passengers were taken off by lifeboat within three hours. Captain Ida Lund told \
    reporters that the steering gear had failed.";
const OWN: &str = "Children sang while lifeboats took them off the ferry Grey Heron, aground on a sandbank at Port Ellis. The \
    coastguard counted 212 passengers. Hotels along the quay opened their ballrooms and kitchens. A baker from Mill Lane \
    sent every loaf that he had.";

/// Outlet, hours ago, title and text of each article.
const ARTICLES: [(&str, i64, &str, &str); 5] = [
    ("The Gazette", 9, "Ferry Grey Heron runs aground off Port Ellis", WIRE),
    ("The Tide Table", 7, "Night on the sandbank: the Grey Heron’s passengers", OWN),
    ("Slow Light", 6, "Grey Heron aground off Port Ellis", WIRE),
    ("The Mercury", 5, "Ferry Grey Heron aground, all passengers safe", WIRE),
    ("The Gazette", 1, "Council raises parking fees", "Parking in the old town will cost three crowns from May."),
];

fn folder() -> Folder {
    let host = |outlet: &str| outlet.to_lowercase().replace(' ', "-");
    let url = |outlet: &str| format!("https://{}.example/feed", host(outlet));
    let feeds: Vec<Subscription> =
        ARTICLES[..4].iter().map(|article| Subscription { url: url(article.0), ..Subscription::default() }).collect();
    let folder = Folder::new(&feeds);
    let store = &folder.library.store;
    for (at, feed) in feeds.iter().enumerate() {
        let outlet = ARTICLES[at].0;
        let entries = ARTICLES.iter().filter(|article| article.0 == outlet).map(|(_, hours, title, text)| Entry {
            guid: (*title).to_owned(),
            title: Some(Text::line(title)),
            url: Some(format!("https://{}.example/{hours}", host(outlet))),
            content: Some(Html(format!("<p>{text}</p>"))),
            published: Some(now() - chrono::Duration::hours(*hours)),
            ..Entry::default()
        });
        let parsed =
            ParsedFeed { title: Some(Text::line(outlet)), entries: entries.collect(), ..ParsedFeed::default() };
        let outcome = FetchOutcome::Fetched { etag: None, last_modified: None };
        let record = FetchRecord { at: now(), outcome, next_due: None, moved_to: None };
        let id = store.feed_by_url(&feed.url).unwrap().unwrap();
        store.save_feed(id, &parsed, &record, now(), |_| Text::line("untitled")).unwrap();
    }
    sync::group_all(store).unwrap();
    folder
}

#[test]
fn a_story_is_named_shown_and_opened() {
    let folder = folder();
    let mut reader = Reader::open(&folder, (80, 24));
    reader
        .press("j + j enter")
        .expect("all passengers safe")
        .expect("Also in: The Gazette, The Tide Table, Slow Light");
    insta::assert_snapshot!("also_in_80x24", reader.screen());
    reader.press("E").expect("Story: 4 articles, 4 outlets").expect("copy of The Gazette").expect("Enter: open");
    reader.press("g j").expect("Hotels along the quay opened").expect("only in The Tide Table");
    insta::assert_snapshot!("story_80x24", reader.screen());
    reader.press("esc").expect_not("Story: 4").expect("all passengers safe");
    reader.press("E g j enter").expect_not("Story: 4").expect("Children sang").expect("Also in: The Gazette");
    assert_eq!(reader.model.reader.opened.as_ref().unwrap().article.row.title.as_str(), ARTICLES[1].2);
}

#[test]
fn a_story_fits_a_small_screen() {
    let folder = folder();
    let mut reader = Reader::open(&folder, (40, 12));
    reader.press("enter j + j enter").expect("Also in: The Gazette, +2");
    reader.press("E").expect("Story: 4 articles, 4 outlets");
    insta::assert_snapshot!("story_40x12", reader.screen());
    for size in [(20, 5), (8, 3), (1, 1), (200, 60)] {
        Reader::open(&folder, size).press("j enter E j j G q");
    }
}

#[test]
fn opening_an_article_can_mark_its_story_read() {
    let folder = folder();
    let mut config = Config::default();
    config.screen.read_stories = true;
    let unread = |folder: &Folder| folder.library.store.feeds().unwrap().iter().map(|feed| feed.unread).sum::<u32>();
    let mut reader = Reader::with_config(&folder, (80, 24), &config);
    reader.press("j enter");
    assert_eq!(unread(&folder), 1, "the article of no story is unread");
    reader.press("u");
    assert_eq!(unread(&folder), 5);
    let mut reader = Reader::open(&folder, (80, 24));
    reader.press("j E g enter").expect("22 November 2026, 23:00");
    assert_eq!(unread(&folder), 4, "the opened one is read");
}

#[test]
fn an_article_without_a_story_says_so() {
    let folder = folder();
    let mut reader = Reader::open(&folder, (110, 34));
    reader.press("E").expect("no other article tells this story").expect_not("Also in");
}

#[test]
fn a_story_is_one_row_until_it_is_unfolded() {
    let folder = folder();
    let mut reader = Reader::open(&folder, (140, 34));
    reader.press("g").expect("1 of 2").expect("+3 outlets").expect_not("Night on the sandbank");
    insta::assert_snapshot!("story_row_140x34", reader.screen());
    reader.press("j +").expect("2 of 5").expect("−3 outlets").expect("└ Night on the sandbank");
    insta::assert_snapshot!("story_row_unfolded_140x34", reader.screen());
    reader.press("j +").expect("2 of 2").expect("+3 outlets");
    reader.press("k +").expect("no other article here tells this story");
}

#[test]
fn a_mark_on_a_folded_story_is_for_all_of_it() {
    let folder = folder();
    let unread = |folder: &Folder| folder.library.store.feeds().unwrap().iter().map(|feed| feed.unread).sum::<u32>();
    let mut reader = Reader::open(&folder, (110, 34));
    reader.press("j m");
    assert_eq!(unread(&folder), 1);
    reader.press("u");
    assert_eq!(unread(&folder), 5);
    reader.press("+ m");
    assert_eq!(unread(&folder), 4, "of an unfolded story, the row is one article");
}

#[test]
fn lists_of_one_feed_and_without_the_setting_have_every_article() {
    let folder = folder();
    let mut config = Config::default();
    config.screen.fold_stories = false;
    let mut reader = Reader::with_config(&folder, (110, 34), &config);
    reader.press("g").expect("1 of 5").expect_not("outlets");
    reader.press("+").expect("the setting fold_stories is off");
}

#[test]
fn next_unread_goes_through_a_folded_story() {
    let folder = folder();
    let mut reader = Reader::open(&folder, (110, 34));
    reader.press("n").expect("Council raises parking fees");
    reader.press("n").expect("22 November 2026, 23:00");
    for _ in 0..3 {
        reader.press("n");
    }
    assert!(folder.library.store.feeds().unwrap().iter().all(|feed| feed.unread == 0));
    reader.press("n").expect("no more unread articles");
}
