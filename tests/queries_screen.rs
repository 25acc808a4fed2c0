//! Queries and tags on the screen and on the command line: errors at their place, completion, tags with undo.

use std::process::Command;

use tidings::domain::{Entry, Text};

use crate::harness::{Folder, Reader};

fn folder() -> Folder {
    Folder::with_entries(["Bridge closed", "Ferry aground"].map(|title| Entry {
        guid: title.into(),
        title: Some(Text::line(title)),
        ..Entry::default()
    }))
}

#[test]
fn a_wrong_query_comes_back_with_carets_below_it() {
    let folder = folder();
    let mut reader = Reader::open(&folder, (100, 24));
    reader.press("F").type_text("bridge is:old x").press("enter");
    let screen = reader.screen();
    let lines: Vec<&str> = screen.lines().collect();
    let at = |line: &str, part: &str| line.find(part).map(|at| line.get(..at).unwrap().chars().count());
    let prompt = lines.iter().position(|line| line.contains("Search: bridge is:old x")).unwrap();
    assert_eq!(at(lines[prompt], "is:old"), at(lines[prompt + 1], "^^^^^^"), "{screen}");
    assert!(lines[prompt + 1].contains("unknown state `is:old`; use unread"), "{screen}");
    // The next edit removes the message, and the corrected query runs.
    reader.press("backspace");
    reader.expect_not("^^^^^^");
    reader.press("ctrl-u").type_text("title:/^bridge/ OR is:starred").press("enter");
    reader.expect("Search: title:/^bridge/").expect("Bridge closed");
    for size in [(40, 12), (12, 4), (3, 2)] {
        let mut reader = Reader::open(&folder, size);
        reader.press("F").type_text("a (b").press("enter");
        reader.screen();
    }
}

/// Regression: a filter in the results of a search replaced the search.
#[test]
fn a_filter_narrows_the_results_of_a_search() {
    let folder = folder();
    let mut reader = Reader::open(&folder, (100, 24));
    reader.press("F").type_text("title:bridge").press("enter").expect("Bridge closed");
    reader.press("/").type_text("is:unread").press("enter");
    reader.expect("Bridge closed").expect_not("Ferry aground");
}

#[test]
fn tab_completes_filters_and_values() {
    let folder = folder();
    let mut reader = Reader::open(&folder, (100, 24));
    reader.press("F").type_text("bridge -is:s").press("tab");
    reader.expect("Search: bridge -is:starred");
    reader.press("ctrl-u").type_text("has:p").press("tab tab");
    reader.expect("Search: has:page");
    reader.press("backtab");
    reader.expect("Search: has:pictures").expect("has:pictures  has:page");
}

#[test]
fn an_article_is_tagged_listed_by_its_tag_and_untagged_by_undo() {
    let folder = folder();
    let mut reader = Reader::open(&folder, (120, 24));
    reader.press("tab").press("'").type_text("+later +#Bay").press("enter");
    reader.expect("# Bay").expect("# later");
    reader.press("'").type_text("-la").press("tab").press("enter");
    reader.expect_not("# later").expect("# Bay");
    reader.press("u");
    reader.expect("tags +later (undone)").expect("# later");
    reader.press("u");
    reader.expect("tags -later -Bay (undone)").expect_not("# Bay").expect_not("# later");
    reader.press("'").type_text("+").press("enter");
    reader.expect("a tag has no name");
}

#[test]
fn the_command_line_tags_articles_and_points_at_errors() {
    let folder = folder();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
        let output = command.arg("--config-dir").arg(folder.dir.path()).args(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    assert_eq!(run(&["mark", "tag", "#later", "1", "2"]).1, "2 of 2 articles changed\n");
    assert_eq!(run(&["mark", "untag", "later", "2"]).1, "1 of 1 article changed\n");
    let listed = run(&["articles", "--query", "tag:LATER", "--json"]).1;
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["tags"][0]), (1, &"later".into()));
    assert_eq!(run(&["mark", "tag", "later"]).0, Some(1));
    assert_eq!(run(&["mark", "tag", "x", "99"]).0, Some(1));
    let (code, _, error) = run(&["search", "a  is:old"]);
    assert_eq!(code, Some(2));
    let lines: Vec<&str> = error.lines().collect();
    assert_eq!(lines.len(), 3, "{error}");
    assert_eq!(lines[1..], ["  a  is:old", "     ^^^^^^"]);
    let (code, _, error) = run(&["articles", "--query", &"x".repeat(10_000)]);
    assert_eq!((code, error.as_str()), (Some(2), "tidings: query too long: at most 1000 characters\n"));
}
