//! Tests what signals do to the built program in a pseudo-terminal: they stop it, continue it, and end it, even while
//! another program has the terminal.

use crate::harness::Folder;
use crate::pty::{Terminal, expect_end, read_until, start_without_control, until, write_script};
use crate::triage::{save, thread};
use crate::writing_program::box_under_bob;

/// Returns the state of a process in one letter: `T` if it is stopped.
#[cfg(target_os = "linux")]
fn state(pid: u32) -> char {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    // The name of the program, in parentheses, may have spaces.
    stat.rsplit(") ").next().unwrap().chars().next().unwrap()
}

/// Opens the program on stored articles.
fn opened() -> (Folder, Terminal) {
    let folder = Folder::offline();
    let terminal = Terminal::open(folder.dir.path(), (80, 24), &[]);
    terminal.wait("Harbour bridge");
    (folder, terminal)
}

/// Sends a signal, which must end the program and restore the terminal.
#[track_caller]
fn expect_end_by(signal: &str, terminal: &mut Terminal) {
    terminal.signal(signal);
    terminal.end();
    until(|| terminal.is_given_back(), || format!("SIG{signal} left the terminal taken"));
}

/// Regression: signals that other programs send for other purposes ended the reader and left the terminal taken.
#[test]
fn each_signal_that_ends_the_program_restores_the_terminal() {
    for signal in ["TERM", "INT", "HUP", "QUIT", "ALRM", "USR1", "USR2"] {
        let (_folder, mut terminal) = opened();
        expect_end_by(signal, &mut terminal);
    }
}

/// Regression: a signal to stop left the terminal in raw mode and on the alternate screen.
#[cfg(target_os = "linux")]
#[test]
fn a_stopped_program_gives_the_terminal_back_and_takes_it_again() {
    let (_folder, mut terminal) = opened();
    for _ in 0..2 {
        terminal.signal("TSTP");
        until(|| state(terminal.id()) == 'T', || "it never stopped".to_owned());
        until(|| terminal.is_given_back(), || "the stopped program kept the terminal".to_owned());
        terminal.signal("CONT");
        terminal.wait("Harbour bridge");
        assert!(terminal.parser.lock().unwrap().screen().alternate_screen());
    }
    // In raw mode a key needs no Enter.
    terminal.press("?");
    terminal.wait(" Keys ");
    expect_end_by("TERM", &mut terminal);
}

/// A program that was stopped at once could not restore anything, and the shell may have changed the terminal.
#[cfg(target_os = "linux")]
#[test]
fn a_program_that_was_stopped_at_once_draws_anew() {
    let (_folder, mut terminal) = opened();
    terminal.signal("STOP");
    until(|| state(terminal.id()) == 'T', || "it never stopped".to_owned());
    // What a shell does.
    terminal.parser.lock().unwrap().process(b"\x1b[?1049l\x1b[?25h$ fg\r\n");
    assert!(!terminal.screen().contains("Harbour bridge"));
    terminal.signal("CONT");
    terminal.wait("Harbour bridge");
    expect_end_by("TERM", &mut terminal);
}

/// Writes an editor that saves a sentence and then never ends by itself; returns its path.
fn stuck_editor(folder: &Folder) -> String {
    let script = folder.dir.path().join("editor");
    write_script(&script, "echo 'Written so far.' > \"$1\"\necho is stuck\nexec sleep 1000");
    script.to_str().unwrap().to_owned()
}

/// Regression: a signal to end waited for the editor.
#[test]
fn a_signal_ends_the_program_while_an_editor_is_open_and_the_draft_is_saved() {
    for signal in ["TERM", "HUP"] {
        let folder = Folder::offline();
        save(&folder, thread());
        let editor = stuck_editor(&folder);
        let mut terminal = box_under_bob(folder.dir.path(), "In the box", &[("VISUAL", &editor)]);
        // ctrl-o goes on in the editor.
        terminal.press("\u{f}");
        terminal.wait("is stuck");
        terminal.signal(signal);
        terminal.end();
        let replies = folder.library.store.replies().unwrap();
        let texts: Vec<_> = replies.iter().map(|reply| reply.text.as_str()).collect();
        assert_eq!(texts, ["Written so far."], "after SIG{signal}");
    }
}

/// A key of the terminal is for the program that has it.
#[test]
fn an_interrupt_while_another_program_has_the_terminal_does_not_end_the_reader() {
    let folder = Folder::offline();
    let script = folder.dir.path().join("browser");
    write_script(&script, "trap '' INT QUIT\necho browsing\nread -r line");
    let config = format!("[screen]\nbrowser = [\"terminal:sh\", \"{}\"]\n", script.display());
    std::fs::write(folder.dir.path().join("config.toml"), config).unwrap();
    let mut terminal = Terminal::open(folder.dir.path(), (120, 40), &[]);
    terminal.wait("Harbour bridge reopens");
    terminal.press("j\ro");
    terminal.wait("browsing");
    terminal.signal("INT");
    terminal.signal("QUIT");
    terminal.press("\r");
    terminal.wait("back from 127.0.0.1");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

/// Regression: the program outlived its terminal by as long as the editor ran.
#[test]
fn a_terminal_that_goes_away_ends_the_program_while_an_editor_is_open() {
    let folder = Folder::offline();
    let editor = stuck_editor(&folder);
    let (mut child, mut terminal) = start_without_control(&folder, &[("VISUAL", &editor)]);
    read_until(&mut terminal, "Harbour");
    std::io::Write::write_all(&mut terminal.0, b"\x05").unwrap();
    read_until(&mut terminal, "config.toml");
    std::io::Write::write_all(&mut terminal.0, b"\r").unwrap();
    read_until(&mut terminal, "is stuck");
    drop(terminal);
    expect_end(&mut child);
}
