//! Starts programs that must not outlive tidings: speech engines, players and the user's analyst.
//!
//! A dropped child is killed. On Linux a child is killed too when tidings itself is: the kernel sends the signal, which
//! [`run_bound`] asks for in the child before it becomes the program. Elsewhere a killed tidings leaves a child that
//! ends at the next byte that it reads or writes.

use std::io;
use std::process::{Child, Command, ExitCode};

/// The hidden command of tidings that becomes another program.
pub const BOUND_COMMAND: &str = "run-bound";

/// A program that is killed when this is dropped.
pub(in crate::runtime) struct BoundChild(pub(in crate::runtime) Child);

impl Drop for BoundChild {
    fn drop(&mut self) {
        // It may have ended by itself. Waiting leaves no zombie process.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns the command that runs a program which the kernel ends together with tidings.
pub(in crate::runtime) fn command(program: &str, args: &[String]) -> Command {
    let own = std::env::current_exe().ok().filter(|own| own.file_stem().is_some_and(|name| name == "tidings"));
    let mut command = match own {
        Some(own) if cfg!(target_os = "linux") => {
            let mut command = Command::new(own);
            command.args([BOUND_COMMAND, &std::process::id().to_string(), program]);
            command
        }
        _ => Command::new(program),
    };
    command.args(args);
    command
}

/// Becomes the program in the arguments, bound to the process whose id comes first. Returns only if that fails.
#[cfg(target_os = "linux")]
#[must_use]
pub fn run_bound(mut args: impl Iterator<Item = std::ffi::OsString>) -> ExitCode {
    use rustix::process::{Pid, Signal, getppid, set_parent_process_death_signal};
    use std::os::unix::process::CommandExt;

    let parent = args.next().and_then(|id| id.to_str()?.parse().ok()).and_then(Pid::from_raw);
    let Some(program) = args.next() else { return ExitCode::from(2) };
    let is_bound = set_parent_process_death_signal(Some(Signal::KILL)).is_ok();
    // The parent may have ended before the kernel was asked.
    if parent.is_none() || (is_bound && getppid() != parent) {
        return ExitCode::FAILURE;
    }
    let error = Command::new(&program).args(args).exec();
    if error.kind() == io::ErrorKind::NotFound { ExitCode::from(127) } else { ExitCode::from(126) }
}

/// Does nothing: the kernel has no such signal.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn run_bound(_: impl Iterator<Item = std::ffi::OsString>) -> ExitCode {
    ExitCode::from(2)
}

/// Returns whether a program can be run: by its path, or by its name in `PATH`.
#[must_use]
pub fn is_installed(program: &str) -> bool {
    if program.contains(std::path::MAIN_SEPARATOR) {
        return std::path::Path::new(program).is_file();
    }
    let Some(path) = std::env::var_os("PATH") else { return false };
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
