//! Tests the built program in a real pseudo-terminal: offline reading, and every way to end.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::harness::{Folder, LIMIT};

/// A pseudo-terminal that runs the program.
pub(crate) struct Terminal {
    _master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    pub(crate) parser: Arc<Mutex<vt100::Parser>>,
    raw: Arc<Mutex<Vec<u8>>>,
}

impl Terminal {
    pub(crate) fn open(config: &Path, size: (u16, u16), arguments: &[&str]) -> Self {
        Self::open_with(config, size, arguments, &[])
    }

    pub(crate) fn open_with(
        config: &Path,
        (cols, rows): (u16, u16),
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Self {
        let pty = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tidings"));
        command.arg("--config-dir");
        command.arg(config);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        command.env("TZ", "UTC0");
        // Hides the terminal in which the tests run, because the program recognises some terminals.
        for name in ["VTE_VERSION", "KONSOLE_VERSION", "TERM_PROGRAM", "COLORTERM", "COLORFGBG", "NO_COLOR"] {
            command.env_remove(name);
        }
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let size = (rows.try_into().unwrap(), cols.try_into().unwrap());
        let parser = Arc::new(Mutex::new(vt100::Parser::new(size.0, size.1, 0)));
        let raw = Arc::new(Mutex::new(Vec::new()));
        let mut reader = pty.master.try_clone_reader().unwrap();
        let (seen, kept) = (parser.clone(), raw.clone());
        std::thread::spawn(move || {
            let mut bytes = [0; 65_536];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                seen.lock().unwrap().process(&bytes[..n]);
                kept.lock().unwrap().extend_from_slice(&bytes[..n]);
            }
        });
        let keyboard = pty.master.take_writer().unwrap();
        Self { _master: pty.master, keyboard, child, parser, raw }
    }

    pub(crate) fn screen(&self) -> String {
        self.parser.lock().unwrap().screen().contents()
    }

    #[track_caller]
    pub(crate) fn wait(&self, text: &str) {
        until(|| self.screen().contains(text), || format!("`{text}` never came:\n{}", self.screen()));
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Returns the process id of the program.
    #[cfg(unix)]
    pub(crate) fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Sends the signal with this name.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.id().to_string();
        assert!(std::process::Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// Waits for the program to end, and returns its exit code.
    #[track_caller]
    pub(crate) fn end(&mut self) -> u32 {
        let mut code = None;
        until(
            || {
                code = self.child.try_wait().unwrap().map(|status| status.exit_code());
                code.is_some()
            },
            || "the program never ended".to_owned(),
        );
        code.unwrap()
    }

    /// Whether the terminal is restored: main screen, cursor, no mouse, no bracketed paste, and its own order of
    /// right-to-left text.
    pub(crate) fn is_given_back(&self) -> bool {
        let raw = String::from_utf8_lossy(&self.raw.lock().unwrap()).into_owned();
        let order = [raw.rfind("\u{1b}[8l"), raw.rfind("\u{1b}[8h")];
        if order[0].is_none() || order[0] > order[1] {
            return false;
        }
        let parser = self.parser.lock().unwrap();
        let screen = parser.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }
}

#[track_caller]
pub(crate) fn until(mut test: impl FnMut() -> bool, failed: impl Fn() -> String) {
    let began = Instant::now();
    while !test() {
        assert!(began.elapsed() < LIMIT, "{}", failed());
        std::thread::park_timeout(Duration::from_millis(2));
    }
}

#[test]
fn synced_articles_are_readable_offline() {
    let folder = Folder::offline();
    let mut terminal = Terminal::open(folder.dir.path(), (120, 40), &[]);
    terminal.wait("Harbour bridge reopens");
    terminal.press("j");
    terminal.wait("By Mara Ellison");
    terminal.press("\r");
    terminal.wait("Unread                  51");
    terminal.press("c");
    terminal.wait("17 Comments");
    terminal.wait("My father carried me over it");
    terminal.press("zM");
    terminal.wait("▸ Bronagh Teague");
    terminal.press("qFoctopus\r");
    terminal.wait("Search: octopus");
    terminal.wait("The octopus who kept the receipts");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    until(|| terminal.is_given_back(), || "the terminal was not given back".to_owned());
}

/// Regression: the byline had the date and the time in UTC.
#[test]
fn the_byline_has_the_time_in_the_users_zone() {
    let folder = Folder::offline();
    let mut terminal = Terminal::open_with(folder.dir.path(), (120, 40), &[], &[("TZ", "TST-17:00")]);
    terminal.wait("Harbour bridge reopens");
    terminal.press("j\r");
    // Published on 23 November at 07:12 UTC.
    terminal.wait("By Mara Ellison · 24 November 2026, 00:12");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn the_demo_runs_without_a_network_and_leaves_no_files() {
    let config = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::open(config.path(), (100, 30), &["demo"]);
    terminal.wait("Harbour bridge reopens");
    terminal.press("j\r");
    terminal.wait("By Mara Ellison");
    terminal.press("c");
    terminal.wait("17 Comments");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    let left: Vec<_> = std::fs::read_dir(config.path()).unwrap().collect();
    assert!(left.is_empty(), "the user's own folder is not touched: {left:?}");
}

#[cfg(unix)]
#[test]
fn the_recording_of_the_demo_is_readable_where_nothing_can_play_it() {
    let config = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::open_with(config.path(), (100, 60), &["demo"], &[("PATH", "/nowhere")]);
    terminal.wait("Harbour bridge reopens");
    terminal.press("/diaphone\r");
    terminal.wait("1 of 1");
    terminal.press("\r");
    terminal.wait("audio, 30 s");
    terminal.press("V");
    // A later message may replace it on the status line, and the list of messages has all of them.
    terminal.press("!");
    terminal.wait("no player found: install mpv");
    terminal.press("\x1b");
    terminal.wait("audio, 30 s");
    terminal.press("w");
    terminal.wait("The bells of the school orchestra answer");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_reply_in_the_demo_needs_no_settings() {
    let config = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::open(config.path(), (80, 24), &["demo"]);
    terminal.wait("Harbour bridge reopens");
    terminal.press("j\r");
    terminal.wait("By Mara Ellison");
    terminal.press("ca");
    terminal.wait("reply to Bronagh Teague");
    terminal.press("My mother walked.\x1b");
    terminal.wait("Send now");
    terminal.press("j\r");
    terminal.wait("A Day Visitor");
    terminal.wait("reply sent");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

/// Writes a shell script that other programs find by its path.
#[cfg(unix)]
pub(crate) fn write_script(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Regression: the screen said that the link was open, though the system's opener had failed.
#[cfg(target_os = "linux")]
#[test]
fn an_error_of_the_systems_opener_is_shown() {
    let folder = Folder::offline();
    let programs = folder.dir.path().join("programs");
    std::fs::create_dir(&programs).unwrap();
    write_script(&programs.join("xdg-open"), "exit 3");
    let path = [("PATH", programs.to_str().unwrap())];
    let mut terminal = Terminal::open_with(folder.dir.path(), (200, 40), &[], &path);
    terminal.wait("Harbour bridge reopens");
    terminal.press("j\r");
    terminal.wait("By Mara Ellison");
    terminal.press("o");
    terminal.wait("xdg-open: exited with status 3");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

/// Regression: a text browser was started without the terminal, and the reader took its keys.
#[cfg(unix)]
#[test]
fn a_text_browser_has_the_terminal_and_its_keys_until_it_ends() {
    let folder = Folder::offline();
    let (script, typed) = (folder.dir.path().join("browser"), folder.dir.path().join("typed"));
    write_script(&script, &format!("echo \"browsing $1\"; read -r line; echo \"$line\" > '{}'", typed.display()));
    let config = format!("[screen]\nbrowser = [\"terminal:sh\", \"{}\"]\n", script.display());
    std::fs::write(folder.dir.path().join("config.toml"), config).unwrap();
    let mut terminal = Terminal::open(folder.dir.path(), (120, 40), &[]);
    terminal.wait("Harbour bridge reopens");
    terminal.press("j\r");
    terminal.wait("By Mara Ellison");
    for line in ["quit?", "Q"] {
        terminal.press("o");
        terminal.wait("browsing http://127.0.0.1");
        assert!(!terminal.screen().contains("By Mara Ellison"), "the reader has left the screen");
        terminal.press(&format!("{line}\r"));
        terminal.wait("back from 127.0.0.1");
        terminal.wait("By Mara Ellison");
        assert_eq!(std::fs::read_to_string(&typed).unwrap(), format!("{line}\n"));
    }
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    until(|| terminal.is_given_back(), || "the terminal was not given back".to_owned());
}

/// Regression: a flag that the terminal draws wider or narrower than Unicode says left halves of other characters.
#[test]
fn the_cells_of_a_flag_are_blanked_before_it_is_sent() {
    let flag = "\u{1f1eb}\u{1f1f7}";
    let folder = Folder::new(&[tidings::domain::Subscription {
        url: "http://127.0.0.1:9/feed".into(),
        title: Some(tidings::domain::Text::line(&format!("{flag} Paper"))),
        ..tidings::domain::Subscription::default()
    }]);
    let mut terminal = Terminal::open(folder.dir.path(), (80, 24), &[]);
    terminal.wait("Paper");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    let raw = String::from_utf8_lossy(&terminal.raw.lock().unwrap()).into_owned();
    assert!(raw.contains(flag));
    assert_eq!(raw.matches(flag).count(), raw.matches(&format!("  \u{1b}[2D{flag}")).count(), "{raw:?}");
}

/// Regression: the loop noticed a key only when something else woke it, such as the tick every two seconds. Then forty
/// keys, each waited for, would exceed the limit.
#[test]
fn every_key_wakes_the_loop_by_itself() {
    let folder = Folder::offline();
    let mut terminal = Terminal::open(folder.dir.path(), (80, 24), &[]);
    terminal.wait("1 of 46");
    let began = Instant::now();
    for place in 2..=42 {
        terminal.press("j");
        terminal.wait(&format!("{place} of 46"));
    }
    assert!(began.elapsed() < LIMIT, "keys do not wake the loop");
}

#[test]
fn q_goes_back_and_quits() {
    let folder = Folder::offline();
    let mut terminal = Terminal::open(folder.dir.path(), (80, 24), &[]);
    terminal.wait("Harbour bridge");
    terminal.press("\r");
    terminal.wait("By W. Penhale");
    terminal.press("q");
    terminal.wait("1 of 46");
    terminal.press("q");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

/// Starts the program in a terminal that does not control it: a hangup sends no signal, only its descriptors close.
#[cfg(unix)]
pub(crate) fn start_without_control(
    folder: &Folder,
    variables: &[(&str, &str)],
) -> (std::process::Child, (std::fs::File, vt100::Parser)) {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
    let slave = std::fs::OpenOptions::new().read(true).write(true).open(name).unwrap();
    rustix::termios::tcsetwinsize(
        &slave,
        rustix::termios::Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 },
    )
    .unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tidings"));
    command.arg("--config-dir").arg(folder.dir.path()).env("TERM", "xterm").envs(variables.iter().copied());
    let copy = || slave.try_clone().unwrap();
    let child = command.stdin(copy()).stdout(copy()).stderr(copy()).spawn().unwrap();
    let size = |cells: u16| cells.try_into().unwrap();
    (child, (std::fs::File::from(master), vt100::Parser::new(size(24), size(80), 0)))
}

/// Reads what the program writes until a text is on the screen.
#[cfg(unix)]
pub(crate) fn read_until((master, parser): &mut (std::fs::File, vt100::Parser), text: &str) {
    let mut bytes = [0; 4096];
    while !parser.screen().contents().contains(text) {
        let n = master.read(&mut bytes).unwrap();
        parser.process(&bytes[..n]);
    }
}

/// Waits until the program has ended without a panic.
#[cfg(unix)]
pub(crate) fn expect_end(child: &mut std::process::Child) {
    let mut ended = None;
    until(
        || {
            ended = child.try_wait().unwrap();
            ended.is_some()
        },
        || "the program outlives its terminal".to_owned(),
    );
    assert_ne!(ended.unwrap().code(), Some(101), "it panicked while quitting");
}

#[cfg(unix)]
#[test]
fn a_terminal_that_hangs_up_ends_the_program() {
    let folder = Folder::offline();
    let (mut child, mut terminal) = start_without_control(&folder, &[]);
    read_until(&mut terminal, "Harbour");
    // Once the help is shown, the program reads keys.
    terminal.0.write_all(b"?").unwrap();
    read_until(&mut terminal, " Keys ");
    drop(terminal);
    expect_end(&mut child);
}

/// The store waits for another process longer than the session may take to end.
#[cfg(unix)]
#[test]
fn a_change_is_stored_though_the_terminal_hangs_up_while_the_store_is_busy() {
    let folder = Folder::offline();
    let (mut child, mut terminal) = start_without_control(&folder, &[]);
    read_until(&mut terminal, "Harbour");
    // The reader says that the article is starred before the store has it.
    terminal.0.write_all(b"\r").unwrap();
    read_until(&mut terminal, "By W. Penhale");
    let other = rusqlite::Connection::open(folder.dir.path().join("state/tidings.db")).unwrap();
    other.busy_timeout(LIMIT).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    terminal.0.write_all(b"s").unwrap();
    read_until(&mut terminal, "starred");
    drop(terminal);
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(5) {
        assert!(child.try_wait().unwrap().is_none(), "it ended with the star not stored");
        std::thread::park_timeout(Duration::from_millis(20));
    }
    let starred = "SELECT count(*) FROM articles WHERE starred";
    let count = || other.query_row(starred, [], |row| row.get::<_, u32>(0)).unwrap();
    assert_eq!(count(), 0, "the store was busy all the time");
    other.execute_batch("COMMIT").unwrap();
    expect_end(&mut child);
    assert_eq!(count(), 1);
}

#[test]
fn no_control_byte_of_a_feed_reaches_the_terminal() {
    let hostile = "\u{1b}]0;pwned\u{7}\u{1b}[2J\u{9b}31m\u{202e}title";
    let mut entry = tidings::domain::Entry { guid: "1".into(), ..tidings::domain::Entry::default() };
    entry.title = Some(tidings::domain::Text::line(hostile));
    entry.content = Some(tidings::domain::Html(format!("<p>&#27;]52;c;cHduZWQ=&#7; {hostile} body</p>")));
    let folder = Folder::with_entries([entry]);
    let mut terminal = Terminal::open(folder.dir.path(), (80, 24), &[]);
    terminal.wait("title");
    terminal.press("\r");
    terminal.wait("body");
    terminal.press("Q");
    terminal.end();
    let raw = terminal.raw.lock().unwrap().clone();
    let text = String::from_utf8_lossy(&raw);
    assert!(!text.contains("\u{1b}]52") && !text.contains("pwned\u{7}") && !text.contains('\u{9b}'), "{text:?}");
    assert!(!text.contains('\u{202e}'));
}

/// The end of the last row: once it is on the screen, the whole frame is.
const FOOTER: &str = "? help";

/// Returns the background of an empty cell.
fn ground(terminal: &Terminal) -> vt100::Color {
    terminal.parser.lock().unwrap().screen().cell(20, 79).unwrap().bgcolor()
}

#[test]
fn a_light_terminal_gets_the_light_theme() {
    let folder = Folder::offline();
    std::fs::write(folder.dir.path().join("config.toml"), "[screen]\ntheme = \"detect\"\n").unwrap();
    let mut terminal = Terminal::open_with(folder.dir.path(), (80, 24), &[], &[("COLORTERM", "truecolor")]);
    let asked = || terminal.raw.lock().unwrap().windows(6).any(|bytes| bytes == b"\x1b]11;?");
    until(asked, || "the terminal is not asked".to_owned());
    terminal.press("\x1b]11;rgb:ffff/ffff/eeee\x1b\\\x1b[?62;22c");
    terminal.wait(FOOTER);
    assert_eq!(ground(&terminal), vt100::Color::Rgb(0xfa, 0xf7, 0xf0));
    // A key switches to the next theme and shows its name.
    terminal.press("T");
    terminal.wait("theme high-contrast");
    until(|| ground(&terminal) == vt100::Color::Rgb(0, 0, 0), || "the theme is not turned".to_owned());
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_terminal_that_does_not_answer_gets_the_terminal_theme() {
    let folder = Folder::offline();
    std::fs::write(folder.dir.path().join("config.toml"), "[screen]\ntheme = \"detect\"\n").unwrap();
    let mut terminal = Terminal::open_with(folder.dir.path(), (80, 24), &[], &[("COLORTERM", "truecolor")]);
    terminal.wait(FOOTER);
    assert_eq!(ground(&terminal), vt100::Color::Default);
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn the_terminal_is_not_queried_if_the_environment_decides() {
    let folder = Folder::offline();
    let dark = vt100::Color::Rgb(0x16, 0x19, 0x1f);
    for (variables, colour) in [
        (&[("COLORTERM", "truecolor"), ("COLORFGBG", "15;0")][..], dark),
        (&[("COLORTERM", "truecolor")][..], vt100::Color::Default),
        (&[("COLORTERM", "truecolor"), ("COLORFGBG", "15;0"), ("NO_COLOR", "1")][..], vt100::Color::Default),
    ] {
        let mut terminal = Terminal::open_with(folder.dir.path(), (80, 24), &[], variables);
        terminal.wait(FOOTER);
        assert_eq!(ground(&terminal), colour, "{variables:?}");
        terminal.press("Q");
        assert_eq!(terminal.end(), 0);
        assert!(!String::from_utf8_lossy(&terminal.raw.lock().unwrap()).contains("\x1b]11;?"), "{variables:?}");
    }
}

#[test]
fn a_locale_without_utf_8_gets_ascii() {
    let folder = Folder::offline();
    crate::triage::save(&folder, crate::triage::thread());
    let mut terminal = Terminal::open_with(folder.dir.path(), (80, 24), &[], &[("LC_ALL", "C")]);
    terminal.wait(FOOTER);
    assert!(terminal.screen().contains("- Feeds ---") && !terminal.screen().contains('│'), "{}", terminal.screen());
    // The symbols of comments are ASCII too.
    terminal.press("Ftitle:octopus\r");
    terminal.wait("1 of 1");
    terminal.press("\r");
    terminal.wait("By ");
    terminal.press("cK");
    terminal.wait("v + Ann");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}
