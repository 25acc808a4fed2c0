//! Tests the user's commands with real programs: in the real loop, and in the built program on a pseudo-terminal.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tidings::app::Effect;
use tidings::app::commands::Effect as CommandsEffect;
use tidings::domain::{Entry, Html, Text};

use crate::harness::{Folder, Reader, now};
use crate::pty::{Terminal, until};

/// Writes a program that sh runs, and returns its path.
pub(crate) fn program(folder: &Path, name: &str, script: &str) -> PathBuf {
    let file = folder.join(name);
    std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    file
}

/// Makes an article, newer than those with a higher number.
fn entry(number: i64, title: &str, url: Option<&str>) -> Entry {
    Entry {
        guid: number.to_string(),
        title: Some(Text::line(title)),
        url: url.map(str::to_owned),
        author: Some(Text::line("Ann $(id)")),
        published: Some(now() - chrono::TimeDelta::minutes(number)),
        content: Some(Html("<p>One <b>two</b>.</p><p>Three.</p>".to_owned())),
        ..Entry::default()
    }
}

fn folder() -> Folder {
    Folder::with_entries([
        entry(1, "First; `id`", Some("https://a.example/x?a=1&b=$(id)")),
        entry(2, "Second", Some("https://a.example/2")),
        entry(3, "-rf /", None),
        entry(4, "Fourth", Some("javascript:alert(1)")),
    ])
}

/// Writes one command with the key `; x`.
fn command(name: &str, arguments: &[&str], more: &str) -> String {
    let arguments: Vec<String> = arguments.iter().map(|argument| format!("{argument:?}")).collect();
    format!("[[command]]\nname = \"{name}\"\nkey = \"; x\"\ncommand = [{}]\n{more}\n", arguments.join(", "))
}

#[test]
fn a_command_gets_values_as_whole_arguments_and_the_article_as_input() {
    let folder = folder();
    let dir = folder.dir.path();
    let seen = dir.join("seen");
    let script =
        format!("{{ for a; do printf '<%s>\\n' \"$a\"; done; pwd; cat; }} > '{}'; echo saved 3 links", seen.display());
    let fake = program(dir, "fake", &script);
    let fake = fake.to_str().unwrap();
    let more = "input = \"markdown\"\nthen = [\"mark-read\", \"next\"]\ndir = \"state\"";
    let commands = command("save it", &[fake, "-a", "{url}", "{title}", "{author}", "{feed}", "{date}", "{id}"], more);
    let mut reader = Reader::with_commands(&folder, (100, 20), &commands);
    reader.press("; x").expect("save it: saved 3 links");
    let state = dir.join("state").canonicalize().unwrap();
    assert_eq!(
        std::fs::read_to_string(&seen).unwrap(),
        format!(
            "<-a>\n<https://a.example/x?a=1&b=$(id)>\n<First; `id`>\n<Ann $(id)>\n<127.0.0.1:9/feed>\n\
             <2026-11-23T07:59:00Z>\n<4>\n{}\n# First; `id`\n\nOne **two**.\n\nThree.\n",
            state.display()
        )
    );
    assert_eq!(reader.model.articles.selected().unwrap().title.as_str(), "Second", "the cursor has gone on");
    let rows = &reader.model.articles.window.rows;
    assert!(rows.iter().any(|row| row.read && row.title.as_str() == "First; `id`"));
    // The same in the reader, where `next` opens the next unread article.
    reader.press("enter").press("; x");
    assert!(std::fs::read_to_string(&seen).unwrap().contains("<Second>"));
    assert_eq!(reader.model.reader.opened.as_ref().unwrap().article.row.title.as_str(), "-rf /");
}

#[test]
fn each_input_is_what_it_says_and_a_file_has_it_instead() {
    let folder = folder();
    for (input, arguments, expected) in [
        ("url", &["cat"][..], "https://a.example/x?a=1&b=$(id)"),
        ("title", &["cat"], "First; `id`"),
        ("text", &["tail", "-n", "1"], "Three."),
        ("html", &["head", "-n", "1"], "<!DOCTYPE html>"),
        ("json", &["grep", "-o", "\"title\": \"First; `id`\""], "\"title\": \"First; `id`\""),
        ("text", &["sh", "-c", "cat; tail -n 1 \"$0\"", "{file}"], "Three."),
        ("html", &["sh", "-c", "echo ${0##*.}", "{file}"], "html"),
    ] {
        let commands = command("see", arguments, &format!("input = \"{input}\""));
        let mut reader = Reader::with_commands(&folder, (100, 20), &commands);
        reader.press("; x").expect(&format!("see: {expected}"));
    }
}

#[test]
fn a_value_that_could_be_an_option_and_an_address_that_is_no_web_page_are_refused() {
    let folder = folder();
    for (keys, arguments, expected) in [
        ("j j ; x", &["echo", "{title}"][..], "try: not run: the title begins with -"),
        ("j j ; x", &["echo", "--", "{title}"], "try: -- -rf /"),
        ("j j ; x", &["echo", "{url}"], "try: the article has no address"),
        ("j j j ; x", &["echo", "{url}"], "try: the article has no address"),
    ] {
        let mut reader = Reader::with_commands(&folder, (110, 20), &command("try", arguments, ""));
        let screen = reader.press(keys).screen();
        let is_unsafe_link = keys == "j j j ; x" && screen.contains("try: can't open javascript: links");
        assert!(screen.contains(expected) || is_unsafe_link, "{arguments:?}:\n{screen}");
    }
}

#[test]
fn failures_are_clear_lines_and_leave_the_article_as_it_was() {
    let folder = folder();
    for (arguments, more, expected) in [
        (&["sh", "-c", "echo no such page >&2; exit 7"][..], "", "! try: exited with status 7: no such page"),
        (&["/no/such/program"], "", "! try: can't run /no/such/program: No such file"),
        (&["sleep", "1000"], "time_limit = 1", "! try: stopped after 1 seconds, its time limit"),
        (&["cat"], "dir = \"nowhere\"", "! try: there is no folder "),
        (&["sh", "-c", "kill -TTIN $$"], "", "! try: stopped, because it asked for something in the terminal"),
        (&["sh", "-c", "read -r x || { echo password? >&2; exit 1; }"], "", "it has no terminal and no input"),
    ] {
        let more = format!("{more}\nthen = [\"mark-read\", \"next\"]");
        let mut reader = Reader::with_commands(&folder, (110, 20), &command("try", arguments, &more));
        let screen = reader.press("; x").screen();
        assert!(screen.contains(expected.trim_start_matches("! ")), "{arguments:?}:\n{screen}");
        let row = reader.model.articles.selected().unwrap();
        assert!(!row.read && row.title.as_str().starts_with("First"), "{arguments:?}");
    }
}

#[test]
fn a_command_that_hangs_is_listed_and_cancelled_and_blocks_no_key() {
    let folder = folder();
    let mut reader =
        Reader::with_commands(&folder, (100, 20), &command("slow", &["sleep", "1000"], "time_limit = 900"));
    reader.press_without_waiting("; x j");
    assert_eq!(reader.model.articles.selected().unwrap().title.as_str(), "Second");
    reader.press_without_waiting("ctrl-x");
    reader.expect("Running: select one to cancel it").expect("slow").expect("running for 0 seconds");
    reader.press("enter").expect("slow: cancelled");
    reader.press("ctrl-x").expect("nothing to stop");
}

#[test]
fn a_key_that_repeats_starts_a_bounded_number_of_programs() {
    let folder = folder();
    let mut reader = Reader::with_commands(&folder, (100, 30), &command("slow", &["sleep", "1000"], ""));
    for _ in 0..25 {
        reader.press_without_waiting("; x");
    }
    reader.expect("20 commands are running; ctrl-x lists them");
    for _ in 0..20 {
        reader.press_without_waiting("ctrl-x enter");
    }
    reader.settle();
    reader.press("ctrl-x").expect("nothing to stop");
}

#[test]
fn much_output_in_the_background_is_dropped() {
    let folder = folder();
    let script = "echo first; head -c 100000000 /dev/zero";
    let mut reader = Reader::with_commands(&folder, (100, 20), &command("much", &["sh", "-c", script], ""));
    reader.press("; x").expect("much: first");
}

#[test]
fn commands_are_in_help_palette_and_footer_and_work_there() {
    let folder = folder();
    let commands = command("say title", &["echo", "{title}"], "about = \"print the title of it\"");
    let mut reader = Reader::with_commands(&folder, (100, 30), &commands);
    reader.press(";").expect("x say title").press("esc");
    reader.press(":").type_text("print the title").expect("say title").expect(";x");
    reader.press("enter").expect("say title: First; `id`");
    reader.press("?").press("G").expect("Your commands").press("esc");
    // In the list of feeds no article is meant; the palette goes to the list of articles first.
    reader.press("h ; x").expect_not("say title: First");
    reader.press(":").type_text("say title").press("enter").expect("say title: First; `id`");
}

#[test]
fn what_needs_the_terminal_waits_for_the_session() {
    let folder = folder();
    for more in ["run = \"terminal\"", "run = \"pager\""] {
        let mut reader = Reader::with_commands(&folder, (100, 20), &command("show", &["echo", "x"], more));
        reader.press("; x");
        let asked = |effect: &Effect| matches!(effect, Effect::Commands(CommandsEffect::UseTerminal(_)));
        assert!(reader.outside.iter().any(asked), "{:?}", reader.outside);
    }
    let mut reader = Reader::with_commands(&folder, (100, 20), &command("show", &["true"], "run = \"pager\""));
    reader.press("; x").expect("show: no output");
    // A pager must not take the keys of a user who types something else by now.
    let mut reader = Reader::with_commands(&folder, (100, 20), &command("show", &["echo", "x"], "run = \"pager\""));
    reader.press_without_waiting("; x ?");
    reader.press("down");
    let expected = "show wanted the terminal while you were busy; run it again";
    assert!(reader.model.status.messages().any(|message| message.text.as_str() == expected));
    assert!(!reader.outside.iter().any(|effect| matches!(effect, Effect::Commands(_))));
}

/// Opens the program with the examples of `config/commands.toml`, and with these programs first on PATH.
fn with_examples(folder: &Folder, programs: &[(&str, &str)], more: &str) -> Terminal {
    let bin = folder.dir.path().join("bin");
    std::fs::create_dir_all(&bin).unwrap();
    for (name, script) in programs {
        program(&bin, name, script);
    }
    let commands = format!("{}\n{more}", tidings::settings::EXAMPLE_COMMANDS);
    std::fs::write(folder.dir.path().join("commands.toml"), commands).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let variables = [("PATH", path.as_str()), ("PAGER", "pager -x"), ("LOG", bin.to_str().unwrap())];
    let terminal = Terminal::open_with(folder.dir.path(), (100, 24), &[], &variables);
    terminal.wait("? help");
    terminal
}

/// Writes its arguments and its input to a file that is named like it.
const LOGS: &str = "{ for a; do printf '<%s>' \"$a\"; done; cat; } > \"$LOG/${0##*/}.new\"; mv \"$LOG/${0##*/}.new\" \"$LOG/${0##*/}.log\"";

#[test]
fn the_examples_run_as_they_are_written() {
    let folder = folder();
    let names = ["mpv", "yt-dlp", "wallabag", "linkding", "buku", "curl"];
    let programs: Vec<(&str, &str)> = names.iter().map(|name| (*name, LOGS)).collect();
    let mut terminal = with_examples(&folder, &programs, "");
    let url = "https://a.example/x?a=1&b=$(id)";
    for (key, name, seen) in [
        ("m", "mpv", format!("<--really-quiet><--><{url}>")),
        ("d", "yt-dlp", format!("<--quiet><--paths><~/Videos><--><{url}>")),
        ("w", "wallabag", format!("<add><{url}>")),
        ("l", "linkding", format!("<bookmarks><create><{url}>")),
        ("b", "buku", format!("<--nostdin><--add><{url}>")),
        ("r", "curl", format!("<--silent><--show-error><--fail><--config><readeck.curl><--form><url=<->{url}")),
    ] {
        let log = folder.dir.path().join(format!("bin/{name}.log"));
        terminal.press(&format!(";{key}"));
        until(|| log.exists(), || format!("{name} was not run:\n{}", terminal.screen()));
        assert_eq!(std::fs::read_to_string(&log).unwrap(), seen);
    }
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn programs_in_the_terminal_and_the_pager_have_the_screen_until_they_end() {
    let folder = folder();
    let programs = [
        (
            "neomutt",
            "echo \"subject $2, file $(tail -n 1 \"$4\")\"; echo 'Send?'; read -r x; echo \"$x\" > \"$LOG/mail.log\"",
        ),
        ("toot", "echo \"posts $4\"; read -r x"),
        ("pager", "echo \"pager $1: $(head -n 1)\"; read -r x < /dev/tty"),
    ];
    let mut terminal = with_examples(&folder, &programs, "");
    terminal.press(";e");
    terminal.wait("subject First; `id`, file Three.");
    terminal.wait("Send?");
    terminal.press("yes\r");
    terminal.wait("mail: done");
    assert_eq!(std::fs::read_to_string(folder.dir.path().join("bin/mail.log")).unwrap(), "yes\n");
    terminal.press(";t");
    terminal.wait("posts https://a.example/x");
    terminal.press("\r");
    terminal.wait("toot: done");
    terminal.press(";p");
    terminal.wait("pager -x: # First; `id`");
    terminal.press("\r");
    terminal.wait("pager: done");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

/// Regression: ctrl-c for a program in the terminal ended tidings too.
#[test]
fn an_interrupt_ends_the_program_in_the_terminal_and_not_the_reader() {
    let folder = folder();
    let waits = "[[command]]\nname = \"waits\"\nkey = \"; x\"\ncommand = [\"waits\"]\nrun = \"terminal\"\n";
    let mut terminal = with_examples(&folder, &[("waits", "echo ready; exec sleep 1000")], waits);
    terminal.press(";x");
    terminal.wait("ready");
    terminal.press("\u{3}");
    terminal.wait("waits: was killed");
    terminal.press("j");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_program_behind_the_screen_can_not_ask_for_a_password() {
    let folder = folder();
    let asks = "[[command]]\nname = \"asks\"\nkey = \"; x\"\ncommand = [\"asks\"]\n";
    let mut terminal = with_examples(&folder, &[("asks", "read -r password < /dev/tty")], asks);
    terminal.press(";x");
    terminal.wait("asks: stopped, because it asked for something in the terminal");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_key_that_something_else_has_is_an_error_of_the_config() {
    let folder = folder();
    std::fs::write(folder.dir.path().join("commands.toml"), command("x", &["true"], "").replace("; x", "s")).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_tidings"))
        .args(["--config-dir", folder.dir.path().to_str().unwrap(), "feeds"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    let expected =
        "commands.toml:1: [[command]] x: key = \"s\": these are the keys of toggle-star ([articles] of keymap.toml)";
    assert!(error.contains(expected), "{error}");
}

#[test]
fn a_command_runs_on_each_selected_row() {
    let folder = folder();
    let dir = folder.dir.path();
    let fake = program(dir, "fake", &format!("echo \"$1\" >> '{}/seen'", dir.display()));
    let mut reader =
        Reader::with_commands(&folder, (100, 20), &command("keep", &[fake.to_str().unwrap(), "{title}"], ""));
    reader.press("v j ; x").expect("keep: done").expect_not("selected");
    let seen = || std::fs::read_to_string(dir.join("seen")).unwrap_or_default();
    until(|| seen().lines().count() == 2, seen);
    let seen = seen();
    assert!(seen.contains("First") && seen.contains("Second"), "{seen}");
}
