//! Notices that the terminal is gone even when no signal says so.
//!
//! The event reader of crossterm does not end on a hang-up, it spins (crossterm issue 793), so a thread of ours waits
//! for nothing but the hang-up of standard input.

use rustix::event::{PollFd, PollFlags, poll};

/// Time to put away what is open.
const GRACE: std::time::Duration = std::time::Duration::from_secs(3);

/// Ends when standard input hangs up; a little later the program does, whatever it is at.
pub(super) async fn watch() {
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
                    // Whoever reads keys at that very moment never comes back from it: nothing is left to do but to end.
                    std::thread::sleep(GRACE);
                    std::process::exit(1);
                }
                Ok(_) => {}
            }
        }
    });
    if receiver.await.is_err() {
        std::future::pending::<()>().await;
    }
}
