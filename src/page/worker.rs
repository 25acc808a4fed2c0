//! Keeps the work of libraries on hostile input from stopping ours: panics are caught, and what takes too long is
//! left behind.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long setting one text may take before it is given up.
pub const LIMIT: Duration = Duration::from_secs(10);

/// Stack of a worker: trees are capped in depth, libraries still recurse into them.
const STACK: usize = 8 << 20;

thread_local! {
    static CATCHING: Cell<usize> = const { Cell::new(0) };
}

/// Runs `work` on a thread of its own and waits for it no longer than `limit`; `None` when it took longer or panicked.
///
/// A thread that is too late is abandoned, not ended: `work` must be bounded by itself in the long run.
pub fn run_with_deadline<T: Send + 'static>(limit: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("page".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            if let Some(result) = catch_panic(work) {
                // Nobody listens any more when it is too late.
                let _ = sender.send(result);
            }
        })
        .ok()?;
    receiver.recv_timeout(limit).ok()
}

/// Runs `work`; `None` when it panics.
pub(super) fn catch_panic<T>(work: impl FnOnce() -> T) -> Option<T> {
    CATCHING.with(|catching| catching.set(catching.get() + 1));
    // What a panic may have left half done is dropped with the closure.
    let result = catch_unwind(AssertUnwindSafe(work));
    CATCHING.with(|catching| catching.set(catching.get() - 1));
    result.ok()
}

/// Whether a panic on this thread will be caught here: a panic hook has nothing to print and nothing to restore then.
#[must_use]
pub fn is_catching() -> bool {
    CATCHING.with(Cell::get) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_work_is_left_behind() {
        assert_eq!(run_with_deadline(Duration::from_mins(1), || 7), Some(7));
        let (_keep, wait) = mpsc::channel::<()>();
        assert_eq!(run_with_deadline(Duration::from_millis(1), move || wait.recv().is_err()), None);
    }

    #[test]
    fn panics_are_caught() {
        assert_eq!(catch_panic(is_catching), Some(true));
        assert!(!is_catching());
        assert_eq!(catch_panic(|| -> u8 { std::panic::resume_unwind(Box::new(())) }), None);
        assert!(!is_catching());
    }
}
