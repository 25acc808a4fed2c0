//! Tests the page of a feed: how it does, and its entry edited from the screen and undone.

use tidings::settings::Subscriptions;

use crate::harness::{Folder, Reader};

/// The entries of `feeds.toml`, each as its title, folder and tags.
fn entries(folder: &Folder) -> Vec<String> {
    let feeds = Subscriptions::load(&folder.library.paths.feeds_file()).unwrap();
    let entry = |feed: &tidings::domain::Subscription| {
        let tags: Vec<&str> = feed.tags.iter().map(tidings::domain::Text::as_str).collect();
        let text = |text: &Option<tidings::domain::Text>| text.as_deref().unwrap_or("-").to_owned();
        format!("{} {} {} {:?} {}", text(&feed.title), text(&feed.folder), tags.join(","), feed.interval, feed.hidden)
    };
    feeds.list().iter().map(entry).collect()
}

#[test]
fn a_feed_is_edited_on_its_page_and_undone() {
    let folder = Folder::offline();
    let before = entries(&folder);
    let mut reader = Reader::open(&folder, (100, 30));
    reader.press("N h e").expect("Fetched ").expect("a week, 17 articles").expect("Fetch full text");
    insta::assert_snapshot!("feed_page_100x30", crate::server::without_ports(&reader.screen()));
    let row = |reader: &Reader, name: &str| {
        let screen = reader.screen();
        screen.lines().any(|line| line.contains(name))
    };
    assert!(row(&reader, "Move down"));
    reader.press("enter").expect("Title:").type_text("My paper").press("enter").expect("changed My paper");
    reader.expect("My paper").press("e j enter ctrl-u").type_text("News/Near").press("enter").expect("Near");
    reader.press("e j j enter ctrl-u").type_text("+a b").press("enter").expect("# a");
    reader.press("e j j j enter").type_text("0").press("enter").expect("1 or more").press("esc");
    reader.press("e j j j enter").type_text("45").press("enter").expect("changed");
    let changed = entries(&folder);
    assert!(changed.contains(&"My paper News/Near a,b Some(45) false".to_owned()), "{changed:?}");
    reader.press("u u u u");
    assert_eq!(entries(&folder), before);
    reader.expect_not("My paper");
}

#[test]
fn a_feed_is_moved_within_its_folder_and_hidden() {
    let folder = Folder::offline();
    let before = entries(&folder);
    let mut reader = Reader::open(&folder, (100, 40));
    let choose = |reader: &mut Reader, name: &str| {
        reader.press("e");
        for _ in 0..13 {
            let (_, y) = reader.place(name);
            if reader.model.overlays.iter().any(|overlay| match overlay {
                tidings::app::overlay::stack::Overlay::Menu(menu) => menu.rows[menu.cursor].label.trim() == name,
                _ => false,
            }) {
                break;
            }
            assert!(y > 0);
            reader.press("j");
        }
        reader.press("enter");
    };
    reader.press("N h");
    choose(&mut reader, "Move up");
    reader.expect("the feed is the first of its folder");
    choose(&mut reader, "Move down");
    reader.expect("feed moved");
    assert_ne!(entries(&folder), before);
    assert_eq!(reader.model.feeds.selected_feed().unwrap().title.as_str(), "The Harbour Lantern");
    reader.press("u");
    assert_eq!(entries(&folder), before);
    choose(&mut reader, "Hidden");
    assert!(entries(&folder).iter().any(|entry| entry.ends_with("true")));
    reader.press("u");
    assert_eq!(entries(&folder), before);
}
