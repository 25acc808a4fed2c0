//! Runs a program in a pseudo-terminal, and knows when its bytes came and what they show.
//!
//! A thread stamps the bytes as they come; the emulator reads them later, so it is in no measured time.

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// A program that shows nothing for so long hangs.
const LIMIT: Duration = Duration::from_secs(10);
/// Without bytes for so long, a frame is whole.
const QUIET: Duration = Duration::from_millis(15);

/// A program in a terminal.
pub(crate) struct Terminal {
    /// Keeps the terminal open.
    _master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    output: Receiver<(Instant, Vec<u8>)>,
    screen: vt100::Parser,
    began: Instant,
}

impl Terminal {
    /// Starts a program with its arguments in a terminal of so many columns and rows.
    pub(crate) fn open(program: &[String], (cols, rows): (u16, u16)) -> Self {
        let pty = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(&program[0]);
        command.args(&program[1..]);
        command.env("TERM", "xterm-256color");
        for name in ["VTE_VERSION", "KONSOLE_VERSION", "TERM_PROGRAM", "COLORFGBG", "NO_COLOR"] {
            command.env_remove(name);
        }
        let (mut reader, keyboard) = (pty.master.try_clone_reader().unwrap(), pty.master.take_writer().unwrap());
        let (sender, output) = channel();
        let began = Instant::now();
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        std::thread::spawn(move || {
            let mut bytes = vec![0; 65_536];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                let _ = sender.send((Instant::now(), bytes[..n].to_vec()));
            }
        });
        let screen = vt100::Parser::new(rows.try_into().unwrap(), cols.try_into().unwrap(), 0);
        Self { _master: pty.master, child, keyboard, output, screen, began }
    }

    /// Waits until the screen shows one of the texts; returns the time since the program started.
    pub(crate) fn first(&mut self, texts: &[&str]) -> Duration {
        let began = self.began;
        self.until(began, texts)
    }

    /// Presses a key and waits for a text; returns the time between the two.
    pub(crate) fn press_until(&mut self, key: &str, texts: &[&str]) -> Duration {
        let began = Instant::now();
        self.keyboard.write_all(key.as_bytes()).unwrap();
        self.until(began, texts)
    }

    /// Presses a key; returns the times to its first byte and to its last. `None` if nothing is drawn.
    pub(crate) fn press(&mut self, key: &str) -> Option<(Duration, Duration)> {
        let began = Instant::now();
        self.keyboard.write_all(key.as_bytes()).unwrap();
        let first = self.take(Duration::from_millis(300))?;
        let mut last = first;
        while let Some(at) = self.take(QUIET) {
            last = at;
        }
        Some((first - began, last - began))
    }

    /// Takes what comes until nothing comes for a while.
    pub(crate) fn settle(&mut self) {
        while self.take(Duration::from_millis(400)).is_some() {}
    }

    /// Returns the memory of the program in MiB: now, and the most it had.
    pub(crate) fn memory(&self) -> (f64, f64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.process_id().unwrap()));
        let status = status.unwrap_or_default();
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("0");
            line.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1024.0
        };
        (of("VmRSS:"), of("VmHWM:"))
    }

    fn until(&mut self, began: Instant, texts: &[&str]) -> Duration {
        let mut at = began;
        while !texts.iter().any(|text| self.screen.screen().contents().contains(text)) {
            let taken = self.take(LIMIT).filter(|at| *at - began < LIMIT);
            at = taken.unwrap_or_else(|| panic!("no {texts:?}:\n{}", self.screen.screen().contents()));
        }
        at - began
    }

    /// Waits for bytes; returns when they came.
    fn take(&mut self, limit: Duration) -> Option<Instant> {
        let (at, bytes) = self.output.recv_timeout(limit).ok()?;
        self.screen.process(&bytes);
        Some(at)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
