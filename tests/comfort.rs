//! Tests the command palette, the first run and themes: keys and clicks in, screen out.

use tidings::app::input::Mouse;
use tidings::app::input::MouseKind;
use tidings::app::input::Msg as InputMsg;
use tidings::app::layout::Pane;
use tidings::app::overlay::stack::Overlay;
use tidings::app::{Effect, Terminal};
use tidings::domain::{Scope, Subscription};

use crate::harness::{Folder, Reader, Served, now};

#[test]
fn the_palette_runs_actions_in_the_focused_pane() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press(":").type_text("toggle star");
    reader.expect("Toggle star");
    reader.press("enter");
    assert!(reader.model.overlays.is_empty());
    assert!(reader.model.articles.selected().unwrap().starred);
    reader.press("q");
    reader.press("ctrl-k").type_text("zen").press("enter");
    assert!(reader.model.zen);
}

/// Regression: the palette hid every action that did not work in the focused pane.
#[test]
fn the_palette_shows_actions_of_other_panes_and_goes_there() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("tab tab");
    assert_ne!(reader.model.focus, Pane::Articles);
    reader.press(":").type_text("toggle star").expect("(in articles)").press("enter");
    assert_eq!(reader.model.focus, Pane::Articles);
    assert!(reader.model.articles.selected().unwrap().starred);
    reader.press(":").type_text("remove feed").expect("(in feeds)").press("enter");
    assert_eq!(reader.model.focus, Pane::Feeds);
    reader.expect("select a feed to remove it").press("l j");
    reader.expect("By Mara Ellison").press(":").type_text("sort by thread").press("enter");
    reader.expect("sorted by newest");
    assert_eq!(reader.model.focus, Pane::Reader);
    assert!(reader.model.reader.thread.selected.is_some());
}

#[test]
fn the_palette_goes_to_feeds_folders_and_tags() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press(":").type_text("slow lig").press("enter");
    reader.expect("─ Slow Light");
    assert_eq!(reader.model.focus, Pane::Articles);
    assert_eq!(reader.model.feeds.selected_feed().unwrap().title.as_str(), "Slow Light");
    reader.press(":").type_text("starred").press("enter").expect("─ Starred");
}

fn paper(i: usize, folder: &str) -> Subscription {
    Subscription {
        url: format!("http://127.0.0.1:9/{i}"),
        title: Some(tidings::domain::Text::line(&format!("Paper number {i}"))),
        folder: tidings::domain::Text::line(folder).non_empty(),
        ..Subscription::default()
    }
}

/// Opens the reader and folds a folder.
fn fold_tech(folder: &Folder) -> Reader {
    let mut reader = Reader::open(folder, (120, 40));
    reader.press("q").press(":").type_text("folder tech").press("enter q enter");
    reader.expect_not("Paper number 1");
    reader
}

/// Regression: a restart unfolded every folder, and one that the palette had unfolded was folded again.
#[test]
fn folders_stay_folded_or_unfolded_after_a_restart() {
    let folder = Folder::new(&[paper(1, "Tech/Rust"), paper(2, "News")]);
    drop(fold_tech(&folder));
    let folder = folder.restart();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.expect("▸ Tech").expect_not("Paper number 1").expect("Paper number 2");
    reader.press(":").type_text("number 1").press("enter").expect("▾ Tech");
    drop(reader);
    let folder = folder.restart();
    Reader::open(&folder, (120, 40)).expect("▾ Tech").expect("Paper number 1");
}

/// A hidden feed is shown to a user who asks for it.
#[test]
fn the_palette_goes_to_a_hidden_feed_without_a_row() {
    let hidden = Subscription { hidden: true, ..paper(1, "Tech") };
    let folder = Folder::new(&[paper(2, "News"), hidden]);
    let mut reader = Reader::open(&folder, (120, 40));
    reader.expect_not("Paper number 1").expect_not("Tech");
    reader.press(":").type_text("number 1").expect("hidden feed").press("enter").expect("─ Paper number 1 ");
    assert_eq!(reader.model.focus, Pane::Articles);
}

#[test]
fn the_palette_finds_a_feed_in_a_folded_folder_and_unfolds_it() {
    let folder = Folder::new(&[paper(1, "Tech/Rust"), paper(2, "News")]);
    let mut reader = fold_tech(&folder);
    reader.press(":").type_text("number 1").press("enter").expect("Paper number 1");
    assert!(matches!(reader.model.articles.query.scope, Scope::Feed(_)));
}

#[test]
fn the_palette_opens_an_article_and_its_list() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("q j j l :").type_text("octpus rceipts");
    reader.expect("The octopus who kept the receipts");
    reader.press("enter");
    assert_eq!(reader.model.focus, Pane::Reader);
    let id = reader.model.reader.article().unwrap();
    assert_eq!(reader.model.articles.selected().unwrap().id, id);
    reader.expect("─ Slow Light");
    reader.press("u").expect("marked unread (undone)");
}

#[test]
fn the_palette_searches_the_store_for_titles_beyond_the_list() {
    let folder = Folder::with_entries((0..900_i64).map(|i| tidings::domain::Entry {
        guid: i.to_string(),
        title: Some(tidings::domain::Text::line(&format!("Number {i} says something"))),
        published: Some(now() - chrono::TimeDelta::hours(i)),
        ..Default::default()
    }));
    // A jump leaves rows above the article, and the end of the list fills the pane.
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press(":").type_text("500").press("enter q").expect("Number 496 says").expect("Number 506 says");
    assert_eq!((reader.model.articles.cursor, reader.model.articles.top), (500, 496));
    reader.press("esc :").type_text("899").press("enter q").expect("Number 899 says").expect("Number 889 says");
    let rows = usize::from(reader.model.panes().articles.unwrap().body().height);
    assert_eq!((reader.model.articles.cursor, reader.model.articles.top), (899, 900 - rows));
    drop(reader);
    // Before and after the articles are indexed.
    for indexed in [false, true] {
        let mut reader = Reader::open(&folder, (100, 30));
        reader.press(":").type_text("877");
        reader.expect("Number 877 says something");
        reader.press("enter").expect("Number 877 says something");
        assert_eq!(reader.model.articles.selected().unwrap().title.as_str(), "Number 877 says something");
        if !indexed {
            while folder.library.store.index_pending(500, str::to_owned).unwrap() > 0 {}
        }
    }
}

#[test]
fn escape_and_a_click_outside_close_the_palette() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press(": j j esc");
    assert!(reader.model.overlays.is_empty() && reader.model.articles.cursor == 0);
    reader.press(":");
    reader.click((0, 39));
    assert!(reader.model.overlays.is_empty());
}

#[test]
fn the_palette_can_be_clicked_and_scrolled() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (80, 24));
    reader.press(":").type_text("slow light");
    let (x, y) = reader.place("▪ Slow Light");
    let cursor = |reader: &Reader| match reader.model.overlays.last() {
        Some(Overlay::Palette(palette)) => palette.cursor,
        other => panic!("the palette is open: {other:?}"),
    };
    reader.press("esc :");
    for (kind, expected) in [(MouseKind::ScrollDown, 1), (MouseKind::ScrollDown, 2), (MouseKind::ScrollUp, 1)] {
        reader.send(InputMsg::Mouse(Mouse { kind, x, y }));
        assert_eq!(cursor(&reader), expected, "the wheel moves the cursor");
    }
    reader.press("esc :").type_text("slow light");
    reader.click((x, y));
    if !reader.model.overlays.is_empty() {
        reader.click((x, y));
    }
    reader.expect("─ Slow Light");
}

#[test]
fn the_palette_can_be_drawn_and_used_at_every_size() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press(":").type_text("the");
    let palette = |reader: &Reader| match reader.model.overlays.last() {
        Some(Overlay::Palette(palette)) => (palette.cursor, palette.top, palette.rows.len()),
        other => panic!("the palette is open: {other:?}"),
    };
    let (_, _, rows) = palette(&reader);
    for width in [1, 2, 3, 4, 5, 9, 20, 40, 63, 64, 80, 250] {
        for height in [1, 2, 3, 4, 5, 7, 8, 12, 24, 70] {
            reader.send(InputMsg::Resize(width, height));
            reader.expect_sound().press("pagedown down").expect_sound();
            let (cursor, top, found) = palette(&reader);
            assert_eq!(found, rows, "the matches do not depend on the size");
            assert!((1..rows).contains(&cursor) && top <= cursor, "{cursor} and {top} of {rows} at {width}x{height}");
            reader.click((width / 2, 0));
            reader.press("esc :").type_text("the");
        }
    }
}

/// Returns the addresses of the feeds in `feeds.toml`.
fn subscribed(folder: &Folder) -> Vec<String> {
    let file = folder.dir.path().join("feeds.toml");
    let feeds = tidings::settings::Subscriptions::load(&file).unwrap();
    feeds.list().iter().map(|feed| feed.url.clone()).collect()
}

/// Replaces the offered feeds by those of the sample site, because tests must not use the network.
fn offer(reader: &mut Reader, served: &Served) {
    reader.model.welcome.starters = served.site.feeds().into_iter().map(|feed| (feed, true)).collect();
}

#[test]
fn the_first_run_offers_feeds_and_adds_those_that_are_marked() {
    let served = Served::start();
    let folder = Folder::new(&[]);
    let mut reader = Reader::open(&folder, (80, 24));
    reader.expect("No feeds yet").expect("[x] BBC News").expect("add all 13 feeds");
    reader.press("space j j space").expect("[ ] BBC News").expect("add the 11 marked");
    reader.press("A").expect("add all 13 feeds").expect_not("[ ]");
    reader.press("A enter").expect("no feed marked").expect_not("[x]");
    offer(&mut reader, &served);
    reader.press("g space enter");
    assert_eq!(subscribed(&folder).len(), 4);
    reader.expect_not("No feeds yet").expect("─ Unread");
    assert!(reader.model.feeds.unread() > 10, "new feeds are fetched at once");
    assert_eq!(reader.model.focus, Pane::Articles);
    reader.press("u").expect("4 feeds removed").expect("No feeds yet");
    assert!(subscribed(&folder).is_empty());
}

#[test]
fn the_first_run_imports_newsboats_feeds() {
    let served = Served::start();
    let folder = Folder::new(&[]);
    let feeds = served.site.feeds();
    let urls = format!("{}\n{} \"~Mine\" tag\nexec:rm\nquery:all\n\n# a remark\n", feeds[0].url, feeds[1].url);
    std::fs::create_dir(folder.dir.path().join("newsboat")).unwrap();
    std::fs::write(folder.dir.path().join("newsboat/urls"), urls).unwrap();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.expect("import 2 newsboat feeds, from").press("i");
    assert_eq!(subscribed(&folder).len(), 2);
    reader.expect("Mine");
    reader.press("!").expect("2 feeds added from").expect("2 skipped").expect("commands are not run");
    reader.press("esc u").expect("No feeds yet");
}

#[test]
fn the_first_run_does_not_mention_newsboat_without_its_files() {
    let folder = Folder::new(&[]);
    let mut reader = Reader::open(&folder, (80, 24));
    reader.expect_not("newsboat").press("i").expect("no newsboat urls file found");
    reader
        .press("n")
        .expect("no feeds yet (a: add one)")
        .press("F")
        .expect("no feeds yet (a: add one)")
        .press("?")
        .expect("Keys")
        .press("q");
    reader.press("a").expect("Add feed:").press("esc");
    reader.press(":").type_text("mark").expect("Toggle mark").expect_not("Mark all read");
    reader.press("esc q");
    assert_eq!(reader.outside, [Effect::Terminal(Terminal::Quit)]);
}

#[test]
fn the_first_run_can_be_clicked_and_scrolled() {
    let served = Served::start();
    let folder = Folder::new(&[]);
    let mut reader = Reader::open(&folder, (40, 12));
    let (x, y) = reader.place("[x] The Guardian");
    reader.click((x, y));
    reader.expect("[ ] The Guardian");
    reader.click((x, y));
    reader.expect("[x] The Guardian").expect_not("xkcd");
    for _ in 0..12 {
        reader.send(InputMsg::Mouse(Mouse { kind: MouseKind::ScrollDown, x, y }));
    }
    reader.expect("[x] xkcd").expect_not("BBC News");
    let (x, y) = reader.place("add a feed");
    reader.click((x, y));
    reader.expect("Add feed:").press("esc");
    offer(&mut reader, &served);
    let (x, y) = reader.place("add all");
    reader.click((x, y));
    assert_eq!(subscribed(&folder).len(), 5);
}

#[test]
fn removing_the_last_feed_can_be_undone_on_the_first_run_page() {
    let folder = Folder::new(&[Subscription { url: "http://127.0.0.1:9/".into(), ..Subscription::default() }]);
    let mut reader = Reader::open(&folder, (80, 24));
    reader.expect_not("No feeds yet").press("q G D").expect("No feeds yet");
    reader.expect("(u: undo)").press("u").expect_not("No feeds yet");
}

#[test]
fn the_first_run_can_be_drawn_at_every_size() {
    let folder = Folder::new(&[]);
    let mut reader = Reader::open(&folder, (80, 24));
    let starters = reader.model.welcome.starters.len();
    for width in [1, 2, 3, 5, 9, 20, 40, 63, 80, 250] {
        for height in [1, 2, 3, 4, 5, 7, 12, 20, 24, 70] {
            reader.send(InputMsg::Resize(width, height));
            reader.press("pagedown down space G g : down esc").expect_sound();
            assert_eq!(reader.model.welcome.starters.len(), starters);
            reader.click((width / 2, height / 2));
            reader.press("esc").expect_sound();
        }
    }
}

#[test]
fn a_key_switches_to_the_next_theme() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (80, 24));
    reader.press("T");
    assert_eq!(reader.outside, [Effect::Terminal(Terminal::NextTheme)]);
}

#[test]
fn a_key_shows_what_is_new() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (80, 24));
    let first = tidings::app::whats_new::paragraphs().swap_remove(0).text;
    reader.press("%").expect("─ What's new ─").expect(&first).expect("Esc: close");
    reader.press("G").expect_not(&first);
    reader.press("esc").expect_not("What's new");
}
