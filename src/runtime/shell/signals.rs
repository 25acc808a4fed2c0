//! Waits for what comes from outside: signals, and a terminal that goes away.

#[cfg(not(unix))]
use std::io;

/// What a signal asks of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::runtime) enum Event {
    /// End the program.
    End,
    /// Stop until another signal continues the program (job control).
    Stop,
    /// The program goes on after it was stopped.
    Continue,
}

#[cfg(unix)]
mod unix {
    use std::future::{Future, poll_fn};
    use std::io;
    use std::pin::Pin;
    use std::task::Poll;

    use tokio::signal::unix::{Signal, SignalKind, signal};

    use super::Event;
    use crate::runtime::shell::hangup;
    use crate::runtime::shell::requests::Requests;

    /// The signals that a key of the terminal sends too: they are for the program that has the terminal.
    const OF_KEYS: &[SignalKind] = &[SignalKind::interrupt(), SignalKind::quit()];
    /// The other signals that end a program which does not listen to them.
    const ENDING: &[SignalKind] = &[
        SignalKind::terminate(),
        SignalKind::hangup(),
        SignalKind::alarm(),
        SignalKind::user_defined1(),
        SignalKind::user_defined2(),
    ];

    /// The signals that the session listens to.
    pub(in crate::runtime) struct Signals {
        of_keys: Vec<Signal>,
        ending: Vec<Signal>,
        stop: Signal,
        go_on: Signal,
        gone: Option<Pin<Box<dyn Future<Output = ()>>>>,
    }

    impl Signals {
        /// Starts to listen: from now on these signals no longer have their usual effect.
        pub(in crate::runtime) fn listen(runtime: &tokio::runtime::Runtime) -> io::Result<Self> {
            let _inside = runtime.enter();
            let all = |kinds: &[SignalKind]| kinds.iter().map(|kind| signal(*kind)).collect::<io::Result<Vec<_>>>();
            Ok(Self {
                of_keys: all(OF_KEYS)?,
                ending: all(ENDING)?,
                stop: signal(SignalKind::from_raw(signal_hook::consts::SIGTSTP))?,
                go_on: signal(SignalKind::from_raw(signal_hook::consts::SIGCONT))?,
                gone: None,
            })
        }

        /// Also watches whether the terminal goes away.
        ///
        /// The program then ends once `requests` are answered, even if the session hangs.
        pub(in crate::runtime) fn watch_terminal(&mut self, requests: Requests) {
            self.gone = Some(Box::pin(hangup::watch(requests)));
        }

        /// Returns the next event. A signal of a key while `is_lent` is set was for the program that has the terminal.
        pub(in crate::runtime) async fn next(&mut self, is_lent: bool) -> Event {
            poll_fn(|task| {
                let mut came = |signal: &mut Signal| signal.poll_recv(task).is_ready();
                let mut is_by_key = false;
                for signal in &mut self.of_keys {
                    while came(signal) {
                        is_by_key = !is_lent;
                    }
                }
                if is_by_key || self.ending.iter_mut().any(&mut came) {
                    return Poll::Ready(Event::End);
                }
                if came(&mut self.stop) {
                    return Poll::Ready(Event::Stop);
                }
                if came(&mut self.go_on) {
                    return Poll::Ready(Event::Continue);
                }
                let is_gone = self.gone.as_mut().is_some_and(|gone| gone.as_mut().poll(task).is_ready());
                if is_gone {
                    self.gone = None;
                    return Poll::Ready(Event::End);
                }
                Poll::Pending
            })
            .await
        }
    }
}

#[cfg(unix)]
pub(in crate::runtime) use unix::Signals;

/// The signals that the session listens to.
#[cfg(not(unix))]
pub(in crate::runtime) struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Does nothing: this system needs no preparation.
    pub(in crate::runtime) fn listen(_: &tokio::runtime::Runtime) -> io::Result<Self> {
        Ok(Self)
    }

    /// Does nothing: this system ends the program with its terminal.
    pub(in crate::runtime) fn watch_terminal(&mut self, _: super::requests::Requests) {}

    /// Returns when the user interrupts the program.
    pub(in crate::runtime) async fn next(&mut self, _: bool) -> Event {
        let _ = tokio::signal::ctrl_c().await;
        Event::End
    }
}
