//! Waits for what ends the program from outside: signals, and a terminal that goes away.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
#[cfg(unix)]
use std::sync::atomic::Ordering;

#[cfg(unix)]
use super::hangup;
use super::requests::Requests;

/// The signals that end the program.
#[cfg(unix)]
pub(in crate::runtime) struct ShutdownSignals([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl ShutdownSignals {
    /// Starts to listen: from now on these signals no longer kill the program.
    pub(in crate::runtime) fn listen(runtime: &tokio::runtime::Runtime) -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let _inside = runtime.enter();
        Ok(Self([signal(SignalKind::terminate())?, signal(SignalKind::hangup())?, signal(SignalKind::interrupt())?]))
    }

    /// Returns when a signal comes or the terminal is gone.
    ///
    /// If the terminal is gone, the program ends once `requests` are answered, even if the session hangs. An interrupt
    /// while `is_lent` is set was for the program that had the terminal.
    pub(in crate::runtime) async fn wait(mut self, requests: Requests, is_lent: Arc<AtomicBool>) {
        let mut gone = std::pin::pin!(hangup::watch(requests));
        let [term, hangup, interrupt] = &mut self.0;
        loop {
            tokio::select! {
                _ = term.recv() => return,
                _ = hangup.recv() => return,
                _ = interrupt.recv() => if !is_lent.load(Ordering::SeqCst) { return },
                () = &mut gone => return,
            }
        }
    }
}

/// The signals that end the program.
#[cfg(not(unix))]
pub(in crate::runtime) struct ShutdownSignals;

#[cfg(not(unix))]
impl ShutdownSignals {
    /// Does nothing: this system needs no preparation.
    pub(in crate::runtime) fn listen(_: &tokio::runtime::Runtime) -> io::Result<Self> {
        Ok(Self)
    }

    /// Returns when the user interrupts the program.
    pub(in crate::runtime) async fn wait(self, _: Requests, _: Arc<AtomicBool>) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
