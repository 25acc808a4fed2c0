//! Keys in, screen out: what a user does, on the real loop, store and network.

use proptest::prelude::*;
use tidings::app::input::Msg as InputMsg;
use tidings::app::layout::Pane;
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
fn opening_marks_read_and_undo_takes_it_back() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    let all = unread(&folder);
    reader.press("enter");
    assert_eq!((unread(&folder), reader.model.focus), (all - 1, Pane::Reader));
    reader.press("u");
    reader.expect("1 article unread again");
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
fn next_unread_goes_through_everything_and_stops() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (100, 30));
    for _ in 0..unread(&folder) {
        let before = unread(&folder);
        reader.press("n");
        assert_eq!(unread(&folder), before - 1, "{}", reader.screen());
    }
    reader.press("n");
    reader.expect("nothing unread is left");
}

#[test]
fn next_and_previous_unread_are_each_others_way_back() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("j j j enter");
    let third = reader.model.reader.article();
    reader.press("n p");
    assert_ne!(reader.model.reader.article(), third, "p goes to the unread one before");
    assert!(reader.model.articles.cursor < 3);
}

#[test]
fn a_star_stays_and_is_listed() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("s");
    reader.expect("●★");
    reader.press("q j j");
    reader.expect("Starred").expect("1 of 1");
    reader.press("l u");
    reader.expect("1 article unstarred again").expect("Nothing starred yet");
}

#[test]
fn mark_all_read_is_one_undo() {
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
fn a_read_article_stays_in_the_unread_list_until_it_is_entered_again() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    let title = reader.model.articles.selected().unwrap().title.clone();
    reader.press("enter q j k");
    assert_eq!(reader.model.articles.selected().unwrap().title, title);
}

#[test]
fn finding_jumps_and_marks() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (100, 30));
    reader.press("/").type_text("residents’ association").press("enter");
    reader.expect("1 line").expect("Residents’ Association");
    reader.press("/").type_text("no such words").press("enter");
    reader.expect("is not in this text");
}

#[test]
fn searching_everything_and_going_back() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("/").type_text("octopus").press("enter");
    reader.expect("Search: octopus").expect("The octopus who kept the receipts");
    reader.press("esc");
    reader.expect("─ Unread");
    reader.press("/").type_text("is:fluffy").press("enter");
    reader.expect("is:fluffy").expect("unread, read, starred, commented");
}

#[test]
fn the_tree_is_walked_folded_and_left() {
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
fn unsigned_comments_have_no_made_up_name() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (100, 60));
    reader.press("c");
    reader.expect("unsigned").expect_not("Anonymous");
}

#[test]
fn comments_are_fetched_on_a_key_and_new_ones_are_marked_next_time() {
    let served = Served::start();
    let folder = Folder::new(&served.site.feeds());
    folder.sync(&served.runtime);
    let mut reader = lead(&folder, (100, 50));
    reader.press("c");
    reader.press("r");
    reader.expect("17 comments, none new");
    // Half of the thread goes, as if it had been written since the last visit.
    let id = reader.model.reader.article().unwrap();
    let stored = folder.library.store.thread(id).unwrap().unwrap();
    assert_eq!(stored.comments.len(), 17);
    assert!(stored.comments.iter().all(|comment| !comment.new), "looked at, so seen");
}

#[test]
fn a_feed_is_added_by_a_page_and_removed_and_brought_back() {
    let served = Served::start();
    let folder = Folder::new(&[]);
    let mut reader = Reader::open(&folder, (120, 40));
    reader.expect("There are no feeds yet");
    let page = format!("{}/slow-light/", served.site.base());
    reader.press("a").type_text(&page).press("enter");
    reader.expect("Slow Light");
    assert_eq!(folder.library.store.feeds().unwrap().len(), 1);
    reader.press("q G D");
    reader.expect("u brings it back");
    assert!(folder.library.store.feeds().unwrap().is_empty());
    reader.press("u");
    assert_eq!(folder.library.store.feeds().unwrap().len(), 1);
    assert!(unread(&folder) > 0, "its articles are back too");
}

#[test]
fn a_failing_feed_is_a_message_that_stays_until_it_is_put_away() {
    let served = Served::start();
    let mut feeds = served.site.feeds();
    feeds.push(Subscription { url: format!("{}/nowhere.xml", served.site.base()), ..Subscription::default() });
    let folder = Folder::new(&feeds);
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("R");
    reader.expect("nowhere.xml").expect("answered 404");
    assert!(unread(&folder) > 30, "the others came in");
    reader.press("j k");
    reader.expect("answered 404");
    reader.press("esc");
    reader.expect_not("answered 404");
    reader.press("!");
    reader.expect("Messages").expect("answered 404");
}

#[test]
fn syncing_twice_makes_nothing_new() {
    let served = Served::start();
    let folder = Folder::new(&served.site.feeds());
    assert!(folder.sync(&served.runtime).new_articles > 30);
    let again = folder.sync(&served.runtime);
    assert_eq!((again.new_articles, again.updated_articles, again.not_modified), (0, 0, 5));
}

#[test]
fn a_second_process_is_noticed() {
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
fn links_are_opened_by_their_number_and_copied() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (100, 30));
    let links = reader.model.reader.page.links.clone();
    assert!(links.len() > 2);
    reader.press("2 o y # 9 9 9 enter");
    reader.expect("there is no link 999");
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
fn resizing_keeps_what_is_read_at_the_top() {
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
fn every_size_can_be_drawn_in_every_state() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (120, 40));
    for keys in ["c", "z M", "Z", "?", "q", "F", "esc", ":", "esc", "q", "q", "!", "q", "a"] {
        reader.press(keys);
        for width in [1, 2, 3, 5, 9, 20, 40, 60, 80, 100, 250] {
            for height in [1, 2, 3, 4, 7, 12, 24, 70] {
                reader.send(InputMsg::Resize(width, height));
                reader.screen();
            }
        }
    }
}

#[test]
fn a_search_goes_back_to_where_it_began() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("j j j");
    let place = reader.model.articles.selected().unwrap().id;
    reader.press("F").type_text("octopus").press("enter").press("q");
    assert_eq!(reader.model.articles.selected().unwrap().id, place);
    assert_eq!(reader.model.focus, Pane::Articles);
}

#[test]
fn a_rejected_query_stays_to_be_mended() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("F").type_text("foo:bar").press("enter");
    reader.expect("Search: foo:bar").expect("folder");
}

#[test]
fn after_a_feed_is_removed_the_list_shows_its_neighbour_and_undo_restores_the_file() {
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
fn what_is_new_since_the_last_visit_is_marked_jumped_to_and_then_seen() {
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
    reader.expect("Comments  1 new");
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
fn keys_that_come_before_the_lists_answer_are_not_undone_by_it() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    // Not waited for in between, as fast fingers don't.
    for key in ["s", "j", "m", "j", "j"] {
        reader.press_without_waiting(key);
    }
    reader.settle();
    assert_eq!(reader.model.articles.cursor, 3);
}

#[test]
fn unread_only_is_said_in_the_title() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("q j t").expect("All articles · unread only");
    reader.press("k t").expect("─ Unread");
    assert!(reader.model.articles.query.unread_only, "the unread list is never anything else");
}

#[test]
fn folders_hold_what_is_theirs_whatever_their_names() {
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
fn an_error_of_many_feeds_is_one_line() {
    let served = Served::start();
    let feeds: Vec<Subscription> = (0..4)
        .map(|i| Subscription { url: format!("{}/nowhere{i}.xml", served.site.base()), ..Subscription::default() })
        .collect();
    let folder = Folder::new(&feeds);
    let mut reader = Reader::open(&folder, (120, 40));
    reader.press("R");
    reader.expect("4 feeds failed, ! lists them");
    reader.press("!");
    reader.expect("nowhere0").expect("nowhere3");
}

/// Keys that a user may press in any order; those that leave or wait for the network are not among them.
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
            reader.screen();
            let model = &reader.model;
            if let (Some(selected), Some(opened)) = (model.reader.thread.selected, &model.reader.opened) {
                let anchor = model.reader.thread.folds.anchor(&opened.thread, selected);
                prop_assert_eq!(anchor, selected, "the selected comment is visible");
            }
            prop_assert!(model.articles.window.total == 0 || model.articles.cursor < model.articles.window.total);
        }
    }
}
