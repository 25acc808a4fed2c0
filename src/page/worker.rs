//! Isolates libraries that work on hostile input: catches their panics and abandons them when they are late.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Time that one text may take to be parsed or set before it is abandoned.
pub const LIMIT: Duration = Duration::from_secs(10);

/// Bytes of stack for a worker: the guard caps the depth of trees, but libraries still recurse into them.
const STACK: usize = 8 << 20;

thread_local! {
    static CATCHING: Cell<usize> = const { Cell::new(0) };
}

/// Runs `work` on a thread of its own and waits for it no longer than `limit`; `None` when it takes longer or panics.
///
/// A late thread is abandoned, not ended, so `work` must come to an end by itself.
pub fn run_with_deadline<T: Send + 'static>(limit: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("page".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            if let Some(result) = catch_panic(work) {
                // Fails when the caller has stopped waiting.
                let _ = sender.send(result);
            }
        })
        .ok()?;
    receiver.recv_timeout(limit).ok()
}

/// Runs `work`; `None` when it panics.
pub(super) fn catch_panic<T>(work: impl FnOnce() -> T) -> Option<T> {
    CATCHING.with(|catching| catching.set(catching.get() + 1));
    // A panic may leave values half changed, but the closure drops them.
    let result = catch_unwind(AssertUnwindSafe(work));
    CATCHING.with(|catching| catching.set(catching.get() - 1));
    result.ok()
}

/// Whether `catch_panic` will catch a panic on this thread: then a panic hook must neither print nor restore
/// anything.
#[must_use]
pub fn is_catching() -> bool {
    CATCHING.with(Cell::get) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_work_is_abandoned() {
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
