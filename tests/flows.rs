//! Tests what a user does, with the real loop, store and network: keys in, screen out.

use proptest::prelude::*;
use tidings::app::input::Msg as InputMsg;
use tidings::app::layout::Pane;
use tidings::app::overlay::stack::Overlay;
use tidings::app::{Effect, Terminal};
use tidings::domain::{ListQuery, Subscription};
use tidings::library::Library;
use tidings::settings::Paths;

use crate::harness::{Folder, Reader, Served, now};
use crate::screens::lead;

fn unread(folder: &Folder) -> u32 {
    folder.library.store.feeds().unwrap().iter().map(|feed| feed.unread).sum()
}

#[test]
fn opening_marks_read_and_can_be_undone() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    let all = unread(&folder);
    reader.press("enter");
    assert_eq!((unread(&folder), reader.model.focus), (all - 1, Pane::Reader));
    reader.press("u");
    reader.expect("1 article marked unread (undone)");
    assert_eq!(unread(&folder), all);
}

#[test]
fn selecting_shows_the_text_but_does_not_mark_it_read() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    let all = unread(&folder);
    reader.press("j");
    reader.expect("By Mara Ellison");
    assert_eq!(unread(&folder), all);
}

#[test]
fn next_unread_visits_every_article_and_stops() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (100, 30));
    for _ in 0..unread(&folder) {
        let before = unread(&folder);
        reader.press("n");
        assert_eq!(unread(&folder), before - 1, "{}", reader.screen());
    }
    reader.press("n");
    reader.expect("no more unread articles");
}

#[test]
fn previous_unread_reverses_next_unread() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("j j j enter");
    let third = reader.model.reader.article();
    reader.press("n p");
    assert_ne!(reader.model.reader.article(), third, "p opens the previous unread article");
    assert!(reader.model.articles.cursor < 3);
}

#[test]
fn starred_articles_are_stored_and_listed() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("s");
    reader.expect("●★");
    reader.press("q j j");
    reader.expect("Starred").expect("1 of 1");
    reader.press("l u");
    reader.expect("1 article unstarred (undone)").expect("No starred articles");
}

#[test]
fn mark_all_read_is_undone_in_one_step() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    let all = unread(&folder);
    reader.press("A");
    assert_eq!(unread(&folder), 0);
    reader.expect("articles marked read");
    reader.press("u");
    assert_eq!(unread(&folder), all);
}

#[test]
fn a_read_article_stays_in_the_unread_list_until_the_list_is_opened_again() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    let title = reader.model.articles.selected().unwrap().title.clone();
    reader.press("enter q j k");
    assert_eq!(reader.model.articles.selected().unwrap().title, title);
}

#[test]
fn find_jumps_to_matches_and_marks_them() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (100, 30));
    reader.press("/").type_text("residents’ association").press("enter");
    reader.expect("1 match").expect("Residents’ Association");
    reader.press("/").type_text("no such words").press("enter");
    reader.expect("not found in this text");
}

#[test]
fn a_search_of_all_articles_can_be_left() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("F").type_text("octopus").press("enter");
    reader.expect("Search: octopus").expect("The octopus who kept the receipts");
    reader.press("esc");
    reader.expect("─ Unread");
    reader.press("F").type_text("is:fluffy").press("enter");
    reader.expect("is:fluffy").expect("unknown state").expect("^^^^^^^^^");
}

/// Regression: the days of a query began at midnight UTC.
#[test]
fn days_in_a_search_are_days_in_the_users_zone() {
    let entry = |title: &str, published: &str| tidings::domain::Entry {
        guid: title.to_owned(),
        title: Some(tidings::domain::Text::line(title)),
        published: Some(published.parse().unwrap()),
        ..tidings::domain::Entry::default()
    };
    let late = entry("Late on Saturday", "2026-11-21T18:29:00Z");
    let folder = Folder::with_entries([late, entry("Early on Sunday", "2026-11-21T18:31:00Z")]);
    let mut reader = Reader::open(&folder, (120, 40));
    reader.model.options.clock.zone = |_| chrono::FixedOffset::east_opt(5 * 3600 + 1800).unwrap();
    for (query, shown, other) in [
        ("after:2026-11-22", "Early on Sunday", "Late on Saturday"),
        ("before:2026-11-22", "Late on Saturday", "Early on Sunday"),
    ] {
        reader.press("F").type_text(query).press("enter");
        reader.expect(&format!("Search: {query}")).expect(shown).expect_not(other);
    }
}

#[test]
fn comments_are_selected_folded_and_left() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (100, 40));
    reader.press("c");
    reader.expect("17 Comments").expect("Bronagh Teague");
    let first = reader.model.reader.selected_name();
    reader.press("enter");
    reader.expect("▸ Bronagh Teague").expect_not("My mother");
    reader.press("}");
    assert_ne!(reader.model.reader.selected_name(), first);
    reader.press("{ l j h h");
    assert_eq!(reader.model.reader.selected_name(), first, "h folds, then goes to the parent");
    reader.press("z M");
    assert!(reader.model.reader.opened.as_ref().unwrap().thread.nodes().filter(|n| n.depth == 0).count() > 2);
    reader.expect_not("│ ▾");
    reader.press("z R + - -");
    reader.press("c");
    assert_eq!(reader.model.reader.thread.selected, None);
}

#[test]
fn anonymous_comments_have_no_made_up_name() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (100, 60));
    reader.press("c");
    reader.expect("anonymous").expect_not("Anonymous");
}

#[test]
fn a_key_fetches_comments_and_later_ones_are_new() {
    let served = Served::start();
    let folder = Folder::new(&served.site.feeds());
    folder.sync(&served.runtime);
    let mut reader = lead(&folder, (100, 50));
    reader.press("c");
    reader.press("r");
    reader.expect("17 comments, none new");
    // Removes half of the thread, as if it had been written after the last visit.
    let id = reader.model.reader.article().unwrap();
    let stored = folder.library.store.thread(id).unwrap().unwrap();
    assert_eq!(stored.comments.len(), 17);
    assert!(stored.comments.iter().all(|comment| !comment.new), "selected comments are seen");
}

#[test]
fn a_feed_is_added_by_its_site_removed_and_restored() {
    let served = Served::start();
    let folder = Folder::new(&[]);
    let mut reader = Reader::open(&folder, (120, 40));
    reader.expect("No feeds yet");
    let page = format!("{}/slow-light/", served.site.base());
    reader.press("a").type_text(&page).press("enter");
    reader.expect("Slow Light");
    assert_eq!(folder.library.store.feeds().unwrap().len(), 1);
    reader.press("q G D");
    reader.expect("(u: undo)");
    assert!(folder.library.store.feeds().unwrap().is_empty());
    reader.press("u");
    assert_eq!(folder.library.store.feeds().unwrap().len(), 1);
    assert!(unread(&folder) > 0, "its articles are restored too");
}

/// Regression: a user who had mistyped an address had to type it again, or was not told why it failed.
#[test]
fn an_address_without_a_feed_stays_in_the_prompt() {
    let served = Served::start();
    let folder = Folder::new(&[]);
    let mut reader = Reader::open(&folder, (120, 40));
    let page = format!("{}/slow-light/", served.site.base());
    reader.press("a").type_text(&format!("{page}x")).press("enter");
    reader.expect("404").expect(&format!("Add feed: {page}x"));
    assert!(folder.library.store.feeds().unwrap().is_empty());
    reader.press("backspace enter").expect_not("Add feed: ");
    assert_eq!(folder.library.store.feeds().unwrap().len(), 1);
}

/// Regression: `up` did nothing in a prompt.
#[test]
fn up_recalls_earlier_lines_of_the_same_prompt() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    for words in ["octopus", "ferry"] {
        reader.press("F").type_text(words).press("enter");
    }
    let line = |reader: &Reader| match reader.model.overlays.last() {
        Some(Overlay::Prompt(prompt)) => prompt.text(),
        other => panic!("the prompt is open: {other:?}"),
    };
    reader.press("F up");
    assert_eq!(line(&reader), "ferry");
    reader.press("up").expect("Search: octopus");
    assert_eq!(line(&reader), "octopus");
    reader.press("enter").expect("─ Search: octopus").press("a up");
    assert_eq!(line(&reader), "", "an address is no search");
}

#[test]
fn an_error_of_a_feed_stays_until_it_is_dismissed() {
    let served = Served::start();
    let mut feeds = served.site.feeds();
    feeds.push(Subscription { url: format!("{}/nowhere.xml", served.site.base()), ..Subscription::default() });
    let folder = Folder::new(&feeds);
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("R");
    reader.expect("nowhere.xml").expect("answered 404");
    assert!(unread(&folder) > 30, "the other feeds were synced");
    reader.press("j k");
    reader.expect("answered 404");
    reader.press("esc");
    reader.expect_not("answered 404");
    reader.press("!");
    reader.expect("Messages").expect("answered 404");
}

#[test]
fn a_second_sync_adds_nothing() {
    let served = Served::start();
    let folder = Folder::new(&served.site.feeds());
    assert!(folder.sync(&served.runtime).new_articles > 30);
    let again = folder.sync(&served.runtime);
    assert_eq!((again.new_articles, again.updated_articles, again.not_modified), (0, 0, 5));
}

#[test]
fn changes_by_another_process_are_shown() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.watch();
    let paths =
        Paths { config: folder.dir.path().into(), state: folder.dir.path().join("state"), newsboat: Vec::new() };
    let other = Library::open(&paths).unwrap();
    other.store.mark_all_read(&ListQuery::default(), now()).unwrap();
    reader.watch();
    reader.expect_not("● Unread            4");
    assert_eq!(reader.model.feeds.unread(), 0);
}

#[test]
fn links_are_opened_by_number_and_copied() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (100, 30));
    let links = reader.model.reader.page.links.clone();
    assert!(links.len() > 2);
    reader.press("2 o y # 9 9 9 enter");
    reader.expect("no link 999");
    let url = reader.model.reader.opened.as_ref().unwrap().article.row.url.clone().unwrap();
    assert_eq!(
        reader.outside,
        [
            Effect::Terminal(Terminal::OpenUrl(links[1].clone())),
            Effect::Terminal(Terminal::OpenUrl(url.clone())),
            Effect::Terminal(Terminal::Copy(url))
        ]
    );
}

#[test]
fn resizing_keeps_the_place_in_the_text() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (120, 40));
    reader.press("ctrl-d ctrl-d");
    let before = reader.model.reader.line(reader.model.reader.scroll.top).unwrap().text();
    let word = before.split_whitespace().next().unwrap_or_default().to_owned();
    for size in [(60, 20), (40, 12), (120, 40)] {
        reader.send(InputMsg::Resize(size.0, size.1));
    }
    let near: Vec<String> = (0..12)
        .filter_map(|i| reader.model.reader.line(reader.model.reader.scroll.top + i))
        .map(tidings::domain::Line::text)
        .collect();
    assert!(near.join(" ").contains(&word), "{word} not in {near:?}");
}

#[test]
fn every_state_can_be_drawn_at_every_size_and_survives_resizing() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (120, 40));
    let state = |reader: &Reader| {
        let model = &reader.model;
        let articles = (model.articles.cursor, model.reader.article(), model.reader.thread.selected);
        (model.focus, model.overlays.len(), articles, model.articles.query.clone())
    };
    for keys in ["c", "z M", "Z", "?", "q", "F", "esc", ":", "esc", "q", "q", "!", "q", "a"] {
        reader.press(keys);
        let before = state(&reader);
        for width in [1, 2, 3, 5, 9, 20, 40, 60, 80, 100, 250] {
            for height in [1, 2, 3, 4, 7, 12, 24, 70] {
                reader.send(InputMsg::Resize(width, height));
                reader.expect_sound();
            }
        }
        assert_eq!(state(&reader), before, "after {keys}");
    }
}

#[test]
fn leaving_a_search_restores_the_list() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("j j j");
    let place = reader.model.articles.selected().unwrap().id;
    reader.press("F").type_text("octopus").press("enter").press("q");
    assert_eq!(reader.model.articles.selected().unwrap().id, place);
    assert_eq!(reader.model.focus, Pane::Articles);
}

#[test]
fn an_invalid_query_stays_in_the_prompt() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("F").type_text("foo:bar").press("enter");
    reader.expect("Search: foo:bar").expect("folder");
}

#[test]
fn removing_a_feed_selects_its_neighbour_and_undo_restores_the_file() {
    let folder = Folder::offline();
    let file = folder.dir.path().join("feeds.toml");
    let before = std::fs::read_to_string(&file).unwrap().replacen("[[feed]]", "# mine\n[[feed]]", 2);
    std::fs::write(&file, &before).unwrap();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("q j j j j j");
    let title = reader.model.feeds.selected_feed().unwrap().title.to_string();
    reader.expect(&format!("─ {title}"));
    reader.press("D").expect_not(&format!("─ {title}"));
    reader.press("u");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
}

#[test]
fn a_change_of_size_keeps_the_selected_comment_in_view() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (120, 40));
    reader.press("c } }");
    for size in [(60, 20), (40, 12), (120, 40), (80, 24)] {
        reader.send(InputMsg::Resize(size.0, size.1));
        reader.expect("▌");
    }
}

#[test]
fn new_comments_are_marked_reached_by_a_key_and_then_seen() {
    let served = Served::start();
    let folder = Folder::new(&served.site.feeds());
    folder.sync(&served.runtime);
    let mut reader = lead(&folder, (100, 50));
    reader.press("c");
    let id = reader.model.reader.article().unwrap();
    let store = &folder.library.store;
    let mut answer = tidings::domain::LoadedThread { source: "wordpress-rest".into(), ..Default::default() };
    let stored = store.thread(id).unwrap().unwrap().comments;
    let name = |comment: &tidings::domain::Comment| tidings::domain::CommentRef {
        id: comment.id.to_string(),
        ..Default::default()
    };
    let seen = stored.iter().map(|comment| (name(comment), tidings::domain::CommentStatus::Seen)).collect();
    store.mark_comments(id, seen).unwrap();
    let mut late = store.thread(id).unwrap().unwrap().comments[0].clone();
    late.parent = Some(late.id.clone());
    late.id = "999999".into();
    late.html = tidings::domain::Html("<p>A late word.</p>".into());
    answer.comments = vec![late];
    store.save_thread(id, &answer, &std::collections::HashSet::new(), now() + chrono::TimeDelta::hours(1)).unwrap();
    reader.press("q enter");
    reader.expect("1 new");
    reader.press(".");
    reader.expect("A late word.").expect(" new");
    assert_eq!(reader.model.reader.selected_name().map(|name| name.id).as_deref(), Some("999999"));
    reader.press("g c");
    reader.expect("Comments  1 recent");
    reader.press("q j enter");
    assert!(store.thread(id).unwrap().unwrap().comments.iter().all(|comment| !comment.new));
}

#[test]
fn n_opens_the_unread_article_under_the_cursor() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("j j j j");
    let id = reader.model.articles.selected().unwrap().id;
    reader.press("n");
    assert_eq!(reader.model.reader.article(), Some(id));
}

#[test]
fn keys_pressed_while_a_list_loads_stay_in_effect() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    // Without waiting in between, as a fast user types.
    for key in ["s", "j", "m", "j", "j"] {
        reader.press_without_waiting(key);
    }
    reader.settle();
    assert_eq!(reader.model.articles.cursor, 3);
}

#[test]
fn the_title_says_unread_only() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("q j t").expect("All articles · unread only");
    reader.press("k t").expect("─ Unread");
    assert!(reader.model.articles.query.unread_only, "the unread list always shows only unread articles");
}

#[test]
fn folders_with_odd_names_hold_their_own_feeds() {
    let feed = |i: usize, folder: &str| Subscription {
        url: format!("http://127.0.0.1:9/{i}"),
        folder: tidings::domain::Text::line(folder).non_empty(),
        ..Subscription::default()
    };
    let folder = Folder::new(&[feed(1, "Tech"), feed(2, "Tech News"), feed(3, "Tech/Rust"), feed(4, "Tech-2")]);
    let reader = Reader::open(&folder, (120, 40));
    let screen = reader.screen();
    let order: Vec<usize> =
        ["Tech ", "Rust", "/3", "Tech News", "Tech-2"].iter().map(|word| screen.find(word).unwrap()).collect();
    assert!(order.is_sorted(), "{screen}");
}

#[test]
fn errors_of_many_feeds_are_one_line() {
    let served = Served::start();
    let feeds: Vec<Subscription> = (0..4)
        .map(|i| Subscription { url: format!("{}/nowhere{i}.xml", served.site.base()), ..Subscription::default() })
        .collect();
    let folder = Folder::new(&feeds);
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("R");
    reader.expect("4 feeds failed; ");
    reader.press("!");
    reader.expect("nowhere0").expect("nowhere3");
}

/// Keys to press in random order, without those that quit or use the network.
const KEYS: &[&str] = &[
    "j", "k", "g", "G", "h", "l", "enter", "q", "n", "p", "m", "s", "A", "u", "t", "c", "z M", "z R", "z s", "-", "+",
    "P", "]", "[", "}", "{", ".", "tab", "backtab", "space", "b", "ctrl-d", "ctrl-u", "Z", "?", "!", "esc", "1", "/",
    "F", ":",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn no_order_of_keys_and_sizes_breaks_the_screen(
        steps in prop::collection::vec((0..KEYS.len(), 1_u16..160, 1_u16..50, 0..6_u8), 1..60)
    ) {
        let folder = Folder::offline();
        let mut reader = Reader::open(&folder, (100, 30));
        for (key, width, height, resize) in steps {
            if resize == 0 {
                reader.send(InputMsg::Resize(width, height));
            }
            reader.press(KEYS[key]);
            reader.expect_sound();
            let model = &reader.model;
            if let (Some(selected), Some(opened)) = (model.reader.thread.selected, &model.reader.opened) {
                let anchor = model.reader.thread.folds.anchor(&opened.thread, selected);
                prop_assert_eq!(anchor, selected, "the selected comment is visible");
            }
            prop_assert!(model.articles.window.total == 0 || model.articles.cursor < model.articles.window.total);
        }
    }
}
