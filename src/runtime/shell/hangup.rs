//! Detects that the terminal is gone, even if no signal comes.
//!
//! crossterm's event reader does not end on a hang-up but spins (crossterm issue 793). So a thread of our own polls
//! standard input for nothing but the hang-up.

use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};

use super::requests::Requests;

/// How long the session may take to end by itself.
const SESSION_LIMIT: Duration = Duration::from_millis(1500);
/// How long the store may take to finish: it may wait ten seconds for another process.
const STORE_LIMIT: Duration = Duration::from_secs(15);
/// How often the thread checks whether the store has finished.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// Returns when standard input hangs up.
///
/// If the session does not end the program after that, a thread does, once all requests have been answered.
pub(super) async fn watch(requests: Requests) {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let input = std::io::stdin();
        loop {
            // Without events to wait for, the system still reports hang-ups and errors.
            let mut fds = [PollFd::new(&input, PollFlags::empty())];
            match poll(&mut fds, None) {
                Err(rustix::io::Errno::INTR) => {}
                Err(_) => return,
                Ok(_) if fds[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) => {
                    let _ = sender.send(());
                    return end_program(&requests);
                }
                Ok(_) => {}
            }
        }
    });
    if receiver.await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Ends a program whose session may be stuck in reading keys.
fn end_program(requests: &Requests) {
    std::thread::sleep(SESSION_LIMIT);
    let deadline = Instant::now() + STORE_LIMIT;
    while requests.open() > 0 && Instant::now() < deadline {
        std::thread::sleep(POLL_INTERVAL);
    }
    std::process::exit(1);
}
