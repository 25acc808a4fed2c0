//! Runs a program of the user: in the terminal until it ends; or without one, with bounded output and time, and
//! cancellable at any moment.
//!
//! The caller decides what the program reads and what becomes of its output. No shell reads the arguments.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use thiserror::Error;

use super::foreground;
use crate::domain::Text;

/// How often tidings looks at a running program.
const PAUSE: Duration = Duration::from_millis(10);
/// How long a stopped program has to clean up before it is killed.
const CLEAN_UP: Duration = Duration::from_secs(1);
/// How long the output may stay open after the program has ended, if a program that it started holds it.
const LAST_OUTPUT: Duration = Duration::from_millis(300);
/// The most bytes that are kept of a program's errors.
const MAX_ERRORS: usize = 8 << 10;
/// Words in the errors of programs that miss a terminal.
const TERMINAL_WORDS: &[&str] = &["password", "passphrase", "username", "terminal", "tty", "/dev/tty"];

/// A program to run.
#[derive(Debug, Clone, Default)]
pub(in crate::runtime) struct Program {
    /// The program and its arguments.
    pub(in crate::runtime) arguments: Vec<String>,
    /// The folder in which it runs; `None` for that of tidings.
    pub(in crate::runtime) dir: Option<PathBuf>,
    /// What it reads on standard input, which ends there.
    pub(in crate::runtime) input: Vec<u8>,
    /// How long it may take; `None` for a program that stays open.
    pub(in crate::runtime) time_limit: Option<Duration>,
    /// The most bytes of its output that are kept.
    pub(in crate::runtime) max_output: usize,
    /// Whether a program that writes more is stopped; else the rest is dropped.
    pub(in crate::runtime) stops_at_max: bool,
}

/// What a program that succeeded has written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::runtime) struct Output {
    /// The beginning of its standard output.
    pub(in crate::runtime) bytes: Vec<u8>,
    /// Whether that is not all.
    pub(in crate::runtime) is_cut: bool,
}

/// Why a program failed, as one line for the user.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(in crate::runtime) enum ProgramError {
    /// It could not be started.
    #[error("can't run {0}: {1}")]
    Start(String, String),
    /// It ended with an error status: the status and the first line of its errors.
    #[error("{0}{1}")]
    Status(String, Text),
    /// It took too long.
    #[error("stopped after {0} seconds, its time limit")]
    TimeLimit(u64),
    /// It wanted to read from the terminal.
    #[error("stopped, because it asked for something in the terminal, perhaps a password")]
    WantsTerminal,
    /// The user has cancelled it.
    #[error("cancelled")]
    Cancelled,
}

/// Runs a program until it ends, and calls `look` every few milliseconds, which returns whether to cancel it.
pub(in crate::runtime) fn run(program: &Program, mut look: impl FnMut() -> bool) -> Result<Output, ProgramError> {
    let name = program.arguments.first().cloned().unwrap_or_default();
    let failed = |error: std::io::Error| ProgramError::Start(name.clone(), error.to_string());
    let mut child = spawn(program).map_err(failed)?;
    let output = Capture::start(child.stdout.take(), program.max_output);
    let errors = Capture::start(child.stderr.take(), MAX_ERRORS);
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            break status;
        }
        let why = if look() {
            ProgramError::Cancelled
        } else if wants_terminal(&child) {
            ProgramError::WantsTerminal
        } else if program.time_limit.is_some_and(|limit| began.elapsed() >= limit) {
            ProgramError::TimeLimit(program.time_limit.unwrap_or_default().as_secs())
        } else if program.stops_at_max && output.is_over() {
            stop(&mut child);
            return Ok(output.end());
        } else {
            thread::sleep(PAUSE);
            continue;
        };
        stop(&mut child);
        return Err(why);
    };
    let (output, errors) = (output.end(), errors.end());
    if status.success() { Ok(output) } else { Err(ProgramError::Status(describe_exit(status), first_error(&errors))) }
}

/// Runs a program in the terminal until it ends. It reads the keys unless it has an input.
pub(in crate::runtime) fn run_in_terminal(program: &Program) -> Result<(), String> {
    let (name, arguments) = program.arguments.split_first().ok_or("no program is set")?;
    let mut process = Command::new(name);
    process.args(arguments);
    if !program.input.is_empty() {
        process.stdin(input_of(&program.input).map_err(|error| error.to_string())?);
    }
    if let Some(dir) = &program.dir {
        process.current_dir(dir);
    }
    let status = foreground::status(&mut process).map_err(|error| format!("can't run {name}: {error}"))?;
    if status.success() { Ok(()) } else { Err(describe_exit(status)) }
}

fn spawn(program: &Program) -> std::io::Result<Child> {
    let (name, arguments) = program.arguments.split_first().ok_or(std::io::ErrorKind::InvalidInput)?;
    let mut command = Command::new(name);
    command.args(arguments).stdin(input_of(&program.input)?).stdout(Stdio::piped()).stderr(Stdio::piped());
    if let Some(dir) = &program.dir {
        command.current_dir(dir);
    }
    // In a group of its own it gets no signals of the terminal's keys, and can be stopped with what it has started.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn()
}

/// Makes standard input of bytes: a file without a name, so that a program that does not read can't block anything.
fn input_of(bytes: &[u8]) -> std::io::Result<Stdio> {
    if bytes.is_empty() {
        return Ok(Stdio::null());
    }
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file.into())
}

/// Says how a program has ended, for the user.
pub(in crate::runtime) fn describe_exit(status: ExitStatus) -> String {
    status.code().map_or_else(|| "was killed".to_owned(), |code| format!("exited with status {code}"))
}

/// Returns the first line of a program's errors, after a colon, and a hint if the program misses a terminal.
fn first_error(errors: &Output) -> Text {
    let errors = String::from_utf8_lossy(&errors.bytes);
    let Some(line) = errors.lines().map(str::trim).find(|line| !line.is_empty()) else { return Text::default() };
    let lower = line.to_lowercase();
    let has_hint = TERMINAL_WORDS.iter().any(|word| lower.contains(word));
    let hint = if has_hint { " (it has no terminal and no input to ask for it)" } else { "" };
    Text::line(&format!(": {line}{hint}"))
}

/// Returns whether the system has stopped the program, because it wanted to use the terminal.
#[cfg(unix)]
fn wants_terminal(child: &Child) -> bool {
    use rustix::process::{WaitId, WaitIdOptions, waitid};
    let Some(pid) = pid_of(child) else { return false };
    let options = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    waitid(WaitId::Pid(pid), options).is_ok_and(|status| status.is_some_and(|status| status.stopped()))
}

#[cfg(not(unix))]
fn wants_terminal(_: &Child) -> bool {
    false
}

#[cfg(unix)]
fn pid_of(child: &Child) -> Option<rustix::process::Pid> {
    rustix::process::Pid::from_raw(i32::try_from(child.id()).ok()?)
}

/// Ends a program with all that it has started: first by a request, then by force.
fn stop(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = pid_of(child) {
        use rustix::process::{Signal, kill_process_group};
        let _ = kill_process_group(group, Signal::TERM);
        // A program that the system has stopped handles the request only when it goes on.
        let _ = kill_process_group(group, Signal::CONT);
        let until = Instant::now() + CLEAN_UP;
        while Instant::now() < until && matches!(child.try_wait(), Ok(None)) {
            thread::sleep(PAUSE);
        }
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// Reads a pipe on a thread of its own, keeps the beginning and drops the rest, so that the writer never waits.
struct Capture {
    kept: Arc<Mutex<Output>>,
    thread: JoinHandle<()>,
}

impl Capture {
    fn start(pipe: Option<impl Read + Send + 'static>, most: usize) -> Self {
        let kept = Arc::new(Mutex::new(Output::default()));
        let shared = kept.clone();
        let thread = thread::spawn(move || {
            let Some(mut pipe) = pipe else { return };
            let mut buffer = vec![0; 64 << 10];
            while let Ok(read @ 1..) = pipe.read(&mut buffer) {
                let mut kept = shared.lock().unwrap_or_else(PoisonError::into_inner);
                let fits = read.min(most.saturating_sub(kept.bytes.len()));
                kept.bytes.extend(buffer.iter().take(fits));
                kept.is_cut |= fits < read;
            }
        });
        Self { kept, thread }
    }

    fn is_over(&self) -> bool {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).is_cut
    }

    /// Returns what was read, after the pipe has ended or a moment later.
    fn end(self) -> Output {
        let until = Instant::now() + LAST_OUTPUT;
        while !self.thread.is_finished() && Instant::now() < until {
            thread::sleep(PAUSE);
        }
        std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn program(arguments: &[&str]) -> Program {
        Program {
            arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
            max_output: 1000,
            time_limit: Some(Duration::from_mins(1)),
            ..Program::default()
        }
    }

    #[test]
    fn a_program_reads_its_input_and_no_shell_reads_its_arguments() {
        let echo = program(&["printf", "%s", "$(echo x); `id`"]);
        assert_eq!(run(&echo, || false).unwrap().bytes, b"$(echo x); `id`");
        let cat = Program { input: b"a\nb".to_vec(), ..program(&["cat"]) };
        assert_eq!(run(&cat, || false).unwrap().bytes, b"a\nb");
        assert_eq!(run(&program(&["cat"]), || false).unwrap().bytes, b"", "without input it is at its end");
        // More input than a pipe holds, and a program that reads none of it.
        let deaf = Program { input: vec![b'x'; 1 << 20], ..program(&["true"]) };
        assert_eq!(run(&deaf, || false), Ok(Output::default()));
        let dir = tempfile::tempdir().unwrap();
        let pwd = run(&Program { dir: Some(dir.path().to_owned()), ..program(&["pwd", "-P"]) }, || false).unwrap();
        assert_eq!(String::from_utf8(pwd.bytes).unwrap().trim(), dir.path().canonicalize().unwrap().to_str().unwrap());
    }

    #[test]
    fn failures_say_the_status_and_the_first_line_of_the_errors() {
        for (script, error) in [
            ("exit 3", "exited with status 3"),
            ("echo; echo ' no such page' >&2; echo more >&2; exit 12", "exited with status 12: no such page"),
            ("printf '\\033[31mred\\033[0m' >&2; exit 12", "exited with status 12: "),
            ("kill -KILL $$", "was killed"),
            (
                "read -r password || { echo 'Password: end of file' >&2; exit 12; }",
                "exited with status 12: Password: end of file (it has no terminal and no input to ask for it)",
            ),
        ] {
            let found = run(&program(&["sh", "-c", script]), || false).unwrap_err().to_string();
            assert!(found.starts_with(error) && !found.contains('\u{1b}'), "{script}: {found}");
        }
        let found = run(&program(&["/no/such/program"]), || false).unwrap_err().to_string();
        assert!(found.starts_with("can't run /no/such/program: "), "{found}");
    }

    #[test]
    fn a_program_that_hangs_is_stopped_with_what_it_has_started() {
        let dir = tempfile::tempdir().unwrap();
        let pid = dir.path().join("pid");
        let script = format!("sleep 1000 & echo $! > '{}'; wait", pid.display());
        let hangs = program(&["sh", "-c", &script]);
        let started = || std::fs::read_to_string(&pid).is_ok_and(|text| text.ends_with('\n'));
        assert_eq!(run(&hangs, started), Err(ProgramError::Cancelled));
        let id: i32 = std::fs::read_to_string(&pid).unwrap().trim().parse().unwrap();
        let id = rustix::process::Pid::from_raw(id).unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        let is_zombie = || {
            let stat = std::fs::read_to_string(format!("/proc/{}/stat", id.as_raw_nonzero())).unwrap_or_default();
            stat.contains(") Z ")
        };
        while rustix::process::test_kill_process(id).is_ok() && !is_zombie() {
            assert!(Instant::now() < deadline, "the sleeper still runs");
            thread::yield_now();
        }
        let late = Program { time_limit: Some(Duration::ZERO), ..program(&["sleep", "1000"]) };
        assert_eq!(run(&late, || false), Err(ProgramError::TimeLimit(0)));
    }

    #[test]
    fn output_is_bounded_whether_the_program_goes_on_or_not() {
        let much = program(&["sh", "-c", "head -c 50000000 /dev/zero"]);
        let found = run(&much, || false).unwrap();
        assert_eq!((found.bytes.len(), found.is_cut), (1000, true));
        let endless = Program { stops_at_max: true, time_limit: None, ..program(&["cat", "/dev/zero"]) };
        let found = run(&endless, || false).unwrap();
        assert_eq!((found.bytes.len(), found.is_cut), (1000, true));
    }

    #[test]
    fn a_program_that_is_stopped_by_the_system_is_not_waited_for() {
        let stopped = Program { time_limit: None, ..program(&["sh", "-c", "kill -TTIN $$"]) };
        assert_eq!(run(&stopped, || false), Err(ProgramError::WantsTerminal));
    }

    /// A program that ends and leaves another one with its output open, as some openers do.
    #[test]
    fn a_program_that_leaves_another_one_behind_has_ended() {
        let script = "sleep 5 & echo done";
        let leaves = program(&["sh", "-c", script]);
        assert_eq!(run(&leaves, || false).unwrap().bytes, b"done\n");
    }
}
