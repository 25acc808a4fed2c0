//! Runs a program of the user's that gets an input and answers, within limits of time and size.
//!
//! No shell is involved. The program has a process group of its own, which is killed when its time is over, when it says
//! too much, or when the user cancels. What it says is hostile text; the caller reads it.

use std::io::{Read, Write};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use thiserror::Error;

use super::child::{command, is_installed};
use crate::domain::Text;

/// Bytes of the error output that are kept.
const MAX_ERROR: u64 = 4_096;
/// How often a cancel is looked for.
const POLL: Duration = Duration::from_millis(20);
/// How long the end of the error output is awaited once the program has ended.
const ERROR_WAIT: Duration = Duration::from_secs(1);

/// What a program may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Time until its end.
    pub time: Duration,
    /// Bytes of its output.
    pub output: u64,
}

/// The reason why a program gave no answer; reads on from its name.
#[derive(Debug, Error)]
pub enum Failure {
    /// There is no such program.
    #[error("is not installed, or not in PATH")]
    Missing,
    /// The system can't start it.
    #[error("can't be started: {0}")]
    NotStarted(std::io::Error),
    /// It took too long.
    #[error("did not end within {} seconds and was killed", .0.as_secs())]
    TooLong(Duration),
    /// It wrote too much.
    #[error("wrote more than {} KiB and was killed", .0 >> 10)]
    TooLarge(u64),
    /// It said that it failed; with the first line of its error output.
    #[error("failed ({0}){1}")]
    Failed(ExitStatus, Text),
    /// The user cancelled it.
    #[error("was cancelled")]
    Cancelled,
}

/// Runs a program, gives it the input, and returns its output. Ends early once `is_wanted` returns `false`.
pub fn run(
    program: &str,
    args: &[String],
    input: Vec<u8>,
    limits: Limits,
    is_wanted: &dyn Fn() -> bool,
) -> Result<Vec<u8>, Failure> {
    let end = Instant::now() + limits.time;
    if cfg!(unix) && !is_installed(program) {
        return Err(Failure::Missing);
    }
    let mut command = command(program, args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut group = Group::start(command)?;
    if let Some(mut stdin) = group.child.stdin.take() {
        // The program may end without having read everything.
        thread::spawn(move || drop(stdin.write_all(&input)));
    }
    let errors = group.child.stderr.take().map(read_errors);
    let (sender, outputs) = channel();
    if let Some(output) = group.child.stdout.take() {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            // What was read before an error is no whole answer, and the reader of the answer says so.
            let _ = output.take(limits.output + 1).read_to_end(&mut bytes);
            let _ = sender.send(bytes);
        });
    }
    let output = wait(&outputs, end, limits, is_wanted)?;
    if output.len() as u64 > limits.output {
        return Err(Failure::TooLarge(limits.output));
    }
    let status = group.wait(end, limits, is_wanted)?;
    if status.success() {
        return Ok(output);
    }
    Err(Failure::Failed(status, errors.map(|errors| first_line(&errors)).unwrap_or_default()))
}

/// Waits for the whole output.
fn wait(
    outputs: &Receiver<Vec<u8>>,
    end: Instant,
    limits: Limits,
    is_wanted: &dyn Fn() -> bool,
) -> Result<Vec<u8>, Failure> {
    loop {
        match outputs.recv_timeout(POLL) {
            Ok(output) => return Ok(output),
            Err(RecvTimeoutError::Disconnected) => return Ok(Vec::new()),
            Err(RecvTimeoutError::Timeout) => in_time(end, limits, is_wanted)?,
        }
    }
}

fn in_time(end: Instant, limits: Limits, is_wanted: &dyn Fn() -> bool) -> Result<(), Failure> {
    if !is_wanted() {
        return Err(Failure::Cancelled);
    }
    if Instant::now() >= end { Err(Failure::TooLong(limits.time)) } else { Ok(()) }
}

/// Keeps the beginning of the error output. The rest is read too, for a program that waits to write it.
fn read_errors(mut errors: ChildStderr) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = errors.by_ref().take(MAX_ERROR).read_to_end(&mut bytes);
        let _ = sender.send(bytes);
        let _ = std::io::copy(&mut errors, &mut std::io::sink());
    });
    receiver
}

/// Returns the first line of the error output that is not blank, after a colon.
fn first_line(errors: &Receiver<Vec<u8>>) -> Text {
    let errors = errors.recv_timeout(ERROR_WAIT).unwrap_or_default();
    let errors = String::from_utf8_lossy(&errors);
    let first = errors.lines().map(Text::line).find(|line| !line.trim().is_empty());
    first.map_or_else(Text::default, |line| Text::line(&format!(": {line}")))
}

/// A program with the processes that it started. They are killed when this is dropped before the program has ended.
struct Group {
    child: Child,
    has_ended: bool,
}

impl Group {
    fn start(mut command: Command) -> Result<Self, Failure> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command.spawn().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Failure::Missing,
            _ => Failure::NotStarted(error),
        })?;
        Ok(Self { child, has_ended: false })
    }

    /// Waits for the end of a program that has closed its output.
    fn wait(&mut self, end: Instant, limits: Limits, is_wanted: &dyn Fn() -> bool) -> Result<ExitStatus, Failure> {
        loop {
            if let Some(status) = self.child.try_wait().map_err(Failure::NotStarted)? {
                self.has_ended = true;
                return Ok(status);
            }
            in_time(end, limits, is_wanted)?;
            thread::sleep(POLL / 4);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if self.has_ended {
            return;
        }
        // The program was not waited for, so its id still belongs to its group.
        #[cfg(unix)]
        let _ = rustix::process::kill_process_group(
            rustix::process::Pid::from_child(&self.child),
            rustix::process::Signal::KILL,
        );
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { time: Duration::from_mins(1), output: 1 << 20 };

    fn shell(script: &str, limits: Limits, is_wanted: &dyn Fn() -> bool) -> Result<String, String> {
        let args = ["-c".to_owned(), script.to_owned()];
        let output = run("sh", &args, b"question".to_vec(), limits, is_wanted);
        output.map(|bytes| String::from_utf8(bytes).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_program_gets_the_input_and_its_output_is_returned() {
        assert_eq!(shell("cat", LIMITS, &|| true).as_deref(), Ok("question"));
        let long = run("true", &[], vec![b' '; 1 << 20], LIMITS, &|| true).unwrap();
        assert!(long.is_empty(), "it need not read");
    }

    #[test]
    fn a_failure_has_the_first_line_of_the_error_output() {
        for (script, expected) in [
            ("exit 1", "failed (exit status: 1)"),
            ("echo >&2; printf 'no \\033[31mkey\\nmore' >&2; exit 3", "failed (exit status: 3): no key"),
            ("kill -9 $$", "failed (signal: 9 (SIGKILL))"),
        ] {
            assert_eq!(shell(script, LIMITS, &|| true), Err(expected.to_owned()));
        }
        let missing = run("no-such-analyst", &[], Vec::new(), LIMITS, &|| true).unwrap_err();
        assert_eq!(missing.to_string(), "is not installed, or not in PATH");
        let folder = run("/", &[], Vec::new(), LIMITS, &|| true).unwrap_err();
        assert_eq!(folder.to_string(), "is not installed, or not in PATH");
    }

    #[test]
    fn too_much_output_ends_the_program() {
        let limits = Limits { output: 1 << 10, ..LIMITS };
        assert_eq!(shell("yes", limits, &|| true), Err("wrote more than 1 KiB and was killed".to_owned()));
        assert_eq!(shell("yes >&2 & echo one; kill $!", limits, &|| true).as_deref(), Ok("one\n"));
    }

    /// The script tells its process and that of a child in a file, and both wait for ever.
    fn hang(limits: Limits, ends_at: impl Fn(&std::path::Path) -> bool) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pids");
        let script = format!("sleep 1000 & echo $$ $! > {0}.new; mv {0}.new {0}; wait", file.display());
        let error = shell(&script, limits, &|| !ends_at(&file)).unwrap_err();
        let pids = std::fs::read_to_string(&file).unwrap();
        let is_running = |pid: &str| {
            let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            cfg!(target_os = "linux") && !state.is_empty() && !state.contains(") Z ")
        };
        // The kernel may take a moment.
        let began = Instant::now();
        while pids.split_whitespace().any(is_running) {
            assert!(began.elapsed() < LIMITS.time, "one of {pids} is still running");
            thread::yield_now();
        }
        error
    }

    #[test]
    fn a_program_that_hangs_is_killed_with_what_it_started() {
        let limits = Limits { time: Duration::from_secs(2), ..LIMITS };
        assert_eq!(hang(limits, |_| false), "did not end within 2 seconds and was killed");
        let closed =
            shell("exec >&- 2>&-; sleep 1000", Limits { time: Duration::from_millis(100), ..LIMITS }, &|| true);
        assert_eq!(closed, Err("did not end within 0 seconds and was killed".to_owned()));
    }

    #[test]
    fn a_cancel_kills_the_program_with_what_it_started() {
        assert_eq!(hang(LIMITS, std::path::Path::exists), "was cancelled");
    }
}
