//! Tests writing a reply in the built program, in a real pseudo-terminal: sudden ends, and the editor.
#![cfg(unix)]

use std::path::Path;

use crate::harness::Folder;
use crate::pty::{Terminal, until};
use crate::triage::{save, thread};
use crate::writing::only;

/// Opens the program with the box under Bob's comment, and types a text at once.
pub(crate) fn box_under_bob(config: &Path, typed: &str, variables: &[(&str, &str)]) -> Terminal {
    let mut terminal = Terminal::open_with(config, (80, 24), &[], variables);
    terminal.wait("? help");
    terminal.press("Ftitle:octopus\r");
    terminal.wait("1 of 1");
    terminal.press("\r");
    terminal.wait("─ Slow Light");
    terminal.press(&format!("gcja{typed}"));
    terminal.wait("reply to Bob");
    terminal
}

/// Returns the only reply, as the command line lists it.
fn listed(config: &Path) -> serde_json::Value {
    let listed = crate::outbox::text(&crate::outbox::tidings(config, &["outbox", "list", "--json"], ""));
    serde_json::from_str::<serde_json::Value>(&listed).unwrap()[0].clone()
}

#[test]
fn a_typed_text_survives_a_kill() {
    let folder = Folder::offline();
    save(&folder, thread());
    let config = folder.dir.path();
    let mut first = box_under_bob(config, "Half a sentence", &[]);
    first.wait("Half a sentence");
    until(|| listed(config)["text"] == "Half a sentence", || format!("not saved: {}", listed(config)));
    first.signal("KILL");
    first.end();
    let mut second = box_under_bob(config, "", &[]);
    second.wait("│ Half a sentence ");
    second.press(", and the rest.");
    second.wait("and the rest.");
    second.press("\x1b");
    second.wait("Your reply: draft");
    assert_eq!(listed(config)["text"], "Half a sentence, and the rest.");
    second.press("Q");
    assert_eq!(second.end(), 0);
}

#[test]
fn whatever_ends_the_program_saves_first() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut text = String::new();
    for end in ["TERM", "HUP", "INT", "\u{3}"] {
        let mut terminal = box_under_bob(folder.dir.path(), end.trim_start_matches('\u{3}'), &[]);
        text.push_str(end.trim_start_matches('\u{3}'));
        if end == "\u{3}" {
            // Types and quits without a pause.
            terminal.press("bye\u{3}");
            text.push_str("bye");
        } else {
            terminal.wait(end);
            terminal.signal(end);
        }
        terminal.end();
        assert_eq!(only(&folder).text, text);
    }
}

#[test]
fn the_editor_gets_the_text_and_the_parent() {
    let folder = Folder::offline();
    save(&folder, thread());
    let config = folder.dir.path();
    let (script, seen) = (config.join("editor"), config.join("seen"));
    let program = format!("cp \"$1\" '{}'\nprintf 'From there: ' | cat - '{0}' > \"$1\"\n", seen.display());
    std::fs::write(&script, program).unwrap();
    let mut there = box_under_bob(config, "from", &[("VISUAL", &format!("sh {}", script.display()))]);
    there.press(" here\u{f}");
    there.wait("Your reply: draft");
    let seen = std::fs::read_to_string(seen).unwrap();
    assert!(seen.starts_with("from here\n") && seen.contains("# Bob:") && seen.contains("# Even the bills"), "{seen}");
    assert_eq!(only(&folder).text, "From there: from here");
    there.press("jj\r");
    there.wait("reply to Bob");
    there.press(" and back\x1b");
    there.wait("Your reply: draft");
    assert_eq!(only(&folder).text, "From there: from here and back");
    there.press("Q");
    assert_eq!(there.end(), 0);
    // A missing editor leaves the text unchanged.
    let mut nowhere = box_under_bob(config, "!", &[("VISUAL", "/nowhere/editor")]);
    nowhere.press("\u{f}");
    nowhere.wait("the editor /nowhere/editor");
    nowhere.wait("│ From there: from here and back!");
    nowhere.press("\u{3}");
    nowhere.end();
    assert_eq!(only(&folder).text, "From there: from here and back!");
}

/// Regression: the quoted text had the line breaks of the screen, and numbers of links whose addresses it had not.
#[test]
fn the_editor_gets_the_parent_unwrapped_from_the_reader_and_from_the_command_line() {
    let folder = Folder::offline();
    let mut comments = thread();
    let words = "an octopus keeps every receipt ".repeat(7);
    comments[1].html = tidings::domain::Html(format!("<p>{words}<a href='/rail'>behind the rail</a>.</p>"));
    let article = save(&folder, comments).0.to_string();
    let config = folder.dir.path();
    let (script, seen) = (config.join("editor"), config.join("seen"));
    std::fs::write(&script, format!("cp \"$1\" '{}'\necho 'So it does.' > \"$1\"\n", seen.display())).unwrap();
    let editor = format!("sh {}", script.display());
    let check = || {
        let text = std::fs::read_to_string(&seen).unwrap();
        std::fs::remove_file(&seen).unwrap();
        // One line has the whole paragraph, and the only number is that of an address below it.
        assert!(text.contains(&format!("\n# {words}[behind the rail][1].\n")), "{text}");
        let addresses: Vec<&str> = text.lines().filter(|line| line.starts_with("# [1]: http://127.0.0.1:")).collect();
        assert!(matches!(addresses[..], [address] if address.ends_with("/rail")), "{text}");
        assert_eq!(text.matches("[1]").count(), 2, "{text}");
    };
    let mut reader = box_under_bob(config, "x", &[("VISUAL", &editor)]);
    reader.press("\u{f}");
    reader.wait("Your reply: draft");
    check();
    reader.press("Q");
    assert_eq!(reader.end(), 0);
    let arguments = ["reply", &article, "--to", "2"];
    let mut command = Terminal::open_with(config, (80, 24), &arguments, &[("VISUAL", &editor)]);
    assert_eq!(command.end(), 0, "{}", command.screen());
    check();
}

#[test]
fn another_command_may_run_while_the_editor_is_open() {
    let folder = Folder::offline();
    save(&folder, thread());
    let config = folder.dir.path();
    let script = config.join("editor");
    let program = format!(
        "printf 'Saved half' > \"$1\"\n'{}' --config-dir '{}' outbox >/dev/null\nprintf 'Saved whole' > \"$1\"\n",
        env!("CARGO_BIN_EXE_tidings"),
        config.display()
    );
    std::fs::write(&script, program).unwrap();
    let mut there = box_under_bob(config, "from", &[("VISUAL", &format!("sh {}", script.display()))]);
    there.press(" here\u{f}");
    until(|| there.screen().contains("elsewhere") || there.screen().contains("Your reply: draft"), || there.screen());
    let screen = there.screen();
    there.press("Q");
    there.end();
    assert!(screen.contains("Your reply: draft"), "{screen}\n{:?}", only(&folder).text);
}
