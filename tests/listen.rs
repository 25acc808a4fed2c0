//! Listens on the real loop, with a fake speech engine and a fake player that speak the real protocols.
//!
//! The fake player keeps no time: a test says at which second it is, and when a file ends.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};

use serde_json::{Value, json};
use tidings::domain::{Entry, Html, Text};
use tidings::listen::wav::header;
use tidings::settings::Config;

use crate::harness::{Folder, LIMIT, Reader};
use crate::triage;

/// The variable with the socket on which a test moves the fake player.
const CONTROL: &str = "TIDINGS_FAKE_PLAYER";

/// A speech engine and a player of the test, in a folder.
pub(crate) struct Machine {
    dir: tempfile::TempDir,
    control: UnixListener,
}

/// The test's end of the fake player.
pub(crate) struct Player {
    stream: UnixStream,
    /// The commands that the player got, in order.
    commands: Receiver<Value>,
}

/// Writes a script that can be run as a program.
pub(crate) fn write_script(path: &Path, text: &str) {
    std::fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Returns a WAV file of a second.
pub(crate) fn sound() -> Vec<u8> {
    let samples: Vec<u8> = (0..22_050_i16).flat_map(|i| (i % 99 * 200).to_le_bytes()).collect();
    [header(22_050, 1, u32::try_from(samples.len()).unwrap()), samples].concat()
}

impl Machine {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let control = UnixListener::bind(dir.path().join("control")).unwrap();
        let machine = Self { dir, control };
        let own = std::env::current_exe().unwrap();
        let socket = machine.path("control");
        machine.script(
            "mpv",
            &format!(
                "export {CONTROL}='{}'\nexec '{}' --exact listen::fake_player --ignored >/dev/null 2>&1",
                socket.display(),
                own.display()
            ),
        );
        machine.script("engine", "cat > /dev/null\ncat \"$0.wav\"");
        std::fs::write(machine.path("engine.wav"), sound()).unwrap();
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn script(&self, name: &str, text: &str) {
        write_script(&self.path(name), text);
    }

    /// Returns settings with this engine and this player.
    pub(crate) fn config(&self, engine: &str) -> Config {
        let text = |path: &Path| path.display().to_string();
        let mut config = Config::default();
        "command".clone_into(&mut config.listen.engine);
        config.listen.command = vec![text(&self.path(engine))];
        config.listen.player = text(&self.path("mpv"));
        config
    }

    /// Waits until the program has started the player.
    pub(crate) fn player(&self) -> Player {
        let (stream, _) = self.control.accept().unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        let (sender, commands) = channel();
        let lines = BufReader::new(stream.try_clone().unwrap()).lines();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = sender.send(serde_json::from_str::<Value>(&line).unwrap()["command"].clone());
            }
        });
        Player { stream, commands }
    }
}

impl Player {
    /// Lets the player do something: `at SECONDS`, `length SECONDS`, `end`, `error` or `die`.
    pub(crate) fn tell(&mut self, what: &str) {
        writeln!(self.stream, "{what}").unwrap();
    }

    /// Waits for a command that begins with this name, and returns it as JSON.
    pub(crate) fn wait_for(&self, name: &str, property: &str) -> Value {
        loop {
            let command = self.commands.recv_timeout(LIMIT).unwrap();
            if command[0] == name && (property.is_empty() || command[1] == property) {
                return command;
            }
        }
    }
}

/// The fake player: a program that the tests start, and no test.
#[test]
#[ignore = "the other tests start it as a program"]
fn fake_player() {
    let Ok(path) = std::env::var(CONTROL) else { return };
    // Standard input is the socket of the program, as with mpv.
    let input = UnixStream::from(std::io::stdin().as_fd().try_clone_to_owned().unwrap());
    let mut control = UnixStream::connect(path).unwrap();
    let (sender, events) = channel();
    for (is_control, stream) in [(true, control.try_clone().unwrap()), (false, input.try_clone().unwrap())] {
        let sender = sender.clone();
        std::thread::spawn(move || {
            BufReader::new(stream).lines().map_while(Result::ok).for_each(|line| drop(sender.send((is_control, line))));
            // The program or the test is gone.
            std::process::exit(0);
        });
    }
    let mut out = input;
    let mut say = move |message: Value| writeln!(out, "{message}").unwrap();
    let (mut playlist, mut entries): (Vec<i64>, i64) = (Vec::new(), 0);
    // What the test has said before there was a file.
    let mut due: VecDeque<String> = VecDeque::new();
    for (is_control, line) in events {
        if is_control {
            if line == "die" {
                std::process::exit(1);
            }
            due.push_back(line);
        } else {
            writeln!(control, "{line}").unwrap();
            let message: Value = serde_json::from_str(&line).unwrap();
            let (command, number) = (&message["command"], &message["request_id"]);
            let is_load = command[0] == "loadfile";
            if command[0] == "stop" || (is_load && command[2] == "replace") {
                playlist.clear();
            }
            if is_load {
                entries += 1;
                playlist.push(entries);
                say(json!({ "data": { "playlist_entry_id": entries }, "request_id": number, "error": "success" }));
                if playlist.len() == 1 {
                    say(json!({ "event": "start-file", "playlist_entry_id": entries }));
                    say(json!({ "event": "file-loaded" }));
                }
            } else {
                say(json!({ "request_id": number, "error": "success" }));
            }
        }
        while let Some(line) = due.pop_front_if(|_| !playlist.is_empty()) {
            if let Some(second) = line.strip_prefix("at ") {
                let second: f64 = second.parse().unwrap();
                say(json!({ "event": "property-change", "id": 1, "name": "time-pos", "data": second }));
                continue;
            }
            if let Some(seconds) = line.strip_prefix("length ") {
                let seconds: f64 = seconds.parse().unwrap();
                say(json!({ "event": "property-change", "id": 2, "name": "duration", "data": seconds }));
                continue;
            }
            let reason = if line == "end" { "eof" } else { "error" };
            say(json!({ "event": "end-file", "reason": reason, "playlist_entry_id": playlist.remove(0) }));
            if let Some(next) = playlist.first() {
                say(json!({ "event": "start-file", "playlist_entry_id": next }));
                say(json!({ "event": "file-loaded" }));
            }
        }
    }
}

pub(crate) fn entry(guid: &str, html: &str) -> Entry {
    Entry {
        guid: guid.to_owned(),
        title: Some(Text::line(&format!("Title {guid}"))),
        content: Some(Html(html.to_owned())),
        published: Some("2026-11-22T08:00:00Z".parse().unwrap()),
        ..Entry::default()
    }
}

/// Makes a folder with two articles; the newest, which the cursor is on, is `a`.
fn two_articles() -> Folder {
    let older = Some("2026-11-21T08:00:00Z".parse().unwrap());
    let other = Entry { published: older, ..entry("b", "<p>The other one.</p>") };
    Folder::with_entries([entry("a", "<p>The ferry was late. Nobody minded.</p>"), other])
}

/// Lets the player come to the end of a sentence, and waits until the next one begins.
fn end_sentence(reader: &mut Reader, player: &mut Player) {
    let track = |reader: &Reader| reader.model.listen.playing.as_ref().map(|playing| playing.progress.track);
    let before = track(reader);
    player.tell("end");
    reader.wait_until(|reader| track(reader) != before);
}

/// Returns the text that is marked as spoken.
pub(crate) fn marked(reader: &Reader) -> String {
    let buf = reader.buffer();
    let cells = buf.content.iter().filter(|cell| cell.modifier.contains(ratatui::style::Modifier::UNDERLINED));
    cells.map(ratatui::buffer::Cell::symbol).collect()
}

#[test]
fn a_voice_reads_the_article_and_its_sentence_is_marked() {
    let (machine, folder) = (Machine::new(), two_articles());
    let mut reader = Reader::with_config(&folder, (110, 34), &machine.config("engine"));
    reader.press("enter V");
    let mut player = machine.player();
    reader.wait_for("▶ ");
    // The title and the outlet come before the text.
    end_sentence(&mut reader, &mut player);
    assert_eq!(marked(&reader), "");
    end_sentence(&mut reader, &mut player);
    assert_eq!(marked(&reader), "The ferry was late");
    end_sentence(&mut reader, &mut player);
    assert_eq!(marked(&reader), "Nobody minded");
    // Elsewhere it goes on, and the bar stays.
    reader.press("q q");
    reader.wait_for("▶ ");
}

#[test]
fn keys_pause_seek_and_change_speed_and_volume() {
    let (machine, folder) = (Machine::new(), two_articles());
    let mut reader = Reader::with_config(&folder, (110, 34), &machine.config("engine"));
    reader.press("V");
    let mut player = machine.player();
    reader.wait_for("▶ ");
    reader.press(", ,");
    while player.wait_for("set_property", "pause")[2] != true {}
    reader.wait_for("‖ ");
    // Fast keys add up: none waits for the report about the one before.
    reader.press_without_waiting(", + , + , [");
    while player.wait_for("set_property", "speed")[2] != 1.2 {}
    while player.wait_for("set_property", "volume")[2] != 90 {}
    reader.wait_for("1.2x 90%");
    reader.press(", ,");
    reader.wait_for("▶ ");
    player.tell("at 0.9");
    // Each sentence has a second, and some silence after it.
    reader.press(")");
    while player.wait_for("loadfile", "")[2] != "replace" {}
    reader.press("<");
    reader.wait_for("0:00 / ");
    reader.press(", s");
    player.wait_for("stop", "");
    reader.expect_not("▶ ").expect_not("‖ ");
    reader.press("<").expect("nothing is playing (V: listen)");
}

#[test]
fn what_was_heard_is_read_and_leaves_the_queue_and_the_next_one_plays() {
    let (machine, folder) = (Machine::new(), two_articles());
    let mut reader = Reader::with_config(&folder, (110, 34), &machine.config("engine"));
    reader.press(", u");
    let mut player = machine.player();
    reader.wait_for("2 articles added to the queue");
    reader.wait_for("▶ ");
    let first = reader.model.listen.playing.as_ref().unwrap().item.article;
    while reader.model.listen.playing.as_ref().is_some_and(|playing| playing.item.article == first) {
        player.tell("end");
        reader.wait_for_a_message();
    }
    reader.wait_until(|reader| reader.model.listen.playing.is_some());
    assert_eq!(reader.model.listen.queue.len(), 1);
    assert!(folder.library.store.article(first).unwrap().unwrap().row.read);
}

#[test]
fn the_queue_is_shown_changed_undone_and_kept() {
    let (machine, folder) = (Machine::new(), two_articles());
    let mut reader = Reader::with_config(&folder, (80, 24), &machine.config("engine"));
    reader.press(", a j , a , q").expect("Title a").expect("Title b").expect(",x: remove");
    insta::assert_snapshot!("queue_80x24", reader.screen());
    let titles = |reader: &Reader| {
        let queue = &reader.model.listen.queue;
        queue.iter().map(|item| item.title.to_string()).collect::<Vec<_>>()
    };
    let before = titles(&reader);
    reader.press("g , J");
    assert_eq!(titles(&reader), [before[1].clone(), before[0].clone()]);
    reader.press("esc u");
    assert_eq!(titles(&reader), before);
    reader.press(", q , x");
    assert_eq!(titles(&reader), before[1..]);
    drop(reader);
    let folder = folder.restart();
    let reader = Reader::with_config(&folder, (40, 12), &machine.config("engine"));
    assert_eq!(titles(&reader), before[1..]);
}

#[test]
fn a_place_is_kept_over_a_restart() {
    let (machine, folder) = (Machine::new(), two_articles());
    let mut reader = Reader::with_config(&folder, (110, 34), &machine.config("engine"));
    reader.press("V");
    let mut player = machine.player();
    reader.wait_for("▶ ");
    end_sentence(&mut reader, &mut player);
    player.tell("at 0.9");
    reader.wait_until(|reader| {
        reader.model.listen.playing.as_ref().is_some_and(|playing| playing.progress.elapsed >= 2.0)
    });
    reader.press(", s");
    drop(reader);
    let folder = folder.restart();
    let mut reader = Reader::with_config(&folder, (110, 34), &machine.config("engine"));
    assert!(reader.model.listen.queue[0].heard.position >= 2.0);
    // The second sentence is loaded, not the first one.
    reader.press(", ,");
    let player = machine.player();
    let start = player.wait_for("set_property", "start");
    assert_ne!(start[2], "0.000");
}

#[test]
fn a_player_that_dies_is_started_again_where_it_was() {
    let (machine, folder) = (Machine::new(), two_articles());
    let mut reader = Reader::with_config(&folder, (110, 34), &machine.config("engine"));
    reader.press("V");
    let mut player = machine.player();
    reader.wait_for("▶ ");
    player.tell("at 0.6");
    player.tell("die");
    let player = machine.player();
    reader.wait_for("the player has ended; it was started again");
    assert_eq!(player.wait_for("loadfile", "")[2], "replace");
}

#[test]
fn engines_that_fail_are_named() {
    let (machine, folder) = (Machine::new(), two_articles());
    for (name, script, expected) in [
        ("dead", "exit 3", "command exited with status 3"),
        ("mute", "cat > /dev/null", "command made no sound"),
        ("rubbish", "cat > /dev/null; echo rubbish", "command wrote no WAV file"),
        ("endless", "cat /dev/zero", "command made more than 32 MB for one sentence"),
    ] {
        machine.script(name, script);
        let mut reader = Reader::with_config(&folder, (110, 34), &machine.config(name));
        reader.press("V");
        reader.wait_until(|reader| reader.model.status.messages().any(|message| message.text.contains(expected)));
    }
}

#[test]
fn an_article_without_text_or_an_unknown_player_is_said() {
    let (machine, folder) = (Machine::new(), two_articles());
    let mut config = machine.config("engine");
    config.listen.player = "vlc".to_owned();
    let mut reader = Reader::with_config(&folder, (110, 34), &config);
    reader.press("V");
    reader.wait_for("[listen] player: unknown player `vlc`");
    reader.expect_not("▶ ");
}

#[test]
fn comments_are_read_from_the_selected_one_and_the_cursor_follows() {
    let machine = Machine::new();
    let folder = Folder::offline();
    triage::save(&folder, triage::thread());
    let mut reader = Reader::with_config(&folder, (110, 34), &machine.config("engine"));
    reader.press("F").type_text("title:octopus").press("enter enter c");
    // The first comment and all replies to it are done, so the fifth is the first that is read.
    reader.press("x");
    assert_eq!(triage::selected(&reader), "5");
    reader.press("j , r");
    let mut player = machine.player();
    reader
        .wait_until(|reader| reader.model.listen.playing.as_ref().is_some_and(|playing| !playing.progress.is_waiting));
    let read =
        |reader: &Reader| reader.model.listen.playing.as_ref().and_then(|playing| playing.comment()).map(str::to_owned);
    assert_eq!(read(&reader).as_deref(), Some("6"), "it begins with the selected comment");
    while read(&reader).as_deref() == Some("6") {
        end_sentence(&mut reader, &mut player);
    }
    assert_eq!((read(&reader).as_deref(), triage::selected(&reader).as_str()), (Some("7"), "7"));
    // A user who selects another comment is left there.
    reader.press("k");
    let own = triage::selected(&reader);
    while read(&reader).as_deref() == Some("7") {
        end_sentence(&mut reader, &mut player);
    }
    assert_eq!(triage::selected(&reader), own);
    // The removed comment has no words, and its number is passed over.
    assert_eq!(read(&reader).as_deref(), Some("9"));
    let article = reader.model.listen.playing.as_ref().unwrap().item.article;
    reader.press(", s");
    drop(reader);
    let heard = folder.library.store.queue_item(article).unwrap().unwrap().heard;
    assert!(heard.position < 0.001, "a place in the comments is no place in the text");
}

#[test]
fn keys_of_the_queue_act_on_the_selected_article_and_say_what_is_missing() {
    let (machine, folder) = (Machine::new(), two_articles());
    let mut reader = Reader::with_config(&folder, (80, 24), &machine.config("engine"));
    reader.press(", x").expect("this article is not in the queue (,a: add it)");
    reader.press(", +").expect("nothing is playing (V: listen)");
    reader.press(", a j , a k");
    reader.press(", x").expect("removed from the queue: Title a");
    assert_eq!(reader.model.listen.queue.len(), 1);
    // The keys that may follow are shown.
    reader.press_without_waiting(",");
    reader.expect("{ paragraph");
    reader.press("q").expect("Enter: play, ,x: remove");
    reader.press(", x").expect("removed from the queue: Title b (u: undo)").expect("Enter: play, ,x: remove");
}

#[test]
fn a_missing_engine_is_named_and_another_one_reads() {
    let (machine, folder) = (Machine::new(), two_articles());
    let mut config = machine.config("engine");
    "piper".clone_into(&mut config.listen.engine);
    let mut reader = Reader::with_config(&folder, (110, 34), &config);
    reader.press("V");
    let _player = machine.player();
    let expected = "piper has no voice: set model in [[listen.voices]] for this language; command reads instead";
    reader.wait_until(|reader| reader.model.status.messages().any(|message| message.text.as_str() == expected));
}
