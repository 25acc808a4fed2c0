//! Tests the user's analyst: its notes in the panel and on the command line, its failures, and its end.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tidings::app::Terminal;
use tidings::domain::ArticleId;
use tidings::runtime::listen::is_installed;
use tidings::settings::Config;

use crate::fact_check::{DIFFERING, FIRE, folder, tidings};
use crate::harness::{Folder, Reader};

/// Two notes about the first claim: one with citations, one with an escape sequence.
const NOTES: &str = r#"cat > /dev/null
printf '%s' '{"notes": [
  {"claim": 0, "text": "The toll rose overnight.", "cites": ["https://a.example/tally", "2", "file:///etc/passwd"]},
  {"claim": 0, "text": "Ask \u001b[31mthe hospital."}, {"claim": 99, "text": "lost"}]}'"#;

/// A folder with an article, evidence that differs, and an analyst that runs this script.
struct Desk {
    folder: Folder,
    ids: Vec<ArticleId>,
    config: Config,
}

impl Desk {
    fn new(script: &str) -> Self {
        let (folder, ids) = folder(&[("tide", FIRE), ("slow", DIFFERING)]);
        let (program, file) = (folder.dir.path().join("my-analyst"), folder.dir.path().join("script"));
        std::os::unix::fs::symlink("/bin/sh", &program).unwrap();
        fs::write(&file, script).unwrap();
        Self::with(folder, ids, &[program, file].map(|path| path.to_str().unwrap().to_owned()))
    }

    fn with(folder: Folder, ids: Vec<ArticleId>, command: &[String]) -> Self {
        let text = format!("[fact_check]\nanalyst = {command:?}\n");
        fs::write(folder.dir.path().join("config.toml"), &text).unwrap();
        Self { folder, ids, config: Config::parse(&text).unwrap() }
    }

    /// Opens the article in the reader.
    fn reader(&self, size: (u16, u16)) -> Reader {
        let mut reader = Reader::with_config(&self.folder, size, &self.config);
        reader.press("G enter").expect("Fire at Halden");
        reader
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.dir.path().join(name)
    }
}

#[test]
fn notes_stand_under_their_claim_with_what_they_cite() {
    let desk = Desk::new(NOTES);
    let mut reader = desk.reader((80, 24));
    reader.press("&").expect_sound().expect("Analyst: 2 notes by my-analyst; 2 skipped").expect("my-analyst notes");
    reader.expect("The toll rose overnight.").expect("cites The slow, article 2").expect_not("[31m");
    insta::assert_snapshot!("notes_80x24", reader.screen());
    let line = |reader: &Reader, text: &str| {
        reader.model.factcheck.lines.iter().position(|line| line.text.contains(text)).unwrap()
    };
    let at = line(&reader, "https://a.example/tally");
    reader.press(&"j ".repeat(at)).press("enter");
    assert_eq!(reader.outside, [Terminal::OpenUrl("https://a.example/tally".to_owned()).into()]);
    reader.expect("The toll rose overnight.");
    let at = line(&reader, "article 2") - at;
    reader.press(&"j ".repeat(at)).press("enter").expect("killed 19");
    assert_eq!(reader.model.reader.opened.as_ref().unwrap().article.row.id, desk.ids[1]);
}

#[test]
fn the_analyst_is_asked_on_its_key_alone_and_in_the_open_panel_too() {
    let desk = Desk::new(&format!("echo asked >> \"$(dirname \"$0\")/asked\"\n{NOTES}"));
    let mut reader = desk.reader((80, 24));
    reader.press("C").expect("figures differ").expect_not("Analyst");
    assert!(!desk.file("asked").exists(), "a check does not ask it");
    reader.press("&").expect("Analyst: 2 notes");
    reader.press("&").expect("Analyst: 2 notes");
    assert_eq!(fs::read_to_string(desk.file("asked")).unwrap(), "asked\nasked\n");
    reader.press("esc").expect_not("Analyst").press("C").expect_not("Analyst");
}

#[test]
fn what_goes_wrong_is_one_line_and_the_panel_stays() {
    for (script, expected) in [
        ("exit 1", "Analyst: my-analyst: exited with status 1"),
        ("echo 'no key' >&2; echo more >&2; exit 3", "exited with status 3: no key"),
        ("echo 'I think so'", "my-analyst did not answer with JSON of notes: expected value"),
        ("cat > /dev/null", "Analyst: my-analyst gave no answer"),
        ("yes", "Analyst: my-analyst: stopped, because it wrote more than 1024 KiB"),
        ("sleep 1000", "Analyst: my-analyst: stopped after 1 seconds, its time limit"),
    ] {
        let mut desk = Desk::new(script);
        // Only a program that hangs may need all its time.
        desk.config.fact_check.analyst_seconds = if script.starts_with("sleep") { 1 } else { 60 };
        let mut reader = desk.reader((110, 24));
        reader.press("&").expect(expected).expect("figures differ: 12").expect_sound();
    }
    for (command, expected) in [
        (vec![], "Analyst: no analyst: set analyst in [fact_check] of config.toml to a program"),
        (vec!["/no/such/analyst".to_owned()], "Analyst: can't run /no/such/analyst: "),
        (vec![String::new()], "Analyst: no analyst: set analyst"),
    ] {
        let (folder, ids) = folder(&[("tide", FIRE), ("slow", DIFFERING)]);
        let desk = Desk::with(folder, ids, &command);
        desk.reader((110, 24)).press("&").expect(expected).expect("figures differ: 12");
    }
}

#[test]
fn an_article_without_claims_is_no_question() {
    let thoughts = ("Thoughts", "I think that we should all be kinder. Should we not?");
    let (folder, ids) = folder(&[("tide", thoughts)]);
    let desk = Desk::with(folder, ids, &["true".to_owned()]);
    let mut reader = Reader::with_config(&desk.folder, (80, 24), &desk.config);
    reader.press("G enter &").expect("nothing to ask the analyst: the article has no claims");
}

/// The script tells its process in a file, and then waits for ever.
fn hanging() -> Desk {
    Desk::new("d=$(dirname \"$0\"); echo $$ > \"$d/new\"; mv \"$d/new\" \"$d/pid\"; sleep 1000 & wait")
}

fn is_running(desk: &Desk) -> bool {
    let pid = fs::read_to_string(desk.file("pid")).unwrap();
    let state = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    cfg!(target_os = "linux") && !state.is_empty() && !state.contains(") Z ")
}

/// Asks the analyst, and returns once it is running.
fn ask(desk: &Desk) -> Reader {
    let mut reader = desk.reader((80, 24));
    reader.press("C");
    reader.press_without_waiting("&");
    crate::pty::until(|| desk.file("pid").exists(), || "the analyst was not started".to_owned());
    reader.expect("Asking your analyst…").expect("Esc: stop the analyst").expect("figures differ: 12");
    reader
}

#[test]
fn a_cancel_kills_the_analyst_and_the_panel_stays() {
    let desk = hanging();
    let mut reader = ask(&desk);
    reader.press_without_waiting("j k esc");
    reader.settle();
    reader.expect("Analyst: my-analyst: cancelled").expect("figures differ: 12");
    assert!(!is_running(&desk));
    reader.press("esc").expect_not("figures differ");
}

#[test]
fn the_end_of_the_reader_kills_the_analyst() {
    let desk = hanging();
    drop(ask(&desk));
    assert!(!is_running(&desk));
}

#[test]
fn the_command_prints_the_notes_for_people_and_as_json() {
    let desk = Desk::new(NOTES);
    let id = desk.ids[0].0.to_string();
    let text = String::from_utf8(tidings(&desk.folder, &["fact-check", &id, "--analyst"]).stdout).unwrap();
    assert!(text.contains("  my-analyst: The toll rose overnight.\n    cites https://a.example/tally\n"), "{text}");
    assert!(text.contains("    cites article 2\n") && !text.contains('\u{1b}'), "{text}");
    let output = tidings(&desk.folder, &["fact-check", &id, "--analyst", "--json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["analyst"]["name"], &json["analyst"]["skipped"]), (&"my-analyst".into(), &2.into()));
    let note = &json["analyst"]["notes"][0];
    assert_eq!(
        (&note["claim"], &note["cites"][0], &note["cites"][1]),
        (&0.into(), &"https://a.example/tally".into(), &2.into())
    );
    let json: Value = serde_json::from_slice(&tidings(&desk.folder, &["fact-check", &id, "--json"]).stdout).unwrap();
    assert!(json["analyst"].is_null(), "it is not asked without the option");
}

#[test]
fn the_command_prints_the_report_and_fails_with_the_analyst() {
    let desk = Desk::new("echo 'no key' >&2; exit 3");
    let output = tidings(&desk.folder, &["fact-check", &desk.ids[0].0.to_string(), "--analyst"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stdout).unwrap().contains("figures differ: 12"));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.ends_with("my-analyst: exited with status 3: no key\n"), "{said}");
}

/// The program in the guide gets a real question, and its answer is shown.
#[test]
fn the_example_in_the_guide_works() {
    if !is_installed("python3") {
        eprintln!("python3 is not installed, so the example was not run");
        return;
    }
    let guide = include_str!("../docs/guide.md");
    let example = guide.split_once("```python\n").unwrap().1.split_once("```").unwrap().0;
    let (folder, ids) = folder(&[("tide", FIRE), ("slow", DIFFERING)]);
    let file = folder.dir.path().join("analyst.py");
    fs::write(&file, example).unwrap();
    let desk = Desk::with(folder, ids, &["python3".to_owned(), file.to_str().unwrap().to_owned()]);
    let mut reader = desk.reader((100, 40));
    reader.press("&").expect("python3 notes").expect("19 in slow.example is +7 from 12 here.");
    reader.expect("cites The slow, article 2").expect("cites https://www.slow.example/1");
}
