//! What ends the program from outside: signals, and a terminal that goes away.

use std::io;

#[cfg(unix)]
use super::hangup;
use super::requests::Requests;

/// Listens for what ends the program.
#[cfg(unix)]
pub(in crate::runtime) struct ShutdownSignals([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl ShutdownSignals {
    /// From now on signals no longer kill the program: the session waits for them.
    pub(in crate::runtime) fn listen(runtime: &tokio::runtime::Runtime) -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let _inside = runtime.enter();
        Ok(Self([signal(SignalKind::terminate())?, signal(SignalKind::hangup())?, signal(SignalKind::interrupt())?]))
    }

    /// Ends when the first of them comes. A terminal that has gone ends the program once `requests` are answered, whatever
    /// the session is at.
    pub(in crate::runtime) async fn wait(mut self, requests: Requests) {
        let gone = hangup::watch(requests);
        let [term, hangup, interrupt] = &mut self.0;
        tokio::select! {
            _ = term.recv() => {}
            _ = hangup.recv() => {}
            _ = interrupt.recv() => {}
            () = gone => {}
        }
    }
}

/// Listens for what ends the program.
#[cfg(not(unix))]
pub(in crate::runtime) struct ShutdownSignals;

#[cfg(not(unix))]
impl ShutdownSignals {
    /// Nothing has to be set up here.
    pub(in crate::runtime) fn listen(_: &tokio::runtime::Runtime) -> io::Result<Self> {
        Ok(Self)
    }

    /// Ends when the user interrupts the program.
    pub(in crate::runtime) async fn wait(self, _: Requests) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
