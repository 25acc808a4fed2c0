//! Smart feeds on the screen: kept from a search or a filter, counted, edited, removed and undone.

use std::fs;
use std::process::Command;

use tidings::domain::{Entry, Html, Query, SmartFeed, Text};

use crate::harness::{Folder, Reader, now};

fn folder() -> Folder {
    let articles = ["Bridge closed", "Bridge opens", "Ferry aground"];
    Folder::with_entries(articles.map(|title| Entry {
        guid: title.into(),
        title: Some(Text::line(title)),
        content: Some(Html("<p>Some words.</p>".into())),
        ..Entry::default()
    }))
}

fn smart(name: &str, query: &str, folder: &str) -> SmartFeed {
    SmartFeed { name: Text::line(name), query: query.into(), folder: Text::line(folder).non_empty() }
}

/// Returns the text of `feeds.toml`.
fn file(folder: &Folder) -> String {
    fs::read_to_string(folder.dir.path().join("feeds.toml")).unwrap()
}

/// Returns the rest of the row that begins with a text, up to the border of the pane.
#[track_caller]
fn row(reader: &Reader, text: &str) -> String {
    let screen = reader.screen();
    let line = screen.lines().find(|line| line.contains(text)).unwrap_or_else(|| panic!("no `{text}`:\n{screen}"));
    let rest = line.split_once(text).unwrap().1;
    rest.split(['│', '┃']).next().unwrap().trim().to_owned()
}

#[test]
fn a_search_is_kept_counted_edited_removed_and_restored() {
    let folder = folder();
    let mut reader = Reader::open(&folder, (120, 30));
    reader.press("F").type_text("bridge").press("enter").expect("Search: bridge");
    // The prompt has the words, and typing replaces them.
    reader.press("f").expect("Smart feed: bridge").type_text("Crossings").press("enter");
    reader.expect("kept as the smart feed Crossings");
    assert_eq!(row(&reader, "◇ Crossings"), "2");
    assert!(file(&folder).ends_with("\n[[search]]\nname = \"Crossings\"\nquery = \"bridge\"\n"), "{}", file(&folder));
    // Its list keeps what is read in it, and the count falls.
    reader.press("esc").press("h");
    reader.press("g").press("j j j").expect("Crossings").expect("Bridge closed").expect_not("Ferry aground");
    reader.press("enter").press("enter").expect("Some words.");
    reader.press("q q");
    assert_eq!(row(&reader, "◇ Crossings"), "1");
    // The query is edited: an error comes back with its place.
    reader.press("e").expect("Edit Crossings").press("enter").expect("Query: bridge");
    reader.type_text(" is:old").press("enter").expect("^^^^^^").expect("unknown state");
    reader.press("ctrl-u").type_text("ferry").press("enter").expect("changed the smart feed Crossings");
    reader.expect("Ferry aground").expect_not("Bridge closed");
    assert_eq!(row(&reader, "◇ Crossings"), "1");
    assert!(file(&folder).contains("query = \"ferry\""), "{}", file(&folder));
    // Name and folder.
    reader
        .press("e")
        .press("j")
        .press("enter")
        .expect("Name: Crossings")
        .press("ctrl-u")
        .type_text("Boats")
        .press("enter");
    reader.expect("◇ Boats").expect_not("Crossings (");
    reader.press("e").press("j j").press("enter").type_text("Water/Salt").press("enter");
    reader.expect("▾ Water").expect("▾ Salt").expect("◇ Boats");
    reader.press("u").expect_not("▾ Water").expect("is as it was before (undone)");
    reader.press("u").expect("◇ Crossings");
    // It is removed by the key that removes feeds, and comes back.
    reader.press("D").expect("removed the smart feed Crossings").expect_not("◇");
    assert!(!file(&folder).contains("[[search]]"));
    reader.press("u").expect("smart feed Crossings restored");
    assert_eq!(row(&reader, "◇ Crossings"), "1");
    // The edit of the query, the article that was read, and the smart feed.
    reader.press("u u u").expect_not("◇");
    assert!(!file(&folder).contains("search"), "{}", file(&folder));
}

#[test]
fn a_filter_is_kept_with_the_list_that_it_narrows() {
    let folder = folder();
    folder.library.change_subscriptions(|list| list.add_smart_feed(&smart("Words", "-none", "News"))).unwrap();
    let mut reader = Reader::open(&folder, (120, 30));
    reader.press("f").expect("first, then keep that as a smart feed");
    // A filter in the list of a feed.
    reader.press("h").press("g").press("j j j").press("l").press("/").type_text("bridge OR ferry").press("enter");
    reader.press("f").press("enter").expect("kept as the smart feed bridge OR ferry");
    assert!(
        file(&folder).contains("query = 'feed:\"http://127.0.0.1:9/feed\" (bridge OR ferry)'"),
        "{}",
        file(&folder)
    );
    assert_eq!(row(&reader, "◇ bridge OR ferry"), "3");
    // A name that is taken comes back into the prompt.
    reader.press("f").press("ctrl-u").type_text("Words").press("enter");
    reader.expect("another smart feed has this name").expect("Smart feed: Words");
    reader.press("esc").expect_not("Smart feed: Words");
    // The palette finds smart feeds, and opens the folder around one.
    reader.press("esc").press(": W o r d s").expect("smart feed: -none").press("enter");
    assert_eq!(row(&reader, "◇ Words"), "3");
}

#[test]
fn an_article_that_is_read_stays_in_a_list_of_unread_ones() {
    let folder = folder();
    folder.library.change_subscriptions(|list| list.add_smart_feed(&smart("New", "is:unread", ""))).unwrap();
    let ferry = folder.library.store.search(&Query::parse("ferry").unwrap(), 1).unwrap()[0].row.id;
    folder.library.store.set_read(&[ferry], true, now() - chrono::TimeDelta::hours(1)).unwrap();
    let mut reader = Reader::open(&folder, (120, 30));
    reader.press("h").press("g").press("j j j").press("enter");
    reader.expect("New · unread only").press("enter").expect("Some words.").press("q");
    reader.expect("Bridge closed").expect("Bridge opens");
    assert_eq!(row(&reader, "◇ New"), "1");
    // The key that lists unread articles only can't list others here.
    reader.press("t t").expect("Bridge opens").expect_not("Ferry aground");
}

#[test]
fn a_smart_feed_hides_and_is_filtered_like_a_feed_and_adds_nothing_to_its_folder() {
    let folder = folder();
    folder
        .library
        .change_subscriptions(|list| {
            ["bridge", "tag:none"].map(|query| list.add_smart_feed(&smart(&format!("S {query}"), query, "News")))
        })
        .unwrap();
    let mut reader = Reader::open(&folder, (120, 30));
    assert_eq!(
        (row(&reader, "▾ News"), row(&reader, "◇ S bridge"), row(&reader, "◇ S tag:none")),
        (String::new(), "2".into(), String::new())
    );
    reader.press("h").press("H").expect("◇ S bridge").expect_not("S tag:none");
    reader.press("H").press("/").type_text("none").press("enter").expect("◇ S tag:none").expect_not("◇ S bridge");
    reader.press("esc").press("g").press("N");
    // The feed comes first, then the smart feed.
    reader.press("N").expect("S bridge");
    reader.press("A").expect("2 articles marked read");
    assert_eq!(row(&reader, "◇ S bridge"), "");
    reader.press("u");
    assert_eq!(row(&reader, "◇ S bridge"), "2");
    // The folder folds over them.
    reader.press("h").press("z M").expect_not("◇").press("z R").expect("◇ S bridge");
}

#[test]
fn a_change_of_the_file_or_by_another_process_is_followed() {
    let folder = folder();
    let mut reader = Reader::open(&folder, (120, 30));
    let text = format!("{}\n[[search]]\nname = \"Mine\"\nquery = \"title:bridge\"\n", file(&folder));
    fs::write(folder.dir.path().join("feeds.toml"), &text).unwrap();
    reader.watch();
    assert_eq!(row(&reader, "◇ Mine"), "2");
    let title = Some(Text::line("Bridge painted"));
    folder.save_entries([Entry { guid: "new".into(), title, ..Entry::default() }]);
    reader.watch();
    assert_eq!(row(&reader, "◇ Mine"), "3", "another process has fetched an article");
    fs::write(folder.dir.path().join("feeds.toml"), text.replace("title:bridge", "is:old")).unwrap();
    reader.watch();
    reader.expect("unknown state `is:old`");
    assert_eq!(row(&reader, "◇ Mine"), "3", "the smart feeds stay as they were");
}

/// The screen shows the stored counts: neither start-up nor keys count.
#[test]
fn start_up_and_keys_read_the_stored_count() {
    let folder = folder();
    folder.library.change_subscriptions(|list| list.add_smart_feed(&smart("Mine", "bridge", ""))).unwrap();
    drop(Reader::open(&folder, (120, 30)));
    let conn = rusqlite::Connection::open(folder.library.store.file()).unwrap();
    conn.execute("UPDATE smart_feeds SET unread = 77", []).unwrap();
    drop(conn);
    let mut reader = Reader::open(&folder, (120, 30));
    reader.press("j k G g t t");
    assert_eq!(row(&reader, "◇ Mine"), "77");
    reader.press("m");
    assert_eq!(row(&reader, "◇ Mine"), "76", "one article is no longer counted");
}

#[test]
fn smart_feeds_stand_in_their_folders() {
    let folder = folder();
    folder
        .library
        .change_subscriptions(|list| {
            list.add_smart_feed(&smart("Crossings", "bridge", "News"));
            list.add_smart_feed(&smart("Everything at the bay", "bridge OR ferry", ""));
        })
        .unwrap();
    for size in [(100, 30), (40, 12)] {
        let mut reader = Reader::open(&folder, size);
        if size.0 == 40 {
            reader.press("g");
        }
        reader.expect_sound();
        insta::assert_snapshot!(format!("smart_feeds_{}x{}", size.0, size.1), reader.screen());
    }
}

/// Runs the program in the folder; returns what it prints and its errors.
fn run(folder: &Folder, arguments: &[&str]) -> (String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    let output = command.arg("--config-dir").arg(folder.dir.path()).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

const URLS: &str = r#"https://a.example/feed news
"query:News:unread = \"yes\" and tags # \"news\"" anything
"query:Bridges:title =~ \"^bridge\""
"query:Flagged:flags # \"s\""
"#;

#[test]
fn newsboats_query_feeds_are_imported_and_listed_on_the_command_line() {
    let folder = folder();
    let file = folder.dir.path().join("urls");
    fs::write(&file, URLS).unwrap();
    let urls = file.to_str().unwrap();
    let (out, error) = run(&folder, &["import", "--dry-run", urls]);
    assert!(out.starts_with("1 feed and 2 smart feeds to add, 0 already subscribed, 1 skipped\n"), "{out}{error}");
    let (out, error) = run(&folder, &["import", urls]);
    assert_eq!(out, "1 feed and 2 smart feeds added, 0 already subscribed, 1 skipped\n");
    assert!(error.contains("line 4: not imported, no query compares flags by #: query:Flagged:"), "{error}");
    let (out, _) = run(&folder, &["import", urls]);
    assert_eq!(out, "0 feeds added, 3 already subscribed, 1 skipped\n");
    assert!(self::file(&folder).contains("name = \"News\"\nquery = 'is:unread tag:\"news\"'\n"));
    let (out, _) = run(&folder, &["articles", "--feed", "bridges"]);
    assert_eq!((out.lines().count(), out.matches("Bridge").count()), (2, 2), "{out}");
    let (out, _) = run(&folder, &["articles", "--feed", "Bridges", "--query", "opens"]);
    assert_eq!(out.lines().count(), 1, "{out}");
    let (out, _) = run(&folder, &["export"]);
    assert!(out.contains("https://a.example/feed") && !out.contains("Bridges"), "{out}");
    // The reader counts what the command line stored.
    let reader = Reader::open(&folder, (120, 30));
    assert_eq!(row(&reader, "◇ Bridges"), "2");
}

#[test]
fn query_feeds_are_imported_on_the_first_page_and_undone_together() {
    let folder = Folder::new(&[]);
    fs::create_dir(folder.dir.path().join("newsboat")).unwrap();
    fs::write(folder.dir.path().join("newsboat/urls"), URLS.replace("a.example", "127.0.0.1:9")).unwrap();
    let mut reader = Reader::open(&folder, (120, 30));
    reader.press("i").expect("◇ News").expect("◇ Bridges").expect("127.0.0.1:9");
    let said: Vec<String> = reader.model.status.messages().map(|message| message.text.to_string()).collect();
    assert!(said.iter().any(|text| text.starts_with("1 feed and 2 smart feeds added")), "{said:?}");
    reader.press("u");
    assert!(!file(&folder).contains("[["), "{}", file(&folder));
}
