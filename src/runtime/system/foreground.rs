//! Runs a program that has the terminal until it ends, and ends it early when tidings itself must end.
//!
//! There is one terminal, so there is at most one such program.

use std::io;
use std::process::{Command, ExitStatus};

#[cfg(unix)]
pub(in crate::runtime) use unix::{end, status};

/// How to end the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::runtime) enum Force {
    /// It may save what it has: editors keep a copy of the text.
    Ask,
    /// It ends at once.
    Kill,
}

#[cfg(unix)]
mod unix {
    use super::{Command, ExitStatus, Force, io};
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

    /// The program that has the terminal. Its id stays valid while it is here: nobody waits for it meanwhile.
    static RUNNING: Mutex<Option<Pid>> = Mutex::new(None);

    fn running() -> MutexGuard<'static, Option<Pid>> {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a program until it ends.
    pub(in crate::runtime) fn status(command: &mut Command) -> io::Result<ExitStatus> {
        let mut child = command.spawn()?;
        *running() = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let started = *running();
        if let Some(pid) = started {
            // It stays a zombie process until `child` waits for it, so no other program can get its id.
            let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            while matches!(waitid(WaitId::Pid(pid), options), Err(rustix::io::Errno::INTR)) {}
        }
        *running() = None;
        child.wait()
    }

    /// Ends the program that has the terminal, if there is one. Does not wait for it.
    pub(in crate::runtime) fn end(force: Force) {
        let running = running();
        let Some(pid) = *running else { return };
        match force {
            Force::Ask => {
                let _ = kill_process(pid, Signal::TERM);
                // A stopped program handles the request only when it goes on.
                let _ = kill_process(pid, Signal::CONT);
            }
            Force::Kill => {
                let _ = kill_process(pid, Signal::KILL);
            }
        }
    }
}

/// Runs a program until it ends.
#[cfg(not(unix))]
pub(in crate::runtime) fn status(command: &mut Command) -> io::Result<ExitStatus> {
    command.status()
}

/// Does nothing: this system ends the programs of a terminal with it.
#[cfg(not(unix))]
pub(in crate::runtime) fn end(_: Force) {}
