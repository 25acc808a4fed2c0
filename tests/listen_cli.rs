//! Listens on the command line, with the built program and speech engines of the test.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tidings::domain::{Enclosure, Entry, Html, Text};
use tidings::listen::wav::Wav;

use crate::harness::{Folder, LIMIT};
use crate::listen::{sound, write_script};

/// Makes a folder with two articles.
fn folder() -> Folder {
    let entry = |guid: &str, html: &str| Entry {
        guid: guid.to_owned(),
        title: Some(Text::line(&format!("Title {guid}"))),
        content: Some(Html(html.to_owned())),
        ..Entry::default()
    };
    let hostile = "<p>-f /etc/passwd is no option. $(touch x); `touch x` | \" ' &amp; done. -w is none either.";
    // The store numbers entries from the last one on.
    Folder::with_entries([entry("b", "<p>The other one."), entry("a", hostile)])
}

/// Writes a script and the settings that make it the speech engine; returns the folder of both.
fn engine(folder: &Folder, script: &str) -> PathBuf {
    let dir = folder.dir.path().to_path_buf();
    let path = dir.join("engine");
    write_script(&path, script);
    let config = format!("[listen]\nengine = \"command\"\ncommand = [\"{}\", \"--own\"]\n", path.display());
    std::fs::write(dir.join("config.toml"), config).unwrap();
    dir
}

fn command(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    command.arg("--config-dir").arg(dir).args(arguments).stdin(Stdio::null());
    command
}

fn run(dir: &Path, arguments: &[&str]) -> Output {
    command(dir, arguments).output().unwrap()
}

fn json(dir: &Path, arguments: &[&str]) -> Value {
    let output = run(dir, arguments);
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_queue_is_listed_and_changed() {
    let folder = folder();
    let dir = folder.dir.path();
    assert_eq!(json(dir, &["queue", "--json"]), serde_json::json!([]));
    let queue = json(dir, &["queue", "add", "2", "1", "2", "--json"]);
    let item = |article, title| serde_json::json!({ "article": article, "title": title, "kind": "voice", "position": 0.0, "seconds": null });
    assert_eq!(queue, serde_json::json!([item(2, "Title b"), item(1, "Title a")]));
    assert_eq!(json(dir, &["queue", "remove", "2", "--json"]), serde_json::json!([item(1, "Title a")]));
    assert!(String::from_utf8(run(dir, &["queue"]).stdout).unwrap().contains("Title a"));
    assert_eq!(json(dir, &["queue", "clear", "--json"]), serde_json::json!([]));
    let unknown = run(dir, &["queue", "add", "1", "99"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert_eq!(json(dir, &["queue", "--json"]), serde_json::json!([]));
}

#[test]
fn speech_is_written_into_a_file_and_text_is_never_an_argument() {
    let folder = folder();
    let dir = engine(&folder, "cat >> \"$0.heard\"; echo \"$@\" >> \"$0.args\"; cat \"$0.wav\"");
    std::fs::write(dir.join("engine.wav"), sound()).unwrap();
    let file = dir.join("out.wav");
    let output = run(&dir, &["listen", "1", "--output", file.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let wav = Wav::parse(&std::fs::read(&file).unwrap()).unwrap();
    let sentences = std::fs::read_to_string(dir.join("engine.heard")).unwrap();
    let count = sentences.lines().count();
    assert!(count >= 4 && wav.seconds() > f64::from(u32::try_from(count).unwrap()) && !wav.is_silent(), "{sentences}");
    assert_eq!(wav.rate, 22_050);
    let arguments = std::fs::read_to_string(dir.join("engine.args")).unwrap();
    assert!(arguments.lines().all(|line| line == "--own"), "{arguments}");
    assert!(sentences.contains("etc/passwd"), "{sentences}");
    // A second time the cache has it all.
    std::fs::remove_file(dir.join("engine.heard")).unwrap();
    assert!(run(&dir, &["listen", "1", "--output", file.to_str().unwrap()]).status.success());
    assert!(!dir.join("engine.heard").exists());
}

#[test]
fn what_can_not_be_written_is_said() {
    let folder = folder();
    let dir = engine(&folder, "cat > /dev/null; exit 3");
    for (arguments, expected) in [
        (&["listen", "1", "--output", "/nowhere/x.wav"][..], "can't write to /nowhere"),
        (&["listen", "1", "--output", "x.txt"], "unknown kind of file"),
        (&["listen", "1", "--engine", "nope"], "unknown engine nope; known: command, piper"),
        (&["listen", "99"], "no article 99"),
    ] {
        let output = run(&dir, arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(error.contains(expected), "{error}");
    }
}

/// An engine that hangs must not live on when tidings is killed.
#[cfg(target_os = "linux")]
#[test]
fn a_killed_tidings_leaves_no_engine_behind() {
    let folder = folder();
    let dir = engine(&folder, "echo $$ > \"$0.pid.new\"; mv \"$0.pid.new\" \"$0.pid\"; exec sleep 1000");
    let file = dir.join("out.wav");
    let mut child = command(&dir, &["listen", "1", "--output", file.to_str().unwrap()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let began = Instant::now();
    let wait = |is_true: &dyn Fn() -> bool| {
        while !is_true() {
            assert!(began.elapsed() < LIMIT);
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    let pid_file = dir.join("engine.pid");
    wait(&|| pid_file.exists());
    let pid = std::fs::read_to_string(&pid_file).unwrap();
    let engine = PathBuf::from("/proc").join(pid.trim()).join("cmdline");
    let runs = || std::fs::read(&engine).is_ok_and(|line| line.starts_with(b"sleep"));
    wait(&runs);
    child.kill().unwrap();
    child.wait().unwrap();
    wait(&|| !runs());
}

/// speech-dispatcher gives no sound to play, so no player is needed.
#[test]
fn an_engine_that_speaks_by_itself_reads_sentence_by_sentence() {
    let folder = folder();
    let dir = folder.dir.path().to_path_buf();
    let programs = tempfile::tempdir().unwrap();
    let script = |text: &str| write_script(&programs.path().join("spd-say"), text);
    script("/bin/cat >> \"$0.heard\"; echo \"$@\" >> \"$0.args\"");
    let listen = || command(&dir, &["listen", "1"]).env("PATH", programs.path()).output().unwrap();
    let output = listen();
    assert!(output.status.success(), "{output:?}");
    let heard = |name: &str| std::fs::read_to_string(programs.path().join(name)).unwrap();
    let sentences = heard("spd-say.heard");
    assert!(sentences.contains("Title a") && sentences.contains("-w is none either."), "{sentences}");
    assert!(sentences.lines().count() >= 4 && !heard("spd-say.args").contains("passwd"));
    let articles = json(&dir, &["articles", "--json"]);
    let read: Vec<bool> = articles.as_array().unwrap().iter().map(|row| row["read"].as_bool().unwrap()).collect();
    assert_eq!(read.iter().filter(|read| **read).count(), 1, "what was heard is read");
    script("exit 4");
    let output = listen();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("spd-say can't play this"), "{output:?}");
    let file = dir.join("out.wav");
    let output =
        command(&dir, &["listen", "1", "--output", file.to_str().unwrap()]).env("PATH", programs.path()).output();
    assert!(String::from_utf8_lossy(&output.unwrap().stderr).contains("no speech engine found"), "it gives no sound");
}

#[test]
fn an_article_with_a_recording_is_queued_as_audio() {
    let url = "https://a.example/1".to_owned();
    let enclosure = Enclosure { url, media_type: Some("audio/mpeg".to_owned()), length: None, seconds: Some(600) };
    let folder = Folder::with_entries([Entry {
        guid: "a".to_owned(),
        title: Some(Text::line("Show")),
        enclosures: vec![enclosure],
        ..Entry::default()
    }]);
    let queue = json(folder.dir.path(), &["queue", "add", "1", "--json"]);
    let item = serde_json::json!({ "article": 1, "title": "Show", "kind": "audio", "position": 0.0, "seconds": 600.0 });
    assert_eq!(queue, serde_json::json!([item]));
}
