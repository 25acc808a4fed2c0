//! Notices that the terminal is gone even when no signal says so.
//!
//! The event reader of crossterm does not end on a hang-up, it spins (crossterm issue 793), so a thread of ours waits for
//! nothing but the hang-up of standard input.

use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};

use super::requests::Requests;

/// Time for the session to end by itself.
const GRACE: Duration = Duration::from_secs(3);
/// Time for the store to finish: it may wait ten seconds for another process.
const STORE: Duration = Duration::from_secs(15);
/// How often the thread looks whether the store has finished.
const LOOK: Duration = Duration::from_millis(20);

/// Ends when standard input hangs up. If the session does not end the program after that, a thread does, once the store has
/// what was handed to it.
pub(super) async fn watch(requests: Requests) {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let input = std::io::stdin();
        loop {
            // No events are asked for: hang-ups and errors are reported all the same.
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

/// Ends a program whose screen thread may never come back from reading keys.
fn end_program(requests: &Requests) {
    std::thread::sleep(GRACE);
    let deadline = Instant::now() + STORE;
    while requests.open() > 0 && Instant::now() < deadline {
        std::thread::sleep(LOOK);
    }
    std::process::exit(1);
}
