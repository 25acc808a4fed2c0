//! Tests the results of triage: after a restart, on narrow and plain terminals, in the heading of a thread.
//!
//! `triage` tests the keys, and `triage_sync` comments from the network.

use tidings::app::Msg;
use tidings::app::thread::Msg as ThreadMsg;
use tidings::domain::{ListQuery, LoadedThread, Text};
use tidings::settings::{Ascii, Config};

use crate::harness::{Folder, Reader, now};
use crate::triage::{REPEATED, TITLE, article, comment, marks, open, save, selected, thread};

const MUTES_GUS: &str = "[[mute]]\nauthor = \"Gus\"\n";

fn write_rules(folder: &Folder, text: &str) {
    std::fs::write(folder.dir.path().join("rules.toml"), text).unwrap();
}

#[test]
fn undoing_a_rule_unfolds_its_comments() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mine = "# mine\n[[mute]]\nword = \"zebra\"\n";
    write_rules(&folder, mine);
    let rules = || std::fs::read_to_string(folder.dir.path().join("rules.toml")).unwrap();
    let mut reader = open(&folder, (100, 60));
    // Ann has two comments, and the selected one stays open.
    reader.press("c M enter");
    reader.expect("▸ ● Ann").expect("muted: author Ann (u: undo)").expect_not("\n      │   Her own answer");
    assert!(rules().contains("author = \"Ann\""), "{}", rules());
    reader.press("u");
    reader.expect("rule removed: muted: author Ann").expect("│   Her own answer").expect_not("▸ ● Ann");
    assert_eq!(rules(), mine);
    // After reopening the thread, nothing is folded.
    drop(reader);
    let mut reader = open(&folder, (100, 60));
    reader.press("c");
    reader.expect("Her own answer").expect_not("muted:");
}

#[test]
fn a_comment_released_from_a_rule_stays_open_after_a_restart() {
    let folder = Folder::offline();
    save(&folder, thread());
    write_rules(&folder, MUTES_GUS);
    let mut reader = open(&folder, (100, 60));
    reader.press("c");
    reader.expect("▸ ● Gus").expect("muted: author Gus").expect_not("\n      See this");
    reader.press("G W enter");
    reader.expect("See this").expect_not("▸ ● Gus").expect_not("▸ Gus");
    // The selected comment is never folded, so the test selects another one.
    reader.press("[");
    assert_eq!(selected(&reader), "8");
    reader.press("Q");
    drop(reader);
    let folder = folder.restart();
    let mut reader = open(&folder, (100, 60));
    reader.press("g c");
    assert_eq!(selected(&reader), "1");
    reader.expect("Gus · 3h · -4 points · muted: author Gus").expect("See this").expect_not("▸ Gus");
    reader.send(ThreadMsg::Fetched { article: article(&folder), notice: Text::line("again") });
    reader.expect("muted: author Gus").expect("See this").expect_not("▸ Gus");
}

#[test]
fn a_muted_comment_that_the_user_unfolds_stays_open() {
    let folder = Folder::offline();
    save(&folder, thread());
    write_rules(&folder, MUTES_GUS);
    let mut reader = open(&folder, (100, 60));
    reader.press("c G enter");
    reader.expect("See this");
    reader.press("g c");
    reader.send(ThreadMsg::Fetched { article: article(&folder), notice: Text::line("again") });
    reader.expect("muted: author Gus").expect("See this").expect_not("▸ Gus");
    reader.press("Q");
    drop(reader);
    let folder = folder.restart();
    let mut reader = open(&folder, (100, 60));
    reader.press("g c");
    reader.expect("muted: author Gus").expect("See this").expect_not("▸ Gus");
    // When the user folds it, the rule applies again.
    reader.press("G enter g c Q");
    drop(reader);
    let mut reader = open(&folder, (100, 60));
    reader.press("g c");
    reader.expect("▸ Gus").expect("muted: author Gus");
}

/// Comments of one line and of many, some of which span two pages.
#[test]
fn page_keys_mark_passed_comments_as_seen() {
    let folder = Folder::offline();
    let long = "and so on and on, at some length ".repeat(60);
    let text = |i: u32| format!("<p>Number {i}. {}", if i.is_multiple_of(7) { long.as_str() } else { "" });
    let all = (1..=40).map(|i: u32| comment(&i.to_string(), None, "Ann", &text(i)));
    save(&folder, all.collect());
    let mut reader = open(&folder, (60, 30));
    reader.press("c").expect("40 Comments  39 new").expect("Number 5.").expect_not("Number 9.");
    let mut passed = 1;
    for page in 0..8 {
        let before = (1..=40).filter(|i| reader.screen().contains(&format!("Number {i}."))).max().unwrap_or(passed);
        reader.press("pagedown");
        reader.send(Msg::Tick(now()));
        let seen = marks(&folder);
        // All above the first comment that is still visible, and none that was never visible.
        let first = (1..=40).find(|i| reader.screen().contains(&format!("Number {i}."))).unwrap_or(before);
        assert!(seen.starts_with(&"s".repeat(first - 2)), "page {page}: {seen}\n{}", reader.screen());
        let selected: usize = selected(&reader).parse().unwrap();
        assert_eq!(seen[selected..], ".".repeat(40 - selected), "page {page}\n{}", reader.screen());
        assert!(selected <= before + 1 && selected >= passed, "page {page}: {selected} after {before}");
        passed = selected;
    }
    assert!(passed > 20, "{passed}\n{}", reader.screen());
    // Paging up marks no comment.
    let seen = marks(&folder);
    reader.press("pageup");
    reader.send(Msg::Tick(now()));
    assert_eq!(marks(&folder), seen);
}

#[test]
fn the_keep_key_stops_keeping_too() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("c j K");
    reader.expect("★ Bob").send(Msg::Tick(now()));
    assert_eq!(marks(&folder)[..2], *"sk");
    reader.press("K");
    reader.expect("no longer kept").expect("▾ Bob").expect_not("★ Bob");
    assert_eq!(marks(&folder)[..2], *"ss");
    // Now it is marked done with the rest.
    reader.press("^ x");
    assert_eq!(marks(&folder)[..4], *"dddd");
}

#[test]
fn kept_comments_are_shown_as_kept_after_a_restart() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("c j K Q");
    drop(reader);
    let folder = folder.restart();
    let mut reader = open(&folder, (100, 60));
    reader.expect("★ Bob");
    reader.press("g c |").type_text(":kept").press("enter");
    reader.expect("filter: kept (1)");
    assert_eq!(selected(&reader), "2");
}

#[test]
fn undoing_done_restores_the_count_in_the_heading() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("c");
    reader.expect("12 Comments  7 new");
    reader.press("x");
    reader.expect("12 Comments  3 new");
    // The fifth comment has been seen meanwhile.
    reader.press("u");
    reader.expect("12 Comments  6 new");
    let in_list = || folder.library.store.rows(&[article(&folder)]).unwrap()[0].comments.unseen;
    reader.send(Msg::Tick(now()));
    assert_eq!(in_list(), 6);
}

#[test]
fn orphans_are_counted_in_the_heading_of_their_source() {
    let folder = Folder::offline();
    let mut all = thread();
    save(&folder, all.clone());
    let mut reader = open(&folder, (100, 60));
    reader.press("c");
    reader.expect("WordPress: 9 of 12 comments loaded · 1 removed").expect_not("orphan");
    drop(reader);
    all.push(comment("12", Some("99"), "Hal", "<p>Answers what is not here."));
    save(&folder, all.clone());
    let mut reader = open(&folder, (100, 60));
    reader.press("c");
    reader.expect("WordPress: 10 of 12 comments loaded · 1 orphan · 1 removed by the site,");
    drop(reader);
    // A reply to an orphan is not an orphan.
    all.push(comment("13", Some("12"), "Ivy", "<p>Answers the orphan."));
    all.push(comment("14", Some("98"), "Jo", "<p>Answers another."));
    save(&folder, all);
    let mut reader = open(&folder, (100, 60));
    reader.press("c");
    reader.expect("WordPress: 12 of 12 comments loaded · 2 orphans · 1 removed");
}

#[test]
fn repeats_under_other_articles_are_shown() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (120, 60));
    reader.press("c");
    reader.expect("Quite so").expect_not("also under");
    drop(reader);
    let here = article(&folder);
    let rows = folder.library.store.window(&ListQuery::default(), 0, 100).unwrap().rows;
    let others: Vec<_> = rows.iter().filter(|row| row.id != here).take(2).collect();
    let there = |id: &str| LoadedThread {
        source: "wordpress-rest".into(),
        comments: vec![comment(id, None, "Zed", &format!("<p>{REPEATED}"))],
        ..LoadedThread::default()
    };
    for (n, other) in others.iter().enumerate() {
        folder.library.store.save_thread(other.id, &there("70"), &[].into(), now()).unwrap();
        let mut reader = open(&folder, (120, 60));
        reader.press("c");
        let said = ["also under 1 other article", "also under 2 other articles"][n];
        let screen = reader.screen();
        let line = screen.lines().find(|line| line.contains("Cy · ")).unwrap();
        assert!(line.contains(said) && !line.contains(&format!("{said}s")), "{screen}");
        assert!(!screen.lines().any(|line| line.contains("Dee") && line.contains("also under")), "{screen}");
    }
    let mut reader = open(&folder, (120, 60));
    reader.press("c } ~");
    reader.expect("Zed").expect(&format!("under “{}", others[0].title.chars().take(12).collect::<String>()));
}

/// An endless word is broken at the end of the line, so it shows how many columns a text has.
#[test]
fn very_deep_threads_stay_readable_on_narrow_screens() {
    let folder = Folder::offline();
    let chain = (0..300).map(|i: u32| {
        let parent = i.checked_sub(1).map(|parent| parent.to_string());
        let html = format!("<p>{} <p>Word number {i} of them all.", "x".repeat(60));
        comment(&i.to_string(), parent.as_deref(), "Annabel", &html)
    });
    save(&folder, chain.collect());
    let mut reader = open(&folder, (40, 12));
    reader.press("c").expect("Annabel");
    for i in 0..300 {
        // The first steps scroll through the heading.
        if selected(&reader) != i.to_string() {
            reader.press("j");
        }
        // Only some comments are checked; those between them are alike.
        if (15..285).contains(&i) {
            reader.press("j");
            continue;
        }
        let screen = reader.screen();
        let depth = format!("‹{i}› ");
        let header = screen.lines().find(|line| line.contains("Annabel") && (i < 7 || line.contains(&depth)));
        assert!(header.is_some(), "{i}\n{screen}");
        assert!(screen.contains(&format!("Word number {i}")), "{i}\n{screen}");
        let widths: Vec<usize> = screen.lines().map(|line| line.matches('x').count()).filter(|n| *n > 0).collect();
        assert!(widths.iter().max() >= Some(&20), "{i}: {widths:?}\n{screen}");
        reader.press("j");
    }
    reader.press("G");
    reader.expect("‹299›").expect("number 299");
    reader.press("g c z M");
    reader.expect("+299");
}

#[test]
fn marks_differ_in_ascii() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut config = Config::default();
    config.screen.ascii = Ascii::Always;
    let mut reader = Reader::with_config(&folder, (100, 60), &config);
    reader.press("F").type_text("title:octopus").press("enter").press("enter c j K ] x");
    // Kept, done and folded, new, seen.
    reader.expect("v + Bob").expect("> x Ann").expect("- * Dee").expect("| v Cy").expect("repeats #5 (1.00)");
    let screen = reader.screen();
    let tree = &screen[screen.find("12 Comments").unwrap()..];
    assert!(tree.is_ascii(), "{tree}");
}

/// Comments folded or kept for a reason, and removed ones.
#[test]
fn reasons_match_their_snapshots() {
    let folder = Folder::offline();
    save(&folder, thread());
    write_rules(&folder, MUTES_GUS);
    let mut reader = open(&folder, (80, 24));
    reader.expect(TITLE).press("c G [");
    insta::assert_snapshot!("triage_reasons_80x24", reader.screen());
    reader.press("} W");
    insta::assert_snapshot!("triage_why_80x24", reader.screen());
    drop(reader);
    let mut reader = open(&folder, (40, 12));
    reader.press("g c j K");
    insta::assert_snapshot!("triage_kept_40x12", reader.screen());
}
