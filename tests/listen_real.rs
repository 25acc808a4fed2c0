//! Listens with a real espeak-ng and a real mpv, which plays into nothing; `.ci/listen/run` has them and starts the tests.
//!
//! Ignored by a plain `cargo test`. The screens are those of the built program in a pseudo-terminal.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tidings::domain::{Enclosure, Entry};
use tidings::listen::wav::Wav;
use tidings::page;

use crate::harness::Folder;
use crate::listen::{entry, write_script};
use crate::pty::{Terminal, until};
use crate::recordings::part;
use crate::server::Server;

const SEED: &str = include_str!("fixtures/seed/page.html");
/// Words of the seed article, and of the notes below a recording.
const SEED_TEXT: &str = "Preparations for the second phase";
const NOTES: &str = "Notes of the show";
const SIZE: (u16, u16) = (110, 34);
/// The variable with the folder of the programs.
const PROGRAMS: &str = "TIDINGS_LISTEN_PROGRAMS";

/// Returns the search path with the real programs before all others.
fn search_path() -> String {
    let programs = std::env::var(PROGRAMS).unwrap_or_else(|_| panic!("{PROGRAMS} is not set: run .ci/listen/run"));
    format!("{programs}:{}", std::env::var("PATH").unwrap_or_default())
}

/// Runs a program with the real ones in the search path.
fn run(program: &str, arguments: &[&str]) -> Output {
    Command::new(program).args(arguments).env("PATH", search_path()).stdin(Stdio::null()).output().unwrap()
}

/// Makes a folder with the seed article.
fn seed_folder() -> Folder {
    let html = page::extract(SEED, None).html.0;
    Folder::with_entries([entry("seed", &html)])
}

/// Opens the program with these settings, and its first article, which has this text.
fn open(folder: &Folder, settings: &str, text: &str) -> Terminal {
    std::fs::write(folder.dir.path().join("config.toml"), settings).unwrap();
    let mut terminal = Terminal::open_with(folder.dir.path(), SIZE, &[], &[("PATH", &search_path())]);
    terminal.wait("Title");
    terminal.press("\r");
    terminal.wait("w full text");
    terminal.wait(text);
    terminal
}

/// Returns the seconds of a time such as `1:05`.
fn seconds(time: &str) -> Option<u32> {
    time.trim_start_matches('~').split(':').try_fold(0, |sum, part| Some(sum * 60 + part.parse::<u32>().ok()?))
}

/// Returns the seconds in the bar: those that were heard, and those of the whole.
fn bar(terminal: &Terminal) -> Option<(u32, u32)> {
    let screen = terminal.screen();
    // The bar is in the status line, above the footer.
    let words: Vec<&str> = screen.lines().rev().nth(1)?.split_whitespace().collect();
    let at = words.iter().position(|word| *word == "/")?;
    Some((seconds(words.get(at.checked_sub(1)?)?)?, seconds(words.get(at + 1)?)?))
}

/// Waits until the bar's seconds are as wanted, and returns those that were heard.
#[track_caller]
fn wait_for_time(terminal: &Terminal, wanted: impl Fn(u32) -> bool) -> u32 {
    let mut heard = 0;
    until(
        || {
            heard = bar(terminal).map_or(0, |(heard, _)| heard);
            bar(terminal).is_some() && wanted(heard)
        },
        || format!("the bar never had the time:\n{}", terminal.screen()),
    );
    heard
}

/// Returns the text of the article that is marked as spoken.
fn marked(terminal: &Terminal) -> String {
    let parser = terminal.parser.lock().unwrap();
    let screen = parser.screen().contents();
    // The list of articles is above the text.
    let rows: Vec<&str> = screen.lines().collect();
    let top = rows.iter().rposition(|line| line.contains("│─ ")).unwrap_or(0);
    let places = (u16::try_from(top).unwrap() + 1..SIZE.1).flat_map(|row| (0..SIZE.0).map(move |column| (row, column)));
    let cells = places.filter_map(|(row, column)| parser.screen().cell(row, column));
    cells.filter(|cell| cell.underline()).map(|cell| cell.contents().to_owned()).collect()
}

/// Waits until a sentence other than `before` is marked, and returns it.
#[track_caller]
fn wait_for_mark(terminal: &Terminal, before: &str) -> String {
    let mut now = String::new();
    until(
        || {
            now = marked(terminal);
            !now.is_empty() && now != before
        },
        || format!("no other sentence is marked:\n{}", terminal.screen()),
    );
    now
}

/// Returns the processes that a process has started, as the folders that describe them, with their command lines.
fn children(parent: u32) -> Vec<(PathBuf, String)> {
    let all = std::fs::read_dir("/proc").unwrap().flatten().map(|found| found.path());
    let is_child = |process: &PathBuf| {
        let Ok(stat) = std::fs::read_to_string(process.join("stat")) else { return false };
        // The name of the program, in brackets, may have spaces.
        let after = stat.rsplit(')').next().unwrap_or_default();
        after.split_whitespace().nth(1) == Some(&parent.to_string())
    };
    let line = |process: &Path| std::fs::read_to_string(process.join("cmdline")).unwrap_or_default().replace('\0', " ");
    all.filter(is_child).map(|process| (process.clone(), line(&process))).collect()
}

/// Waits for a child of the program whose command line has a text.
#[track_caller]
fn wait_for_child(terminal: &Terminal, text: &str, but: Option<&Path>) -> PathBuf {
    let mut found = None;
    until(
        || {
            let mut all = children(terminal.id()).into_iter();
            found = all.find(|(process, line)| line.contains(text) && Some(process.as_path()) != but);
            found.is_some()
        },
        || format!("`{text}` does not run: {:?}", children(terminal.id())),
    );
    found.unwrap().0
}

/// Returns the process id of a folder that describes a process.
fn id(process: &Path) -> &str {
    process.file_name().unwrap().to_str().unwrap()
}

/// Whether a process has ended. A zombie has.
fn has_ended(process: &Path) -> bool {
    std::fs::read_to_string(process.join("stat")).map_or(true, |stat| stat.contains(") Z "))
}

fn quit(mut terminal: Terminal) {
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

/// Writes speech of the seed article, and returns it.
fn speech(folder: &Folder, rate: &str) -> Wav {
    let file = folder.dir.path().join("x.wav");
    let (dir, name) = (folder.dir.path().to_str().unwrap(), file.to_str().unwrap());
    let arguments = ["--config-dir", dir, "listen", "1", "--engine", "espeak-ng", "--rate", rate, "--output", name];
    let output = run(env!("CARGO_BIN_EXE_tidings"), &arguments);
    assert!(output.status.success(), "{output:?}");
    Wav::parse(&std::fs::read(&file).unwrap()).unwrap()
}

/// Returns the root mean square of the samples, of which the loudest possible one is 1.
fn loudness(wav: &Wav) -> f64 {
    let square = |pair: &[u8]| (f64::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0).powi(2);
    let count = u32::try_from(wav.data.len() / 2).unwrap();
    (wav.data.chunks_exact(2).map(square).sum::<f64>() / f64::from(count)).sqrt()
}

#[test]
#[ignore = "needs espeak-ng: .ci/listen/run"]
fn speech_has_the_length_that_its_words_and_its_rate_ask_for() {
    let folder = seed_folder();
    let words = page::plain(&page::extract(SEED, None).html.0).split_whitespace().count();
    let words = f64::from(u32::try_from(words).unwrap());
    let usual = speech(&folder, "175");
    // The pauses between sentences and paragraphs come to the words.
    let a_minute = words / (usual.seconds() / 60.0);
    println!("{words} words, {:.1} s: {a_minute:.0} words a minute, loudness {:.3}", usual.seconds(), loudness(&usual));
    assert!((90.0..=200.0).contains(&a_minute), "{a_minute}");
    assert!(usual.rate >= 22_050 && loudness(&usual) > 0.02);
    let (slow, fast) = (speech(&folder, "120").seconds(), speech(&folder, "300").seconds());
    println!("120: {slow:.1} s, 300: {fast:.1} s");
    assert!(fast < usual.seconds() * 0.8 && slow > usual.seconds() * 1.2, "{fast} {slow}");
}

/// Makes a recording of more than a minute: an MP3 file if ffmpeg is there, else a WAV file.
fn recording(folder: &Path) -> Vec<u8> {
    let (wav, mp3) = (folder.join("talk.wav"), folder.join("talk.mp3"));
    let (wav, mp3) = (wav.to_str().unwrap(), mp3.to_str().unwrap());
    let text = "The tide comes in over the flats, and the ferry waits for it at the old quay. ".repeat(20);
    let spoken = run("espeak-ng", &["-v", "en", "-w", wav, &text]);
    assert!(spoken.status.success(), "{spoken:?}");
    let has_ffmpeg = tidings::runtime::listen::is_installed("ffmpeg");
    let is_encoded = has_ffmpeg && run("ffmpeg", &["-loglevel", "error", "-y", "-i", wav, mp3]).status.success();
    std::fs::read(if is_encoded { mp3 } else { wav }).unwrap()
}

/// Makes a folder with an article that has a recording, and the settings that allow its server.
fn podcast(server: &Server) -> (Folder, String) {
    let dir = tempfile::tempdir().unwrap();
    let bytes = recording(dir.path());
    let media_type = if bytes.starts_with(b"RIFF") { "audio/wav" } else { "audio/mpeg" };
    let length = u64::try_from(bytes.len()).ok();
    server.handle("/talk", move |seen| part(seen, &bytes, "\"1\"", 0));
    let enclosure =
        Enclosure { url: server.url("/talk"), media_type: Some(media_type.to_owned()), length, seconds: None };
    let article = Entry { enclosures: vec![enclosure], ..entry("a", &format!("<p>{NOTES}.</p>")) };
    let settings = format!("[network]\nallow_private = [\"{}\"]\n", server.authority());
    (Folder::with_entries([article]), settings)
}

#[test]
#[ignore = "needs mpv: .ci/listen/run"]
fn a_recording_plays_pauses_moves_and_changes_its_speed() {
    let server = Server::start();
    let (folder, settings) = podcast(&server);
    let mut terminal = open(&folder, &settings, NOTES);
    terminal.press("V");
    terminal.wait("▶ ");
    let heard = wait_for_time(&terminal, |heard| heard >= 2);
    let whole = bar(&terminal).unwrap().1;
    assert!(whole > 60, "mpv says how long it is: {whole}");
    terminal.press(",,");
    terminal.wait("‖ ");
    let paused = bar(&terminal).unwrap().0;
    // A move while it is paused shows that the bar is drawn again, and that nothing but the move has changed it.
    terminal.press(">");
    let moved = wait_for_time(&terminal, |now| now > paused);
    assert!(heard <= paused && (paused + 14..=paused + 16).contains(&moved), "{heard} {paused} {moved}");
    terminal.press("<");
    let back = wait_for_time(&terminal, |now| now < moved);
    assert!((paused.saturating_sub(1)..=paused + 1).contains(&back), "{paused} {back}");
    terminal.press(",+,+");
    terminal.wait("1.2x");
    terminal.press(",,");
    terminal.wait("▶ ");
    wait_for_time(&terminal, |now| now > back + 1);
    // Nobody knows the sentences of this recording, so a move by one is a move by some seconds.
    let before = bar(&terminal).unwrap().0;
    terminal.press(")");
    wait_for_time(&terminal, |now| now >= before + 4);
    assert!(server.seen().iter().any(|seen| seen.header("range").is_some()), "mpv asks for parts");
    quit(terminal);
}

#[test]
#[ignore = "needs espeak-ng and mpv: .ci/listen/run"]
fn the_marked_sentence_moves_with_the_voice() {
    let folder = seed_folder();
    let mut terminal = open(&folder, "[listen]\nrate = 300\n", SEED_TEXT);
    terminal.press("V");
    let first = wait_for_mark(&terminal, "");
    let second = wait_for_mark(&terminal, &first);
    terminal.press("))");
    let later = wait_for_mark(&terminal, &second);
    let text = page::plain(&page::extract(SEED, None).html.0);
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let places: Vec<_> = [&first, &second, &later].map(|it| letters(&text).find(&letters(it))).to_vec();
    println!("{first}\n{second}\n{later}");
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}: {first} | {second} | {later}");
    terminal.press(",,");
    terminal.wait("‖ ");
    quit(terminal);
}

#[test]
#[ignore = "needs mpv: .ci/listen/run"]
fn a_killed_player_is_started_again_and_the_time_goes_on() {
    let server = Server::start();
    let (folder, settings) = podcast(&server);
    let mut terminal = open(&folder, &settings, NOTES);
    terminal.press("V");
    terminal.wait("▶ ");
    terminal.press(">");
    let player = wait_for_child(&terminal, "mpv", None);
    let before = wait_for_time(&terminal, |heard| heard >= 16);
    assert!(Command::new("kill").args(["-KILL", id(&player)]).status().unwrap().success());
    terminal.wait("the player has ended; it was started again");
    wait_for_child(&terminal, "mpv", Some(&player));
    let after = wait_for_time(&terminal, |heard| heard > before);
    assert!(after < before + 10, "it goes on where it was: {before} {after}");
    quit(terminal);
}

#[test]
#[ignore = "needs espeak-ng and mpv: .ci/listen/run"]
fn where_an_engine_fails_the_next_one_speaks() {
    for (script, expected) in [
        ("exit 3", "command exited with status 3"),
        ("cat > /dev/null; echo rubbish", "command wrote no WAV file"),
        ("cat > /dev/null; head -c 10000000000 /dev/zero", "command made more than 32 MB for one sentence"),
        ("exec sleep 1000", "command made nothing within 20 seconds"),
    ] {
        let folder = seed_folder();
        let engine = folder.dir.path().join("engine");
        write_script(&engine, script);
        let settings = format!("[listen]\nengine = \"command\"\ncommand = [\"{}\"]\n", engine.display());
        let mut terminal = open(&folder, &settings, SEED_TEXT);
        terminal.press("V");
        terminal.wait(expected);
        // espeak-ng has the same sentence to speak.
        wait_for_time(&terminal, |heard| heard >= 1);
        let engines = || children(terminal.id()).into_iter().filter(|(_, line)| line.contains("engine")).count();
        until(|| engines() == 0, || format!("the engine goes on: {script}"));
        quit(terminal);
    }
}

#[test]
#[ignore = "needs mpv: .ci/listen/run"]
fn a_killed_program_leaves_neither_player_nor_engine() {
    let server = Server::start();
    let (folder, settings) = podcast(&server);
    let engine = folder.dir.path().join("engine");
    write_script(&engine, "exec sleep 1000");
    let listen = format!("[listen]\nengine = \"command\"\ncommand = [\"{}\"]\n", engine.display());
    let mut terminal = open(&folder, &format!("{settings}{listen}"), NOTES);
    terminal.press("V");
    let player = wait_for_child(&terminal, "mpv", None);
    wait_for_time(&terminal, |heard| heard >= 1);
    // The voice reads the same article, with an engine that hangs.
    terminal.press(",v");
    let engine = wait_for_child(&terminal, "sleep 1000", None);
    terminal.signal("KILL");
    terminal.end();
    for process in [&player, &engine] {
        until(|| has_ended(process), || format!("{process:?} lives on"));
    }
}

#[test]
#[ignore = "needs mpv: .ci/listen/run"]
fn the_recording_of_the_demo_plays_with_its_chapters_and_its_transcript() {
    let config = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::open_with(config.path(), SIZE, &["demo"], &[("PATH", &search_path())]);
    terminal.wait("Harbour bridge reopens");
    terminal.press("/diaphone\r");
    terminal.wait("1 of 1");
    terminal.press("\r");
    terminal.wait("audio, 30 s");
    terminal.press("V");
    wait_for_time(&terminal, |heard| heard >= 1);
    terminal.wait("The bells of the school orchestra answer");
    terminal.press(",c");
    terminal.wait("0:09 The bells answer");
    terminal.press("j\r");
    wait_for_time(&terminal, |heard| (9..30).contains(&heard));
    terminal.wait("· The bells answer");
    assert!(wait_for_mark(&terminal, "").contains("The bells of the school orchestra"));
    quit(terminal);
}
